use serde::Serialize;

use crate::context::{Context, Files, files};

/// Your account was deactivated.
#[derive(Serialize)]
pub(crate) struct AccessStopped {
    pub(crate) by: String,
    pub(crate) at: String,
}

impl Context for AccessStopped {
    const FILES: Files = files!("access_stopped");

    fn sample() -> Self {
        Self { by: "Luz D’Angelo-Smith".into(), at: "November 22, 2026, 12:00 PM Pacific Time".into() }
    }
}
