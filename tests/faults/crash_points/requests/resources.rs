//! The status of the systems, and what coordinators look up.

use domain::access::Role;
use serde_json::json;
use testkit::{Person, at_state};

use super::{Journey, Step};

pub(super) const PASSES: (&str, &[&str]) = (
    "resources",
    &[
        "change-status-notice",
        "close-status-notice",
        "find-answers",
        "find-second-scoring",
        "list-letter-templates",
        "post-status-notice",
        "read-contacts",
        "read-letter-template",
        "read-status",
    ],
);

#[tokio::test]
async fn whatever_becomes_of_any_one_call_the_status_is_told() {
    let mut journey = Journey::begin().await;
    let mut editor = journey.signed_in(Person::named("editor@cde.test").with(Role::BulletinEditor, at_state())).await;
    let notice = |effect: &str| json!({"kind": "known-issue", "systems": ["cers"], "from": "2026-11-22T12:00", "effect": effect});
    let post = Step::post("post-status-notice", "/v1/status/notices", notice("Rosters are late.")).under_a_key();
    let posted = journey.take(&mut editor, post).await.json();
    let path = format!("/v1/status/notices/{}", posted["id"].as_str().unwrap());
    let change = Step::put("change-status-notice", path.as_str(), notice("Rosters are a day late.")).about("1");
    let _ = journey.take(&mut editor, change).await;
    for (operation, path) in [
        ("read-status", "/v1/status"),
        ("find-answers", "/v1/answers"),
        ("find-second-scoring", "/v1/second-scoring?query=cedar"),
        ("read-contacts", "/v1/contacts"),
        ("list-letter-templates", "/v1/letter-templates"),
        ("read-letter-template", "/v1/letter-templates/caaspp-notice.docx?year=2026-27&lea=Poppy"),
    ] {
        let _ = journey.take(&mut editor, Step::get(operation, path)).await;
    }
    let close = Step::post("close-status-notice", format!("{path}/closure"), json!({})).about("2");
    let _ = journey.take(&mut editor, close).await;
    journey.end(PASSES);
}
