//! Helping users to sign in.

use axum::extract::State;
use axum::http::StatusCode;
use domain::access::{NotReady, Right};
use domain::accounts::manage::{Help, help, see};
use domain::ids::UserId;
use domain::year::AdministrationYear;
use edge::{CurrentRequest, Path, Problem, Refusals, SessionToken};
use store::accounts::{BETWEEN_ACTIVATIONS, Condition, UserOutcome};

use crate::refusals::{busy, refused};
use crate::{Deps, entry};

/// Send the activation letter again
///
/// To a user who has not activated the account yet. The new link ends the old one.
#[utoipa::path(
    post,
    path = "/v1/users/{id}/activation",
    operation_id = "send-activation",
    tag = "accounts",
    params(("id" = String, Path, description = "The opaque id that a list gave", pattern = "^[a-z2-7]{26}$")),
    responses((status = 202, description = "The letter is on its way"), Refusals)
)]
pub(crate) async fn send_activation(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<UserId>,
) -> Result<StatusCode, Problem> {
    helped(&deps, &request, &token, id, Help::Activation).await?;
    Ok(StatusCode::ACCEPTED)
}

/// End all sessions of a user
///
/// At once, and whatever request of theirs is under way. They can sign in again.
#[utoipa::path(
    delete,
    path = "/v1/users/{id}/sessions",
    operation_id = "end-user-sessions",
    tag = "accounts",
    params(("id" = String, Path, description = "The opaque id that a list gave", pattern = "^[a-z2-7]{26}$")),
    responses((status = 204, description = "Ended"), Refusals)
)]
pub(crate) async fn end_user_sessions(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<UserId>,
) -> Result<StatusCode, Problem> {
    helped(&deps, &request, &token, id, Help::EndSessions).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How often help that was overtaken is decided again.
const ATTEMPTS: u8 = 3;

async fn helped(
    deps: &Deps,
    request: &CurrentRequest,
    token: &SessionToken,
    id: UserId,
    wanted: Help,
) -> Result<(), Problem> {
    let now = deps.clock.now();
    let this_year = AdministrationYear::at(now);
    let account = async { Ok(deps.users.read(id).await?) };
    let (caller, mut account) = tokio::try_join!(deps.caller(request, token, now), account)?;
    let condition = if wanted == Help::Activation { Condition::NotTooSoon } else { Condition::None };
    for _ in 0..ATTEMPTS {
        let seen = see(&caller, Right::HelpUsers, account, this_year)?;
        let changed = help(&caller, &seen, wanted).map_err(refused)?;
        let entry = entry(&caller, request, now, &changed, Right::HelpUsers);
        let change = deps.prepared(entry, Some(seen.user()), &changed, now);
        match deps.users.commit(&caller, &change, condition, now).await? {
            UserOutcome::Done => return Ok(()),
            UserOutcome::Revoked => return Err(NotReady::NotSignedIn.into()),
            UserOutcome::TooSoon => return Err(too_soon()),
            _ => account = deps.users.read(id).await?,
        }
    }
    Err(busy())
}

fn too_soon() -> Problem {
    let title = "The activation letter was sent a moment ago";
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "users.activation-too-soon", title)
        .detail("Let the user look for it, also among unwanted mail. It can be sent again in a few minutes.")
        .retry_after(BETWEEN_ACTIVATIONS)
}
