//! Reads a student: `GET /v1/students/{id}` with the tabs of TOMS, and `GET /v1/students/{id}/history` with who saw and
//! changed what. Each view is recorded before the answer leaves.

mod history;
mod student;

use edge::{Clock, Entropy, Settings, SettingsError};
use store::accounts::Callers;
use store::students::Records;
use store::{Dynamo, Grant, History, Table, Trail};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    callers: Callers,
    records: Records,
    history: History,
    trail: Trail,
    clock: Clock,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] = &[Callers::GRANTS, Records::GRANTS, History::GRANTS, Trail::GRANTS];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing or wrong.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, _: Entropy) -> Result<Self, SettingsError> {
        let audit = settings.required(Table::Audit.setting())?;
        Ok(Self {
            callers: Callers::new(dynamo, settings.required(Table::Accounts.setting())?),
            records: Records::new(dynamo, settings.required(Table::Students.setting())?),
            history: History::new(dynamo, audit.clone()),
            trail: Trail::new(dynamo, audit),
            clock,
        })
    }

    /// Does ahead of the first request what it would have to wait for.
    pub async fn warm(&self) {
        self.callers.warm().await;
    }
}

/// The endpoints of this workflow.
pub fn router(deps: Deps) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(student::read_student))
        .routes(routes!(history::read_student_history))
        .with_state(deps)
}
