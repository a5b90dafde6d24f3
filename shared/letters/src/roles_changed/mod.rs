use serde::Serialize;

use crate::context::{Context, Files, files};

/// You were given roles, or some were taken away.
#[derive(Serialize)]
pub(crate) struct RolesChanged {
    pub(crate) by: String,
    pub(crate) at: String,
    pub(crate) given: Vec<String>,
    pub(crate) taken: Vec<String>,
}

impl Context for RolesChanged {
    const FILES: Files = files!("roles_changed");

    fn sample() -> Self {
        Self {
            by: "Luz D’Angelo-Smith".into(),
            at: "November 22, 2026, 12:00 PM Pacific Time".into(),
            given: vec![
                "test administrator, Cedar High, 2026-27".into(),
                "site coordinator, Dune High, 2026-27".into(),
            ],
            taken: vec!["test examiner, Alder Elementary, 2026-27".into()],
        }
    }
}
