use serde::Serialize;

use crate::context::{Context, Files, files};

/// Your account was activated again.
#[derive(Serialize)]
pub(crate) struct AccessRestored {
    pub(crate) by: String,
    pub(crate) at: String,
    pub(crate) username: String,
}

impl Context for AccessRestored {
    const FILES: Files = files!("access_restored");

    fn sample() -> Self {
        Self {
            by: "Luz D’Angelo-Smith".into(),
            at: "November 22, 2026, 12:00 PM Pacific Time".into(),
            username: "ana.ortiz@poppy.test".into(),
        }
    }
}
