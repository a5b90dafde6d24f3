use domain::accounts::LinkPurpose;
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::{Sort, Table};
use testkit::{Person, World, mail_link};

use super::factors::{add_totp, code};
use super::links::{CHOSEN, RESET, item, redeem, sign_in, somebody};
use crate::people::signed_in;

#[tokio::test]
async fn the_link_sets_another_password_ends_every_session_and_does_not_sign_in() {
    let world = World::start().await;
    let person = Person::coordinator();
    let mut first = signed_in(&world, person.clone()).await;
    let mut second = workflows::browser(&world);
    let body = json!({"username": person.username, "password": Person::PASSWORD});
    let _ = second.post("/v1/session", body).await.expect(200);
    let before = item(&world, &Sort::Profile).await;

    let token = mail_link(&world, person.id, LinkPurpose::PasswordReset, "letter").await;
    let answer = redeem(&world, RESET, &token, CHOSEN).await.expect(204);
    assert_eq!((answer.text.as_str(), answer.header("set-cookie")), ("", None));
    for browser in [&mut first, &mut second] {
        let answer = browser.get("/v1/session").await.expect(401);
        assert_eq!(answer.json()["type"], "/problems/session.not-signed-in");
    }
    let _ = sign_in(&world, &person, Person::PASSWORD).await.expect(401);
    let _ = sign_in(&world, &person, CHOSEN).await.expect(200);

    let raised = |number: &Value| json!(number.as_u64().unwrap() + 1);
    let mut expected = before.clone();
    expected["epoch"] = raised(&before["epoch"]);
    expected["version"] = raised(&before["version"]);
    assert_eq!(item(&world, &Sort::Profile).await, expected, "nothing else changed");
    assert_eq!(item(&world, &Sort::Credential).await["epoch"], expected["epoch"]);
}

#[tokio::test]
async fn a_reset_is_recorded_and_its_owner_told() {
    let world = World::start().await;
    let person = somebody(&world, RESET).await;
    let token = mail_link(&world, person.id, LinkPurpose::PasswordReset, "letter").await;
    let _ = redeem(&world, RESET, &token, CHOSEN).await.expect(204);
    let [row] = world.items(Table::Audit).await.try_into().expect("one row");
    assert_eq!((&row["action"], &row["pk"]), (&json!("password-reset"), &json!(format!("USER#{}", person.id))));
    let [letter] = world.items(Table::Mail).await.try_into().expect("one letter");
    assert_eq!(letter["to"], json!({"user": person.id.to_string()}));
    assert_eq!(letter["letter"], json!({"letter": "password-changed", "by_link": true}));
}

#[tokio::test]
async fn a_reset_leaves_the_second_factor_which_is_asked_for_as_before() {
    let world = World::start().await;
    let person = Person::coordinator();
    let mut browser = signed_in(&world, person.clone()).await;
    let (secret, _) = add_totp(&world, &mut browser).await;
    let before = factors(&world).await;
    let token = mail_link(&world, person.id, LinkPurpose::PasswordReset, "letter").await;
    let _ = redeem(&world, RESET, &token, CHOSEN).await.expect(204);
    assert_eq!((factors(&world).await, before.len()), (before, 2), "the app and the recovery codes");

    let mut browser = workflows::browser(&world);
    let body = json!({"username": person.username, "password": CHOSEN});
    let asked = browser.post("/v1/session", body).await.expect(202).json();
    assert_eq!(asked["second_factor"]["methods"], json!(["totp", "recovery-code"]));
    let _ = browser.get("/v1/session").await.expect(401);
    let proof = json!({"totp": code(&secret, &world)});
    let _ = browser.post("/v1/session/verification", proof).await.expect(200);
    let _ = browser.get("/v1/session").await.expect(200);
}

/// The second factors as they are stored.
async fn factors(world: &World) -> Vec<Value> {
    let items = world.items(Table::Accounts).await;
    let is_factor = |item: &Value| item["sk"].as_str().unwrap().starts_with("FACTOR#");
    items.into_iter().filter(is_factor).collect()
}

#[tokio::test]
async fn a_reset_ends_the_day_that_a_hundred_failures_cost() {
    let world = World::start().await;
    let person = somebody(&world, RESET).await;
    for _ in 0..100 {
        let _ = sign_in(&world, &person, "not it at all").await.expect(401);
        world.pass(SignedDuration::from_secs(20));
    }
    let answer = sign_in(&world, &person, Person::PASSWORD).await.expect(429);
    assert!(answer.header("retry-after").unwrap().parse::<u32>().unwrap() > 86_000);
    let token = mail_link(&world, person.id, LinkPurpose::PasswordReset, "letter").await;
    let _ = redeem(&world, RESET, &token, CHOSEN).await.expect(204);
    let _ = sign_in(&world, &person, CHOSEN).await.expect(200);
}

#[tokio::test]
async fn the_meter_judges_as_the_rules_do_and_calls_nothing() {
    let world = World::start().await;
    let mut browser = workflows::browser(&world);
    let good = browser.post("/v1/password-checks", json!({"password": CHOSEN})).await.expect(200).json();
    assert_eq!(good, json!({"score": 4, "acceptable": true, "reasons": []}));
    for (password, code) in [
        ("", "too-short"),
        ("gT7#qLw!92xZ&b", "too-short"),
        (&"seven herons over a dam ".repeat(6)[..129], "too-long"),
        ("qwertyuiopasdfgh", "common"),
        ("OpenTOMS-CAASPP-2026", "own-words"),
    ] {
        let answer = browser.post("/v1/password-checks", json!({"password": password})).await.expect(200);
        let body = answer.json();
        assert_eq!(body["acceptable"], false, "{password}");
        assert!(body["score"].as_u64().unwrap() < 4, "{password}");
        let reasons = body["reasons"].as_array().unwrap();
        assert!(reasons.iter().any(|reason| reason["code"] == code), "{password}: {body}");
        assert!(reasons.iter().all(|reason| !reason["detail"].as_str().unwrap().is_empty()));
        assert!(password.is_empty() || !answer.text.contains(password));
    }
    let own = |words: Value| json!({"password": "heronpoint2026heronpoint", "own_words": words});
    let told = browser.post("/v1/password-checks", own(json!(["Heron Point", "heronpoint"]))).await.expect(200).json();
    assert!(told["reasons"].to_string().contains("own-words"), "{told}");
    assert!(world.calls.take().is_empty(), "nothing is stored or looked up");
}

#[tokio::test]
async fn the_meter_refuses_what_it_does_not_know() {
    let world = World::start().await;
    let mut browser = workflows::browser(&world);
    for (body, pointer) in [
        (json!({}), "/password"),
        (json!({"password": 7}), "/password"),
        (json!({"password": "x", "own_words": "x"}), "/own_words"),
        (json!({"password": "x", "own_words": vec!["x"; 17]}), "/own_words"),
        (json!({"password": "x", "own_words": ["x".repeat(255)]}), "/own_words"),
        (json!({"password": "x", "token": "x"}), "/token"),
    ] {
        let answer = browser.post("/v1/password-checks", body).await.expect(422);
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer);
    }
}
