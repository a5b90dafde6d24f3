use axum::http::Method;
use domain::access::Role;
use domain::accounts::AccountState;
use serde_json::{Value, json};
use testkit::places::{POPPY, REDWOOD};
use testkit::{Answer, Browser, Person, at_lea};

use super::{Scene, about, contributor, lea, patch, pointers, post, recorded, stored, told};
use crate::people::{sign_in_again, signed_in};

async fn assign(browser: &mut Browser, review: &str, version: u64, body: Value) -> Answer {
    about(browser, Method::PATCH, &format!("/v1/compliance/reviews/{review}/contributors"), version, body).await
}

#[tokio::test]
async fn who_is_let_in_is_told_sees_the_review_and_sees_it_no_more_when_taken_out() {
    let Scene { world, mut coordinator, mut monitor, review } = Scene::open().await;
    let mut person = contributor();
    let id = person.save(&world).await.id.to_string();
    let mut theirs = sign_in_again(&world, &person).await;
    let thread = format!("/v1/compliance/reviews/{review}/comments");
    let body = json!({"target": {"instrument": "english-learner"}, "text": "Which letters?"});
    assert_eq!(post(&mut theirs, &thread, "one", body.clone()).await.status, 404);
    let _ = world.calls.take();
    let answer = assign(&mut coordinator, &review, 1, json!({"add": [id]})).await.expect(200);
    assert_eq!(world.calls.levels(), 2);
    assert_eq!(answer.header("etag"), Some("\"2\""));
    assert_eq!(answer.json()["contributors"], json!([{"id": id, "name": "Omar Diaz"}]));
    assert!(told(&world).await.contains(&("let-in".to_owned(), json!({"user": id}))));
    let _ = post(&mut theirs, &thread, "one", body.clone()).await.expect(201);
    let same = assign(&mut coordinator, &review, 2, json!({"add": [id]})).await.expect(200);
    assert_eq!(same.header("etag"), Some("\"2\""), "what is so already changes nothing");
    let _ = patch(&mut monitor, &review, 2, json!({"state": "completed"})).await.expect(200);
    assert!(told(&world).await.contains(&("completed".to_owned(), lea(&[&id]))));
    assert_eq!(post(&mut theirs, &thread, "two", body.clone()).await.status, 404, "their access ends with the review");
    let row = ("contributors-changed".into(), "Mei Chen".into(), "assign-contributors".into());
    assert!(recorded(&world).await.contains(&row));
}

#[tokio::test]
async fn who_is_taken_out_sees_the_review_no_more() {
    let Scene { world, mut coordinator, review, .. } = Scene::open().await;
    let mut person = contributor();
    let id = person.save(&world).await.id.to_string();
    let _ = assign(&mut coordinator, &review, 1, json!({"add": [id]})).await.expect(200);
    let page = assign(&mut coordinator, &review, 2, json!({"remove": [id]})).await.expect(200).json();
    assert_eq!(page["contributors"], json!([]));
    let mut theirs = sign_in_again(&world, &person).await;
    let body = json!({"target": {"instrument": "english-learner"}, "text": "Which letters?"});
    let thread = format!("/v1/compliance/reviews/{review}/comments");
    assert_eq!(post(&mut theirs, &thread, "one", body).await.status, 404);
    let lists = stored(&world).await.0;
    assert!(!lists.iter().any(|row| row["pk"] == format!("REVIEWS#CONTRIBUTOR#{id}")));
}

#[tokio::test]
async fn only_contributors_of_the_lea_are_let_in_and_nobody_learns_who_else_has_an_account() {
    let Scene { world, mut coordinator, review, .. } = Scene::open().await;
    let last_year = "2025-26".parse().unwrap();
    let before = stored(&world).await;
    let mut answers = Vec::new();
    let mut ids = vec!["a".repeat(26)];
    for mut person in [
        Person::named("c@redwood.test").with(Role::LeaComplianceContributor, at_lea(REDWOOD)),
        Person::named("o@poppy.test").with(Role::LeaReviewCoordinator, at_lea(POPPY)),
        Person::named("l@poppy.test").with_in(Role::LeaComplianceContributor, at_lea(POPPY), last_year),
        Person::named("d@poppy.test")
            .with(Role::LeaComplianceContributor, at_lea(POPPY))
            .in_state(AccountState::Deactivated),
    ] {
        ids.push(person.save(&world).await.id.to_string());
    }
    for id in &ids {
        let answer = assign(&mut coordinator, &review, 1, json!({"add": [id]})).await.expect(422);
        answers.push(answer.without_request_id());
    }
    assert_eq!(pointers(&answers[0]), ["/add/0"]);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(stored(&world).await, before);
}

#[tokio::test]
async fn what_cannot_be_assigned_is_refused() {
    let Scene { world, mut coordinator, mut monitor, review } = Scene::open().await;
    let id = contributor().save(&world).await.id.to_string();
    let many: Vec<_> = (0..21).map(|_| id.clone()).collect();
    for (body, pointer) in [
        (json!({}), ""),
        (json!({"add": [id], "remove": [id]}), ""),
        (json!({"add": ["nobody"]}), "/add/0"),
        (json!({"add": [id, id]}), "/add/1"),
        (json!({"drop": []}), "/drop"),
    ] {
        let answer = assign(&mut coordinator, &review, 1, body.clone()).await.expect(422).json();
        assert_eq!(pointers(&answer), [pointer], "{body}: {answer}");
    }
    let answer = assign(&mut coordinator, &review, 1, json!({"add": many})).await.expect(422).json();
    assert_eq!(pointers(&answer)[0], "/add");
    let forbidden = assign(&mut monitor, &review, 1, json!({"add": [id]})).await.expect(403).json();
    assert_eq!(forbidden["type"], "/problems/access.forbidden");
    let mut full = Vec::new();
    for number in 0..21 {
        let mut person =
            Person::named(&format!("c{number}@poppy.test")).with(Role::LeaComplianceContributor, at_lea(POPPY));
        full.push(person.save(&world).await.id.to_string());
    }
    let _ = assign(&mut coordinator, &review, 1, json!({"add": full[..20]})).await.expect(200);
    let refused = assign(&mut coordinator, &review, 2, json!({"add": [full[20]]})).await.expect(409).json();
    assert_eq!(refused["type"], "/problems/reviews.full");
    let stale = assign(&mut coordinator, &review, 1, json!({"remove": [full[0]]})).await.expect(412).json();
    assert_eq!(stale["current"]["contributors"].as_array().unwrap().len(), 20);
    let _ = patch(&mut monitor, &review, 2, json!({"state": "completed"})).await.expect(200);
    let over = assign(&mut coordinator, &review, 3, json!({"remove": [full[0]]})).await.expect(409).json();
    assert_eq!(over["type"], "/problems/reviews.over");
    let mut stranger = signed_in(&world, contributor()).await;
    assert_eq!(assign(&mut stranger, &review, 3, json!({"add": [id]})).await.status, 404);
}
