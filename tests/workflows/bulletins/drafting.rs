use axum::http::Method;
use domain::access::Role;
use serde_json::json;
use store::Table;
use testkit::places::POPPY;
use testkit::{Person, World, at_lea, at_state};

use super::{draft, draft_as, editor, new_bulletin, publish, send, trail};
use crate::people::signed_in;

#[tokio::test]
async fn a_draft_is_stored_with_its_audit_row_and_only_editors_see_it() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let answer = draft_as(&mut editor, "one", new_bulletin()).await.expect(201);
    assert_eq!(world.calls.levels(), 2);
    let body = answer.json();
    assert_eq!(answer.header("etag"), Some("\"1\""));
    assert_eq!((&body["state"], &body["version"]), (&json!("draft"), &json!(1)));
    let kinds: Vec<_> = body["sections"].as_array().unwrap().iter().map(|section| &section["kind"]).collect();
    assert_eq!(kinds, ["notice", "reminders"], "in the order of the communication");
    assert_eq!(body["audience"]["salutation"], "Dear LEA CAASPP Coordinator:");
    let id = body["id"].as_str().unwrap();
    let row = &trail(&world).await[0];
    assert_eq!(row["action"], "bulletin-changed");
    assert_eq!((&row["version"], &row["state"]), (&json!(1), &json!("draft")));
    assert_eq!((&row["by"]["role"], &row["allowed_by"]), (&json!("bulletin-editor"), &json!("write-bulletins")));

    let listed = editor.get("/v1/bulletin-drafts").await.expect(200).json();
    assert_eq!(listed["drafts"].as_array().unwrap().len(), 1);
    let read = editor.get(&format!("/v1/bulletin-drafts/{id}")).await.expect(200).json();
    assert_eq!(read, body);

    let coordinator = Person::named("c@poppy.test").with(Role::LeaCaasppCoordinator, at_lea(POPPY));
    let mut coordinator = signed_in(&world, coordinator).await;
    let _ = coordinator.get("/v1/bulletin-drafts").await.expect(403);
    let drafted = coordinator.get(&format!("/v1/bulletin-drafts/{id}")).await.expect(403).without_request_id();
    let absent = coordinator.get(&format!("/v1/bulletin-drafts/{}", "a".repeat(26))).await.expect(403);
    assert_eq!(drafted, absent.without_request_id());
    let mut nobody = workflows::browser(&world);
    let _ = nobody.get("/v1/bulletin-drafts").await.expect(401);
    let drafted = nobody.get(&format!("/v1/bulletins/{id}")).await.expect(404).without_request_id();
    let absent = nobody.get(&format!("/v1/bulletins/{}", "a".repeat(26))).await.expect(404);
    assert_eq!(drafted, absent.without_request_id());
}

#[tokio::test]
async fn a_repeated_request_drafts_nothing_twice_and_a_key_is_good_for_one_bulletin() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let first = draft_as(&mut editor, "one", new_bulletin()).await.expect(201).json();
    let again = draft_as(&mut editor, "one", new_bulletin()).await.expect(201).json();
    assert_eq!(first, again);
    assert_eq!(trail(&world).await.len(), 1);
    let mut other = new_bulletin();
    other["headline"] = json!("ELPAC Communication");
    let refused = draft_as(&mut editor, "one", other.clone()).await.expect(422);
    assert_eq!(refused.json()["type"], "/problems/request.idempotency-key-reused");
    assert_ne!(draft_as(&mut editor, "two", other).await.expect(201).json()["id"], first["id"]);
}

#[tokio::test]
async fn everything_that_is_wrong_is_named_at_once() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let body = json!({
        "headline": "",
        "dated": "tomorrow",
        "audience": {"roles": ["astronaut"], "counties": ["99"], "leas": ["9900001"]},
        "sections": [{"kind": "gossip", "text": ""}],
        "colour": "red",
    });
    let answer = draft_as(&mut editor, "one", body).await.expect(422).json();
    let mut pointers: Vec<_> =
        answer["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    pointers.sort_unstable();
    let wrong = [
        "/audience/leas",
        "/audience/roles/0",
        "/colour",
        "/dated",
        "/headline",
        "/sections/0/kind",
        "/sections/0/text",
    ];
    assert_eq!(pointers, wrong);
    for (audience, pointer) in [
        (json!({"roles": []}), "/audience/roles"),
        (json!({"roles": ["help-desk"]}), "/audience/roles"),
        (json!({"roles": ["superintendent"], "counties": []}), "/audience"),
    ] {
        let mut body = new_bulletin();
        body["audience"] = audience;
        let answer = draft_as(&mut editor, "one", body).await.expect(422).json();
        assert_eq!(answer["errors"][0]["pointer"], pointer);
    }
    let mut twice = new_bulletin();
    twice["sections"][0]["kind"] = json!("notice");
    let answer = draft_as(&mut editor, "one", twice).await.expect(422).json();
    assert_eq!(answer["errors"][0]["pointer"], "/sections/1/kind");
    assert!(world.items(Table::Bulletins).await.is_empty());
}

#[tokio::test]
async fn of_two_editors_the_second_is_shown_what_the_first_saved_and_nothing_is_lost() {
    let world = World::start().await;
    let (mut ana, ben) = (editor(&world).await, Person::named("ben@cde.test").with(Role::BulletinEditor, at_state()));
    let mut ben = signed_in(&world, ben).await;
    let id = draft(&mut ana).await;
    let path = format!("/v1/bulletins/{id}");
    let saved = send(&mut ana, (Method::PATCH, &path), "1", json!({"headline": "By Ana"})).await.expect(200);
    assert_eq!(saved.header("etag"), Some("\"2\""));
    let _ = world.calls.take();
    let stale = send(&mut ben, (Method::PATCH, &path), "1", json!({"headline": "By Ben"})).await.expect(412).json();
    assert_eq!((&stale["type"], &stale["etag"]), (&json!("/problems/bulletins.stale"), &json!("\"2\"")));
    assert_eq!(stale["current"]["headline"], "By Ana");
    assert_eq!(world.calls.levels(), 1);
    let missing = ben.send(Method::PATCH, &path, &[], Some(&json!({"headline": "By Ben"}))).await.expect(428);
    assert_eq!(missing.json()["type"], "/problems/request.if-match-missing");
    let _ = world.calls.take();
    let _ = send(&mut ben, (Method::PATCH, &path), "2", json!({"headline": "By Ben"})).await.expect(200);
    assert_eq!(world.calls.levels(), 2);
    let stored = world.items(Table::Bulletins).await;
    let versions: Vec<_> = stored.iter().filter(|item| item["sk"].as_str().unwrap().starts_with("VERSION#")).collect();
    assert_eq!(versions.len(), 2, "every earlier version is kept");
    assert!(versions.iter().any(|version| version["headline"] == "By Ana"));
}

#[tokio::test]
async fn a_preview_shows_page_and_letter_and_what_to_look_at_again_and_stores_nothing() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let mut body = new_bulletin();
    body["sections"] =
        json!([{"kind": "upcoming-trainings", "text": "See [here](/nowhere) <script>alert(1)</script>"}]);
    let shown = editor.post("/v1/bulletin-previews", body).await.expect(200).json();
    let page = shown["page"].as_str().unwrap();
    assert!(page.contains("<h1>CAASPP Communication: November 2026</h1>") && !page.contains("<script"));
    let letter = &shown["letter"];
    assert_eq!(letter["subject"], "CAASPP Communication: November 2026");
    assert!(letter["text"].as_str().unwrap().contains("UPCOMING TRAININGS"));
    assert!(!letter["html"].as_str().unwrap().contains("<script"));
    assert_eq!(
        shown["advice"],
        json!([{"kind": "upcoming-trainings", "advice": [
            "there is no page /nowhere; correct the link",
            "\"here\" does not say where the link leads",
            "holds HTML, which readers see as it was typed; use Markdown",
            "names no day; say when, as in November 18 or 2025–26",
        ]}])
    );
    assert!(world.items(Table::Bulletins).await.is_empty());
}

#[tokio::test]
async fn what_is_published_is_corrected_and_not_changed() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = draft(&mut editor).await;
    let _ = publish(&mut editor, &id, "1", json!({})).await.expect(200);
    let path = format!("/v1/bulletins/{id}");
    let refused = send(&mut editor, (Method::PATCH, &path), "2", json!({"headline": "x"})).await.expect(409).json();
    assert_eq!(refused["type"], "/problems/bulletins.published");
    assert_eq!(refused["detail"], "This bulletin is published; correct it instead.");
}
