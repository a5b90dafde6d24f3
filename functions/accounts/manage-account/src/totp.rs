//! The authenticator app.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use domain::accounts::{Challenge, ChallengePurpose, SealedSecret, TotpCode, TotpSecret};
use domain::mail::FactorChange;
use edge::{CurrentRequest, Field, FieldError, FieldErrors, Json, Problem, Refusals, SessionToken, SetCookie};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::accounts::{FactorWrite, KeptTotp};
use utoipa::ToSchema;

use crate::Deps;
use crate::owner::{Outcome, Owner, changed_meanwhile, factor_changed};
use crate::recovery_codes::CodesBody;

/// What an authenticator app is to be given, shown this once.
#[derive(Serialize, ToSchema)]
#[schema(as = TotpOffer)]
pub(crate) struct OfferBody {
    /// To be typed in: 32 letters and digits.
    secret: String,
    /// To be shown as a QR code.
    #[schema(example = "otpauth://totp/OpenTOMS:lea.coordinator%40poppy.test?secret=…&issuer=OpenTOMS")]
    uri: String,
    /// Until when a code of it can be given.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

fn there_already() -> Problem {
    let one = "This account has an authenticator app";
    Problem::new(StatusCode::CONFLICT, "account.totp-exists", one).detail("Remove it first, then add another.")
}

/// Begin to add an authenticator app
///
/// Nothing changes until a code of it is given. Needs a proof of the last 10 minutes.
#[utoipa::path(
    post,
    path = "/v1/account/totp",
    operation_id = "begin-totp",
    tag = "accounts",
    responses(
        (status = 200, description = "What to give to the app", body = OfferBody),
        Refusals,
    )
)]
pub(crate) async fn begin_totp(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
) -> Result<Json<OfferBody>, Problem> {
    let now = deps.clock.now();
    let owner = Owner::find(&deps, &request, token, now).await?.verified(now)?;
    if owner.factors.totp.is_some() {
        return Err(there_already());
    }
    let secret = TotpSecret::from_bytes(deps.entropy.bytes());
    let uri = secret.uri(owner.user.username.as_str()).map_err(Problem::internal)?;
    let sealed = deps.factor_key.seal(&secret, owner.user.id, deps.entropy.bytes());
    let challenge = Challenge::begin(ChallengePurpose::Totp, sealed.into_stored(), now);
    deps.own.ask(owner.user.id, &owner.token.session, &challenge).await?;
    Ok(Json(OfferBody { secret: secret.reveal(), uri, expires_at: challenge.expires_at }))
}

/// What the app shows.
#[derive(Deserialize, ToSchema)]
pub(crate) struct TotpConfirmation {
    #[serde(default)]
    #[schema(value_type = String, required, example = "123456")]
    code: Field<TotpCode>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

/// Add the authenticator app, by a code that it shows
///
/// Recovery codes come with the first second factor.
#[utoipa::path(
    put,
    path = "/v1/account/totp",
    operation_id = "confirm-totp",
    tag = "accounts",
    request_body = TotpConfirmation,
    responses(
        (status = 200, description = "Added; the cookie is replaced", body = CodesBody),
        Refusals,
    )
)]
pub(crate) async fn confirm_totp(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Json(body): Json<TotpConfirmation>,
) -> Result<(SetCookie, Json<CodesBody>), Problem> {
    let now = deps.clock.now();
    let owner = Owner::find(&deps, &request, token, now).await?.verified(now)?;
    let mut errors = FieldErrors::new();
    let code = errors.required("/code", body.code);
    errors.unknown("", &body.unknown);
    let (Some(code), true) = (code, errors.is_empty()) else { return Err(errors.into_problem()) };
    if owner.factors.totp.is_some() {
        return Err(there_already());
    }
    let offered = owner.factors.challenge.as_ref().filter(|offered| offered.awaits(ChallengePurpose::Totp, now));
    let Some(offered) = offered else {
        let over = "The secret that the app was given is no longer waited for";
        let problem = Problem::new(StatusCode::CONFLICT, "account.challenge-over", over);
        return Err(problem.detail("Begin again: remove the entry from the app and add the new one."));
    };
    let sealed = SealedSecret::from_stored(offered.state.clone());
    let secret = deps.factor_key.open(&sealed, owner.user.id).ok_or_else(changed_meanwhile)?;
    let Some(step) = secret.accept(&code, None, now) else {
        let detail = "is not what the app shows now; take the next code, and check the time of the device";
        return Err(Problem::invalid(vec![FieldError::new("/code", detail)]));
    };
    let (codes, new_codes, left) = CodesBody::if_none_left(&deps, &owner);
    let mut factors = vec![
        FactorWrite::AnswerChallenge(owner.token.session.clone()),
        FactorWrite::AddTotp(KeptTotp { secret: sealed, last_step: step, added_at: now }),
    ];
    factors.extend(new_codes);
    let (event, letter) = factor_changed("totp-added", FactorChange::TotpAdded);
    let after = owner.with(true, owner.passkeys.len(), left);
    let outcome = Outcome { after, factors, password: None, event, letter };
    let cookie = owner.commit(&deps, &request, now, outcome).await?;
    Ok((cookie, Json(codes)))
}

/// Remove the authenticator app
///
/// Recovery codes end with the last second factor. Needs a proof of the last 10 minutes.
#[utoipa::path(
    delete,
    path = "/v1/account/totp",
    operation_id = "remove-totp",
    tag = "accounts",
    responses(
        (status = 204, description = "Removed; the cookie is replaced"),
        Refusals,
    )
)]
pub(crate) async fn remove_totp(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
) -> Result<(StatusCode, SetCookie), Problem> {
    let now = deps.clock.now();
    let owner = Owner::find(&deps, &request, token, now).await?.verified(now)?;
    if owner.factors.totp.is_none() {
        return Err(Problem::not_found());
    }
    let mut factors = vec![FactorWrite::RemoveTotp];
    if owner.passkeys.is_empty() && owner.factors.recovery_codes.is_some() {
        factors.push(FactorWrite::RemoveRecoveryCodes);
    }
    let (event, letter) = factor_changed("totp-removed", FactorChange::TotpRemoved);
    let after = owner.with(false, owner.passkeys.len(), owner.codes_left());
    let outcome = Outcome { after, factors, password: None, event, letter };
    let cookie = owner.commit(&deps, &request, now, outcome).await?;
    Ok((StatusCode::NO_CONTENT, cookie))
}
