//! What the roles of the calendar's functions grant is what the functions use: no more, no less.

use std::collections::BTreeSet;

use serde_json::json;
use store::Grant;

use super::*;

/// What `function` does for whoever has this cookie, request by request.
async fn used(
    world: &World,
    function: &str,
    cookie: Option<&String>,
    requests: &[(Method, String, Value)],
) -> BTreeSet<Grant> {
    let function = workflows::FUNCTIONS.iter().find(|one| one.name == function).unwrap();
    let mut browser = Browser::at(edge::app(function.router(world).into(), edge::Entropy::system()));
    browser.cookie = cookie.cloned();
    let _ = world.calls.take();
    for (method, path, body) in requests {
        let headers = [("if-match", "\"1\""), ("idempotency-key", "grants")];
        let answer = browser.send(method.clone(), path, &headers, (!body.is_null()).then_some(body)).await;
        assert!(answer.status.is_success(), "{method} {path}: {}", answer.text);
    }
    world.calls.take().into_iter().flat_map(|call| call.used).collect()
}

fn granted(function: &str) -> BTreeSet<Grant> {
    let function = workflows::FUNCTIONS.iter().find(|one| one.name == function).unwrap();
    function.granted().into_iter().collect()
}

#[tokio::test]
async fn each_function_of_the_calendar_uses_exactly_the_actions_its_role_grants() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = enter(&mut editor, meeting()).await;
    let ana = coordinator(&world, "Ana").await;
    let get = |path: &str| (Method::GET, path.to_owned(), Value::Null);
    let mut later = meeting();
    later["training"]["starts"] = json!("2026-12-10T09:30");
    later["training"]["ends"] = json!("2026-12-10T10:30");
    let requests = [get("/v1/calendar"), get("/v1/calendar.ics"), get(&format!("/v1/calendar/{id}"))];
    assert_eq!(used(&world, "read-calendar", None, &requests).await, granted("read-calendar"));
    let registration = format!("/v1/calendar/{id}/registration");
    let requests = [
        (Method::PUT, registration.clone(), Value::Null),
        get("/v1/training-registrations"),
        (Method::DELETE, registration, Value::Null),
    ];
    let by_ana = used(&world, "register-for-training", ana.cookie.as_ref(), &requests).await;
    assert_eq!(by_ana, granted("register-for-training"));
    let requests = [
        get(&format!("/v1/calendar/{id}/registrations")),
        (Method::PUT, format!("/v1/calendar/{id}"), later),
        (Method::POST, "/v1/calendar".to_owned(), opportunity()),
    ];
    let by_editor = used(&world, "manage-calendar", editor.cookie.as_ref(), &requests).await;
    assert_eq!(by_editor, granted("manage-calendar"));
}

#[tokio::test]
async fn the_job_uses_exactly_the_actions_its_role_grants() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = enter(&mut editor, meeting()).await;
    let _ = register(&mut coordinator(&world, "Ana").await, &id).await.expect(200);
    world.pass(jiff::SignedDuration::from_hours(380));
    let _ = world.calls.take();
    assert_eq!(run_job(&world).await, "notices=1 letters=1");
    let used: BTreeSet<Grant> = world.calls.take().into_iter().flat_map(|call| call.used).collect();
    assert_eq!(used, remind_trainings::Deps::GRANTS.concat().into_iter().collect());
}
