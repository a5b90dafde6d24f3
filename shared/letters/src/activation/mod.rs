use serde::Serialize;

use crate::context::{Context, Files, files};

/// You were added: choose a password.
#[derive(Serialize)]
pub(crate) struct Activation {
    pub(crate) username: String,
    pub(crate) link: String,
    pub(crate) hours: i64,
}

impl Context for Activation {
    const FILES: Files = files!("activation");

    fn sample() -> Self {
        Self {
            username: "ana.ortiz@poppy.test".into(),
            link:
                "https://portal.example/activate#aaaaaaaaaaaaaaaaaaaaaaaaaa.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                    .into(),
            hours: 72,
        }
    }
}
