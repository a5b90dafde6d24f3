//! A day of those who send, from the first record to the last letter.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use domain::accounts::AccountState;
use domain::mail::{Letter, LetterId, Recipient};
use edge::{Entropy, Settings};
use jiff::SignedDuration;
use record_mail_feedback::TopicEvent;
use serde_json::{Value, json};
use store::{Dynamo, Table};
use testkit::{Fault, Wire, World};
use tokio::sync::mpsc::{self, UnboundedReceiver};

use super::weather::{Seen, dice, dynamo_wire, ses_wire};
use crate::office::{add, deps, event, put, queued, ses, user};

/// Those at work at a time, as many as the stream has shards.
const WORKERS: u32 = 4;
/// Records of one event.
pub(super) const BATCH: usize = 50;

/// How it went.
pub(super) struct Day {
    pub(super) seen: Seen,
    /// How many messages of each letter SES has.
    pub(super) sent: HashMap<LetterId, usize>,
    /// The letters' rows.
    pub(super) rows: Vec<Value>,
    pub(super) took: SignedDuration,
}

/// A day with `count` letters to addresses that end in `domain`; SES's events arrive only where `told`.
pub(super) async fn bad_day(domain: &str, count: u32, told: bool) -> Day {
    let world = Arc::new(World::start().await);
    let by_address = letters(&world, domain, count);
    bad_day_in(&world, domain, &by_address, told).await
}

/// A day on which nothing goes wrong, with `count` letters, each told of once.
pub(super) async fn good_day(domain: &str, count: u32) -> Day {
    let world = Arc::new(World::start().await);
    let by_address = letters(&world, domain, count);
    day(&world, domain, &by_address, true, Seen::calm()).await
}

/// A day in this world, with the letters that are in its queue, by their addresses.
pub(super) async fn bad_day_in(
    world: &Arc<World>,
    domain: &str,
    by_address: &HashMap<String, LetterId>,
    told: bool,
) -> Day {
    let mut letters: Vec<_> = by_address.values().copied().collect();
    letters.sort_unstable();
    day(world, domain, by_address, told, Seen::over(&letters)).await
}

async fn day(
    world: &Arc<World>,
    domain: &str,
    by_address: &HashMap<String, LetterId>,
    told: bool,
    seen: Arc<Mutex<Seen>>,
) -> Day {
    let mut letters: Vec<_> = by_address.values().copied().collect();
    letters.sort_unstable();
    let records = if seen.lock().unwrap().is_calm { letters } else { shuffled(&letters) };
    let began = world.now();
    let (tell, hear) = mpsc::unbounded_channel();
    let mut wires = Vec::new();
    let mut running = tokio::task::JoinSet::new();
    for worker in 0..WORKERS {
        let mine = records.chunks(BATCH).skip(worker as usize).step_by(WORKERS as usize).map(<[_]>::to_vec).collect();
        let to_ses = ses_wire(&seen, world.clock(), worker, tell.clone());
        let to_dynamo = dynamo_wire(&seen, worker);
        wires.extend([to_ses.clone(), to_dynamo.clone()]);
        running.spawn(work(Arc::clone(world), to_ses, to_dynamo, mine));
    }
    let feedback_wire = Wire::new(|_| Fault::None);
    wires.push(feedback_wire.clone());
    let feedback = world.connect(&feedback_wire).await;
    let working = async {
        while let Some(ended) = running.join_next().await {
            ended.unwrap();
        }
    };
    tokio::select! {
        () = working => {}
        () = hear_of(world, &feedback, hear, told) => unreachable!("somebody may always tell"),
        () = world.pass_when_idle(&wires) => unreachable!("it never ends"),
    }
    drop(tell);
    let mut sent: HashMap<LetterId, usize> = HashMap::new();
    for message in ses().sent_to(domain) {
        *sent.entry(by_address[message["To"][0].as_str().unwrap()]).or_default() += 1;
    }
    let rows = world.items(Table::Mail).await.into_iter().filter(|item| item["sk"] == "LETTER").collect();
    let took = world.now().duration_since(began);
    let seen = std::mem::take(&mut *seen.lock().unwrap());
    Day { seen, sent, rows, took }
}

/// Puts `count` letters into the queue, one for each of as many people, some with a link: by their addresses.
fn letters(world: &World, domain: &str, count: u32) -> HashMap<String, LetterId> {
    let users: Vec<_> =
        (0..count).map(|number| user(number, &format!("u{number}{domain}"), AccountState::Active)).collect();
    add(world, &users);
    let letter = |number| match number % 5 {
        0 => Letter::PasswordResetRequested,
        _ => Letter::PasswordChanged { by_link: true },
    };
    let letters: Vec<_> = (0..)
        .zip(&users)
        .map(|(number, user)| queued(world, number, Recipient::User(user.id), letter(number)))
        .collect();
    put(world, &letters);
    users.iter().zip(&letters).map(|(user, letter)| (user.username.as_str().to_owned(), letter.id)).collect()
}

/// Every letter one to three times, in no order.
fn shuffled(letters: &[LetterId]) -> Vec<LetterId> {
    let entropy = Entropy::seeded(5_000);
    let mut records: Vec<_> = letters
        .iter()
        .flat_map(|letter| std::iter::repeat_n(*letter, 1 + dice(&entropy) as usize % 3))
        .map(|letter| (dice(&entropy), letter))
        .collect();
    records.sort_unstable();
    records.into_iter().map(|(_, letter)| letter).collect()
}

/// One who sends, as Lambda runs it: each event until nothing of it is to come again.
async fn work(world: Arc<World>, to_ses: Wire, to_dynamo: Wire, events: Vec<Vec<LetterId>>) {
    let post = ses().post(&to_ses).await;
    let dynamo = world.connect(&to_dynamo).await;
    for mut batch in events {
        while !batch.is_empty() {
            let deps = deps(&world, &dynamo, post.clone());
            batch = tokio::select! {
                handled = deps.handle(event(&batch)) => match handled {
                    // Again from the first record that is to come again.
                    Ok(handled) => {
                        let first = handled.answer.again().filter_map(|number| number.parse::<usize>().ok()).min();
                        first.map_or_else(Vec::new, |first| batch[first..].to_vec())
                    }
                    Err(_) => batch,
                },
                () = to_ses.killed() => batch,
                () = to_dynamo.killed() => batch,
            };
        }
    }
}

/// Records SES's events as they come, where they come.
async fn hear_of(world: &World, dynamo: &Dynamo, mut hear: UnboundedReceiver<(LetterId, String)>, told: bool) {
    let settings = Settings::from_pairs(workflows::settings(world));
    let feedback = record_mail_feedback::Deps::new(&settings, dynamo, world.clock()).unwrap();
    while let Some((letter, message_id)) = hear.recv().await {
        if told {
            let message = json!({"eventType": "Send", "mail": {
                "messageId": message_id, "tags": {"letter": [letter.to_string()]},
            }});
            let event = json!({"Records": [{"Sns": {"Message": message.to_string()}}]});
            feedback.handle(serde_json::from_value::<TopicEvent>(event).unwrap()).await.unwrap();
        }
    }
}
