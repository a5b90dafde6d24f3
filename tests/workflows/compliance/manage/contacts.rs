use axum::http::Method;
use serde_json::json;
use store::Table;
use testkit::World;

use super::{about, administrator, coordinator, monitor, pointers};
use crate::people::signed_in;

const PATH: &str = "/v1/compliance/programs/charter-schools";

#[tokio::test]
async fn the_compliance_administrator_changes_whom_an_lea_asks_and_it_is_recorded() {
    let world = World::start().await;
    let mut browser = signed_in(&world, administrator()).await;
    let answer = about(&mut browser, Method::PATCH, PATH, 0, json!({"telephone": "916-555-0100"})).await.expect(200);
    assert_eq!(world.calls.levels(), 2);
    assert_eq!(answer.header("etag"), Some("\"1\""));
    let program = answer.json();
    assert_eq!((&program["program"], &program["version"]), (&json!("charter-schools"), &json!(1)));
    assert_eq!(
        (&program["office"], &program["telephone"]),
        (&json!("Charter Schools Division"), &json!("916-555-0100"))
    );
    let same = about(&mut browser, Method::PATCH, PATH, 1, json!({"telephone": "916-555-0100"})).await.expect(200);
    assert_eq!(same.text, answer.text);
    let office = json!({"office": " Charter Schools Office "});
    let program = about(&mut browser, Method::PATCH, PATH, 1, office).await.expect(200).json();
    assert_eq!((&program["office"], &program["version"]), (&json!("Charter Schools Office"), &json!(2)));
    let mut rows = world.items(Table::Audit).await;
    rows.retain(|row| row["action"] == "program-contact-changed");
    assert_eq!((rows.len(), &rows[0]["pk"]), (2, &json!("PROGRAM#charter-schools")));
    assert_eq!(rows[0]["allowed_by"], "change-program-contacts");
}

#[tokio::test]
async fn a_stale_change_of_a_contact_is_refused_with_the_current_state() {
    let world = World::start().await;
    let mut browser = signed_in(&world, administrator()).await;
    let _ = about(&mut browser, Method::PATCH, PATH, 0, json!({"telephone": "916-555-0100"})).await.expect(200);
    let stale = about(&mut browser, Method::PATCH, PATH, 0, json!({"office": "X"})).await.expect(412).json();
    assert_eq!((&stale["type"], &stale["etag"]), (&json!("/problems/programs.stale"), &json!("\"1\"")));
    assert_eq!(stale["current"]["telephone"], "916-555-0100");
    let without = browser.send(Method::PATCH, PATH, &[], Some(&json!({"office": "X"}))).await;
    assert_eq!(without.status, 428);
    for (body, pointer) in [
        (json!({}), ""),
        (json!({"office": " "}), "/office"),
        (json!({"office": "x".repeat(101)}), "/office"),
        (json!({"telephone": "call me"}), "/telephone"),
        (json!({"person": "Dana"}), "/person"),
    ] {
        let answer = about(&mut browser, Method::PATCH, PATH, 1, body.clone()).await.expect(422).json();
        assert_eq!(pointers(&answer), [pointer], "{body}");
    }
    let path = "/v1/compliance/programs/chess";
    assert_eq!(about(&mut browser, Method::PATCH, path, 0, json!({"office": "X"})).await.status, 404);
}

#[tokio::test]
async fn nobody_else_changes_a_contact() {
    let world = World::start().await;
    let body = json!({"office": "X"});
    let mut stranger = workflows::browser(&world);
    assert_eq!(about(&mut stranger, Method::PATCH, PATH, 0, body.clone()).await.status, 401);
    for person in super::strangers().into_iter().chain([monitor(), coordinator()]) {
        let mut browser = signed_in(&world, person).await;
        assert_eq!(about(&mut browser, Method::PATCH, PATH, 0, body.clone()).await.status, 403);
    }
    assert!(world.items(Table::Compliance).await.is_empty());
}
