use axum::http::Method;
use serde_json::json;

use super::super::manage::{lea, monitors, pointers, recorded, stored, told};
use super::{Found, finding, send};

#[tokio::test]
async fn a_resolution_is_submitted_returned_submitted_again_and_taken() {
    let mut found = Found::issued().await;
    let answer = found.by_lea("resolutions", 1, json!({"text": "Letters were sent."})).await.expect(201);
    assert_eq!(found.scene.world.calls.levels(), 2);
    assert_eq!(answer.header("etag"), Some("\"2\""), "the review itself stays");
    let submitted = finding(&answer);
    assert_eq!((&submitted["state"], &submitted["version"]), (&json!("submitted"), &json!(2)));
    assert_eq!(submitted["resolution"]["by"]["name"], "Mei Chen");
    let returned = json!({"decision": "returned", "comment": "To whom?"});
    let _ = found.scene.world.calls.take();
    let answer = found.by_cde("resolutions/decision", 2, returned).await.expect(200);
    assert_eq!(found.scene.world.calls.levels(), 2);
    assert_eq!((&finding(&answer)["state"], &finding(&answer)["comment"]), (&json!("returned"), &json!("To whom?")));
    let _ = found.by_lea("resolutions", 3, json!({"text": "To all parents."})).await.expect(201);
    let answer = found.by_cde("resolutions/decision", 4, json!({"decision": "resolved"})).await.expect(200);
    assert_eq!((&finding(&answer)["state"], &answer.json()["unresolved"]), (&json!("resolved"), &json!(0)));
    assert_eq!(answer.header("etag"), Some("\"3\""), "the review counts what is not resolved");
    let (rows, ..) = stored(&found.scene.world).await;
    let row = rows.iter().find(|row| row["sk"].as_str().unwrap().starts_with("FINDING#")).unwrap();
    assert!(row["day"].is_null(), "nothing is due any more");
    let of_findings: Vec<_> = told(&found.scene.world)
        .await
        .into_iter()
        .filter(|(notice, _)| !notice.contains("issued") && notice != "opened")
        .collect();
    let expected = [
        ("finding-resolved", lea(&[])),
        ("resolution-returned", lea(&[])),
        ("resolution-submitted", monitors()),
        ("resolution-submitted", monitors()),
    ];
    assert_eq!(of_findings, expected.map(|(notice, to)| (notice.to_owned(), to)));
    let row = |what: &str, who: &str, right: &str| (what.to_owned(), who.to_owned(), right.to_owned());
    let expected = [
        row("finding-resolved", "Sam Ito", "decide-reviews"),
        row("findings-issued", "Sam Ito", "decide-reviews"),
        row("items-added", "Sam Ito", "decide-reviews"),
        row("made", "Sam Ito", "decide-reviews"),
        row("resolution-returned", "Sam Ito", "decide-reviews"),
        row("resolution-submitted", "Mei Chen", "answer-findings"),
        row("resolution-submitted", "Mei Chen", "answer-findings"),
    ];
    assert_eq!(recorded(&found.scene.world).await, expected);
}

#[tokio::test]
async fn what_is_not_ones_turn_is_refused_by_its_state() {
    let mut found = Found::issued().await;
    let decision = json!({"decision": "resolved"});
    let refused = found.by_cde("resolutions/decision", 1, decision.clone()).await.expect(409).json();
    assert_eq!(refused["type"], "/problems/findings.nothing-submitted");
    let submit = json!({"text": "Letters were sent."});
    let _ = found.by_lea("resolutions", 1, submit.clone()).await.expect(201);
    let refused = found.by_lea("resolutions", 2, submit.clone()).await.expect(409).json();
    assert_eq!(refused["type"], "/problems/findings.not-awaiting-lea");
    let _ = found.by_cde("resolutions/decision", 2, decision.clone()).await.expect(200);
    let before = stored(&found.scene.world).await;
    assert_eq!(found.by_lea("resolutions", 3, submit).await.expect(409).json()["type"], refused["type"]);
    let refused = found.by_cde("resolutions/decision", 3, decision).await.expect(409).json();
    assert_eq!(refused["type"], "/problems/findings.nothing-submitted");
    assert_eq!(stored(&found.scene.world).await, before);
}

#[tokio::test]
async fn a_stale_decision_is_refused_with_the_current_state_and_one_without_a_version_at_all() {
    let mut found = Found::issued().await;
    let _ = found.by_lea("resolutions", 1, json!({"text": "Letters were sent."})).await.expect(201);
    let before = stored(&found.scene.world).await;
    let stale = found.by_cde("resolutions/decision", 1, json!({"decision": "resolved"})).await.expect(412).json();
    assert_eq!((&stale["type"], &stale["etag"]), (&json!("/problems/findings.stale"), &json!("\"2\"")));
    assert_eq!(stale["current"]["findings"][0]["state"], "submitted");
    for (rest, body) in
        [("resolutions", json!({"text": "Sent."})), ("resolution-agreements", super::agreement("2027-03-01"))]
    {
        let path = found.path(rest);
        let without = found.scene.coordinator.send(Method::POST, &path, &[], Some(&body)).await;
        assert_eq!(without.status, 428, "{rest}");
    }
    for (rest, body) in [
        ("resolutions/decision", json!({"decision": "resolved"})),
        ("resolution-agreements/decision", json!({"decision": "approved"})),
    ] {
        let path = found.path(rest);
        let without = found.scene.monitor.send(Method::POST, &path, &[], Some(&body)).await;
        assert_eq!(without.status, 428, "{rest}");
    }
    assert_eq!(stored(&found.scene.world).await, before);
}

#[tokio::test]
async fn every_wrong_field_of_a_resolution_and_of_a_decision_is_named() {
    let mut found = Found::issued().await;
    let answer = found.by_lea("resolutions", 1, json!({"text": " ", "x": 1})).await.expect(422).json();
    assert_eq!(pointers(&answer), ["/text", "/x"]);
    for (body, expected) in [
        (json!({}), vec!["/decision"]),
        (json!({"decision": "maybe"}), vec!["/decision"]),
        (json!({"decision": "returned"}), vec!["/comment"]),
        (json!({"decision": "resolved", "comment": "Fine."}), vec!["/comment"]),
        (json!({"decision": "resolved", "until": "2027-01-01"}), vec!["/until"]),
    ] {
        let answer = found.by_cde("resolutions/decision", 1, body).await.expect(422).json();
        assert_eq!(pointers(&answer), expected, "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_decide_at_the_same_moment_one_wins() {
    let mut found = Found::issued().await;
    let _ = found.by_lea("resolutions", 1, json!({"text": "Letters were sent."})).await.expect(201);
    let path = found.path("resolutions/decision");
    let administrator = super::super::manage::administrator();
    let mut other = crate::people::signed_in(&found.scene.world, administrator).await;
    let returned = json!({"decision": "returned", "comment": "To whom?"});
    let (a, b) = tokio::join!(
        send(&mut found.scene.monitor, &path, 2, json!({"decision": "resolved"})),
        send(&mut other, &path, 2, returned)
    );
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    // Busy is an honest answer as well: nothing was changed, and the same may be sent again.
    assert!(statuses[0] == 200 && matches!(statuses[1], 412 | 503), "{statuses:?} {} {}", a.text, b.text);
    let decided = recorded(&found.scene.world).await;
    let decided = decided.iter().filter(|(what, ..)| what == "finding-resolved" || what == "resolution-returned");
    assert_eq!(decided.count(), 1);
}
