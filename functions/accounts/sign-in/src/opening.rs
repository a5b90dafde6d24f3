//! Opening a session.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Failure;
use domain::accounts::{AccountState, NetworkHash, Password, PasswordHash, Session, System};
use domain::audit::{Actor, Entry, Event, Subject};
use domain::ids::RequestId;
use domain::keyed::LoginHash;
use domain::year::AdministrationYear;
use edge::{CallerAddress, CurrentRequest, Field, FieldErrors, Json, NewToken, Problem, Refusals, SessionToken};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;
use store::accounts::{Attempts, Credential, LookedUp, NewSession, Opening};
use utoipa::ToSchema;

use crate::Deps;
use crate::answers::{AwaitedBody, SessionBody};
use crate::systems::{launchable, redirect_to};

/// User name and password.
#[derive(Deserialize, ToSchema)]
#[schema(as = SignIn)]
pub(crate) struct OpenBody {
    /// The e-mail address.
    #[serde(default)]
    #[schema(value_type = String, required, example = "lea.coordinator@poppy.test")]
    username: Field<String>,
    /// At most 128 characters.
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 128)]
    password: Field<Password>,
    /// The system to be directed to.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "toms")]
    system: Field<System>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

impl OpenBody {
    fn check(self) -> Result<(String, Password, Option<System>), Problem> {
        let mut errors = FieldErrors::new();
        let username = errors.required("/username", self.username);
        let password = errors.required("/password", self.password);
        let system = errors.optional("/system", self.system);
        errors.unknown("", &self.unknown);
        match (username, password) {
            (Some(username), Some(password)) if errors.is_empty() => Ok((username, password, system)),
            _ => Err(errors.into_problem()),
        }
    }
}

/// The one answer for every reason: unknown, wrong password, deactivated, not activated.
fn refused() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "session.sign-in-refused", "The user name or the password is not right")
        .detail("Check both and try again, or use “Forgot your user name or password?”.")
}

/// How much of what a browser calls itself is kept.
const DEVICE_MAX: usize = 200;

/// What the browser calls itself, for the owner to recognise the session by.
fn device(headers: &HeaderMap) -> Option<String> {
    let name = headers.get(header::USER_AGENT)?.to_str().ok()?;
    Some(name.chars().take(DEVICE_MAX).collect())
}

/// As said for known and unknown user names alike.
pub(crate) fn too_soon(wait: SignedDuration) -> Problem {
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "session.too-many-attempts", "Too many attempts for this user name")
        .detail("Wait a few seconds, then try again.")
        .retry_after(wait)
}

/// Sign in
///
/// A session that the browser had before ends. Unknown, wrong, deactivated and not activated are one answer and the same work.
/// After two failed attempts the next one is looked at only after a delay that grows to 10 seconds. After 300 that failed in ten
/// minutes nobody on the same network may try until these have passed.
#[utoipa::path(
    post,
    path = "/v1/session",
    operation_id = "sign-in",
    tag = "accounts",
    security(()),
    request_body = OpenBody,
    responses(
        (status = 200, description = "Signed in; the cookie `__Host-session` is set", body = SessionBody),
        (status = 202, description = "The password was right; the cookie awaits the second factor", body = AwaitedBody),
        Refusals,
    )
)]
pub(crate) async fn open_session(
    State(deps): State<Deps>,
    request: CurrentRequest,
    CallerAddress(address): CallerAddress,
    headers: HeaderMap,
    before: Result<SessionToken, Problem>,
    Json(body): Json<OpenBody>,
) -> Result<Response, Problem> {
    let (username, password, system) = body.check()?;
    let now = deps.clock.now();
    let login = deps.login_key.hash_typed(&username);
    let network = deps.network_key.hash(address);
    let (found, notices) = tokio::try_join!(deps.sign_ins.look_up(&login, &network, now), deps.notices.open())?;
    let LookedUp { credential, attempts, network: from_network } = found;
    if let Some(wait) = from_network.wait(now) {
        return Err(Problem::too_many_from_network(wait));
    }
    if let Some(wait) = attempts.throttle.wait(now) {
        return Err(too_soon(wait));
    }
    let Some(credential) = matching(credential, &password, &deps.stand_in) else {
        return Err(fail(&deps, &login, &network, attempts, request.id, now).await?);
    };

    let session = Session {
        awaiting_factor: credential.has_second_factor(),
        factor_settled: !deps.second_factor_required,
        device: device(&headers),
        ..Session::begin(now, credential.epoch)
    };
    let token = NewToken::generate(credential.user, &deps.entropy);
    let entry = opened(&credential, &session, request.id, now);
    let new =
        NewSession { hash: &token.hash(), session: &session, before: before.ok().map(|it| (it.user, it.session)) };
    let user = match deps.sign_ins.open(&login, attempts, credential.user, new, &entry).await? {
        Opening::Open(user) => *user,
        Opening::Stopped => return Err(fail(&deps, &login, &network, attempts, request.id, now).await?),
        Opening::Overtaken => return Err(too_soon(SignedDuration::from_secs(1))),
    };
    request.signed_in(user.id);
    if session.awaiting_factor {
        let body = AwaitedBody::of(user.second_factors, &session);
        return Ok((StatusCode::ACCEPTED, token.set_cookie(), Json(body)).into_response());
    }
    let this_year = AdministrationYear::at(now);
    let systems = launchable(&deps.addresses, (&notices, now), &user, &session, this_year);
    let redirect_to = redirect_to(system, &systems);
    let body = SessionBody::of(&user, &session, systems, redirect_to, this_year);
    Ok((token.set_cookie(), Json(body)).into_response())
}

/// Counts and records a failed attempt. Of attempts made side by side one is answered; whether the others were right, nobody
/// is told.
async fn fail(
    deps: &Deps,
    login: &LoginHash,
    network: &NetworkHash,
    attempts: Attempts,
    request: RequestId,
    now: Timestamp,
) -> Result<Problem, Failure> {
    let entry = failed(login.clone(), request, now);
    let (counted, on_network) =
        tokio::join!(deps.sign_ins.fail(login, attempts, now, &entry), deps.networks.count(network, now));
    on_network?;
    Ok(if counted? { refused() } else { too_soon(SignedDuration::from_secs(1)) })
}

/// The credential that may open a session. A password is always hashed, whoever is asked for.
fn matching(credential: Option<Credential>, password: &Password, stand_in: &PasswordHash) -> Option<Credential> {
    let hash = credential.as_ref().and_then(|credential| credential.password_hash.as_ref());
    let matches = hash.unwrap_or(stand_in).matches(password);
    credential.filter(|credential| matches && credential.state == AccountState::Active)
}

fn failed(login: LoginHash, request: RequestId, at: Timestamp) -> Entry {
    let subject = Subject::Login(login);
    Entry { subject, at, actor: Actor::Nobody, event: Event::SignInFailed, allowed_by: None, request }
}

fn opened(credential: &Credential, session: &Session, request: RequestId, at: Timestamp) -> Entry {
    let event = if session.awaiting_factor { Event::PasswordAccepted } else { Event::SignedIn };
    let actor = Actor::Account { user: credential.user };
    Entry { subject: Subject::User(credential.user), at, actor, event, allowed_by: None, request }
}
