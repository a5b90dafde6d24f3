//! Tickets to upload documents, through the router. What the storage does with them: `tests/documents`.

use axum::http::Method;
use domain::access::Role;
use domain::compliance::{self, ReviewCommand, ReviewState};
use domain::ids::{DocumentId, EvidenceRequestId, ItemId};
use jiff::SignedDuration;
use jiff::civil::date;
use serde_json::{Value, json};
use store::Table;
use store::compliance::ReviewOutcome;
use testkit::places::{POPPY, REDWOOD};
use testkit::{Answer, Browser, Person, at_lea, at_state};

use super::office::{Office, prose, review_id};
use crate::people::signed_in;

const PATH: &str = "/v1/compliance/document-uploads";

async fn coordinator(office: &Office) -> Browser {
    let mut browser = workflows::browser(&office.world);
    let body = json!({"username": "rc@poppy.test", "password": Person::PASSWORD});
    let _ = browser.post("/v1/session", body).await.expect(200);
    let _ = office.world.calls.take();
    browser
}

#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made for it")]
fn file(target: Value) -> Value {
    json!({
        "target": target, "file_name": "Board minutes.pdf", "content_type": "application/pdf", "size": 9, "sha256": "ab".repeat(32),
    })
}

fn with(mut body: Value, field: &str, value: impl Into<Value>) -> Value {
    body[field] = value.into();
    body
}

async fn ask(browser: &mut Browser, key: &str, body: &Value) -> Answer {
    browser.send(Method::POST, PATH, &[("idempotency-key", key)], Some(body)).await
}

/// Says of a document what a delivery of the storage would.
async fn settle(office: &Office, id: &Value, verdict: compliance::Verdict) {
    let id = id.as_str().unwrap().parse().unwrap();
    let before = office.settlements().read(id).await.unwrap().unwrap();
    let change = compliance::settle(&before, verdict, office.world.now()).unwrap().unwrap();
    let entry = domain::audit::Entry::by_service(
        "accept-document",
        office.request(),
        office.world.now(),
        review_id(1),
        change.event.clone(),
    );
    assert_eq!(office.settlements().commit(&change, &[], &entry).await.unwrap(), ReviewOutcome::Done);
}

#[tokio::test]
async fn a_ticket_is_given_with_a_row_that_awaits_the_file_and_a_row_in_the_trail() {
    let office = Office::open().await;
    let item = office.with_item().await;
    let letters = office.world.items(Table::Mail).await.len();
    let mut browser = coordinator(&office).await;
    let audited = office.world.items(Table::Audit).await.len();
    let answer = ask(&mut browser, "one", &file(json!({"item": item}))).await.expect(201).json();
    assert_eq!(office.world.calls.levels(), 2);
    assert_eq!(answer["upload"]["method"], "PUT");
    assert_eq!(answer["upload"]["expires_at"], "2026-11-22T20:15:00Z");
    let checksum = data_encoding::BASE64.encode(&[0xab; 32]);
    let headers = json!({"content-type": "application/pdf", "x-amz-checksum-sha256": checksum});
    assert_eq!(answer["upload"]["headers"], headers);
    let record = office.record().await;
    let [document] = record.documents.as_slice() else { panic!("one document") };
    assert_eq!(document.id.to_string(), answer["document_id"]);
    assert_eq!((document.state.clone(), document.size), (compliance::DocumentState::Awaiting, 9));
    let url = answer["upload"]["url"].as_str().unwrap();
    assert!(url.starts_with(&format!("http://127.0.0.1:9/documents/quarantine/{}?", document.id)), "{url}");
    let trail = office.world.items(Table::Audit).await;
    assert_eq!(trail.len(), audited + 1);
    let row = trail.iter().find(|row| row["change"]["what"] == "ticket-given").unwrap();
    assert_eq!((&row["change"]["document"], &row["allowed_by"]), (&answer["document_id"], &"upload-evidence".into()));
    assert_eq!(office.world.items(Table::Mail).await.len(), letters, "nobody is told of a ticket");
}

#[tokio::test]
async fn a_document_may_be_for_an_item_an_evidence_request_or_a_finding() {
    let office = Office::open().await;
    let finding = office.with_finding().await;
    let item = ItemId::new(review_id(1), [1; 8]);
    let request = EvidenceRequestId::new(review_id(1), [1; 8]);
    let asked = office.act(&office.monitor, |seen, now| {
        let what = (prose("The letters"), date(2026, 12, 1));
        compliance::request_evidence(&office.monitor, seen, request, item, what, now)
    });
    assert_eq!(asked.await, ReviewOutcome::Done);
    let mut browser = coordinator(&office).await;
    for target in [json!({"item": item}), json!({"evidence_request": request}), json!({"finding": finding})] {
        let _ = ask(&mut browser, &target.to_string().replace(' ', ""), &file(target)).await.expect(201);
    }
    assert_eq!(office.record().await.documents.len(), 3);
}

#[tokio::test]
async fn a_repeat_under_the_same_key_gets_the_same_ticket_and_makes_nothing() {
    let office = Office::open().await;
    let item = office.with_item().await;
    let mut browser = coordinator(&office).await;
    let body = file(json!({"item": item}));
    let first = ask(&mut browser, "one", &body).await.expect(201).json();
    let audited = office.world.items(Table::Audit).await.len();
    office.world.pass(SignedDuration::from_mins(14));
    let _ = office.world.calls.take();
    assert_eq!(ask(&mut browser, "one", &body).await.expect(201).json(), first);
    assert_eq!(office.world.calls.levels(), 1);
    let other = ask(&mut browser, "one", &with(body.clone(), "size", 10)).await.expect(422).json();
    assert_eq!(other["type"], "/problems/request.idempotency-key-reused");
    assert_eq!(office.world.items(Table::Audit).await.len(), audited);
    assert_eq!(office.record().await.documents.len(), 1);
    office.world.pass(SignedDuration::from_mins(1));
    let over = ask(&mut browser, "one", &body).await.expect(409).json();
    assert_eq!(over["type"], "/problems/document-uploads.over");
    assert_ne!(ask(&mut browser, "two", &body).await.expect(201).json()["document_id"], first["document_id"]);
}

#[tokio::test]
async fn a_repeat_after_the_file_arrived_gets_no_ticket() {
    let office = Office::open().await;
    let item = office.with_item().await;
    let mut browser = coordinator(&office).await;
    let body = file(json!({"item": item}));
    let first = ask(&mut browser, "one", &body).await.expect(201).json();
    settle(&office, &first["document_id"], compliance::Verdict::Clean).await;
    let over = ask(&mut browser, "one", &body).await.expect(409).json();
    assert_eq!(over["type"], "/problems/document-uploads.over");
}

#[tokio::test]
async fn a_new_edition_replaces_the_one_that_is_current_for_the_same_target() {
    let office = Office::open().await;
    let item = office.with_item().await;
    let mut browser = coordinator(&office).await;
    let body = file(json!({"item": item}));
    let first = ask(&mut browser, "one", &body).await.expect(201).json()["document_id"].clone();
    let second = with(body.clone(), "replaces", first.clone());
    let refused = ask(&mut browser, "two", &second).await.expect(422).json();
    assert_eq!(refused["errors"][0]["pointer"], "/replaces", "it is not checked yet");
    settle(&office, &first, compliance::Verdict::Clean).await;
    office.world.pass(SignedDuration::from_secs(1));
    let _ = ask(&mut browser, "two", &second).await.expect(201);
    let editions: Vec<_> = office.record().await.documents.iter().map(|document| document.edition).collect();
    assert_eq!(editions, [1, 2]);
    let foreign = DocumentId::new(review_id(1), [9; 8]).to_string();
    let refused = ask(&mut browser, "three", &with(body, "replaces", foreign)).await.expect(422).json();
    assert_eq!(refused["errors"][0]["pointer"], "/replaces");
}

#[tokio::test]
async fn all_wrong_fields_are_named_at_once() {
    let office = Office::open().await;
    let mut browser = coordinator(&office).await;
    let wrong = json!({
        "target": {}, "file_name": "../minutes.pdf", "content_type": "application/zip", "size": -1, "sha256": "AB", "replaces": "x",
        "key": "clean/x",
    });
    let problem = ask(&mut browser, "one", &wrong).await.expect(422).json();
    let pointers: Vec<_> =
        problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/target", "/file_name", "/content_type", "/size", "/sha256", "/replaces", "/key"]);
    let item = ItemId::new(review_id(1), [1; 8]);
    for target in [json!({"item": item, "finding": item}), json!({"item": "x"}), json!({"instrument": "x"}), json!("x")]
    {
        let problem = ask(&mut browser, "one", &file(target.clone())).await.expect(422).json();
        assert!(problem["errors"][0]["pointer"].as_str().unwrap().starts_with("/target"), "{target}: {problem}");
    }
    assert!(office.record().await.documents.is_empty());
}

#[tokio::test]
async fn a_file_of_nothing_of_too_much_or_with_another_extension_gets_no_ticket() {
    let office = Office::open().await;
    let item = office.with_item().await;
    let mut browser = coordinator(&office).await;
    let body = file(json!({"item": item}));
    for (body, pointer) in [
        (with(body.clone(), "size", 0), "/size"),
        (with(body.clone(), "size", compliance::FILE_MAX + 1), "/size"),
        (with(body.clone(), "file_name", "plan.exe"), "/file_name"),
        (with(body.clone(), "file_name", "plan.pdf.exe"), "/file_name"),
        (with(body.clone(), "content_type", "text/csv"), "/file_name"),
    ] {
        let problem = ask(&mut browser, "one", &body).await.expect(422).json();
        assert_eq!(
            (&problem["type"], &problem["errors"][0]["pointer"]),
            (&"/problems/request.invalid".into(), &pointer.into())
        );
    }
    let _ = ask(&mut browser, "one", &with(body, "size", compliance::FILE_MAX)).await.expect(201);
}

#[tokio::test]
async fn without_a_key_without_a_session_or_without_the_right_there_is_no_ticket() {
    let office = Office::open().await;
    let item = office.with_item().await;
    let body = file(json!({"item": item}));
    let mut browser = coordinator(&office).await;
    let problem = browser.post(PATH, body.clone()).await.expect(400).json();
    assert_eq!(problem["type"], "/problems/request.idempotency-key");
    let problem = ask(&mut workflows::browser(&office.world), "one", &body).await.expect(401).json();
    assert_eq!(problem["type"], "/problems/session.not-signed-in");
    let monitor = Person::named("other.monitor@cde.test").with(Role::ComplianceMonitor, at_state());
    for person in [monitor, Person::named("lea@poppy.test").with(Role::LeaCaasppCoordinator, at_lea(POPPY))] {
        let problem = ask(&mut signed_in(&office.world, person).await, "one", &body).await.expect(403).json();
        assert_eq!(problem["type"], "/problems/access.forbidden");
    }
    assert!(office.record().await.documents.is_empty());
}

#[tokio::test]
async fn what_the_caller_does_not_see_is_answered_like_what_is_not_there() {
    let office = Office::open().await;
    let item = office.with_item().await;
    let mut browser = coordinator(&office).await;
    let absent = |review: u8| file(json!({"item": ItemId::new(review_id(review), [7; 8])}));
    let no_item = ask(&mut browser, "one", &absent(1)).await.expect(404).without_request_id();
    let no_review = ask(&mut browser, "one", &absent(9)).await.expect(404).without_request_id();
    assert_eq!(no_item, no_review);
    let contributor = Person::named("c@poppy.test").with(Role::LeaComplianceContributor, at_lea(POPPY));
    let redwood = Person::named("rc@redwood.test").with(Role::LeaReviewCoordinator, at_lea(REDWOOD));
    for person in [contributor, redwood] {
        let mut stranger = signed_in(&office.world, person).await;
        for body in [file(json!({"item": item})), absent(1), absent(9)] {
            let answer = ask(&mut stranger, "one", &body).await.expect(404);
            assert_eq!(answer.without_request_id(), no_review);
        }
    }
    assert!(office.record().await.documents.is_empty());
}

#[tokio::test]
async fn nothing_is_uploaded_to_a_review_that_is_over_or_to_a_finding_that_does_not_wait() {
    let office = Office::open().await;
    let finding = office.with_finding().await;
    let mut browser = coordinator(&office).await;
    let item = ItemId::new(review_id(1), [1; 8]);
    let submit = compliance::FindingCommand::Submit { text: prose("Letters were sent.") };
    for (caller, command) in [(&office.coordinator, submit), (&office.monitor, compliance::FindingCommand::Resolve)] {
        let done = office.act(caller, |seen, now| compliance::decide(caller, seen, finding, command, now));
        assert_eq!(done.await, ReviewOutcome::Done);
        let problem = ask(&mut browser, "one", &file(json!({"finding": finding}))).await.expect(409).json();
        assert_eq!(
            (&problem["type"], &problem["errors"][0]["pointer"]),
            (&"/problems/document-uploads.closed".into(), &"/target".into())
        );
    }
    let completed = office.act(&office.monitor, |seen, now| {
        compliance::manage(&office.monitor, seen, ReviewCommand::Complete, now).map(Option::unwrap)
    });
    assert_eq!(completed.await, ReviewOutcome::Done);
    let problem = ask(&mut browser, "one", &file(json!({"item": item}))).await.expect(409).json();
    assert_eq!(problem["type"], "/problems/document-uploads.closed");
    let detail = problem["errors"][0]["detail"].as_str().unwrap();
    assert!(detail.contains(ReviewState::Completed.code()), "{detail}");
}

#[tokio::test]
async fn files_asked_for_side_by_side_each_get_a_ticket_of_their_own() {
    let office = Office::open().await;
    let item = office.with_item().await;
    let browser = coordinator(&office).await;
    let body = file(json!({"item": item}));
    let asked = (0..6).map(|number| {
        let (mut browser, body) = (browser.clone(), body.clone());
        async move { ask(&mut browser, &format!("file-{number}"), &body).await.expect(201).json() }
    });
    let mut running = tokio::task::JoinSet::new();
    asked.for_each(|asking| drop(running.spawn(asking)));
    let mut urls: Vec<_> = running.join_all().await.iter().map(|answer| answer["upload"]["url"].to_string()).collect();
    urls.sort();
    urls.dedup();
    assert_eq!((urls.len(), office.record().await.documents.len()), (6, 6));
}

#[tokio::test]
async fn the_function_uses_exactly_the_actions_its_role_grants() {
    let office = Office::open().await;
    let item = office.with_item().await;
    let mut browser = coordinator(&office).await;
    let _ = ask(&mut browser, "one", &file(json!({"item": item}))).await.expect(201);
    let function = workflows::FUNCTIONS.iter().find(|function| function.name == "request-document-upload").unwrap();
    assert_eq!(office.used().into_iter().collect::<Vec<_>>(), function.granted());
}
