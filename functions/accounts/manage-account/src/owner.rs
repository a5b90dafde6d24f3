//! Whose account it is, and how a change of it is committed.

use axum::http::StatusCode;
use domain::access::NotReady;
use domain::accounts::{FactorKind, KeptPasskey, PasswordHash, Session, User, factor_kinds};
use domain::audit::{Actor, Entry, Event, Subject};
use domain::keyed::LoginHash;
use domain::mail::{FactorChange, Letter, LetterId, QueuedLetter, Recipient};
use edge::{CurrentRequest, NewToken, Problem, SessionToken, SetCookie};
use jiff::Timestamp;
use store::accounts::{Attempts, Change, FactorWrite, Factors, Replacement};

use crate::Deps;

/// A signed-in person before their own account.
pub(crate) struct Owner {
    pub(crate) user: User,
    pub(crate) session: Session,
    pub(crate) token: SessionToken,
    pub(crate) login: LoginHash,
    pub(crate) attempts: Attempts,
    pub(crate) factors: Factors,
    pub(crate) passkeys: Vec<KeptPasskey>,
}

/// What a change comes to.
pub(crate) struct Outcome {
    /// The user as it is to be.
    pub(crate) after: User,
    /// What becomes of the second factors.
    pub(crate) factors: Vec<FactorWrite>,
    /// A new password, after a right proof of the old one.
    pub(crate) password: Option<PasswordHash>,
    /// What happened.
    pub(crate) event: Event,
    /// What the owner is told.
    pub(crate) letter: Option<Letter>,
}

impl Owner {
    /// The owner of the account that the token is of, with everything a change is decided by: one level.
    pub(crate) async fn find(
        deps: &Deps,
        request: &CurrentRequest,
        token: SessionToken,
        now: Timestamp,
    ) -> Result<Self, Problem> {
        let found = deps.own.find(token.user, &token.session, None, now);
        let (found, passkeys) = tokio::try_join!(found, deps.own.passkeys(token.user))?;
        let signed_in = found.signed_in.filter(|(user, session)| session.is_open(user, now));
        let (user, session) = signed_in.ok_or(NotReady::NotSignedIn)?;
        request.signed_in(user.id);
        let login = deps.login_key.hash(&user.username);
        Ok(Self { user, session, token, login, attempts: found.attempts, factors: found.factors, passkeys })
    }

    /// Goes on only if it was proved lately who this is. Source: ASVS 7.5.1, 7.5.2.
    pub(crate) fn verified(self, now: Timestamp) -> Result<Self, Problem> {
        if self.session.is_verified(now) {
            return Ok(self);
        }
        let first = Problem::new(StatusCode::FORBIDDEN, "session.verification-required", "Show again that it is you");
        Err(first.detail("This concerns how you are signed in. Verify once more, then try again within 10 minutes."))
    }

    /// The user with these kinds of second factor.
    pub(crate) fn with(&self, totp: bool, passkeys: usize, recovery_codes: usize) -> User {
        User { second_factors: factor_kinds(totp, passkeys, recovery_codes), ..self.user.clone() }
    }

    /// How many recovery codes are left.
    pub(crate) fn codes_left(&self) -> usize {
        self.factors.recovery_codes.as_ref().map_or(0, domain::accounts::RecoveryCodes::left)
    }

    /// A row of the audit trail.
    pub(crate) fn entry(&self, request: &CurrentRequest, now: Timestamp, event: Event) -> Entry {
        let actor = Actor::Account { user: self.user.id };
        Entry { subject: Subject::User(self.user.id), at: now, actor, event, allowed_by: None, request: request.id }
    }

    /// Commits `outcome`; the session goes on under a new token.
    pub(crate) async fn commit(
        &self,
        deps: &Deps,
        request: &CurrentRequest,
        now: Timestamp,
        outcome: Outcome,
    ) -> Result<SetCookie, Problem> {
        let Outcome { after, factors, password, event, letter } = outcome;
        let token = NewToken::generate(self.user.id, &deps.entropy);
        let session = Session {
            epoch: after.epoch,
            extended_at: now,
            verified_at: if password.is_some() { now } else { self.session.verified_at },
            factor_settled: settled(deps, &self.user, &self.session, &after),
            ..self.session.clone()
        };
        let letter = letter.map(|letter| QueuedLetter {
            id: LetterId::from_bytes(deps.entropy.bytes()),
            to: Recipient::User(self.user.id),
            letter,
            queued_at: now,
        });
        let change = Change {
            user: &self.user,
            login: &self.login,
            after: &after,
            password: password.as_ref(),
            session: Some(Replacement { old: &self.token.session, new: &token.hash(), session: &session }),
            factors,
            proved_after: password.is_some().then_some(self.attempts),
            signed_in: false,
            entry: &self.entry(request, now, event),
            letter: letter.as_ref(),
        };
        if deps.own.change(&change).await? { Ok(token.set_cookie()) } else { Err(changed_meanwhile()) }
    }
}

/// Whether a session may see student data after the change: one that adds a factor has just proved it, one that removes
/// the last has none.
fn settled(deps: &Deps, before: &User, session: &Session, after: &User) -> bool {
    let added = after
        .second_factors
        .iter()
        .any(|kind| *kind != FactorKind::RecoveryCode && !before.second_factors.contains(kind));
    !deps.second_factor_required || (after.has_second_factor() && (added || session.factor_settled))
}

/// What happened to a second factor, for the audit trail and for the owner.
pub(crate) fn factor_changed(name: &str, change: FactorChange) -> (Event, Option<Letter>) {
    (Event::SecondFactorChanged { change: name.to_owned() }, Some(Letter::SecondFactorChanged { change }))
}

/// The account is not any more as it was read.
pub(crate) fn changed_meanwhile() -> Problem {
    Problem::new(StatusCode::CONFLICT, "account.changed-meanwhile", "Your account was changed at the same moment")
        .detail("Load the page again and look at what it says now, then try again.")
}
