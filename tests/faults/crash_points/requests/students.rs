//! Students.

use domain::directory::OrganizationKind;
use serde_json::json;
use testkit::places::{DUNE, POPPY};
use testkit::{Person, a_student, save_organization};

use super::{Journey, Step};

pub(super) const PASSES: (&str, &[&str]) =
    ("students", &["find-students", "read-student", "read-student-history", "save-test-assignments"]);

#[tokio::test]
async fn whatever_becomes_of_any_one_call_condition_codes_are_saved() {
    let mut journey = Journey::begin().await;
    save_organization(&journey.ground.world, POPPY, OrganizationKind::District).await;
    save_organization(&journey.ground.world, DUNE, OrganizationKind::School).await;
    let id = a_student("9000000001").save(&journey.ground.world).await;
    let mut browser = journey.signed_in(Person::coordinator()).await;
    for (how, body) in [
        ("by SSID", json!({"ssid": "9000000001"})),
        ("by name", json!({"organization": DUNE, "last_name": "a", "first_name": "b"})),
        ("all", json!({})),
    ] {
        let find = Step::post("find-students", "/v1/students/search", body).how(how);
        let _ = journey.take(&mut browser, find).await;
    }
    let page = format!("/v1/students/{id}");
    let read = journey.take(&mut browser, Step::get("read-student", page.as_str())).await;
    let etag = read.header("etag").unwrap().trim_matches('"').to_owned();
    let changes = json!([
        {"program": "sb-ela", "condition_code": "PGE", "request_received_on": "2026-11-20"},
        {"program": "sb-math", "condition_code": "NTE"},
    ]);
    let path = format!("{page}/test-assignments");
    let save = Step::patch("save-test-assignments", path, json!({"changes": changes})).about(&etag).under_a_key();
    let _ = journey.take(&mut browser, save).await;
    let _ = journey.take(&mut browser, Step::get("read-student-history", format!("{page}/history"))).await;
    journey.end(PASSES);
}
