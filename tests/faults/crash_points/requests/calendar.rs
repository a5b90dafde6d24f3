//! The calendar, and who registers for what is in it.

use domain::access::Role;
use serde_json::json;
use testkit::places::POPPY;
use testkit::{Person, at_lea, at_state};

use super::{Journey, Step};

pub(super) const PASSES: (&str, &[&str]) = (
    "calendar",
    &[
        "change-event",
        "end-registration",
        "enter-event",
        "export-registrations",
        "list-own-registrations",
        "list-registrations",
        "read-calendar",
        "read-calendar-event",
        "read-calendar-file",
        "read-entered-event",
        "read-event-file",
        "register-for-training",
        "withdraw-event",
    ],
);

#[tokio::test]
async fn whatever_becomes_of_any_one_call_a_training_is_entered_and_registered_for() {
    let mut journey = Journey::begin().await;
    let mut editor = journey.signed_in(Person::named("editor@cde.test").with(Role::BulletinEditor, at_state())).await;
    let ana = Person::named("ana@poppy.test").with(Role::LeaCaasppCoordinator, at_lea(POPPY));
    let mut ana = journey.signed_in(ana).await;
    let training = |starts: &str| {
        json!({
            "title": "Meeting of coordinators",
            "training": {
                "host": "CDE", "audience": "LEA coordinators", "starts": starts, "ends": "2026-12-09T11:00",
                "place": "Online", "registration": "own", "capacity": 2,
            },
        })
    };
    let enter = Step::post("enter-event", "/v1/calendar", training("2026-12-09T09:00")).under_a_key();
    let entered = journey.take(&mut editor, enter).await.json();
    let id = entered["id"].as_str().unwrap();
    let path = format!("/v1/calendar/{id}");
    let registration = format!("{path}/registration");
    let register = Step::new("register-for-training", axum::http::Method::PUT, registration.as_str());
    let _ = journey.take(&mut ana, register).await;
    let _ = journey.take(&mut ana, Step::get("list-own-registrations", "/v1/training-registrations")).await;
    let entry = format!("{path}/entry");
    for (operation, path) in [
        ("read-entered-event", entry.clone()),
        ("list-registrations", format!("{path}/registrations")),
        ("export-registrations", format!("{path}/registrations.csv")),
        ("read-calendar", "/v1/calendar".to_owned()),
        ("read-calendar-event", path.clone()),
        ("read-calendar-file", "/v1/calendar.ics".to_owned()),
        ("read-event-file", format!("{path}/event.ics")),
    ] {
        let _ = journey.take(&mut editor, Step::get(operation, path)).await;
    }
    let etag = async |editor: &mut testkit::Browser| {
        editor.get(&entry).await.expect(200).header("etag").unwrap().trim_matches('"').to_owned()
    };
    let version = etag(&mut editor).await;
    let change = Step::put("change-event", path.as_str(), training("2026-12-09T09:30")).about(&version);
    let _ = journey.take(&mut editor, change).await;
    let _ = journey.take(&mut ana, Step::delete("end-registration", registration)).await;
    let version = etag(&mut editor).await;
    let _ = journey.take(&mut editor, Step::delete("withdraw-event", path).about(&version)).await;
    journey.end(PASSES);
}
