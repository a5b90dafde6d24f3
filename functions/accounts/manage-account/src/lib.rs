//! Reads and changes one's own account: the profile, the password, the second factors, the sessions, the security
//! affidavits. What changes how one signs in asks for a fresh proof, is told to the owner by letter, and gives the session
//! a new token.

mod account;
mod affidavits;
mod owner;
mod passkeys;
mod password;
mod recovery_codes;
mod sessions;
mod totp;

use ::passkeys::RelyingParty;
use domain::accounts::FactorKey;
use domain::keyed::LoginKey;
use edge::{Clock, Entropy, Settings, SettingsError};
use store::accounts::OwnAccount;
use store::{Dynamo, Grant, Table};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    own: OwnAccount,
    login_key: LoginKey,
    factor_key: FactorKey,
    site: RelyingParty,
    second_factor_required: bool,
    clock: Clock,
    entropy: Entropy,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] = &[OwnAccount::GRANTS];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing or wrong.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, entropy: Entropy) -> Result<Self, SettingsError> {
        let table = |table: Table| settings.required(table.setting());
        let (accounts, audit, mail) = (table(Table::Accounts)?, table(Table::Audit)?, table(Table::Mail)?);
        Ok(Self {
            own: OwnAccount::new(dynamo, accounts, audit, mail),
            login_key: settings.parsed("LOGIN_KEY", LoginKey::new)?,
            factor_key: settings.parsed("FACTOR_KEY", FactorKey::new)?,
            site: settings.parsed("PORTAL_ADDRESS", RelyingParty::at)?,
            second_factor_required: settings.switch("SECOND_FACTOR_REQUIRED")?,
            clock,
            entropy,
        })
    }

    /// Does ahead of the first request what it would have to wait for.
    pub async fn warm(&self) {
        self.own.warm().await;
    }
}

/// The endpoints of this workflow.
pub fn router(deps: Deps) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(account::read_account))
        .routes(routes!(password::change_password))
        .routes(routes!(sessions::list_sessions, sessions::end_sessions))
        .routes(routes!(sessions::end_one_session))
        .routes(routes!(totp::begin_totp, totp::confirm_totp, totp::remove_totp))
        .routes(routes!(recovery_codes::renew_recovery_codes))
        .routes(routes!(passkeys::begin_passkey))
        .routes(routes!(passkeys::add_passkey))
        .routes(routes!(passkeys::remove_passkey))
        .routes(routes!(affidavits::read_affidavits, affidavits::sign_affidavit))
        .with_state(deps)
}
