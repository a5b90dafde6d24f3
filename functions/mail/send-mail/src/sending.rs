//! One letter: claim, write, send, record.

use std::sync::Arc;

use domain::Failure;
use domain::accounts::{Link, LinkToken, User};
use domain::bulletins::Bulletin;
use domain::mail::{LEASE, LetterId, Reason, Slots};
use jiff::{SignedDuration, Timestamp};
use store::mail::{Claim, Claimed, StoredLetter, Terms};

use crate::Deps;
use crate::post::{Mailed, Refusal};
use crate::round::End;

/// A letter and whom it goes to.
pub(crate) struct Addressed {
    pub(crate) stored: StoredLetter,
    pub(crate) addressee: User,
    /// The bulletin that goes with it.
    pub(crate) bulletin: Option<Arc<Bulletin>>,
}

/// How long before its slot a letter is claimed.
const AHEAD: SignedDuration = SignedDuration::from_secs(1);
/// What of the lease must be left when a letter is handed to SES: longer than SES's time-out and the record after it.
const LEFT: SignedDuration = SignedDuration::from_secs(15);
/// How often SES is asked before the letter goes back into the queue; the pause grows from one to the next.
const TRIES: u32 = 3;
/// How often it is tried to record what was sent.
const RECORDS: i64 = 4;

/// Sends a letter at its slot.
pub(crate) async fn send(deps: &Deps, addressed: &Addressed, slot: Timestamp) -> End {
    deps.sleep.until(slot - AHEAD).await;
    match try_to_send(deps, addressed, slot).await {
        Ok(end) => end,
        // Nothing is lost: the letter is in the queue, or claimed with a lease that will be over.
        Err(_) => End::Unavailable,
    }
}

async fn try_to_send(deps: &Deps, addressed: &Addressed, slot: Timestamp) -> Result<End, Failure> {
    let Addressed { stored, addressee, bulletin } = addressed;
    let now = deps.clock.now();
    let Some(text) = stored.letter.letter.text(addressee) else { return dropped(deps, stored, Reason::Nobody).await };
    let id = stored.letter.id.code();
    let link = text.link().map(|purpose| {
        let secret = deps.link_key.secret(purpose, &id);
        let link = Link::mailed(purpose, &secret, stored.letter.queued_at, now);
        (link, LinkToken { user: addressee.id, secret })
    });
    let may_be_ended = stored.letter.letter.may_be_ended();
    let ending = may_be_ended.then(|| deps.link_key.unsubscription(addressee.id));
    let token = ending.as_ref().or(link.as_ref().map(|(_, token)| token));
    let queued_at = stored.letter.queued_at;
    let written = match (bulletin, &ending) {
        (Some(bulletin), Some(ending)) => deps.letters.write_bulletin(bulletin, addressee, ending, queued_at),
        _ => deps.letters.write(text, addressee, token, queued_at),
    };
    let message = written.and_then(|written| Ok((written.message(&deps.from, stored.letter.id, now)?, written)));
    let (message, written) = match message {
        Ok(message) => message,
        Err(unwritten) => return failed(deps, stored.letter.id, unwritten.code()).await,
    };
    let address = deps.login_key.address(&addressee.username);
    let terms = Terms { addressee, address: &address, link: link.as_ref().map(|(link, _)| link), may_be_ended };
    let claimed = match deps.outbox.claim(stored, &terms, now).await? {
        Claim::Ours(claimed) => claimed,
        Claim::Drop(reason) => return dropped(deps, stored, reason).await,
        Claim::Changed => return Ok(End::Changed),
    };
    let mailed = Mailed {
        from: deps.from.as_str(),
        to: written.to(),
        configuration_set: &deps.configuration_set,
        letter: &id,
        message: &message,
    };
    hand_over(deps, stored.letter.id, claimed, mailed, slot, now + LEASE - LEFT).await
}

/// Hands a claimed letter to SES, not after `latest`.
async fn hand_over(
    deps: &Deps,
    id: LetterId,
    claimed: Claimed,
    mailed: Mailed<'_>,
    mut slot: Timestamp,
    latest: Timestamp,
) -> Result<End, Failure> {
    for again in 0..TRIES {
        match wait_for(deps, slot, latest).await {
            Ok(true) => {}
            Ok(false) => break,
            Err(failure) => {
                deps.outbox.put_back(claimed).await?;
                return Err(failure);
            }
        }
        match deps.post.send(mailed).await {
            Ok(message_id) => return Ok(record(deps, claimed, &message_id).await),
            Err(Refusal::ForGood(code)) => return failed(deps, id, &code).await,
            Err(Refusal::Unknown) => return Ok(End::InDoubt),
            // The slot is used up; the next one is taken when the pause is over.
            Err(Refusal::ForNow) => slot = deps.clock.now() + SignedDuration::from_secs(1 << again),
        }
        if again + 1 < TRIES {
            deps.sleep.until(slot).await;
            match deps.pace.reserve(1, deps.clock.now()).await {
                Ok(slots) => slot = slots.at(0),
                Err(failure) => {
                    deps.outbox.put_back(claimed).await?;
                    return Err(failure);
                }
            }
        }
    }
    deps.outbox.put_back(claimed).await?;
    Ok(End::Refused)
}

/// Waits for the slot, or for another one where it was missed; `false` when that would be too late.
async fn wait_for(deps: &Deps, mut slot: Timestamp, latest: Timestamp) -> Result<bool, Failure> {
    loop {
        if slot > latest {
            return Ok(false);
        }
        deps.sleep.until(slot).await;
        let now = deps.clock.now();
        if now <= slot + Slots::LATE {
            return Ok(true);
        }
        slot = deps.pace.reserve(1, now).await?.at(0);
    }
}

/// Records what SES took. If that cannot be done, the letter is in doubt.
async fn record(deps: &Deps, claimed: Claimed, message_id: &str) -> End {
    for again in 0..RECORDS {
        let now = deps.clock.now();
        if deps.outbox.sent(claimed, message_id, now).await.is_ok() {
            return End::Sent;
        }
        deps.sleep.until(now + SignedDuration::from_millis(100 << again)).await;
    }
    End::InDoubt
}

async fn dropped(deps: &Deps, stored: &StoredLetter, reason: Reason) -> Result<End, Failure> {
    deps.outbox.dropped(stored, reason, deps.clock.now()).await?;
    Ok(End::Dropped(reason))
}

async fn failed(deps: &Deps, id: LetterId, code: &str) -> Result<End, Failure> {
    deps.outbox.failed(id, code, deps.clock.now()).await?;
    Ok(End::Failed)
}
