use axum::http::Method;
use jiff::SignedDuration;
use serde_json::json;

use super::{Scene, about, lea, new_review, pointers, post, recorded, stored, told};

#[tokio::test]
async fn evidence_is_asked_for_found_under_its_due_day_and_the_lea_is_told() {
    let mut scene = Scene::open().await;
    let item = scene.item("I-EL 01").await;
    let Scene { world, mut monitor, .. } = scene;
    let path = format!("/v1/compliance/items/{item}/evidence-requests");
    let body = json!({"text": "The letters to parents", "due": "2026-12-11"});
    let _ = world.calls.take();
    let answer = post(&mut monitor, &path, "one", body.clone()).await.expect(201);
    assert_eq!(world.calls.levels(), 2);
    let request = answer.json()["evidence_requests"][0].clone();
    assert_eq!((&request["item"], &request["version"]), (&json!(item), &json!(1)));
    assert_eq!((&request["due"], &request["answered"]), (&json!("2026-12-11"), &json!(false)));
    assert_eq!(request["requested_by"]["name"], "Sam Ito");
    assert!(request["requested_by"].get("user").is_none(), "an author is named and not identified");
    let rows = stored(&world).await.0;
    let row = rows.iter().find(|row| row["sk"].as_str().unwrap().starts_with("REQUEST#")).unwrap();
    assert!(row["day"].as_str().unwrap().starts_with("DUE#2026-12-11#"));
    assert!(told(&world).await.contains(&("evidence-requested".to_owned(), lea(&[]))));
    assert!(recorded(&world).await.iter().any(|(what, ..)| what == "evidence-requested"));
    let before = stored(&world).await;
    let again = post(&mut monitor, &path, "one", body.clone()).await.expect(201);
    assert_eq!(again.text, answer.text);
    let other = json!({"text": "Something else", "due": "2026-12-11"});
    let reused = post(&mut monitor, &path, "one", other).await.expect(422).json();
    assert_eq!(reused["type"], "/problems/request.idempotency-key-reused");
    assert_eq!(stored(&world).await, before);
}

#[tokio::test]
async fn while_a_review_is_planned_nobody_is_told() {
    let mut planned = new_review();
    planned["open"] = json!(false);
    let mut scene = Scene::with(planned).await;
    let item = scene.item("I-EL 01").await;
    let _ = scene.request(&item).await;
    assert!(told(&scene.world).await.is_empty());
}

#[tokio::test]
async fn text_and_due_day_are_changed_and_a_stale_change_is_refused_with_the_current_state() {
    let mut scene = Scene::open().await;
    let item = scene.item("I-EL 01").await;
    let request = scene.request(&item).await;
    let Scene { world, mut monitor, .. } = scene;
    let path = format!("/v1/compliance/evidence-requests/{request}");
    let _ = world.calls.take();
    let page = about(&mut monitor, Method::PATCH, &path, 1, json!({"due": "2026-12-18"})).await.expect(200).json();
    assert_eq!(world.calls.levels(), 2);
    let changed = &page["evidence_requests"][0];
    assert_eq!((&changed["due"], &changed["version"]), (&json!("2026-12-18"), &json!(2)));
    assert_eq!(changed["text"], "The letters to parents");
    let before = stored(&world).await;
    let same = about(&mut monitor, Method::PATCH, &path, 2, json!({"due": "2026-12-18"})).await.expect(200).json();
    assert_eq!(same["evidence_requests"][0]["version"], 2);
    let stale = about(&mut monitor, Method::PATCH, &path, 1, json!({"text": "Else"})).await.expect(412).json();
    assert_eq!((&stale["type"], &stale["etag"]), (&json!("/problems/evidence-requests.stale"), &json!("\"2\"")));
    assert_eq!(stale["current"]["evidence_requests"][0]["due"], "2026-12-18");
    let without = monitor.send(Method::PATCH, &path, &[], Some(&json!({"text": "Else"}))).await;
    assert_eq!(without.status, 428);
    assert_eq!(stored(&world).await, before);
    let late = format!("/v1/compliance/items/{item}/evidence-requests");
    let body = json!({"text": "The letters to parents", "due": "2026-12-11"});
    let repeat = post(&mut monitor, &late, &item, body).await.expect(201).json();
    assert_eq!(repeat["evidence_requests"].as_array().unwrap().len(), 1, "a late repeat asks nothing twice");
}

#[tokio::test]
async fn what_is_due_is_due_today_or_later_by_the_day_in_california() {
    // 23:30 in Los Angeles on 22 November is 07:30 UTC of the 23rd.
    let mut scene = Scene::later(SignedDuration::from_mins(11 * 60 + 30), new_review()).await;
    assert_eq!(scene.world.now().to_string(), "2026-11-23T07:30:00Z");
    let item = scene.item("I-EL 01").await;
    let path = format!("/v1/compliance/items/{item}/evidence-requests");
    let Scene { world, mut monitor, .. } = scene;
    let browser = &mut monitor;
    let due = |day: &str| json!({"text": "The letters", "due": day});
    let refused = post(browser, &path, "one", due("2026-11-21")).await.expect(422).json();
    assert_eq!(pointers(&refused), ["/due"]);
    assert!(refused["errors"][0]["detail"].as_str().unwrap().contains("2026-11-22"), "{refused}");
    let _ = post(browser, &path, "one", due("2026-11-22")).await.expect(201);
    world.pass(SignedDuration::from_mins(29));
    let _ = post(browser, "/v1/session/extension", "x", json!({})).await.expect(200);
    world.pass(SignedDuration::from_mins(1));
    let refused = post(browser, &path, "two", due("2026-11-22")).await.expect(422).json();
    assert_eq!(pointers(&refused), ["/due"]);
    let body = json!({"text": " ", "due": "soon", "x": 1});
    assert_eq!(pointers(&post(browser, &path, "two", body).await.expect(422).json()), ["/due", "/text", "/x"]);
}

#[tokio::test]
async fn an_item_and_a_request_that_are_not_there_are_not_found() {
    let mut scene = Scene::open().await;
    let item = scene.item("I-EL 01").await;
    let request = scene.request(&item).await;
    let Scene { world, mut monitor, .. } = scene;
    let other = |id: &str| if id.starts_with('a') { id.replacen('a', "b", 1) } else { format!("a{}", &id[1..]) };
    let before = stored(&world).await;
    // Another review; another part of this review.
    let of_review = |id: &str| format!("{}{}", &id[..30], "a".repeat(9));
    for item in [other(&item), of_review(&item), "x".to_owned()] {
        let path = format!("/v1/compliance/items/{item}/evidence-requests");
        for body in [json!({"text": "Letters", "due": "2026-12-11"}), json!({})] {
            assert_eq!(post(&mut monitor, &path, "k", body).await.status, 404, "{item}");
        }
    }
    for request in [other(&request), of_review(&request), "x".to_owned()] {
        let path = format!("/v1/compliance/evidence-requests/{request}");
        let answer = about(&mut monitor, Method::PATCH, &path, 1, json!({"text": "Else"})).await;
        assert_eq!(answer.status, 404, "{request}");
    }
    assert_eq!(stored(&world).await, before);
}
