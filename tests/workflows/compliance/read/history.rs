use domain::access::{Caller, RoleInForce, Scope};
use domain::audit::{Entry, Event, Subject};
use domain::compliance::{DocumentState, ReviewEvent};
use domain::ids::{CommentId, RequestId};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use store::{Table, Trail};
use testkit::World;

use super::*;
use crate::people::signed_in;

fn who() -> Caller {
    let (organization, scope) = at_lea(POPPY);
    Caller {
        user: coordinator().id,
        name: "Ines Moreau".into(),
        role: RoleInForce {
            role: Role::LeaReviewCoordinator,
            organization,
            organization_name: "Poppy Valley Unified".into(),
            scope,
            lea: POPPY[..7].parse().ok(),
            year: "2026-27".parse().unwrap(),
            affidavit_signed: true,
            instruments: Vec::new(),
        },
        epoch: domain::access::Epoch(1),
    }
}

/// Records what happened in the review, an event an hour, the last by the service itself.
async fn record(world: &World, review: &ReviewBuilder, events: Vec<ReviewEvent>, checked: ReviewEvent) {
    let trail = Trail::new(&world.operator, world.table(Table::Audit));
    let begun: Timestamp = world.now() - SignedDuration::from_hours(24);
    let at = |place: usize| begun + SignedDuration::from_hours(i64::try_from(place).unwrap());
    let request = |place: usize| RequestId::from_bytes([u8::try_from(place).unwrap(); 16]);
    let last = events.len();
    for (place, change) in events.into_iter().enumerate() {
        let (subject, event) = (Subject::Review(review.id()), Event::ReviewChanged { change });
        let right = domain::access::Right::AnswerFindings;
        trail.record(&Entry::by(&who(), request(place), at(place), subject, event, right)).await.unwrap();
    }
    let entry = Entry::by_service("accept-document", request(last), at(last), review.id(), checked);
    trail.record(&entry).await.unwrap();
}

async fn full_history(world: &World) -> ReviewBuilder {
    let review = full_review();
    let _ = review.save(world).await;
    let events = vec![
        ReviewEvent::Made { state: domain::compliance::ReviewState::Open },
        ReviewEvent::ItemsAdded { instrument: FISCAL_MONITORING, count: 1 },
        ReviewEvent::EvidenceRequested { request: review.request(1), due: date(2026, 12, 1) },
        ReviewEvent::Commented { comment: CommentId::new(review.id(), [1; 8]) },
        ReviewEvent::ResolutionSubmitted { finding: review.finding(1) },
    ];
    let checked = ReviewEvent::DocumentChecked { document: review.document(1), state: DocumentState::Clean };
    record(world, &review, events, checked).await;
    review
}

fn whats(page: &Value) -> Vec<&str> {
    page["events"].as_array().unwrap().iter().map(|event| event["what"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn what_happened_is_told_the_latest_first_in_pages_and_in_one_level() {
    let world = World::start().await;
    let review = full_history(&world).await;
    let mut browser = signed_in(&world, coordinator()).await;
    let path = format!("/v1/compliance/reviews/{}/history", review.id());
    let first = browser.get(&format!("{path}?limit=4")).await.expect(200).json();
    assert_eq!((world.calls.levels(), world.calls.take().len()), (1, 3));
    assert_eq!(whats(&first), ["document-checked", "resolution-submitted", "commented", "evidence-requested"]);
    let checked = json!({
        "at": "2026-11-22T01:00:00Z", "by": null, "what": "document-checked",
        "document": review.document(1).to_string(), "state": "clean",
    });
    assert_eq!(first["events"][0], checked);
    let by = json!({
        "name": "Ines Moreau", "role": "LEA review coordinator", "organization_name": "Poppy Valley Unified",
    });
    assert_eq!(first["events"][1]["by"], by, "no user id");
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = browser.get(&format!("{path}?limit=4&cursor={cursor}")).await.expect(200).json();
    assert_eq!((whats(&second), &second["next_cursor"]), (vec!["items-added", "made"], &Value::Null));
}

#[tokio::test]
async fn a_monitor_is_not_told_what_happened_to_other_programs() {
    let world = World::start().await;
    let review = full_history(&world).await;
    let path = format!("/v1/compliance/reviews/{}/history", review.id());
    let mut fiscal = signed_in(&world, monitor_of(&[FISCAL_MONITORING])).await;
    assert_eq!(whats(&fiscal.get(&path).await.expect(200).json()), ["items-added", "made"]);
    let mut english = signed_in(&world, monitor_of(&[ENGLISH_LEARNER])).await;
    let told = english.get(&path).await.expect(200).json();
    assert_eq!(whats(&told), ["document-checked", "resolution-submitted", "evidence-requested", "made"]);
}

#[tokio::test]
async fn a_history_is_of_a_review_and_not_of_a_student() {
    let world = World::start().await;
    let review = full_history(&world).await;
    let mut browser = signed_in(&world, coordinator()).await;
    let path = format!("/v1/compliance/reviews/{}/history", review.id());
    for query in ["cursor=yesterday", "limit=0", "order=up"] {
        let refused = browser.get(&format!("{path}?{query}")).await.expect(422).json();
        let pointer = format!("/{}", query.split('=').next().unwrap());
        assert_eq!(refused["errors"][0]["pointer"], pointer.as_str(), "{query}");
    }
    assert_eq!(who().role.scope, Scope::Lea("9900001".parse().unwrap()));
}
