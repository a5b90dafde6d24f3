//! Publishes bulletins: editors draft them in Markdown, preview page and letter, publish now or at a time, take them off the
//! schedule, and put right what is published.

mod body;
mod deliveries;
mod drafting;
mod preview;
mod publishing;
mod refusals;
mod versions;

use domain::access::{Caller, NotReady, Right};
use domain::audit::{Entry, Event, Subject};
use domain::bulletins::Bulletin;
use domain::ids::BulletinId;
use domain::mail::Circular;
use domain::year::AdministrationYear;
use edge::{Clock, CurrentRequest, ETag, Entropy, Problem, SessionToken, Settings, SettingsError};
use jiff::Timestamp;
use letters::{Letters, PortalAddress};
use store::accounts::Callers;
use store::bulletins::{BulletinCommit, BulletinCommits, BulletinOutcome, Desk};
use store::mail::Deliveries;
use store::{Dynamo, Grant, Table};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    callers: Callers,
    desk: Desk,
    commits: BulletinCommits,
    deliveries: Deliveries,
    letters: Letters,
    clock: Clock,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] = &[Callers::GRANTS, Desk::GRANTS, BulletinCommits::GRANTS, Deliveries::GRANTS];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing or wrong.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, _: Entropy) -> Result<Self, SettingsError> {
        let table = |table: Table| settings.required(table.setting());
        let accounts = table(Table::Accounts)?;
        let bulletins = table(Table::Bulletins)?;
        let mail = table(Table::Mail)?;
        let portal = settings.parsed("PORTAL_ADDRESS", str::parse::<PortalAddress>)?;
        let letters = settings.parsed("STAGE", |stage| {
            Letters::new(stage, portal).map_err(|error| domain::Malformed(error.to_string().into()))
        })?;
        Ok(Self {
            callers: Callers::new(dynamo, accounts.clone()),
            desk: Desk::new(dynamo, bulletins.clone()),
            commits: BulletinCommits::new(dynamo, accounts, bulletins, mail.clone(), table(Table::Audit)?),
            deliveries: Deliveries::new(dynamo, mail),
            letters,
            clock,
        })
    }

    /// Does ahead of the first request what it would have to wait for.
    pub async fn warm(&self) {
        self.callers.warm().await;
    }

    /// The editor at work, once read. To anybody else every bulletin that is not published is like one that does not exist, and
    /// so are the operations.
    async fn editor(&self, request: &CurrentRequest, token: &SessionToken, now: Timestamp) -> Result<Caller, Problem> {
        let caller = Caller::at_work(self.callers.find(token.user, &token.session).await?, now)?;
        request.signed_in(caller.user);
        caller.has(Right::WriteBulletins, AdministrationYear::at(now))?;
        Ok(caller)
    }

    /// The editor, and the bulletin of this id, read side by side.
    async fn opened(
        &self,
        request: &CurrentRequest,
        token: &SessionToken,
        id: BulletinId,
        now: Timestamp,
    ) -> Result<(Caller, Bulletin), Problem> {
        let bulletin = async { Ok(self.desk.read(id).await?) };
        let (caller, bulletin) = tokio::try_join!(self.editor(request, token, now), bulletin)?;
        Ok((caller, bulletin.ok_or_else(Problem::not_found)?))
    }

    /// Commits the version `after`, where it is `mailed` with the letter to its audience, and the audit row.
    async fn commit(
        &self,
        (caller, request): (&Caller, &CurrentRequest),
        before: Option<&Bulletin>,
        after: &Bulletin,
        mailed: bool,
        now: Timestamp,
    ) -> Result<BulletinOutcome, Problem> {
        let event = Event::BulletinChanged { version: after.version, state: after.state.code().to_owned() };
        let entry = Entry::by(caller, request.id, now, Subject::Bulletin(after.id), event, Right::WriteBulletins);
        let circular = mailed.then(|| Circular::of_bulletin(after, now));
        let commit = BulletinCommit { caller: Some(caller), before, after, circular, entry };
        match self.commits.commit(&commit).await? {
            BulletinOutcome::Revoked => Err(NotReady::NotSignedIn.into()),
            outcome => Ok(outcome),
        }
    }
}

/// The tag of what was read.
fn version(bulletin: &Bulletin) -> ETag {
    ETag::new(bulletin.version)
}

/// The endpoints of this workflow.
pub fn router(deps: Deps) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(drafting::list_drafts))
        .routes(routes!(drafting::draft_bulletin))
        .routes(routes!(drafting::read_draft))
        .routes(routes!(drafting::change_bulletin))
        .routes(routes!(preview::preview_bulletin))
        .routes(routes!(publishing::publish_bulletin, publishing::unschedule_bulletin))
        .routes(routes!(publishing::correct_bulletin))
        .routes(routes!(versions::read_versions))
        .routes(routes!(deliveries::read_deliveries))
        .with_state(deps)
}
