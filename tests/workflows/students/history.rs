use domain::access::Role;
use domain::ids::RequestId;
use serde_json::json;
use store::{Partition, Sort, Table};
use testkit::places::{CEDAR, GROVE, POPPY};
use testkit::{Person, World, a_student, at_lea, at_school};

use super::save::{Save, save};
use crate::people::signed_in;

#[tokio::test]
async fn the_history_tells_who_saw_and_changed_what_the_latest_first() {
    let world = World::start().await;
    let id = a_student("9000000001").save(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let _ = browser.get(&format!("/v1/students/{id}")).await.expect(200);
    world.pass(jiff::SignedDuration::from_secs(60));
    let pge = json!([{"program": "sb-ela", "condition_code": "PGE", "request_received_on": "2026-11-20"}]);
    let _ = save(&mut browser, id, Save { changes: pge, ..Save::first() }).await.expect(200);
    world.pass(jiff::SignedDuration::from_secs(60));
    let _ = world.calls.take();
    let history = browser.get(&format!("/v1/students/{id}/history")).await.expect(200).json();
    assert_eq!((world.calls.levels(), world.calls.take().len()), (2, 4));
    let entries = history["entries"].as_array().unwrap();
    assert_eq!(entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect::<Vec<_>>(), ["saved", "viewed"]);
    assert_eq!(entries[0]["by"]["name"], "Person lea.coordinator@poppy.test");
    assert_eq!(entries[0]["by"]["role"], "LEA CAASPP coordinator");
    assert_eq!(entries[0]["at"], "2026-11-22T20:01:00Z");
    assert_eq!(
        entries[0]["changes"],
        json!([{
            "program": "sb-ela", "action": "set-condition-code", "after": "PGE", "request_received_on": "2026-11-20"
        }])
    );
    let again = browser.get(&format!("/v1/students/{id}/history")).await.expect(200).json();
    assert_eq!(again["entries"][0]["action"], "history-viewed", "looking at the history is recorded too");
}

#[tokio::test]
async fn a_long_history_comes_in_pages() {
    let world = World::start().await;
    let id = a_student("9000000001").save(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    for _ in 0..5 {
        world.pass(jiff::SignedDuration::from_secs(1));
        let _ = browser.get(&format!("/v1/students/{id}")).await.expect(200);
    }
    let first = browser.get(&format!("/v1/students/{id}/history?limit=3")).await.expect(200).json();
    assert_eq!(first["entries"].as_array().unwrap().len(), 3);
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = browser.get(&format!("/v1/students/{id}/history?limit=3&cursor={cursor}")).await.expect(200).json();
    assert_eq!(second["entries"].as_array().unwrap().len(), 2);
    assert!(second["next_cursor"].is_null());
    let wrong = browser.get(&format!("/v1/students/{id}/history?limit=3&cursor=x&page=2")).await.expect(422).json();
    assert_eq!(wrong["errors"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_history_is_for_lea_coordinators_of_that_student() {
    let world = World::start().await;
    let own = a_student("9000000001").save(&world).await;
    let foreign = a_student("9000000006").at(GROVE).save(&world).await;
    let absent = world.student_key().id("9999999999".parse().unwrap());
    let mut lea = signed_in(&world, Person::coordinator()).await;
    let at_foreign = lea.get(&format!("/v1/students/{foreign}/history")).await.expect(404);
    let at_absent = lea.get(&format!("/v1/students/{absent}/history")).await.expect(404);
    assert_eq!(at_foreign.without_request_id(), at_absent.without_request_id());
    let mut site =
        signed_in(&world, Person::named("s@poppy.test").with(Role::SiteCaasppCoordinator, at_school(CEDAR))).await;
    let _ = site.get(&format!("/v1/students/{own}/history")).await.expect(403);
    let mut elpac =
        signed_in(&world, Person::named("e@poppy.test").with(Role::LeaElpacCoordinator, at_lea(POPPY))).await;
    let _ = elpac.get(&format!("/v1/students/{own}/history")).await.expect(200);
    let _ = workflows::browser(&world).get(&format!("/v1/students/{own}/history")).await.expect(401);
}

#[tokio::test]
async fn rows_too_long_for_one_call_hide_none_of_the_others() {
    let world = World::start().await;
    let id = a_student("9000000001").save(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let _ = browser.get(&format!("/v1/students/{id}")).await.expect(200);
    for number in 1..=6_u8 {
        let at = world.now() + jiff::SignedDuration::from_secs(i64::from(number));
        let request = RequestId::from_bytes([number; 16]);
        let criteria = json!({"first_name": "x".repeat(300_000)});
        let row =
            json!({"at": at, "by": {"kind": "nobody"}, "action": "searched", "criteria": criteria, "request": request});
        let item = store::item(&Partition::Student(id), &Sort::Entry(at, request), &row).unwrap();
        world.put(Table::Audit, item).await;
    }
    let mut actions = Vec::new();
    let mut path = format!("/v1/students/{id}/history");
    while actions.len() < 7 {
        let page = browser.get(&path).await.expect(200).json();
        actions.extend(
            page["entries"].as_array().unwrap().iter().map(|entry| entry["action"].as_str().unwrap().to_owned()),
        );
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/v1/students/{id}/history?cursor={cursor}");
    }
    actions.retain(|action| action != "history-viewed");
    assert_eq!(actions.last().map(String::as_str), Some("viewed"), "the oldest row is reached: {actions:?}");
}
