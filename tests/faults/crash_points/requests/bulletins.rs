//! Bulletins, from the draft to the reader.

use domain::access::Role;
use serde_json::json;
use testkit::{Person, at_state};

use super::{Journey, Step};

pub(super) const PASSES: (&str, &[&str]) = (
    "bulletins",
    &[
        "change-bulletin",
        "correct-bulletin",
        "draft-bulletin",
        "list-bulletin-drafts",
        "preview-bulletin",
        "publish-bulletin",
        "read-atom-feed",
        "read-bulletin",
        "read-bulletin-draft",
        "read-bulletin-versions",
        "read-bulletins",
        "read-deliveries",
        "read-json-feed",
        "show-archive",
        "show-bulletin",
        "unschedule-bulletin",
    ],
);

#[tokio::test]
async fn whatever_becomes_of_any_one_call_a_bulletin_is_written_published_corrected_and_read() {
    let mut journey = Journey::begin().await;
    let mut editor = journey.signed_in(Person::named("editor@cde.test").with(Role::BulletinEditor, at_state())).await;
    let bulletin = json!({
        "headline": "CAASPP Communication: November 2026",
        "dated": "2026-11-23",
        "audience": {"roles": ["lea-caaspp-coordinator"], "program": "caaspp"},
        "sections": [{"kind": "reminders", "text": "Order paper tests early."}],
    });
    let preview = Step::post("preview-bulletin", "/v1/bulletin-previews", bulletin.clone());
    let _ = journey.take(&mut editor, preview).await;
    let draft = Step::post("draft-bulletin", "/v1/bulletins", bulletin).under_a_key();
    let drafted = journey.take(&mut editor, draft).await.json();
    let id = drafted["id"].as_str().unwrap();
    let (path, draft) = (format!("/v1/bulletins/{id}"), format!("/v1/bulletin-drafts/{id}"));
    let change = Step::patch("change-bulletin", path.as_str(), json!({"headline": "CAASPP Communication"})).about("1");
    let _ = journey.take(&mut editor, change).await;
    let _ = journey.take(&mut editor, Step::get("list-bulletin-drafts", "/v1/bulletin-drafts")).await;
    let _ = journey.take(&mut editor, Step::get("read-bulletin-draft", draft.as_str())).await;
    let publication = format!("{path}/publication");
    let publish = |how, body| Step::post("publish-bulletin", publication.as_str(), body).how(how);
    let later = publish("later", json!({"at": "2026-11-22T14:00"})).about("2");
    let _ = journey.take(&mut editor, later).await;
    let off = Step::delete("unschedule-bulletin", publication.as_str()).about("3");
    let _ = journey.take(&mut editor, off).await;
    let _ = journey.take(&mut editor, publish("now", json!({})).about("4")).await;
    let sections = json!([{"kind": "reminders", "text": "Order paper tests by December 1."}]);
    let body = json!({"note": "The day was missing.", "mail": true, "sections": sections});
    let correct = Step::post("correct-bulletin", format!("{path}/corrections"), body).about("5");
    let _ = journey.take(&mut editor, correct).await;
    for (operation, path) in [
        ("read-bulletin-versions", format!("{draft}/versions")),
        ("read-deliveries", format!("{path}/deliveries")),
        ("read-bulletins", "/v1/bulletins".to_owned()),
        ("read-bulletin", path),
        ("read-atom-feed", "/v1/bulletins.atom".to_owned()),
        ("read-json-feed", "/v1/bulletins.json".to_owned()),
        ("show-archive", "/bulletins".to_owned()),
        ("show-bulletin", format!("/bulletins/{id}")),
    ] {
        let _ = journey.take(&mut editor, Step::get(operation, path)).await;
    }
    journey.end(PASSES);
}
