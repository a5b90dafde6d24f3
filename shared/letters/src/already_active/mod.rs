use serde::Serialize;

use crate::context::{Context, Files, files};

/// You asked for an activation link, and your account is in use.
#[derive(Serialize)]
pub(crate) struct AlreadyActive {
    pub(crate) username: String,
}

impl Context for AlreadyActive {
    const FILES: Files = files!("already_active");

    fn sample() -> Self {
        Self { username: "ana.ortiz@poppy.test".into() }
    }
}
