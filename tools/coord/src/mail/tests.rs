use domain::accounts::Username;
use domain::compliance::ProgramInstrument;
use domain::ids::UserId;
use domain::mail::{Circular, Feedback, Letter, Readership, Recipient};
use jiff::SignedDuration;
use serde_json::Value;
use store::mail::{Circulars, Returns, circular_item};
use store::{Partition, Sort, Table};
use testkit::World;

use super::*;
use crate::testing::{Said, ambient};

fn id(number: u8) -> LetterId {
    LetterId::from_bytes([number; 16])
}

/// A letter that came as far as `state`, queued `number` seconds into this world.
async fn letter(world: &World, number: u8, state: LetterState) {
    let mut stored = json!({
        "to": Recipient::User(UserId::from_bytes([1; 16])),
        "letter": Letter::AccessStopped { by: "Luz Diaz".into() },
        "state": state,
        "queued_at": world.now() + SignedDuration::from_secs(number.into()),
        "attempts": 0,
        "ttl": 0,
    });
    if state.is_unsent() {
        stored["unsent"] = json!(state);
    }
    if state == LetterState::Failed {
        stored["reason"] = json!("MessageRejected");
    }
    world.put(Table::Mail, store::item(&Partition::Mail(id(number)), &Sort::Letter, &stored).unwrap()).await;
}

async fn coord(world: &World, said: &Said, json: bool, command: MailCommand) -> bool {
    run(&world.operator, &Places::of(world), command, &ambient(world), &mut said.console(json)).await.unwrap()
}

fn replay_of(ids: &[u8], dry_run: bool) -> MailCommand {
    MailCommand::Replay { ids: ids.iter().copied().map(id).collect(), all_failed: false, dry_run }
}

/// A letter of each state, numbered in the order of the states.
async fn one_of_each(world: &World) {
    for (number, state) in (1..).zip(LetterState::ALL) {
        letter(world, number, *state).await;
    }
}

const QUEUED: u8 = 1;
const SENDING: u8 = 2;
const SENT: u8 = 3;
const FAILED: u8 = 8;

async fn states(world: &World) -> Vec<(Value, Value, bool)> {
    let items = world.items(Table::Mail).await;
    let letters = items.iter().filter(|item| item["sk"] == "LETTER");
    letters.map(|item| (item["state"].clone(), item["unsent"].clone(), item.get("reason").is_some())).collect()
}

async fn nudged(world: &World) -> Vec<String> {
    let items = world.items(Table::Mail).await;
    let nudges = items.iter().filter(|item| item["sk"].as_str().unwrap().starts_with("NUDGE#"));
    nudges.map(|item| item["pk"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn letters_that_have_not_left_are_listed_with_the_reason_and_without_whom_they_are_for() {
    let world = World::start().await;
    one_of_each(&world).await;
    letter(&world, 0, LetterState::Failed).await;
    let mut said = Said::default();
    assert!(!coord(&world, &said, true, MailCommand::List { state: None }).await);
    let listed = said.json();
    let row = |number, state, reason: Value| {
        let queued_at = format!("2026-11-22T20:00:0{number}Z");
        json!({"id": id(number), "letter": "access-stopped", "state": state, "queued_at": queued_at, "attempts": 0, "reason": reason})
    };
    let failed = json!("MessageRejected");
    let expected = [
        row(QUEUED, "queued", Value::Null),
        row(SENDING, "sending", Value::Null),
        row(0, "failed", failed.clone()),
        row(FAILED, "failed", failed),
    ];
    assert_eq!(listed, json!({ "letters": expected }));

    coord(&world, &said, false, MailCommand::List { state: Some(LetterState::Failed) }).await;
    let text = said.text();
    assert!(text.starts_with("Letters that have not left: 2\n") && text.contains(&id(FAILED).to_string()), "{text}");
    assert!(!text.contains(&id(QUEUED).to_string()) && !text.contains("Luz"), "{text}");
}

#[tokio::test]
async fn a_letter_that_failed_is_queued_again_and_others_that_have_not_left_are_only_looked_at_again() {
    let world = World::start().await;
    one_of_each(&world).await;
    let before = states(&world).await;
    let mut said = Said::default();
    assert!(!coord(&world, &said, true, replay_of(&[QUEUED, SENDING, FAILED, FAILED], false)).await);
    let outcomes = said.json();
    assert_eq!(outcomes["letters"].as_array().unwrap().len(), 3);
    assert!(outcomes["letters"].as_array().unwrap().iter().all(|one| one["outcome"] == "replayed"), "{outcomes}");
    let mut expected = before;
    expected[usize::from(FAILED) - 1] = (json!("queued"), json!("queued"), false);
    assert_eq!(states(&world).await, expected);
    assert_eq!(nudged(&world).await, [QUEUED, SENDING, FAILED].map(|number| format!("MAIL#{}", id(number))));
}

#[tokio::test]
async fn a_letter_that_left_and_one_that_never_was_are_reported_and_stay_as_they_are() {
    let world = World::start().await;
    one_of_each(&world).await;
    let before = world.items(Table::Mail).await;
    let mut said = Said::default();
    for dry_run in [true, false] {
        assert!(coord(&world, &said, true, replay_of(&[SENT, 99], dry_run)).await);
        let row = |number| json!({"id": id(number), "outcome": NOT_UNSENT});
        assert_eq!(said.json(), json!({"dry_run": dry_run, "letters": [row(SENT), row(99)]}));
    }
    assert_eq!(world.items(Table::Mail).await, before);
    assert!(coord(&world, &said, false, replay_of(&[SENT], false)).await);
    assert!(said.text().starts_with("Letters replayed: 0; not to be sent any more: 1\n"));
}

#[tokio::test]
async fn a_circular_that_not_every_reader_has_is_listed_and_handed_on_from_where_it_came_to() {
    let world = World::start().await;
    let circular = |number: u8| Circular {
        id: CircularId::from_bytes([number; 16]),
        to: Readership::Monitors { instruments: [ProgramInstrument::EnglishLearner].into() },
        letter: Letter::AccessStopped { by: "Luz Diaz".into() },
        queued_at: world.now() + SignedDuration::from_secs(number.into()),
    };
    let (waiting, unreadable) = (circular(30), circular(31));
    for circular in [&waiting, &unreadable] {
        world.put(Table::Mail, circular_item(circular).unwrap()).await;
    }
    Circulars::new(&world.operator, world.table(Table::Mail)).failed(unreadable.id).await.unwrap();
    let mut said = Said::default();
    coord(&world, &said, true, MailCommand::List { state: None }).await;
    let row = |number, reason: Value| {
        let queued_at = circular(number).queued_at;
        json!({"id": id(number), "letter": "access-stopped", "state": "unaddressed", "queued_at": queued_at, "attempts": null, "reason": reason})
    };
    assert_eq!(said.json(), json!({"letters": [row(30, Value::Null), row(31, json!("unreadable"))]}));
    coord(&world, &said, true, MailCommand::List { state: Some(LetterState::Queued) }).await;
    assert_eq!(said.json(), json!({"letters": []}));

    assert!(!coord(&world, &said, true, replay_of(&[30, 31], true)).await);
    assert!(nudged(&world).await.is_empty());
    assert!(!coord(&world, &said, false, replay_of(&[30, 31], false)).await);
    assert!(said.text().contains("Letters replayed: 2\n"));
    let mut keys = [&waiting, &unreadable].map(|circular| format!("CIRCULAR#{}", circular.id));
    keys.sort();
    assert_eq!(nudged(&world).await, keys);
    let items = world.items(Table::Mail).await;
    let stored: Vec<_> = items.iter().filter(|item| item["sk"] == "CIRCULAR").collect();
    assert!(stored.iter().all(|item| item["state"] == "queued" && item["unsent"] == "unaddressed"), "{stored:?}");
}

#[tokio::test]
async fn all_that_failed_are_replayed_and_nothing_else_and_a_dry_run_only_says_so() {
    let world = World::start().await;
    one_of_each(&world).await;
    letter(&world, 20, LetterState::Failed).await;
    let before = world.items(Table::Mail).await;
    let mut said = Said::default();
    let all = |dry_run| MailCommand::Replay { ids: Vec::new(), all_failed: true, dry_run };
    assert!(!coord(&world, &said, true, all(true)).await);
    let row = |number, outcome| json!({"id": id(number), "outcome": outcome});
    assert_eq!(said.json(), json!({"dry_run": true, "letters": [row(FAILED, WOULD_BE), row(20, WOULD_BE)]}));
    assert_eq!(world.items(Table::Mail).await, before);
    assert!(!coord(&world, &said, true, replay_of(&[FAILED], true)).await);
    assert_eq!(said.json()["letters"], json!([row(FAILED, WOULD_BE)]));
    assert_eq!(world.items(Table::Mail).await, before);

    assert!(!coord(&world, &said, true, all(false)).await);
    assert_eq!(said.json(), json!({"dry_run": false, "letters": [row(FAILED, REPLAYED), row(20, REPLAYED)]}));
    assert_eq!(nudged(&world).await, [FAILED, 20].map(|number| format!("MAIL#{}", id(number))));
    assert!(!coord(&world, &said, true, all(false)).await);
    assert_eq!(said.json()["letters"], json!([]));
}

#[tokio::test]
async fn an_address_that_bounced_is_written_to_again_once_it_is_allowed() {
    let world = World::start().await;
    let address: Username = "ana@poppy.test".parse().unwrap();
    let returns = Returns::new(&world.operator, world.table(Table::Mail));
    let hash = world.login_key().address(&address);
    returns.suppress(&hash, Feedback::Bounce { permanent: true }, world.now()).await.unwrap();
    let mut said = Said::default();
    for was_suppressed in [true, false] {
        coord(&world, &said, true, MailCommand::Allow { address: address.clone() }).await;
        assert_eq!(said.json(), json!({ "was_suppressed": was_suppressed }));
        assert!(world.items(Table::Mail).await.is_empty());
    }
}

#[test]
fn only_states_of_letters_that_have_not_left_can_be_asked_for() {
    for state in LetterState::ALL {
        assert_eq!(unsent_state(state.code()).is_ok(), state.is_unsent(), "{state}");
    }
    assert!(unsent_state("lost").is_err());
}
