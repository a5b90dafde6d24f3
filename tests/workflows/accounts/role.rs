use domain::access::Role;
use serde_json::{Value, json};
use testkit::places::{CEDAR, DUNE, POPPY};
use testkit::{Person, World, a_student, at_lea, at_school};

use crate::people::signed_in;

fn two_roles() -> Person {
    Person::named("site.coordinator@poppy.test")
        .with(Role::SiteCaasppCoordinator, at_school(CEDAR))
        .with(Role::TestAdministrator, at_school(DUNE))
}

fn choice(role: &str, organization: &str, year: &str) -> Value {
    json!({"role": role, "organization": organization, "year": year})
}

#[tokio::test]
async fn with_several_roles_one_is_chosen_before_working_and_only_it_is_in_force() {
    let world = World::start().await;
    a_student("9000000001").at(CEDAR).save(&world).await;
    a_student("9000000007").named("Dune", "Dan").at(DUNE).save(&world).await;
    let mut browser = signed_in(&world, two_roles()).await;
    assert_eq!(browser.get("/v1/session").await.expect(200).json()["role"], Value::Null);
    let refused = browser.post("/v1/students/search", json!({})).await.expect(403);
    assert_eq!(refused.json()["type"], "/problems/session.role-not-chosen");
    for (role, school, ssid) in
        [("site-caaspp-coordinator", CEDAR, "9000000001"), ("test-administrator", DUNE, "9000000007")]
    {
        let chosen = browser.put("/v1/session/role", choice(role, school, "2026-27")).await.expect(200).json();
        assert_eq!(chosen["role"]["role"], role);
        let found = browser.post("/v1/students/search", json!({})).await.expect(200).json();
        let ssids: Vec<_> = found["students"].as_array().unwrap().iter().map(|student| &student["ssid"]).collect();
        assert_eq!(ssids, [ssid]);
    }
}

#[tokio::test]
async fn choosing_a_role_gives_a_new_token_and_ends_the_old_one() {
    let world = World::start().await;
    let mut browser = signed_in(&world, two_roles()).await;
    let mut before = browser.clone();
    let _ = browser.put("/v1/session/role", choice("test-administrator", DUNE, "2026-27")).await.expect(200);
    assert_eq!(world.calls.levels(), 2);
    assert_ne!(browser.cookie, before.cookie);
    let _ = before.get("/v1/session").await.expect(401);
    let _ = browser.get("/v1/session").await.expect(200);
}

#[tokio::test]
async fn a_role_that_one_does_not_hold_cannot_be_chosen() {
    let world = World::start().await;
    let mut browser = signed_in(&world, two_roles()).await;
    for wrong in [
        choice("lea-caaspp-coordinator", POPPY, "2026-27"),
        choice("site-caaspp-coordinator", DUNE, "2026-27"),
        choice("site-caaspp-coordinator", CEDAR, "2025-26"),
    ] {
        let answer = browser.put("/v1/session/role", wrong).await.expect(422);
        assert_eq!(answer.json()["errors"][0]["pointer"], "/role");
    }
    let answer = browser.put("/v1/session/role", choice("king", "9", "2026")).await.expect(422).json();
    assert_eq!(answer["errors"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_role_of_last_year_gives_no_access_this_year() {
    let world = World::start().await;
    let last_year = "2025-26".parse().unwrap();
    let person = Person::named("a@poppy.test").with_in(Role::LeaCaasppCoordinator, at_lea(POPPY), last_year);
    let mut browser = signed_in(&world, person).await;
    let _ = browser.put("/v1/session/role", choice("lea-caaspp-coordinator", POPPY, "2025-26")).await.expect(200);
    let refused = browser.post("/v1/students/search", json!({})).await.expect(403);
    assert_eq!(refused.json()["type"], "/problems/access.other-year");
}
