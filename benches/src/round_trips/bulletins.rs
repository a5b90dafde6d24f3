use axum::http::Method;
use domain::access::Role;
use serde_json::{Value, json};
use testkit::at_state;
use testkit::places::POPPY;

use super::{Journey, KEY, Step, at_work};

fn one(document: &Value) -> String {
    document["id"].as_str().expect("it has an id").to_owned()
}

pub(super) async fn bulletins(journey: &mut Journey) {
    let editor = at_work(&journey.world, "editor@cde.test", Role::BulletinEditor, at_state()).await;
    let own = journey.hand_to(editor);
    let new = json!({
        "headline": "CAASPP Communication: November 2026", "dated": "2026-11-23",
        "audience": {"roles": ["lea-caaspp-coordinator"], "program": "caaspp"},
        "sections": [{"kind": "notice", "text": "Results are *public*: see [Students](/students)."}],
    });
    let _ = journey.take(Step::post("preview-bulletin", "/v1/bulletin-previews", new.clone())).await;
    let bulletin = one(&journey.take(Step::post("draft-bulletin", "/v1/bulletins", new).with(KEY)).await.json());
    let draft = format!("/v1/bulletin-drafts/{bulletin}");
    let public = format!("/v1/bulletins/{bulletin}");
    let publication = format!("{public}/publication");
    let change =
        Step { body: Some(json!({"headline": "Changed"})), ..Step::new("change-bulletin", Method::PATCH, &public) };
    let _ = journey.take(change.with(&[("if-match", "\"1\"")])).await;
    let _ = journey.take(Step::get("list-bulletin-drafts", "/v1/bulletin-drafts")).await;
    let _ = journey.take(Step::get("read-bulletin-draft", &draft)).await;
    let _ = journey.take(Step::get("read-bulletin-versions", &format!("{draft}/versions"))).await;
    let later = Step::post("publish-bulletin", &publication, json!({"at": "2026-11-23T08:00"})).how("at a time");
    let _ = journey.take(later.with(&[("if-match", "\"2\"")])).await;
    let off = Step::new("unschedule-bulletin", Method::DELETE, &publication);
    let _ = journey.take(off.with(&[("if-match", "\"3\"")])).await;
    let now = Step::post("publish-bulletin", &publication, json!({})).how("now");
    let _ = journey.take(now.with(&[("if-match", "\"4\"")])).await;
    let correction = json!({
        "note": "The day was wrong.", "mail": true, "sections": [{"kind": "notice", "text": "On December 1."}],
    });
    let corrections = format!("{public}/corrections");
    let correct = Step::post("correct-bulletin", &corrections, correction);
    let _ = journey.take(correct.with(&[("if-match", "\"5\"")])).await;
    let _ = journey.take(Step::get("read-deliveries", &format!("{public}/deliveries"))).await;
    for (operation, path) in [
        ("read-bulletins", "/v1/bulletins"),
        ("read-bulletin", &public),
        ("read-atom-feed", "/v1/bulletins.atom"),
        ("read-json-feed", "/v1/bulletins.json"),
        ("show-archive", "/bulletins"),
        ("show-bulletin", &format!("/bulletins/{bulletin}")),
    ] {
        let _ = journey.take(Step::get(operation, path)).await;
    }
    journey.hand_to(own);
}

pub(super) async fn status(journey: &mut Journey) {
    let editor = at_work(&journey.world, "status@cde.test", Role::BulletinEditor, at_state()).await;
    let own = journey.hand_to(editor);
    let issue = json!({
        "kind": "known-issue", "systems": ["cers"], "from": "2026-11-22T12:00", "effect": "Rosters may appear tomorrow.",
    });
    let post = Step::post("post-status-notice", "/v1/status/notices", issue.clone());
    let path = format!("/v1/status/notices/{}", one(&journey.take(post.with(KEY)).await.json()));
    let mut changed = issue;
    changed["effect"] = json!("Rosters appear within two days.");
    let change = Step { body: Some(changed), ..Step::new("change-status-notice", Method::PUT, &path) };
    let _ = journey.take(change.with(&[("if-match", "\"1\"")])).await;
    let _ = journey.take(Step::get("read-status", "/v1/status")).await;
    let closure = format!("{path}/closure");
    let close = Step::post("close-status-notice", &closure, json!({}));
    let _ = journey.take(close.with(&[("if-match", "\"2\"")])).await;
    journey.hand_to(own);
}

pub(super) async fn notifications(journey: &mut Journey) {
    let new = json!({
        "subject": "Training of test administrators", "text": "On Tuesday at 3 p.m.", "organization": POPPY,
        "starts": "2026-11-22", "ends": "2026-11-23", "mail": true,
    });
    let post = Step::post("post-notification", "/v1/notifications", new.clone());
    let path = format!("/v1/notifications/{}", one(&journey.take(post.with(KEY)).await.json()));
    let mut changed = new;
    changed["text"] = json!("On Thursday.");
    let change = Step { body: Some(changed), ..Step::new("change-notification", Method::PUT, &path) };
    let _ = journey.take(change.with(&[("if-match", "\"1\"")])).await;
    let _ = journey.take(Step::get("read-notifications", "/v1/notifications")).await;
    let _ = journey.take(Step::get("list-posted-notifications", "/v1/posted-notifications")).await;
    let withdraw = Step::new("withdraw-notification", Method::DELETE, &path);
    let _ = journey.take(withdraw.with(&[("if-match", "\"2\"")])).await;
}
