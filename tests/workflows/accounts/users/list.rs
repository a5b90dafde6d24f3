use domain::access::Role;
use domain::accounts::AccountState;
use serde_json::{Value, json};
use testkit::places::{CEDAR, DUNE, ESTUARY, GROVE, POPPY, REDWOOD};
use testkit::{Browser, Person, World, at_county, at_lea, at_school, at_state};

use super::{coordinator, help_desk, priya, site_coordinator, state_administrator, superintendent};
use crate::directory::organizations::county;
use crate::people::signed_in;

async fn names(browser: &mut Browser, query: &str) -> Vec<String> {
    let page = browser.get(&format!("/v1/users{query}")).await.expect(200).json();
    page["users"].as_array().unwrap().iter().map(|user| user["last_name"].as_str().unwrap().to_owned()).collect()
}

/// People in every class and place.
async fn crowd(world: &World) {
    county(world).await;
    priya().save(world).await;
    site_coordinator().save(world).await;
    superintendent().save(world).await;
    let at = |name: &str, role, place| Person::named(&format!("{name}@x.test")).called(name, name).with(role, place);
    for mut person in [
        at("dune", Role::TestExaminer, at_school(DUNE)),
        at("estuary", Role::TestAdministrator, at_lea(ESTUARY)),
        at("grove", Role::TestAdministrator, at_school(GROVE)),
        at("elpac", Role::LeaElpacCoordinator, at_lea(POPPY)),
        at("redwood", Role::LeaCaasppCoordinator, at_lea(REDWOOD)),
        at("reviewer", Role::LeaReviewCoordinator, at_lea(POPPY)),
        at("contributor", Role::LeaComplianceContributor, at_lea(POPPY)),
        at("monitor", Role::ComplianceMonitor, at_state()),
        at("editor", Role::BulletinEditor, at_state()),
    ] {
        person.save(world).await;
    }
    let last_year = "2025-26".parse().unwrap();
    let mut gone = Person::named("gone@x.test").called("g", "gone");
    gone = gone.with_in(Role::TestAdministrator, at_school(CEDAR), last_year);
    gone.save(world).await;
}

#[tokio::test]
async fn everyone_lists_those_whose_roles_they_give_in_their_own_organization_and_nobody_else() {
    let world = World::start().await;
    crowd(&world).await;
    let review = Person::named("r@x.test").called("r", "r").with(Role::LeaReviewCoordinator, at_lea(POPPY));
    let compliance = Person::named("c@x.test").called("c", "c").with(Role::ComplianceAdministrator, at_state());
    let charter = Person::named("e@x.test").called("e", "e").with(Role::LeaCaasppCoordinator, at_lea(ESTUARY));
    let county = Person::named("k@x.test").called("k", "k").with(Role::LeaCaasppCoordinator, at_county("99"));
    for (person, seen) in [
        (coordinator(), vec!["dune", "Núñez", "Raman"]),
        (site_coordinator(), vec!["Raman"]),
        (charter, vec!["estuary"]),
        // No role is given for a county, so nobody is seen through one.
        (county, vec![]),
        (superintendent(), vec!["elpac", "Romero"]),
        (review, vec!["contributor"]),
        (compliance, vec!["c", "monitor", "r", "reviewer"]),
    ] {
        let mut browser = signed_in(&world, person).await;
        assert_eq!(names(&mut browser, "").await, seen);
        assert!(world.calls.levels() <= 2);
        let _ = world.calls.take();
    }
    for person in [state_administrator(), help_desk()] {
        let mut browser = signed_in(&world, person).await;
        let all = names(&mut browser, "?limit=100").await;
        for name in ["Raman", "grove", "estuary", "Okafor", "reviewer", "monitor", "editor", "Kim"] {
            assert!(all.iter().any(|seen| seen == name), "{name}: {all:?}");
        }
        assert!(!all.contains(&"gone".to_owned()));
        let mut sorted = all.clone();
        sorted.sort_by_key(|name| domain::names::FoldedName::of(name));
        assert_eq!(all, sorted);
    }
}

#[tokio::test]
async fn a_list_is_narrowed_by_organization_role_state_and_name() {
    let world = World::start().await;
    crowd(&world).await;
    let mut former = Person::named("former@x.test").called("F", "Rámos").with(Role::TestExaminer, at_school(CEDAR));
    former.clone().in_state(AccountState::Deactivated).save(&world).await;
    let _ = &mut former;
    let mut browser = signed_in(&world, coordinator()).await;
    assert_eq!(names(&mut browser, &format!("?organization={CEDAR}")).await, ["Núñez", "Raman", "Rámos"]);
    assert_eq!(names(&mut browser, &format!("?organization={DUNE}")).await, ["dune"]);
    assert_eq!(names(&mut browser, "?role=test-examiner").await, ["dune", "Rámos"]);
    assert_eq!(names(&mut browser, "?state=deactivated").await, ["Rámos"]);
    let search = async |browser: &mut Browser, body: Value| -> Vec<String> {
        let page = browser.post("/v1/users/search", body).await.expect(200).json();
        page["users"].as_array().unwrap().iter().map(|user| user["last_name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(search(&mut browser, json!({"name": "ram"})).await, ["Raman", "Rámos"]);
    assert_eq!(search(&mut browser, json!({"name": "Nuñ"})).await, ["Núñez"]);
    assert_eq!(search(&mut browser, json!({"email": "Test.Administrator@Poppy.test"})).await, ["Raman"]);
    let both = json!({"name": "a", "email": "a@poppy.test"});
    assert_eq!(browser.post("/v1/users/search", both).await.status, 422);
}

#[tokio::test]
async fn an_address_elsewhere_is_found_no_more_than_one_that_has_no_account() {
    let world = World::start().await;
    crowd(&world).await;
    let mut browser = signed_in(&world, coordinator()).await;
    let mut answers = Vec::new();
    for email in ["grove@x.test", "estuary@x.test", "nobody@x.test", "superintendent@poppy.test", "gone@x.test"] {
        let answer = browser.post("/v1/users/search", json!({"email": email})).await.expect(200);
        let calls: Vec<_> = world.calls.take().into_iter().map(|call| (call.operation, call.level)).collect();
        answers.push((answer.text, calls));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
}

#[tokio::test]
async fn an_organization_outside_is_like_one_that_does_not_exist() {
    let world = World::start().await;
    crowd(&world).await;
    let mut browser = signed_in(&world, coordinator()).await;
    let mut answers = Vec::new();
    for code in [ESTUARY, REDWOOD, GROVE, "99000010000999", "CA", "99"] {
        let answer = browser.get(&format!("/v1/users?organization={code}")).await.expect(422);
        answers.push(answer.without_request_id());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    let mut sibling = signed_in(&world, site_coordinator()).await;
    assert_eq!(sibling.get(&format!("/v1/users?organization={DUNE}")).await.status, 422);
}

#[tokio::test]
async fn pages_follow_each_other_across_classes_and_a_cursor_is_good_for_its_list_alone() {
    let world = World::start().await;
    crowd(&world).await;
    let mut browser = signed_in(&world, state_administrator()).await;
    let all = names(&mut browser, "?limit=100").await;
    for limit in [1, 2, 5] {
        let (mut seen, mut query) = (Vec::new(), format!("?limit={limit}"));
        loop {
            let page = browser.get(&format!("/v1/users{query}")).await.expect(200).json();
            let users = page["users"].as_array().unwrap();
            assert!(users.len() <= limit);
            seen.extend(users.iter().map(|user| user["last_name"].as_str().unwrap().to_owned()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            query = format!("?limit={limit}&cursor={next}");
        }
        assert_eq!(seen, all, "limit {limit}");
    }
    let page = browser.get("/v1/users?limit=1").await.expect(200).json();
    let cursor = page["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(browser.get(&format!("/v1/users?limit=1&state=active&cursor={cursor}")).await.status, 422);
    let mut other = signed_in(&world, help_desk()).await;
    assert_eq!(other.get(&format!("/v1/users?limit=1&cursor={cursor}")).await.status, 422);
}

#[tokio::test]
async fn who_holds_a_role_of_last_year_only_may_look_at_nobody() {
    let world = World::start().await;
    let last = Person::named("last@poppy.test");
    let last = last.with_in(Role::LeaCaasppCoordinator, at_lea(POPPY), "2025-26".parse().unwrap());
    let mut browser = signed_in(&world, last).await;
    let role = json!({"role": "lea-caaspp-coordinator", "organization": POPPY, "year": "2025-26"});
    let _ = browser.put("/v1/session/role", role).await;
    let answer = browser.get("/v1/users").await;
    assert_eq!((answer.status.as_u16(), &answer.json()["type"]), (403, &json!("/problems/access.other-year")));
}
