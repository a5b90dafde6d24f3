//! Who may call what: every operation has its row, and the routers answer accordingly.

use std::collections::BTreeSet;

use axum::http::Method;
use domain::access::{Level, Right, Role};
use domain::compliance::{DocumentState, FindingState, ProgramInstrument};
use domain::directory::OrganizationKind;
use jiff::civil::date;
use serde_json::{Value, json};
use testkit::places::{CEDAR, POPPY};
use testkit::{Answer, Browser, Person, World, a_review, a_student, at_lea, at_school, at_state, save_organization};

use crate::api::{Operation, json, operations};
use crate::openapi::description;
use crate::people::signed_in;

enum Access {
    /// Anyone.
    Public,
    /// Whoever has an open session.
    SignedIn,
    /// Whoever works in a role that gives one of these.
    Rights(&'static [Right]),
}

const ACCESS: [(&str, Access); 112] = [
    ("accept-terms", Access::SignedIn),
    // Whoever has the link.
    ("activate-account", Access::Public),
    ("add-passkey", Access::SignedIn),
    ("add-review-items", Access::Rights(&[Right::DecideReviews])),
    ("add-user", Access::Rights(&[Right::ChangeUsers])),
    ("assign-contributors", Access::Rights(&[Right::AssignContributors])),
    ("begin-passkey", Access::SignedIn),
    ("begin-totp", Access::SignedIn),
    ("challenge-passkey", Access::SignedIn),
    ("change-bulletin", Access::Rights(&[Right::WriteBulletins])),
    ("change-event", Access::Rights(&[Right::KeepCalendar])),
    ("change-evidence-request", Access::Rights(&[Right::DecideReviews])),
    ("change-notification", Access::Rights(&[Right::PostNotifications])),
    ("change-password", Access::SignedIn),
    ("change-program-contact", Access::Rights(&[Right::ChangeProgramContacts])),
    ("change-review", Access::Rights(&[Right::DecideReviews])),
    ("change-status-notice", Access::Rights(&[Right::PostStatus])),
    ("change-user", Access::Rights(&[Right::ChangeUsers])),
    ("check-health", Access::Public),
    ("check-password", Access::Public),
    ("choose-role", Access::SignedIn),
    ("close-status-notice", Access::Rights(&[Right::PostStatus])),
    ("confirm-totp", Access::SignedIn),
    ("correct-bulletin", Access::Rights(&[Right::WriteBulletins])),
    ("decide-resolution-agreement", Access::Rights(&[Right::DecideReviews])),
    ("draft-bulletin", Access::Rights(&[Right::WriteBulletins])),
    ("end-one-session", Access::SignedIn),
    ("end-registration", Access::SignedIn),
    // Whatever the cookie was, afterwards it opens nothing.
    ("end-session", Access::Public),
    ("end-sessions", Access::SignedIn),
    ("end-subscription", Access::Public),
    ("end-user-sessions", Access::Rights(&[Right::HelpUsers])),
    ("enter-event", Access::Rights(&[Right::KeepCalendar])),
    ("export-registrations", Access::Rights(&[Right::KeepCalendar])),
    ("extend-session", Access::SignedIn),
    ("find-answers", Access::Public),
    ("find-second-scoring", Access::Public),
    ("find-students", Access::Rights(&[Right::FindStudents])),
    ("issue-findings", Access::Rights(&[Right::DecideReviews])),
    ("list-affidavits", Access::Rights(&[Right::SeeAffidavits])),
    ("list-bulletin-drafts", Access::Rights(&[Right::WriteBulletins])),
    ("list-letter-templates", Access::Public),
    ("list-own-registrations", Access::SignedIn),
    ("list-posted-notifications", Access::Rights(&[Right::PostNotifications])),
    ("list-registrations", Access::Rights(&[Right::KeepCalendar])),
    ("list-sessions", Access::SignedIn),
    ("list-systems", Access::SignedIn),
    ("list-users", Access::Rights(&[Right::SeeUsers])),
    ("make-review", Access::Rights(&[Right::DecideReviews])),
    ("post-notification", Access::Rights(&[Right::PostNotifications])),
    ("post-status-notice", Access::Rights(&[Right::PostStatus])),
    ("preview-bulletin", Access::Rights(&[Right::WriteBulletins])),
    ("publish-bulletin", Access::Rights(&[Right::WriteBulletins])),
    ("read-account", Access::SignedIn),
    ("read-affidavits", Access::SignedIn),
    ("read-atom-feed", Access::Public),
    ("read-bulletin", Access::Public),
    ("read-bulletin-draft", Access::Rights(&[Right::WriteBulletins])),
    ("read-bulletin-versions", Access::Rights(&[Right::WriteBulletins])),
    ("read-bulletins", Access::Public),
    ("read-calendar", Access::Public),
    ("read-calendar-event", Access::Public),
    ("read-calendar-file", Access::Public),
    ("read-comments", Access::Rights(&[Right::ReadReviews])),
    ("read-contacts", Access::Public),
    ("read-deliveries", Access::Rights(&[Right::WriteBulletins])),
    ("read-document", Access::Rights(&[Right::ReadReviews])),
    ("read-entered-event", Access::Rights(&[Right::KeepCalendar])),
    ("read-event-file", Access::Public),
    ("read-json-feed", Access::Public),
    ("read-letter-template", Access::Public),
    ("read-notifications", Access::SignedIn),
    ("read-organizations", Access::SignedIn),
    ("read-programs", Access::SignedIn),
    ("read-review", Access::Rights(&[Right::ReadReviews])),
    ("read-review-calendar", Access::Rights(&[Right::ReadReviews])),
    ("read-review-history", Access::Rights(&[Right::ReadReviews])),
    ("read-reviews", Access::Rights(&[Right::ReadReviews])),
    ("read-session", Access::SignedIn),
    ("read-status", Access::Public),
    ("read-student", Access::Rights(&[Right::FindStudents])),
    ("read-student-history", Access::Rights(&[Right::ReadStudentHistory])),
    ("read-terms", Access::Public),
    ("read-user", Access::Rights(&[Right::SeeUsers])),
    ("register-for-training", Access::SignedIn),
    ("remove-passkey", Access::SignedIn),
    ("remove-totp", Access::SignedIn),
    ("renew-recovery-codes", Access::SignedIn),
    ("renew-subscription", Access::Public),
    ("report-open-work", Access::Rights(&[Right::ReadReviews])),
    ("report-submissions", Access::Rights(&[Right::ReadReviews])),
    ("request-activation", Access::Public),
    ("request-document-upload", Access::Rights(&[Right::UploadEvidence])),
    ("request-evidence", Access::Rights(&[Right::DecideReviews])),
    ("request-password-reset", Access::Public),
    ("request-resolution-agreement", Access::Rights(&[Right::AnswerFindings])),
    // Whoever has the link.
    ("reset-password", Access::Public),
    ("resolve-finding", Access::Rights(&[Right::DecideReviews])),
    (
        "save-test-assignments",
        Access::Rights(&[Right::SetConditionCode, Right::ChangeCaasppAssignments, Right::ChangeElpacAssignments]),
    ),
    ("search-users", Access::Rights(&[Right::SeeUsers])),
    ("send-activation", Access::Rights(&[Right::HelpUsers])),
    ("show-archive", Access::Public),
    ("show-bulletin", Access::Public),
    ("sign-affidavit", Access::SignedIn),
    ("sign-in", Access::Public),
    ("submit-resolution", Access::Rights(&[Right::AnswerFindings])),
    ("unschedule-bulletin", Access::Rights(&[Right::WriteBulletins])),
    ("upload-users", Access::Rights(&[Right::ChangeUsers])),
    ("verify-session", Access::SignedIn),
    ("withdraw-event", Access::Rights(&[Right::KeepCalendar])),
    ("withdraw-notification", Access::Rights(&[Right::PostNotifications])),
    ("write-comment", Access::Rights(&[Right::Comment])),
];

pub(crate) fn described(world: &World) -> Vec<Operation> {
    operations(&json(&description(world)))
}

fn access_to(operation: &Operation) -> &'static Access {
    let row = ACCESS.iter().find(|(id, _)| *id == operation.id);
    row.map(|(_, access)| access).expect("every operation has a row")
}

/// Calls an operation about the record `id` with an empty body.
pub(crate) async fn call(browser: &mut Browser, operation: &Operation, id: &str) -> Answer {
    let (method, path) = operation.route.split_once(' ').expect("a method and a path");
    let method: Method = method.parse().expect("a method");
    let headers = [("if-match", "\"1-1\""), ("idempotency-key", "coverage")];
    let body = (method != Method::GET).then(|| json!({}));
    browser.send(method, &path.replace("{id}", id).replace("{program}", id), &headers, body.as_ref()).await
}

#[tokio::test]
async fn every_operation_has_its_row_and_every_row_its_operation() {
    let operations = described(&World::start().await);
    let ids: BTreeSet<_> = operations.iter().map(|operation| operation.id.as_str()).collect();
    assert_eq!(ids, ACCESS.iter().map(|(id, _)| *id).collect());
}

#[tokio::test]
async fn the_description_asks_for_a_session_wherever_it_is_not_public() {
    for operation in described(&World::start().await) {
        let does_without = operation.body["security"].as_array().is_some_and(|ways| ways.contains(&json!({})));
        assert_eq!(does_without, matches!(access_to(&operation), Access::Public), "{}", operation.id);
        assert!(does_without || operation.body["security"] == Value::Null, "{}", operation.id);
    }
}

#[tokio::test]
async fn what_is_not_public_is_refused_without_a_session() {
    let world = World::start().await;
    for operation in described(&world) {
        let answer = call(&mut workflows::browser(&world), &operation, &"a".repeat(26)).await;
        let refused = answer.status == 401;
        assert_eq!(refused, !matches!(access_to(&operation), Access::Public), "{}: {}", operation.id, answer.text);
    }
}

/// The id of a bulletin that is being written.
async fn drafted(editor: &mut Browser) -> String {
    let body = json!({
        "headline": "CAASPP Communication: November 2026",
        "dated": "2026-11-23",
        "audience": {"roles": ["lea-caaspp-coordinator"]},
        "sections": [{"kind": "reminders", "text": "Order paper tests early."}],
    });
    let answer = editor.send(Method::POST, "/v1/bulletins", &[("idempotency-key", "one")], Some(&body)).await;
    answer.expect(201).json()["id"].as_str().expect("an id").to_owned()
}

/// The id of a training in the calendar.
async fn entered(editor: &mut Browser) -> String {
    let body = json!({
        "title": "Coffee Session",
        "training": {
            "host": "CDE", "audience": "LEA coordinators", "starts": "2026-12-08T14:00", "ends": "2026-12-08T15:00",
            "place": "Online", "registration": "own",
        },
    });
    let answer = editor.send(Method::POST, "/v1/calendar", &[("idempotency-key", "one")], Some(&body)).await;
    answer.expect(201).json()["id"].as_str().expect("an id").to_owned()
}

/// The id of a notice that is posted.
async fn posted(editor: &mut Browser) -> String {
    let body = json!({
        "kind": "downtime",
        "systems": ["cers"],
        "from": "2026-12-05T17:00",
        "to": "2026-12-06T08:00",
        "effect": "No reports can be read.",
    });
    let answer = editor.send(Method::POST, "/v1/status/notices", &[("idempotency-key", "one")], Some(&body)).await;
    answer.expect(201).json()["id"].as_str().expect("an id").to_owned()
}

/// The id of a notification to Poppy Valley.
async fn notified(world: &World) -> String {
    save_organization(world, POPPY, OrganizationKind::District).await;
    let body = json!({
        "subject": "Training",
        "text": "The training is on Tuesday.",
        "organization": POPPY,
        "starts": "2026-11-22",
        "ends": "2026-11-29",
    });
    let mut coordinator = signed_in(world, Person::coordinator()).await;
    let answer = coordinator.send(Method::POST, "/v1/notifications", &[("idempotency-key", "one")], Some(&body)).await;
    answer.expect(201).json()["id"].as_str().expect("an id").to_owned()
}

/// A record of each kind, in the world: by what stands in the path before its id.
pub(crate) async fn records(world: &World) -> Vec<(&'static str, String)> {
    let student = a_student("9000000001").save(world).await.to_string();
    let mut somebody = Person::named("somebody@poppy.test")
        .with(Role::LeaCaasppCoordinator, at_lea(POPPY))
        .with(Role::LeaReviewCoordinator, at_lea(POPPY))
        .with(Role::LeaComplianceContributor, at_lea(POPPY))
        .with(Role::TestExaminer, at_school(CEDAR));
    let user = somebody.save(world).await.id.to_string();
    let contributor = Person::named("lea-compliance-contributor@poppy.test");
    let review = a_review(1).with_contributor(&contributor).with_item(ProgramInstrument::EnglishLearner);
    let review = review.with_request(date(2026, 12, 1)).with_document(DocumentState::Clean);
    let review = review.with_finding(date(2026, 11, 16), FindingState::Issued);
    let review_id = review.save(world).await.to_string();
    let [item, evidence_request, document, finding] =
        [review.item(1).code(), review.request(1).code(), review.document(1).code(), review.finding(1).code()];
    let mut editor = signed_in(world, Person::named("editor@cde.test").with(Role::BulletinEditor, at_state())).await;
    let bulletin = drafted(&mut editor).await;
    let event = entered(&mut editor).await;
    let notice = posted(&mut editor).await;
    let notification = notified(world).await;
    vec![
        ("/users/", user),
        ("/students/", student),
        ("/reviews/", review_id),
        ("/items/", item.into_owned()),
        ("/evidence-requests/", evidence_request.into_owned()),
        ("/documents/", document.into_owned()),
        ("/findings/", finding.into_owned()),
        ("/programs/", "federal-program-monitoring".to_owned()),
        ("/bulletins/", bulletin.clone()),
        ("/bulletin-drafts/", bulletin),
        ("/calendar/", event),
        ("/status/notices/", notice),
        ("/notifications/", notification),
    ]
}

#[tokio::test]
async fn what_needs_a_right_is_open_to_exactly_the_roles_that_give_it() {
    let world = World::start().await;
    let records = records(&world).await;
    let operations = described(&world);
    for role in Role::ALL {
        let place = match role.level() {
            Level::State => at_state(),
            Level::Lea => at_lea(POPPY),
            Level::School => at_school(CEDAR),
        };
        let person = Person::named(&format!("{role}@poppy.test")).with(*role, place);
        // A monitor without a program sees no review.
        let person = person.for_instruments(&[ProgramInstrument::EnglishLearner, ProgramInstrument::FiscalMonitoring]);
        let mut browser = signed_in(&world, person).await;
        for operation in &operations {
            if let Access::Rights(rights) = access_to(operation) {
                let id = records.iter().find(|(place, _)| operation.route.contains(place)).map_or("", |(_, id)| id);
                let answer = call(&mut browser, operation, id).await;
                let open = !matches!(answer.status.as_u16(), 401 | 403 | 404);
                let given = rights.iter().any(|right| role.gives(*right));
                assert_eq!(open, given, "{role}, {}: {}", operation.id, answer.text);
            }
        }
    }
}
