use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::SignedDuration;
use serde_json::json;
use testkit::{Fault, Wire};

use super::*;

fn hours(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count)
}

const A_MINUTE: SignedDuration = SignedDuration::from_mins(1);

#[tokio::test]
async fn each_is_reminded_once_in_the_morning_of_the_day_before() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let (alone, of_series) = (enter(&mut editor, meeting()).await, enter(&mut editor, session(1, 9)).await);
    for name in ["Ana", "Ben"] {
        let mut browser = coordinator(&world, name).await;
        let _ = register(&mut browser, &alone).await.expect(200);
        let _ = register(&mut browser, &of_series).await.expect(200);
    }
    // The clock stands at noon on 22 November; 8 a.m. of 8 December is 380 hours later.
    world.pass(hours(380) - SignedDuration::from_secs(1));
    assert_eq!(run_job(&world).await, "notices=0 letters=0");
    world.pass(SignedDuration::from_secs(1));
    let (one, other) = tokio::join!(run_job(&world), run_job(&world));
    assert!([&one, &other].into_iter().all(|said| !said.is_empty()));
    assert_eq!(run_job(&world).await, "notices=0 letters=0");
    let reminders = letters(&world, "reminder").await;
    assert_eq!(reminders.len(), 4);
    let letter = reminders.iter().find(|item| item["letter"]["series"] == Value::Null).unwrap();
    assert_eq!(letter["letter"]["join_address"], "https://meet.example.org/charter");
    assert_eq!(letter["letter"]["starts"], "2026-12-09T17:30:00Z");
}

#[tokio::test]
async fn who_ended_the_registration_is_not_reminded_nor_is_anybody_of_what_was_withdrawn() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let (kept, gone) = (enter(&mut editor, meeting()).await, enter(&mut editor, session(1, 9)).await);
    let mut ana = coordinator(&world, "Ana").await;
    let _ = register(&mut ana, &kept).await.expect(200);
    let _ = end(&mut ana, &kept).await.expect(204);
    let _ = register(&mut ana, &gone).await.expect(200);
    world.pass(A_MINUTE);
    let _ = withdraw(&mut editor, &gone, "1").await.expect(200);
    assert_eq!(run_job(&world).await, "notices=1 letters=1");
    assert_eq!(letters(&world, "withdrawn").await.len(), 1);
    world.pass(hours(380));
    let _ = run_job(&world).await;
    assert!(letters(&world, "reminder").await.is_empty());
}

#[tokio::test]
async fn those_registered_are_told_of_another_time_and_reminded_of_the_new_one_alone() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = enter(&mut editor, meeting()).await;
    let _ = register(&mut coordinator(&world, "Ana").await, &id).await.expect(200);
    world.pass(A_MINUTE);
    let mut moved = meeting();
    moved["training"]["starts"] = json!("2026-12-11T09:30");
    moved["training"]["ends"] = json!("2026-12-11T11:00");
    let _ = change(&mut editor, &id, "1", moved.clone()).await.expect(200);
    world.pass(A_MINUTE);
    let _ = register(&mut coordinator(&world, "Ben").await, &id).await.expect(200);
    assert_eq!(run_job(&world).await, "notices=1 letters=1", "who registered afterwards knows the new time");
    assert_eq!(letters(&world, "moved").await[0]["letter"]["starts"], "2026-12-11T17:30:00Z");
    // 8 a.m. of 8 December, the day before it would have been.
    world.pass(hours(380) - A_MINUTE * 2);
    assert_eq!(run_job(&world).await, "notices=0 letters=0");
    world.pass(hours(48));
    assert_eq!(run_job(&world).await, "notices=1 letters=2");
    assert_eq!(letters(&world, "reminder").await.len(), 2);
    moved["details"] = json!("Bring questions.");
    let mut editor = super::editor(&world).await;
    let _ = change(&mut editor, &id, "2", moved).await.expect(200);
    assert_eq!(run_job(&world).await, "notices=1 letters=0", "nobody is told twice");
    assert_eq!(letters(&world, "moved").await.len(), 1);
}

#[tokio::test]
async fn a_job_that_comes_too_late_reminds_nobody_of_what_has_begun() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = enter(&mut editor, meeting()).await;
    let _ = register(&mut coordinator(&world, "Ana").await, &id).await.expect(200);
    world.pass(hours(24 * 18));
    assert_eq!(run_job(&world).await, "notices=1 letters=0");
}

/// One run, as Lambda does it: `false` when the process ended in it, or it failed.
async fn run_over(world: &World, wire: &Wire) -> bool {
    let dynamo = world.connect(wire).await;
    let job = job(world, &dynamo);
    let wires = [wire.clone()];
    tokio::select! {
        handled = job.handle(remind_trainings::Tick {}) => handled.is_ok(),
        () = wire.killed() => false,
        () = world.pass_when_idle(&wires) => unreachable!("it never ends"),
    }
}

#[tokio::test]
async fn whatever_becomes_of_any_one_call_each_is_reminded_once_in_the_end() {
    let mut calls_of_a_run = usize::MAX;
    for fault in [Fault::KilledBefore, Fault::KilledAfter, Fault::Lost] {
        for at in 0.. {
            if at >= calls_of_a_run {
                break;
            }
            let world = World::start().await;
            let mut editor = editor(&world).await;
            let id = enter(&mut editor, meeting()).await;
            for name in ["Ana", "Ben"] {
                let _ = register(&mut coordinator(&world, name).await, &id).await.expect(200);
            }
            world.pass(hours(380));
            let calls = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&calls);
            let wire = Wire::new(move |_| match counted.fetch_add(1, Ordering::SeqCst) {
                call if call == at => fault,
                _ => Fault::None,
            });
            for runs in 0.. {
                assert!(runs < 5, "{fault:?} at call {at}: it never ends");
                if run_over(&world, &wire).await {
                    break;
                }
            }
            let reminders = letters(&world, "reminder").await;
            let told: BTreeSet<_> = reminders.iter().map(|letter| letter["to"].to_string()).collect();
            assert_eq!((reminders.len(), told.len()), (2, 2), "{fault:?} at call {at}");
            let left = world.items(store::Table::Bulletins).await;
            assert!(left.iter().all(|item| item["pk"] != "CALENDAR#NOTICES"), "{fault:?} at call {at}");
            if calls.load(Ordering::SeqCst) <= at {
                assert!(at > 4, "there were calls");
                calls_of_a_run = at;
                break;
            }
        }
    }
}
