//! Helps whoever forgot user name or password: mails a link to whoever asks for one, sets another password by the link, and
//! says of a password whether it may be set.

mod checking;
mod redeeming;
mod requesting;

use domain::accounts::NetworkKey;
use domain::keyed::LoginKey;
use edge::{Clock, Entropy, Settings, SettingsError};
use store::accounts::{Callers, Links, Networks};
use store::{Dynamo, Grant, Table};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    callers: Callers,
    links: Links,
    networks: Networks,
    login_key: LoginKey,
    network_key: NetworkKey,
    clock: Clock,
    entropy: Entropy,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] = &[Callers::GRANTS, Links::GRANTS, Networks::GRANTS];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing or wrong.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, entropy: Entropy) -> Result<Self, SettingsError> {
        let accounts = settings.required(Table::Accounts.setting())?;
        let mail = settings.required(Table::Mail.setting())?;
        let audit = settings.required(Table::Audit.setting())?;
        Ok(Self {
            callers: Callers::new(dynamo, accounts.clone()),
            links: Links::new(dynamo, accounts.clone(), mail, audit),
            networks: Networks::new(dynamo, accounts),
            login_key: settings.parsed("LOGIN_KEY", LoginKey::new)?,
            network_key: settings.parsed("NETWORK_KEY", NetworkKey::new)?,
            clock,
            entropy,
        })
    }

    /// Does ahead of the first request what it would have to wait for.
    pub async fn warm(&self) {
        self.callers.warm().await;
    }
}

/// The endpoints of this workflow.
pub fn router(deps: Deps) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(requesting::request_password_reset))
        .routes(routes!(redeeming::reset_password))
        .routes(routes!(checking::check_password))
        .with_state(deps)
}
