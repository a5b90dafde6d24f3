//! The profile.

use axum::extract::State;
use edge::{CurrentRequest, Json, Problem, Refusals, SessionToken};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Deps;
use crate::owner::Owner;

/// One's own account.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnAccount)]
pub(crate) struct AccountBody {
    id: String,
    username: String,
    first_name: String,
    last_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    telephone: Option<String>,
    second_factors: FactorsBody,
    /// Until when what changes how one signs in may be done without another proof.
    #[schema(value_type = String, format = DateTime)]
    verified_until: Timestamp,
}

#[derive(Serialize, ToSchema)]
#[schema(as = OwnSecondFactors)]
struct FactorsBody {
    /// When an authenticator app was added, if one was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    totp_added_at: Option<Timestamp>,
    passkeys: Vec<PasskeyBody>,
    recovery_codes_left: usize,
}

#[derive(Serialize, ToSchema)]
#[schema(as = OwnPasskey)]
struct PasskeyBody {
    id: String,
    name: String,
    #[schema(value_type = String, format = DateTime)]
    added_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Timestamp>,
}

/// Read your own account
#[utoipa::path(
    get,
    path = "/v1/account",
    operation_id = "read-account",
    tag = "accounts",
    responses(
        (status = 200, description = "Profile and second factors", body = AccountBody),
        Refusals,
    )
)]
pub(crate) async fn read_account(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
) -> Result<Json<AccountBody>, Problem> {
    let owner = Owner::find(&deps, &request, token, deps.clock.now()).await?;
    let recovery_codes_left = owner.codes_left();
    let passkeys = owner.passkeys.into_iter().map(|passkey| PasskeyBody {
        id: passkey.id.to_string(),
        name: passkey.name,
        added_at: passkey.added_at,
        last_used_at: passkey.last_used_at,
    });
    let second_factors = FactorsBody {
        totp_added_at: owner.factors.totp.map(|totp| totp.added_at),
        passkeys: passkeys.collect(),
        recovery_codes_left,
    };
    Ok(Json(AccountBody {
        id: owner.user.id.to_string(),
        username: owner.user.username.as_str().to_owned(),
        first_name: owner.user.first_name,
        last_name: owner.user.last_name,
        telephone: owner.user.telephone,
        second_factors,
        verified_until: owner.session.verified_until(),
    }))
}
