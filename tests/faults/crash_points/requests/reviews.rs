//! Reviews, and what lies in them.

use domain::access::Role;
use domain::compliance::DocumentState;
use domain::compliance::ProgramInstrument::EnglishLearner;
use domain::directory::OrganizationKind;
use jiff::civil::date;
use serde_json::json;
use testkit::places::POPPY;
use testkit::{Person, a_review, at_lea, at_state, save_organization};

use super::{Journey, Step};

pub(super) const PASSES: (&str, &[&str]) = (
    "reviews",
    &[
        "add-review-items",
        "assign-contributors",
        "change-evidence-request",
        "change-program-contact",
        "change-review",
        "make-review",
        "read-comments",
        "read-document",
        "read-programs",
        "read-review",
        "read-review-calendar",
        "read-review-history",
        "read-reviews",
        "report-open-work",
        "report-submissions",
        "request-document-upload",
        "request-evidence",
        "write-comment",
    ],
);

#[tokio::test]
async fn whatever_becomes_of_any_one_call_a_review_is_made_and_worked_on() {
    let mut journey = Journey::begin().await;
    save_organization(&journey.ground.world, POPPY, OrganizationKind::District).await;
    let mut cde =
        journey.signed_in(Person::named("cde@cde.test").with(Role::ComplianceAdministrator, at_state())).await;
    let coordinator = Person::named("lea@poppy.test").with(Role::LeaReviewCoordinator, at_lea(POPPY));
    let mut lea = journey.signed_in(coordinator).await;
    let mut contributor = Person::named("c@poppy.test").with(Role::LeaComplianceContributor, at_lea(POPPY));
    contributor.save(&journey.ground.world).await;

    let new = json!({
        "organization": POPPY, "instruments": ["english-learner"], "mode": "online", "first_day": "2026-11-22",
        "last_day": "2026-11-22", "open": true,
    });
    let step = Step::post("make-review", "/v1/compliance/reviews", new).under_a_key();
    let made = journey.take(&mut cde, step).await.json();
    let review = format!("/v1/compliance/reviews/{}", made["id"].as_str().unwrap());
    let change = Step::patch("change-review", review.as_str(), json!({"mode": "on-site"})).about("1");
    let _ = journey.take(&mut cde, change).await;
    let item = |number| json!({"number": number, "kind": "core", "citation": "20 U.S.C. 6312", "text": "Letters."});
    let items = json!({"instrument": "english-learner", "items": [item("I-EL 01"), item("I-EL 02")]});
    let add = Step::post("add-review-items", format!("{review}/items"), items).under_a_key();
    let page = journey.take(&mut cde, add).await.json();
    let item = page["items"][0]["id"].as_str().unwrap();
    let path = format!("/v1/compliance/items/{item}/evidence-requests");
    let body = json!({"text": "The letters", "due": "2026-11-22"});
    let page = journey.take(&mut cde, Step::post("request-evidence", path, body).under_a_key()).await.json();
    let request = page["evidence_requests"][0]["id"].as_str().unwrap();
    let path = format!("/v1/compliance/evidence-requests/{request}");
    let change = Step::patch("change-evidence-request", path, json!({"text": "All letters"})).about("1");
    let _ = journey.take(&mut cde, change).await;
    let body = json!({"target": {"item": item}, "text": "Which?"});
    let comment = Step::post("write-comment", format!("{review}/comments"), body).under_a_key();
    let _ = journey.take(&mut cde, comment).await;
    let etag = lea.get(&review).await.expect(200).header("etag").unwrap().trim_matches('"').to_owned();
    let path = format!("{review}/contributors");
    let assign = Step::patch("assign-contributors", path, json!({"add": [contributor.id]})).about(&etag);
    let _ = journey.take(&mut lea, assign).await;
    let file = json!({
        "target": {"evidence_request": request}, "file_name": "Minutes.pdf", "content_type": "application/pdf",
        "size": 9, "sha256": "ab".repeat(32),
    });
    let upload = Step::post("request-document-upload", "/v1/compliance/document-uploads", file).under_a_key();
    let _ = journey.take(&mut lea, upload).await;
    let contact = Step::patch(
        "change-program-contact",
        "/v1/compliance/programs/charter-schools",
        json!({"telephone": "916-555-0100"}),
    );
    let _ = journey.take(&mut cde, contact.about("0")).await;
    let with_document = a_review(1).with_item(EnglishLearner).with_request(date(2026, 12, 1));
    let with_document = with_document.with_document(DocumentState::Clean);
    let _ = with_document.save(&journey.ground.world).await;
    for (operation, path) in [
        ("read-programs", "/v1/compliance/programs".to_owned()),
        ("read-reviews", "/v1/compliance/reviews".to_owned()),
        ("read-review", review.clone()),
        ("read-comments", format!("{review}/comments?item={item}")),
        ("read-review-history", format!("{review}/history")),
        ("read-review-calendar", format!("{review}/calendar")),
        ("read-document", format!("/v1/compliance/documents/{}", with_document.document(1))),
        ("report-open-work", "/v1/compliance/reports/open-work".to_owned()),
        ("report-submissions", "/v1/compliance/reports/submissions".to_owned()),
    ] {
        let _ = journey.take(&mut cde, Step::get(operation, path)).await;
    }
    journey.end(PASSES);
}
