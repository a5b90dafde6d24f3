use axum::http::Method;
use serde_json::{Value, json};
use testkit::places::{CEDAR, DUNE, GROVE};

use super::{Scene, about, administrator, lea, new_review, patch, pointers, post, recorded, stored, told};
use crate::people::signed_in;

#[tokio::test]
async fn schedule_sites_mode_and_instruments_are_changed_in_one_commit() {
    let Scene { world, mut monitor, review, .. } = Scene::open().await;
    let wanted = json!({
        "mode": "on-site", "sites": [CEDAR], "first_day": "2026-11-23", "last_day": "2026-11-27",
        "instruments": ["english-learner", "migrant-education"],
    });
    let answer = patch(&mut monitor, &review, 1, wanted.clone()).await.expect(200);
    assert_eq!(world.calls.levels(), 2);
    assert_eq!(answer.header("etag"), Some("\"2\""));
    let page = answer.json();
    assert_eq!((&page["mode"], &page["last_day"]), (&json!("on-site"), &json!("2026-11-27")));
    assert_eq!(page["sites"], json!([{"cds_code": CEDAR, "name": "Cedar High"}]));
    assert_eq!(page["instruments"].as_array().unwrap().len(), 2);
    let same = patch(&mut monitor, &review, 2, wanted).await.expect(200);
    assert_eq!((same.header("etag"), same.json()), (Some("\"2\""), page), "what is so already changes nothing");
    let whats: Vec<_> = recorded(&world).await.into_iter().map(|(what, ..)| what).collect();
    assert_eq!(whats, ["changed", "made"]);
    let (rows, _, _) = stored(&world).await;
    let lists = rows.iter().filter(|row| row["pk"].as_str().unwrap().starts_with("REVIEWS#"));
    assert!(lists.clone().all(|row| row["sk"].as_str().unwrap().starts_with("2026-11-27#")));
    assert_eq!(lists.count(), 4, "another instrument is another list");
}

#[tokio::test]
async fn a_review_is_opened_completed_and_cancelled_and_the_lea_is_told_each_time() {
    let mut planned = new_review();
    planned["open"] = json!(false);
    let Scene { world, mut monitor, review, .. } = Scene::with(planned.clone()).await;
    for (state, kind) in [("completed", "reviews.not-open"), ("planned", "request.invalid")] {
        let refused = patch(&mut monitor, &review, 1, json!({"state": state})).await.json();
        assert_eq!(refused["type"], format!("/problems/{kind}"));
    }
    let page = patch(&mut monitor, &review, 1, json!({"state": "open"})).await.expect(200).json();
    assert_eq!(page["state"], "open");
    let refused = patch(&mut monitor, &review, 2, json!({"state": "open"})).await.expect(409).json();
    assert_eq!(refused["type"], "/problems/reviews.already-open");
    let page = patch(&mut monitor, &review, 2, json!({"state": "completed"})).await.expect(200).json();
    assert_eq!(page["state"], "completed");
    let other = super::make(&mut monitor, "other", planned).await.expect(201).json();
    let _ = patch(&mut monitor, other["id"].as_str().unwrap(), 1, json!({"state": "cancelled"})).await.expect(200);
    let notices: Vec<_> = told(&world).await.into_iter().map(|(notice, _)| notice).collect();
    assert_eq!(notices, ["cancelled", "completed", "opened"]);
    let whats: Vec<_> = recorded(&world).await.into_iter().map(|(what, ..)| what).collect();
    assert_eq!(whats.iter().filter(|what| *what == "state-changed").count(), 3);
    assert_eq!(told(&world).await[0].1, lea(&[]));
}

#[tokio::test]
async fn what_makes_no_change_is_refused_field_by_field() {
    let Scene { world, mut monitor, review, .. } = Scene::open().await;
    let before = stored(&world).await;
    for (body, pointer) in [
        (json!({}), ""),
        (json!({"state": "open", "mode": "online"}), ""),
        (json!({"state": "closed"}), "/state"),
        (json!({"sites": [DUNE, GROVE]}), "/sites/1"),
        (json!({"sites": [DUNE, DUNE]}), "/sites/1"),
        (json!({"last_day": "2026-11-15"}), "/last_day"),
        (json!({"instruments": []}), "/instruments"),
        (json!({"instruments": ["charter-schools"]}), "/instruments"),
        (json!({"instruments": ["english-learner", "fiscal-monitoring"]}), "/instruments"),
        (json!({"organization": CEDAR}), "/organization"),
    ] {
        let answer = patch(&mut monitor, &review, 1, body.clone()).await.expect(422).json();
        assert_eq!(pointers(&answer), [pointer], "{body}: {answer}");
    }
    assert_eq!(stored(&world).await, before);
}

#[tokio::test]
async fn once_findings_were_issued_the_days_stay_and_the_review_is_not_cancelled() {
    let mut scene = Scene::open().await;
    let item = scene.item("I-EL 01").await;
    let Scene { world, mut monitor, review, .. } = scene;
    let issued = json!({"notified_on": "2026-11-20", "findings": [{"item": item, "text": "None were sent."}]});
    let _ = post(&mut monitor, &format!("/v1/compliance/reviews/{review}/findings"), "k", issued).await.expect(201);
    let before = stored(&world).await;
    for (body, kind) in [
        (json!({"last_day": "2026-11-21"}), "reviews.findings-issued"),
        (json!({"first_day": "2026-11-01"}), "reviews.findings-issued"),
        (json!({"instruments": ["migrant-education"]}), "reviews.instrument-in-use"),
        (json!({"state": "cancelled"}), "reviews.findings-issued"),
        (json!({"state": "completed"}), "reviews.unresolved-findings"),
    ] {
        let refused = patch(&mut monitor, &review, 2, body.clone()).await.expect(409).json();
        assert_eq!(refused["type"], format!("/problems/{kind}"), "{body}");
        assert!(refused["detail"].as_str().unwrap().ends_with('.'), "{refused}");
    }
    assert_eq!(stored(&world).await, before);
    let _ = patch(&mut monitor, &review, 2, json!({"mode": "on-site"})).await.expect(200);
}

#[tokio::test]
async fn a_monitor_of_a_part_of_the_review_does_not_change_the_whole() {
    let scene = Scene::open().await;
    let Scene { world, mut monitor, review, .. } = scene;
    let mut administrator = signed_in(&world, administrator()).await;
    let both = json!({"instruments": ["english-learner", "fiscal-monitoring"]});
    let _ = patch(&mut administrator, &review, 1, both).await.expect(200);
    let before = stored(&world).await;
    for body in [json!({"mode": "on-site"}), json!({"state": "completed"})] {
        let refused = patch(&mut monitor, &review, 2, body).await.expect(403).json();
        assert_eq!(refused["type"], "/problems/reviews.not-whole");
    }
    assert_eq!(stored(&world).await, before);
}

#[tokio::test]
async fn a_stale_change_is_refused_with_the_current_state_and_one_without_a_version_at_all() {
    let Scene { world, mut monitor, review, .. } = Scene::open().await;
    let mut administrator = signed_in(&world, administrator()).await;
    let _ = patch(&mut administrator, &review, 1, json!({"mode": "on-site"})).await.expect(200);
    let stale = patch(&mut monitor, &review, 1, json!({"last_day": "2026-11-21"})).await.expect(412).json();
    assert_eq!((&stale["type"], &stale["etag"]), (&json!("/problems/reviews.stale"), &json!("\"2\"")));
    assert_eq!((&stale["current"]["mode"], &stale["current"]["id"]), (&json!("on-site"), &json!(review)));
    let path = format!("/v1/compliance/reviews/{review}");
    let without = monitor.send(Method::PATCH, &path, &[], Some(&json!({"mode": "online"}))).await;
    assert_eq!(without.status, 428);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_change_a_review_at_the_same_moment_one_wins_and_nothing_is_lost() {
    let Scene { world, mut monitor, review, .. } = Scene::open().await;
    let mut administrator = signed_in(&world, administrator()).await;
    for round in 1..=25_u64 {
        let day = |month: &str| json!({"last_day": format!("{month}-{round:02}")});
        let (a, b) = tokio::join!(
            patch(&mut monitor, &review, round, day("2026-12")),
            patch(&mut administrator, &review, round, day("2027-01"))
        );
        let mut statuses = [a.status.as_u16(), b.status.as_u16()];
        statuses.sort_unstable();
        // Busy is an honest answer as well: nothing was changed, and the same may be sent again.
        assert!(statuses[0] == 200 && matches!(statuses[1], 412 | 503), "{statuses:?} {} {}", a.text, b.text);
        let winner: Value = if a.status == 200 { a.json() } else { b.json() };
        assert_eq!(winner["version"], round + 1);
    }
    assert_eq!(recorded(&world).await.len(), 26);
    let mut by = monitor;
    let gone = about(&mut by, Method::PATCH, "/v1/compliance/reviews/x", 1, json!({"mode": "online"})).await;
    assert_eq!(gone.status, 404);
}
