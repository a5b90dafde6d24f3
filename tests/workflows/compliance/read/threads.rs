use serde_json::Value;
use testkit::World;

use super::*;
use crate::people::signed_in;

fn written(page: &Value) -> Vec<&str> {
    page["comments"].as_array().unwrap().iter().map(|comment| comment["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_thread_is_read_in_pages_the_latest_first_in_one_level() {
    let world = World::start().await;
    let review = full_review();
    let request = CommentTarget::EvidenceRequest(review.request(1));
    let review = review.with_comment(request, "Thank you.");
    let _ = review.save(&world).await;
    let mut browser = signed_in(&world, monitor_of(&[ENGLISH_LEARNER])).await;
    let path = format!("/v1/compliance/reviews/{}/comments?evidence_request={}", review.id(), review.request(1));
    let first = browser.get(&format!("{path}&limit=2")).await.expect(200).json();
    assert_eq!((world.calls.levels(), world.calls.take().len()), (1, 3));
    assert_eq!(written(&first), ["Thank you.", "Spanish and Hmong."]);
    assert_eq!(first["comments"][0]["by"]["role"], "LEA review coordinator");
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = browser.get(&format!("{path}&limit=2&cursor={cursor}")).await.expect(200).json();
    assert_eq!((written(&second), &second["next_cursor"]), (vec!["Which languages?"], &Value::Null));
}

#[tokio::test]
async fn each_instrument_item_and_request_has_a_thread_of_its_own() {
    let world = World::start().await;
    let review = full_review();
    let (instrument, item) = (CommentTarget::Instrument(ENGLISH_LEARNER), CommentTarget::Item(review.item(1)));
    let review = review.with_comment(instrument, "About all").with_comment(item, "About the item");
    let _ = review.save(&world).await;
    let mut browser = signed_in(&world, coordinator()).await;
    let path = format!("/v1/compliance/reviews/{}/comments", review.id());
    for (query, texts) in [
        ("instrument=english-learner".to_owned(), vec!["About all"]),
        (format!("item={}", review.item(1)), vec!["About the item"]),
        (format!("evidence_request={}", review.request(1)), vec!["Spanish and Hmong.", "Which languages?"]),
        ("instrument=fiscal-monitoring".to_owned(), vec![]),
    ] {
        let page = browser.get(&format!("{path}?{query}")).await.expect(200).json();
        assert_eq!(written(&page), texts, "{query}");
    }
}

#[tokio::test]
async fn a_thread_of_another_program_or_review_is_like_none() {
    let world = World::start().await;
    let review = full_review();
    let _ = review.save(&world).await;
    let other = a_review(2).with_item(FISCAL_MONITORING);
    let _ = other.save(&world).await;
    let mut browser = signed_in(&world, monitor_of(&[FISCAL_MONITORING])).await;
    let path = format!("/v1/compliance/reviews/{}/comments", review.id());
    let absent = format!("item={}", a_review(9).with_item(FISCAL_MONITORING).item(1));
    for query in [
        "instrument=english-learner".to_owned(),
        "instrument=migrant-education".to_owned(),
        format!("item={}", review.item(1)),
        format!("evidence_request={}", review.request(1)),
        format!("item={}", other.item(1)),
        absent,
    ] {
        let answer = browser.get(&format!("{path}?{query}")).await.expect(404);
        assert_eq!(answer.json()["type"], "/problems/record.not-found", "{query}");
    }
    let _ = browser.get(&format!("{path}?item={}", review.item(2))).await.expect(200);
}

#[tokio::test]
async fn one_thread_is_named_and_a_cursor_of_a_thread() {
    let world = World::start().await;
    let review = full_review();
    let _ = review.save(&world).await;
    let mut browser = signed_in(&world, coordinator()).await;
    let path = format!("/v1/compliance/reviews/{}/comments", review.id());
    let item = review.item(1);
    for (query, pointer) in [
        (String::new(), "/instrument"),
        (format!("?instrument=english-learner&item={item}"), "/instrument"),
        ("?instrument=sports".to_owned(), "/instrument"),
        ("?item=1".to_owned(), "/item"),
        (format!("?item={item}&cursor=2026-11-22"), "/cursor"),
        (format!("?item={item}&limit=101"), "/limit"),
        (format!("?item={item}&order=up"), "/order"),
    ] {
        let refused = browser.get(&format!("{path}{query}")).await.expect(422).json();
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{query}: {refused}");
    }
}
