//! An old `Idempotency-Key` shows nobody what is out of their present scope.

use axum::http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Browser};

use crate::ids::Ids;
use crate::people::{made, makes};
use crate::places::{Place, place};
use crate::relation::Relation;
use crate::rows::{Needs, Row};
use crate::scene::{Scene, on_stage, send};

#[test]
#[expect(clippy::print_stdout, reason = "the figures are what the test is run for")]
fn who_works_elsewhere_now_gets_nothing_of_the_former_place_by_a_key_of_that_time() {
    on_stage(async |scene, rows| {
        let stage = scene.stage(Relation::CallerMoved).await;
        let (school, lea) = Relation::CallerMoved.about();
        let (mut asked, mut operations) = (0, std::collections::BTreeSet::new());
        for role in scene.oracle.roles.iter().copied().filter(|role| scene.oracle.level(role) != "state") {
            // About one's own place of today, under the key of then.
            let ids = scene.ids(role, Relation::OwnSchool);
            for row in rows.iter().filter(|row| row.is_keyed(&ids) && may(scene, role, row)) {
                let answer = send(&mut stage.browser(role), &row.request(&scene.operations[row.operation], &ids)).await;
                let reused =
                    answer.status == 422 && answer.json()["type"] == "/problems/request.idempotency-key-reused";
                let done = row.answers.contains(&answer.status.as_u16());
                assert!(done || reused, "{role}, {}: {} {}", row.name(), answer.status, answer.text);
                let former: Vec<_> = scene
                    .marks
                    .in_text(&answer.text)
                    .into_iter()
                    .filter(|(of, _)| [school, lea].contains(of))
                    .collect();
                assert!(former.is_empty(), "{role}, {}: {former:?}", row.name());
                scene.world.put_back(&stage.kept);
                asked += 1;
                operations.insert(row.operation);
            }
        }
        println!(
            "{asked} requests of {} operations under a key of former times: nothing of the former place",
            operations.len()
        );
        assert!(operations.len() >= 5, "{operations:?}");
        stage.end(scene);
    });
}

fn may(scene: &Scene, role: &'static str, row: &Row) -> bool {
    matches!(row.needs, Needs::Right { to_do, .. } if scene.oracle.gives(role, to_do))
}

/// The monitor is from now on assigned to `instrument` alone.
async fn assign(scene: &Scene, monitor: &str, instrument: &str) {
    let mut administrator = scene.callers["state-administrator"].browser.clone();
    let path = format!("/v1/users/{monitor}");
    let etag = administrator.get(&path).await.expect(200).header("etag").unwrap().to_owned();
    let role =
        json!({"role": "compliance-monitor", "organization": "CA", "year": "2026-27", "instruments": [instrument]});
    let (headers, body) = ([("if-match", etag.as_str())], json!({"roles": {"add": [role]}}));
    let _ = administrator.send(Method::PATCH, &path, &headers, Some(&body)).await.expect(200);
}

fn review(of: Place, instrument: &str) -> Value {
    json!({
        "organization": of.code, "instruments": [instrument], "mode": "online",
        "first_day": "2026-11-16", "last_day": "2026-11-20", "open": true,
    })
}

async fn post(browser: &mut Browser, path: &str, body: &Value) -> Answer {
    browser.send(Method::POST, path, &[("idempotency-key", "old")], Some(body)).await
}

/// All that is made in a review under a key: each with the path and body that made it.
async fn make_all(browser: &mut Browser, review: &str) -> Vec<(String, Value)> {
    let path = |rest: &str| format!("/v1/compliance/reviews/{review}/{rest}");
    let item = json!({"number": "I-EL 01", "kind": "core", "citation": "5 CCR", "text": "Parents are told."});
    let items = (path("items"), json!({"instrument": "english-learner", "items": [item]}));
    let page = post(browser, &items.0, &items.1).await.expect(201).json();
    let item = page["items"][0]["id"].as_str().unwrap();
    let rest = [
        (format!("/v1/compliance/items/{item}/evidence-requests"), json!({"text": "Letters", "due": "2026-12-11"})),
        (path("comments"), json!({"target": {"instrument": "english-learner"}, "text": "Which letters?"})),
        (
            path("findings"),
            json!({"notified_on": "2026-11-20", "findings": [{"item": item, "text": "None were sent."}]}),
        ),
    ];
    for (path, body) in &rest {
        let _ = post(browser, path, body).await.expect(201);
    }
    [items].into_iter().chain(rest).collect()
}

#[test]
fn a_monitor_assigned_to_something_else_gets_nothing_of_a_former_review_by_an_old_key() {
    on_stage(async |scene, _| {
        let stage = scene.stage(Relation::OwnSchool).await;
        let role = "compliance-monitor";
        let (poppy, id) = (place("poppy"), scene.callers[role].person.id.to_string());
        let mut monitor = stage.browser(role);
        let first = review(poppy, "english-learner");
        let made = made(post(&mut monitor, "/v1/compliance/reviews", &first).await);
        let parts = make_all(&mut monitor, &made).await;
        assign(scene, &id, "fiscal-monitoring").await;
        let mut monitor = crate::people::signed_in(&scene.world, &scene.callers[role].person).await;
        for body in [&first, &review(poppy, "fiscal-monitoring")] {
            let answer = post(&mut monitor, "/v1/compliance/reviews", body).await;
            assert!([404, 422].contains(&answer.status.as_u16()), "{}", answer.text);
            assert!(!answer.text.contains(&made) && scene.marks.in_text(&answer.text).is_empty(), "{}", answer.text);
        }
        for (path, body) in &parts {
            let there = post(&mut monitor, path, body).await.expect(404);
            let absent = there_is_none(path, &made);
            let absent = post(&mut monitor, &absent, body).await.expect(404);
            assert_eq!(there.without_request_id(), absent.without_request_id(), "{path}");
        }
        stage.end(scene);
    });
}

/// The same path about a review that is not there.
fn there_is_none(path: &str, review: &str) -> String {
    // Ids of what lies in a review begin with its bytes, so an item's are those of no review then.
    let other = |part: &str| if part == review { Ids::default().absent().review } else { Ids::default().absent().item };
    let part = |part: &str| if part == review || part.len() == 39 { other(part) } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[test]
fn a_contributor_who_was_taken_out_gets_nothing_of_the_review_by_an_old_key() {
    on_stage(async |scene, rows| {
        let stage = scene.stage(Relation::OwnSchool).await;
        let role = "lea-compliance-contributor";
        let ids = scene.ids(role, Relation::OwnSchool);
        let keyed: Vec<_> = rows.iter().filter(|row| row.is_keyed(&ids) && may(scene, role, row)).collect();
        let requests: Vec<_> = keyed.iter().map(|row| row.request(&scene.operations[row.operation], &ids)).collect();
        for request in &requests {
            let _ = send(&mut stage.browser(role), request).await.expect(201);
        }
        let mut coordinator = scene.callers["lea-review-coordinator"].browser.clone();
        let path = format!("/v1/compliance/reviews/{}", ids.review);
        let etag = coordinator.get(&path).await.expect(200).header("etag").unwrap().to_owned();
        let (path, body) =
            (format!("{path}/contributors"), json!({"remove": [scene.callers[role].person.id.to_string()]}));
        let _ = coordinator.send(Method::PATCH, &path, &[("if-match", &etag)], Some(&body)).await.expect(200);
        for (row, request) in keyed.iter().zip(&requests) {
            let there = send(&mut stage.browser(role), request).await.expect(404);
            let absent = row.request(&scene.operations[row.operation], &ids.absent());
            let absent = send(&mut stage.browser(role), &absent).await.expect(404);
            assert_eq!(there.without_request_id(), absent.without_request_id(), "{}", row.name());
        }
        assert_eq!(requests.len(), 2);
        stage.end(scene);
    });
}

#[test]
fn an_editor_no_more_gets_nothing_by_an_old_key() {
    on_stage(async |scene, _| {
        let stage = scene.stage(Relation::OwnSchool).await;
        let role = "bulletin-editor";
        let mut editor = stage.browser(role);
        let bodies = [
            ("/v1/bulletins", crate::scene::bulletin("A headline")),
            ("/v1/calendar", crate::scene::meeting("A meeting")),
            ("/v1/status/notices", crate::scene::downtime("No reports.")),
        ];
        for (path, body) in &bodies {
            let _ = makes(&mut editor, path, "old", body).await;
        }
        let mut administrator = scene.callers["state-administrator"].browser.clone();
        let path = format!("/v1/users/{}", scene.callers[role].person.id);
        let etag = administrator.get(&path).await.expect(200).header("etag").unwrap().to_owned();
        let role_of = |role: &str| json!({"role": role, "organization": "CA", "year": "2026-27"});
        let body = json!({"roles": {"add": [role_of("help-desk")], "remove": [role_of(role)]}});
        let _ = administrator.send(Method::PATCH, &path, &[("if-match", &etag)], Some(&body)).await.expect(200);
        let mut editor = crate::people::signed_in(&scene.world, &scene.callers[role].person).await;
        for (path, body) in &bodies {
            let refused = post(&mut editor, path, body).await.expect(403);
            assert_eq!(refused.json()["type"], "/problems/access.forbidden");
        }
        stage.end(scene);
    });
}
