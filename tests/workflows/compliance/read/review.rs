use domain::compliance::{Agreement, AgreementState, Author};
use domain::ids::UserId;
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::Table;
use testkit::World;

use super::*;
use crate::people::signed_in;

async fn page(world: &World, person: Person, review: &ReviewBuilder) -> Value {
    let mut browser = signed_in(world, person).await;
    browser.get(&format!("/v1/compliance/reviews/{}", review.id())).await.expect(200).json()
}

fn texts<'a>(rows: &'a Value, member: &str) -> Vec<&'a str> {
    rows.as_array().unwrap().iter().map(|row| row[member].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_review_is_shown_with_all_that_lies_in_it_and_what_may_be_done() {
    let world = World::start().await;
    let review = full_review();
    let _ = review.save(&world).await;
    let mut browser = signed_in(&world, coordinator()).await;
    let answer = browser.get(&format!("/v1/compliance/reviews/{}", review.id())).await.expect(200);
    assert_eq!((world.calls.levels(), world.calls.take().len()), (1, 2));
    assert_eq!(answer.header("etag"), Some("\"1\""));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let page = answer.json();
    assert_eq!(page["id"], review.id().to_string());
    assert_eq!(page["version"], 1);
    let program = json!({"program": "federal-program-monitoring", "name": "Federal Program Monitoring (FPM)"});
    assert_eq!(page["program"], program);
    assert_eq!(page["organization"], json!({"cds_code": POPPY, "name": "Poppy Valley Unified"}));
    assert_eq!((&page["year"], &page["mode"], &page["state"]), (&json!("2026-27"), &json!("on-site"), &json!("open")));
    assert_eq!((&page["first_day"], &page["last_day"]), (&json!("2026-11-09"), &json!("2026-11-13")));
    assert_eq!(texts(&page["instruments"], "name"), ["English Learner", "Fiscal Monitoring"]);
    assert_eq!((&page["findings"].as_array().unwrap().len(), &page["is_whole"]), (&1, &json!(true)));
    assert_eq!(page["contributors"][0]["name"], "Person contributor@poppy.test");
    assert_eq!(texts(&page["items"], "number"), ["I-01", "I-02"]);
    let requests = &page["evidence_requests"];
    assert_eq!(texts(requests, "due"), ["2026-11-20", "2026-12-01"], "what is due first stands first");
    assert_eq!((&requests[0]["answered"], &requests[0]["overdue"]), (&json!(false), &json!(true)));
    assert_eq!((&requests[1]["answered"], &requests[1]["overdue"]), (&json!(true), &json!(false)));
    let by = json!({"name": "Ines Moreau", "role": "compliance monitor", "organization_name": "California"});
    assert_eq!(requests[1]["requested_by"], by, "no user id");
    let documents = page["documents"].as_array().unwrap();
    let shown = |document: &Value| (document["edition"].clone(), document["current"].clone());
    assert_eq!(shown(&documents[0]), (json!(1), json!(false)));
    assert_eq!(shown(&documents[1]), (json!(2), json!(true)));
    assert_eq!(documents[1]["replaces"], documents[0]["id"]);
    assert_eq!(documents[1]["target"], json!({"evidence_request": review.request(1).to_string()}));
    let finding = &page["findings"][0];
    assert_eq!(finding["clocks"], json!({"resolution_due": "2026-12-31", "agreement_latest": "2027-06-26"}));
    assert_eq!((&finding["due"], &finding["overdue"]), (&json!("2026-12-31"), &json!(false)));
    assert_eq!(finding["allowed"], json!(["submit-resolution", "request-agreement"]));
    assert_eq!(finding["blocked"], json!([]));
    assert_eq!(page["allowed"], json!(["comment", "upload-evidence", "assign-contributors"]));
}

#[tokio::test]
async fn a_monitor_sees_nothing_of_another_program_not_even_a_count() {
    let world = World::start().await;
    let review = full_review();
    let _ = review.save(&world).await;
    let page = page(&world, monitor_of(&[FISCAL_MONITORING]), &review).await;
    assert_eq!(texts(&page["instruments"], "instrument"), ["fiscal-monitoring"]);
    assert_eq!(texts(&page["items"], "number"), ["I-02"]);
    assert_eq!(texts(&page["evidence_requests"], "due"), ["2026-11-20"]);
    assert_eq!((&page["documents"], &page["findings"], &page["is_whole"]), (&json!([]), &json!([]), &json!(false)));
    assert!(page.get("unresolved").is_none(), "not even a count");
    assert!(!page.to_string().contains("english-learner"));
    let mut browser = signed_in(&world, monitor_of(&[FISCAL_MONITORING])).await;
    let list = browser.get("/v1/compliance/reviews").await.expect(200).json();
    assert!(list["reviews"][0].get("findings").is_none() && list["reviews"][0].get("unresolved").is_none());
    let _ = browser.get(&format!("/v1/compliance/documents/{}", review.document(1))).await.expect(404);
}

#[tokio::test]
async fn what_is_blocked_is_blocked_for_a_reason() {
    let world = World::start().await;
    let review = full_review();
    let _ = review.save(&world).await;
    let page = page(&world, monitor_of(&[ENGLISH_LEARNER]), &review).await;
    assert_eq!(page["allowed"], json!(["comment", "add-items", "request-evidence", "issue-findings"]));
    assert_eq!(texts(&page["blocked"], "action"), ["change", "open", "complete", "cancel"]);
    assert!(page["blocked"][0]["reason"].as_str().unwrap().contains("not assigned to you"));
    let finding = &page["findings"][0];
    assert_eq!(finding["allowed"], json!([]));
    let actions = ["return-resolution", "resolve", "approve-agreement", "deny-agreement"];
    assert_eq!(texts(&finding["blocked"], "action"), actions);
    assert_eq!(finding["blocked"][0]["reason"], "no resolution waits for a decision");
    assert_eq!(finding["blocked"][3]["reason"], "no resolution agreement waits for a decision");
}

#[tokio::test]
async fn an_approved_agreement_moves_the_due_day_and_both_clocks_stay() {
    let world = World::start().await;
    let (until, text) = (date(2027, 6, 1), "Letters go out.".parse::<domain::compliance::Prose>().unwrap());
    let requested_by = Author {
        user: UserId::from_bytes([3; 16]),
        name: "Ines Moreau".into(),
        role: Role::LeaReviewCoordinator,
        organization_name: "Poppy Valley Unified".into(),
    };
    let agreement = Agreement {
        until: date(2027, 6, 26),
        actions: text.clone(),
        justification: text,
        requested_by,
        requested_at: world.now(),
        state: AgreementState::Approved { until },
    };
    let review = full_review().with_finding(date(2026, 11, 16), FindingState::Issued).with_agreement(agreement);
    let _ = review.save(&world).await;
    let page = page(&world, coordinator(), &review).await;
    let finding = &page["findings"][1];
    assert_eq!((&finding["due"], &finding["agreement"]["state"]), (&json!("2027-06-01"), &json!("approved")));
    assert_eq!(finding["agreement"]["until"], "2027-06-26", "what was asked for");
    assert_eq!(finding["agreement"]["approved_until"], "2027-06-01");
    assert_eq!(finding["clocks"], json!({"resolution_due": "2026-12-31", "agreement_latest": "2027-06-26"}));
    assert_eq!(finding["blocked"][0]["reason"], "a resolution agreement until 2027-06-01 is in force");
}

#[tokio::test]
async fn a_document_is_followed_until_it_is_settled_or_its_ticket_ends() {
    let world = World::start().await;
    let refused = DocumentState::Refused { reason: "The file is a program.".into() };
    for (state, shown) in [
        (DocumentState::Checking, "checking"),
        (DocumentState::Clean, "clean"),
        (refused, "refused"),
        (DocumentState::Expired, "expired"),
    ] {
        // A link to what is clean is signed and recorded.
        let calls = if state == DocumentState::Clean { (2, 4) } else { (1, 2) };
        let reason = matches!(state, DocumentState::Refused { .. }).then_some("The file is a program.");
        let review = a_review(1).with_item(ENGLISH_LEARNER).with_request(date(2026, 12, 1)).with_document(state);
        let _ = review.save(&world).await;
        let mut browser = signed_in(&world, coordinator()).await;
        let path = format!("/v1/compliance/documents/{}", review.document(1));
        let document = browser.get(&path).await.expect(200).json();
        assert_eq!((world.calls.levels(), world.calls.take().len()), calls);
        assert_eq!(document.get("download").is_some(), shown == "clean");
        assert_eq!((document["state"].as_str(), document["reason"].as_str()), (Some(shown), reason));
        assert_eq!((&document["file_name"], &document["type_name"]), (&json!("Letters 1.pdf"), &json!("PDF document")));
    }
    // A ticket that nobody used ends by itself: the row says so only after the day's job.
    let review = a_review(1).with_item(ENGLISH_LEARNER).with_request(date(2026, 12, 1));
    let review = review.with_document(DocumentState::Awaiting);
    let _ = review.save(&world).await;
    let shown = page(&world, coordinator(), &review).await;
    assert_eq!(shown["documents"][0]["state"], "expired");
}

#[tokio::test]
async fn midnight_in_california_decides_what_is_overdue() {
    let world = World::start().await;
    let review = a_review(1).with_item(ENGLISH_LEARNER).with_request(date(2026, 11, 22));
    let _ = review.save(&world).await;
    // 11:59 PM of the due day.
    world.pass(SignedDuration::from_mins(11 * 60 + 59));
    assert_eq!(page(&world, coordinator(), &review).await["evidence_requests"][0]["overdue"], false);
    world.pass(SignedDuration::from_mins(1));
    assert_eq!(page(&world, coordinator(), &review).await["evidence_requests"][0]["overdue"], true);
}

#[tokio::test]
async fn a_link_to_a_document_is_for_whoever_sees_it_and_stands_in_the_trail_before_it_is_given() {
    let world = World::start().await;
    let review = full_review();
    let _ = review.save(&world).await;
    let path = format!("/v1/compliance/documents/{}", review.document(1));
    let mut browser = signed_in(&world, superintendent()).await;
    let document = browser.get(&path).await.expect(200).json();
    let url = document["download"]["url"].as_str().unwrap();
    assert!(url.starts_with(&format!("http://127.0.0.1:9/documents/clean/{}?", review.document(1))), "{url}");
    assert_eq!(document["download"]["expires_at"], "2026-11-22T20:05:00Z");
    let rows = world.items(Table::Audit).await;
    let opened: Vec<_> = rows.iter().filter(|row| row["change"]["what"] == "document-opened").collect();
    let [row] = opened.as_slice() else { panic!("one row: {opened:?}") };
    assert_eq!((&row["change"]["document"], &row["allowed_by"]), (&document["id"], &json!("read-reviews")));
    world.behind.delete_table().table_name(world.table(Table::Audit)).send().await.unwrap();
    let unrecorded = browser.get(&path).await.expect(500);
    assert!(!unrecorded.text.contains("X-Amz-Signature"), "what is not recorded is not given");
}
