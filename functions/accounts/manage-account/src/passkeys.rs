//! Passkeys.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use domain::accounts::{Challenge, ChallengePurpose, KeptPasskey, PASSKEYS_MAX, PasskeyName};
use domain::ids::PasskeyId;
use domain::mail::FactorChange;
use edge::{CurrentRequest, Field, FieldError, FieldErrors, Json, Path, Problem, Refusals, SessionToken, SetCookie};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::accounts::FactorWrite;
use utoipa::ToSchema;

use crate::Deps;
use crate::owner::{Outcome, Owner, factor_changed};
use crate::recovery_codes::CodesBody;

/// What the browser is asked.
#[derive(Serialize, ToSchema)]
#[schema(as = PasskeyOffer)]
pub(crate) struct OfferBody {
    /// What `PublicKeyCredential.parseCreationOptionsFromJSON` takes.
    #[schema(value_type = Object)]
    options: Value,
    /// Until when the answer can be given.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// Begin to add a passkey
///
/// Needs a proof of the last 10 minutes.
#[utoipa::path(
    post,
    path = "/v1/account/passkeys/challenge",
    operation_id = "begin-passkey",
    tag = "accounts",
    responses(
        (status = 200, description = "What to ask the browser", body = OfferBody),
        Refusals,
    )
)]
pub(crate) async fn begin_passkey(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
) -> Result<Json<OfferBody>, Problem> {
    let now = deps.clock.now();
    let owner = Owner::find(&deps, &request, token, now).await?.verified(now)?;
    if owner.passkeys.len() >= PASSKEYS_MAX {
        let many = "This account has as many passkeys as it can have";
        let problem = Problem::new(StatusCode::CONFLICT, "account.too-many-passkeys", many);
        return Err(problem.detail("Remove one that you do not use any more."));
    }
    let registered: Vec<_> = owner.passkeys.iter().map(|passkey| passkey.credential.clone()).collect();
    let (username, name) = (owner.user.username.as_str(), owner.user.name());
    let begun = deps.site.begin_registration(owner.user.id, username, &name, &registered);
    let begun = begun.map_err(Problem::internal)?;
    let challenge = Challenge::begin(ChallengePurpose::Registration, begun.state, now);
    deps.own.ask(owner.user.id, &owner.token.session, &challenge).await?;
    Ok(Json(OfferBody { options: begun.options, expires_at: challenge.expires_at }))
}

/// A new passkey.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewPasskey {
    /// What to call it: 1 to 50 characters.
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 50, example = "my telephone")]
    name: Field<PasskeyName>,
    /// What `navigator.credentials.create` answered, as its `toJSON` writes it.
    #[serde(default)]
    #[schema(value_type = Object, required)]
    credential: Field<Value>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

/// Add a passkey, by the browser's answer
///
/// Recovery codes come with the first second factor.
#[utoipa::path(
    post,
    path = "/v1/account/passkeys",
    operation_id = "add-passkey",
    tag = "accounts",
    request_body = NewPasskey,
    responses(
        (status = 200, description = "Added; the cookie is replaced", body = CodesBody),
        Refusals,
    )
)]
pub(crate) async fn add_passkey(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Json(body): Json<NewPasskey>,
) -> Result<(SetCookie, Json<CodesBody>), Problem> {
    let now = deps.clock.now();
    let owner = Owner::find(&deps, &request, token, now).await?.verified(now)?;
    let mut errors = FieldErrors::new();
    let name = errors.required("/name", body.name);
    let answer = errors.required("/credential", body.credential);
    errors.unknown("", &body.unknown);
    let (Some(name), Some(answer), true) = (name, answer, errors.is_empty()) else {
        return Err(errors.into_problem());
    };
    let asked = owner.factors.challenge.as_ref().filter(|asked| asked.awaits(ChallengePurpose::Registration, now));
    let Some(asked) = asked else {
        let over = "The passkey is no longer waited for";
        let problem = Problem::new(StatusCode::CONFLICT, "account.challenge-over", over);
        return Err(problem.detail("Begin again."));
    };
    let added = deps.site.finish_registration(answer, &asked.state).map_err(Problem::internal)?;
    let Some((credential_id, credential)) = added else {
        let detail = "is not the answer of a passkey to what was asked; begin again";
        return Err(Problem::invalid(vec![FieldError::new("/credential", detail)]));
    };
    let id = PasskeyId::of(&credential_id);
    let name = name.as_str().to_owned();
    let passkey = KeptPasskey { id, name, added_at: now, last_used_at: None, credential };
    let (codes, new_codes, left) = CodesBody::if_none_left(&deps, &owner);
    let mut factors = vec![FactorWrite::AnswerChallenge(owner.token.session.clone()), FactorWrite::AddPasskey(passkey)];
    factors.extend(new_codes);
    let (event, letter) = factor_changed("passkey-added", FactorChange::PasskeyAdded);
    let after = owner.with(owner.factors.totp.is_some(), owner.passkeys.len() + 1, left);
    let outcome = Outcome { after, factors, password: None, event, letter };
    let cookie = owner.commit(&deps, &request, now, outcome).await?;
    Ok((cookie, Json(codes)))
}

/// Remove a passkey
///
/// Recovery codes end with the last second factor. Needs a proof of the last 10 minutes.
#[utoipa::path(
    delete,
    path = "/v1/account/passkeys/{id}",
    operation_id = "remove-passkey",
    tag = "accounts",
    params(("id" = String, Path, description = "As `GET /v1/account` lists it")),
    responses(
        (status = 204, description = "Removed; the cookie is replaced"),
        Refusals,
    )
)]
pub(crate) async fn remove_passkey(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    id: Result<Path<PasskeyId>, Problem>,
) -> Result<(StatusCode, SetCookie), Problem> {
    let now = deps.clock.now();
    let owner = Owner::find(&deps, &request, token, now).await?.verified(now)?;
    let Path(id) = id?;
    if owner.passkeys.iter().all(|passkey| passkey.id != id) {
        return Err(Problem::not_found());
    }
    let (totp, passkeys) = (owner.factors.totp.is_some(), owner.passkeys.len() - 1);
    let mut factors = vec![FactorWrite::RemovePasskey(id)];
    if !totp && passkeys == 0 && owner.factors.recovery_codes.is_some() {
        factors.push(FactorWrite::RemoveRecoveryCodes);
    }
    let (event, letter) = factor_changed("passkey-removed", FactorChange::PasskeyRemoved);
    let after = owner.with(totp, passkeys, owner.codes_left());
    let outcome = Outcome { after, factors, password: None, event, letter };
    let cookie = owner.commit(&deps, &request, now, outcome).await?;
    Ok((StatusCode::NO_CONTENT, cookie))
}
