use axum::http::Method;
use domain::access::Role;
use domain::compliance::{DocumentState, ProgramInstrument};
use jiff::ToSpan as _;
use jiff::civil::date;
use serde_json::json;
use testkit::places::POPPY;
use testkit::{Person, a_review, at_lea, at_state};

use super::{Journey, KEY, Step, at_work};

pub(super) async fn reviews(journey: &mut Journey) {
    let cde = at_work(&journey.world, "cde@cde.test", Role::ComplianceAdministrator, at_state()).await;
    let lea = at_work(&journey.world, "lea@poppy.test", Role::LeaReviewCoordinator, at_lea(POPPY)).await;
    let mut contributor = Person::named("c@poppy.test").with(Role::LeaComplianceContributor, at_lea(POPPY));
    let contributor = contributor.save(&journey.world).await.id.to_string();
    let own = std::mem::replace(&mut journey.browser, cde.clone());
    let today = journey.world.clock().today();
    let new = json!({
        "organization": POPPY, "instruments": ["english-learner"], "mode": "online", "first_day": today, "last_day": today,
        "open": true,
    });
    let step = Step::post("make-review", "/v1/compliance/reviews", new);
    let made = journey.take(Step { headers: KEY, ..step }).await.json();
    let review = format!("/v1/compliance/reviews/{}", made["id"].as_str().expect("a review has an id"));
    let one: &[(&str, &str)] = &[("if-match", "\"1\"")];
    let change = Step::new("change-review", Method::PATCH, &review);
    let _ = journey.take(Step { headers: one, body: Some(json!({"mode": "on-site"})), ..change }).await;
    let path = format!("{review}/items");
    let items = json!({
        "instrument": "english-learner",
        "items": [{"number": "I-EL 01", "kind": "core", "citation": "20 U.S.C. 6312", "text": "Letters."}],
    });
    let add = Step::post("add-review-items", &path, items);
    let page = journey.take(Step { headers: KEY, ..add }).await.json();
    let item = page["items"][0]["id"].as_str().expect("an item has an id").to_owned();
    let path = format!("/v1/compliance/items/{item}/evidence-requests");
    let ask = Step::post("request-evidence", &path, json!({"text": "The letters", "due": today}));
    let page = journey.take(Step { headers: KEY, ..ask }).await.json();
    let path = page["evidence_requests"][0]["id"].as_str().expect("a request has an id");
    let path = format!("/v1/compliance/evidence-requests/{path}");
    let change = Step::new("change-evidence-request", Method::PATCH, &path);
    let _ = journey.take(Step { headers: one, body: Some(json!({"text": "All letters"})), ..change }).await;
    let path = format!("{review}/comments");
    let comment = Step::post("write-comment", &path, json!({"target": {"item": item}, "text": "Which?"}));
    let _ = journey.take(Step { headers: KEY, ..comment }).await;
    for (operation, path) in [
        ("read-programs", "/v1/compliance/programs"),
        ("read-reviews", "/v1/compliance/reviews"),
        ("read-review", &review),
        ("read-comments", &format!("{path}?item={item}")),
    ] {
        let _ = journey.take(Step::get(operation, path)).await;
    }
    let contact = Step::new("change-program-contact", Method::PATCH, "/v1/compliance/programs/charter-schools");
    let zero: &[(&str, &str)] = &[("if-match", "\"0\"")];
    let body = Some(json!({"telephone": "916-555-0100"}));
    let _ = journey.take(Step { headers: zero, body, ..contact }).await;
    let path = format!("{review}/findings");
    let body = json!({"notified_on": today, "findings": [{"item": item, "text": "None were sent."}]});
    let page = journey.take(Step { headers: KEY, ..Step::post("issue-findings", &path, body) }).await.json();
    let finding = page["findings"][0]["id"].as_str().expect("a finding has an id");
    let finding = |rest: &str| format!("/v1/compliance/findings/{finding}/{rest}");
    let until = today.saturating_add(60.days());
    let agreement = json!({"until": until, "actions": "Letters.", "justification": "Printer."});
    for (operation, by, rest, version, body) in [
        ("request-resolution-agreement", &lea, "resolution-agreements", "\"1\"", agreement),
        (
            "decide-resolution-agreement",
            &cde,
            "resolution-agreements/decision",
            "\"2\"",
            json!({"decision": "approved"}),
        ),
        ("submit-resolution", &lea, "resolutions", "\"3\"", json!({"text": "Letters were sent."})),
        ("resolve-finding", &cde, "resolutions/decision", "\"4\"", json!({"decision": "resolved"})),
    ] {
        journey.browser = by.clone();
        let (path, headers) = (finding(rest), [("if-match", version)]);
        let _ = journey.take(Step { headers: &headers, ..Step::post(operation, &path, body) }).await;
    }
    journey.browser = lea;
    let path = format!("{review}/contributors");
    let assign = Step::new("assign-contributors", Method::PATCH, &path);
    let body = Some(json!({"add": [contributor]}));
    let _ = journey.take(Step { headers: &[("if-match", "\"4\"")], body, ..assign }).await;
    journey.browser = own;
}

/// A document of a review, and what is read of all reviews of an LEA.
pub(super) async fn documents_and_reports(journey: &mut Journey) {
    let browser = at_work(&journey.world, "reader@poppy.test", Role::LeaReviewCoordinator, at_lea(POPPY)).await;
    let own = journey.hand_to(browser);
    let review = a_review(9).with_item(ProgramInstrument::EnglishLearner).with_request(date(2026, 12, 1));
    let review = review.with_document(DocumentState::Clean);
    let _ = review.save(&journey.world).await;
    let path = format!("/v1/compliance/reviews/{}", review.id());
    for (operation, path) in [
        ("read-review-history", format!("{path}/history")),
        ("read-review-calendar", format!("{path}/calendar")),
        ("read-document", format!("/v1/compliance/documents/{}", review.document(1))),
        ("report-open-work", "/v1/compliance/reports/open-work".to_owned()),
        ("report-submissions", "/v1/compliance/reports/submissions".to_owned()),
    ] {
        let _ = journey.take(Step::get(operation, &path)).await;
    }
    let file = json!({
        "target": {"evidence_request": review.request(1)}, "file_name": "Minutes.pdf", "content_type": "application/pdf",
        "size": 9, "sha256": "ab".repeat(32),
    });
    let ticket = Step::post("request-document-upload", "/v1/compliance/document-uploads", file);
    let _ = journey.take(ticket.with(KEY)).await;
    journey.hand_to(own);
}
