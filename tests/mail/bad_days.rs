//! Many letters on a bad day: records three times and out of order, throttling, answers that are lost, processes
//! that end between two calls.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use domain::accounts::AccountState;
use domain::mail::{Letter, LetterId, Recipient};
use edge::{Entropy, Settings};
use jiff::{SignedDuration, Timestamp};
use record_mail_feedback::TopicEvent;
use serde_json::json;
use store::Table;
use testkit::{Fault, Wire, World};
use tokio::sync::mpsc;

use crate::office::{add, deps, event, put, queued, ses, user};

/// Those at work at a time, as many as the stream has shards.
const WORKERS: u32 = 4;
/// Records of one event.
const BATCH: usize = 50;
/// The letters a second of the tests' settings.
const RATE: usize = 100;

/// What the wires saw.
#[derive(Default)]
struct Seen {
    calls: usize,
    throttled: usize,
    before: usize,
    lost: usize,
    kills: usize,
    /// When each letter was handed to SES.
    times: Vec<Timestamp>,
    /// The letters of which SES took a message, with SES's id of it.
    taken: Vec<(LetterId, String)>,
    /// Those of them whose answer reached the caller.
    answered: usize,
}

/// Numbers that look random and are the same every time.
fn dice(entropy: &Entropy) -> u32 {
    u32::from_be_bytes(entropy.bytes())
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

/// How it went.
struct Day {
    seen: Seen,
    sent: HashMap<LetterId, usize>,
    rows: Vec<serde_json::Value>,
    took: SignedDuration,
}

/// A day with `count` letters; SES's events arrive only where `told`.
#[expect(clippy::too_many_lines, reason = "one day, told from morning to night")]
async fn bad_day(domain: &str, count: u32, told: bool, kills: &'static [usize]) -> Day {
    let world = Arc::new(World::start().await);
    let users: Vec<_> =
        (0..count).map(|number| user(number, &format!("u{number}@{domain}"), AccountState::Active)).collect();
    add(&world, &users);
    let letters: Vec<_> = (0..count)
        .zip(&users)
        .map(|(number, user)| {
            let letter = if number % 5 == 0 {
                Letter::PasswordResetRequested
            } else {
                Letter::PasswordChanged { by_link: true }
            };
            queued(&world, number, Recipient::User(user.id), letter)
        })
        .collect();
    put(&world, &letters);

    // Every letter one to three times, in no order.
    let entropy = Entropy::seeded(5_000);
    let mut records: Vec<_> = letters
        .iter()
        .flat_map(|letter| std::iter::repeat_n(letter.id, 1 + dice(&entropy) as usize % 3))
        .map(|id| (dice(&entropy), id))
        .collect();
    records.sort_unstable();
    let records: Vec<_> = records.into_iter().map(|(_, id)| id).collect();

    let seen = Arc::new(Mutex::new(Seen::default()));
    let (tell, mut hear) = mpsc::unbounded_channel::<(LetterId, String)>();
    let began = world.now();
    let mut wires = Vec::new();
    let mut running = tokio::task::JoinSet::new();
    for worker in 0..WORKERS {
        let faults = Entropy::seeded(u64::from(worker));
        let (plan, clock) = (Arc::clone(&seen), world.clock());
        let wire = Wire::new(move |_| {
            let mut seen = plan.lock().unwrap();
            seen.calls += 1;
            let fault = if kills.contains(&seen.calls) {
                seen.kills += 1;
                if seen.kills % 2 == 0 { Fault::KilledBefore } else { Fault::KilledAfter }
            } else {
                match dice(&faults) % 100 {
                    0..10 => Fault::Throttled,
                    10..15 => Fault::Lost,
                    15..18 => Fault::Before,
                    _ => Fault::None,
                }
            };
            match fault {
                Fault::Throttled => seen.throttled += 1,
                Fault::Lost => seen.lost += 1,
                Fault::Before => seen.before += 1,
                _ => {}
            }
            seen.times.push(clock.now());
            fault
        });
        let (listener, tell) = (Arc::clone(&seen), tell.clone());
        wire.listen(move |passed| {
            assert!(passed.succeeded, "SES refused: {}", String::from_utf8_lossy(passed.answer));
            let taken = (letter_of(passed.request), message_id_of(passed.answer));
            let mut seen = listener.lock().unwrap();
            seen.answered += usize::from(passed.was_answered);
            seen.taken.push(taken.clone());
            let _ = tell.send(taken);
        });
        wires.push(wire.clone());
        let post = ses().post(&wire).await;
        let dynamo_wire = Wire::new(|_| Fault::None);
        wires.push(dynamo_wire.clone());
        let dynamo = world.connect(&dynamo_wire).await;
        let mine: Vec<_> =
            records.chunks(BATCH).skip(worker as usize).step_by(WORKERS as usize).map(<[_]>::to_vec).collect();
        let world = Arc::clone(&world);
        running.spawn(async move {
            for batch in mine {
                let mut batch = batch;
                while !batch.is_empty() {
                    let deps = deps(&world, &dynamo, post.clone());
                    batch = tokio::select! {
                        handled = deps.handle(event(&batch)) => match handled {
                            // As Lambda does: again from the first record that is to come again.
                            Ok(handled) => {
                                let first = handled.answer.again().filter_map(|number| number.parse::<usize>().ok()).min();
                                first.map_or_else(Vec::new, |first| batch[first..].to_vec())
                            }
                            Err(_) => batch,
                        },
                        () = wire.killed() => batch,
                    };
                }
            }
        });
    }
    drop(tell);
    let settings = Settings::from_pairs(workflows::settings(&world));
    let feedback_wire = Wire::new(|_| Fault::None);
    wires.push(feedback_wire.clone());
    let feedback =
        record_mail_feedback::Deps::new(&settings, &world.connect(&feedback_wire).await, world.clock()).unwrap();
    let hearing = async {
        while let Some((letter, message_id)) = hear.recv().await {
            if told {
                let message = json!({"eventType": "Send", "mail": {
                    "messageId": message_id, "tags": {"letter": [letter.to_string()]},
                }});
                let event = json!({"Records": [{"Sns": {"Message": message.to_string()}}]});
                feedback.handle(serde_json::from_value::<TopicEvent>(event).unwrap()).await.unwrap();
            }
        }
    };
    let working = async {
        while let Some(ended) = running.join_next().await {
            ended.unwrap();
        }
    };
    tokio::select! {
        () = working => {}
        () = hearing => unreachable!("somebody may always tell"),
        () = world.pass_when_idle(&wires) => unreachable!("it never ends"),
    }
    let mut sent: HashMap<LetterId, usize> = HashMap::new();
    let by_address: HashMap<_, _> =
        users.iter().zip(&letters).map(|(user, letter)| (user.username.as_str().to_owned(), letter.id)).collect();
    for message in ses().sent_to(domain) {
        *sent.entry(by_address[message["To"][0].as_str().unwrap()]).or_default() += 1;
    }
    let rows = world.items(Table::Mail).await.into_iter().filter(|item| item["sk"] == "LETTER").collect();
    let took = world.now().duration_since(began);
    let seen = std::mem::take(&mut *seen.lock().unwrap());
    Day { seen, sent, rows, took }
}

/// The most letters handed to SES in any one second.
fn most_in_a_second(times: &[Timestamp]) -> usize {
    let mut times = times.to_vec();
    times.sort_unstable();
    let within = |first: usize| {
        let end = times[first] + SignedDuration::from_secs(1);
        times[first..].iter().take_while(|time| **time < end).count()
    };
    (0..times.len()).map(within).max().unwrap_or(0)
}

fn assert_all_arrived(day: &Day, count: u32) -> usize {
    let Seen { calls, throttled, before, lost, kills, times, taken, answered } = &day.seen;
    let doubled: usize = day.sent.values().map(|times| times - 1).sum();
    let fastest = most_in_a_second(times);
    #[expect(clippy::print_stdout, reason = "the figures are what the test is run for")]
    {
        println!(
            "{count} letters: {calls} calls, {throttled} throttled, {before} lost before, {lost} answers lost, {kills} kills; \
         {} messages, {doubled} of them doubles; at most {fastest} in a second of {RATE}; {:.0} s of the day's time",
            taken.len(),
            day.took.as_secs_f64(),
        );
    }
    assert_eq!(day.sent.len(), count as usize, "a letter was lost");
    assert!(day.rows.iter().all(|row| row["state"] == "sent"), "a letter is not settled");
    assert!(fastest <= RATE, "{fastest} letters in a second");
    assert!(*answered <= taken.len());
    doubled
}

#[tokio::test]
async fn without_events_of_ses_every_letter_arrives_and_only_those_whose_answer_was_lost_are_doubled() {
    let count = 500;
    let day = bad_day("day.test", count, false, &[100, 250, 400]).await;
    let doubled = assert_all_arrived(&day, count);
    // Every message that SES took and that is not the one recorded: its answer was lost, or its process ended before it
    // could be recorded.
    let recorded: HashMap<_, _> = day
        .rows
        .iter()
        .map(|row| (row["pk"].as_str().unwrap().to_owned(), row["message_id"].as_str().unwrap()))
        .collect();
    let unrecorded =
        day.seen.taken.iter().filter(|(letter, id)| recorded[&format!("MAIL#{letter}")] != id.as_str()).count();
    assert_eq!(doubled, unrecorded);
    let unanswered = day.seen.taken.len() - day.seen.answered;
    let in_hand_at_a_kill = day.seen.kills * BATCH;
    assert!(unanswered >= day.seen.lost && (unanswered..=unanswered + in_hand_at_a_kill).contains(&doubled));
    assert!(doubled > 0, "the faults did happen");
}

#[tokio::test]
async fn with_events_of_ses_every_letter_arrives_once() {
    let count = 500;
    let day = bad_day("told.test", count, true, &[150, 400]).await;
    assert_eq!(assert_all_arrived(&day, count), 0);
}
