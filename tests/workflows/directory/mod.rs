mod health;
pub mod organizations;
