//! What becomes of a file that arrived, whatever the storage tells of it and however often.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::Failure;
use domain::compliance::{ContentType, DocumentState};
use jiff::SignedDuration;
use testkit::{Fault, Wire};
use workflows::EVENT_FUNCTIONS;

use crate::storage::{Storage, pdf};

#[tokio::test]
async fn the_same_event_three_times_makes_one_document_one_row_in_the_trail_and_no_letter() {
    let storage = Storage::open().await;
    let document = storage.awaited("plan.pdf", ContentType::Pdf, &pdf()).await;
    assert_eq!(storage.send(&document, &pdf()).await.status, 200);
    for outcome in ["clean=1", "settled=1", "settled=1"] {
        assert_eq!(storage.deliver(&document).await.unwrap(), outcome);
        assert_eq!(storage.row(&document).await["state"], "clean");
        assert!(storage.lies_in("clean", &document).await && !storage.lies_in("quarantine", &document).await);
    }
    assert_eq!(storage.audited().await, ["clean"]);
    assert_eq!(storage.row(&document).await["version"], 2);
    assert!(storage.letters().await.is_empty());
}

#[tokio::test]
async fn a_refused_document_is_told_of_in_one_letter_however_often_the_event_comes() {
    let storage = Storage::open().await;
    let program = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0";
    let document = storage.awaited("plan.pdf", ContentType::Pdf, program).await;
    assert_eq!(storage.send(&document, program).await.status, 200);
    for outcome in ["refused=1", "settled=1", "settled=1"] {
        assert_eq!(storage.deliver(&document).await.unwrap(), outcome);
    }
    let row = storage.row(&document).await;
    let reason = "The file is a program. Programs are not accepted, whatever they are called.";
    assert_eq!((&row["state"], &row["reason"]), (&"refused".into(), &reason.into()));
    let [letter] = storage.letters().await.try_into().unwrap();
    assert_eq!(letter["to"]["user"], document.uploaded_by.user.to_string());
    assert_eq!(letter["letter"]["organization_name"], "Poppy Valley Unified");
    let notice = &letter["letter"]["notice"];
    assert_eq!((&notice["file_name"], &notice["reason"]), (&"plan.pdf".into(), &reason.into()));
    assert_eq!(storage.audited().await, ["refused"]);
    assert!(!storage.lies_in("clean", &document).await && !storage.lies_in("quarantine", &document).await);
}

#[tokio::test]
async fn an_event_that_comes_before_the_row_can_be_read_comes_again() {
    let storage = Storage::open().await;
    let document = storage.announced("plan.pdf", ContentType::Pdf, &pdf());
    assert_eq!(storage.send(&document, &pdf()).await.status, 200);
    assert!(matches!(storage.deliver(&document).await, Err(Failure::Unavailable(_))));
    assert!(storage.lies_in("quarantine", &document).await, "nothing is thrown away meanwhile");
    storage.write(&document).await;
    assert_eq!(storage.deliver(&document).await.unwrap(), "clean=1");
    assert_eq!(storage.audited().await, ["clean"]);
}

#[tokio::test]
async fn an_event_of_what_is_gone_settles_nothing() {
    let storage = Storage::open().await;
    let document = storage.awaited("plan.pdf", ContentType::Pdf, &pdf()).await;
    assert_eq!(storage.deliver(&document).await.unwrap(), "gone=1");
    assert_eq!(storage.row(&document).await["state"], "awaiting");
    assert_eq!(storage.audited().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_file_that_came_an_hour_after_its_ticket_had_ended_is_not_taken() {
    let storage = Storage::open().await;
    let mut document = storage.announced("plan.pdf", ContentType::Pdf, &pdf());
    document.uploaded_at -= SignedDuration::from_hours(2);
    document.ticket_ends_at -= SignedDuration::from_hours(2);
    storage.write(&document).await;
    storage.put(&document, "application/pdf", &pdf()).await;
    assert_eq!(storage.deliver(&document).await.unwrap(), "late=1");
    assert_eq!(storage.row(&document).await["state"], "expired");
    assert!(!storage.lies_in("clean", &document).await && !storage.lies_in("quarantine", &document).await);
    assert_eq!(storage.deliver(&document).await.unwrap(), "settled=1");
    assert!(storage.letters().await.is_empty());
}

#[tokio::test]
async fn what_came_a_little_late_is_taken_and_a_late_event_of_it_too() {
    let storage = Storage::open().await;
    let mut document = storage.announced("plan.pdf", ContentType::Pdf, &pdf());
    document.ticket_ends_at -= SignedDuration::from_mins(30);
    storage.write(&document).await;
    storage.put(&document, "application/pdf", &pdf()).await;
    storage.world.pass(SignedDuration::from_hours(6));
    assert_eq!(storage.deliver(&document).await.unwrap(), "clean=1");
}

#[tokio::test]
async fn a_key_that_no_ticket_is_for_is_left_alone() {
    let storage = Storage::open().await;
    for key in ["quarantine/x", "clean/x", "quarantine/../clean/x", "quarantine/%2e%2e"] {
        assert_eq!(storage.deliver_key(key).await.unwrap(), "foreign=1");
    }
}

#[tokio::test]
async fn when_the_row_cannot_be_written_it_says_that_the_file_is_being_checked_and_the_next_event_settles_it() {
    let broken = Arc::new(AtomicBool::new(false));
    let is_broken = Arc::clone(&broken);
    let wire = Wire::new(move |request| {
        let writes = request.headers().get("x-amz-target").is_some_and(|target| target.ends_with("TransactWriteItems"));
        if writes && is_broken.swap(false, Ordering::SeqCst) { Fault::Refused } else { Fault::None }
    });
    let storage = Storage::open_on(&wire).await;
    let document = storage.awaited("plan.pdf", ContentType::Pdf, &pdf()).await;
    assert_eq!(storage.send(&document, &pdf()).await.status, 200);
    broken.store(true, Ordering::SeqCst);
    assert!(storage.deliver(&document).await.is_err());
    assert_eq!(storage.row(&document).await["state"], "checking");
    assert!(storage.lies_in("quarantine", &document).await);
    storage.world.pass(SignedDuration::from_mins(1));
    assert_eq!(storage.deliver(&document).await.unwrap(), "clean=1");
    assert_eq!(storage.audited().await, ["checking", "clean"]);
    assert_eq!(storage.deliver(&document).await.unwrap(), "settled=1");
}

#[tokio::test]
async fn when_the_answer_to_the_settlement_is_lost_nothing_is_done_twice() {
    let lossy = Arc::new(AtomicBool::new(false));
    let is_lossy = Arc::clone(&lossy);
    let wire = Wire::new(move |request| {
        let writes = request.headers().get("x-amz-target").is_some_and(|target| target.ends_with("TransactWriteItems"));
        if writes && is_lossy.swap(false, Ordering::SeqCst) { Fault::Lost } else { Fault::None }
    });
    let storage = Storage::open_on(&wire).await;
    let document = storage.awaited("plan.pdf", ContentType::Pdf, b"").await;
    let empty = DocumentState::Refused { reason: "The file is empty.".into() };
    assert_eq!(storage.send(&document, b"").await.status, 200);
    lossy.store(true, Ordering::SeqCst);
    // The SDK tries again with the same token, and DynamoDB answers what it did.
    let _ = storage.deliver(&document).await;
    let _ = storage.deliver(&document).await.unwrap();
    let row = storage.row(&document).await;
    assert_eq!(row["state"], serde_json::to_value(&empty).unwrap()["state"]);
    assert_eq!((storage.audited().await.len(), storage.letters().await.len()), (1, 1));
}

#[tokio::test]
async fn the_function_uses_exactly_the_actions_its_role_grants() {
    let storage = Storage::open().await;
    let clean = storage.awaited("plan.pdf", ContentType::Pdf, &pdf()).await;
    let refused = storage.awaited("plan.csv", ContentType::Csv, &pdf()).await;
    for document in [&clean, &refused] {
        assert_eq!(storage.send(document, &pdf()).await.status, 200);
    }
    let _ = storage.world.calls.take();
    for document in [&clean, &refused] {
        let _ = storage.deliver(document).await.unwrap();
    }
    let mut used: Vec<_> = storage.world.calls.take().into_iter().flat_map(|call| call.used).collect();
    used.sort();
    used.dedup();
    let function = EVENT_FUNCTIONS.iter().find(|function| function.name == "accept-document").unwrap();
    assert_eq!(used, function.granted());
}
