//! The daily job on the tables: what it writes, once, whatever happens to it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::compliance::{
    self, CommentTarget, ContentType, DocumentTarget, FileHash, FindingCommand, NewDocument, ReviewCommand,
};
use domain::ids::{CommentId, DocumentId, EvidenceRequestId, ItemId};
use edge::{Entropy, Handled, Settings};
use jiff::SignedDuration;
use jiff::civil::{Date, date};
use remind_reviews::{Deps, Tick};
use serde_json::{Value, json};
use store::compliance::ReviewOutcome;
use store::{Dynamo, Grant, Table};
use testkit::{Fault, Wire, World};

use super::office::{Office, prose, review_id};

fn deps(world: &World, dynamo: &Dynamo) -> Deps {
    let settings = Settings::from_pairs(workflows::settings(world));
    Deps::new(&settings, dynamo, world.clock(), Entropy::system()).unwrap()
}

fn tick() -> Tick {
    serde_json::from_value(json!({"version": "0", "source": "aws.scheduler", "detail": "{}"})).unwrap()
}

async fn run(office: &Office) -> Handled<()> {
    deps(&office.world, &office.world.dynamo).handle(tick()).await.unwrap()
}

/// Lets time pass to noon on `day`, in winter.
fn go_to(office: &Office, day: Date) {
    let noon = day.at(20, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    office.world.pass(noon.duration_since(office.world.now()));
}

/// What was told to audiences beside what changes of the review told: the kind of letter and to whom.
async fn told(office: &Office) -> Vec<(String, String)> {
    let items = office.world.items(Table::Mail).await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let circulars = items.iter().filter(|item| item["sk"] == "CIRCULAR" && item["letter"]["letter"] != "review-notice");
    let mut told: Vec<_> =
        circulars.map(|item| (text(&item["letter"]["letter"]), text(&item["to"]["readers"]))).collect();
    told.sort();
    told
}

async fn letter(office: &Office, kind: &str) -> Value {
    let items = office.world.items(Table::Mail).await;
    items.into_iter().find(|item| item["letter"]["letter"] == kind).unwrap()["letter"].clone()
}

fn request_id() -> EvidenceRequestId {
    EvidenceRequestId::new(review_id(1), [1; 8])
}

async fn with_request(office: &Office, due: Date) -> ItemId {
    let item = office.with_item().await;
    let what = (prose("The letters"), due);
    let asked = office.act(&office.monitor, |seen, now| {
        compliance::request_evidence(&office.monitor, seen, request_id(), item, what, now)
    });
    assert_eq!(asked.await, ReviewOutcome::Done);
    item
}

async fn with_comments(office: &Office) {
    let target = CommentTarget::EvidenceRequest(request_id());
    for (own, caller) in [(1, &office.coordinator), (2, &office.coordinator), (3, &office.monitor)] {
        let id = CommentId::new(review_id(1), [own; 8]);
        let written = office
            .act(caller, |seen, now| compliance::comment(caller, seen, id, target, prose("When are they due?"), now));
        assert_eq!(written.await, ReviewOutcome::Done);
    }
}

async fn with_ticket(office: &Office, item: ItemId) -> DocumentId {
    let id = DocumentId::new(review_id(1), [1; 8]);
    let new = NewDocument {
        id,
        target: DocumentTarget::Item(item),
        file_name: "plan.pdf".parse().unwrap(),
        content_type: ContentType::Pdf,
        size: 1_000,
        sha256: FileHash::from_bytes([1; 32]),
        replaces: None,
    };
    let given = office.act(&office.coordinator, |seen, now| {
        compliance::give_ticket(&office.coordinator, seen, new, now).map(|(_, change)| change)
    });
    assert_eq!(given.await, ReviewOutcome::Done);
    id
}

fn reminder() -> (String, String) {
    ("review-reminder".into(), "reviewed-lea".into())
}

#[tokio::test]
async fn an_lea_is_reminded_fourteen_seven_and_one_day_before_and_when_it_is_overdue_the_monitors_are_told_too() {
    let office = Office::open().await;
    let _ = with_request(&office, date(2026, 12, 7)).await;
    let mut written = Vec::new();
    for day in 22..=30 {
        go_to(&office, date(2026, 11, day));
        assert_eq!(run(&office).await.records, 1);
        written.push((date(2026, 11, day), told(&office).await.len()));
    }
    for day in 1..=10 {
        go_to(&office, date(2026, 12, day));
        let handled = run(&office).await;
        assert_eq!((handled.records, handled.again), (1, 0));
        written.push((date(2026, 12, day), told(&office).await.len()));
    }
    let mut before = 0;
    let days = written.into_iter().filter_map(|(day, count)| {
        let new = count - before;
        before = count;
        (new > 0).then_some((day, new))
    });
    let days: Vec<_> = days.collect();
    assert_eq!(
        days,
        [(date(2026, 11, 23), 1), (date(2026, 11, 30), 1), (date(2026, 12, 6), 1), (date(2026, 12, 8), 2)]
    );
    let list = ("non-submitters".to_owned(), "monitors".to_owned());
    assert_eq!(told(&office).await, [list, reminder(), reminder(), reminder(), reminder()]);
    let list = letter(&office, "non-submitters").await;
    assert_eq!((&list["instrument"], &list["due"]), (&json!("english-learner"), &json!("2026-12-07")));
    let lea = json!({
        "review": review_id(1), "organization_name": "Poppy Valley Unified", "evidence_requests": 1, "findings": 0,
    });
    assert_eq!(list["leas"], json!([lea]));
}

#[tokio::test]
async fn what_was_submitted_and_a_review_that_is_over_are_not_reminded_of() {
    let office = Office::open().await;
    let finding = office.with_finding().await;
    let due = date(2027, 1, 4);
    let text = prose("Letters were sent.");
    go_to(&office, date(2026, 12, 21));
    assert!(run(&office).await.outcome.starts_with("reminders=1 "), "14 days before");
    let submitted = office.act(&office.coordinator, |seen, now| {
        compliance::decide(&office.coordinator, seen, finding, FindingCommand::Submit { text }, now)
    });
    assert_eq!(submitted.await, ReviewOutcome::Done);
    for day in [date(2026, 12, 28), date(2027, 1, 3), due.tomorrow().unwrap()] {
        go_to(&office, day);
        assert!(run(&office).await.outcome.starts_with("reminders=0 non-submitters=0 "), "{day}");
    }

    let office = Office::open().await;
    let _ = with_request(&office, date(2026, 12, 7)).await;
    let cancelled = office.act(&office.monitor, |seen, now| {
        compliance::manage(&office.monitor, seen, ReviewCommand::Cancel, now).map(Option::unwrap)
    });
    assert_eq!(cancelled.await, ReviewOutcome::Done);
    go_to(&office, date(2026, 12, 8));
    let _ = run(&office).await;
    assert!(told(&office).await.is_empty());
}

#[tokio::test]
async fn the_comments_of_a_day_are_told_the_next_day_to_the_other_side_in_one_letter_without_their_words() {
    let office = Office::open().await;
    let _ = with_request(&office, date(2027, 6, 1)).await;
    with_comments(&office).await;
    assert!(run(&office).await.outcome.contains("digests=0"), "the day is not over");
    go_to(&office, date(2026, 11, 23));
    assert!(run(&office).await.outcome.contains("digests=2"));
    let to = |readers: &str| ("comments-digest".to_owned(), readers.to_owned());
    assert_eq!(told(&office).await, [to("monitors"), to("reviewed-lea")]);
    let digest = letter(&office, "comments-digest").await;
    assert_eq!(digest["day"], "2026-11-22");
    let stored = format!("{:?}", office.world.items(Table::Mail).await);
    assert!(!stored.contains("When are they due?"));
    go_to(&office, date(2026, 11, 24));
    assert!(run(&office).await.outcome.contains("digests=0"));
}

#[tokio::test]
async fn a_ticket_that_was_not_used_ends_the_day_after_and_its_end_is_recorded() {
    let office = Office::open().await;
    let item = office.with_item().await;
    let document = with_ticket(&office, item).await;
    assert!(run(&office).await.outcome.ends_with("expired=0"));
    go_to(&office, date(2026, 11, 23));
    assert!(run(&office).await.outcome.ends_with("expired=1"));
    let record = office.record().await;
    assert_eq!(record.documents[0].state, compliance::DocumentState::Expired);
    let rows = office.world.items(Table::Audit).await;
    let rows: Vec<_> = rows.iter().filter(|row| row["change"]["state"] == "expired").collect();
    let [row] = rows.as_slice() else { panic!("one row: {rows:?}") };
    assert_eq!((&row["change"]["document"], &row["by"]["kind"]), (&json!(document), &json!("service")));
    assert!(told(&office).await.is_empty());
}

#[tokio::test]
async fn days_that_were_missed_are_done_later_up_to_fourteen_and_each_once() {
    let office = Office::open().await;
    let _ = with_request(&office, date(2026, 12, 7)).await;
    assert_eq!(run(&office).await.records, 1);
    assert_eq!(run(&office).await.records, 0, "the day is done");
    go_to(&office, date(2026, 12, 6));
    let handled = run(&office).await;
    assert_eq!(handled.records, 14);
    assert_eq!(told(&office).await, [reminder()], "one letter says it, not three");
    let words = letter(&office, "review-reminder").await;
    assert_eq!(words["upcoming"][0]["due"], "2026-12-07");
    go_to(&office, date(2027, 2, 1));
    assert_eq!(run(&office).await.records, 14, "what is older is of no use");
    // Before seven in California the day has not begun.
    office.world.pass(SignedDuration::from_hours(18));
    assert_eq!(run(&office).await.records, 0);
    office.world.pass(SignedDuration::from_hours(1));
    assert_eq!(run(&office).await.records, 1);
}

#[tokio::test]
async fn two_jobs_at_once_tell_everything_once() {
    let office = Office::open().await;
    let item = with_request(&office, date(2026, 12, 7)).await;
    with_comments(&office).await;
    let _ = with_ticket(&office, item).await;
    go_to(&office, date(2026, 11, 23));
    let (one, other) = (deps(&office.world, &office.world.dynamo), deps(&office.world, &office.world.operator));
    let (one, other) = tokio::join!(one.handle(tick()), other.handle(tick()));
    let _ = (one.unwrap(), other.unwrap());
    assert_eq!(told(&office).await.len(), 3);
    let rows = office.world.items(Table::Audit).await;
    assert_eq!(rows.iter().filter(|row| row["change"]["state"] == "expired").count(), 1);
}

#[tokio::test]
async fn it_uses_exactly_what_its_role_grants() {
    let office = Office::open().await;
    let item = with_request(&office, date(2026, 12, 7)).await;
    let _ = with_ticket(&office, item).await;
    go_to(&office, date(2026, 11, 23));
    let _ = office.used();
    let _ = run(&office).await;
    let granted: BTreeSet<Grant> = Deps::GRANTS.concat().into_iter().collect();
    assert_eq!(office.used(), granted);
}

/// One run, as Lambda does it: `false` when the process ended in it, or it failed.
async fn run_over(world: &World, wire: &Wire) -> bool {
    let dynamo = world.connect(wire).await;
    let deps = deps(world, &dynamo);
    let wires = [wire.clone()];
    tokio::select! {
        handled = deps.handle(tick()) => handled.is_ok(),
        () = wire.killed() => false,
        () = world.pass_when_idle(&wires) => unreachable!("it never ends"),
    }
}

#[tokio::test]
async fn whatever_becomes_of_any_one_call_everything_is_told_once_in_the_end() {
    let mut calls_of_a_day = usize::MAX;
    for fault in [Fault::KilledBefore, Fault::KilledAfter, Fault::Lost] {
        for at in 0.. {
            if at >= calls_of_a_day {
                break;
            }
            let office = Office::open().await;
            let item = with_request(&office, date(2026, 12, 7)).await;
            with_comments(&office).await;
            let _ = with_ticket(&office, item).await;
            go_to(&office, date(2026, 11, 23));
            let calls = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&calls);
            let wire = Wire::new(move |_| match counted.fetch_add(1, Ordering::SeqCst) {
                call if call == at => fault,
                _ => Fault::None,
            });
            for runs in 0.. {
                assert!(runs < 5, "{fault:?} at call {at}: it never ends");
                if run_over(&office.world, &wire).await {
                    break;
                }
            }
            assert_eq!(told(&office).await.len(), 3, "{fault:?} at call {at}");
            let rows = office.world.items(Table::Audit).await;
            let expired = rows.iter().filter(|row| row["change"]["state"] == "expired").count();
            assert_eq!(expired, 1, "{fault:?} at call {at}");
            let done = office.world.items(Table::Compliance).await;
            let done: Vec<_> = done.iter().filter(|item| item["pk"] == "REMINDERS").collect();
            assert_eq!(done[0]["last"], "2026-11-23", "{fault:?} at call {at}");
            if calls.load(Ordering::SeqCst) <= at {
                assert!(at > 25, "there were calls");
                calls_of_a_day = at;
                break;
            }
        }
    }
}
