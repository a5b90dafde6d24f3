use domain::accounts::AccountState;
use jiff::SignedDuration;
use store::Table;
use testkit::{Person, World};

use crate::people::signed_in;

#[tokio::test]
async fn a_session_ends_after_30_idle_minutes_unless_it_is_extended() {
    let world = World::start().await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    world.pass(SignedDuration::from_mins(29));
    let extended = browser.post("/v1/session/extension", serde_json::json!({})).await.expect(200).json();
    assert_eq!(extended["expires_at"], "2026-11-22T20:59:00Z");
    world.pass(SignedDuration::from_mins(29));
    let _ = browser.get("/v1/session").await.expect(200);
    world.pass(SignedDuration::from_mins(1));
    let _ = browser.get("/v1/session").await.expect(401);
}

#[tokio::test]
async fn a_session_ends_after_12_hours_however_often_it_is_extended() {
    let world = World::start().await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    for _ in 0..25 {
        world.pass(SignedDuration::from_mins(28));
        let _ = browser.post("/v1/session/extension", serde_json::json!({})).await.expect(200);
    }
    world.pass(SignedDuration::from_mins(19));
    let _ = browser.get("/v1/session").await.expect(200);
    world.pass(SignedDuration::from_mins(1));
    let _ = browser.get("/v1/session").await.expect(401);
    let _ = browser.post("/v1/session/extension", serde_json::json!({})).await.expect(401);
}

#[tokio::test]
async fn after_signing_out_the_cookie_opens_nothing() {
    let world = World::start().await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let cookie = browser.cookie.clone();
    world.pass(SignedDuration::from_secs(1));
    let answer = browser.delete("/v1/session").await.expect(204);
    assert!(answer.header("set-cookie").unwrap().contains("Max-Age=0"));
    browser.cookie = cookie;
    let _ = browser.get("/v1/session").await.expect(401);
    let actions: Vec<_> = world.items(Table::Audit).await.iter().map(|row| row["action"].clone()).collect();
    assert_eq!(actions, ["signed-in", "signed-out"]);
}

#[tokio::test]
async fn signing_out_of_a_session_that_is_not_there_changes_and_records_nothing() {
    let world = World::start().await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let (user, _) =
        browser.cookie.clone().unwrap().split_once('.').map(|(user, rest)| (user.to_owned(), rest.to_owned())).unwrap();
    browser.cookie = Some(format!("{user}.{}", "A".repeat(43)));
    let _ = browser.delete("/v1/session").await.expect(204);
    assert_eq!(world.items(Table::Audit).await.len(), 1, "only the sign-in");
}

#[tokio::test]
async fn no_cookie_a_malformed_one_and_an_unknown_one_are_the_same_answer() {
    let world = World::start().await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let good = browser.cookie.clone().unwrap();
    let unknown = format!("{}.{}", good.split_once('.').unwrap().0, "A".repeat(43));
    let mut answers = Vec::new();
    for cookie in [None, Some("__Host-session=x".to_owned()), Some(unknown)] {
        browser.cookie = cookie;
        answers.push(browser.get("/v1/session").await.expect(401).without_request_id());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

#[tokio::test]
async fn a_deactivated_users_sessions_end_at_once() {
    let world = World::start().await;
    let mut person = Person::coordinator();
    let mut browser = signed_in(&world, person.clone()).await;
    person = person.in_state(AccountState::Deactivated);
    person.save(&world).await;
    let _ = browser.get("/v1/session").await.expect(401);
    let _ = browser.post("/v1/students/search", serde_json::json!({})).await.expect(401);
}

#[tokio::test]
async fn a_raised_epoch_ends_the_sessions_of_before() {
    let world = World::start().await;
    let mut person = Person::coordinator();
    person.save(&world).await;
    let mut browser = crate::people::sign_in_again(&world, &person).await;
    person.save(&world).await;
    let _ = browser.get("/v1/session").await.expect(401);
}

#[tokio::test]
async fn who_signs_in_again_leaves_no_session_behind_in_that_browser() {
    let world = World::start().await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let mut elsewhere = crate::people::sign_in_again(&world, &Person::coordinator()).await;
    let mut other = Person::named("other@poppy.test");
    other.save(&world).await;
    for username in [Person::coordinator().username, other.username] {
        let before = browser.cookie.clone();
        let body = serde_json::json!({"username": username, "password": Person::PASSWORD});
        let _ = world.calls.take();
        let _ = browser.post("/v1/session", body).await.expect(200);
        assert_eq!(world.calls.levels(), 2);
        let mut left = workflows::browser(&world);
        left.cookie = before;
        let _ = left.get("/v1/session").await.expect(401);
    }
    let _ = browser.get("/v1/session").await.expect(200);
    let _ = elsewhere.get("/v1/session").await.expect(200);
    let before = browser.cookie.clone();
    let wrong = serde_json::json!({"username": "other@poppy.test", "password": "not the password at all"});
    let _ = browser.post("/v1/session", wrong).await.expect(401);
    browser.cookie = before;
    let _ = browser.get("/v1/session").await.expect(200);
}
