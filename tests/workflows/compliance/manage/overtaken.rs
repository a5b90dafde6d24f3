//! Somebody else changes the review between reading and committing.

use axum::http::Method;
use serde_json::{Value, json};
use testkit::{Browser, Meanwhile, World};

use super::{Scene, about, administrator, items, monitor, patch, post, recorded, stored};
use crate::people::signed_in;

/// A review in whose world something can happen meanwhile; the monitor works over the connection that is listened to.
struct Overtaken {
    world: World,
    meanwhile: Meanwhile,
    monitor: Browser,
    administrator: Browser,
    review: String,
    request: String,
}

impl Overtaken {
    async fn begin() -> Self {
        let mut scene = Scene::open().await;
        let item = scene.item("I-EL 01").await;
        let request = scene.request(&item).await;
        let Scene { mut world, review, .. } = scene;
        let administrator = signed_in(&world, administrator()).await;
        let meanwhile = Meanwhile::default();
        world.dynamo = world.dynamo.listened_to_by(meanwhile.clone());
        let monitor = signed_in(&world, monitor()).await;
        Self { world, meanwhile, monitor, administrator, review, request }
    }

    /// Lets the administrator send a change to `path` just before the monitor's next transaction.
    fn before_the_commit(&self, path: String, version: u64, body: Value) {
        let (mut by, runtime) = (self.administrator.clone(), tokio::runtime::Handle::current());
        // Who asks, and the review.
        self.meanwhile.before_call(2, move || {
            let change = about(&mut by, Method::PATCH, &path, version, body);
            let changed = tokio::task::block_in_place(|| runtime.block_on(change));
            assert!(changed.status.is_success(), "{}", changed.text);
        });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_still_holds_is_decided_again_and_committed() {
    let mut scene = Overtaken::begin().await;
    let path = format!("/v1/compliance/reviews/{}", scene.review);
    scene.before_the_commit(path.clone(), 1, json!({"mode": "on-site"}));
    let answer = post(&mut scene.monitor, &format!("{path}/items"), "k", items(&["2"])).await.expect(201);
    assert!(scene.meanwhile.happened());
    assert_eq!((answer.header("etag"), &answer.json()["mode"]), (Some("\"2\""), &json!("on-site")));
    assert_eq!(answer.json()["items"].as_array().unwrap().len(), 2);
    let whats: Vec<_> = recorded(&scene.world).await.into_iter().map(|(what, ..)| what).collect();
    assert_eq!(whats, ["changed", "evidence-requested", "items-added", "items-added", "made"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_holds_no_more_is_refused_by_the_state_now() {
    let mut scene = Overtaken::begin().await;
    let path = format!("/v1/compliance/reviews/{}", scene.review);
    scene.before_the_commit(path.clone(), 1, json!({"state": "completed"}));
    let refused = post(&mut scene.monitor, &format!("{path}/items"), "k", items(&["2"])).await.expect(409).json();
    assert!(scene.meanwhile.happened());
    assert_eq!(refused["type"], "/problems/reviews.over");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_edited_meanwhile_is_stale() {
    let mut scene = Overtaken::begin().await;
    let path = format!("/v1/compliance/evidence-requests/{}", scene.request);
    scene.before_the_commit(path.clone(), 1, json!({"due": "2026-12-18"}));
    let stale = about(&mut scene.monitor, Method::PATCH, &path, 1, json!({"text": "Other"})).await.expect(412).json();
    assert!(scene.meanwhile.happened());
    assert_eq!((&stale["type"], &stale["etag"]), (&json!("/problems/evidence-requests.stale"), &json!("\"2\"")));
    let path = format!("/v1/compliance/reviews/{}", scene.review);
    scene.before_the_commit(path, 1, json!({"mode": "on-site"}));
    let stale = patch(&mut scene.monitor, &scene.review, 1, json!({"last_day": "2026-11-21"})).await.expect(412).json();
    assert_eq!((&stale["type"], &stale["current"]["mode"]), (&json!("/problems/reviews.stale"), &json!("on-site")));
    let path = "/v1/compliance/programs/charter-schools";
    let mut other = signed_in(&scene.world, administrator()).await;
    scene.administrator = other.clone();
    scene.before_the_commit(path.to_owned(), 0, json!({"office": "Charter Office"}));
    let stale = about(&mut other, Method::PATCH, path, 0, json!({"office": "X"})).await.expect(412).json();
    assert_eq!(
        (&stale["type"], &stale["current"]["office"]),
        (&json!("/problems/programs.stale"), &json!("Charter Office"))
    );
}

/// Changes the review before each of the next `left` transactions.
fn each_time(meanwhile: &Meanwhile, calls: usize, by: Browser, review: String, version: u64, left: u64) {
    let (planned, runtime) = (meanwhile.clone(), tokio::runtime::Handle::current());
    meanwhile.before_call(calls, move || {
        let mut browser = by.clone();
        let mode = if version.is_multiple_of(2) { "online" } else { "on-site" };
        let change = patch(&mut browser, &review, version, json!({"mode": mode}));
        let changed = tokio::task::block_in_place(|| runtime.block_on(change));
        assert!(changed.status.is_success(), "{}", changed.text);
        if left > 1 {
            // The review is read again.
            each_time(&planned, 1, by, review, version + 1, left - 1);
        }
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_overtaken_three_times_is_told_to_send_it_again() {
    let mut scene = Overtaken::begin().await;
    each_time(&scene.meanwhile, 2, scene.administrator.clone(), scene.review.clone(), 1, 3);
    let path = format!("/v1/compliance/reviews/{}/items", scene.review);
    let busy = post(&mut scene.monitor, &path, "k", items(&["2"])).await.expect(503);
    assert!(scene.meanwhile.happened());
    assert_eq!((busy.header("retry-after"), &busy.json()["type"]), (Some("1"), &json!("/problems/reviews.busy")));
    let before = stored(&scene.world).await;
    assert!(!before.0.iter().any(|row| row["number"] == "2"), "nothing of it is stored");
    let _ = post(&mut scene.monitor, &path, "k", items(&["2"])).await.expect(201);
}
