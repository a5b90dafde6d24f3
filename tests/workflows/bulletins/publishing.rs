use axum::http::Method;
use domain::access::Role;
use domain::accounts::AccountState;
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::Table;
use testkit::places::POPPY;
use testkit::{Person, World, at_lea, at_state};

use super::{circulars, draft, editor, new_bulletin, publish, run_job, send, trail};
use crate::people::signed_in;

#[tokio::test]
async fn published_now_it_is_public_at_once_with_one_letter_to_its_audience() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = draft(&mut editor).await;
    let _ = world.calls.take();
    let answer = publish(&mut editor, &id, "1", json!({})).await.expect(200);
    assert_eq!(world.calls.levels(), 2);
    assert_eq!(answer.json()["state"], "published");
    let [circular] = circulars(&world).await.try_into().expect("one circular");
    assert_eq!(circular["letter"], json!({"letter": "bulletin", "bulletin": id, "version": 2}));
    assert_eq!(circular["to"]["audience"]["roles"], json!(["lea-caaspp-coordinator"]));
    let read = workflows::browser(&world).get(&format!("/v1/bulletins/{id}")).await.expect(200);
    assert_eq!(read.header("cache-control"), Some("public, max-age=60"));
    assert_eq!(read.json()["sections"][0]["heading"], "Notice");
    let states: Vec<_> = trail(&world).await.iter().map(|row| row["state"].clone()).collect();
    assert_eq!(states, ["draft", "published"]);
    let again = publish(&mut editor, &id, "2", json!({})).await.expect(409).json();
    assert_eq!(again["type"], "/problems/bulletins.published");
    assert_eq!(circulars(&world).await.len(), 1);
    let listed = editor.get("/v1/bulletin-drafts").await.expect(200).json();
    assert_eq!(listed["drafts"], json!([]));
}

#[tokio::test]
async fn scheduled_it_is_published_at_its_time_exactly_once_however_often_the_job_runs() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = draft(&mut editor).await;
    // The tests' time is noon in California.
    let answer = publish(&mut editor, &id, "1", json!({"at": "2026-11-22T12:02"})).await.expect(200).json();
    assert_eq!((&answer["state"], &answer["publish_at"]), (&json!("scheduled"), &json!("2026-11-22T20:02:00Z")));
    assert_eq!(run_job(&world).await, "published=0 mailed=0 overtaken=0");
    let _ = workflows::browser(&world).get(&format!("/v1/bulletins/{id}")).await.expect(404);
    assert!(circulars(&world).await.is_empty());
    world.pass(SignedDuration::from_secs(120));
    let (first, second) = tokio::join!(run_job(&world), run_job(&world));
    let published = [&first, &second].iter().filter(|outcome| outcome.contains("published=1")).count();
    assert_eq!(published, 1, "{first} {second}");
    assert_eq!(run_job(&world).await, "published=0 mailed=0 overtaken=0");
    assert_eq!(circulars(&world).await.len(), 1);
    let row = trail(&world).await.into_iter().find(|row| row["state"] == "published").unwrap();
    assert_eq!(row["by"], json!({"kind": "service", "function": "publish-due-bulletins"}));
    let read = workflows::browser(&world).get(&format!("/v1/bulletins/{id}")).await.expect(200).json();
    assert_eq!(read["published_at"], "2026-11-22T20:02:00Z");
}

#[tokio::test]
async fn until_then_it_gets_another_time_or_is_taken_off_and_then_nothing_is_published_or_mailed() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = draft(&mut editor).await;
    let _ = publish(&mut editor, &id, "1", json!({"at": "2026-11-22T12:02"})).await.expect(200);
    let changed =
        send(&mut editor, (Method::PATCH, &format!("/v1/bulletins/{id}")), "2", json!({"headline": "x"})).await;
    assert_eq!(changed.expect(409).json()["type"], "/problems/bulletins.scheduled");
    let _ = publish(&mut editor, &id, "2", json!({"at": "2026-11-22T13:00"})).await.expect(200);
    world.pass(SignedDuration::from_secs(120));
    assert_eq!(run_job(&world).await, "published=0 mailed=0 overtaken=0");
    let path = format!("/v1/bulletins/{id}/publication");
    let off = send(&mut editor, (Method::DELETE, &path), "3", json!({})).await.expect(200).json();
    assert_eq!((&off["state"], &off["publish_at"]), (&json!("draft"), &Value::Null));
    world.pass(SignedDuration::from_hours(2));
    assert_eq!(run_job(&world).await, "published=0 mailed=0 overtaken=0");
    assert!(circulars(&world).await.is_empty());
    // The session has ended meanwhile.
    let mut editor = super::editor(&world).await;
    let refused = send(&mut editor, (Method::DELETE, &path), "4", json!({})).await.expect(409).json();
    assert_eq!(refused["type"], "/problems/bulletins.not-scheduled");
}

#[tokio::test]
async fn a_time_that_does_not_exist_or_is_over_is_refused() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = draft(&mut editor).await;
    for (at, says) in [
        ("2027-03-14T02:30", "does not exist"),
        ("2026-11-22T11:59", "at least a minute ahead"),
        ("2028-01-01T00:00", "within the next 366 days"),
        ("soon", "must be"),
    ] {
        let answer = publish(&mut editor, &id, "1", json!({"at": at})).await.expect(422).json();
        assert_eq!(answer["errors"][0]["pointer"], "/at");
        assert!(answer["errors"][0]["detail"].as_str().unwrap().contains(says), "{at}: {answer}");
    }
    let mut empty = new_bulletin();
    empty["sections"] = json!([]);
    let id = super::draft_as(&mut editor, "empty", empty).await.expect(201).json()["id"].as_str().unwrap().to_owned();
    let answer = publish(&mut editor, &id, "1", json!({})).await.expect(409).json();
    assert_eq!(answer["type"], "/problems/bulletins.empty");
}

#[tokio::test]
async fn a_correction_shows_on_the_page_and_is_mailed_only_when_asked_for() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = draft(&mut editor).await;
    let path = format!("/v1/bulletins/{id}/corrections");
    let body = |text: &str, mail: bool| json!({"note": "The day was wrong.", "mail": mail, "sections": [{"kind": "notice", "text": text}]});
    let early = send(&mut editor, (Method::POST, &path), "1", body("On December 1.", true)).await.expect(409).json();
    assert_eq!(early["type"], "/problems/bulletins.not-published");
    let _ = publish(&mut editor, &id, "1", json!({})).await.expect(200);
    let _ = send(&mut editor, (Method::POST, &path), "2", body("On December 1.", false)).await.expect(200);
    assert_eq!(circulars(&world).await.len(), 1);
    let _ = send(&mut editor, (Method::POST, &path), "3", body("On December 2.", true)).await.expect(200);
    assert_eq!(circulars(&world).await.len(), 2);
    let same = send(&mut editor, (Method::POST, &path), "4", body("On December 2.", true)).await.expect(422).json();
    assert_eq!(same["errors"][0]["pointer"], "/sections");
    let mut nobody = workflows::browser(&world);
    let read = nobody.get(&format!("/v1/bulletins/{id}")).await.expect(200).json();
    assert_eq!(read["corrections"].as_array().unwrap().len(), 2);
    let page = nobody.get(&format!("/bulletins/{id}")).await.expect(200).text;
    assert!(page.contains("<strong>Corrected on November 22, 2026:</strong> The day was wrong."), "{page}");
    let archive = nobody.get("/v1/bulletins").await.expect(200).json();
    assert_eq!(archive["bulletins"].as_array().unwrap().len(), 1);
    assert_eq!(archive["bulletins"][0]["corrected_at"], "2026-11-22T20:00:00Z");
}

#[tokio::test]
async fn who_is_no_editor_any_more_publishes_nothing() {
    let world = World::start().await;
    let person = || Person::named("ben@cde.test").with(Role::BulletinEditor, at_state());
    let mut ben = signed_in(&world, person()).await;
    let id = draft(&mut ben).await;
    person().in_state(AccountState::Deactivated).save(&world).await;
    let _ = publish(&mut ben, &id, "1", json!({})).await.expect(401);
    assert!(circulars(&world).await.is_empty());
    assert!(world.items(Table::Bulletins).await.iter().all(|item| item["state"] != "published"));
}

#[tokio::test]
async fn an_editor_sees_what_became_of_the_letters_of_each_mailing() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = draft(&mut editor).await;
    let path = format!("/v1/bulletins/{id}/deliveries");
    let none = editor.get(&path).await.expect(200).json();
    assert_eq!(none, json!({"mailings": []}), "nobody was written to");
    let _ = publish(&mut editor, &id, "1", json!({})).await.expect(200);
    let _ = world.calls.take();
    let told = editor.get(&path).await.expect(200).json();
    assert_eq!(world.calls.levels(), 2);
    let [mailing] = told["mailings"].as_array().unwrap().as_slice() else { panic!("one mailing: {told}") };
    assert_eq!((&mailing["version"], &mailing["addressed"]), (&json!(2), &json!(false)));
    let counts = ["queued", "sent", "delivered", "bounced", "complained", "unsubscribed", "not_sent", "failed"];
    assert!(counts.iter().all(|count| mailing[count] == 0), "{mailing}");
    let coordinator = Person::named("c@poppy.test").with(Role::LeaCaasppCoordinator, at_lea(POPPY));
    let _ = signed_in(&world, coordinator).await.get(&path).await.expect(403);
}

#[tokio::test]
async fn an_editor_reads_what_a_bulletin_said_before() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = draft(&mut editor).await;
    let versions = format!("/v1/bulletin-drafts/{id}/versions");
    assert_eq!(editor.get(&versions).await.expect(200).json(), json!({"versions": []}));
    for (etag, headline) in [("1", "Second"), ("2", "Third")] {
        let _ = send(&mut editor, (Method::PATCH, &format!("/v1/bulletins/{id}")), etag, json!({"headline": headline}))
            .await
            .expect(200);
    }
    let _ = world.calls.take();
    let before = editor.get(&versions).await.expect(200).json();
    assert_eq!(world.calls.levels(), 1);
    let said: Vec<_> = before["versions"].as_array().unwrap().iter().map(|version| &version["headline"]).collect();
    assert_eq!(said, ["Second", "CAASPP Communication: November 2026"]);
    let _ = editor.get(&format!("/v1/bulletin-drafts/{}/versions", "a".repeat(26))).await.expect(404);
}
