//! All letters of an event, until each came to an end or its turn is later.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use domain::Failure;
use domain::bulletins::Bulletin;
use domain::ids::BulletinId;
use domain::mail::{Claimable, LetterId, Reason};
use jiff::{SignedDuration, Timestamp};
use store::mail::StoredLetter;
use tokio::task::JoinSet;

use crate::Deps;
use crate::sending::{Addressed, send};

/// How long an event is worked at, within the function's time-out: longer than a letter in doubt must be waited for.
const PATIENCE: SignedDuration = SignedDuration::from_secs(100);
/// How often a letter in doubt is looked at: SES's event may settle it at any moment.
const LOOK: SignedDuration = SignedDuration::from_secs(5);
/// How often a letter is looked at again because it changed under the eyes.
const CHANGES: usize = 5;
/// The most letters of one read.
const AT_ONCE: usize = 100;

/// How a letter ended, as far as this event goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// There was nothing to do any more: sent before, or gone.
    Before,
    /// Sent.
    Sent,
    /// Not to be sent.
    Dropped(Reason),
    /// SES does not take it, or it cannot be written. An operator will see.
    Failed,
    /// It is to come again: SES refused for now.
    Refused,
    /// It is to come again: nobody knows whether it was sent.
    InDoubt,
    /// It is to come again: a table did not answer.
    Unavailable,
    /// Changed since it was read: to be looked at again at once.
    Changed,
}

impl End {
    /// Whether the record that told of it is to come again.
    pub(crate) const fn comes_again(self) -> bool {
        matches!(self, Self::Refused | Self::InDoubt | Self::Unavailable | Self::Changed)
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::Sent => "sent",
            Self::Dropped(reason) => reason.code(),
            Self::Failed => "failed",
            Self::Refused => "refused",
            Self::InDoubt => "in-doubt",
            Self::Unavailable => "unavailable",
            Self::Changed => "changed",
        }
    }
}

/// How many letters ended in which way, as in `nobody=1 sent=8`.
pub(crate) fn summary(ends: &HashMap<LetterId, End>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for end in ends.values() {
        *counts.entry(end.word()).or_default() += 1;
    }
    let counts: Vec<_> = counts.iter().map(|(word, count)| format!("{word}={count}")).collect();
    counts.join(" ")
}

/// Sends these letters, whichever are still to be sent.
pub(crate) async fn send_all(deps: &Deps, mut open: Vec<LetterId>) -> Result<HashMap<LetterId, End>, Failure> {
    open.sort_unstable();
    open.dedup();
    let until = deps.clock.now() + PATIENCE;
    let mut ends = HashMap::new();
    let mut changes = 0;
    while !open.is_empty() {
        let (ready, waiting) = look(deps, &open, &mut ends).await?;
        let sent = send_ready(deps, ready).await?;
        let anew: Vec<_> = sent.iter().filter(|(_, end)| *end == End::Changed).map(|(id, _)| *id).collect();
        ends.extend(sent);
        let next = waiting.iter().map(|(_, time)| *time).min();
        open = anew.iter().copied().chain(waiting.iter().map(|(id, _)| *id)).collect();
        if anew.is_empty() {
            let Some(next) = next else { break };
            let look = next.min(deps.clock.now() + LOOK);
            if next > until {
                ends.extend(open.drain(..).map(|id| (id, End::InDoubt)));
            } else {
                deps.sleep.until(look).await;
            }
        } else {
            changes += 1;
            if changes > CHANGES {
                break;
            }
        }
    }
    Ok(ends)
}

type Waiting = Vec<(LetterId, Timestamp)>;

/// Reads the letters: those to be sent now, and those that are to be waited for. The rest has ended.
async fn look(
    deps: &Deps,
    open: &[LetterId],
    ends: &mut HashMap<LetterId, End>,
) -> Result<(Vec<StoredLetter>, Waiting), Failure> {
    let (mut ready, mut waiting) = (Vec::new(), Vec::new());
    let now = deps.clock.now();
    for ids in open.chunks(AT_ONCE) {
        let mut found = deps.outbox.letters(ids).await?;
        for id in ids {
            match found.remove(id) {
                None => {
                    ends.insert(*id, End::Before);
                }
                // It will not become readable: it must not hold up those behind it.
                Some(Err(_)) => {
                    deps.outbox.failed(*id, "unreadable", now).await?;
                    ends.insert(*id, End::Failed);
                }
                Some(Ok(stored)) => match stored.claimable(now) {
                    Claimable::Now => ready.push(stored),
                    Claimable::At(time) => waiting.push((*id, time)),
                    Claimable::Never => {
                        ends.entry(*id).or_insert(End::Before);
                    }
                },
            }
        }
    }
    Ok((ready, waiting))
}

/// The bulletins that go with these letters, each read once.
async fn bulletins(deps: &Deps, ready: &[StoredLetter]) -> Result<HashMap<BulletinId, Arc<Bulletin>>, Failure> {
    let ids: BTreeSet<_> = ready.iter().filter_map(|stored| stored.letter.letter.bulletin()).collect();
    let found = deps.bulletins.read_many(&ids.into_iter().collect::<Vec<_>>()).await?;
    let published = found.into_iter().filter(Bulletin::is_published);
    Ok(published.map(|bulletin| (bulletin.id, Arc::new(bulletin))).collect())
}

/// Sends letters side by side, each in its slot.
async fn send_ready(deps: &Deps, ready: Vec<StoredLetter>) -> Result<Vec<(LetterId, End)>, Failure> {
    let mut ends = Vec::new();
    let mut to_send = Vec::new();
    let addressees = deps.outbox.addressees(&ready).await?;
    let bulletins = bulletins(deps, &ready).await?;
    for (stored, addressee) in ready.into_iter().zip(addressees) {
        let id = stored.letter.id;
        let bulletin = stored.letter.letter.bulletin();
        let enclosed = bulletin.and_then(|bulletin| bulletins.get(&bulletin).cloned());
        let has_text = addressee.as_ref().is_some_and(|user| stored.letter.letter.text(user).is_some());
        match addressee {
            Some(addressee) if has_text && bulletin.is_some() == enclosed.is_some() => {
                to_send.push(Addressed { stored, addressee, bulletin: enclosed });
            }
            _ => {
                deps.outbox.dropped(&stored, Reason::Nobody, deps.clock.now()).await?;
                ends.push((id, End::Dropped(Reason::Nobody)));
            }
        }
    }
    if to_send.is_empty() {
        return Ok(ends);
    }
    let count = u32::try_from(to_send.len()).unwrap_or(u32::MAX);
    let slots = deps.pace.reserve(count, deps.clock.now()).await?;
    let mut running = JoinSet::new();
    for (number, addressed) in (0..).zip(to_send) {
        let (deps, slot) = (deps.clone(), slots.at(number));
        running.spawn(async move { (addressed.stored.letter.id, send(&deps, &addressed, slot).await) });
    }
    while let Some(ended) = running.join_next().await {
        ends.push(ended.map_err(|error| Failure::Internal(Box::new(error)))?);
    }
    Ok(ends)
}
