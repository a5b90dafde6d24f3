use axum::http::Method;
use domain::access::Role;
use domain::directory::OrganizationKind;
use edge::Entropy;
use jiff::SignedDuration;
use publish_due_bulletins::{Deps, Tick};
use serde_json::json;
use testkit::places::POPPY;
use testkit::{Browser, Person, World, at_state, save_organization};

use super::{end, settings};
use crate::crash_points::ground::Ground;
use crate::crash_points::points::Findings;

pub(super) const FUNCTION: &str = "publish-due-bulletins";

async fn signed_in(world: &World, mut person: Person) -> Browser {
    person.save(world).await;
    let mut browser = workflows::browser(world);
    let body = json!({"username": person.username, "password": Person::PASSWORD});
    let _ = browser.post("/v1/session", body).await.expect(200);
    browser
}

/// A bulletin and a notification, both for tomorrow; and tomorrow comes.
async fn two_are_due(world: &World) {
    save_organization(world, POPPY, OrganizationKind::District).await;
    let key = [("idempotency-key", "one")];
    let mut editor = signed_in(world, Person::named("editor@cde.test").with(Role::BulletinEditor, at_state())).await;
    let bulletin = json!({
        "headline": "CAASPP Communication", "dated": "2026-11-23", "audience": {"roles": ["lea-caaspp-coordinator"]},
        "sections": [{"kind": "reminders", "text": "Order paper tests early."}],
    });
    let drafted = editor.send(Method::POST, "/v1/bulletins", &key, Some(&bulletin)).await.expect(201).json();
    let path = format!("/v1/bulletins/{}/publication", drafted["id"].as_str().unwrap());
    let later = json!({"at": "2026-11-23T10:00"});
    let _ = editor.send(Method::POST, &path, &[("if-match", "\"1\"")], Some(&later)).await.expect(200);
    let notification = json!({
        "subject": "Training", "text": "It is on Tuesday.", "organization": POPPY, "mail": true,
        "starts": "2026-11-23", "ends": "2026-11-24",
    });
    let mut coordinator = signed_in(world, Person::coordinator()).await;
    let _ = coordinator.send(Method::POST, "/v1/notifications", &key, Some(&notification)).await.expect(201);
    world.pass(SignedDuration::from_hours(24));
}

#[tokio::test]
async fn whatever_becomes_of_any_one_call_what_is_due_is_published_and_mailed_once() {
    let ground = Ground::new().await;
    two_are_due(&ground.world).await;
    let deliver = async || {
        let world = &ground.world;
        let deps = Deps::new(&settings(world), &world.dynamo, world.clock(), Entropy::system()).unwrap();
        end(deps.handle(Tick {}).await)
    };
    let mut findings = Findings::default();
    findings.examine(&ground, FUNCTION, deliver).await;
    findings.assert_nothing(FUNCTION);
}
