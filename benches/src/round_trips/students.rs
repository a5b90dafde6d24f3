use axum::http::Method;
use serde_json::json;
use testkit::places::CEDAR;

use super::{Journey, Step};

pub(super) async fn students(journey: &mut Journey, id: &str) {
    for (how, body) in [
        ("by SSID", json!({"ssid": "9000000001"})),
        ("by last name and grade", json!({"last_name": "gar", "grade": "11"})),
        ("of a school", json!({"organization": CEDAR})),
        ("by last and first name", json!({"last_name": "garcia", "first_name": "a"})),
    ] {
        let _ = journey.take(Step::post("find-students", "/v1/students/search", body).how(how)).await;
    }
    let page = format!("/v1/students/{id}");
    let read = journey.take(Step::get("read-student", &page)).await;
    let etag = read.header("etag").expect("a record has an ETag");
    let path = format!("{page}/test-assignments");
    let day = journey.world.clock().today();
    let body = json!({"changes": [{"program": "sb-ela", "condition_code": "PGE", "request_received_on": day}]});
    let save = Step::new("save-test-assignments", Method::PATCH, &path);
    let headers = [("if-match", etag), ("idempotency-key", "first")];
    let _ = journey.take(Step { headers: &headers, body: Some(body), ..save }).await;
    let history = format!("{page}/history");
    let _ = journey.take(Step::get("read-student-history", &history)).await;
}
