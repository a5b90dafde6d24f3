//! Setting a password by a link.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use domain::accounts::{LinkPurpose, LinkToken, NewPassword, Password, PasswordHash, Reason, opened_by};
use domain::audit::{Actor, Entry, Event, Subject};
use domain::ids::LetterId;
use domain::mail::{Letter, QueuedLetter, Recipient};
use edge::{CurrentRequest, Field, FieldErrors, Json, Path, Problem, Refusals};
use serde::Deserialize;
use serde_json::Value;
use store::accounts::Redemption;
use utoipa::ToSchema;

use crate::Deps;

const PURPOSE: LinkPurpose = LinkPurpose::PasswordReset;

/// The password to set.
#[derive(Deserialize, ToSchema)]
#[schema(as = PasswordReset)]
pub(crate) struct RedeemBody {
    /// 15 to 128 characters of any kind; not one that is easy to guess.
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 15, max_length = 128)]
    new_password: Field<Password>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

impl RedeemBody {
    fn check(self) -> Result<Password, Problem> {
        let mut errors = FieldErrors::new();
        let password = errors.required("/new_password", self.new_password);
        errors.unknown("", &self.unknown);
        match password {
            Some(password) if errors.is_empty() => Ok(password),
            _ => Err(errors.into_problem()),
        }
    }
}

/// The one answer for every reason: unknown, used, replaced, expired, or an account that it does not fit any more.
fn not_valid() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "password-resets.link-not-valid", "This link cannot be used (any more)")
        .detail("If you have just set your password with it, sign in. Otherwise ask for a new link.")
}

fn refused(reasons: Vec<Reason>) -> Problem {
    let mut errors = FieldErrors::new();
    errors.refused_password("/new_password", reasons);
    errors.into_problem()
}

/// Reset your password
///
/// Sets another password by the link that was mailed. Ends every session and every delay after failed attempts; does not
/// sign in, and leaves the second factor as it is. A link can be used once; opening its page uses nothing up, only this does.
#[utoipa::path(
    put,
    path = "/v1/password-resets/{token}",
    operation_id = "reset-password",
    tag = "accounts",
    security(()),
    params(("token" = String, Path, description = "What stands in the link after `#`")),
    request_body = RedeemBody,
    responses(
        (status = 204, description = "Set; sign in with it"),
        Refusals,
    )
)]
pub(crate) async fn reset_password(
    State(deps): State<Deps>,
    request: CurrentRequest,
    Path(token): Path<String>,
    Json(body): Json<RedeemBody>,
) -> Result<StatusCode, Problem> {
    let password = body.check()?;
    let token: LinkToken = token.parse().map_err(|_| not_valid())?;
    let now = deps.clock.now();
    let found = deps.links.find(token.user, PURPOSE).await?;
    // Only now is the password judged, by the person's own words, and hashed: whoever has no link learns nothing of an
    // account, neither from words nor from time, and costs nothing.
    let (user, link) = opened_by(found, PURPOSE, &token, now).ok_or_else(not_valid)?;
    let password = NewPassword::choose(password, &user.words()).map_err(refused)?;
    let password = PasswordHash::of(&password, deps.entropy.bytes()).map_err(Problem::internal)?;
    let letter = QueuedLetter {
        id: LetterId::from_bytes(deps.entropy.bytes()),
        to: Recipient::User(user.id),
        letter: Letter::PasswordChanged { by_link: true },
        queued_at: now,
    };
    let entry = Entry {
        subject: Subject::User(user.id),
        at: now,
        actor: Actor::Account { user: user.id },
        event: Event::PasswordReset,
        allowed_by: None,
        request: request.id,
    };
    let login = deps.login_key.hash(&user.username);
    let redemption = Redemption {
        user: &user,
        login: &login,
        link: &link,
        password: &password,
        now,
        entry: &entry,
        letter: Some(&letter),
    };
    if !deps.links.redeem(&redemption).await? {
        return Err(not_valid());
    }
    request.signed_in(user.id);
    Ok(StatusCode::NO_CONTENT)
}
