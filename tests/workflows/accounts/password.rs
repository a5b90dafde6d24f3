//! Changing the password.

use jiff::SignedDuration;
use serde_json::json;
use store::Table;
use testkit::{Person, World};

use super::factors::add_totp;
use crate::people::sign_in_again;

const NEW: &str = "seven herons over a dam";

#[tokio::test]
async fn another_password_ends_every_other_session_and_the_owner_is_told() {
    let world = World::start().await;
    let mut person = Person::coordinator();
    person.save(&world).await;
    let mut browser = sign_in_again(&world, &person).await;
    let mut elsewhere = sign_in_again(&world, &person).await;
    let cookie = browser.cookie.clone();
    let change = json!({"current_password": Person::PASSWORD, "new_password": NEW});
    let answer = browser.put("/v1/account/password", change).await.expect(204);
    assert_eq!(world.calls.levels(), 3, "the account, its password, the change");
    assert!(answer.text.is_empty());
    assert_ne!(browser.cookie, cookie);
    let _ = browser.get("/v1/session").await.expect(200);
    let _ = elsewhere.get("/v1/session").await.expect(401);

    let mut again = workflows::browser(&world);
    let old = json!({"username": person.username, "password": Person::PASSWORD});
    let _ = again.post("/v1/session", old).await.expect(401);
    let _ = again.post("/v1/session", json!({"username": person.username, "password": NEW})).await.expect(200);
    let letters = world.items(Table::Mail).await;
    assert_eq!((letters.len(), &letters[0]["letter"]["letter"]), (1, &json!("password-changed")));
    assert_eq!(letters[0]["letter"]["by_link"], false);
    let audit = world.items(Table::Audit).await;
    assert!(audit.iter().any(|row| row["action"] == "password-changed"));
    let stored = serde_json::to_string(&(world.items(Table::Accounts).await, letters, audit)).unwrap();
    assert!(!stored.contains("herons") && !stored.contains("poppies"));
}

#[tokio::test]
async fn a_wrong_current_password_is_refused_and_counted() {
    let world = World::start().await;
    let mut person = Person::coordinator();
    person.save(&world).await;
    let mut browser = sign_in_again(&world, &person).await;
    for _ in 0..3 {
        let change = json!({"current_password": "not the password", "new_password": NEW});
        let refused = browser.put("/v1/account/password", change).await.expect(422);
        assert_eq!(refused.json()["errors"][0]["pointer"], "/current_password");
        assert!(!refused.text.contains("herons"));
    }
    let change = json!({"current_password": Person::PASSWORD, "new_password": NEW});
    let _ = browser.put("/v1/account/password", change.clone()).await.expect(429);
    world.pass(SignedDuration::from_secs(1));
    let _ = browser.put("/v1/account/password", change).await.expect(204);
}

#[tokio::test]
async fn a_password_that_breaks_the_rules_is_refused_with_every_reason() {
    let world = World::start().await;
    let mut person = Person::coordinator();
    person.save(&world).await;
    let mut browser = sign_in_again(&world, &person).await;
    for (new, detail) in [
        ("short", "at least 15 characters"),
        ("opentoms2026opentoms", "this service's"),
        ("lea.coordinator.poppy", "your name"),
        ("aaaaaaaaaaaaaaaa", "repeats itself"),
    ] {
        let change = json!({"current_password": Person::PASSWORD, "new_password": new});
        let refused = browser.put("/v1/account/password", change).await.expect(422).json();
        let errors = refused["errors"].as_array().unwrap();
        assert!(errors.iter().all(|error| error["pointer"] == "/new_password"), "{refused}");
        assert!(errors.iter().any(|error| error["detail"].as_str().unwrap().contains(detail)), "{new}: {refused}");
    }
    let missing = browser.put("/v1/account/password", json!({"other": 1})).await.expect(422).json();
    assert_eq!(missing["errors"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn with_a_second_factor_it_must_have_been_used_lately() {
    let world = World::start().await;
    let mut person = Person::coordinator();
    person.save(&world).await;
    let mut browser = sign_in_again(&world, &person).await;
    let _ = add_totp(&world, &mut browser).await;
    world.pass(SignedDuration::from_mins(10));
    let change = json!({"current_password": Person::PASSWORD, "new_password": NEW});
    let refused = browser.put("/v1/account/password", change).await.expect(403).json();
    assert_eq!(refused["type"], "/problems/session.verification-required");
}
