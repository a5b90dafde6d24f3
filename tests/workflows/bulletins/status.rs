use axum::http::Method;
use domain::access::Role;
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::Table;
use testkit::places::POPPY;
use testkit::{Answer, Browser, Person, World, at_lea, at_state};

use super::{editor, send, trail};
use crate::people::signed_in;

fn issue() -> Value {
    json!({
        "kind": "known-issue", "systems": ["cers"], "from": "2026-11-22T12:00",
        "effect": "Rosters uploaded today may appear tomorrow.",
    })
}

async fn post(browser: &mut Browser, key: &str, body: Value) -> Answer {
    browser.send(Method::POST, "/v1/status/notices", &[("idempotency-key", key)], Some(&body)).await
}

async fn status(world: &World) -> Value {
    workflows::browser(world).get("/v1/status").await.expect(200).json()
}

#[tokio::test]
async fn what_is_posted_shows_to_everybody_at_once_and_beside_the_system() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    assert_eq!(status(&world).await["state"], "ok");
    let answer = post(&mut editor, "one", issue()).await.expect(201);
    assert_eq!(answer.header("etag"), Some("\"1\""));
    let shown = status(&world).await;
    assert_eq!((&shown["state"], &shown["downtimes"]), (&json!("known-issue"), &json!([])));
    assert_eq!(shown["known_issues"][0]["state"], "active");
    assert_eq!(shown["known_issues"][0]["systems"][0]["id"], "cers");
    let coordinator = Person::named("c@poppy.test").with(Role::LeaCaasppCoordinator, at_lea(POPPY));
    let systems = signed_in(&world, coordinator).await.get("/v1/systems").await.expect(200).json();
    let cers = systems["systems"].as_array().unwrap().iter().find(|system| system["id"] == "cers").cloned();
    assert_eq!(cers.unwrap()["status"], "known-issue");
    let row = &trail(&world).await[0];
    assert_eq!((&row["action"], &row["closed"]), (&json!("status-changed"), &json!(false)));
    let again = post(&mut editor, "one", issue()).await.expect(201);
    assert_eq!(again.json()["id"], answer.json()["id"]);
    assert_eq!(trail(&world).await.len(), 1);
}

#[tokio::test]
async fn a_key_is_for_one_notice_and_whoever_uses_it_for_another_is_told_that_nothing_was_posted() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let _ = post(&mut editor, "one", issue()).await.expect(201);
    let mut other = issue();
    other["effect"] = json!("Nothing can be read.");
    let reused = post(&mut editor, "one", other).await.expect(422).json();
    assert_eq!(reused["type"], "/problems/request.idempotency-key-reused");
    assert_eq!(trail(&world).await.len(), 1);
}

#[tokio::test]
async fn what_is_closed_is_not_posted_again_by_a_late_repeat_even_in_the_next_year() {
    let world = World::start().await;
    let mut first = editor(&world).await;
    let id = post(&mut first, "one", issue()).await.expect(201).json()["id"].as_str().unwrap().to_owned();
    let closure = format!("/v1/status/notices/{id}/closure");
    let _ = send(&mut first, (Method::POST, &closure), "1", json!({})).await.expect(200);
    for days in [0, 60] {
        world.pass(SignedDuration::from_hours(24 * days));
        let mut editor = editor(&world).await;
        let late = post(&mut editor, "one", issue()).await.expect(422).json();
        assert_eq!(late["type"], "/problems/request.idempotency-key-reused");
        assert!(late["title"].as_str().unwrap().contains("closed"), "{late}");
        assert_eq!(status(&world).await["state"], "ok");
    }
    assert_eq!(trail(&world).await.iter().filter(|row| row["action"] == "status-changed").count(), 2);
    let mut editor = editor(&world).await;
    let _ = post(&mut editor, "two", issue()).await.expect(201);
}

#[tokio::test]
async fn a_downtime_is_planned_then_active_then_gone_by_itself() {
    let world = World::start().await;
    let body = json!({
        "kind": "downtime", "systems": ["toms", "cers"], "from": "2026-11-22T13:00", "to": "2026-11-22T15:00",
        "effect": "Nothing can be saved.",
    });
    let state_administrator = Person::named("s@cde.test").with(Role::StateAdministrator, at_state());
    let _ = post(&mut signed_in(&world, state_administrator).await, "one", body).await.expect(201);
    let shown = status(&world).await;
    assert_eq!((&shown["state"], &shown["downtimes"][0]["state"]), (&json!("ok"), &json!("planned")));
    world.pass(SignedDuration::from_mins(61));
    let shown = status(&world).await;
    assert_eq!((&shown["state"], &shown["downtimes"][0]["state"]), (&json!("downtime"), &json!("active")));
    world.pass(SignedDuration::from_hours(2));
    assert_eq!(status(&world).await["downtimes"], json!([]));
}

#[tokio::test]
async fn a_notice_is_changed_and_closed_by_whoever_read_it_last() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = post(&mut editor, "one", issue()).await.expect(201).json()["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/status/notices/{id}");
    let mut changed = issue();
    changed["effect"] = json!("Rosters appear within two days.");
    let _ = send(&mut editor, (Method::PUT, &path), "1", changed.clone()).await.expect(200);
    let stale = send(&mut editor, (Method::PUT, &path), "1", issue()).await.expect(412).json();
    assert_eq!(stale["current"]["effect"], "Rosters appear within two days.");
    let closure = format!("{path}/closure");
    let stale = send(&mut editor, (Method::POST, &closure), "1", json!({})).await.expect(412).json();
    assert_eq!(stale["type"], "/problems/status.stale");
    let closed = send(&mut editor, (Method::POST, &closure), "2", json!({})).await.expect(200).json();
    assert_eq!(closed["closed_at"], "2026-11-22T20:00:00Z");
    assert_eq!(status(&world).await["state"], "ok");
    let _ = send(&mut editor, (Method::PUT, &path), "3", changed).await.expect(404);
    let kept = world.items(Table::Bulletins).await;
    assert!(kept.iter().any(|item| item["pk"] == "STATUS#2026" && item["version"] == 3), "{kept:?}");
    assert_eq!(trail(&world).await.iter().filter(|row| row["closed"] == true).count(), 1);
}

#[tokio::test]
async fn what_is_wrong_is_named_and_who_may_not_post_is_refused() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let body = json!({"kind": "rumour", "systems": ["x"], "from": "2027-03-14T02:30", "effect": " ", "more": 1});
    let wrong = post(&mut editor, "one", body).await.expect(422).json();
    let mut pointers: Vec<_> =
        wrong["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/effect", "/from", "/kind", "/more", "/systems/0"]);
    for (field, value, pointer) in [
        ("systems", json!([]), "/systems"),
        ("kind", json!("downtime"), "/to"),
        ("to", json!("2026-11-22T11:00"), "/to"),
    ] {
        let mut body = issue();
        body[field] = value;
        assert_eq!(post(&mut editor, "one", body).await.expect(422).json()["errors"][0]["pointer"], pointer);
    }
    let coordinator = Person::named("c@poppy.test").with(Role::LeaCaasppCoordinator, at_lea(POPPY));
    let _ = post(&mut signed_in(&world, coordinator).await, "one", issue()).await.expect(403);
    let _ = post(&mut workflows::browser(&world), "one", issue()).await.expect(401);
    assert!(trail(&world).await.is_empty());
}
