use domain::access::Role;
use domain::students::{Elas, Progress, TestProgram};
use serde_json::{Value, json};
use store::Table;
use testkit::places::{CEDAR, DUNE, ESTUARY, GROVE, POPPY, REDWOOD};
use testkit::{Person, World, a_student, at_lea, at_school};

use crate::people::signed_in;

fn assignment<'a>(page: &'a Value, program: &str) -> &'a Value {
    page["test_assignments"].as_array().unwrap().iter().find(|test| test["program"] == program).unwrap()
}

#[tokio::test]
async fn a_student_is_shown_with_the_tabs_of_toms_and_what_may_be_done_to_each_test() {
    let world = World::start().await;
    let id = a_student("9000000003")
        .named("D'Angelo-Smith", "Chloe")
        .with_test(TestProgram::SbEla, Progress::Completed)
        .with_unlisted_resources()
        .save(&world)
        .await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let answer = browser.get(&format!("/v1/students/{id}")).await.expect(200);
    assert_eq!(answer.header("etag"), Some("\"1-1\""));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let page = answer.json();
    for tab in ["demographic", "test_assignments", "test_settings", "unlisted_resources", "score_status", "reporting"] {
        assert!(page.get(tab).is_some(), "{tab}");
    }
    assert_eq!(page["id"], id.to_string());
    assert_eq!(page["demographic"]["name"], "D'Angelo-Smith, Chloe");
    assert_eq!(page["demographic"]["enrollment"]["cds_code"], CEDAR);
    assert_eq!(page["unlisted_resources"], json!({"status": "submitted", "submitted_on": "2026-10-05"}));
    let math = assignment(&page, "sb-math");
    assert_eq!((math["status"].as_str(), math["delivery_mode"].as_str()), (Some("assigned"), Some("online")));
    assert_eq!(math["name"], "Smarter Balanced for Mathematics");
    assert_eq!(math["allowed"], json!(["set-condition-code", "remove-assignment"]));
    assert_eq!(math["blocked"][0]["action"], "remove-condition-code");
    let ela = assignment(&page, "sb-ela");
    assert_eq!((ela["status"].as_str(), &ela["allowed"]), (Some("completed"), &json!([])));
    assert!(ela["blocked"][0]["reason"].as_str().unwrap().contains("submitted"));
    let assignable = page["assignable"].as_array().unwrap();
    let allowed: Vec<_> = assignable
        .iter()
        .filter(|test| test["allowed"] != json!([]))
        .map(|test| test["program"].as_str().unwrap())
        .collect();
    assert_eq!(allowed, ["cast", "csa"], "grade 11 takes CAST once and may take the CSA");
}

#[tokio::test]
async fn an_elpac_coordinator_sees_why_a_caaspp_code_is_not_theirs() {
    let world = World::start().await;
    let id = a_student("9000000010").with_elas(Elas::El).save(&world).await;
    let mut browser =
        signed_in(&world, Person::named("e@poppy.test").with(Role::LeaElpacCoordinator, at_lea(POPPY))).await;
    let page = browser.get(&format!("/v1/students/{id}")).await.expect(200).json();
    let ela = assignment(&page, "sb-ela");
    assert_eq!(ela["allowed"], json!([]));
    assert_eq!(ela["blocked"][0]["reason"], "your role does not allow this for CAASPP tests");
    let elpac = assignment(&page, "elpac-summative");
    assert_eq!(elpac["allowed"], json!(["remove-assignment"]));
    assert!(elpac["blocked"][0]["reason"].as_str().unwrap().contains("60615"));
}

#[tokio::test]
async fn a_foreign_student_an_absent_one_and_no_id_at_all_are_the_same_bytes() {
    let world = World::start().await;
    let foreign = a_student("9000000006").at(GROVE).save(&world).await;
    let charter = a_student("9000000005").at(ESTUARY).save(&world).await;
    let absent = world.student_key().id("9999999999".parse().unwrap());
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let mut answers = Vec::new();
    for id in [absent, foreign, charter] {
        let answer = browser.get(&format!("/v1/students/{id}")).await.expect(404);
        let calls: Vec<_> =
            world.calls.take().into_iter().map(|call| (call.operation, call.used, call.level)).collect();
        let headers: Vec<_> = answer
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.clone()))
            .filter(|(name, _)| name != "x-request-id")
            .collect();
        answers.push((answer.without_request_id(), headers, calls));
    }
    assert_eq!(answers[1], answers[0]);
    assert_eq!(answers[2], answers[0]);
    let no_id = browser.get("/v1/students/no-id-at-all").await.expect(404).without_request_id();
    assert_eq!(no_id, answers[0].0);
    let refused = world.items(Table::Audit).await.into_iter().filter(|row| row["action"] == "not-found").count();
    assert_eq!(refused, 3, "each look-up that found nothing is recorded with the person");
}

#[tokio::test]
async fn a_site_coordinator_reads_the_own_schools_students_only() {
    let world = World::start().await;
    let cedar = a_student("9000000001").at(CEDAR).save(&world).await;
    let dune = a_student("9000000007").at(DUNE).save(&world).await;
    let mut browser =
        signed_in(&world, Person::named("s@poppy.test").with(Role::SiteCaasppCoordinator, at_school(CEDAR))).await;
    let _ = browser.get(&format!("/v1/students/{cedar}")).await.expect(200);
    let _ = browser.get(&format!("/v1/students/{dune}")).await.expect(404);
}

#[tokio::test]
async fn a_second_enrollment_sees_the_student_and_is_told_who_changes_the_tests() {
    let world = World::start().await;
    let id = a_student("9000000009").at(CEDAR).also_at(GROVE).save(&world).await;
    let mut browser =
        signed_in(&world, Person::named("l@redwood.test").with(Role::LeaCaasppCoordinator, at_lea(REDWOOD))).await;
    let page = browser.get(&format!("/v1/students/{id}")).await.expect(200).json();
    let ela = assignment(&page, "sb-ela");
    assert_eq!(ela["allowed"], json!([]));
    assert!(ela["blocked"][0]["reason"].as_str().unwrap().contains("primary enrolment"));
}

#[tokio::test]
async fn a_view_is_recorded_before_the_answer_with_two_levels_and_three_calls() {
    let world = World::start().await;
    let id = a_student("9000000001").save(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let answer = browser.get(&format!("/v1/students/{id}")).await.expect(200);
    assert_eq!((world.calls.levels(), world.calls.take().len()), (2, 3));
    let trail = world.items(Table::Audit).await;
    let view = trail.iter().find(|row| row["action"] == "viewed").unwrap();
    assert_eq!(view["pk"], format!("STUDENT#{id}"));
    assert_eq!(view["at"], testkit::NOW);
    assert_eq!(view["by"]["organization"], POPPY);
    assert_eq!(view["allowed_by"], "find-students");
    assert_eq!(answer.header("x-request-id"), view["request"].as_str());
}

#[tokio::test]
async fn a_view_that_cannot_be_recorded_is_not_shown() {
    let world = World::start().await;
    let id = a_student("9000000001").save(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    world.behind.delete_table().table_name(world.table(Table::Audit)).send().await.unwrap();
    let answer = browser.get(&format!("/v1/students/{id}")).await;
    assert!(answer.status.is_server_error(), "{}", answer.status);
    assert!(!answer.text.contains("lvarez"));
}

#[tokio::test]
async fn reading_needs_a_session() {
    let world = World::start().await;
    let id = a_student("9000000001").save(&world).await;
    let _ = workflows::browser(&world).get(&format!("/v1/students/{id}")).await.expect(401);
}

#[tokio::test]
async fn a_record_that_cannot_be_read_is_a_fault_that_quotes_nothing() {
    let world = World::start().await;
    let id = a_student("9000000001").save(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let broken = json!({"version": 1, "student": {"name": "Álvarez, Ana", "ssid": "9000000001"}});
    let item = store::item(&store::Partition::Student(id), &store::Sort::Profile, &broken).unwrap();
    world.put(Table::Students, item).await;
    let answer = browser.get(&format!("/v1/students/{id}")).await.expect(500);
    assert_eq!(answer.json()["type"], "/problems/service.fault");
    assert!(!testkit::is_personal(&answer.text), "the browser watches the log the same way");
}
