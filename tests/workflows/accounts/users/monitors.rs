//! Compliance monitors, whose role is for program instruments.

use domain::access::Role;
use domain::compliance::ProgramInstrument::{EnglishLearner, MigrantEducation};
use serde_json::{Value, json};
use testkit::places::POPPY;
use testkit::{Person, World, at_state};

use super::{add, audited, change, letters, noor, profile, role, state_administrator, stored};
use crate::directory::organizations::county;
use crate::people::{sign_in_again, signed_in};

fn administrator() -> Person {
    let person = Person::named("compliance.admin@cde.test").called("Dana", "Whitfield");
    person.with(Role::ComplianceAdministrator, at_state())
}

fn monitor() -> Person {
    let person = Person::named("monitor@cde.test").called("Sam", "Ito");
    person.with(Role::ComplianceMonitor, at_state()).for_instruments(&[EnglishLearner, MigrantEducation])
}

fn monitoring(instruments: &[&str]) -> Value {
    let mut role = role("compliance-monitor", "CA");
    role["instruments"] = json!(instruments);
    role
}

#[tokio::test]
async fn a_monitor_is_added_with_program_instruments_which_user_list_and_session_show() {
    let world = World::start().await;
    for giver in [administrator(), state_administrator()] {
        let mut browser = signed_in(&world, giver).await;
        let wanted = json!([monitoring(&["migrant-education", "english-learner", "migrant-education"])]);
        let user = add(&mut browser, "one", noor(wanted)).await.expect(201).json();
        let held = &user["roles"][0]["instruments"];
        assert_eq!(held, &json!(["english-learner", "migrant-education"]), "in order, each once");
        let list = browser.get("/v1/users?role=compliance-monitor").await.expect(200).json();
        assert_eq!(&list["users"][0]["roles"][0]["instruments"], held);
    }
    let rows = audited(&world, "user-added").await;
    let words = "compliance monitor for English Learner and Migrant Education, California, 2026-27";
    assert_eq!((rows.len(), &rows[0]["given"]), (1, &json!([words])));
    let mut browser = signed_in(&world, monitor()).await;
    let session = browser.get("/v1/session").await.expect(200).json();
    let shown = json!([
        {"instrument": "english-learner", "name": "English Learner"},
        {"instrument": "migrant-education", "name": "Migrant Education"},
    ]);
    assert_eq!((&session["role"]["instruments"], &session["roles"][0]["instruments"]), (&shown, &shown));
}

#[tokio::test]
async fn other_program_instruments_take_the_place_of_those_before_and_end_every_session() {
    let world = World::start().await;
    let mut person = monitor();
    let id = person.save(&world).await.id.to_string();
    let mut theirs = sign_in_again(&world, &person).await;
    let mut browser = signed_in(&world, administrator()).await;
    let before = stored(&world).await;
    let same = json!({"roles": {"add": [monitoring(&["migrant-education", "english-learner"])]}});
    let answer = change(&mut browser, &id, "\"1\"", same).await.expect(200);
    assert_eq!((answer.header("etag"), stored(&world).await), (Some("\"1\""), before), "what is so already");
    assert_eq!(theirs.get("/v1/session").await.status, 200);
    let fewer = json!({"roles": {"add": [monitoring(&["migrant-education"])]}});
    let user = change(&mut browser, &id, "\"1\"", fewer).await.expect(200).json();
    assert_eq!(user["roles"].as_array().unwrap().len(), 1);
    assert_eq!(user["roles"][0]["instruments"], json!(["migrant-education"]));
    assert_eq!(theirs.get("/v1/session").await.status, 401);
    assert_eq!(profile(&world, &id).await["epoch"], 2);
    assert_eq!(letters(&world).await, ["roles-changed"]);
    let row = &audited(&world, "user-changed").await[0];
    assert_eq!(row["given"], json!(["compliance monitor for Migrant Education, Organization CA, 2026-27"]));
    let taken = "compliance monitor for English Learner and Migrant Education, Organization CA, 2026-27";
    assert_eq!(row["taken"], json!([taken]));
}

#[tokio::test]
async fn program_instruments_are_needed_for_a_monitor_and_refused_for_everybody_else() {
    let world = World::start().await;
    county(&world).await;
    let id = monitor().save(&world).await.id.to_string();
    let mut browser = signed_in(&world, administrator()).await;
    let before = stored(&world).await;
    let mut coordinator = role("lea-review-coordinator", POPPY);
    coordinator["instruments"] = json!(["english-learner"]);
    for wanted in
        [role("compliance-monitor", "CA"), monitoring(&[]), monitoring(&["english-learner", "chess"]), coordinator]
    {
        let answer = add(&mut browser, "one", noor(json!([wanted]))).await.expect(422).json();
        assert_eq!(answer["errors"][0]["pointer"], "/roles/0/instruments", "{wanted}: {answer}");
        let answer = change(&mut browser, &id, "\"1\"", json!({"roles": {"add": [wanted]}})).await.expect(422).json();
        assert_eq!(answer["errors"][0]["pointer"], "/roles/add/0/instruments", "{wanted}: {answer}");
    }
    let single = json!({"roles": {"remove": [monitoring(&["english-learner"])]}});
    let answer = change(&mut browser, &id, "\"1\"", single).await.expect(422).json();
    assert_eq!(answer["errors"][0]["pointer"], "/roles/remove/0/instruments");
    assert_eq!(stored(&world).await, before);
    let whole = json!({"roles": {"remove": [role("compliance-monitor", "CA")]}});
    let _ = change(&mut browser, &id, "\"1\"", whole).await.expect(204);
}

#[tokio::test]
async fn nobody_else_gives_a_monitor_program_instruments() {
    let world = World::start().await;
    for person in [
        super::coordinator(),
        super::superintendent(),
        Person::named("review@poppy.test").with(Role::LeaReviewCoordinator, testkit::at_lea(POPPY)),
        monitor(),
        super::help_desk(),
    ] {
        let mut browser = signed_in(&world, person).await;
        let answer = add(&mut browser, "one", noor(json!([monitoring(&["english-learner"])]))).await;
        assert_eq!(answer.status, 403, "{}", answer.text);
    }
    assert!(audited(&world, "user-added").await.is_empty());
}

#[tokio::test]
async fn other_program_instruments_under_the_same_key_are_another_request() {
    let world = World::start().await;
    let mut browser = signed_in(&world, administrator()).await;
    let _ = add(&mut browser, "one", noor(json!([monitoring(&["english-learner"])]))).await.expect(201);
    let reused = add(&mut browser, "one", noor(json!([monitoring(&["fiscal-monitoring"])]))).await.expect(422).json();
    assert_eq!(reused["type"], "/problems/request.idempotency-key-reused");
}
