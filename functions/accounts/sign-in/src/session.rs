//! What happens to a session that is open.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use domain::access::{NotReady, OrganizationCode, Role, signed_in};
use domain::accounts::{Session, TERMS, User};
use domain::audit::{Actor, Entry, Event, Subject};
use domain::ids::UserId;
use domain::year::AdministrationYear;
use edge::{
    CurrentRequest, Field, FieldError, FieldErrors, Json, NewToken, Problem, Refusals, SessionToken, SetCookie,
    clear_cookie,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::Deps;
use crate::answers::SessionBody;
use crate::systems::launchable;

async fn open_session_of(
    deps: &Deps,
    request: &CurrentRequest,
    token: &SessionToken,
    now: Timestamp,
) -> Result<(User, Session), Problem> {
    let found = deps.callers.find(token.user, &token.session).await?;
    let (user, session) = signed_in(found, now)?;
    request.signed_in(user.id);
    Ok((user, session))
}

fn entry(request: &CurrentRequest, at: Timestamp, user: UserId, event: Event) -> Entry {
    Entry {
        subject: Subject::User(user),
        at,
        actor: Actor::Account { user },
        event,
        allowed_by: None,
        request: request.id,
    }
}

/// Who am I
#[utoipa::path(
    get,
    path = "/v1/session",
    operation_id = "read-session",
    tag = "accounts",
    responses(
        (status = 200, description = "Who is signed in", body = SessionBody),
        Refusals,
    )
)]
pub(crate) async fn read_session(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
) -> Result<Json<SessionBody>, Problem> {
    let now = deps.clock.now();
    let found = open_session_of(&deps, &request, &token, now);
    let notices = async { Ok(deps.notices.open().await?) };
    let ((user, session), notices) = tokio::try_join!(found, notices)?;
    let this_year = AdministrationYear::at(now);
    let systems = launchable(&deps.addresses, (&notices, now), &user, &session, this_year);
    Ok(Json(SessionBody::of(&user, &session, systems, None, this_year)))
}

/// Sign out
///
/// Whatever the cookie was, afterwards it opens nothing.
#[utoipa::path(
    delete,
    path = "/v1/session",
    operation_id = "end-session",
    tag = "accounts",
    security((), ("session" = [])),
    responses(
        (status = 204, description = "Signed out"),
        Refusals,
    )
)]
pub(crate) async fn end_session(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: Result<SessionToken, Problem>,
) -> Result<(StatusCode, SetCookie), Problem> {
    if let Ok(token) = token {
        let now = deps.clock.now();
        let entry = entry(&request, now, token.user, Event::SignedOut);
        deps.sessions.end(token.user, &token.session, &entry).await?;
    }
    Ok((StatusCode::NO_CONTENT, clear_cookie()))
}

/// The text of the terms.
#[derive(Serialize, ToSchema)]
pub(crate) struct TermsText {
    /// What to accept it by.
    version: &'static str,
    /// In Markdown.
    text: &'static str,
}

/// Read the terms and conditions of use
#[utoipa::path(
    get,
    path = "/v1/session/terms",
    operation_id = "read-terms",
    tag = "accounts",
    security(()),
    responses(
        (status = 200, description = "The terms in force", body = TermsText),
        (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn read_terms() -> Json<TermsText> {
    Json(TermsText { version: TERMS.version, text: TERMS.text })
}

/// The version accepted.
#[derive(Deserialize, ToSchema)]
#[schema(as = TermsAcceptance)]
pub(crate) struct AcceptBody {
    #[serde(default)]
    #[schema(value_type = String, required, example = "2026-11-22")]
    version: Field<String>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

/// Accept the terms and conditions of use
#[utoipa::path(
    post,
    path = "/v1/session/terms",
    operation_id = "accept-terms",
    tag = "accounts",
    request_body = AcceptBody,
    responses(
        (status = 204, description = "Accepted and recorded"),
        Refusals,
    )
)]
pub(crate) async fn accept_terms(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Json(body): Json<AcceptBody>,
) -> Result<StatusCode, Problem> {
    let now = deps.clock.now();
    let (user, _) = open_session_of(&deps, &request, &token, now).await?;
    let mut errors = FieldErrors::new();
    if errors.required("/version", body.version).is_some_and(|version| version != TERMS.version) {
        errors.push("/version", format!("is not the version in force, {}: read it first", TERMS.version));
    }
    errors.unknown("", &body.unknown);
    errors.finish()?;
    let entry = entry(&request, now, user.id, Event::TermsAccepted { version: TERMS.version.to_owned() });
    let accepted = deps.sessions.accept_terms(&user, TERMS.version, now, &entry).await?;
    if accepted { Ok(StatusCode::NO_CONTENT) } else { Err(NotReady::NotSignedIn.into()) }
}

/// When the session ends now.
#[derive(Serialize, ToSchema)]
#[schema(as = SessionExtension)]
#[expect(clippy::struct_field_names, reason = "the fields are the names in the answer")]
pub(crate) struct Extended {
    /// When to warn that it ends soon.
    #[schema(value_type = String, format = DateTime)]
    warn_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// When it ends however often it is extended.
    #[schema(value_type = String, format = DateTime)]
    ends_at: Timestamp,
}

/// Extend the session
///
/// By 30 minutes from now, never beyond 12 hours after sign-in. Only this counts as a sign of life: every other function
/// has no right to write sessions.
#[utoipa::path(
    post,
    path = "/v1/session/extension",
    operation_id = "extend-session",
    tag = "accounts",
    responses(
        (status = 200, description = "Extended", body = Extended),
        Refusals,
    )
)]
pub(crate) async fn extend_session(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
) -> Result<Json<Extended>, Problem> {
    let now = deps.clock.now();
    let (user, session) = open_session_of(&deps, &request, &token, now).await?;
    if !deps.sessions.extend(user.id, &token.session, now).await? {
        return Err(NotReady::NotSignedIn.into());
    }
    let session = Session { extended_at: now, ..session };
    let (warn_at, expires_at, ends_at) = (session.warn_at(), session.expires_at(), session.ends_at());
    Ok(Json(Extended { warn_at, expires_at, ends_at }))
}

/// One of the roles of the session.
#[derive(Deserialize, ToSchema)]
pub(crate) struct RoleChoice {
    #[serde(default)]
    #[schema(value_type = String, required, example = "lea-caaspp-coordinator")]
    role: Field<Role>,
    #[serde(default)]
    #[schema(value_type = String, required, example = "99000010000000")]
    organization: Field<OrganizationCode>,
    #[serde(default)]
    #[schema(value_type = String, required, example = "2026-27")]
    year: Field<AdministrationYear>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

/// Choose the role to work in
///
/// The session goes on under a new token.
#[utoipa::path(
    put,
    path = "/v1/session/role",
    operation_id = "choose-role",
    tag = "accounts",
    request_body = RoleChoice,
    responses(
        (status = 200, description = "Chosen; the cookie is replaced", body = SessionBody),
        Refusals,
    )
)]
pub(crate) async fn choose_role(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Json(body): Json<RoleChoice>,
) -> Result<(SetCookie, Json<SessionBody>), Problem> {
    let now = deps.clock.now();
    let found = open_session_of(&deps, &request, &token, now);
    let notices = async { Ok(deps.notices.open().await?) };
    let ((user, session), notices) = tokio::try_join!(found, notices)?;
    let mut errors = FieldErrors::new();
    let role = errors.required("/role", body.role);
    let organization = errors.required("/organization", body.organization);
    let year = errors.required("/year", body.year);
    errors.unknown("", &body.unknown);
    let (Some(role), Some(organization), Some(year), true) = (role, organization, year, errors.is_empty()) else {
        return Err(errors.into_problem());
    };
    if user.role(role, organization, year).is_none() {
        return Err(Problem::invalid(vec![FieldError::new(
            "/role",
            "is not one of your roles; choose one that GET /v1/session lists",
        )]));
    }
    let session = Session { role: Some((role, organization, year)), ..session };
    let new = NewToken::generate(user.id, &deps.entropy);
    let entry = entry(&request, now, user.id, Event::RoleChosen { role, organization });
    if !deps.sessions.replace(user.id, &token.session, &new.hash(), &session, &entry).await? {
        return Err(NotReady::NotSignedIn.into());
    }
    let this_year = AdministrationYear::at(now);
    let systems = launchable(&deps.addresses, (&notices, now), &user, &session, this_year);
    Ok((new.set_cookie(), Json(SessionBody::of(&user, &session, systems, None, this_year))))
}
