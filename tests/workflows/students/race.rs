//! What happens at the same moment.

use domain::access::{Caller, Right};
use domain::accounts::{AccountState, SessionHash};
use domain::audit::{Entry, Event, Subject};
use domain::ids::RequestId;
use domain::students::{Change, TestProgram, decide};
use domain::year::day_in_california;
use serde_json::{Value, json};
use store::Table;
use store::accounts::Callers;
use store::students::{Records, SaveOutcome, SaveRequest, Saves};
use testkit::{Person, World, a_student};

use super::save::{Save, save};
use crate::people::{sign_in_again, signed_in};

fn both(code: &str) -> Value {
    let received = (code == "PGE").then_some("2026-11-20");
    let change = |program: &str| match received {
        Some(on) => json!({"program": program, "condition_code": code, "request_received_on": on}),
        None => json!({"program": program, "condition_code": code}),
    };
    json!([change("sb-ela"), change("sb-math")])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_coordinators_who_save_at_the_same_moment_one_wins_200_times_and_nothing_is_half_or_lost() {
    let world = World::start().await;
    let id = a_student("9000000001").save(&world).await;
    let mut one = signed_in(&world, Person::coordinator()).await;
    let second = Person::named("second@poppy.test")
        .with(domain::access::Role::LeaCaasppCoordinator, testkit::at_lea(testkit::places::POPPY));
    let mut two = signed_in(&world, second).await;
    for round in 1..=200_u32 {
        let etag = format!("\"1-{round}\"");
        let (key_one, key_two) = (format!("one-{round}"), format!("two-{round}"));
        let (a, b) = tokio::join!(
            save(&mut one, id, Save { etag: &etag, key: &key_one, changes: both("PGE") }),
            save(&mut two, id, Save { etag: &etag, key: &key_two, changes: both("NTE") })
        );
        let (winner, loser, code) = if a.status == 200 { (a, b, "PGE") } else { (b, a, "NTE") };
        assert_eq!((winner.status.as_u16(), loser.status.as_u16()), (200, 412), "{} {}", winner.text, loser.text);
        for page in [winner.json(), loser.json()["current"].clone()] {
            let codes: Vec<_> = page["test_assignments"]
                .as_array()
                .unwrap()
                .iter()
                .map(|test| test["condition_code"].as_str())
                .collect();
            assert_eq!(codes, [Some(code), Some(code)], "round {round}");
        }
    }
    let saved = world.items(Table::Audit).await.iter().filter(|row| row["action"] == "saved").count();
    assert_eq!(saved, 200, "every save that was answered is in the trail, and no other");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_save_sent_many_times_at_once_is_made_once() {
    let world = World::start().await;
    let id = a_student("9000000001").save(&world).await;
    let browser = signed_in(&world, Person::coordinator()).await;
    let mut attempts = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let mut browser = browser.clone();
        attempts.spawn(async move { save(&mut browser, id, Save { changes: both("PGE"), ..Save::first() }).await });
    }
    for answer in attempts.join_all().await {
        let answer = answer.expect(200);
        assert_eq!(answer.header("etag"), Some("\"1-2\""));
    }
    let saved = world.items(Table::Audit).await.iter().filter(|row| row["action"] == "saved").count();
    assert_eq!(saved, 1);
}

#[tokio::test]
async fn a_right_taken_away_after_the_reading_and_before_the_commit_stops_the_save() {
    for state in [AccountState::Active, AccountState::Deactivated] {
        let world = World::start().await;
        let id = a_student("9000000001").save(&world).await;
        let mut person = Person::coordinator();
        person.save(&world).await;
        let browser = sign_in_again(&world, &person).await;
        let secret = browser.cookie.unwrap().split('.').next_back().unwrap().to_owned();
        let secret = data_encoding::BASE64URL_NOPAD.decode(secret.as_bytes()).unwrap().try_into().unwrap();
        let (now, year) = (world.now(), "2026-27".parse().unwrap());

        let found =
            Callers::new(&world.dynamo, world.table(Table::Accounts)).find(person.id, &SessionHash::of(&secret)).await;
        let caller = Caller::at_work(found.unwrap(), now).unwrap();
        let read = Records::new(&world.dynamo, world.table(Table::Students)).read(id, year).await.unwrap();
        let record = caller.open(Right::SetConditionCode, read, year).unwrap();
        let change = Change::SetNte { program: TestProgram::SbEla, reason: None };
        let (after, changes) =
            decide(&caller, &record.student, &record.assignments, &[change], now, day_in_california(now)).unwrap();
        let entry = Entry::by(
            &caller,
            RequestId::from_bytes([9; 16]),
            now,
            Subject::Student(id),
            Event::Saved { changes },
            Right::SetConditionCode,
        );

        let before = world.items(Table::Students).await;
        // A lost role raises the epoch; a deactivation changes the state as well.
        person.in_state(state).save(&world).await;

        let table = |table| world.table(table);
        let saves = Saves::new(&world.dynamo, table(Table::Accounts), table(Table::Students), table(Table::Audit));
        let request = SaveRequest {
            caller: &caller,
            record: &record,
            after: &after,
            idempotency_key: "k",
            fingerprint: "f",
            entry: &entry,
        };
        assert_eq!(saves.commit(&request, now).await.unwrap(), SaveOutcome::Revoked);
        assert_eq!(world.items(Table::Students).await, before);
        assert!(world.items(Table::Audit).await.iter().all(|row| row["action"] != "saved"));
    }
}
