//! Ends bulletins by mail for whoever holds the token of a letter, in one request (RFC 8058), and takes them up again.

use axum::extract::State;
use axum::http::StatusCode;
use domain::accounts::{LinkKey, LinkToken};
use domain::ids::UserId;
use edge::{Clock, Entropy, Path, Problem, Refusals, Settings, SettingsError};
use store::mail::Subscriptions;
use store::{Dynamo, Grant, Table};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    subscriptions: Subscriptions,
    link_key: LinkKey,
    clock: Clock,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] = &[Subscriptions::GRANTS];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing or wrong.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, _: Entropy) -> Result<Self, SettingsError> {
        Ok(Self {
            subscriptions: Subscriptions::new(dynamo, settings.required(Table::Mail.setting())?),
            link_key: settings.parsed("LINK_KEY", LinkKey::new)?,
            clock,
        })
    }

    /// Nothing is waited for.
    #[expect(clippy::unused_async, reason = "every function is warmed in the same way")]
    pub async fn warm(&self) {}

    /// Whose token this is. One that nobody was sent is like one of nobody.
    fn holder(&self, token: &str) -> Result<UserId, Problem> {
        let token: LinkToken = token.parse().map_err(|_| Problem::not_found())?;
        if self.link_key.unsubscribes(&token) { Ok(token.user) } else { Err(Problem::not_found()) }
    }
}

/// The endpoints of this workflow.
pub fn router(deps: Deps) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(end_subscription, renew_subscription)).with_state(deps)
}

/// End bulletins by mail
///
/// Mail programs send this by themselves when somebody unsubscribes; what is in the body is not looked at. Letters about one's own
/// account and work go on.
#[utoipa::path(
    post,
    path = "/v1/unsubscriptions/{token}",
    operation_id = "end-subscription",
    tag = "mail",
    security(()),
    params(("token" = String, Path, description = "As in the letter")),
    responses((status = 204, description = "No more bulletins are mailed"), Refusals)
)]
async fn end_subscription(State(deps): State<Deps>, Path(token): Path<String>) -> Result<StatusCode, Problem> {
    deps.subscriptions.end(deps.holder(&token)?, deps.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take bulletins by mail up again
#[utoipa::path(
    delete,
    path = "/v1/unsubscriptions/{token}",
    operation_id = "renew-subscription",
    tag = "mail",
    security(()),
    params(("token" = String, Path, description = "As in the letter")),
    responses((status = 204, description = "Bulletins are mailed again"), Refusals)
)]
async fn renew_subscription(State(deps): State<Deps>, Path(token): Path<String>) -> Result<StatusCode, Problem> {
    deps.subscriptions.renew(deps.holder(&token)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
