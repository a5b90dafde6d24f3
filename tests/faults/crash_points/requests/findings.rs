//! Findings, until they are resolved.

use domain::access::Role;
use domain::directory::OrganizationKind;
use serde_json::json;
use testkit::places::POPPY;
use testkit::{Person, at_lea, at_state, save_organization};

use super::{Journey, Step};

pub(super) const PASSES: (&str, &[&str]) = (
    "findings",
    &[
        "decide-resolution-agreement",
        "issue-findings",
        "request-resolution-agreement",
        "resolve-finding",
        "submit-resolution",
    ],
);

#[tokio::test]
async fn whatever_becomes_of_any_one_call_a_finding_is_issued_and_resolved() {
    let mut journey = Journey::begin().await;
    save_organization(&journey.ground.world, POPPY, OrganizationKind::District).await;
    let mut cde =
        journey.signed_in(Person::named("cde@cde.test").with(Role::ComplianceAdministrator, at_state())).await;
    let coordinator = Person::named("lea@poppy.test").with(Role::LeaReviewCoordinator, at_lea(POPPY));
    let mut lea = journey.signed_in(coordinator).await;
    let new = json!({
        "organization": POPPY, "instruments": ["english-learner"], "mode": "online", "first_day": "2026-11-16",
        "last_day": "2026-11-20", "open": true,
    });
    let key = [("idempotency-key", "one")];
    let made = cde.send(axum::http::Method::POST, "/v1/compliance/reviews", &key, Some(&new)).await.expect(201).json();
    let review = format!("/v1/compliance/reviews/{}", made["id"].as_str().unwrap());
    let item = json!({"number": "I-EL 01", "kind": "core", "citation": "20 U.S.C. 6312", "text": "Letters."});
    let items = json!({"instrument": "english-learner", "items": [item]});
    let path = format!("{review}/items");
    let page = cde.send(axum::http::Method::POST, &path, &key, Some(&items)).await.expect(201).json();
    let found = json!({"item": page["items"][0]["id"], "text": "No letters were sent."});
    let body = json!({"notified_on": "2026-11-20", "findings": [found]});
    let issue = Step::post("issue-findings", format!("{review}/findings"), body).under_a_key();
    let page = journey.take(&mut cde, issue).await.json();
    let finding = format!("/v1/compliance/findings/{}", page["findings"][0]["id"].as_str().unwrap());
    let agreement = json!({"until": "2027-03-01", "actions": "Letters.", "justification": "Printer."});
    for (operation, by_lea, rest, version, body) in [
        ("request-resolution-agreement", true, "resolution-agreements", "1", agreement),
        ("decide-resolution-agreement", false, "resolution-agreements/decision", "2", json!({"decision": "approved"})),
        ("submit-resolution", true, "resolutions", "3", json!({"text": "Letters were sent."})),
        ("resolve-finding", false, "resolutions/decision", "4", json!({"decision": "resolved"})),
    ] {
        let by = if by_lea { &mut lea } else { &mut cde };
        let _ = journey.take(by, Step::post(operation, format!("{finding}/{rest}"), body).about(version)).await;
    }
    journey.end(PASSES);
}
