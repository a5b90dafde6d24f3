//! Proving who it is: the second step of a sign-in, and once more in an open session.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use domain::access::NotReady;
use domain::accounts::{
    Challenge, ChallengePurpose, FactorKind, KeptPasskey, Password, PasswordHash, RecoveryCode, Session, System,
    TotpCode, User,
};
use domain::audit::{Actor, Entry, Event, Subject};
use domain::ids::{PasskeyId, RequestId};
use domain::keyed::LoginHash;
use domain::mail::{FactorChange, Letter, LetterId, QueuedLetter, Recipient};
use domain::year::AdministrationYear;
use edge::{
    CurrentRequest, Field, FieldError, FieldErrors, Json, NewToken, Problem, Refusals, SessionToken, SetCookie,
};
use jiff::{SignedDuration, Timestamp};
use passkeys::RelyingParty;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::accounts::{Change, FactorWrite, Found, Replacement};
use utoipa::ToSchema;

use crate::Deps;
use crate::answers::SessionBody;
use crate::opening::too_soon;
use crate::systems::{launchable, redirect_to};

/// One proof of who it is.
#[derive(Deserialize, ToSchema)]
#[schema(as = Verification)]
pub(crate) struct VerifyBody {
    /// What the authenticator app shows.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "123456")]
    totp: Field<TotpCode>,
    /// One that was not used yet.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "k7mq-2xtr-9dnh-c4wp-6v3e-zt0b")]
    recovery_code: Field<RecoveryCode>,
    /// What `navigator.credentials.get` answered, as its `toJSON` writes it.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    passkey: Field<Value>,
    /// In an open session, of an account without a second factor.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 128)]
    password: Field<Password>,
    /// The system to be directed to.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "toms")]
    system: Field<System>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

enum Proof {
    Totp(TotpCode),
    RecoveryCode(RecoveryCode),
    Passkey(Value),
    Password(Password),
}

impl Proof {
    /// What to do when it was not right.
    const fn remedy(&self) -> &'static str {
        match self {
            Self::Totp(_) => "Take the next code that the app shows, or choose another way.",
            Self::RecoveryCode(_) => "Each recovery code is good once: take another one, or choose another way.",
            Self::Passkey(_) => "Try again, or choose another way.",
            Self::Password(_) => "Enter the password once more.",
        }
    }
}

/// A proof that was right, and what becomes of the factors by it.
struct Proven {
    by: &'static str,
    factors: Vec<FactorWrite>,
    codes_left: Option<usize>,
    is_factor: bool,
}

impl VerifyBody {
    fn check(self) -> Result<(Proof, Option<System>), Problem> {
        let mut errors = FieldErrors::new();
        let system = errors.optional("/system", self.system);
        let proofs = [
            errors.optional("/totp", self.totp).map(Proof::Totp),
            errors.optional("/recovery_code", self.recovery_code).map(Proof::RecoveryCode),
            errors.optional("/passkey", self.passkey).map(Proof::Passkey),
            errors.optional("/password", self.password).map(Proof::Password),
        ];
        errors.unknown("", &self.unknown);
        let mut given = proofs.into_iter().flatten();
        let proof = match (given.next(), given.next()) {
            (Some(only), None) => Some(only),
            _ if errors.is_empty() => {
                errors.push("", "must have exactly one of totp, recovery_code, passkey and password");
                None
            }
            _ => None,
        };
        match proof {
            Some(proof) if errors.is_empty() => Ok((proof, system)),
            _ => Err(errors.into_problem()),
        }
    }
}

/// The one answer to every proof of a kind that is not right, whatever is wrong with it.
fn refused(remedy: &'static str) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "session.verification-refused", "This does not show that it is you")
        .detail(remedy)
}

/// The user and the session, open or awaiting the second factor.
fn begun(found: &mut Found, request: &CurrentRequest, now: Timestamp) -> Result<(User, Session), Problem> {
    let alive = |(user, session): &(User, Session)| session.is_open(user, now) || session.awaits_factor(user, now);
    let (user, session) = found.signed_in.take().filter(alive).ok_or(NotReady::NotSignedIn)?;
    request.signed_in(user.id);
    Ok((user, session))
}

/// Prove who you are
///
/// The second step of a sign-in that was answered with 202, and in an open session the proof that what changes how one signs
/// in asks for: with a second factor, or with the password where there is none. The session goes on under a new token.
#[utoipa::path(
    post,
    path = "/v1/session/verification",
    operation_id = "verify-session",
    tag = "accounts",
    request_body = VerifyBody,
    responses(
        (status = 200, description = "Proved; the cookie is replaced", body = SessionBody),
        Refusals,
    )
)]
pub(crate) async fn verify_session(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Json(body): Json<VerifyBody>,
) -> Result<(SetCookie, Json<SessionBody>), Problem> {
    let now = deps.clock.now();
    let checked = body.check();
    let passkey = match &checked {
        Ok((Proof::Passkey(answer), _)) => RelyingParty::claimed_credential(answer).map(|id| PasskeyId::of(&id)),
        _ => None,
    };
    let found = deps.own.find(token.user, &token.session, passkey, now);
    let (mut found, notices) = tokio::try_join!(found, deps.notices.open())?;
    let (user, session) = begun(&mut found, &request, now)?;
    let (proof, system) = checked?;
    if let Some(wait) = found.attempts.throttle.wait(now) {
        return Err(too_soon(wait));
    }
    let login = deps.login_key.hash(&user.username);
    let (answers_challenge, remedy) = (matches!(proof, Proof::Passkey(_)), proof.remedy());
    let Some(proven) = prove(&deps, &user, &session, &token, &login, proof, &found, now).await? else {
        let entry = entry(&user, request.id, now, Event::VerificationFailed);
        let challenge = answers_challenge.then_some(&token.session);
        let counted = deps.own.fail(user.id, found.attempts, challenge, now, &entry).await?;
        return Err(if counted { refused(remedy) } else { too_soon(SignedDuration::from_secs(1)) });
    };

    let mut after = user.clone();
    if proven.codes_left == Some(0) {
        after.second_factors.retain(|kind| *kind != FactorKind::RecoveryCode);
    }
    let signed_in = session.awaiting_factor;
    let session = Session {
        extended_at: now,
        verified_at: now,
        awaiting_factor: false,
        factor_settled: session.factor_settled || proven.is_factor,
        ..session
    };
    let new = NewToken::generate(user.id, &deps.entropy);
    let letter = proven.codes_left.map(|left| {
        let left = u8::try_from(left).unwrap_or(u8::MAX);
        QueuedLetter {
            id: LetterId::from_bytes(deps.entropy.bytes()),
            to: Recipient::User(user.id),
            letter: Letter::SecondFactorChanged { change: FactorChange::RecoveryCodeUsed { left } },
            queued_at: now,
        }
    });
    let change = Change {
        user: &user,
        login: &login,
        after: &after,
        password: None,
        session: Some(Replacement { old: &token.session, new: &new.hash(), session: &session }),
        factors: proven.factors,
        proved_after: Some(found.attempts),
        signed_in,
        entry: &entry(&user, request.id, now, Event::Verified { by: proven.by.to_owned() }),
        letter: letter.as_ref(),
    };
    if !deps.own.change(&change).await? {
        // The same code or challenge was used at the same moment, or the account changed.
        return Err(too_soon(SignedDuration::from_secs(1)));
    }
    let this_year = AdministrationYear::at(now);
    let systems = launchable(&deps.addresses, (&notices, now), &after, &session, this_year);
    let redirect_to = redirect_to(system, &systems);
    Ok((new.set_cookie(), Json(SessionBody::of(&after, &session, systems, redirect_to, this_year))))
}

/// Whether `proof` is right, and what it comes to.
#[expect(clippy::too_many_arguments, reason = "what a proof is held against")]
async fn prove(
    deps: &Deps,
    user: &User,
    session: &Session,
    token: &SessionToken,
    login: &LoginHash,
    proof: Proof,
    found: &Found,
    now: Timestamp,
) -> Result<Option<Proven>, Problem> {
    let factors = &found.factors;
    let proven = match proof {
        Proof::Totp(code) => factors.totp.as_ref().and_then(|totp| {
            let secret = deps.factor_key.open(&totp.secret, user.id)?;
            let step = secret.accept(&code, Some(totp.last_step), now)?;
            let factors = vec![FactorWrite::UseTotp { seen: totp.last_step, used: step }];
            Some(Proven { by: FactorKind::Totp.code(), factors, codes_left: None, is_factor: true })
        }),
        Proof::RecoveryCode(code) => factors.recovery_codes.as_ref().and_then(|codes| {
            let left = codes.without(user.id, &deps.factor_key, &code)?;
            let codes_left = Some(left.left());
            let factors = vec![FactorWrite::SetRecoveryCodes { seen: Some(codes.clone()), left }];
            Some(Proven { by: FactorKind::RecoveryCode.code(), factors, codes_left, is_factor: true })
        }),
        Proof::Passkey(answer) => {
            let asked = factors.challenge.as_ref().filter(|asked| asked.awaits(ChallengePurpose::Proof, now));
            let (Some(asked), Some(kept)) = (asked, factors.passkey.as_ref()) else { return Ok(None) };
            let proven = deps.site.finish_proof(answer, &asked.state, &kept.credential).map_err(Problem::internal)?;
            proven.map(|proven| {
                let credential = proven.credential.unwrap_or_else(|| kept.credential.clone());
                let after = KeptPasskey { last_used_at: Some(now), credential, ..kept.clone() };
                let answered = FactorWrite::AnswerChallenge(token.session.clone());
                let factors = vec![answered, FactorWrite::UsePasskey { seen: kept.clone(), used: after }];
                Proven { by: FactorKind::Passkey.code(), factors, codes_left: None, is_factor: true }
            })
        }
        Proof::Password(_) if session.awaiting_factor || user.has_second_factor() => {
            let detail = "is not enough for this account: use your second factor";
            return Err(Problem::invalid(vec![FieldError::new("/password", detail)]));
        }
        Proof::Password(password) => {
            let hash = deps.own.password(login).await?.unwrap_or_else(PasswordHash::of_nobody);
            let proven = Proven { by: "password", factors: Vec::new(), codes_left: None, is_factor: false };
            hash.matches(&password).then_some(proven)
        }
    };
    Ok(proven)
}

fn entry(user: &User, request: RequestId, at: Timestamp, event: Event) -> Entry {
    let actor = Actor::Account { user: user.id };
    Entry { subject: Subject::User(user.id), at, actor, event, allowed_by: None, request }
}

/// What the browser is asked.
#[derive(Serialize, ToSchema)]
#[schema(as = PasskeyChallenge)]
pub(crate) struct ChallengeBody {
    /// What `PublicKeyCredential.parseRequestOptionsFromJSON` takes.
    #[schema(value_type = Object)]
    options: Value,
    /// Until when the answer can be given.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// Ask for a proof by passkey
///
/// A challenge is good once and ends the one before.
#[utoipa::path(
    post,
    path = "/v1/session/passkey-challenge",
    operation_id = "challenge-passkey",
    tag = "accounts",
    responses(
        (status = 200, description = "What to ask the browser", body = ChallengeBody),
        Refusals,
    )
)]
pub(crate) async fn challenge_passkey(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
) -> Result<Json<ChallengeBody>, Problem> {
    let now = deps.clock.now();
    let found = deps.own.find(token.user, &token.session, None, now);
    let (mut found, passkeys) = tokio::try_join!(found, deps.own.passkeys(token.user))?;
    let (user, _) = begun(&mut found, &request, now)?;
    if passkeys.is_empty() {
        let none = "This account has no passkey";
        let problem = Problem::new(StatusCode::CONFLICT, "session.no-passkey", none);
        return Err(problem.detail("Use another second factor."));
    }
    let credentials: Vec<_> = passkeys.into_iter().map(|passkey| passkey.credential).collect();
    let asked = deps.site.begin_proof(&credentials).map_err(Problem::internal)?;
    let challenge = Challenge::begin(ChallengePurpose::Proof, asked.state, now);
    deps.own.ask(user.id, &token.session, &challenge).await?;
    Ok(Json(ChallengeBody { options: asked.options, expires_at: challenge.expires_at }))
}
