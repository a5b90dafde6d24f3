//! What holds of every change of a review and of its findings: who sees nothing learns nothing, and nothing is half done.

use std::collections::BTreeSet;

use axum::http::Method;
use serde_json::{Value, json};
use testkit::{Browser, Meanwhile};

use super::{Scene, contributor, coordinator, monitor, outsiders, patch, post, stored, strangers};
use crate::accounts::users::state_administrator;
use crate::people::{sign_in_again, signed_in};

/// A change: what is sent where about which version, and whether it is the LEA's.
struct Case {
    method: Method,
    path: String,
    version: u64,
    body: Value,
    by_lea: bool,
}

/// Every change of what lies in a review, each as it would succeed on its own; the review has a finding, whose resolution is
/// not submitted.
async fn cases(scene: &mut Scene) -> Vec<Case> {
    let user = contributor().save(&scene.world).await.id.to_string();
    let item = scene.item("I-EL 01").await;
    let request = scene.request(&item).await;
    let body = json!({"notified_on": "2026-11-20", "findings": [{"item": item, "text": "None were sent."}]});
    let path = scene.path("/findings");
    let page = post(&mut scene.monitor, &path, "f", body.clone()).await.expect(201).json();
    let finding = page["findings"][0]["id"].as_str().unwrap().to_owned();
    let case = |method: Method, path: String, body: Value, by_lea: bool| {
        let version = if path.contains("/reviews/") { 2 } else { 1 };
        Case { method, path, version, body, by_lea }
    };
    let finding = |rest: &str| format!("/v1/compliance/findings/{finding}/{rest}");
    let agreement = json!({"until": "2027-03-01", "actions": "Letters.", "justification": "Printer."});
    vec![
        case(Method::PATCH, scene.path(""), json!({"mode": "on-site"}), false),
        case(Method::PATCH, scene.path("/contributors"), json!({"add": [user]}), true),
        case(Method::POST, scene.path("/items"), super::items(&["9"]), false),
        case(
            Method::POST,
            format!("/v1/compliance/items/{item}/evidence-requests"),
            json!({"text": "Letters", "due": "2026-12-11"}),
            false,
        ),
        case(Method::PATCH, format!("/v1/compliance/evidence-requests/{request}"), json!({"text": "Other"}), false),
        case(
            Method::POST,
            scene.path("/comments"),
            json!({"target": {"instrument": "english-learner"}, "text": "Which?"}),
            true,
        ),
        case(Method::POST, scene.path("/findings"), body, false),
        case(Method::POST, finding("resolutions"), json!({"text": "Sent."}), true),
        case(Method::POST, finding("resolutions/decision"), json!({"decision": "resolved"}), false),
        case(Method::POST, finding("resolution-agreements"), agreement, true),
        case(Method::POST, finding("resolution-agreements/decision"), json!({"decision": "approved"}), false),
    ]
}

async fn send(browser: &mut Browser, case: &Case, path: &str, body: &Value) -> (u16, Value) {
    let headers = [("if-match", "\"2\""), ("idempotency-key", "case")];
    let answer = browser.send(case.method.clone(), path, &headers, Some(body)).await;
    (answer.status.as_u16(), answer.without_request_id())
}

/// The same path about a review that is not there.
fn absent(case: &Case, review: &str) -> String {
    // Ids of what lies in a review begin with its bytes.
    let other = |id: &str| if id.starts_with('a') { id.replacen('a', "b", 1) } else { format!("a{}", &id[1..]) };
    let path = case.path.split('/').map(|part| {
        let names = part.len() == 39 || part == review;
        if names { other(part) } else { part.to_owned() }
    });
    path.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn who_does_not_see_the_review_is_answered_byte_for_byte_as_if_it_were_not_there() {
    let mut scene = Scene::open().await;
    let cases = cases(&mut scene).await;
    let Scene { world, review, .. } = scene;
    let before = stored(&world).await;
    for person in outsiders() {
        let mut browser = signed_in(&world, person.clone()).await;
        for case in &cases {
            let path = absent(case, &review);
            for body in [&case.body, &json!({})] {
                let _ = world.calls.take();
                let there = send(&mut browser, case, &case.path, body).await;
                let calls = |calls: Vec<testkit::Call>| -> Vec<_> {
                    calls
                        .into_iter()
                        .map(|call| (call.operation, call.level))
                        .collect::<BTreeSet<_>>()
                        .into_iter()
                        .collect()
                };
                let made: Vec<(String, usize)> = calls(world.calls.take());
                let not_there = send(&mut browser, case, &path, body).await;
                assert_eq!(there.0, 404, "{} {}: {}", person.username, case.path, there.1);
                assert_eq!(there, not_there, "{} {}", person.username, case.path);
                assert_eq!(made, calls(world.calls.take()), "{} {}", person.username, case.path);
            }
        }
    }
    assert_eq!(stored(&world).await, before);
}

#[tokio::test]
async fn a_stranger_is_asked_to_sign_in_and_a_role_that_knows_no_reviews_or_may_not_do_it_is_refused() {
    let mut scene = Scene::open().await;
    let cases = cases(&mut scene).await;
    let Scene { world, mut monitor, mut coordinator, review } = scene;
    let before = stored(&world).await;
    let mut people = vec![workflows::browser(&world)];
    for person in strangers() {
        people.push(signed_in(&world, person).await);
    }
    for case in &cases {
        for (number, browser) in people.iter_mut().enumerate() {
            let path = absent(case, &review);
            let (there, not_there) =
                (send(browser, case, &case.path, &case.body).await, send(browser, case, &path, &case.body).await);
            assert_eq!(there.0, if number == 0 { 401 } else { 403 }, "{}: {}", case.path, there.1);
            assert_eq!(there, not_there, "{}", case.path);
        }
        let other = if case.by_lea { &mut monitor } else { &mut coordinator };
        // Both sides comment.
        if !case.path.ends_with("/comments") {
            let refused = send(other, case, &case.path, &case.body).await;
            assert_eq!((refused.0, &refused.1["type"]), (403, &json!("/problems/access.forbidden")), "{}", case.path);
        }
    }
    assert_eq!(stored(&world).await, before);
}

#[tokio::test]
async fn a_review_that_is_over_changes_no_more() {
    let mut scene = Scene::open().await;
    let cases = cases(&mut scene).await;
    let finding = cases.last().unwrap().path.split('/').nth(4).unwrap().to_owned();
    let Scene { world, mut monitor, mut coordinator, review } = scene;
    let path = |rest: &str| format!("/v1/compliance/findings/{finding}/{rest}");
    let submit = json!({"text": "Sent."});
    let _ = super::about(&mut coordinator, Method::POST, &path("resolutions"), 1, submit).await.expect(201);
    let resolve = json!({"decision": "resolved"});
    let _ = super::about(&mut monitor, Method::POST, &path("resolutions/decision"), 2, resolve).await.expect(200);
    let _ = patch(&mut monitor, &review, 3, json!({"state": "completed"})).await.expect(200);
    let before = stored(&world).await;
    for case in &cases {
        let browser = if case.by_lea { &mut coordinator } else { &mut monitor };
        let mut refused = 0;
        // The versions of the review, the finding and the evidence request.
        for version in ["\"4\"", "\"3\"", "\"1\""] {
            let headers = [("if-match", version), ("idempotency-key", "case")];
            let answer = browser.send(case.method.clone(), &case.path, &headers, Some(&case.body)).await;
            if answer.status != 412 {
                assert_eq!(answer.json()["type"], "/problems/reviews.over", "{}: {}", case.path, answer.text);
                refused += 1;
            }
        }
        assert!(refused > 0, "{}", case.path);
    }
    assert_eq!(stored(&world).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_taken_away_between_reading_and_committing_stops_every_change() {
    let mut scene = Scene::open().await;
    let cases = cases(&mut scene).await;
    let Scene { mut world, .. } = scene;
    let meanwhile = Meanwhile::default();
    world.dynamo = world.dynamo.listened_to_by(meanwhile.clone());
    let administrator = signed_in(&world, state_administrator()).await;
    let before = stored(&world).await;
    // A decision needs something to decide about: the next test.
    for case in cases.iter().filter(|case| !case.path.ends_with("/decision")) {
        let mut person = if case.by_lea { coordinator() } else { monitor() };
        let user = person.save(&world).await.id.to_string();
        let mut browser = sign_in_again(&world, &person).await;
        revoked(&meanwhile, &administrator, user, case, &mut browser).await;
    }
    assert_eq!(stored(&world).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_taken_away_between_reading_and_committing_stops_every_decision() {
    let mut scene = Scene::open().await;
    let cases = cases(&mut scene).await;
    let Scene { mut world, mut coordinator, .. } = scene;
    // While a resolution waits for a decision no agreement can be asked for, so that comes first.
    for (version, end) in [(1, "/resolution-agreements"), (2, "/resolutions")] {
        let case = cases.iter().find(|case| case.path.ends_with(end)).unwrap();
        let _ = super::about(&mut coordinator, Method::POST, &case.path, version, case.body.clone()).await.expect(201);
    }
    let meanwhile = Meanwhile::default();
    world.dynamo = world.dynamo.listened_to_by(meanwhile.clone());
    let administrator = signed_in(&world, state_administrator()).await;
    let before = stored(&world).await;
    for case in cases.into_iter().filter(|case| case.path.ends_with("/decision")) {
        let mut person = monitor();
        let user = person.save(&world).await.id.to_string();
        let mut browser = sign_in_again(&world, &person).await;
        let case = Case { version: 3, ..case };
        revoked(&meanwhile, &administrator, user, &case, &mut browser).await;
    }
    assert_eq!(stored(&world).await, before);
}

/// Sends a change, and ends every session of who sends it just before the transaction.
async fn revoked(meanwhile: &Meanwhile, administrator: &Browser, user: String, case: &Case, browser: &mut Browser) {
    let reads = if case.path.ends_with("/comments") || case.path.ends_with("/contributors") { 3 } else { 2 };
    let (mut by, runtime) = (administrator.clone(), tokio::runtime::Handle::current());
    meanwhile.before_call(reads, move || {
        let ended = async { by.send(Method::DELETE, &format!("/v1/users/{user}/sessions"), &[], None).await };
        let ended = tokio::task::block_in_place(|| runtime.block_on(ended));
        assert!(ended.status.is_success(), "{}", ended.text);
    });
    let version = format!("\"{}\"", case.version);
    let headers = [("if-match", version.as_str()), ("idempotency-key", "case")];
    let answer = browser.send(case.method.clone(), &case.path, &headers, Some(&case.body)).await;
    assert!(meanwhile.happened(), "{}: {}", case.path, answer.text);
    assert_eq!(answer.status, 401, "{}: {}", case.path, answer.text);
}
