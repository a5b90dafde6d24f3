use serde_json::json;

use super::super::manage::{Scene, lea, new_review, patch, pointers, post, recorded, stored, told};
use super::{findings, issue};

#[tokio::test]
async fn findings_are_issued_counted_found_under_their_due_day_and_told_in_one_commit() {
    let mut scene = Scene::open().await;
    let (one, two) = (scene.item("I-EL 01").await, scene.item("I-EL 02").await);
    let path = scene.path("/findings");
    let _ = scene.world.calls.take();
    let body = findings("2026-11-20", &[&one, &two]);
    let answer = post(&mut scene.monitor, &path, "one", body).await.expect(201);
    assert_eq!(scene.world.calls.levels(), 2);
    assert_eq!(answer.header("etag"), Some("\"2\""), "the review counts its findings");
    let page = answer.json();
    assert_eq!((&page["findings"].as_array().unwrap().len(), &page["unresolved"]), (&2, &json!(2)));
    let finding = &page["findings"][0];
    assert_eq!(
        (&finding["state"], &finding["due"], &finding["version"]),
        (&json!("issued"), &json!("2027-01-04"), &json!(1))
    );
    let clocks = json!({"resolution_due": "2027-01-04", "agreement_latest": "2027-07-03"});
    assert_eq!(finding["clocks"], clocks);
    assert_eq!((&finding["issued_by"]["name"], &finding["overdue"]), (&json!("Sam Ito"), &json!(false)));
    let (rows, ..) = stored(&scene.world).await;
    let due = rows.iter().filter(|row| row["day"].as_str().is_some_and(|day| day.starts_with("DUE#2027-01-04#")));
    assert_eq!(due.count(), 2);
    assert!(told(&scene.world).await.contains(&("findings-issued".to_owned(), lea(&[]))));
    let row = ("findings-issued".into(), "Sam Ito".into(), "decide-reviews".into());
    assert!(recorded(&scene.world).await.contains(&row));
}

#[tokio::test]
async fn a_repeat_under_the_same_key_issues_nothing_and_other_findings_under_it_are_refused() {
    let mut scene = Scene::open().await;
    let (one, two) = (scene.item("I-EL 01").await, scene.item("I-EL 02").await);
    let path = scene.path("/findings");
    let Scene { world, mut monitor, .. } = scene;
    let first = post(&mut monitor, &path, "one", findings("2026-11-20", &[&one])).await.expect(201);
    let before = stored(&world).await;
    let again = post(&mut monitor, &path, "one", findings("2026-11-20", &[&one])).await.expect(201);
    assert_eq!(again.text, first.text);
    for other in
        [findings("2026-11-21", &[&one]), findings("2026-11-20", &[&two]), findings("2026-11-20", &[&one, &two])]
    {
        let reused = post(&mut monitor, &path, "one", other).await.expect(422).json();
        assert_eq!(reused["type"], "/problems/request.idempotency-key-reused");
    }
    assert_eq!(stored(&world).await, before);
}

#[tokio::test]
async fn the_notification_is_dated_from_the_last_day_of_the_review_to_today() {
    let mut scene = Scene::open().await;
    let item = scene.item("I-EL 01").await;
    for day in ["2026-11-19", "2026-11-23"] {
        let refused = issue(&mut scene, "one", &item, day).await.expect(422).json();
        assert_eq!(pointers(&refused), ["/notified_on"], "{refused}");
    }
    let _ = issue(&mut scene, "one", &item, "2026-11-22").await.expect(201);
}

#[tokio::test]
async fn what_cannot_be_issued_is_refused_field_by_field() {
    let mut scene = Scene::open().await;
    let item = scene.item("I-EL 01").await;
    let other = format!("{}{}", &item[..30], "a".repeat(9));
    let path = scene.path("/findings");
    let Scene { world, mut monitor, .. } = scene;
    let before = stored(&world).await;
    let many: Vec<_> = (0..51).map(|_| item.as_str()).collect();
    for (body, expected) in [
        (json!({}), vec!["/findings", "/notified_on"]),
        (findings("2026-11-20", &[]), vec!["/findings"]),
        (findings("2026-11-20", &many), vec!["/findings"]),
        (findings("2026-11-20", &[&item, &other]), vec!["/findings/1/item"]),
        (
            json!({"notified_on": "soon", "findings": [{"item": "x", "text": "", "x": 1}]}),
            vec!["/findings/0/item", "/findings/0/text", "/findings/0/x", "/notified_on"],
        ),
    ] {
        let answer = post(&mut monitor, &path, "one", body).await.expect(422).json();
        assert_eq!(pointers(&answer), expected, "{answer}");
    }
    assert_eq!(stored(&world).await, before);
}

#[tokio::test]
async fn findings_are_issued_in_an_open_review_alone() {
    let mut planned = new_review();
    planned["open"] = json!(false);
    let mut scene = Scene::with(planned).await;
    let item = scene.item("I-EL 01").await;
    let refused = issue(&mut scene, "one", &item, "2026-11-20").await.expect(409).json();
    assert_eq!(refused["type"], "/problems/reviews.not-open");
    let review = scene.review.clone();
    let _ = patch(&mut scene.monitor, &review, 1, json!({"state": "open"})).await.expect(200);
    let _ = issue(&mut scene, "one", &item, "2026-11-20").await.expect(201);
}
