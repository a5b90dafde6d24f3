//! Posts notifications to the people of an LEA: lists those there are, changes them while they are not over, and takes them back.

mod body;
mod listing;
mod posting;
mod refusals;

use domain::access::{Caller, NotReady, OrganizationCode, Right};
use domain::audit::{Entry, Event, Subject};
use domain::bulletins::Notification;
use domain::cds::CdsCode;
use domain::directory::Organization;
use domain::year::{AdministrationYear, day_in_california};
use edge::{Clock, CurrentRequest, Entropy, Problem, SessionToken, Settings, SettingsError};
use jiff::Timestamp;
use store::accounts::Callers;
use store::bulletins::{NotificationCommit, NotificationCommits, NotificationOutcome, Notifications};
use store::directory::Organizations;
use store::{Dynamo, Grant, Table};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    callers: Callers,
    organizations: Organizations,
    notifications: Notifications,
    commits: NotificationCommits,
    clock: Clock,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] = &[
        Callers::GRANTS,
        Organizations::GRANTS_TO_READ,
        Notifications::GRANTS_TO_LIST,
        Notifications::GRANTS_TO_READ_ONE,
        NotificationCommits::GRANTS,
    ];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, _: Entropy) -> Result<Self, SettingsError> {
        let table = |table: Table| settings.required(table.setting());
        let (accounts, bulletins) = (table(Table::Accounts)?, table(Table::Bulletins)?);
        let (mail, audit) = (table(Table::Mail)?, table(Table::Audit)?);
        Ok(Self {
            callers: Callers::new(dynamo, accounts.clone()),
            organizations: Organizations::new(dynamo, table(Table::Directory)?),
            notifications: Notifications::new(dynamo, bulletins.clone()),
            commits: NotificationCommits::new(dynamo, accounts, bulletins, mail, audit),
            clock,
        })
    }

    /// Does ahead of the first request what it would have to wait for.
    pub async fn warm(&self) {
        self.callers.warm().await;
    }

    /// The caller at work, who may post, once read.
    async fn poster(&self, request: &CurrentRequest, token: &SessionToken, now: Timestamp) -> Result<Caller, Problem> {
        let caller = Caller::at_work(self.callers.find(token.user, &token.session).await?, now)?;
        request.signed_in(caller.user);
        caller.has(Right::PostNotifications, AdministrationYear::at(now))?;
        Ok(caller)
    }

    /// The organization with this code, if there is one.
    async fn organization(&self, code: Option<CdsCode>) -> Result<Option<Organization>, Problem> {
        match code {
            Some(code) => Ok(self.organizations.read(OrganizationCode::Cds(code)).await?),
            None => Ok(None),
        }
    }

    /// Commits the version `after` with its lists, its letter where it is mailed, and its audit row.
    async fn commit(
        &self,
        (caller, request): (&Caller, &CurrentRequest),
        before: Option<&Notification>,
        after: &Notification,
        now: Timestamp,
    ) -> Result<NotificationOutcome, Problem> {
        let event = Event::NotificationChanged {
            version: after.version,
            state: after.state_on(day_in_california(now)).code().to_owned(),
            mailed: before.and_then(|before| before.mailed_at) != after.mailed_at,
        };
        let subject = Subject::Notification(after.id);
        let entry = Entry::by(caller, request.id, now, subject, event, Right::PostNotifications);
        match self.commits.commit(&NotificationCommit { caller: Some(caller), before, after, entry }).await? {
            NotificationOutcome::Revoked => Err(NotReady::NotSignedIn.into()),
            outcome => Ok(outcome),
        }
    }
}

/// The endpoints of this workflow.
pub fn router(deps: Deps) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(listing::list_posted_notifications))
        .routes(routes!(posting::post_notification))
        .routes(routes!(posting::change_notification, posting::withdraw_notification))
        .with_state(deps)
}
