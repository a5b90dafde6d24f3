use serde_json::json;

use super::super::manage::{lea, monitors, pointers, recorded, stored, told};
use super::{Found, agreement, finding};

#[tokio::test]
async fn an_agreement_is_asked_for_and_approved_and_the_finding_is_due_then() {
    let mut found = Found::issued().await;
    let answer = found.by_lea("resolution-agreements", 1, agreement("2027-03-01")).await.expect(201);
    assert_eq!(found.scene.world.calls.levels(), 2);
    let asked = finding(&answer);
    assert_eq!((&asked["agreement"]["state"], &asked["due"]), (&json!("requested"), &json!("2027-01-04")));
    let answer = found.by_cde("resolution-agreements/decision", 2, json!({"decision": "approved"})).await.expect(200);
    let approved = finding(&answer);
    assert_eq!((&approved["agreement"]["state"], &approved["due"]), (&json!("approved"), &json!("2027-03-01")));
    assert_eq!(approved["agreement"]["approved_until"], "2027-03-01");
    let (rows, ..) = stored(&found.scene.world).await;
    assert!(rows.iter().any(|row| row["day"].as_str().is_some_and(|day| day.starts_with("DUE#2027-03-01#"))));
    let told = told(&found.scene.world).await;
    assert!(told.contains(&("agreement-requested".to_owned(), monitors())));
    assert!(told.contains(&("agreement-approved".to_owned(), lea(&[]))));
    let whats: Vec<_> = recorded(&found.scene.world).await.into_iter().map(|(what, ..)| what).collect();
    assert!(whats.contains(&"agreement-requested".to_owned()) && whats.contains(&"agreement-approved".to_owned()));
}

#[tokio::test]
async fn another_day_may_be_approved_and_after_a_denial_another_agreement_asked_for() {
    let mut found = Found::issued().await;
    let _ = found.by_lea("resolution-agreements", 1, agreement("2027-03-01")).await.expect(201);
    let denied = json!({"decision": "denied", "reason": "The printer works."});
    let answer = found.by_cde("resolution-agreements/decision", 2, denied).await.expect(200);
    let of = finding(&answer);
    assert_eq!(
        (&of["agreement"]["state"], &of["agreement"]["reason"]),
        (&json!("denied"), &json!("The printer works."))
    );
    assert!(told(&found.scene.world).await.contains(&("agreement-denied".to_owned(), lea(&[]))));
    let _ = found.by_lea("resolution-agreements", 3, agreement("2027-02-15")).await.expect(201);
    let approved = json!({"decision": "approved", "until": "2027-02-01"});
    let answer = found.by_cde("resolution-agreements/decision", 4, approved).await.expect(200);
    let of = finding(&answer);
    assert_eq!((&of["due"], &of["agreement"]["until"]), (&json!("2027-02-01"), &json!("2027-02-15")));
}

#[tokio::test]
async fn what_stands_in_the_way_of_an_agreement_is_named() {
    let mut found = Found::issued().await;
    let approve = json!({"decision": "approved"});
    for decision in [approve.clone(), json!({"decision": "denied", "reason": "No."})] {
        let refused = found.by_cde("resolution-agreements/decision", 1, decision).await.expect(409).json();
        assert_eq!(refused["type"], "/problems/findings.no-agreement-pending");
    }
    let _ = found.by_lea("resolution-agreements", 1, agreement("2027-03-01")).await.expect(201);
    let refused = found.by_lea("resolution-agreements", 2, agreement("2027-04-01")).await.expect(409).json();
    assert_eq!(refused["type"], "/problems/findings.agreement-pending");
    let _ = found.by_cde("resolution-agreements/decision", 2, approve).await.expect(200);
    let refused = found.by_lea("resolution-agreements", 3, agreement("2027-04-01")).await.expect(409).json();
    assert_eq!(refused["type"], "/problems/findings.agreement-in-force");
    let _ = found.by_lea("resolutions", 3, json!({"text": "Letters were sent."})).await.expect(201);
    let refused = found.by_lea("resolution-agreements", 4, agreement("2027-04-01")).await.expect(409).json();
    assert_eq!(refused["type"], "/problems/findings.not-awaiting-lea");
}

#[tokio::test]
async fn every_wrong_field_of_an_agreement_and_of_a_decision_is_named() {
    let mut found = Found::issued().await;
    let before = stored(&found.scene.world).await;
    let body = json!({"until": "soon", "actions": "", "x": 1});
    let answer = found.by_lea("resolution-agreements", 1, body).await.expect(422).json();
    assert_eq!(pointers(&answer), ["/actions", "/justification", "/until", "/x"]);
    assert_eq!(stored(&found.scene.world).await, before);
    let _ = found.by_lea("resolution-agreements", 1, agreement("2027-03-01")).await.expect(201);
    for (body, expected) in [
        (json!({}), vec!["/decision"]),
        (json!({"decision": "maybe"}), vec!["/decision"]),
        (json!({"decision": "denied"}), vec!["/reason"]),
        (json!({"decision": "denied", "reason": "No.", "until": "2027-01-01"}), vec!["/until"]),
        (json!({"decision": "approved", "reason": "Yes."}), vec!["/reason"]),
        (json!({"decision": "approved", "until": "2026-11-22"}), vec!["/until"]),
        (json!({"decision": "approved", "until": "2027-07-04"}), vec!["/until"]),
    ] {
        let answer = found.by_cde("resolution-agreements/decision", 2, body).await.expect(422).json();
        assert_eq!(pointers(&answer), expected, "{answer}");
    }
}
