//! Posts the status of the systems: planned downtimes and known issues, changed while they last and closed when they are over.

mod body;
mod notices;

use domain::access::{Caller, NotReady, Right};
use domain::audit::{Entry, Event, Subject};
use domain::bulletins::StatusNotice;
use domain::year::AdministrationYear;
use edge::{Clock, CurrentRequest, Entropy, Problem, SessionToken, Settings, SettingsError};
use jiff::Timestamp;
use store::accounts::Callers;
use store::bulletins::{StatusCommit, StatusNotices, StatusOutcome};
use store::{Dynamo, Grant, Table};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    callers: Callers,
    notices: StatusNotices,
    commits: StatusCommit,
    clock: Clock,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] = &[Callers::GRANTS, StatusNotices::GRANTS, StatusCommit::GRANTS];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, _: Entropy) -> Result<Self, SettingsError> {
        let table = |table: Table| settings.required(table.setting());
        let (accounts, bulletins) = (table(Table::Accounts)?, table(Table::Bulletins)?);
        Ok(Self {
            callers: Callers::new(dynamo, accounts.clone()),
            notices: StatusNotices::new(dynamo, bulletins.clone()),
            commits: StatusCommit::new(dynamo, accounts, bulletins, table(Table::Audit)?),
            clock,
        })
    }

    /// Does ahead of the first request what it would have to wait for.
    pub async fn warm(&self) {
        self.callers.warm().await;
    }

    /// The caller at work, who may post, and the notices that nobody closed: read side by side.
    async fn opened(
        &self,
        request: &CurrentRequest,
        token: &SessionToken,
        now: Timestamp,
    ) -> Result<(Caller, Vec<StatusNotice>), Problem> {
        let caller = async {
            let caller = Caller::at_work(self.callers.find(token.user, &token.session).await?, now)?;
            request.signed_in(caller.user);
            caller.has(Right::PostStatus, AdministrationYear::at(now))?;
            Ok(caller)
        };
        let notices = async { Ok::<_, Problem>(self.notices.open().await?) };
        tokio::try_join!(caller, notices)
    }

    /// Commits the notice with its audit row; `false` when somebody else was faster.
    async fn commit(
        &self,
        caller: &Caller,
        request: &CurrentRequest,
        after: &StatusNotice,
        now: Timestamp,
    ) -> Result<bool, Problem> {
        let event = Event::StatusChanged { version: after.version, closed: after.closed_at.is_some() };
        let entry = Entry::by(caller, request.id, now, Subject::StatusNotice(after.id), event, Right::PostStatus);
        match self.commits.commit(caller, after, &entry).await? {
            StatusOutcome::Done => Ok(true),
            StatusOutcome::Revoked => Err(NotReady::NotSignedIn.into()),
            StatusOutcome::Stale => Ok(false),
        }
    }
}

/// The endpoints of this workflow.
pub fn router(deps: Deps) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(notices::post_notice))
        .routes(routes!(notices::change_notice))
        .routes(routes!(notices::close_notice))
        .with_state(deps)
}
