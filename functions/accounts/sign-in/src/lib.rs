//! Signs in: opens, proves, reads, extends and ends a session; accepts the terms; chooses the role to work in; lists the systems
//! behind the one sign-in and directs to the one selected.

mod answers;
mod opening;
mod session;
mod systems;
mod verification;

use domain::accounts::{FactorKey, NetworkKey, PasswordHash};
use domain::keyed::LoginKey;
use edge::{Clock, Entropy, Settings, SettingsError};
use passkeys::RelyingParty;
use store::accounts::{Callers, Networks, OwnAccount, Sessions, SignIns};
use store::bulletins::StatusNotices;
use store::{Dynamo, Grant, Table};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use systems::Addresses;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    callers: Callers,
    sign_ins: SignIns,
    sessions: Sessions,
    networks: Networks,
    notices: StatusNotices,
    login_key: LoginKey,
    network_key: NetworkKey,
    stand_in: PasswordHash,
    own: OwnAccount,
    factor_key: FactorKey,
    site: RelyingParty,
    second_factor_required: bool,
    addresses: Addresses,
    clock: Clock,
    entropy: Entropy,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] = &[
        Callers::GRANTS,
        SignIns::GRANTS,
        Sessions::GRANTS,
        Networks::GRANTS,
        OwnAccount::GRANTS,
        StatusNotices::GRANTS,
    ];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing or wrong.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, entropy: Entropy) -> Result<Self, SettingsError> {
        let accounts = settings.required(Table::Accounts.setting())?;
        let audit = settings.required(Table::Audit.setting())?;
        let mail = settings.required(Table::Mail.setting())?;
        Ok(Self {
            callers: Callers::new(dynamo, accounts.clone()),
            sign_ins: SignIns::new(dynamo, accounts.clone(), audit.clone()),
            networks: Networks::new(dynamo, accounts.clone()),
            notices: StatusNotices::new(dynamo, settings.required(Table::Bulletins.setting())?),
            login_key: settings.parsed("LOGIN_KEY", LoginKey::new)?,
            network_key: settings.parsed("NETWORK_KEY", NetworkKey::new)?,
            stand_in: PasswordHash::of_nobody(),
            sessions: Sessions::new(dynamo, accounts.clone(), audit.clone()),
            own: OwnAccount::new(dynamo, accounts, audit, mail),
            factor_key: settings.parsed("FACTOR_KEY", FactorKey::new)?,
            site: settings.parsed("PORTAL_ADDRESS", RelyingParty::at)?,
            second_factor_required: settings.switch("SECOND_FACTOR_REQUIRED")?,
            addresses: settings.parsed("SYSTEM_ADDRESSES", Addresses::read)?,
            clock,
            entropy,
        })
    }

    /// With another hash to check the passwords of unknown and not activated accounts against. For the benchmark alone: with
    /// one that costs nothing to check it shows what the usual one hides.
    #[must_use]
    pub fn with_stand_in(self, stand_in: PasswordHash) -> Self {
        Self { stand_in, ..self }
    }

    /// Does ahead of the first request what it would have to wait for.
    pub async fn warm(&self) {
        self.callers.warm().await;
    }
}

/// The endpoints of this workflow.
pub fn router(deps: Deps) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(opening::open_session, session::read_session, session::end_session))
        .routes(routes!(session::read_terms, session::accept_terms))
        .routes(routes!(session::extend_session))
        .routes(routes!(verification::verify_session))
        .routes(routes!(verification::challenge_passkey))
        .routes(routes!(session::choose_role))
        .routes(routes!(systems::list_systems))
        .with_state(deps)
}
