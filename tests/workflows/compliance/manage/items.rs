use serde_json::{Value, json};

use super::{Scene, items, pointers, post, recorded, stored, told};

#[tokio::test]
async fn items_are_added_all_at_once_in_the_order_of_their_numbers() {
    let Scene { world, mut monitor, review, .. } = Scene::open().await;
    let path = format!("/v1/compliance/reviews/{review}/items");
    let answer = post(&mut monitor, &path, "one", items(&["I-EL 02", "I-EL 01"])).await.expect(201);
    assert_eq!(world.calls.levels(), 2);
    assert_eq!(answer.header("etag"), Some("\"1\""), "the review itself stays");
    let page = answer.json();
    let numbers: Vec<_> =
        page["items"].as_array().unwrap().iter().map(|item| item["number"].as_str().unwrap()).collect();
    assert_eq!(numbers, ["I-EL 01", "I-EL 02"]);
    let item = &page["items"][0];
    assert_eq!((&item["kind"], &item["instrument"]), (&json!("core"), &json!("english-learner")));
    let row = ("items-added".into(), "Sam Ito".into(), "decide-reviews".into());
    assert!(recorded(&world).await.contains(&row));
    assert_eq!(told(&world).await.len(), 1, "items alone ask for nothing");
    assert_eq!(stored(&world).await.0.len(), 6);
}

#[tokio::test]
async fn a_repeat_under_the_same_key_adds_nothing_and_other_items_under_it_are_refused() {
    let Scene { world, mut monitor, review, .. } = Scene::open().await;
    let path = format!("/v1/compliance/reviews/{review}/items");
    let first = post(&mut monitor, &path, "one", items(&["1", "2"])).await.expect(201);
    let before = stored(&world).await;
    let _ = world.calls.take();
    let again = post(&mut monitor, &path, "one", items(&["1", "2"])).await.expect(201);
    assert_eq!((again.text, world.calls.levels()), (first.text, 1));
    let mut other_text = items(&["1", "2"]);
    other_text["items"][1]["text"] = json!("Else.");
    for other in [items(&["1"]), items(&["1", "2", "3"]), items(&["1", "3"]), items(&["2", "1"]), other_text] {
        let reused = post(&mut monitor, &path, "one", other).await.expect(422).json();
        assert_eq!(reused["type"], "/problems/request.idempotency-key-reused");
    }
    assert_eq!(stored(&world).await, before);
}

#[tokio::test]
async fn every_wrong_field_is_named_and_a_number_is_there_once() {
    let mut scene = Scene::open().await;
    let _ = scene.item("I-EL 01").await;
    let path = scene.path("/items");
    let Scene { world, mut monitor, .. } = scene;
    let before = stored(&world).await;
    let body = json!({"instrument": "chess", "items": [{"number": "#", "kind": "extra", "text": " ", "x": 1}]});
    let answer = post(&mut monitor, &path, "one", body).await.expect(422).json();
    let expected =
        ["/instrument", "/items/0/citation", "/items/0/kind", "/items/0/number", "/items/0/text", "/items/0/x"];
    assert_eq!(pointers(&answer), expected);
    let many: Vec<_> = (0..51).map(|number| number.to_string()).collect();
    let many: Vec<_> = many.iter().map(String::as_str).collect();
    let of = |instrument: &str| {
        let mut body = items(&["1"]);
        body["instrument"] = json!(instrument);
        body
    };
    let cases: [(Value, &str); 6] = [
        (json!({"instrument": "english-learner", "items": []}), "/items"),
        (items(&many), "/items"),
        (items(&["1", "I-EL 01"]), "/items/1/number"),
        (items(&["1", "1"]), "/items/1/number"),
        (of("migrant-education"), "/instrument"),
        (of("fiscal-monitoring"), "/instrument"),
    ];
    for (body, pointer) in cases {
        let answer = post(&mut monitor, &path, "one", body).await.expect(422).json();
        assert_eq!(pointers(&answer), [pointer], "{answer}");
    }
    assert_eq!(stored(&world).await, before);
}
