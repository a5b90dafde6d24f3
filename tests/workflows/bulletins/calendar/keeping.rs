use domain::access::Role;
use serde_json::json;
use store::Table;
use testkit::places::POPPY;
use testkit::{Person, World, at_lea, at_state};

use super::*;

#[tokio::test]
async fn an_event_is_entered_with_its_audit_row_and_shows_to_everybody() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let answer = enter_as(&mut editor, "one", &meeting()).await.expect(201);
    assert_eq!(world.calls.levels(), 2);
    assert_eq!(answer.header("etag"), Some("\"1\""));
    let body = answer.json();
    assert_eq!((&body["kind"], &body["registered"]), (&json!("training"), &json!(0)));
    assert_eq!(body["training"]["starts"], "2026-12-09T17:30:00Z", "half past nine in California");
    assert_eq!(body["training"]["join_address"], "https://meet.example.org/charter");
    let id = body["id"].as_str().unwrap();
    let shown = workflows::browser(&world).get(&format!("/v1/calendar/{id}")).await.expect(200).json();
    assert_eq!((&shown["training"]["state"], &shown["training"]["places_left"]), (&json!("open"), &json!(2)));
    assert_eq!(shown["training"]["join_address"], json!(null), "told to those who register");
    let row = &trail(&world).await[0];
    assert_eq!((&row["action"], &row["version"]), (&json!("calendar-changed"), &json!(1)));
    assert_eq!((&row["by"]["role"], &row["allowed_by"]), (&json!("bulletin-editor"), &json!("keep-calendar")));
    let read = editor.get(&format!("/v1/calendar/{id}/entry")).await.expect(200);
    assert_eq!((read.header("etag"), read.json()), (Some("\"1\""), body));
}

#[tokio::test]
async fn a_repeated_request_enters_nothing_twice_and_a_key_is_good_for_one_event() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let first = enter_as(&mut editor, "one", &meeting()).await.expect(201).json();
    assert_eq!(enter_as(&mut editor, "one", &meeting()).await.expect(201).json(), first);
    assert_eq!(trail(&world).await.len(), 1);
    let refused = enter_as(&mut editor, "one", &opportunity()).await.expect(422).json();
    assert_eq!(refused["type"], "/problems/request.idempotency-key-reused");
}

#[tokio::test]
async fn everything_that_is_wrong_is_named_at_once() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let mut body = meeting();
    body["title"] = json!("");
    body["colour"] = json!("red");
    body["training"]["starts"] = json!("2027-03-14T02:30");
    body["training"]["ends"] = json!("soon");
    body["training"]["join_address"] = json!("http://meet.example.org");
    body["training"]["registration"] = json!("by mail");
    body["training"]["capacity"] = json!(-1);
    body["training"]["hosts"] = json!(2);
    let wrong = enter_as(&mut editor, "one", &body).await.expect(422).json();
    let mut pointers: Vec<_> =
        wrong["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    pointers.sort_unstable();
    let meant = [
        "/colour",
        "/title",
        "/training/capacity",
        "/training/ends",
        "/training/hosts",
        "/training/join_address",
        "/training/registration",
        "/training/starts",
    ];
    assert_eq!(pointers, meant);
    assert!(world.items(Table::Bulletins).await.is_empty());
}

#[tokio::test]
async fn a_training_of_a_kind_that_cannot_be_is_refused_where_it_is_wrong() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    for (field, value, pointer) in [
        ("ends", json!("2026-12-09T09:30"), "/training/ends"),
        ("ends", json!("2026-12-10T09:30"), "/training/ends"),
        ("starts", json!("2206-12-09T09:30"), "/training/ends"),
        ("closes_at", json!("2026-12-09T10:00"), "/training/closes_at"),
        ("capacity", json!(0), "/training/capacity"),
        ("number", json!(7), "/training/number"),
        ("series", json!("Coffee Sessions"), "/training/registration"),
        ("registration", json!("series"), "/training/capacity"),
        ("recording", json!("https://video.example.org/1"), "/training/recording"),
    ] {
        let mut body = meeting();
        body["training"][field] = value;
        let wrong = enter_as(&mut editor, "one", &body).await.expect(422).json();
        assert_eq!(wrong["errors"][0]["pointer"], pointer, "{field}: {wrong}");
    }
    for (mut body, part, field, value) in [
        (opportunity(), "opportunity", "closes_on", json!("2206-12-01")),
        (window(), "test_window", "last_day", json!("2027-01-31")),
        (window(), "test_window", "last_day", json!("2207-01-31")),
    ] {
        body[part][field] = value;
        let wrong = enter_as(&mut editor, "one", &body).await.expect(422).json();
        assert_eq!(wrong["errors"][0]["pointer"], format!("/{part}/{field}"));
    }
    let mut both = meeting();
    both["opportunity"] = opportunity()["opportunity"].clone();
    for body in [both, json!({"title": "Nothing"})] {
        let wrong = enter_as(&mut editor, "one", &body).await.expect(422).json();
        assert_eq!(wrong["errors"][0]["pointer"], "");
    }
}

#[tokio::test]
async fn of_two_editors_the_second_is_shown_what_the_first_changed() {
    let world = World::start().await;
    let (mut ana, ben) = (editor(&world).await, Person::named("ben@cde.test").with(Role::BulletinEditor, at_state()));
    let mut ben = signed_in(&world, ben).await;
    let id = enter(&mut ana, meeting()).await;
    let mut later = meeting();
    later["training"]["ends"] = json!("2026-12-09T11:30");
    let _ = world.calls.take();
    let changed = change(&mut ana, &id, "1", later.clone()).await.expect(200);
    assert_eq!((changed.header("etag"), world.calls.levels()), (Some("\"2\""), 2));
    let stale = change(&mut ben, &id, "1", meeting()).await.expect(412).json();
    assert_eq!((&stale["type"], &stale["etag"]), (&json!("/problems/calendar.stale"), &json!("\"2\"")));
    assert_eq!(stale["current"]["training"]["ends"], "2026-12-09T19:30:00Z");
    let _ = withdraw(&mut ben, &id, "1").await.expect(412);
    let same = change(&mut ben, &id, "2", later).await.expect(200);
    assert_eq!(same.header("etag"), Some("\"2\""), "nothing to change");
    let missing = ben.send(Method::PUT, &format!("/v1/calendar/{id}"), &[], Some(&meeting())).await.expect(428);
    assert_eq!(missing.json()["type"], "/problems/request.if-match-missing");
}

#[tokio::test]
async fn what_people_registered_for_stays_what_it_is() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = enter(&mut editor, session(1, 8)).await;
    let mut other = session(1, 8);
    other["training"]["series"] = json!("Tea Sessions");
    let refused = change(&mut editor, &id, "1", other).await.expect(422).json();
    assert_eq!(refused["errors"][0]["pointer"], "/training/series");
    let refused = change(&mut editor, &id, "1", opportunity()).await.expect(422).json();
    assert_eq!(refused["errors"][0]["pointer"], "");
}

#[tokio::test]
async fn an_event_that_is_withdrawn_leaves_the_calendar_and_says_so_at_its_address() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = enter(&mut editor, session(1, 8)).await;
    let _ = world.calls.take();
    let body = withdraw(&mut editor, &id, "1").await.expect(200).json();
    assert_eq!((&body["withdrawn"], &body["version"], world.calls.levels()), (&json!(true), &json!(2), 2));
    let mut nobody = workflows::browser(&world);
    let calendar = nobody.get("/v1/calendar").await.expect(200).json();
    assert_eq!(calendar["events"], json!([]));
    assert_eq!(nobody.get(&format!("/v1/calendar/{id}")).await.expect(200).json()["withdrawn"], true);
    for answer in [withdraw(&mut editor, &id, "2").await, change(&mut editor, &id, "2", session(1, 8)).await] {
        assert_eq!(answer.expect(409).json()["type"], "/problems/calendar.withdrawn");
    }
    assert!(trail(&world).await.iter().any(|row| row["withdrawn"] == true));
    let left = world.items(Table::Bulletins).await;
    let mut partitions: Vec<_> = left.iter().map(|item| item["pk"].as_str().unwrap()).collect();
    partitions.sort_unstable();
    assert_eq!(
        partitions,
        ["CALENDAR#NOTICES", &format!("CALENDAR-EVENT#{id}")],
        "itself, and what is to be told of it"
    );
    assert!(left.iter().all(|item| item["kind"] != "reminder"));
}

#[tokio::test]
async fn a_recording_is_posted_after_the_training_and_everybody_sees_it() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = enter(&mut editor, meeting()).await;
    world.pass(jiff::SignedDuration::from_hours(24 * 18));
    let mut editor = super::editor(&world).await;
    let mut recorded = meeting();
    recorded["training"]["recording"] = json!("https://video.example.org/charter");
    let _ = change(&mut editor, &id, "1", recorded).await.expect(200);
    let shown = workflows::browser(&world).get(&format!("/v1/calendar/{id}")).await.expect(200).json();
    assert_eq!(shown["training"]["state"], "recording-posted");
    assert_eq!(shown["training"]["recording"], "https://video.example.org/charter");
}

#[tokio::test]
async fn only_an_editor_keeps_up_the_calendar_and_sees_who_registered() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = enter(&mut editor, meeting()).await;
    let coordinator = Person::named("c@poppy.test").with(Role::LeaCaasppCoordinator, at_lea(POPPY));
    for (mut browser, status) in [(signed_in(&world, coordinator).await, 403), (workflows::browser(&world), 401)] {
        let _ = enter_as(&mut browser, "one", &meeting()).await.expect(status);
        let _ = change(&mut browser, &id, "1", meeting()).await.expect(status);
        let _ = withdraw(&mut browser, &id, "1").await.expect(status);
        for part in ["entry", "registrations", "registrations.csv"] {
            let _ = browser.get(&format!("/v1/calendar/{id}/{part}")).await.expect(status);
        }
    }
    let absent = "a".repeat(26);
    let _ = change(&mut editor, &absent, "1", meeting()).await.expect(404);
    let _ = editor.get(&format!("/v1/calendar/{absent}/registrations")).await.expect(404);
    assert_eq!(trail(&world).await.len(), 1);
}
