//! Where one is signed in.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::accounts::{SessionHash, User};
use domain::audit::Event;
use edge::{CurrentRequest, Field, FieldErrors, Json, Path, Problem, Query, Refusals, SessionToken, clear_cookie};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::accounts::Change;
use utoipa::ToSchema;

use crate::Deps;
use crate::owner::{Outcome, Owner, changed_meanwhile};

/// Where one is signed in.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnSessions)]
pub(crate) struct SessionsBody {
    /// The latest first.
    sessions: Vec<SessionBody>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = OwnSession)]
struct SessionBody {
    /// To end it by.
    id: String,
    /// What the browser calls itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// The last sign of life.
    #[schema(value_type = String, format = DateTime)]
    last_seen_at: Timestamp,
    /// Whether it is the one that asks.
    current: bool,
}

/// List your sessions
#[utoipa::path(
    get,
    path = "/v1/account/sessions",
    operation_id = "list-sessions",
    tag = "accounts",
    responses(
        (status = 200, description = "Where you are signed in", body = SessionsBody),
        Refusals,
    )
)]
pub(crate) async fn list_sessions(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
) -> Result<Json<SessionsBody>, Problem> {
    let now = deps.clock.now();
    let sessions = async { Ok(deps.own.sessions(token.user).await?) };
    let (owner, mut sessions) = tokio::try_join!(Owner::find(&deps, &request, token.clone(), now), sessions)?;
    sessions.retain(|(_, session)| session.is_open(&owner.user, now));
    sessions.sort_by_key(|(_, session)| std::cmp::Reverse(session.extended_at));
    let body = |(hash, session): (SessionHash, domain::accounts::Session)| SessionBody {
        current: hash == token.session,
        id: hash.as_str().to_owned(),
        device: session.device,
        started_at: session.started_at,
        last_seen_at: session.extended_at,
    };
    Ok(Json(SessionsBody { sessions: sessions.into_iter().map(body).collect() }))
}

/// End one of your sessions
///
/// Needs a proof of the last 10 minutes.
#[utoipa::path(
    delete,
    path = "/v1/account/sessions/{id}",
    operation_id = "end-one-session",
    tag = "accounts",
    params(("id" = String, Path, description = "As `GET /v1/account/sessions` lists it")),
    responses(
        (status = 204, description = "Ended; if it was this one, you are signed out"),
        Refusals,
    )
)]
pub(crate) async fn end_one_session(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    id: Result<Path<String>, Problem>,
) -> Result<Response, Problem> {
    let now = deps.clock.now();
    let owner = Owner::find(&deps, &request, token, now).await?.verified(now)?;
    let Path(id) = id?;
    let session: SessionHash = id.parse().map_err(|_| Problem::not_found())?;
    let entry = owner.entry(&request, now, Event::SessionsEnded { all: false });
    if !deps.own.end_session(&owner.user, &session, &entry).await? {
        return Err(Problem::not_found());
    }
    let ended = StatusCode::NO_CONTENT;
    Ok(if session == owner.token.session { (ended, clear_cookie()).into_response() } else { ended.into_response() })
}

/// Which sessions are to end.
#[derive(Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    others: Field<String>,
    #[serde(flatten)]
    unknown: BTreeMap<String, Value>,
}

/// End all of your sessions
///
/// This one too; or, with `others=true`, all but this one, which goes on under a new token. Needs a proof of the last 10 minutes.
#[utoipa::path(
    delete,
    path = "/v1/account/sessions",
    operation_id = "end-sessions",
    tag = "accounts",
    params(("others" = Option<bool>, Query, description = "`true` to stay signed in here")),
    responses(
        (status = 204, description = "Ended; the cookie is taken back or replaced"),
        Refusals,
    )
)]
pub(crate) async fn end_sessions(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let now = deps.clock.now();
    let owner = Owner::find(&deps, &request, token, now).await?.verified(now)?;
    let mut errors = FieldErrors::new();
    let others = errors.optional("/others", which.others);
    if others.as_ref().is_some_and(|others| others != "true" && others != "false") {
        errors.push("/others", "must be true or false");
    }
    errors.unknown("", &which.unknown);
    errors.finish()?;
    let after = User { epoch: owner.user.epoch.next(), ..owner.user.clone() };
    let event = Event::SessionsEnded { all: true };
    if others.as_deref() == Some("true") {
        let outcome = Outcome { after, factors: Vec::new(), password: None, event, letter: None };
        let cookie = owner.commit(&deps, &request, now, outcome).await?;
        return Ok((StatusCode::NO_CONTENT, cookie).into_response());
    }
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
    if !deps.own.change(&change).await? {
        return Err(changed_meanwhile());
    }
    Ok((StatusCode::NO_CONTENT, clear_cookie()).into_response())
}
