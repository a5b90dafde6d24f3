use axum::http::Method;
use domain::accounts::AccountState;
use jiff::SignedDuration;
use serde_json::json;
use testkit::World;

use super::{audited, coordinator, help_desk, letters, priya, profile};
use crate::people::{sign_in_again, signed_in};

#[tokio::test]
async fn the_activation_letter_is_sent_again_to_who_waits_for_it_and_not_twice_in_a_row() {
    let world = World::start().await;
    let id = priya().in_state(AccountState::Added).save(&world).await.id.to_string();
    let path = format!("/v1/users/{id}/activation");
    let mut browser = signed_in(&world, help_desk()).await;
    let sent = browser.send(Method::POST, &path, &[], None).await.expect(202);
    assert_eq!((sent.text.as_str(), world.calls.levels()), ("", 2));
    let soon = browser.send(Method::POST, &path, &[], None).await.expect(429);
    assert_eq!(soon.header("retry-after"), Some("300"));
    world.pass(SignedDuration::from_mins(5));
    let _ = browser.send(Method::POST, &path, &[], None).await.expect(202);
    assert_eq!(letters(&world).await, ["activation", "activation"]);
    assert_eq!(audited(&world, "activation-sent").await[0]["allowed_by"], "help-users");
    let active = priya().in_state(AccountState::Active).save(&world).await.id;
    let refused = browser.send(Method::POST, &format!("/v1/users/{active}/activation"), &[], None).await.expect(409);
    assert_eq!(refused.json()["type"], "/problems/users.not-awaiting-activation");
}

#[tokio::test]
async fn all_sessions_of_a_user_are_ended_at_once_and_they_can_sign_in_again() {
    let world = World::start().await;
    let mut person = priya();
    let id = person.save(&world).await.id.to_string();
    let mut theirs = sign_in_again(&world, &person).await;
    let mut second = sign_in_again(&world, &person).await;
    for helper in [help_desk(), coordinator()] {
        let mut browser = signed_in(&world, helper).await;
        let _ = browser.delete(&format!("/v1/users/{id}/sessions")).await.expect(204);
        assert_eq!(world.calls.levels(), 2);
    }
    assert_eq!(
        (theirs.get("/v1/session").await.status.as_u16(), second.get("/v1/session").await.status.as_u16()),
        (401, 401)
    );
    let body = json!({"username": person.username, "password": testkit::Person::PASSWORD});
    assert_eq!(theirs.post("/v1/session", body).await.status, 200);
    assert_eq!(profile(&world, &id).await["epoch"], 3);
    assert_eq!(audited(&world, "sessions-ended").await.len(), 2);
}
