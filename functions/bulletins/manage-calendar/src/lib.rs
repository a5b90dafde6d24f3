//! Keeps up the calendar: editors enter trainings, opportunities and test windows, change and withdraw them, and see who registered
//! for a training.

mod body;
mod keeping;
mod refusals;
mod registrations;

use domain::access::{Caller, NotReady, Right};
use domain::audit::{Entry, Event, Subject};
use domain::bulletins::calendar::{CalendarEvent, TrainingNotice};
use domain::ids::CalendarEventId;
use domain::year::AdministrationYear;
use edge::{Clock, CurrentRequest, Entropy, Problem, SessionToken, Settings, SettingsError};
use jiff::Timestamp;
use store::accounts::Callers;
use store::bulletins::{Calendar, CalendarCommit, CalendarCommits, CalendarOutcome, KeptEvent, Rolls};
use store::{Dynamo, Grant, Table};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    callers: Callers,
    calendar: Calendar,
    rolls: Rolls,
    commits: CalendarCommits,
    clock: Clock,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] =
        &[Callers::GRANTS, Calendar::GRANTS_TO_READ_BY_ID, Rolls::GRANTS, CalendarCommits::GRANTS];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, _: Entropy) -> Result<Self, SettingsError> {
        let table = |table: Table| settings.required(table.setting());
        let (accounts, bulletins) = (table(Table::Accounts)?, table(Table::Bulletins)?);
        Ok(Self {
            callers: Callers::new(dynamo, accounts.clone()),
            calendar: Calendar::new(dynamo, bulletins.clone()),
            rolls: Rolls::new(dynamo, bulletins.clone()),
            commits: CalendarCommits::new(dynamo, accounts, bulletins, table(Table::Audit)?),
            clock,
        })
    }

    /// Does ahead of the first request what it would have to wait for.
    pub async fn warm(&self) {
        self.callers.warm().await;
    }

    /// The editor at work, once read.
    async fn editor(&self, request: &CurrentRequest, token: &SessionToken, now: Timestamp) -> Result<Caller, Problem> {
        let caller = Caller::at_work(self.callers.find(token.user, &token.session).await?, now)?;
        request.signed_in(caller.user);
        caller.has(Right::KeepCalendar, AdministrationYear::at(now))?;
        Ok(caller)
    }

    /// The editor, and the event of this id, read side by side.
    async fn opened(
        &self,
        request: &CurrentRequest,
        token: &SessionToken,
        id: CalendarEventId,
        now: Timestamp,
    ) -> Result<(Caller, KeptEvent), Problem> {
        let event = async { Ok(self.calendar.read(id).await?) };
        let (caller, event) = tokio::try_join!(self.editor(request, token, now), event)?;
        Ok((caller, event.ok_or_else(Problem::not_found)?))
    }

    /// Commits the version `after`, what is to be told of it, and the audit row; `false` when somebody else was faster.
    async fn commit(
        &self,
        (caller, request): (&Caller, &CurrentRequest),
        before: Option<&CalendarEvent>,
        after: &CalendarEvent,
        news: Option<TrainingNotice>,
        now: Timestamp,
    ) -> Result<bool, Problem> {
        let event = Event::CalendarChanged { version: after.version, withdrawn: after.withdrawn_at.is_some() };
        let entry = Entry::by(caller, request.id, now, Subject::CalendarEvent(after.id), event, Right::KeepCalendar);
        match self.commits.commit(&CalendarCommit { caller, before, after, news, entry }).await? {
            CalendarOutcome::Done => Ok(true),
            CalendarOutcome::Revoked => Err(NotReady::NotSignedIn.into()),
            CalendarOutcome::Stale => Ok(false),
        }
    }
}

/// The endpoints of this workflow.
pub fn router(deps: Deps) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(keeping::enter_event))
        .routes(routes!(keeping::read_entered_event))
        .routes(routes!(keeping::change_event, keeping::withdraw_event))
        .routes(routes!(registrations::list_registrations))
        .routes(routes!(registrations::export_registrations))
        .with_state(deps)
}
