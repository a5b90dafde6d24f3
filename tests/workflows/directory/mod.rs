mod health;
pub(crate) mod organizations;
