use serde::Serialize;

use crate::context::{Context, Files, files};

/// You forgot user name or password.
#[derive(Serialize)]
pub(crate) struct PasswordReset {
    pub(crate) username: String,
    pub(crate) link: String,
    pub(crate) minutes: i64,
}

impl Context for PasswordReset {
    const FILES: Files = files!("password_reset");

    fn sample() -> Self {
        Self { username: "ana.ortiz@poppy.test".into(), link: "https://portal.example/reset-password#aaaaaaaaaaaaaaaaaaaaaaaaaa.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".into(), minutes: 15 }
    }
}
