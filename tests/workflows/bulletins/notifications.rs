use axum::http::Method;
use domain::access::Role;
use domain::accounts::AccountState;
use domain::mail::CircularId;
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::Table;
use testkit::places::{CEDAR, DUNE, ESTUARY, GROVE, POPPY, REDWOOD};
use testkit::{Answer, Browser, Person, World, at_lea, at_school, at_state};

use super::{circulars, run_job, send};
use crate::directory::organizations::county;
use crate::people::signed_in;

/// A world with the invented county, and the browser of Poppy Valley's coordinator.
async fn poppy() -> (World, Browser) {
    let world = World::start().await;
    county(&world).await;
    let coordinator = signed_in(&world, Person::coordinator()).await;
    (world, coordinator)
}

async fn at(world: &World, name: &str, role: Role, place: &str) -> Browser {
    let place = match role.level() {
        domain::access::Level::State => at_state(),
        domain::access::Level::Lea => at_lea(place),
        domain::access::Level::School => at_school(place),
    };
    signed_in(world, Person::named(name).with(role, place)).await
}

/// For all of Poppy Valley, today and tomorrow.
fn new() -> Value {
    json!({
        "subject": "Training of test administrators",
        "text": "The training is on Tuesday at 3 p.m. in the library of Cedar High.",
        "organization": POPPY, "starts": "2026-11-22", "ends": "2026-11-23",
    })
}

fn with(changes: &Value) -> Value {
    let mut body = new();
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    body
}

async fn post(browser: &mut Browser, key: &str, body: Value) -> Answer {
    browser.send(Method::POST, "/v1/notifications", &[("idempotency-key", key)], Some(&body)).await
}

/// Posts it, and gives its path.
async fn posted(browser: &mut Browser, key: &str, body: Value) -> String {
    let answer = post(browser, key, body).await.expect(201).json();
    format!("/v1/notifications/{}", answer["id"].as_str().unwrap())
}

async fn subjects_at(browser: &mut Browser, path: &str) -> Vec<String> {
    let answer = browser.get(path).await.expect(200).json();
    let found = answer["notifications"].as_array().unwrap();
    found.iter().map(|found| found["subject"].as_str().unwrap().to_owned()).collect()
}

/// What somebody sees at home.
async fn home(browser: &mut Browser) -> Vec<String> {
    subjects_at(browser, "/v1/notifications").await
}

/// What the audit trail holds of notifications, in order of time.
async fn trail(world: &World) -> Vec<Value> {
    let mut rows = world.items(Table::Audit).await;
    rows.retain(|row| row["pk"].as_str().is_some_and(|pk| pk.starts_with("NOTIFICATION#")));
    // The key begins with the time, which stands still in a test unless it is passed.
    rows.sort_by_key(|row| (row["sk"].as_str().unwrap()[..24].to_owned(), row["version"].as_u64()));
    rows
}

#[tokio::test]
async fn what_is_posted_shows_at_home_to_the_people_of_the_lea_and_to_nobody_else() {
    let (world, mut coordinator) = poppy().await;
    let answer = post(&mut coordinator, "one", new()).await.expect(201);
    assert_eq!(world.calls.levels(), 2);
    assert_eq!(answer.header("etag"), Some("\"1\""));
    let body = answer.json();
    assert_eq!((&body["state"], &body["whole_lea"], &body["mail"]), (&json!("live"), &json!(true), &json!(false)));
    assert_eq!(body["organization_name"], "Poppy Valley Unified");

    let mut examiner = at(&world, "examiner@poppy.test", Role::TestExaminer, CEDAR).await;
    let shown = examiner.get("/v1/notifications").await.expect(200).json();
    assert_eq!(world.calls.levels(), 2);
    assert_eq!(shown["notifications"][0]["text"], new()["text"]);
    let by = shown["notifications"][0]["by"].as_str().unwrap();
    assert!(by.ends_with(", LEA CAASPP coordinator, Organization 99000010000000"), "{by}");
    assert_eq!(home(&mut coordinator).await.len(), 1);
    for (name, role, place) in [
        ("coordinator@redwood.test", Role::LeaCaasppCoordinator, REDWOOD),
        ("examiner@grove.test", Role::TestExaminer, GROVE),
        ("coordinator@estuary.test", Role::LeaCaasppCoordinator, ESTUARY),
        ("state@cde.test", Role::StateAdministrator, ""),
    ] {
        assert!(home(&mut at(&world, name, role, place).await).await.is_empty(), "{name}");
    }
    let row = &trail(&world).await[0];
    assert_eq!((&row["action"], &row["state"]), (&json!("notification-changed"), &json!("live")));
    assert_eq!((&row["allowed_by"], &row["by"]["kind"]), (&json!("post-notifications"), &json!("user")));
}

#[tokio::test]
async fn it_shows_from_its_first_to_its_last_day_to_its_school_and_its_roles() {
    let (world, mut coordinator) = poppy().await;
    let monday = json!({"subject": "Monday", "starts": "2026-11-23", "ends": "2026-11-23"});
    let _ = posted(&mut coordinator, "1", with(&monday)).await;
    let _ = posted(&mut coordinator, "2", with(&json!({"subject": "Cedar", "organization": CEDAR}))).await;
    world.pass(SignedDuration::from_secs(1));
    let _ = posted(&mut coordinator, "3", with(&json!({"subject": "Examiners", "roles": ["test-examiner"]}))).await;
    let mut of_cedar = at(&world, "a@poppy.test", Role::TestExaminer, CEDAR).await;
    let mut of_dune = at(&world, "b@poppy.test", Role::TestAdministrator, DUNE).await;
    assert_eq!(home(&mut of_cedar).await, ["Examiners", "Cedar"]);
    assert!(home(&mut of_dune).await.is_empty());
    // A minute past midnight in California.
    world.pass(SignedDuration::from_mins(12 * 60 + 1));
    let mut of_dune = at(&world, "c@poppy.test", Role::TestAdministrator, DUNE).await;
    assert_eq!(home(&mut of_dune).await, ["Monday"]);
    world.pass(SignedDuration::from_hours(24));
    let mut of_dune = at(&world, "d@poppy.test", Role::TestAdministrator, DUNE).await;
    assert!(home(&mut of_dune).await.is_empty());
    let mut coordinator = signed_in(&world, Person::coordinator()).await;
    let listed = coordinator.get("/v1/posted-notifications").await.expect(200).json();
    assert_eq!(world.calls.levels(), 2);
    let states: Vec<_> = listed["notifications"].as_array().unwrap().iter().map(|one| one["state"].clone()).collect();
    assert_eq!(states, ["expired", "expired", "expired"]);
}

#[tokio::test]
async fn it_is_changed_and_withdrawn_by_whoever_read_it_last() {
    let (world, mut coordinator) = poppy().await;
    let path = posted(&mut coordinator, "one", new()).await;
    let changed = with(&json!({"text": "The training is on Thursday.", "ends": "2026-11-24"}));
    let _ = world.calls.take();
    let answer = send(&mut coordinator, (Method::PUT, &path), "1", changed.clone()).await.expect(200);
    assert_eq!((world.calls.levels(), answer.header("etag")), (2, Some("\"2\"")));
    let same = send(&mut coordinator, (Method::PUT, &path), "2", changed).await.expect(200);
    assert_eq!(same.json()["version"], 2, "nothing changed");
    let stale = send(&mut coordinator, (Method::PUT, &path), "1", new()).await.expect(412).json();
    assert_eq!(stale["current"]["text"], "The training is on Thursday.");
    let stale = send(&mut coordinator, (Method::DELETE, &path), "1", json!({})).await.expect(412).json();
    assert_eq!((&stale["type"], &stale["etag"]), (&json!("/problems/notifications.stale"), &json!("\"2\"")));
    // The other coordinator of the LEA may as well.
    let mut other = at(&world, "elpac@poppy.test", Role::LeaElpacCoordinator, POPPY).await;
    let withdrawn = send(&mut other, (Method::DELETE, &path), "2", json!({})).await.expect(200).json();
    assert_eq!((&withdrawn["state"], &withdrawn["version"]), (&json!("withdrawn"), &json!(3)));
    assert!(home(&mut coordinator).await.is_empty());
    assert!(subjects_at(&mut coordinator, "/v1/posted-notifications").await.is_empty());
    for method in [Method::PUT, Method::DELETE] {
        let over = send(&mut coordinator, (method, &path), "3", new()).await.expect(409).json();
        assert_eq!(over["type"], "/problems/notifications.over");
    }
    let states: Vec<_> = trail(&world).await.iter().map(|row| row["state"].clone()).collect();
    assert_eq!(states, ["live", "live", "withdrawn"]);
    let stored = world.items(Table::Bulletins).await;
    let [kept] = stored.as_slice() else { panic!("the notification alone is kept: {stored:?}") };
    assert_eq!(kept["sk"], "NOTIFICATION");
}

#[tokio::test]
async fn of_two_who_change_the_same_version_one_is_told_of_the_other() {
    let (world, mut coordinator) = poppy().await;
    let path = posted(&mut coordinator, "one", new()).await;
    let mut other = at(&world, "elpac@poppy.test", Role::LeaElpacCoordinator, POPPY).await;
    let body = |text: &str| with(&json!({"text": text}));
    let (first, second) = tokio::join!(
        send(&mut coordinator, (Method::PUT, &path), "1", body("First.")),
        send(&mut other, (Method::PUT, &path), "1", body("Second.")),
    );
    let mut answers = [first.status.as_u16(), second.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [200, 412]);
    assert_eq!(trail(&world).await.len(), 2);
}

#[tokio::test]
async fn a_repeat_posts_nothing_twice_and_a_key_is_for_one_notification() {
    let (world, mut coordinator) = poppy().await;
    let first = post(&mut coordinator, "one", new()).await.expect(201).json();
    let again = post(&mut coordinator, "one", new()).await.expect(201).json();
    assert_eq!(first, again);
    let other = with(&json!({"text": "Something else."}));
    let reused = post(&mut coordinator, "one", other.clone()).await.expect(422).json();
    assert_eq!(reused["type"], "/problems/request.idempotency-key-reused");
    let mut beside = signed_in(&world, Person::coordinator()).await;
    let body = || with(&json!({"subject": "At once"}));
    let (a, b) = tokio::join!(post(&mut coordinator, "two", body()), post(&mut beside, "two", body()));
    let answers = [a.status.as_u16(), b.status.as_u16()];
    assert!(answers.iter().all(|status| matches!(status, 201 | 401)), "{answers:?}");
    assert_eq!(home(&mut beside).await.len(), 2);
}

#[tokio::test]
async fn who_works_for_another_lea_now_gets_nothing_of_the_former_one_by_an_old_key() {
    let (world, _) = poppy().await;
    let of = |place: &str| Person::named("moved@poppy.test").with(Role::LeaCaasppCoordinator, at_lea(place));
    let mut moved = signed_in(&world, of(POPPY)).await;
    let _ = posted(&mut moved, "one", new()).await;
    let mut moved = signed_in(&world, of(REDWOOD)).await;
    let answer = post(&mut moved, "one", with(&json!({"organization": REDWOOD}))).await.expect(422);
    assert_eq!(answer.json()["type"], "/problems/request.idempotency-key-reused");
    assert!(!answer.text.contains("Poppy") && !answer.text.contains(POPPY), "{}", answer.text);
    assert_eq!(trail(&world).await.len(), 1);
}

#[tokio::test]
async fn another_leas_notification_is_like_one_that_does_not_exist() {
    let (world, mut coordinator) = poppy().await;
    let path = posted(&mut coordinator, "one", new()).await;
    let absent = format!("/v1/notifications/{}", "a".repeat(26));
    for (name, place) in [("c@redwood.test", REDWOOD), ("c@estuary.test", ESTUARY)] {
        let mut stranger = at(&world, name, Role::LeaCaasppCoordinator, place).await;
        for method in [Method::PUT, Method::DELETE] {
            let foreign = send(&mut stranger, (method.clone(), &path), "1", new()).await.expect(404);
            let nothing = send(&mut stranger, (method, &absent), "1", new()).await.expect(404);
            assert_eq!(foreign.without_request_id(), nothing.without_request_id());
        }
        let list = |code: &str| format!("/v1/posted-notifications?organization={code}");
        let foreign = stranger.get(&list(POPPY)).await.expect(422);
        let nothing = stranger.get(&list("99000070000000")).await.expect(422);
        assert_eq!(foreign.without_request_id(), nothing.without_request_id());
        let foreign = post(&mut stranger, "two", new()).await.expect(422);
        let nothing = post(&mut stranger, "two", with(&json!({"organization": "99000070000000"}))).await.expect(422);
        assert_eq!(foreign.without_request_id(), nothing.without_request_id());
        assert_eq!(foreign.json()["errors"][0]["pointer"], "/organization");
    }
    assert_eq!(trail(&world).await.len(), 1);
}

#[tokio::test]
async fn the_state_administrator_chooses_any_lea() {
    let (world, mut coordinator) = poppy().await;
    let mut state = at(&world, "state@cde.test", Role::StateAdministrator, "").await;
    let path = posted(&mut state, "one", with(&json!({"organization": ESTUARY}))).await;
    let mut estuary = at(&world, "c@estuary.test", Role::LeaElpacCoordinator, ESTUARY).await;
    assert_eq!(home(&mut estuary).await.len(), 1);
    assert!(home(&mut coordinator).await.is_empty(), "a directly funded charter is no part of the district");
    let list = format!("/v1/posted-notifications?organization={ESTUARY}");
    assert_eq!(subjects_at(&mut state, &list).await.len(), 1);
    let nothing = state.get("/v1/posted-notifications").await.expect(422).json();
    assert_eq!(nothing["errors"][0]["pointer"], "/organization");
    let moved = send(&mut state, (Method::PUT, &path), "1", new()).await.expect(422).json();
    assert!(moved["errors"][0]["detail"].as_str().unwrap().contains("the LEA it was posted to"), "{moved}");
    let _ = send(&mut estuary, (Method::DELETE, &path), "1", json!({})).await.expect(200);
}

#[tokio::test]
async fn what_is_wrong_is_named_and_who_may_not_post_is_refused() {
    let (world, mut coordinator) = poppy().await;
    let body = json!({"subject": "a\nb", "text": "x".repeat(256), "organization": "7", "roles": ["x"], "starts": "soon", "more": 1});
    let wrong = post(&mut coordinator, "one", body).await.expect(422).json();
    let mut pointers: Vec<_> =
        wrong["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/ends", "/more", "/organization", "/roles/0", "/starts", "/subject", "/text"]);
    for (changes, pointer, says) in [
        (json!({"text": "x".repeat(256)}), "/text", "it has 1 too many"),
        (json!({"starts": "2026-11-21"}), "/starts", "today or later"),
        (json!({"starts": "2026-11-24"}), "/ends", "before the first day"),
        (json!({"ends": "2027-11-24"}), "/ends", "366 days"),
        (json!({"roles": ["help-desk"]}), "/roles", "help desk is no role"),
        (json!({"organization": CEDAR, "roles": ["superintendent"]}), "/roles", "superintendent is no role"),
        (json!({"organization": "99000070000000"}), "/organization", "no LEA or school"),
    ] {
        let answer = post(&mut coordinator, "one", with(&changes)).await.expect(422).json();
        assert_eq!(answer["errors"][0]["pointer"], pointer, "{answer}");
        assert!(answer["errors"][0]["detail"].as_str().unwrap().contains(says), "{answer}");
    }
    for (name, role, place) in [
        ("site@poppy.test", Role::SiteCaasppCoordinator, CEDAR),
        ("superintendent@poppy.test", Role::Superintendent, POPPY),
        ("editor@cde.test", Role::BulletinEditor, ""),
    ] {
        let mut other = at(&world, name, role, place).await;
        let _ = post(&mut other, "one", new()).await.expect(403);
        let _ = other.get("/v1/posted-notifications").await.expect(403);
    }
    let mut nobody = workflows::browser(&world);
    let _ = post(&mut nobody, "one", new()).await.expect(401);
    let _ = nobody.get("/v1/notifications").await.expect(401);
    assert!(trail(&world).await.is_empty());
}

#[tokio::test]
async fn an_lea_has_at_most_50_that_are_not_over() {
    let (_, mut coordinator) = poppy().await;
    for number in 0..50 {
        let _ = posted(&mut coordinator, &format!("k{number}"), new()).await;
    }
    let many = post(&mut coordinator, "k50", new()).await.expect(409).json();
    assert_eq!(many["type"], "/problems/notifications.too-many");
    let again = post(&mut coordinator, "k0", new()).await.expect(201).json();
    let path = format!("/v1/notifications/{}", again["id"].as_str().unwrap());
    let _ = send(&mut coordinator, (Method::DELETE, &path), "1", json!({})).await.expect(200);
    let _ = post(&mut coordinator, "k50", new()).await.expect(201);
}

#[tokio::test]
async fn whose_access_is_stopped_posts_nothing() {
    let world = World::start().await;
    county(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    Person::coordinator().in_state(AccountState::Deactivated).save(&world).await;
    let _ = post(&mut browser, "one", new()).await.expect(401);
    assert!(world.items(Table::Bulletins).await.is_empty());
}

#[tokio::test]
async fn its_mail_is_one_circular_on_its_first_day_however_often_the_job_runs() {
    let (world, mut coordinator) = poppy().await;
    let today = posted(&mut coordinator, "1", with(&json!({"mail": true}))).await;
    let [circular] = circulars(&world).await.try_into().expect("one circular");
    assert_eq!(circular["to"], json!({"readers": "notification", "lea": "9900001"}));
    assert_eq!((&circular["letter"]["letter"], &circular["letter"]["text"]), (&json!("notification"), &new()["text"]));
    let changed = with(&json!({"mail": true, "text": "Another text."}));
    let changed = send(&mut coordinator, (Method::PUT, &today), "1", changed).await.expect(200).json();
    assert_eq!((changed["mailed_at"].as_str(), circulars(&world).await.len()), (Some(testkit::NOW), 1));

    let later = json!({
        "mail": true, "organization": CEDAR, "roles": ["test-examiner"], "starts": "2026-11-23", "subject": "Later",
    });
    let later = posted(&mut coordinator, "2", with(&later)).await;
    assert_eq!(run_job(&world).await, "published=0 mailed=0 overtaken=0");
    assert_eq!(circulars(&world).await.len(), 1, "not before its first day");
    world.pass(SignedDuration::from_hours(12));
    let (first, second) = tokio::join!(run_job(&world), run_job(&world));
    assert_eq!([&first, &second].iter().filter(|outcome| outcome.contains("mailed=1")).count(), 1, "{first} {second}");
    assert_eq!(run_job(&world).await, "published=0 mailed=0 overtaken=0");
    let mailed = circulars(&world).await;
    let of_cedar = mailed.iter().find(|circular| circular["letter"]["subject"] == "Later").unwrap();
    let to = json!({"readers": "notification", "lea": "9900001", "school": CEDAR, "roles": ["test-examiner"]});
    assert_eq!((mailed.len(), &of_cedar["to"]), (2, &to));
    let row = trail(&world).await.into_iter().find(|row| row["by"]["kind"] == "service").unwrap();
    assert_eq!((&row["mailed"], &row["version"], &row["state"]), (&json!(true), &json!(2), &json!("live")));
    let mut coordinator = signed_in(&world, Person::coordinator()).await;
    let stale = send(&mut coordinator, (Method::DELETE, &later), "1", json!({})).await.expect(412).json();
    assert_eq!(stale["current"]["mailed_at"], "2026-11-23T08:00:00Z");
}

#[tokio::test]
async fn withdrawn_before_its_first_day_or_without_mail_nothing_is_sent() {
    let (world, mut coordinator) = poppy().await;
    let later = |mail: bool| with(&json!({"mail": mail, "starts": "2026-11-23"}));
    let withdrawn = posted(&mut coordinator, "1", later(true)).await;
    let _ = send(&mut coordinator, (Method::DELETE, &withdrawn), "1", json!({})).await.expect(200);
    let unmailed = posted(&mut coordinator, "2", later(true)).await;
    let _ = send(&mut coordinator, (Method::PUT, &unmailed), "1", later(false)).await.expect(200);
    let _ = posted(&mut coordinator, "3", later(false)).await;
    let moved = posted(&mut coordinator, "4", later(true)).await;
    let tuesday = with(&json!({"mail": true, "starts": "2026-11-24", "ends": "2026-11-24"}));
    let _ = send(&mut coordinator, (Method::PUT, &moved), "1", tuesday).await.expect(200);
    world.pass(SignedDuration::from_hours(12));
    assert_eq!(run_job(&world).await, "published=0 mailed=0 overtaken=0");
    assert!(circulars(&world).await.is_empty());
    world.pass(SignedDuration::from_hours(24));
    assert_eq!(run_job(&world).await, "published=0 mailed=1 overtaken=0");
    let id = CircularId::of(&format!("notification {}", moved.rsplit('/').next().unwrap()));
    let [circular] = circulars(&world).await.try_into().expect("one circular");
    assert_eq!(circular["pk"], format!("CIRCULAR#{id}"));
    let due = world.items(Table::Bulletins).await;
    assert!(due.iter().all(|item| item["pk"] != "NOTIFICATIONS#DUE"), "{due:?}");
}
