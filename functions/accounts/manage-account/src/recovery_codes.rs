//! Recovery codes.

use axum::extract::State;
use axum::http::StatusCode;
use domain::accounts::{RECOVERY_CODES, RecoveryCodes};
use domain::mail::FactorChange;
use edge::{CurrentRequest, Json, Problem, Refusals, SessionToken, SetCookie};
use serde::Serialize;
use store::accounts::FactorWrite;
use utoipa::ToSchema;

use crate::Deps;
use crate::owner::{Outcome, Owner, factor_changed};

/// Recovery codes, shown this once.
#[derive(Serialize, ToSchema)]
#[schema(as = RecoveryCodes)]
pub(crate) struct CodesBody {
    /// Each is good once. None where earlier ones are still good.
    #[schema(example = json!(["k7mq-2xtr-9dnh-c4wp-6v3e-zt0b"]))]
    recovery_codes: Vec<String>,
}

impl CodesBody {
    /// The codes of a new set, and what is to be kept of it.
    pub(crate) fn generate(deps: &Deps, owner: &Owner) -> (Self, FactorWrite) {
        let random = std::array::from_fn(|_| deps.entropy.bytes());
        let (codes, left) = RecoveryCodes::generate(owner.user.id, &deps.factor_key, random);
        let recovery_codes = codes.iter().map(domain::accounts::RecoveryCode::reveal).collect();
        let write = FactorWrite::SetRecoveryCodes { seen: owner.factors.recovery_codes.clone(), left };
        (Self { recovery_codes }, write)
    }

    /// A set for who has none left; how many there are then.
    pub(crate) fn if_none_left(deps: &Deps, owner: &Owner) -> (Self, Option<FactorWrite>, usize) {
        match owner.codes_left() {
            0 => {
                let (codes, write) = Self::generate(deps, owner);
                (codes, Some(write), RECOVERY_CODES)
            }
            left => (Self { recovery_codes: Vec::new() }, None, left),
        }
    }
}

/// Get new recovery codes
///
/// The old ones end. Needs a proof of the last 10 minutes.
#[utoipa::path(
    post,
    path = "/v1/account/recovery-codes",
    operation_id = "renew-recovery-codes",
    tag = "accounts",
    responses(
        (status = 200, description = "The codes; the cookie is replaced", body = CodesBody),
        Refusals,
    )
)]
pub(crate) async fn renew_recovery_codes(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
) -> Result<(SetCookie, Json<CodesBody>), Problem> {
    let now = deps.clock.now();
    let owner = Owner::find(&deps, &request, token, now).await?.verified(now)?;
    if !owner.user.has_second_factor() {
        let first = "Add an authenticator app or a passkey first; recovery codes come with it.";
        let nothing = "There is no second factor to stand in for";
        return Err(Problem::new(StatusCode::CONFLICT, "account.no-second-factor", nothing).detail(first));
    }
    let (codes, write) = CodesBody::generate(&deps, &owner);
    let (event, letter) = factor_changed("recovery-codes-renewed", FactorChange::RecoveryCodesRenewed);
    let after = owner.with(owner.factors.totp.is_some(), owner.passkeys.len(), RECOVERY_CODES);
    let outcome = Outcome { after, factors: vec![write], password: None, event, letter };
    let cookie = owner.commit(&deps, &request, now, outcome).await?;
    Ok((cookie, Json(codes)))
}
