//! Gives a ticket to upload one document of a review: for an item, an evidence request or a finding. The file goes straight
//! to the storage, which takes this one file and no other. CAIS fact sheets 2 and 3.

mod body;
mod request;

use edge::{Clock, Entropy, Settings, SettingsError};
use store::accounts::Callers;
use store::compliance::{Reviews, TicketCommits, UploadTickets};
use store::{Dynamo, Files, Grant, Shelf, Table};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    callers: Callers,
    reviews: Reviews,
    commits: TicketCommits,
    tickets: UploadTickets,
    clock: Clock,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] = &[Callers::GRANTS, Reviews::GRANTS, TicketCommits::GRANTS, UploadTickets::GRANTS];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing or wrong.
    pub fn new(
        settings: &Settings,
        dynamo: &Dynamo,
        files: &Files,
        clock: Clock,
        _: Entropy,
    ) -> Result<Self, SettingsError> {
        let accounts = settings.required(Table::Accounts.setting())?;
        let compliance = settings.required(Table::Compliance.setting())?;
        let audit = settings.required(Table::Audit.setting())?;
        Ok(Self {
            callers: Callers::new(dynamo, accounts.clone()),
            reviews: Reviews::new(dynamo, compliance.clone()),
            commits: TicketCommits::new(dynamo, accounts, compliance, audit),
            tickets: UploadTickets::new(files, settings.required(Shelf::SETTING)?),
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
    OpenApiRouter::new().routes(routes!(request::request_document_upload)).with_state(deps)
}
