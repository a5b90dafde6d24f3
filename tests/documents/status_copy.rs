//! The copy of the status of the systems: what it says, and what becomes of it when it cannot be written anew.

use copy_status::{Deps, Tick};
use domain::accounts::System;
use domain::bulletins::{StatusNotice, StatusNoticeKind};
use domain::ids::StatusNoticeId;
use edge::Settings;
use jiff::SignedDuration;
use serde_json::Value;
use store::bulletins::notice_item;
use store::{Grant, Table};
use testkit::World;
use tokio::sync::Mutex;
use workflows::PORTAL_BUCKET;

use crate::storage::files;

/// There is one copy, and each test here writes it.
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

async fn world() -> World {
    let mut world = World::start().await;
    world.files = files().await.listened_to_by(world.calls.clone());
    let notice = StatusNotice {
        id: StatusNoticeId::from_bytes([1; 16]),
        version: 1,
        kind: StatusNoticeKind::KnownIssue,
        systems: [System::Cers].into(),
        from: world.now(),
        to: None,
        effect: "Rosters uploaded today may appear tomorrow.".into(),
        closed_at: None,
    };
    world.put(Table::Bulletins, notice_item(&notice).unwrap()).await;
    world
}

async fn copy(world: &World) -> Result<String, domain::Failure> {
    let settings = Settings::from_pairs(workflows::settings(world));
    let deps = Deps::new(&settings, &world.dynamo, &world.files, world.clock()).unwrap();
    deps.handle(Tick {}).await.map(|handled| handled.outcome)
}

/// The copy as it lies in the bucket: type, how long it may be kept, content.
async fn copied() -> (String, String, Value) {
    let found = files().await.client().get_object().bucket(PORTAL_BUCKET).key("status.json").send().await.unwrap();
    let headers = (found.content_type.clone().unwrap(), found.cache_control.clone().unwrap());
    let content = found.body.collect().await.unwrap().into_bytes();
    (headers.0, headers.1, serde_json::from_slice(&content).unwrap())
}

#[tokio::test]
async fn the_copy_is_what_the_api_answers_at_that_moment_and_tells_its_age() {
    let _alone = ONE_AT_A_TIME.lock().await;
    let world = world().await;
    assert_eq!(copy(&world).await.unwrap(), "copied");
    let answered = workflows::browser(&world).get("/v1/status").await.expect(200).json();
    let (kind, kept, content) = copied().await;
    assert_eq!((kind.as_str(), kept.as_str()), ("application/json", "public, max-age=15"));
    assert_eq!(content, answered);
    assert_eq!((content["state"].as_str(), content["as_of"].as_str()), (Some("known-issue"), Some(testkit::NOW)));
    world.pass(SignedDuration::from_mins(1));
    let _ = copy(&world).await.unwrap();
    assert_eq!(copied().await.2["as_of"], "2026-11-22T20:01:00Z");
}

#[tokio::test]
async fn when_the_notices_cannot_be_read_the_copy_that_was_there_stays() {
    let _alone = ONE_AT_A_TIME.lock().await;
    let world = world().await;
    let _ = copy(&world).await.unwrap();
    let before = copied().await;
    world.pass(SignedDuration::from_mins(1));
    world.behind.delete_table().table_name(world.table(Table::Bulletins)).send().await.unwrap();
    assert!(copy(&world).await.is_err());
    assert_eq!(copied().await, before);
}

#[tokio::test]
async fn it_uses_exactly_the_actions_its_role_grants() {
    let _alone = ONE_AT_A_TIME.lock().await;
    let world = world().await;
    let _ = world.calls.take();
    let _ = copy(&world).await.unwrap();
    let used: std::collections::BTreeSet<Grant> = world.calls.take().into_iter().flat_map(|call| call.used).collect();
    assert_eq!(used, Deps::GRANTS.concat().into_iter().collect());
}
