use serde::Serialize;

use crate::context::{Context, Files, files};

/// Your password was changed.
#[derive(Serialize)]
pub(crate) struct PasswordChanged {
    pub(crate) at: String,
    pub(crate) by_link: bool,
}

impl Context for PasswordChanged {
    const FILES: Files = files!("password_changed");

    fn sample() -> Self {
        Self { at: "November 22, 2026, 12:00 PM Pacific Time".into(), by_link: true }
    }
}
