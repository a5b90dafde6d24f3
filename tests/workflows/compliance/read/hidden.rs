use domain::access::Role;
use domain::compliance::{ProgramInstrument, ReviewState};
use serde_json::{Value, json};
use store::Grant;
use testkit::places::POPPY;
use testkit::{Browser, Person, World, at_lea};

use super::*;
use crate::people::{sign_in_again, signed_in};

/// Everything that is read of a review, in the review that is there, and in one that is not.
fn paths() -> Vec<(String, String)> {
    let (there, absent) = (full_review(), a_review(9).with_item(ENGLISH_LEARNER).with_request(date(2026, 12, 1)));
    let absent = absent.with_document(DocumentState::Clean);
    let of = |review: &ReviewBuilder| {
        let id = review.id();
        [
            format!("/v1/compliance/reviews/{id}"),
            format!("/v1/compliance/reviews/{id}/comments?evidence_request={}", review.request(1)),
            format!("/v1/compliance/reviews/{id}/comments"),
            format!("/v1/compliance/reviews/{id}/history"),
            format!("/v1/compliance/reviews/{id}/calendar"),
            format!("/v1/compliance/documents/{}", review.document(1)),
        ]
    };
    of(&there).into_iter().zip(of(&absent)).collect()
}

type Told = (u16, Value, Vec<(String, String)>, Vec<(String, Vec<Grant>, usize)>);

/// All that an answer tells: status, body, headers, and the calls that were made for it.
async fn told(world: &World, browser: &mut Browser, path: &str) -> Told {
    let _ = world.calls.take();
    let answer = browser.get(path).await;
    let calls = world.calls.take().into_iter().map(|call| (call.operation, call.used, call.level)).collect();
    let headers = answer.headers.iter().filter(|(name, _)| *name != "x-request-id");
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    (answer.status.as_u16(), answer.without_request_id(), headers, calls)
}

#[tokio::test]
async fn who_has_no_part_in_a_review_cannot_tell_that_there_is_one() {
    let world = World::start().await;
    let _ = full_review().save(&world).await;
    let people = without_a_part().into_iter().map(|person| (person, 404));
    for (person, status) in people.chain(without_the_right().into_iter().map(|person| (person, 403))) {
        let name = person.username.clone();
        let mut browser = signed_in(&world, person).await;
        for (there, absent) in paths() {
            let foreign = told(&world, &mut browser, &there).await;
            assert_eq!(foreign.0, status, "{name}: {there}");
            assert_eq!(foreign, told(&world, &mut browser, &absent).await, "{name}: {there}");
        }
        let list = browser.get("/v1/compliance/reviews").await;
        if status == 404 {
            assert_eq!(list.expect(200).json(), json!({"reviews": [], "next_cursor": null}), "{name}");
        } else {
            assert_eq!(list.expect(403).json()["type"], "/problems/access.forbidden", "{name}");
        }
    }
    let mut stranger = workflows::browser(&world);
    for (there, absent) in paths() {
        let foreign = told(&world, &mut stranger, &there).await;
        assert_eq!(foreign.0, 401, "{there}");
        assert_eq!(foreign, told(&world, &mut stranger, &absent).await, "{there}");
        assert!(foreign.3.is_empty(), "without a session nothing is read: {there}");
    }
    let _ = stranger.get("/v1/compliance/reviews").await.expect(401);
    let _ = stranger.get("/v1/compliance/programs").await.expect(401);
}

#[tokio::test]
async fn an_id_that_cannot_be_one_answers_like_an_absent_review() {
    let world = World::start().await;
    let mut browser = signed_in(&world, coordinator()).await;
    let absent = browser.get(&paths()[0].1).await.expect(404).without_request_id();
    for path in [
        "/v1/compliance/reviews/no-id",
        "/v1/compliance/reviews/no-id/comments",
        "/v1/compliance/reviews/no-id/calendar",
        "/v1/compliance/documents/x",
    ] {
        assert_eq!(browser.get(path).await.expect(404).without_request_id(), absent, "{path}");
    }
}

#[tokio::test]
async fn who_has_a_part_in_a_review_reads_it() {
    let world = World::start().await;
    let _ = full_review().save(&world).await;
    let both = [ENGLISH_LEARNER, FISCAL_MONITORING];
    for (person, whole) in [
        (coordinator(), true),
        (superintendent(), true),
        (contributor(), true),
        (administrator(), true),
        (monitor_of(&both), true),
        (monitor_of(&[ENGLISH_LEARNER, ProgramInstrument::MigrantEducation]), false),
    ] {
        let name = person.username.clone();
        let mut browser = signed_in(&world, person).await;
        for (path, _) in paths() {
            // Of the third path no thread is named: told only to who may read it.
            let status = if path.ends_with("/comments") { 422 } else { 200 };
            let _ = browser.get(&path).await.expect(status);
        }
        let page = browser.get(&paths()[0].0).await.expect(200).json();
        assert_eq!(page["is_whole"], whole, "{name}");
        let list = browser.get("/v1/compliance/reviews").await.expect(200).json();
        assert_eq!(list["reviews"].as_array().unwrap().len(), 1, "{name}");
    }
}

#[tokio::test]
async fn a_contributor_sees_a_review_from_the_assignment_until_the_review_is_over() {
    let world = World::start().await;
    let _ = a_review(1).save(&world).await;
    let mut browser = signed_in(&world, contributor()).await;
    let path = &paths()[0].0;
    let listed = async |browser: &mut Browser| {
        browser.get("/v1/compliance/reviews").await.expect(200).json()["reviews"].as_array().unwrap().len()
    };
    let _ = browser.get(path).await.expect(404);
    assert_eq!(listed(&mut browser).await, 0, "before the assignment");
    for state in [ReviewState::Planned, ReviewState::Open] {
        let _ = a_review(1).with_contributor(&contributor()).in_state(state).save(&world).await;
        let _ = browser.get(path).await.expect(200);
        assert_eq!(listed(&mut browser).await, 1, "{state}");
    }
    let mut coordinator = signed_in(&world, coordinator()).await;
    for state in [ReviewState::Completed, ReviewState::Cancelled] {
        // The list of the contributor keeps the entry here: what is in it is looked at all the same.
        let _ = a_review(1).with_contributor(&contributor()).in_state(state).save(&world).await;
        let _ = browser.get(path).await.expect(404);
        assert_eq!(listed(&mut coordinator).await, 1, "an agency-level role sees it still: {state}");
    }
}

#[tokio::test]
async fn a_role_of_another_year_reads_nothing() {
    let world = World::start().await;
    let _ = full_review().save(&world).await;
    let (role, year) = (Role::LeaReviewCoordinator, "2025-26".parse().unwrap());
    let last_year = Person::named("last.year@poppy.test").with_in(role, at_lea(POPPY), year);
    let mut browser = signed_in(&world, last_year).await;
    let refused = browser.get(&paths()[0].0).await.expect(403).json();
    assert_eq!(refused["type"], "/problems/session.role-not-chosen");
}

#[tokio::test]
async fn a_right_taken_away_ends_reading_at_once() {
    let world = World::start().await;
    let _ = full_review().save(&world).await;
    let mut person = coordinator();
    person.save(&world).await;
    let mut browser = sign_in_again(&world, &person).await;
    let _ = browser.get(&paths()[0].0).await.expect(200);
    person.save(&world).await;
    let _ = browser.get(&paths()[0].0).await.expect(401);
}
