//! What the roles of the functions of bulletins grant is what the functions use: no more, no less.

use std::collections::BTreeSet;

use domain::accounts::LinkKey;
use domain::ids::UserId;
use jiff::SignedDuration;
use store::Grant;
use testkit::places::POPPY;
use testkit::secrets;

use super::*;
use crate::least_privilege::used;

fn granted(function: &str) -> BTreeSet<Grant> {
    let function = workflows::FUNCTIONS.iter().find(|one| one.name == function).unwrap();
    function.granted().into_iter().collect()
}

fn get(path: &str) -> (Method, String, Value) {
    (Method::GET, path.to_owned(), Value::Null)
}

#[tokio::test]
async fn each_function_of_bulletins_uses_exactly_the_actions_its_role_grants() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = draft(&mut editor).await;
    let draft = format!("/v1/bulletin-drafts/{id}");
    let requests = [
        get("/v1/bulletin-drafts"),
        get(&draft),
        (Method::POST, format!("/v1/bulletins/{id}/publication"), json!({})),
        get(&format!("{draft}/versions")),
        get(&format!("/v1/bulletins/{id}/deliveries")),
    ];
    let by_editor = used(&world, "publish-bulletin", &requests, editor.cookie.clone()).await;
    assert_eq!(by_editor, granted("publish-bulletin"));
    let requests =
        [get("/v1/bulletins"), get(&format!("/v1/bulletins/{id}")), get("/v1/bulletins.atom"), get("/v1/status")];
    assert_eq!(used(&world, "read-bulletins", &requests, None).await, granted("read-bulletins"));
}

#[tokio::test]
async fn posting_a_status_notice_uses_exactly_the_actions_its_role_grants() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let notice = || json!({"kind": "known-issue", "systems": ["cers"], "from": "2026-11-22T12:00", "effect": "Slow."});
    let first = [("idempotency-key", "first")];
    let posted = editor.send(Method::POST, "/v1/status/notices", &first, Some(&notice())).await.expect(201).json();
    let closure = format!("/v1/status/notices/{}/closure", posted["id"].as_str().unwrap());
    let requests = [(Method::POST, "/v1/status/notices".to_owned(), notice()), (Method::POST, closure, Value::Null)];
    let by_editor = used(&world, "post-status-notice", &requests, editor.cookie.clone()).await;
    assert_eq!(by_editor, granted("post-status-notice"));
}

#[tokio::test]
async fn ending_and_taking_up_bulletins_by_mail_uses_exactly_the_actions_its_role_grants() {
    let world = World::start().await;
    let token = LinkKey::new(secrets::LINK_KEY).unwrap().unsubscription(UserId::from_bytes([7; 16])).reveal();
    let path = format!("/v1/unsubscriptions/{token}");
    let requests = [(Method::POST, path.clone(), Value::Null), (Method::DELETE, path, Value::Null)];
    assert_eq!(used(&world, "end-subscription", &requests, None).await, granted("end-subscription"));
}

#[tokio::test]
async fn the_job_of_bulletins_uses_exactly_the_actions_its_role_grants() {
    let world = World::start().await;
    crate::directory::organizations::county(&world).await;
    let mut editor = editor(&world).await;
    let id = draft(&mut editor).await;
    let _ = publish(&mut editor, &id, "1", json!({"at": "2026-11-23T00:30"})).await.expect(200);
    let notification = json!({
        "subject": "Training", "text": "It is on Tuesday.", "organization": POPPY, "mail": true,
        "starts": "2026-11-23", "ends": "2026-11-24",
    });
    let mut coordinator = signed_in(&world, Person::coordinator()).await;
    let key = [("idempotency-key", "one")];
    let _ = coordinator.send(Method::POST, "/v1/notifications", &key, Some(&notification)).await.expect(201);
    world.pass(SignedDuration::from_hours(13));
    let _ = world.calls.take();
    assert_eq!(run_job(&world).await, "published=1 mailed=1 overtaken=0");
    let used: BTreeSet<Grant> = world.calls.take().into_iter().flat_map(|call| call.used).collect();
    assert_eq!(used, Deps::GRANTS.concat().into_iter().collect());
}
