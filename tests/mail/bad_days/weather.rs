//! What happens to the calls of those who send: to SES and to DynamoDB, before a call has an effect and after.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use domain::mail::LetterId;
use edge::{Clock, Entropy};
use jiff::Timestamp;
use serde_json::Value;
use testkit::{Fault, Wire};
use tokio::sync::mpsc::UnboundedSender;

/// How often it is tried to write down that SES took a letter: `send-mail` tries 4 times, the SDK 3 times each.
const RECORDINGS: u32 = 12;

/// Of 100 calls, how many meet what, and how many calls lie between two ends of a process.
struct Odds {
    throttled: u32,
    lost: u32,
    before: u32,
    calls_per_kill: usize,
}

const SES: Odds = Odds { throttled: 10, lost: 5, before: 3, calls_per_kill: 150 };
const DYNAMO: Odds = Odds { throttled: 4, lost: 4, before: 4, calls_per_kill: 500 };

/// How many calls to a service met what.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Met {
    pub(super) calls: usize,
    pub(super) throttled: usize,
    pub(super) before: usize,
    pub(super) lost: usize,
    pub(super) kills: usize,
}

impl Met {
    fn next(&mut self, odds: &Odds, dice: u32) -> Fault {
        self.calls += 1;
        if self.calls.is_multiple_of(odds.calls_per_kill) {
            return if self.kills.is_multiple_of(2) { Fault::KilledAfter } else { Fault::KilledBefore };
        }
        let (lost, before) = (odds.throttled + odds.lost, odds.throttled + odds.lost + odds.before);
        match dice % 100 {
            roll if roll < odds.throttled => Fault::Throttled,
            roll if roll < lost => Fault::Lost,
            roll if roll < before => Fault::Before,
            _ => Fault::None,
        }
    }

    fn count(&mut self, fault: Fault) -> Fault {
        match fault {
            Fault::None | Fault::Refused | Fault::Unanswered => {}
            Fault::Throttled => self.throttled += 1,
            Fault::Before => self.before += 1,
            Fault::Lost => self.lost += 1,
            Fault::KilledBefore | Fault::KilledAfter => self.kills += 1,
        }
        fault
    }
}

/// What the wires saw.
#[derive(Default)]
pub(super) struct Seen {
    /// Whether nothing goes wrong.
    pub(super) is_calm: bool,
    pub(super) ses: Met,
    pub(super) dynamo: Met,
    /// When each letter was handed to SES.
    pub(super) times: Vec<Timestamp>,
    /// The letters of which SES took a message, with SES's id of it.
    pub(super) taken: Vec<(LetterId, String)>,
    /// The ids of the messages whose answer reached the caller.
    pub(super) answered: HashSet<String>,
    /// The ids of the messages that `DynamoDB` wrote down for `send-mail`.
    pub(super) recorded: HashSet<String>,
    /// The letters of which nobody can write down that SES took them, for so many tries more: the calls are lost before
    /// they have an effect, or after.
    pub(super) unrecordable: HashMap<LetterId, (Fault, u32)>,
}

/// Numbers that look random and are the same every time.
pub(super) fn dice(entropy: &Entropy) -> u32 {
    u32::from_be_bytes(entropy.bytes())
}

impl Seen {
    /// Nothing goes wrong.
    pub(super) fn calm() -> Arc<Mutex<Self>> {
        Arc::new(Mutex::new(Self { is_calm: true, ..Self::default() }))
    }

    /// Of these letters, two in a hundred cannot be recorded.
    pub(super) fn over(letters: &[LetterId]) -> Arc<Mutex<Self>> {
        let fault = |(number, id): (usize, &LetterId)| match number % 100 {
            50 => Some((*id, (Fault::Before, RECORDINGS))),
            51 => Some((*id, (Fault::Lost, RECORDINGS))),
            _ => None,
        };
        let unrecordable = letters.iter().enumerate().filter_map(fault).collect();
        Arc::new(Mutex::new(Self { unrecordable, ..Self::default() }))
    }

    fn ses_fault(&mut self, dice: u32) -> Fault {
        if self.is_calm {
            return Fault::None;
        }
        let fault = self.ses.next(&SES, dice);
        self.ses.count(fault)
    }

    fn dynamo_fault(&mut self, request: &[u8], dice: u32) -> Fault {
        if self.is_calm {
            return Fault::None;
        }
        let by_chance = self.dynamo.next(&DYNAMO, dice);
        let unrecordable = recording(request).and_then(|(letter, _)| self.unrecordable.get_mut(&letter));
        let fault = match unrecordable {
            Some((fault, left)) if *left > 0 => {
                *left -= 1;
                *fault
            }
            _ => by_chance,
        };
        self.dynamo.count(fault)
    }
}

/// A sender's wire to SES; `tell` hears of each message that SES took.
pub(super) fn ses_wire(
    seen: &Arc<Mutex<Seen>>,
    clock: Clock,
    worker: u32,
    tell: UnboundedSender<(LetterId, String)>,
) -> Wire {
    let (plan, entropy) = (Arc::clone(seen), Entropy::seeded(u64::from(worker)));
    let wire = Wire::new(move |_| {
        let mut seen = plan.lock().unwrap();
        seen.times.push(clock.now());
        seen.ses_fault(dice(&entropy))
    });
    let seen = Arc::clone(seen);
    wire.listen(move |passed| {
        assert!(passed.succeeded, "SES refused: {}", String::from_utf8_lossy(passed.answer));
        let taken = (letter_of(passed.request), message_id_of(passed.answer));
        let mut seen = seen.lock().unwrap();
        if passed.was_answered {
            seen.answered.insert(taken.1.clone());
        }
        seen.taken.push(taken.clone());
        let _ = tell.send(taken);
    });
    wire
}

/// A sender's wire to `DynamoDB`.
pub(super) fn dynamo_wire(seen: &Arc<Mutex<Seen>>, worker: u32) -> Wire {
    let (plan, entropy) = (Arc::clone(seen), Entropy::seeded(1_000 + u64::from(worker)));
    let wire =
        Wire::new(move |request| plan.lock().unwrap().dynamo_fault(request.body().bytes().unwrap(), dice(&entropy)));
    let seen = Arc::clone(seen);
    wire.listen(move |passed| {
        let recorded = recording(passed.request).filter(|_| passed.succeeded);
        seen.lock().unwrap().recorded.extend(recorded.map(|(_, message_id)| message_id));
    });
    wire
}

/// The letter in a call to SES, by its tag.
fn letter_of(request: &[u8]) -> LetterId {
    let text = std::str::from_utf8(request).unwrap();
    text.split('&').find_map(|pair| pair.strip_prefix("Tags.member.1.Value=")).unwrap().parse().unwrap()
}

fn message_id_of(answer: &[u8]) -> String {
    let text = std::str::from_utf8(answer).unwrap();
    text.split("<MessageId>").nth(1).unwrap().split("</MessageId>").next().unwrap().to_owned()
}

/// The letter and the message's id in a call to `DynamoDB` that writes down that SES took it.
fn recording(request: &[u8]) -> Option<(LetterId, String)> {
    let text = std::str::from_utf8(request).unwrap();
    if !text.contains("\":message_id\"") {
        return None;
    }
    let request: Value = serde_json::from_str(text).unwrap();
    let letter = request["Key"]["pk"]["S"].as_str().unwrap().strip_prefix("MAIL#").unwrap().parse().unwrap();
    let message_id = request["ExpressionAttributeValues"][":message_id"]["S"].as_str().unwrap();
    Some((letter, message_id.to_owned()))
}
