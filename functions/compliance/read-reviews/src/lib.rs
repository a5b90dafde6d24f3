//! Reads compliance reviews: `GET /v1/compliance/programs`, `/reviews`, `/reviews/{id}`, `/reviews/{id}/comments`,
//! `/reviews/{id}/history`, `/reviews/{id}/calendar`, `/documents/{id}` and the two `/reports`, each as far as the caller sees
//! it.

mod calendar;
mod comments;
mod cursors;
mod document;
mod history;
mod lists;
mod programs;
mod reports;
mod review;

use domain::access::Caller;
use domain::compliance::{SeenReview, see};
use domain::ids::ReviewId;
use domain::year::AdministrationYear;
use edge::{Clock, CurrentRequest, Entropy, Problem, SessionToken, Settings, SettingsError};
use jiff::Timestamp;
use store::accounts::Callers;
use store::compliance::{Contacts, Downloads, ReviewLists, Reviews};
use store::{CursorKey, Dynamo, Files, Grant, History, Shelf, Table, Trail};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    callers: Callers,
    contacts: Contacts,
    downloads: Downloads,
    lists: ReviewLists,
    reviews: Reviews,
    history: History,
    trail: Trail,
    cursor_key: CursorKey,
    clock: Clock,
    entropy: Entropy,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] = &[
        Callers::GRANTS,
        Contacts::GRANTS,
        Downloads::GRANTS,
        ReviewLists::GRANTS,
        Reviews::GRANTS,
        History::GRANTS,
        Trail::GRANTS,
    ];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing or wrong.
    pub fn new(
        settings: &Settings,
        dynamo: &Dynamo,
        files: &Files,
        clock: Clock,
        entropy: Entropy,
    ) -> Result<Self, SettingsError> {
        let compliance = settings.required(Table::Compliance.setting())?;
        let audit = settings.required(Table::Audit.setting())?;
        Ok(Self {
            callers: Callers::new(dynamo, settings.required(Table::Accounts.setting())?),
            contacts: Contacts::new(dynamo, compliance.clone()),
            downloads: Downloads::new(files, settings.required(Shelf::SETTING)?),
            lists: ReviewLists::new(dynamo, compliance.clone()),
            reviews: Reviews::new(dynamo, compliance),
            history: History::new(dynamo, audit.clone()),
            trail: Trail::new(dynamo, audit),
            cursor_key: settings.parsed("CURSOR_KEY", CursorKey::new)?,
            clock,
            entropy,
        })
    }

    /// Does ahead of the first request what it would have to wait for.
    pub async fn warm(&self) {
        self.callers.warm().await;
    }

    /// Who asks, ready to work.
    async fn caller(&self, request: &CurrentRequest, token: &SessionToken, now: Timestamp) -> Result<Caller, Problem> {
        let caller = Caller::at_work(self.callers.find(token.user, &token.session).await?, now)?;
        request.signed_in(caller.user);
        Ok(caller)
    }

    /// Who asks, and the review as they see it: one level, whether or not there is such a review.
    async fn open(
        &self,
        request: &CurrentRequest,
        token: &SessionToken,
        review: ReviewId,
        now: Timestamp,
    ) -> Result<(Caller, SeenReview), Problem> {
        let (found, record) =
            tokio::try_join!(self.callers.find(token.user, &token.session), self.reviews.read(review))?;
        let caller = Caller::at_work(found, now)?;
        request.signed_in(caller.user);
        let seen = see(&caller, record, AdministrationYear::at(now))?;
        Ok((caller, seen))
    }
}

/// The endpoints of this workflow.
pub fn router(deps: Deps) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(programs::read_programs))
        .routes(routes!(lists::read_reviews))
        .routes(routes!(review::read_review))
        .routes(routes!(comments::read_comments))
        .routes(routes!(history::read_review_history))
        .routes(routes!(calendar::read_review_calendar))
        .routes(routes!(document::read_document))
        .routes(routes!(reports::report_open_work))
        .routes(routes!(reports::report_submissions))
        .with_state(deps)
}
