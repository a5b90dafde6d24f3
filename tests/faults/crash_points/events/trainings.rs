use axum::http::Method;
use domain::access::Role;
use edge::Entropy;
use jiff::SignedDuration;
use remind_trainings::{Deps, Tick};
use serde_json::json;
use testkit::places::POPPY;
use testkit::{Browser, Person, World, at_lea, at_state};

use super::{end, settings};
use crate::crash_points::ground::Ground;
use crate::crash_points::points::Findings;

pub(super) const FUNCTION: &str = "remind-trainings";

async fn signed_in(world: &World, mut person: Person) -> Browser {
    person.save(world).await;
    let mut browser = workflows::browser(world);
    let body = json!({"username": person.username, "password": Person::PASSWORD});
    let _ = browser.post("/v1/session", body).await.expect(200);
    browser
}

/// A training of which two who registered are to be reminded, and one that was withdrawn, of which they are to be told.
async fn two_notices_are_due(world: &World) {
    let mut editor = signed_in(world, Person::named("editor@cde.test").with(Role::BulletinEditor, at_state())).await;
    let mut events = Vec::new();
    for key in ["held", "withdrawn"] {
        let training = json!({
            "title": "Meeting of coordinators",
            "training": {
                "host": "CDE", "audience": "LEA coordinators", "starts": "2026-12-09T09:30",
                "ends": "2026-12-09T11:00", "place": "Online", "registration": "own", "capacity": 5,
            },
        });
        let key = [("idempotency-key", key)];
        let entered = editor.send(Method::POST, "/v1/calendar", &key, Some(&training)).await.expect(201).json();
        events.push(format!("/v1/calendar/{}", entered["id"].as_str().unwrap()));
    }
    for name in ["ana", "ben"] {
        let person = Person::named(&format!("{name}@poppy.test")).with(Role::LeaCaasppCoordinator, at_lea(POPPY));
        let mut browser = signed_in(world, person).await;
        for event in &events {
            let path = format!("{event}/registration");
            let _ = browser.send(Method::PUT, &path, &[], None).await.expect(200);
        }
    }
    let _ = editor.send(Method::DELETE, &events[1], &[("if-match", "\"1\"")], None).await.expect(200);
    // From noon on 22 November to 8 a.m. on 8 December.
    world.pass(SignedDuration::from_hours(380));
}

#[tokio::test]
async fn whatever_becomes_of_any_one_call_each_who_registered_is_told_once() {
    let ground = Ground::new().await;
    two_notices_are_due(&ground.world).await;
    let deliver = async || {
        let world = &ground.world;
        let deps = Deps::new(&settings(world), &world.dynamo, world.clock(), Entropy::system()).unwrap();
        end(deps.handle(Tick {}).await)
    };
    let mut findings = Findings::default();
    findings.examine(&ground, FUNCTION, deliver).await;
    findings.assert_nothing(FUNCTION);
}
