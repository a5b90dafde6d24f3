//! The security affidavits of the administration year.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use domain::accounts::AFFIDAVITS;
use domain::audit::Event;
use domain::students::ProgramFamily;
use domain::year::AdministrationYear;
use edge::{CurrentRequest, Field, FieldErrors, Json, Problem, Refusals, SessionToken};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::accounts::Change;
use utoipa::ToSchema;

use crate::Deps;
use crate::owner::{Owner, changed_meanwhile};

/// This administration year's affidavits.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnAffidavits)]
pub(crate) struct AffidavitsBody {
    #[schema(value_type = String, example = "2026-27")]
    year: AdministrationYear,
    affidavits: Vec<AffidavitBody>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = OwnAffidavit)]
struct AffidavitBody {
    /// `caaspp` or `elpac`.
    #[schema(value_type = String)]
    program: ProgramFamily,
    /// What to sign it by.
    version: &'static str,
    /// In Markdown.
    text: &'static str,
    /// Whether one of this year's roles asks for it.
    asked_for: bool,
    /// When it was signed, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    signed_at: Option<Timestamp>,
}

/// Read this year's security affidavits
#[utoipa::path(
    get,
    path = "/v1/account/affidavits",
    operation_id = "read-affidavits",
    tag = "accounts",
    responses(
        (status = 200, description = "The texts, and which are signed", body = AffidavitsBody),
        Refusals,
    )
)]
pub(crate) async fn read_affidavits(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
) -> Result<Json<AffidavitsBody>, Problem> {
    let now = deps.clock.now();
    let user = Owner::find(&deps, &request, token, now).await?.user;
    let year = AdministrationYear::at(now);
    let roles = || user.roles.iter().filter(|held| held.year == year).map(|held| held.role);
    let affidavits = AFFIDAVITS.iter().map(|affidavit| AffidavitBody {
        program: affidavit.program,
        version: affidavit.version,
        text: affidavit.text,
        asked_for: roles().any(|role| role.affidavits().contains(&affidavit.program)),
        signed_at: user.affidavit(affidavit.program, year).map(|signed| signed.signed_at),
    });
    Ok(Json(AffidavitsBody { year, affidavits: affidavits.collect() }))
}

/// What is signed.
#[derive(Deserialize, ToSchema)]
pub(crate) struct AffidavitSignature {
    /// `caaspp` or `elpac`.
    #[serde(default)]
    #[schema(value_type = String, required, example = "caaspp")]
    program: Field<ProgramFamily>,
    /// The version that was read.
    #[serde(default)]
    #[schema(value_type = String, required, example = "2026-11-22")]
    version: Field<String>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

/// Sign this year's security affidavit of a program
///
/// It takes effect at once, in every session.
#[utoipa::path(
    post,
    path = "/v1/account/affidavits",
    operation_id = "sign-affidavit",
    tag = "accounts",
    request_body = AffidavitSignature,
    responses(
        (status = 204, description = "Signed and recorded"),
        Refusals,
    )
)]
pub(crate) async fn sign_affidavit(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Json(body): Json<AffidavitSignature>,
) -> Result<StatusCode, Problem> {
    let now = deps.clock.now();
    let owner = Owner::find(&deps, &request, token, now).await?;
    let mut errors = FieldErrors::new();
    let program = errors.required("/program", body.program);
    let version = errors.required("/version", body.version);
    errors.unknown("", &body.unknown);
    let text = program.and_then(|program| AFFIDAVITS.iter().find(|affidavit| affidavit.program == program));
    if let (Some(text), Some(version)) = (text, version)
        && text.version != version
    {
        errors.push("/version", format!("is not the version in force, {}: read it first", text.version));
    }
    let (Some(text), true) = (text, errors.is_empty()) else { return Err(errors.into_problem()) };
    let year = AdministrationYear::at(now);
    let Some(after) = owner.user.signing(text, year, now) else {
        let signed = "You have signed this affidavit for this administration year";
        return Err(Problem::new(StatusCode::CONFLICT, "account.affidavit-signed", signed));
    };
    let event = Event::AffidavitSigned { program: text.program, year, version: text.version.to_owned() };
    let change = Change {
        user: &owner.user,
        login: &owner.login,
        after: &after,
        password: None,
        session: None,
        factors: Vec::new(),
        proved_after: None,
        signed_in: false,
        entry: &owner.entry(&request, now, event),
        letter: None,
    };
    if deps.own.change(&change).await? { Ok(StatusCode::NO_CONTENT) } else { Err(changed_meanwhile()) }
}
