use axum::http::Method;
use domain::access::Role;
use domain::accounts::AccountState;
use domain::ids::StudentId;
use domain::students::{Condition, DerivedCode, Elas, Grade, Progress, TestProgram};
use serde_json::{Value, json};
use store::Table;
use testkit::places::{CEDAR, DUNE, ESTUARY, GROVE, POPPY, REDWOOD};
use testkit::{Answer, Browser, Person, World, a_student, at_lea, at_school};

use crate::people::{sign_in_again, signed_in};

/// One save of the page.
pub(crate) struct Save<'a> {
    pub(crate) etag: &'a str,
    pub(crate) key: &'a str,
    pub(crate) changes: Value,
}

impl Save<'_> {
    /// The first save of a student nobody changed yet.
    pub(crate) const fn first() -> Self {
        Self { etag: "\"1-1\"", key: "first", changes: Value::Null }
    }
}

pub(crate) async fn save(browser: &mut Browser, id: StudentId, save: Save<'_>) -> Answer {
    let path = format!("/v1/students/{id}/test-assignments");
    let headers = [("if-match", save.etag), ("idempotency-key", save.key)];
    browser.send(Method::PATCH, &path, &headers, Some(&json!({"changes": save.changes}))).await
}

fn pge(program: &str) -> Value {
    json!({"program": program, "condition_code": "PGE", "request_received_on": "2026-11-20"})
}

fn codes(page: &Value) -> Vec<(String, Option<String>)> {
    let code = |test: &Value| test["condition_code"].as_str().map(Into::into);
    let tests = page["test_assignments"].as_array().unwrap();
    tests.iter().map(|test| (test["program"].as_str().unwrap().to_owned(), code(test))).collect()
}

fn code_of(page: &Value, program: &str) -> Option<String> {
    codes(page).into_iter().find(|(name, _)| name == program).and_then(|(_, code)| code)
}

async fn views(world: &World) -> usize {
    world.items(Table::Audit).await.iter().filter(|row| row["action"] == "viewed").count()
}

/// What of a student and of the trail a refused save must leave alone.
async fn stored(world: &World) -> (Vec<Value>, usize) {
    let saves = world.items(Table::Audit).await.iter().filter(|row| row["action"] == "saved").count();
    (world.items(Table::Students).await, saves)
}

#[tokio::test]
async fn an_exemption_for_two_tests_is_saved_in_one_commit_recorded_and_read_back() {
    let world = World::start().await;
    let id = a_student("9000000001").save(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let changes = json!([pge("sb-ela"), pge("sb-math")]);
    let answer = save(&mut browser, id, Save { changes, ..Save::first() }).await.expect(200);
    assert_eq!((world.calls.levels(), world.calls.take().len()), (2, 3));
    assert_eq!(answer.header("etag"), Some("\"1-2\""));
    let page = answer.json();
    assert_eq!((code_of(&page, "sb-ela"), code_of(&page, "sb-math")), (Some("PGE".into()), Some("PGE".into())));
    let set = &page["test_assignments"][0]["condition_code_set"];
    assert_eq!(
        *set,
        json!({
            "by": "Person lea.coordinator@poppy.test, LEA CAASPP coordinator, Organization 99000010000000",
            "at": testkit::NOW,
            "request_received_on": "2026-11-20",
        })
    );
    let read = browser.get(&format!("/v1/students/{id}")).await.expect(200);
    assert_eq!((read.json(), read.header("etag")), (page, Some("\"1-2\"")));
    let trail = world.items(Table::Audit).await;
    let saved: Vec<_> = trail.iter().filter(|row| row["action"] == "saved").collect();
    assert_eq!(saved.len(), 1, "one commit is one row");
    assert_eq!(saved[0]["changes"].as_array().unwrap().len(), 2);
    assert_eq!(saved[0]["allowed_by"], "set-condition-code");
}

#[tokio::test]
async fn a_code_is_changed_and_removed_with_a_reason_and_the_history_keeps_both() {
    let world = World::start().await;
    let id = a_student("9000000001").save(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let _ = save(&mut browser, id, Save { changes: json!([pge("sb-ela")]), ..Save::first() }).await.expect(200);
    let nte = json!([{"program": "sb-ela", "condition_code": "NTE", "reason": "doctor's note"}]);
    let page = save(&mut browser, id, Save { etag: "\"1-2\"", key: "second", changes: nte }).await.expect(200).json();
    assert_eq!(code_of(&page, "sb-ela"), Some("NTE".into()));
    let removal = json!([{"program": "sb-ela", "condition_code": null, "reason": "entered for the wrong student"}]);
    let page =
        save(&mut browser, id, Save { etag: "\"1-3\"", key: "third", changes: removal }).await.expect(200).json();
    assert_eq!(code_of(&page, "sb-ela"), None);
    world.pass(jiff::SignedDuration::from_secs(1));
    let history = browser.get(&format!("/v1/students/{id}/history")).await.expect(200).json();
    let mut changes: Vec<_> =
        history["entries"].as_array().unwrap().iter().map(|entry| entry["changes"][0].clone()).collect();
    changes.sort_by_key(|change| change["action"].to_string() + &change["before"].to_string());
    assert_eq!(
        changes,
        [
            json!({"program": "sb-ela", "action": "remove-condition-code", "before": "NTE", "reason": "entered for the wrong student"}),
            json!({"program": "sb-ela", "action": "set-condition-code", "before": "PGE", "after": "NTE", "reason": "doctor's note"}),
            json!({"program": "sb-ela", "action": "set-condition-code", "after": "PGE", "request_received_on": "2026-11-20"}),
        ]
    );
}

#[tokio::test]
async fn assignments_are_added_and_removed_by_grade_eligibility() {
    let world = World::start().await;
    let id = a_student("9000000001").save(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let changes = json!([{"program": "csa", "assigned": true}, {"program": "cast", "assigned": true}]);
    let page = save(&mut browser, id, Save { changes, ..Save::first() }).await.expect(200).json();
    assert_eq!(
        codes(&page).into_iter().map(|(program, _)| program).collect::<Vec<_>>(),
        ["sb-ela", "sb-math", "cast", "csa"]
    );
    let changes = json!([{"program": "csa", "assigned": false}]);
    let page = save(&mut browser, id, Save { etag: "\"1-2\"", key: "second", changes }).await.expect(200).json();
    assert_eq!(codes(&page).len(), 3);

    let young = a_student("9000000020").in_grade(Grade::G02).save(&world).await;
    let changes = json!([{"program": "csa", "assigned": true}]);
    let refused = save(&mut browser, young, Save { changes, ..Save::first() }).await.expect(422).json();
    assert_eq!(refused["errors"][0]["detail"], "California Spanish Assessment is for grades 3 to 12");
}

#[tokio::test]
async fn the_alternate_assessment_replaces_the_general_one_in_one_save() {
    let world = World::start().await;
    let id = a_student("9000000001").with_disability().save(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let add = json!({"program": "caa-ela", "assigned": true});
    let refused = save(&mut browser, id, Save { changes: json!([add]), ..Save::first() }).await.expect(422).json();
    assert!(refused["errors"][0]["detail"].as_str().unwrap().contains("remove that one in the same save"));
    let changes = json!([add, {"program": "sb-ela", "assigned": false}]);
    let page = save(&mut browser, id, Save { changes, ..Save::first() }).await.expect(200).json();
    assert_eq!(codes(&page).into_iter().map(|(program, _)| program).collect::<Vec<_>>(), ["sb-math", "caa-ela"]);
}

#[tokio::test]
async fn one_impossible_change_stops_the_page_is_named_and_nothing_is_changed() {
    let world = World::start().await;
    let id = a_student("9000000003").with_test(TestProgram::SbEla, Progress::Completed).save(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let before = stored(&world).await;
    let changes = json!([pge("sb-math"), pge("sb-ela")]);
    let refused = save(&mut browser, id, Save { changes, ..Save::first() }).await.expect(422).json();
    assert_eq!(refused["type"], "/problems/test-assignments.refused");
    assert_eq!(
        refused["errors"],
        json!([{
            "pointer": "/changes/1",
            "detail": "all parts of this test are submitted: it is scored and reported (5 CCR 852(c))",
        }])
    );
    assert_eq!(stored(&world).await, before);
}

#[tokio::test]
async fn what_cannot_be_done_is_refused_with_the_reason() {
    let world = World::start().await;
    let derived = Condition::Derived { derived: DerivedCode::Nel };
    let id = a_student("9000000030")
        .with_elas(Elas::El)
        .with_test(TestProgram::SbMath, Progress::Started)
        .with_test(TestProgram::Csa, Progress::Expired)
        .with_test(TestProgram::Cast, Progress::Invalidated)
        .with_condition(TestProgram::SbEla, derived)
        .save(&world)
        .await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let before = stored(&world).await;
    for (change, part) in [
        (pge("sb-ela"), "determined from data"),
        (json!({"program": "sb-ela", "condition_code": null, "reason": "x"}), "determined from data"),
        (json!({"program": "sb-ela", "assigned": false}), "remove the code first"),
        (json!({"program": "sb-math", "condition_code": null, "reason": "x"}), "no condition code"),
        (json!({"program": "sb-math", "assigned": false}), "started"),
        (json!({"program": "sb-math", "assigned": true}), "already assigned"),
        (pge("csa"), "expired"),
        (pge("cast"), "invalidated"),
        (pge("elpac-summative"), "60615"),
        (json!({"program": "caa-science", "condition_code": "NTE"}), "not assigned"),
        (json!({"program": "caa-science", "assigned": true}), "IDEA"),
        (json!({"program": "sb-math", "condition_code": "PGE", "request_received_on": "2026-11-23"}), "after today"),
        (
            json!({"program": "sb-math", "condition_code": "PGE", "request_received_on": "2025-12-31"}),
            "this school year",
        ),
    ] {
        let changes = json!([change]);
        let refused = save(&mut browser, id, Save { changes, ..Save::first() }).await.expect(422).json();
        let detail = refused["errors"][0]["detail"].as_str().unwrap();
        assert!(detail.contains(part), "{change}: {detail}");
        assert!(refused["errors"][0]["pointer"].as_str().unwrap().starts_with("/changes/0"), "{refused}");
    }
    let twice = json!([pge("sb-math"), {"program": "sb-math", "condition_code": "NTE"}]);
    let refused = save(&mut browser, id, Save { changes: twice, ..Save::first() }).await.expect(422).json();
    assert!(refused["errors"][0]["detail"].as_str().unwrap().contains("twice"));
    assert_eq!(stored(&world).await, before);
}

#[tokio::test]
async fn a_code_may_be_set_on_a_test_that_was_started() {
    let world = World::start().await;
    let id = a_student("9000000004").with_test(TestProgram::SbMath, Progress::Started).save(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let page =
        save(&mut browser, id, Save { changes: json!([pge("sb-math")]), ..Save::first() }).await.expect(200).json();
    assert_eq!(code_of(&page, "sb-math"), Some("PGE".into()));
}

#[tokio::test]
async fn every_wrong_field_of_a_page_is_named_at_once() {
    let world = World::start().await;
    let id = a_student("9000000001").save(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let before = stored(&world).await;
    let changes = json!([
        {"program": "sb-ela", "condition_code": "PGE"},
        {"program": "sb-math", "condition_code": "LOSS"},
        {"program": "math", "condition_code": "NTE", "request_received_on": "yesterday"},
        {"program": "cast", "condition_code": null},
        {"program": "csa"},
        {"program": "csa", "condition_code": "NTE", "assigned": true, "note": "x"},
        {"program": "cast", "condition_code": "NTE", "request_received_on": "2026-11-20"},
    ]);
    let answer = save(&mut browser, id, Save { changes, ..Save::first() }).await.expect(422).json();
    let pointers: Vec<_> =
        answer["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    assert_eq!(
        pointers,
        [
            "/changes/0/request_received_on",
            "/changes/1/condition_code",
            "/changes/2/program",
            "/changes/2/request_received_on",
            "/changes/3/reason",
            "/changes/4",
            "/changes/5/note",
            "/changes/5",
            "/changes/6/request_received_on",
        ]
    );
    assert_eq!(
        answer["errors"][1]["detail"],
        "is determined from data, responses and appeals; only PGE and NTE can be set"
    );
    for changes in [json!([]), json!({}), Value::Null] {
        let answer = save(&mut browser, id, Save { changes, ..Save::first() }).await.expect(422).json();
        assert_eq!(answer["errors"][0]["pointer"], "/changes");
    }
    assert_eq!(stored(&world).await, before);
}

#[tokio::test]
async fn a_stale_page_is_refused_with_the_current_state() {
    let world = World::start().await;
    let id = a_student("9000000001").save(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let _ = save(&mut browser, id, Save { changes: json!([pge("sb-ela")]), ..Save::first() }).await.expect(200);
    let before = stored(&world).await;
    let stale = Save { key: "second", changes: json!([pge("sb-math")]), ..Save::first() };
    let answer = save(&mut browser, id, stale).await.expect(412).json();
    assert_eq!(answer["type"], "/problems/test-assignments.stale");
    assert_eq!(code_of(&answer["current"], "sb-ela"), Some("PGE".into()));
    assert_eq!(answer["etag"], "\"1-2\"");
    assert_eq!(stored(&world).await, before);
    assert_eq!(views(&world).await, 1, "the state that is shown is a view");
    let current = Save { etag: "\"1-2\"", key: "second", changes: json!([pge("sb-math")]) };
    let _ = save(&mut browser, id, current).await.expect(200);
}

#[tokio::test]
async fn a_repeat_under_the_same_key_is_answered_and_not_made_again() {
    let world = World::start().await;
    let id = a_student("9000000001").save(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let changes = json!([pge("sb-ela")]);
    let first = save(&mut browser, id, Save { changes: changes.clone(), ..Save::first() }).await.expect(200);
    let before = stored(&world).await;
    let again = save(&mut browser, id, Save { changes, ..Save::first() }).await.expect(200);
    assert_eq!((again.json(), again.header("etag")), (first.json(), first.header("etag")));
    assert_eq!(stored(&world).await, before);
    assert_eq!(views(&world).await, 1, "the state that is shown is a view");
    let other = Save { changes: json!([pge("sb-math")]), ..Save::first() };
    let answer = save(&mut browser, id, other).await.expect(422).json();
    assert_eq!(answer["type"], "/problems/request.idempotency-key-reused");
    assert_eq!(stored(&world).await, before);
}

#[tokio::test]
async fn after_24_hours_a_key_may_be_used_again_even_if_its_row_is_still_there() {
    let world = World::start().await;
    let id = a_student("9000000001").save(&world).await;
    let person = Person::coordinator();
    let mut browser = signed_in(&world, person.clone()).await;
    let _ = save(&mut browser, id, Save { changes: json!([pge("sb-ela")]), ..Save::first() }).await.expect(200);
    world.pass(jiff::SignedDuration::from_hours(24));
    let mut browser = sign_in_again(&world, &person).await;
    let changes = json!([pge("sb-math")]);
    let _ = save(&mut browser, id, Save { etag: "\"1-2\"", changes, ..Save::first() }).await.expect(200);
}

#[tokio::test]
async fn a_save_without_its_headers_is_refused() {
    let world = World::start().await;
    let id = a_student("9000000001").save(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let path = format!("/v1/students/{id}/test-assignments");
    let body = json!({"changes": [pge("sb-ela")]});
    let without_match = browser.send(Method::PATCH, &path, &[("idempotency-key", "k")], Some(&body)).await.expect(428);
    assert_eq!(without_match.json()["type"], "/problems/request.if-match-missing");
    let without_key = browser.send(Method::PATCH, &path, &[("if-match", "\"1-1\"")], Some(&body)).await.expect(400);
    assert_eq!(without_key.json()["type"], "/problems/request.idempotency-key");
}

#[tokio::test]
async fn a_foreign_student_cannot_be_saved_and_is_answered_like_an_absent_one() {
    let world = World::start().await;
    let foreign = a_student("9000000006").at(GROVE).save(&world).await;
    let charter = a_student("9000000005").at(ESTUARY).save(&world).await;
    let absent = world.student_key().id("9999999999".parse().unwrap());
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let before = stored(&world).await;
    let mut answers = Vec::new();
    for id in [absent, foreign, charter] {
        let answer =
            save(&mut browser, id, Save { changes: json!([pge("sb-ela")]), ..Save::first() }).await.expect(404);
        let calls: Vec<_> =
            world.calls.take().into_iter().map(|call| (call.operation, call.used, call.level)).collect();
        answers.push((answer.without_request_id(), calls));
    }
    assert_eq!(answers[1], answers[0]);
    assert_eq!(answers[2], answers[0]);
    let wrong = Save { changes: json!([{"program": "x"}]), ..Save::first() };
    let _ = save(&mut browser, foreign, wrong).await.expect(404);
    assert_eq!(stored(&world).await, before);
    let refused = world.items(Table::Audit).await.into_iter().filter(|row| row["action"] == "not-found").count();
    assert_eq!(refused, 4, "each attempt is recorded with the person");
}

#[tokio::test]
async fn only_caaspp_coordinators_set_codes() {
    let world = World::start().await;
    let id = a_student("9000000001").save(&world).await;
    let before = stored(&world).await;
    for (role, place) in [
        (Role::TestAdministrator, at_school(CEDAR)),
        (Role::TestExaminer, at_school(CEDAR)),
        (Role::LeaElpacCoordinator, at_lea(POPPY)),
        (Role::SiteElpacCoordinator, at_school(CEDAR)),
        (Role::Superintendent, at_lea(POPPY)),
    ] {
        let mut browser = signed_in(&world, Person::named(&format!("{role}@poppy.test")).with(role, place)).await;
        let answer =
            save(&mut browser, id, Save { changes: json!([pge("sb-ela")]), ..Save::first() }).await.expect(403);
        assert_eq!(answer.json()["type"], "/problems/access.forbidden", "{role}");
    }
    assert_eq!(stored(&world).await.0, before.0);
    let person = Person::named("s@poppy.test").with(Role::SiteCaasppCoordinator, at_school(CEDAR));
    let mut browser = signed_in(&world, person).await;
    let _ = save(&mut browser, id, Save { changes: json!([pge("sb-ela")]), ..Save::first() }).await.expect(200);
    let person = Person::named("d@poppy.test").with(Role::SiteCaasppCoordinator, at_school(DUNE));
    let mut browser = signed_in(&world, person).await;
    let _ = save(&mut browser, id, Save { changes: json!([pge("sb-math")]), ..Save::first() }).await.expect(404);
}

#[tokio::test]
async fn an_elpac_coordinator_changes_elpac_assignments_and_no_others() {
    let world = World::start().await;
    let id = a_student("9000000040").with_elas(Elas::El).save(&world).await;
    let person = Person::named("e@poppy.test").with(Role::LeaElpacCoordinator, at_lea(POPPY));
    let mut browser = signed_in(&world, person).await;
    let changes = json!([{"program": "elpac-summative", "assigned": false}]);
    let _ = save(&mut browser, id, Save { changes, ..Save::first() }).await.expect(200);
    let changes = json!([{"program": "csa", "assigned": true}]);
    let _ = save(&mut browser, id, Save { etag: "\"1-2\"", key: "second", changes }).await.expect(403);
}

#[tokio::test]
async fn a_second_enrollment_changes_nothing() {
    let world = World::start().await;
    let id = a_student("9000000009").at(CEDAR).also_at(GROVE).save(&world).await;
    let person = Person::named("l@redwood.test").with(Role::LeaCaasppCoordinator, at_lea(REDWOOD));
    let mut browser = signed_in(&world, person).await;
    let answer = save(&mut browser, id, Save { changes: json!([pge("sb-ela")]), ..Save::first() }).await.expect(422);
    assert!(answer.text.contains("primary enrolment"));
}

#[tokio::test]
async fn a_user_deactivated_a_moment_ago_saves_nothing() {
    let world = World::start().await;
    let id = a_student("9000000001").save(&world).await;
    let mut person = Person::coordinator();
    person.save(&world).await;
    let mut browser = sign_in_again(&world, &person).await;
    let before = stored(&world).await;
    person.in_state(AccountState::Deactivated).save(&world).await;
    let _ = save(&mut browser, id, Save { changes: json!([pge("sb-ela")]), ..Save::first() }).await.expect(401);
    assert_eq!(stored(&world).await, before);
}

#[tokio::test]
async fn saving_needs_a_session() {
    let world = World::start().await;
    let id = a_student("9000000001").save(&world).await;
    let mut nobody = workflows::browser(&world);
    let _ = save(&mut nobody, id, Save { changes: json!([pge("sb-ela")]), ..Save::first() }).await.expect(401);
}
