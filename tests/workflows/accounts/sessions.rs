//! Where one is signed in.

use jiff::SignedDuration;
use serde_json::json;
use store::Table;
use testkit::{Browser, Person, World};

use crate::people::sign_in_again;

async fn two_sessions(world: &World) -> (Browser, Browser) {
    let mut person = Person::coordinator();
    person.save(world).await;
    let here = sign_in_again(world, &person).await;
    world.pass(SignedDuration::from_mins(1));
    let there = sign_in_again(world, &person).await;
    (here, there)
}

#[tokio::test]
async fn the_sessions_are_listed_the_latest_first_with_the_one_that_asks_marked() {
    let world = World::start().await;
    let (mut here, mut there) = two_sessions(&world).await;
    let mut strangers = sign_in_again(&world, Person::named("other@poppy.test").save(&world).await).await;
    let listed = here.get("/v1/account/sessions").await.expect(200).json();
    assert_eq!(world.calls.levels(), 1);
    let sessions = listed["sessions"].as_array().unwrap();
    assert_eq!(sessions.iter().map(|session| &session["current"]).collect::<Vec<_>>(), [false, true]);
    assert_eq!(sessions[1]["started_at"], "2026-11-22T20:00:00Z");
    let secret = there.cookie.clone().unwrap().split('.').next_back().unwrap().to_owned();
    assert!(!listed.to_string().contains(&secret));
    let there_sees = there.get("/v1/account/sessions").await.expect(200).json();
    assert_eq!(there_sees["sessions"][0]["current"], true);
    let stranger_sees = strangers.get("/v1/account/sessions").await.expect(200).json();
    assert_eq!(stranger_sees["sessions"].as_array().unwrap().len(), 1);
    world.pass(SignedDuration::from_mins(29));
    let later = there.get("/v1/account/sessions").await.expect(200).json();
    assert_eq!(later["sessions"].as_array().unwrap().len(), 1, "what has ended is not listed");
}

#[tokio::test]
async fn a_browser_is_recognised_by_what_it_calls_itself() {
    let world = World::start().await;
    let mut person = Person::coordinator();
    person.save(&world).await;
    let mut browser = workflows::browser(&world);
    let body = json!({"username": person.username, "password": Person::PASSWORD});
    let headers = [("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0")];
    let _ = browser.send(axum::http::Method::POST, "/v1/session", &headers, Some(&body)).await.expect(200);
    let listed = browser.get("/v1/account/sessions").await.expect(200).json();
    assert_eq!(listed["sessions"][0]["device"], headers[0].1);
}

#[tokio::test]
async fn one_session_is_ended_and_nobody_elses_can_be() {
    let world = World::start().await;
    let (mut here, mut there) = two_sessions(&world).await;
    let mut stranger = sign_in_again(&world, Person::named("other@poppy.test").save(&world).await).await;
    let listed = here.get("/v1/account/sessions").await.expect(200).json();
    let id = |current: bool| {
        let found = listed["sessions"].as_array().unwrap().iter().find(|session| session["current"] == current);
        format!("/v1/account/sessions/{}", found.unwrap()["id"].as_str().unwrap())
    };
    let foreign = stranger.delete(&id(false)).await.expect(404);
    let absent = stranger.delete(&format!("/v1/account/sessions/{}", "0".repeat(64))).await.expect(404);
    assert_eq!(foreign.without_request_id(), absent.without_request_id());
    let _ = stranger.delete("/v1/account/sessions/x").await.expect(404);
    let _ = world.calls.take();
    let _ = here.delete(&id(false)).await.expect(204);
    assert_eq!(world.calls.levels(), 2);
    let _ = there.get("/v1/session").await.expect(401);
    let _ = here.delete(&id(false)).await.expect(404);
    let own = here.delete(&id(true)).await.expect(204);
    assert!(own.header("set-cookie").unwrap().contains("Max-Age=0"));
    let audit = world.items(Table::Audit).await;
    assert_eq!(audit.iter().filter(|row| row["action"] == "sessions-ended").count(), 2);
}

#[tokio::test]
async fn all_sessions_end_with_this_one_or_without_it() {
    let world = World::start().await;
    let (mut here, mut there) = two_sessions(&world).await;
    let _ = here.delete("/v1/account/sessions?others=yes").await.expect(422);
    let cookie = here.cookie.clone();
    let _ = world.calls.take();
    let _ = here.delete("/v1/account/sessions?others=true").await.expect(204);
    assert_eq!(world.calls.levels(), 2);
    assert_ne!(here.cookie, cookie);
    let _ = here.get("/v1/session").await.expect(200);
    let _ = there.get("/v1/session").await.expect(401);
    let cookie = here.cookie.clone();
    let _ = here.delete("/v1/account/sessions").await.expect(204);
    assert_eq!(here.cookie, None);
    here.cookie = cookie;
    let _ = here.get("/v1/session").await.expect(401);
    let mut again = sign_in_again(&world, &Person::coordinator()).await;
    let _ = again.get("/v1/session").await.expect(200);
}

#[tokio::test]
async fn a_page_is_told_when_to_warn_and_when_it_ends_for_good() {
    let world = World::start().await;
    let (mut here, _) = two_sessions(&world).await;
    let session = here.get("/v1/session").await.expect(200).json();
    assert_eq!(session["warn_at"], "2026-11-22T20:27:30Z");
    assert_eq!(session["expires_at"], "2026-11-22T20:30:00Z");
    assert_eq!(session["ends_at"], "2026-11-23T08:00:00Z");
    world.pass(SignedDuration::from_mins(9));
    let extended = here.post("/v1/session/extension", json!({})).await.expect(200).json();
    assert_eq!(extended["warn_at"], "2026-11-22T20:37:30Z");
    assert_eq!(extended["ends_at"], "2026-11-23T08:00:00Z");
}

#[tokio::test]
async fn ending_sessions_asks_for_a_proof_of_the_last_10_minutes() {
    let world = World::start().await;
    let (mut here, mut there) = two_sessions(&world).await;
    world.pass(SignedDuration::from_mins(10));
    let listed = here.get("/v1/account/sessions").await.expect(200).json();
    let one = format!("/v1/account/sessions/{}", listed["sessions"][0]["id"].as_str().unwrap());
    for path in [one.as_str(), "/v1/account/sessions", "/v1/account/sessions?others=true"] {
        let refused = here.delete(path).await.expect(403).json();
        assert_eq!(refused["type"], "/problems/session.verification-required", "{path}");
    }
    let _ = there.get("/v1/session").await.expect(200);
    let proof = serde_json::json!({"password": Person::PASSWORD});
    let _ = here.post("/v1/session/verification", proof).await.expect(200);
    let _ = here.delete("/v1/account/sessions?others=true").await.expect(204);
    let _ = there.get("/v1/session").await.expect(401);
}
