use serde_json::{Value, json};
use store::Table;

use super::{Scene, new_review, patch, pointers, post, recorded, stored, told};

fn about(target: &Value, text: &str) -> Value {
    json!({"target": target, "text": text})
}

#[tokio::test]
async fn a_comment_is_written_in_its_thread_signed_with_name_and_role_and_mailed_to_nobody_at_once() {
    let mut scene = Scene::open().await;
    let item = scene.item("I-EL 01").await;
    let request = scene.request(&item).await;
    let path = scene.path("/comments");
    let Scene { world, mut monitor, mut coordinator, .. } = scene;
    let letters = told(&world).await.len();
    let _ = world.calls.take();
    for (number, target) in
        [json!({"instrument": "english-learner"}), json!({"item": item}), json!({"evidence_request": request})]
            .into_iter()
            .enumerate()
    {
        for (name, browser) in [("Mei Chen", &mut coordinator), ("Sam Ito", &mut monitor)] {
            let key = format!("{number}");
            let comment = post(browser, &path, &key, about(&target, " Which letters?\r\n")).await.expect(201).json();
            assert_eq!(world.calls.levels(), 2);
            assert_eq!((&comment["text"], &comment["by"]["name"]), (&json!("Which letters?"), &json!(name)));
            assert_eq!(comment["at"], "2026-11-22T20:00:00Z");
            assert!(comment["by"].get("user").is_none());
            let _ = world.calls.take();
        }
    }
    let rows = world.items(Table::Compliance).await;
    let of = |prefix: &str| rows.iter().filter(|row| row["sk"].as_str().unwrap().starts_with(prefix)).count();
    assert_eq!((of("COMMENT#INSTRUMENT#"), of("COMMENT#ITEM#"), of("COMMENT#REQUEST#")), (2, 2, 2));
    assert_eq!(told(&world).await.len(), letters);
    let rows = recorded(&world).await;
    assert_eq!(rows.iter().filter(|(what, _, right)| what == "commented" && right == "comment").count(), 6);
}

#[tokio::test]
async fn a_repeat_under_the_same_key_is_answered_with_the_comment_of_the_first_time() {
    let mut scene = Scene::open().await;
    let item = scene.item("I-EL 01").await;
    let path = scene.path("/comments");
    let Scene { world, mut coordinator, .. } = scene;
    let body = about(&json!({"item": item}), "Which letters?");
    let first = post(&mut coordinator, &path, "one", body.clone()).await.expect(201);
    let before = stored(&world).await;
    world.pass(jiff::SignedDuration::from_mins(10));
    let _ = world.calls.take();
    let again = post(&mut coordinator, &path, "one", body).await.expect(201);
    assert_eq!((again.text, world.calls.levels()), (first.text, 2));
    for other in
        [about(&json!({"item": item}), "Else?"), about(&json!({"instrument": "english-learner"}), "Which letters?")]
    {
        let reused = post(&mut coordinator, &path, "one", other).await.expect(422).json();
        assert_eq!(reused["type"], "/problems/request.idempotency-key-reused");
    }
    assert_eq!(stored(&world).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_comment_sent_many_times_at_once_is_written_once() {
    let scene = Scene::open().await;
    let path = scene.path("/comments");
    let Scene { world, coordinator, .. } = scene;
    let mut attempts = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (mut browser, path) = (coordinator.clone(), path.clone());
        let body = about(&json!({"instrument": "english-learner"}), "Which letters?");
        attempts.spawn(async move { post(&mut browser, &path, "one", body).await });
    }
    for answer in attempts.join_all().await {
        // Busy is an honest answer as well: the same may be sent again.
        assert!(matches!(answer.status.as_u16(), 201 | 503), "{}", answer.text);
    }
    let count = recorded(&world).await.iter().filter(|(what, ..)| what == "commented").count();
    assert_eq!(count, 1);
}

#[tokio::test]
async fn what_is_no_comment_or_about_nothing_seen_is_refused() {
    let mut scene = Scene::open().await;
    let item = scene.item("I-EL 01").await;
    let other = format!("{}{}", &item[..30], "a".repeat(9));
    let path = scene.path("/comments");
    let Scene { world, mut coordinator, .. } = scene;
    let before = stored(&world).await;
    for (body, pointer) in [
        (json!({"text": "x"}), "/target"),
        (about(&json!({}), "x"), "/target"),
        (about(&json!({"item": item, "instrument": "english-learner"}), "x"), "/target"),
        (about(&json!({"item": "x"}), "x"), "/target/item"),
        (about(&json!({"finding": item}), "x"), "/target/finding"),
        (about(&json!({"item": other}), "x"), "/target"),
        (about(&json!({"instrument": "fiscal-monitoring"}), "x"), "/target"),
        (about(&json!({"item": item}), " "), "/text"),
        (about(&json!({"item": item}), &"x".repeat(4001)), "/text"),
    ] {
        let answer = post(&mut coordinator, &path, "one", body.clone()).await.expect(422).json();
        assert!(pointers(&answer).contains(&pointer), "{body}: {answer}");
    }
    assert_eq!(stored(&world).await, before);
}

#[tokio::test]
async fn only_an_open_review_is_commented() {
    let mut planned = new_review();
    planned["open"] = json!(false);
    let scene = Scene::with(planned).await;
    let path = scene.path("/comments");
    let Scene { mut monitor, mut coordinator, review, .. } = scene;
    let body = about(&json!({"instrument": "english-learner"}), "Which letters?");
    let refused = post(&mut coordinator, &path, "one", body.clone()).await.expect(409).json();
    assert_eq!(refused["type"], "/problems/reviews.not-open");
    let _ = patch(&mut monitor, &review, 1, json!({"state": "open"})).await.expect(200);
    let _ = post(&mut coordinator, &path, "one", body.clone()).await.expect(201);
    let _ = patch(&mut monitor, &review, 2, json!({"state": "completed"})).await.expect(200);
    let refused = post(&mut coordinator, &path, "two", body).await.expect(409).json();
    assert_eq!(refused["type"], "/problems/reviews.over");
}
