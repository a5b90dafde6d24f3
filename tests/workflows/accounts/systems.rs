use std::collections::BTreeSet;

use domain::access::Role;
use domain::accounts::System;
use domain::bulletins::{StatusNotice, StatusNoticeKind};
use domain::ids::StatusNoticeId;
use jiff::SignedDuration;
use store::Table;
use store::bulletins::notice_item;
use testkit::places::POPPY;
use testkit::{Person, World, at_lea};

use crate::people::signed_in;

#[tokio::test]
async fn everybody_sees_the_systems_their_role_may_launch_with_their_status() {
    let world = World::start().await;
    let from = world.now();
    let notice = |own: u8, system, kind, to| StatusNotice {
        id: StatusNoticeId::from_bytes([own; 16]),
        version: 1,
        kind,
        systems: BTreeSet::from([system]),
        from,
        to,
        effect: "Scores are late.".into(),
        closed_at: None,
    };
    let in_an_hour = Some(from + SignedDuration::from_hours(1));
    for notice in [
        notice(1, System::Toms, StatusNoticeKind::KnownIssue, None),
        notice(2, System::CompletionStatus, StatusNoticeKind::Downtime, in_an_hour),
    ] {
        world.put(Table::Bulletins, notice_item(&notice).unwrap()).await;
    }
    let mut browser = signed_in(&world, Person::named("s@poppy.test").with(Role::Superintendent, at_lea(POPPY))).await;
    let systems = browser.get("/v1/systems").await.expect(200).json()["systems"].as_array().unwrap().clone();
    let seen: Vec<_> =
        systems.iter().map(|system| (system["id"].as_str().unwrap(), system["status"].as_str().unwrap())).collect();
    assert_eq!(
        seen,
        [
            ("toms", "known-issue"),
            ("completion-status", "downtime"),
            ("tools-for-teachers", "ok"),
            ("student-testing", "ok"),
            ("content-explorer", "ok"),
            ("practice-tests", "ok"),
            ("moodle", "ok"),
        ]
    );
    assert_eq!(systems[0]["effect"], "Scores are late.");
    assert_eq!(world.calls.levels(), 1);
}

#[tokio::test]
async fn the_systems_are_for_those_signed_in() {
    let world = World::start().await;
    let _ = workflows::browser(&world).get("/v1/systems").await.expect(401);
}
