use serde_json::{Value, json};
use testkit::World;
use testkit::places::{CEDAR, DUNE, ESTUARY, GROVE};

use super::{administrator, lea, make, monitor, new_review, pointers, recorded, stored, strangers, told};
use crate::directory::organizations::county;
use crate::people::signed_in;

fn with(field: &str, value: Value) -> Value {
    let mut body = new_review();
    body[field] = value;
    body
}

#[tokio::test]
async fn an_open_review_is_made_listed_told_and_recorded_in_one_commit() {
    let world = World::start().await;
    county(&world).await;
    let mut browser = signed_in(&world, monitor()).await;
    let body = with("sites", json!([CEDAR, DUNE]));
    let answer = make(&mut browser, "one", body).await.expect(201);
    assert_eq!(world.calls.levels(), 2);
    assert_eq!(answer.header("etag"), Some("\"1\""));
    let review = answer.json();
    assert_eq!((&review["state"], &review["organization"]["name"]), (&json!("open"), &json!("Poppy Valley Unified")));
    assert_eq!(
        (&review["program"]["program"], &review["year"]),
        (&json!("federal-program-monitoring"), &json!("2026-27"))
    );
    let sites = json!([{"cds_code": CEDAR, "name": "Cedar High"}, {"cds_code": DUNE, "name": "Dune High"}]);
    assert_eq!((&review["sites"], &review["is_whole"]), (&sites, &json!(true)));
    let keys =
        |rows: &[Value]| -> Vec<String> { rows.iter().map(|row| row["pk"].as_str().unwrap().to_owned()).collect() };
    let id = review["id"].as_str().unwrap();
    let (rows, _, _) = stored(&world).await;
    let lists = ["REVIEWS#ALL", "REVIEWS#INSTRUMENT#english-learner", "REVIEWS#LEA#9900001"];
    assert_eq!(keys(&rows)[0], format!("REVIEW#{id}"));
    assert_eq!(keys(&rows)[1..], lists);
    assert_eq!(recorded(&world).await, [("made".into(), "Sam Ito".into(), "decide-reviews".into())]);
    assert_eq!(told(&world).await, [("opened".to_owned(), lea(&[]))]);
}

#[tokio::test]
async fn a_planned_review_and_one_of_a_charter_are_made_and_nobody_is_told_of_the_planned_one() {
    let world = World::start().await;
    county(&world).await;
    let mut browser = signed_in(&world, administrator()).await;
    let review = make(&mut browser, "one", with("open", json!(false))).await.expect(201).json();
    assert_eq!(review["state"], "planned");
    assert!(told(&world).await.is_empty());
    let review = make(&mut browser, "two", with("organization", json!(ESTUARY))).await.expect(201).json();
    assert_eq!(review["organization"]["name"], "Estuary Charter");
}

#[tokio::test]
async fn a_repeat_under_the_same_key_is_answered_and_not_made_again() {
    let world = World::start().await;
    county(&world).await;
    let mut browser = signed_in(&world, monitor()).await;
    let first = make(&mut browser, "one", new_review()).await.expect(201);
    let before = stored(&world).await;
    let _ = world.calls.take();
    let again = make(&mut browser, "one", new_review()).await.expect(201);
    assert_eq!((again.text, world.calls.levels()), (first.text.clone(), 1));
    for (field, other) in [
        ("organization", json!(ESTUARY)),
        ("instruments", json!(["migrant-education"])),
        ("mode", json!("on-site")),
        ("sites", json!([CEDAR])),
        ("last_day", json!("2026-11-21")),
        ("open", json!(false)),
    ] {
        let reused = make(&mut browser, "one", with(field, other)).await.expect(422).json();
        assert_eq!(reused["type"], "/problems/request.idempotency-key-reused", "{field}");
    }
    assert_eq!(stored(&world).await, before);
    let mut other = signed_in(&world, administrator()).await;
    let another = make(&mut other, "one", new_review()).await.expect(201).json();
    assert_ne!(another["id"], first.json()["id"], "a key is its user's own");
    let id = first.json()["id"].as_str().unwrap().to_owned();
    let _ = super::patch(&mut browser, &id, 1, json!({"last_day": "2026-11-24"})).await.expect(200);
    let late = make(&mut browser, "one", new_review()).await.expect(201);
    assert_eq!((late.header("etag"), &late.json()["last_day"]), (Some("\"2\""), &json!("2026-11-24")), "as it is now");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_request_sent_many_times_at_once_makes_one_review() {
    let world = World::start().await;
    county(&world).await;
    let browser = signed_in(&world, monitor()).await;
    let mut attempts = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let mut browser = browser.clone();
        attempts.spawn(async move { make(&mut browser, "one", new_review()).await });
    }
    for answer in attempts.join_all().await {
        // Busy is an honest answer as well: the same may be sent again.
        assert!(matches!(answer.status.as_u16(), 201 | 503), "{}", answer.text);
    }
    assert_eq!((recorded(&world).await.len(), told(&world).await.len()), (1, 1));
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once_and_nothing_is_written() {
    let world = World::start().await;
    county(&world).await;
    let mut browser = signed_in(&world, monitor()).await;
    let before = stored(&world).await;
    let body = json!({
        "organization": "9900001", "instruments": ["chess"], "mode": "by post", "sites": [CEDAR, "x", CEDAR],
        "first_day": "soon", "note": "x",
    });
    let answer = make(&mut browser, "one", body).await.expect(422).json();
    let expected =
        ["/first_day", "/instruments", "/last_day", "/mode", "/note", "/open", "/organization", "/sites/1", "/sites/2"];
    assert_eq!(pointers(&answer), expected);
    let many: Vec<_> = (0..51).map(|number| format!("9900001{number:07}")).collect();
    for (field, value, pointer) in [
        ("organization", json!(CEDAR), "/organization"),
        ("organization", json!("99000070000000"), "/organization"),
        ("sites", json!([CEDAR, GROVE]), "/sites/1"),
        ("sites", json!(["99000010000999"]), "/sites/0"),
        ("sites", json!(many), "/sites"),
        ("instruments", json!([]), "/instruments"),
        ("instruments", json!(["english-learner", "charter-schools"]), "/instruments"),
        ("instruments", json!(["english-learner", "fiscal-monitoring"]), "/instruments"),
        ("last_day", json!("2026-11-15"), "/last_day"),
    ] {
        let answer = make(&mut browser, "one", with(field, value.clone())).await.expect(422).json();
        assert_eq!(pointers(&answer), [pointer], "{field} {value}: {answer}");
    }
    assert_eq!(stored(&world).await, before);
    let without = browser.post("/v1/compliance/reviews", new_review()).await.expect(400).json();
    assert_eq!(without["type"], "/problems/request.idempotency-key");
}

#[tokio::test]
async fn only_monitors_and_compliance_administrators_make_reviews() {
    let world = World::start().await;
    county(&world).await;
    let mut stranger = workflows::browser(&world);
    assert_eq!(make(&mut stranger, "one", new_review()).await.status, 401);
    for person in strangers().into_iter().chain([super::coordinator(), super::contributor()]) {
        let mut browser = signed_in(&world, person).await;
        for body in [new_review(), json!({})] {
            let answer = make(&mut browser, "one", body).await.expect(403).json();
            assert_eq!(answer["type"], "/problems/access.forbidden");
        }
    }
    assert!(stored(&world).await.0.is_empty());
}
