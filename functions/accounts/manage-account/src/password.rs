//! Another password.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use domain::accounts::{NewPassword, Password, PasswordHash, User};
use domain::audit::Event;
use domain::mail::Letter;
use edge::{CurrentRequest, Field, FieldError, FieldErrors, Json, Problem, Refusals, SessionToken, SetCookie};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::Deps;
use crate::owner::{Outcome, Owner};

/// The password in use and the one to use.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PasswordChange {
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 128)]
    current_password: Field<Password>,
    /// 15 to 128 characters of any kind, none that attackers try first.
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 15, max_length = 128)]
    new_password: Field<Password>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

/// Change your password
///
/// Every other session ends, this one goes on under a new token. Where there is a second factor, it must have been used in
/// the last 10 minutes.
#[utoipa::path(
    put,
    path = "/v1/account/password",
    operation_id = "change-password",
    tag = "accounts",
    request_body = PasswordChange,
    responses(
        (status = 204, description = "Changed; the cookie is replaced"),
        Refusals,
    )
)]
pub(crate) async fn change_password(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Json(body): Json<PasswordChange>,
) -> Result<(StatusCode, SetCookie), Problem> {
    let now = deps.clock.now();
    let mut owner = Owner::find(&deps, &request, token, now).await?;
    if owner.user.has_second_factor() {
        owner = owner.verified(now)?;
    }
    let mut errors = FieldErrors::new();
    let current = errors.required("/current_password", body.current_password);
    let new = errors.required("/new_password", body.new_password);
    errors.unknown("", &body.unknown);
    let new = new.and_then(|new| match NewPassword::choose(new, &owner.user.words()) {
        Ok(new) => Some(new),
        Err(reasons) => {
            for reason in &reasons {
                errors.push("/new_password", reason.to_string());
            }
            None
        }
    });
    let (Some(current), Some(new), true) = (current, new, errors.is_empty()) else {
        return Err(errors.into_problem());
    };
    if let Some(wait) = owner.attempts.throttle.wait(now) {
        return Err(too_soon(wait));
    }
    let hash = deps.own.password(&owner.login).await?;
    if !hash.unwrap_or_else(PasswordHash::of_nobody).matches(&current) {
        let entry = owner.entry(&request, now, Event::VerificationFailed);
        let counted = deps.own.fail(owner.user.id, owner.attempts, None, now, &entry).await?;
        return Err(if counted {
            Problem::invalid(vec![FieldError::new("/current_password", "is not your password")])
        } else {
            too_soon(SignedDuration::from_secs(1))
        });
    }
    let hash = PasswordHash::of(&new, deps.entropy.bytes()).map_err(Problem::internal)?;
    let outcome = Outcome {
        after: User { epoch: owner.user.epoch.next(), ..owner.user.clone() },
        factors: Vec::new(),
        password: Some(hash),
        event: Event::PasswordChanged,
        letter: Some(Letter::PasswordChanged { by_link: false }),
    };
    let cookie = owner.commit(&deps, &request, now, outcome).await?;
    Ok((StatusCode::NO_CONTENT, cookie))
}

fn too_soon(wait: SignedDuration) -> Problem {
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "session.too-many-attempts", "Too many attempts for this user name")
        .detail("Wait a few seconds, then try again.")
        .retry_after(wait)
}
