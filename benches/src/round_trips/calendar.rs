use axum::http::Method;
use domain::access::Role;
use serde_json::json;
use testkit::at_state;

use super::{Journey, KEY, Step, at_work};

pub(super) async fn calendar(journey: &mut Journey) {
    let editor = at_work(&journey.world, "calendar@cde.test", Role::BulletinEditor, at_state()).await;
    let coordinator = journey.hand_to(editor.clone());
    let meeting = |capacity: u8| {
        json!({
            "title": "Meeting of coordinators",
            "training": {
                "host": "California Department of Education", "audience": "Coordinators",
                "starts": "2026-12-09T09:30", "ends": "2026-12-09T11:00", "place": "Online",
                "join_address": "https://meet.example.org/one", "registration": "own", "capacity": capacity,
            },
        })
    };
    let entered = journey.take(Step::post("enter-event", "/v1/calendar", meeting(2)).with(KEY)).await.json();
    let event = format!("/v1/calendar/{}", entered["id"].as_str().expect("an event has an id"));
    let change = Step { body: Some(meeting(3)), ..Step::new("change-event", Method::PUT, &event) };
    let _ = journey.take(change.with(&[("if-match", "\"1\"")])).await;
    journey.hand_to(coordinator.clone());
    let registration = format!("{event}/registration");
    let _ = journey.take(Step::new("register-for-training", Method::PUT, &registration)).await;
    let _ = journey.take(Step::get("list-own-registrations", "/v1/training-registrations")).await;
    for (operation, path) in [
        ("read-calendar", "/v1/calendar"),
        ("read-calendar-file", "/v1/calendar.ics"),
        ("read-calendar-event", &event),
        ("read-event-file", &format!("{event}/event.ics")),
    ] {
        let _ = journey.take(Step::get(operation, path)).await;
    }
    journey.hand_to(editor.clone());
    for (operation, path) in [
        ("read-entered-event", format!("{event}/entry")),
        ("list-registrations", format!("{event}/registrations")),
        ("export-registrations", format!("{event}/registrations.csv")),
    ] {
        let _ = journey.take(Step::get(operation, &path)).await;
    }
    journey.hand_to(coordinator.clone());
    let _ = journey.take(Step::new("end-registration", Method::DELETE, &registration)).await;
    journey.hand_to(editor);
    let entered = journey.browser.get(&format!("{event}/entry")).await.expect(200);
    let etag = entered.header("etag").expect("an event has an ETag").to_owned();
    let withdraw = Step::new("withdraw-event", Method::DELETE, &event);
    let _ = journey.take(withdraw.with(&[("if-match", &etag)])).await;
    journey.hand_to(coordinator);
}
