//! Looks after users: coordinators and administrators see, add, change and stop the users of their own organizations, give
//! and take roles, help people to sign in, and see who has signed the security affidavits.

mod adding;
mod affidavits;
mod answers;
mod changing;
mod fields;
mod helping;
mod lists;
mod refusals;
mod uploading;

use domain::access::{Caller, OrganizationCode, Seat};
use domain::accounts::User;
use domain::accounts::manage::Changed;
use domain::audit::{Entry, Subject};
use domain::directory::Organization;
use domain::ids::LetterId;
use domain::keyed::LoginKey;
use domain::mail::{QueuedLetter, Recipient};
use edge::{Clock, CurrentRequest, Entropy, Problem, SessionToken, Settings, SettingsError};
use jiff::Timestamp;
use std::collections::HashMap;
use store::accounts::{Callers, Lists, UserChange, Users};
use store::directory::Organizations;
use store::{CursorKey, Dynamo, Grant, Table};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    callers: Callers,
    users: Users,
    lists: Lists,
    organizations: Organizations,
    login_key: LoginKey,
    cursor_key: CursorKey,
    clock: Clock,
    entropy: Entropy,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] =
        &[Callers::GRANTS, Users::GRANTS, Lists::GRANTS, Organizations::GRANTS_TO_READ_MANY];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing or wrong.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, entropy: Entropy) -> Result<Self, SettingsError> {
        let table = |table: Table| settings.required(table.setting());
        let accounts = table(Table::Accounts)?;
        Ok(Self {
            callers: Callers::new(dynamo, accounts.clone()),
            lists: Lists::new(dynamo, accounts.clone()),
            users: Users::new(dynamo, accounts, table(Table::Mail)?, table(Table::Audit)?),
            organizations: Organizations::new(dynamo, table(Table::Directory)?),
            login_key: settings.parsed("LOGIN_KEY", LoginKey::new)?,
            cursor_key: settings.parsed("CURSOR_KEY", CursorKey::new)?,
            clock,
            entropy,
        })
    }

    /// Does ahead of the first request what it would have to wait for.
    pub async fn warm(&self) {
        self.callers.warm().await;
    }

    /// The caller at work, once read.
    async fn caller(&self, request: &CurrentRequest, token: &SessionToken, now: Timestamp) -> Result<Caller, Problem> {
        let caller = Caller::at_work(self.callers.find(token.user, &token.session).await?, now)?;
        request.signed_in(caller.user);
        Ok(caller)
    }

    /// What the commit of a decided change takes, letters and audit row with it.
    fn prepared<'a>(
        &self,
        entry: Entry,
        before: Option<&'a User>,
        changed: &'a Changed,
        now: Timestamp,
    ) -> UserChange<'a> {
        let user = &changed.after;
        let queued = |letter: &domain::mail::Letter| QueuedLetter {
            id: LetterId::from_bytes(self.entropy.bytes()),
            to: Recipient::User(user.id),
            letter: letter.clone(),
            queued_at: now,
        };
        let letters = changed.letters.iter().map(queued).collect();
        UserChange { before, changed, login: self.login_key.hash(&user.username), letters, entry }
    }
}

/// The row of the audit trail for a change of a user.
fn entry(
    caller: &Caller,
    request: &CurrentRequest,
    now: Timestamp,
    changed: &Changed,
    right: domain::access::Right,
) -> Entry {
    Entry::by(caller, request.id, now, Subject::User(changed.after.id), changed.event.clone(), right)
}

/// What a role can be given for, by its code: California, or what was found in the directory.
fn seat(found: &HashMap<OrganizationCode, Organization>, code: OrganizationCode) -> Option<Seat<'_>> {
    if code == OrganizationCode::State { Some(Seat::State) } else { found.get(&code).map(Seat::Organization) }
}

/// The endpoints of this workflow.
pub fn router(deps: Deps) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(lists::list_users, adding::add_user))
        .routes(routes!(lists::search_users))
        .routes(routes!(changing::read_user, changing::change_user))
        .routes(routes!(helping::send_activation))
        .routes(routes!(helping::end_user_sessions))
        .routes(routes!(uploading::upload_users))
        .routes(routes!(affidavits::list_affidavits))
        .with_state(deps)
}
