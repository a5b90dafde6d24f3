//! What one range of addresses may try, whoever sits there.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::accounts::{NetworkKey, NetworkWindow};
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::{Partition, Sort, Table};
use testkit::{Answer, Person, World, secrets};

use super::join_all;

const HERE: &str = "192.0.2.1";

async fn attempt_from(world: &World, address: &str, username: &str, password: &str) -> Answer {
    let mut browser = workflows::browser(world);
    browser.address = address.parse().unwrap();
    browser.post("/v1/session", json!({"username": username, "password": password})).await
}

/// The world after `attempts` failed from here in the window of its time.
async fn after(world: &World, attempts: u64) {
    let network = NetworkKey::new(secrets::NETWORK_KEY).unwrap().hash(HERE.parse().unwrap());
    let item = HashMap::from([
        ("pk".to_owned(), AttributeValue::S(Partition::Network(network).to_string())),
        ("sk".to_owned(), AttributeValue::S(Sort::Window(NetworkWindow::at(world.now())).to_string())),
        ("attempts".to_owned(), AttributeValue::N(attempts.to_string())),
    ]);
    world.put(Table::Accounts, item).await;
}

async fn windows(world: &World) -> Vec<Value> {
    let items = world.items(Table::Accounts).await;
    items.into_iter().filter(|item| item["sk"].as_str().unwrap().starts_with("WINDOW#")).collect()
}

#[tokio::test]
async fn the_three_hundredth_failure_closes_a_range_to_everybody_in_it_until_the_window_ends() {
    let world = World::start().await;
    Person::coordinator().save(&world).await;
    world.pass(SignedDuration::from_secs(90));
    after(&world, 299).await;
    let _ = attempt_from(&world, HERE, "nobody@poppy.test", "not it at all").await.expect(401);
    let _ = world.calls.take();
    let mut answers = Vec::new();
    for (address, username, password) in [
        (HERE, "lea.coordinator@poppy.test", Person::PASSWORD),
        ("192.0.2.200", "lea.coordinator@poppy.test", "not it at all"),
        ("::ffff:192.0.2.9", "nobody@poppy.test", Person::PASSWORD),
    ] {
        let answer = attempt_from(&world, address, username, password).await.expect(429);
        assert_eq!(answer.header("retry-after"), Some("510"));
        let calls = world.calls.take();
        assert!(calls.iter().all(|call| call.level == 1), "looked at before any hash: {calls:?}");
        answers.push(answer.without_request_id());
    }
    assert_eq!(answers[0]["type"], "/problems/request.too-many-from-network");
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(windows(&world).await[0]["attempts"], 300, "what was not looked at does not count");

    let _ = attempt_from(&world, "192.0.3.1", "lea.coordinator@poppy.test", Person::PASSWORD).await.expect(200);
    world.pass(SignedDuration::from_secs(509));
    let _ = attempt_from(&world, HERE, "lea.coordinator@poppy.test", Person::PASSWORD).await.expect(429);
    world.pass(SignedDuration::from_secs(1));
    let _ = attempt_from(&world, HERE, "lea.coordinator@poppy.test", Person::PASSWORD).await.expect(200);
}

#[tokio::test]
async fn sessions_that_are_open_go_on_when_their_network_is_closed() {
    let world = World::start().await;
    Person::coordinator().save(&world).await;
    let mut browser = workflows::browser(&world);
    let body = json!({"username": "lea.coordinator@poppy.test", "password": Person::PASSWORD});
    let _ = browser.post("/v1/session", body).await.expect(200);
    after(&world, 300).await;
    let _ = browser.get("/v1/session").await.expect(200);
    let _ = browser.delete("/v1/session").await.expect(204);
}

#[tokio::test]
async fn failures_side_by_side_are_all_counted_and_successes_are_not() {
    let world = World::start().await;
    Person::coordinator().save(&world).await;
    let _ = attempt_from(&world, HERE, "lea.coordinator@poppy.test", Person::PASSWORD).await.expect(200);
    assert_eq!(windows(&world).await, Vec::<Value>::new());
    let names: Vec<_> = (0..20).map(|number| format!("nobody{number}@poppy.test")).collect();
    let attempts = names.iter().map(|name| attempt_from(&world, HERE, name, "not it at all"));
    let answers = join_all(attempts).await;
    assert!(answers.iter().all(|answer| answer.status == 401), "{answers:?}");
    let [window] = windows(&world).await.try_into().expect("one window");
    assert_eq!(window["attempts"], 20);
    assert_eq!(window["ttl"], NetworkWindow::at(world.now()).ends_at().as_second());
}

#[tokio::test]
async fn no_address_is_stored_and_what_a_client_claims_to_come_from_does_not_count() {
    let world = World::start().await;
    for claimed in ["198.51.100.1", "198.51.100.2"] {
        let body = json!({"username": "nobody@poppy.test", "password": "not it at all"});
        let headers = [("x-forwarded-for", claimed), ("forwarded", claimed)];
        let mut browser = workflows::browser(&world);
        let _ = browser.send(axum::http::Method::POST, "/v1/session", &headers, Some(&body)).await.expect(401);
    }
    let [window] = windows(&world).await.try_into().expect("one window for both");
    assert_eq!(window["attempts"], 2);
    for table in Table::ALL {
        for item in world.items(table).await {
            let item = item.to_string();
            assert!(!item.contains("192.0.2") && !item.contains("198.51.100"), "{item}");
        }
    }
}
