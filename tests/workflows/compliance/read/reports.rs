use domain::compliance::ReviewState;
use serde_json::{Value, json};
use testkit::places::ESTUARY;
use testkit::{Browser, World};

use super::*;
use crate::people::signed_in;

async fn walk(browser: &mut Browser, report: &str, rows: &str) -> Vec<Value> {
    let (mut all, mut query) = (Vec::new(), String::new());
    for _ in 0..10 {
        let page = browser.get(&format!("/v1/compliance/reports/{report}{query}")).await.expect(200).json();
        all.extend(page[rows].as_array().unwrap().clone());
        match page["next_cursor"].as_str() {
            Some(cursor) => query = format!("?cursor={cursor}"),
            None => return all,
        }
    }
    assert!(all.is_empty(), "a report does not end: {all:?}");
    all
}

#[tokio::test]
async fn an_lea_is_told_what_is_open_and_when_it_is_due() {
    let world = World::start().await;
    let review = full_review();
    let _ = review.save(&world).await;
    let mut browser = signed_in(&world, coordinator()).await;
    let rows = walk(&mut browser, "open-work", "rows").await;
    let late = json!({
        "review": review.id().to_string(),
        "organization": {"cds_code": POPPY, "name": "Poppy Valley Unified"},
        "program": {"program": "federal-program-monitoring", "name": "Federal Program Monitoring (FPM)"},
        "instrument": {"instrument": "fiscal-monitoring", "name": "Fiscal Monitoring"},
        "kind": "evidence-request",
        "id": review.request(2).to_string(),
        "number": "I-02",
        "text": "The letters to parents, in each language.",
        "due": "2026-11-20",
        "overdue": true,
        "state": "unanswered",
    });
    assert_eq!(rows[0], late);
    let finding = (&rows[1]["kind"], &rows[1]["state"], &rows[1]["due"], &rows[1]["overdue"]);
    assert_eq!(finding, (&json!("finding"), &json!("issued"), &json!("2026-12-31"), &json!(false)));
    assert_eq!(rows.len(), 2, "what was answered is not open");
}

#[tokio::test]
async fn what_was_submitted_waits_for_the_cde_and_what_is_resolved_for_nobody() {
    let world = World::start().await;
    let review = a_review(1).with_item(ENGLISH_LEARNER);
    let review = review.with_finding(date(2026, 9, 1), FindingState::Submitted);
    let review = review.with_finding(date(2026, 9, 1), FindingState::Resolved);
    let _ = review.save(&world).await;
    let mut browser = signed_in(&world, monitor_of(&[ENGLISH_LEARNER])).await;
    let rows = walk(&mut browser, "open-work", "rows").await;
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0]["state"], &rows[0]["overdue"]), (&json!("submitted"), &json!(false)));
}

#[tokio::test]
async fn a_monitor_counts_who_has_submitted_in_the_own_programs() {
    let world = World::start().await;
    let _ = full_review().save(&world).await;
    let _ = a_review(2).of(REDWOOD).with_item(ENGLISH_LEARNER).with_request(date(2026, 11, 1)).save(&world).await;
    let _ =
        a_review(3).of(ESTUARY).in_instruments(&[FISCAL_MONITORING]).with_item(FISCAL_MONITORING).save(&world).await;
    let mut browser = signed_in(&world, monitor_of(&[ENGLISH_LEARNER])).await;
    let mut reviews = walk(&mut browser, "submissions", "reviews").await;
    reviews.sort_by_key(|row| row["review"]["organization"]["cds_code"].to_string());
    let counts = |row: &Value| row["instruments"].clone();
    let of = |requested: u8, answered: u8, overdue: u8, findings: u8| {
        json!([{
            "instrument": "english-learner", "name": "English Learner", "requested": requested, "answered": answered,
            "overdue": overdue, "findings": findings, "unresolved": findings, "overdue_findings": 0,
        }])
    };
    assert_eq!(reviews.iter().map(counts).collect::<Vec<_>>(), [of(1, 1, 0, 1), of(1, 0, 1, 0)]);
    let mut administrator = signed_in(&world, administrator()).await;
    assert_eq!(walk(&mut administrator, "submissions", "reviews").await.len(), 3);
}

#[tokio::test]
async fn a_report_walks_all_open_reviews_in_pages_of_three_levels() {
    let world = World::start().await;
    for own in 1..=45 {
        let state = if own % 9 == 0 { ReviewState::Completed } else { ReviewState::Open };
        let review = a_review(own).in_state(state).with_item(ENGLISH_LEARNER).with_request(date(2026, 12, 1));
        let _ = review.save(&world).await;
    }
    for (person, first) in [(administrator(), 20), (monitor_of(&[ENGLISH_LEARNER]), 20)] {
        let mut browser = signed_in(&world, person).await;
        let _ = browser.get("/v1/compliance/reports/open-work").await.expect(200);
        let calls = world.calls.take();
        assert_eq!(calls.iter().map(|call| call.level).max(), Some(3));
        assert!(calls.len() <= 2 + first, "one call for each review of a page: {}", calls.len());
        assert_eq!(walk(&mut browser, "open-work", "rows").await.len(), 40, "only open reviews have work");
        assert_eq!(walk(&mut browser, "submissions", "reviews").await.len(), 40);
    }
}

#[tokio::test]
async fn who_has_no_part_in_reviews_gets_an_empty_report_or_none() {
    let world = World::start().await;
    let _ = full_review().save(&world).await;
    for report in ["open-work", "submissions"] {
        let path = format!("/v1/compliance/reports/{report}");
        for person in without_a_part() {
            let answer = signed_in(&world, person).await.get(&path).await.expect(200).json();
            assert!(
                answer.as_object().unwrap().values().all(|value| *value == json!([]) || value.is_null()),
                "{answer}"
            );
        }
        for person in without_the_right() {
            let answer = signed_in(&world, person).await.get(&path).await.expect(403).json();
            assert_eq!(answer["type"], "/problems/access.forbidden");
        }
        let _ = workflows::browser(&world).get(&path).await.expect(401);
    }
    let mut browser = signed_in(&world, coordinator()).await;
    for query in ["cursor=x", "limit=5"] {
        let _ = browser.get(&format!("/v1/compliance/reports/open-work?{query}")).await.expect(422);
    }
    let page = browser.get("/v1/compliance/reviews?limit=1").await.expect(200).json();
    assert_eq!(page["next_cursor"], Value::Null);
}
