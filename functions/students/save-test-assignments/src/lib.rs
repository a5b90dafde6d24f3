//! Saves the test assignments of a student: condition codes set and removed, assignments added and removed, all changes of
//! the page in one commit or none. The second Save of the opt-out instructions (step 13).

mod body;
mod save;

use edge::{Clock, Entropy, Settings, SettingsError};
use store::accounts::Callers;
use store::students::{Records, Saves};
use store::{Dynamo, Grant, Table, Trail};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    callers: Callers,
    records: Records,
    saves: Saves,
    trail: Trail,
    clock: Clock,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] = &[Callers::GRANTS, Records::GRANTS, Saves::GRANTS, Trail::GRANTS];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing or wrong.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, _: Entropy) -> Result<Self, SettingsError> {
        let accounts = settings.required(Table::Accounts.setting())?;
        let students = settings.required(Table::Students.setting())?;
        let audit = settings.required(Table::Audit.setting())?;
        Ok(Self {
            callers: Callers::new(dynamo, accounts.clone()),
            records: Records::new(dynamo, students.clone()),
            saves: Saves::new(dynamo, accounts, students, audit.clone()),
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
    OpenApiRouter::new().routes(routes!(save::save_test_assignments)).with_state(deps)
}
