use domain::access::Role;
use serde_json::json;
use store::Table;
use testkit::at_state;
use tokio::task::JoinSet;

use super::*;

async fn mine(browser: &mut Browser) -> Vec<Value> {
    browser.get("/v1/training-registrations").await.expect(200).json()["trainings"].as_array().unwrap().clone()
}

#[tokio::test]
async fn who_registers_is_on_the_roll_gets_a_letter_and_is_told_where_to_join() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = enter(&mut editor, meeting()).await;
    let mut ana = coordinator(&world, "Ana").await;
    let registered = register(&mut ana, &id).await.expect(200).json();
    assert_eq!(world.calls.levels(), 2);
    assert_eq!(registered["training"]["join_address"], "https://meet.example.org/charter");
    assert_eq!(registered["training"]["places_left"], 1);
    let letter = &letters(&world, "registered").await[0]["letter"];
    assert_eq!((&letter["title"], &letter["series"]), (&json!("Meeting of charter school coordinators"), &Value::Null));
    let rows = trail(&world).await;
    let row = rows.iter().find(|row| row["action"] == "registration-changed").unwrap();
    assert_eq!(row["registered"], true);
    assert_eq!(row["by"]["name"], "Ana Ortiz");
    let _ = world.calls.take();
    let trainings = mine(&mut ana).await;
    assert_eq!((trainings.len(), world.calls.levels()), (1, 2));
    assert_eq!(trainings[0]["training"]["join_address"], "https://meet.example.org/charter");

    let again = register(&mut ana, &id).await.expect(200).json();
    assert_eq!(again["training"]["places_left"], 1);
    assert_eq!(letters(&world, "registered").await.len(), 1, "twice is harmless");
    let _ = world.calls.take();
    let _ = end(&mut ana, &id).await.expect(204);
    assert_eq!(world.calls.levels(), 2);
    let _ = end(&mut ana, &id).await.expect(204);
    assert!(mine(&mut ana).await.is_empty());
    let shown = workflows::browser(&world).get(&format!("/v1/calendar/{id}")).await.expect(200).json();
    assert_eq!(shown["training"]["places_left"], 2);
    let _ = register(&mut ana, &id).await.expect(200);
    assert_eq!(letters(&world, "registered").await.len(), 2);
}

#[tokio::test]
async fn registering_for_one_session_is_registering_for_the_series_those_to_come_too() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let first = enter(&mut editor, session(1, 8)).await;
    let second = enter(&mut editor, session(2, 15)).await;
    let mut ana = coordinator(&world, "Ana").await;
    let _ = register(&mut ana, &first).await.expect(200);
    let third = enter(&mut editor, session(3, 22)).await;
    let _ = world.calls.take();
    let trainings = mine(&mut ana).await;
    assert_eq!(world.calls.levels(), 2);
    let ids: Vec<_> = trainings.iter().map(|event| event["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [&first, &second, &third]);
    let _ = register(&mut ana, &third).await.expect(200);
    assert_eq!(letters(&world, "registered").await.len(), 1, "registered once");
    let listed = editor.get(&format!("/v1/calendar/{second}/registrations")).await.expect(200).json();
    assert_eq!(listed["registrations"][0]["name"], "Ana Ortiz");
    let _ = end(&mut ana, &second).await.expect(204);
    assert!(mine(&mut ana).await.is_empty());
}

#[tokio::test]
async fn of_many_who_want_the_last_places_at_one_moment_as_many_get_them_as_there_are() {
    const PEOPLE: u32 = 24;
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = enter(&mut editor, meeting()).await;
    let mut attempts = JoinSet::new();
    for number in 0..PEOPLE {
        let mut browser = coordinator(&world, &format!("p{number}")).await;
        let id = id.clone();
        attempts.spawn(async move { register(&mut browser, &id).await });
    }
    let (mut won, mut lost) = (0, 0);
    for answer in attempts.join_all().await {
        match answer.status.as_u16() {
            200 => won += 1,
            409 => {
                assert_eq!(answer.json()["type"], "/problems/calendar.full");
                lost += 1;
            }
            other => panic!("{other}: {}", answer.text),
        }
    }
    assert_eq!((won, lost), (2, PEOPLE - 2));
    let items = world.items(Table::Bulletins).await;
    let on_the_roll = items.iter().filter(|item| item["pk"] == format!("ROLL#EVENT#{id}")).count();
    let event = items.iter().find(|item| item["sk"] == "EVENT").unwrap();
    assert_eq!((on_the_roll, &event["registered"]), (2, &json!(2)));
    assert_eq!(letters(&world, "registered").await.len(), 2);
    let shown = workflows::browser(&world).get(&format!("/v1/calendar/{id}")).await.expect(200).json();
    assert_eq!(shown["training"]["state"], "full");
    let mut fewer = meeting();
    fewer["training"]["capacity"] = json!(1);
    let refused = change(&mut editor, &id, "1", fewer).await.expect(422).json();
    assert_eq!(refused["errors"][0]["pointer"], "/training/capacity");
}

#[tokio::test]
async fn nobody_registers_for_what_is_closed_withdrawn_or_nothing_to_register_for() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let mut closing = meeting();
    closing["training"]["closes_at"] = json!("2026-11-23T12:00");
    let closing = enter(&mut editor, closing).await;
    let withdrawn = enter(&mut editor, session(1, 8)).await;
    let _ = withdraw(&mut editor, &withdrawn, "1").await.expect(200);
    let opportunity = enter(&mut editor, opportunity()).await;
    world.pass(jiff::SignedDuration::from_hours(25));
    let mut ana = coordinator(&world, "Ana").await;
    for (id, kind) in
        [(&closing, "calendar.closed"), (&withdrawn, "calendar.withdrawn"), (&opportunity, "calendar.no-registration")]
    {
        let refused = register(&mut ana, id).await.expect(409).json();
        assert_eq!(refused["type"], format!("/problems/{kind}"));
        assert!(refused["detail"].as_str().unwrap().ends_with('.'));
    }
    let _ = end(&mut ana, &opportunity).await.expect(204);
    let absent = "a".repeat(26);
    let _ = register(&mut ana, &absent).await.expect(404);
    let _ = end(&mut ana, &absent).await.expect(404);
    let mut nobody = workflows::browser(&world);
    let _ = register(&mut nobody, &closing).await.expect(401);
    let _ = end(&mut nobody, &closing).await.expect(401);
    let _ = nobody.get("/v1/training-registrations").await.expect(401);
    assert!(letters(&world, "registered").await.is_empty());
}

#[tokio::test]
async fn whoever_works_in_a_role_may_register() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = enter(&mut editor, session(1, 8)).await;
    for role in [Role::StateAdministrator, Role::HelpDesk, Role::ComplianceMonitor] {
        let person = Person::named(&format!("{role}@cde.test")).with(role, at_state());
        let _ = register(&mut signed_in(&world, person).await, &id).await.expect(200);
    }
}

#[tokio::test]
async fn an_editor_sees_who_registered_and_takes_them_along_as_a_table() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = enter(&mut editor, meeting()).await;
    for name in ["Ben", "Ana"] {
        let _ = register(&mut coordinator(&world, name).await, &id).await.expect(200);
    }
    let _ = world.calls.take();
    let listed = editor.get(&format!("/v1/calendar/{id}/registrations")).await.expect(200).json();
    assert_eq!(world.calls.levels(), 2);
    let names: Vec<_> =
        listed["registrations"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!((names, &listed["more"]), (vec!["Ana Ortiz", "Ben Ortiz"], &json!(false)));
    assert_eq!(listed["registrations"][0]["role_name"], "LEA CAASPP coordinator");
    assert!(!listed.to_string().contains('@'), "no address");
    let table = editor.get(&format!("/v1/calendar/{id}/registrations.csv")).await.expect(200);
    assert_eq!(table.header("content-type"), Some("text/csv; charset=utf-8"));
    assert_eq!(table.header("cache-control"), Some("no-store"));
    let rows: Vec<_> = table.text.lines().collect();
    assert_eq!((rows.len(), rows[0]), (3, "Organization,Name,Role,Registered"));
    assert!(
        rows[1].contains("Ana Ortiz,LEA CAASPP coordinator,\"November 22, 2026, 12:00 PM Pacific Time\""),
        "{rows:?}"
    );
    let empty = enter(&mut editor, opportunity()).await;
    let none = editor.get(&format!("/v1/calendar/{empty}/registrations")).await.expect(200).json();
    assert_eq!(none["registrations"], json!([]));
}

#[tokio::test]
async fn a_change_by_an_editor_loses_no_registration() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = enter(&mut editor, meeting()).await;
    let _ = register(&mut coordinator(&world, "Ana").await, &id).await.expect(200);
    let mut larger = meeting();
    larger["training"]["capacity"] = json!(3);
    let changed = change(&mut editor, &id, "1", larger).await.expect(200).json();
    assert_eq!((&changed["registered"], &changed["training"]["places_left"]), (&json!(1), &json!(2)));
    let _ = register(&mut coordinator(&world, "Ben").await, &id).await.expect(200);
    let shown = workflows::browser(&world).get(&format!("/v1/calendar/{id}")).await.expect(200).json();
    assert_eq!(shown["training"]["places_left"], 1);
}
