use axum::http::Method;
use domain::access::Role;
use domain::accounts::AccountState;
use serde_json::{Value, json};
use store::Table;
use testkit::places::{CEDAR, DUNE, ESTUARY, GROVE, POPPY, REDWOOD};
use testkit::{Person, World, a_student, at_lea, at_school, at_state};

use super::{
    add, audited, change, coordinator, help_desk, letters, noor, priya, profile, role, site_coordinator,
    state_administrator, stored, superintendent,
};
use crate::directory::organizations::county;
use crate::people::{sign_in_again, signed_in};

#[tokio::test]
async fn name_telephone_and_roles_are_changed_in_one_commit_and_read_back() {
    let world = World::start().await;
    county(&world).await;
    let id = priya().save(&world).await.id.to_string();
    let mut browser = signed_in(&world, coordinator()).await;
    let wanted = json!({
        "first_name": "Priyá", "last_name": "Zamora", "telephone": "415-555-0100",
        "roles": {"add": [role("test-examiner", DUNE)]},
    });
    let answer = change(&mut browser, &id, "\"1\"", wanted).await.expect(200);
    assert_eq!(world.calls.levels(), 2);
    assert_eq!(answer.header("etag"), Some("\"2\""));
    let read = browser.get(&format!("/v1/users/{id}")).await.expect(200);
    assert_eq!((read.json(), read.header("etag")), (answer.json(), Some("\"2\"")));
    let search = browser.post("/v1/users/search", json!({"name": "Zam"})).await.expect(200).json();
    assert_eq!(search["users"].as_array().unwrap().len(), 1);
    let search = browser.post("/v1/users/search", json!({"name": "Raman"})).await.expect(200).json();
    assert_eq!(search["users"], json!([]), "the entry under the old name is gone");
    let account = profile(&world, &id).await;
    assert_eq!((&account["epoch"], &account["telephone"]), (&json!(1), &json!("415-555-0100")));
    assert!(!account["terms_accepted"].is_null(), "what others write is left alone");
    let rows = audited(&world, "user-changed").await;
    assert_eq!((rows.len(), &rows[0]["fields"]), (1, &json!(["first_name", "last_name", "telephone"])));
    assert_eq!(letters(&world).await, ["roles-changed"]);
    let removal = json!({"telephone": null});
    let answer = change(&mut browser, &id, "\"2\"", removal).await.expect(200).json();
    assert_eq!(answer["telephone"], Value::Null);
}

#[tokio::test]
async fn a_role_taken_away_ends_every_session_at_once() {
    let world = World::start().await;
    county(&world).await;
    let mut person = priya().with(Role::TestExaminer, at_school(DUNE));
    let id = person.save(&world).await.id.to_string();
    let mut theirs = sign_in_again(&world, &person).await;
    assert_eq!(theirs.get("/v1/session").await.status, 200);
    let mut browser = signed_in(&world, coordinator()).await;
    let taken = json!({"roles": {"remove": [role("test-examiner", DUNE)]}});
    let user = change(&mut browser, &id, "\"1\"", taken).await.expect(200).json();
    assert_eq!(user["roles"].as_array().unwrap().len(), 1);
    assert_eq!(theirs.get("/v1/session").await.status, 401);
    let _ = sign_in_again(&world, &person).await;
    let taken = json!({"roles": {"remove": [role("test-administrator", CEDAR)]}});
    let _ = change(&mut browser, &id, "\"2\"", taken).await.expect(204);
    assert_eq!(browser.get(&format!("/v1/users/{id}")).await.status, 404, "nobody's user any more");
    assert_eq!(browser.get("/v1/users").await.json()["users"], json!([]));
}

#[tokio::test]
async fn access_is_stopped_and_restored_and_the_owner_is_told() {
    let world = World::start().await;
    let mut person = priya();
    let id = person.save(&world).await.id.to_string();
    let mut theirs = sign_in_again(&world, &person).await;
    let mut browser = signed_in(&world, coordinator()).await;
    let user = change(&mut browser, &id, "\"1\"", json!({"state": "deactivated"})).await.expect(200).json();
    assert_eq!(user["state"], "deactivated");
    assert_eq!(theirs.get("/v1/session").await.status, 401);
    let body = json!({"username": person.username, "password": Person::PASSWORD});
    assert_eq!(theirs.post("/v1/session", body.clone()).await.status, 401);
    let _ = change(&mut browser, &id, "\"2\"", json!({"state": "active"})).await.expect(200);
    assert_eq!(theirs.post("/v1/session", body).await.status, 200);
    assert_eq!(letters(&world).await, ["access-restored", "access-stopped"]);
    let again = change(&mut browser, &id, "\"3\"", json!({"state": "active"})).await.expect(200);
    assert_eq!(again.header("etag"), Some("\"3\""), "what is so already changes nothing");
}

#[tokio::test]
async fn an_account_that_was_never_activated_comes_back_as_one_that_waits() {
    let world = World::start().await;
    let id = priya().in_state(AccountState::Added).save(&world).await.id.to_string();
    let mut browser = signed_in(&world, coordinator()).await;
    let refused = change(&mut browser, &id, "\"1\"", json!({"state": "active"})).await.expect(409).json();
    assert_eq!(refused["type"], "/problems/users.not-activated");
    let _ = change(&mut browser, &id, "\"1\"", json!({"state": "deactivated"})).await.expect(200);
    let user = change(&mut browser, &id, "\"2\"", json!({"state": "active"})).await.expect(200).json();
    assert_eq!(user["state"], "added");
    assert_eq!(letters(&world).await, ["access-stopped", "activation"]);
}

#[tokio::test]
async fn a_user_elsewhere_and_one_that_does_not_exist_are_one_answer_and_the_same_calls() {
    let world = World::start().await;
    county(&world).await;
    let mut ids = vec!["a".repeat(26)];
    let last_year = "2025-26".parse().unwrap();
    for mut person in [
        Person::named("g@x.test").with(Role::TestAdministrator, at_school(GROVE)),
        Person::named("e@x.test").with(Role::TestAdministrator, at_lea(ESTUARY)),
        Person::named("p@x.test").with(Role::LeaElpacCoordinator, at_lea(POPPY)),
        Person::named("s@x.test").with(Role::StateAdministrator, at_state()),
        Person::named("o@x.test").with_in(Role::TestAdministrator, at_school(CEDAR), last_year),
        Person::named("n@x.test"),
    ] {
        ids.push(person.save(&world).await.id.to_string());
    }
    let mut browser = signed_in(&world, coordinator()).await;
    let before = stored(&world).await;
    for (method, suffix) in
        [(Method::GET, ""), (Method::PATCH, ""), (Method::POST, "/activation"), (Method::DELETE, "/sessions")]
    {
        let mut answers = Vec::new();
        for id in &ids {
            let body = (method == Method::PATCH).then(|| json!({"state": "deactivated"}));
            let path = format!("/v1/users/{id}{suffix}");
            let answer = browser.send(method.clone(), &path, &[("if-match", "\"1\"")], body.as_ref()).await;
            let calls: Vec<_> = world.calls.take().into_iter().map(|call| (call.operation, call.level)).collect();
            answers.push((answer.status, answer.without_request_id(), calls));
        }
        assert_eq!(answers[0].0, 404);
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{method}{suffix}: {answers:?}");
    }
    assert_eq!(stored(&world).await, before);
    let mut site = signed_in(&world, site_coordinator()).await;
    let mut dune = Person::named("d@x.test").with(Role::TestAdministrator, at_school(DUNE));
    let id = dune.save(&world).await.id;
    assert_eq!(site.get(&format!("/v1/users/{id}")).await.status, 404, "a sibling school");
}

#[tokio::test]
async fn who_moves_is_seen_where_they_are_and_no_more_where_they_were() {
    let world = World::start().await;
    county(&world).await;
    let mut browser = signed_in(&world, coordinator()).await;
    let user = add(&mut browser, "one", noor(json!([role("test-administrator", CEDAR)]))).await.expect(201).json();
    let id = user["id"].as_str().unwrap();
    let mut cedar = signed_in(&world, site_coordinator()).await;
    let person = Person::named("dune@x.test").with(Role::SiteElpacCoordinator, at_school(DUNE));
    let mut dune = signed_in(&world, person).await;
    assert_eq!(
        (cedar.get(&format!("/v1/users/{id}")).await.status, dune.get(&format!("/v1/users/{id}")).await.status),
        (axum::http::StatusCode::OK, axum::http::StatusCode::NOT_FOUND)
    );
    let moved = json!({"roles": {
        "add": [role("test-administrator", DUNE)], "remove": [role("test-administrator", CEDAR)],
    }});
    let _ = change(&mut browser, id, "\"1\"", moved).await.expect(200);
    assert_eq!(
        (cedar.get(&format!("/v1/users/{id}")).await.status, dune.get(&format!("/v1/users/{id}")).await.status),
        (axum::http::StatusCode::NOT_FOUND, axum::http::StatusCode::OK)
    );
    assert_eq!(cedar.get("/v1/users").await.json()["users"], json!([]));
    assert_eq!(dune.get("/v1/users").await.json()["users"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn who_also_works_elsewhere_can_lose_a_role_here_but_not_name_or_access() {
    let world = World::start().await;
    county(&world).await;
    let mut person = priya().with(Role::TestAdministrator, at_school(GROVE));
    let id = person.save(&world).await.id.to_string();
    let mut browser = signed_in(&world, coordinator()).await;
    let before = stored(&world).await;
    for wanted in [json!({"first_name": "X"}), json!({"telephone": null}), json!({"state": "deactivated"})] {
        let refused = change(&mut browser, &id, "\"1\"", wanted).await.expect(409).json();
        assert_eq!(refused["type"], "/problems/users.also-elsewhere");
    }
    let elsewhere = json!({"roles": {"remove": [role("test-administrator", GROVE)]}});
    let refused = change(&mut browser, &id, "\"1\"", elsewhere).await.expect(422).json();
    assert_eq!(refused["errors"][0]["pointer"], "/roles/remove/0");
    assert_eq!(stored(&world).await, before);
    let here = json!({"roles": {"remove": [role("test-administrator", CEDAR)]}});
    let _ = change(&mut browser, &id, "\"1\"", here).await.expect(204);
    assert_eq!(profile(&world, &id).await["roles"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_stale_change_is_refused_with_the_current_state_and_one_without_a_version_at_all() {
    let world = World::start().await;
    let id = priya().save(&world).await.id.to_string();
    let mut one = signed_in(&world, coordinator()).await;
    let other = Person::named("two@poppy.test").with(Role::LeaElpacCoordinator, at_lea(POPPY));
    let mut two = signed_in(&world, other).await;
    let _ = change(&mut one, &id, "\"1\"", json!({"last_name": "Zamora"})).await.expect(200);
    let stale = change(&mut two, &id, "\"1\"", json!({"last_name": "Young"})).await.expect(412).json();
    assert_eq!((&stale["type"], &stale["etag"]), (&json!("/problems/users.stale"), &json!("\"2\"")));
    assert_eq!(stale["current"]["last_name"], "Zamora");
    let path = format!("/v1/users/{id}");
    let without = two.send(Method::PATCH, &path, &[], Some(&json!({"last_name": "Young"}))).await;
    assert_eq!(without.status, 428);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_edit_at_the_same_moment_one_wins_and_nothing_is_lost() {
    let world = World::start().await;
    let id = priya().save(&world).await.id.to_string();
    let mut one = signed_in(&world, coordinator()).await;
    let other = Person::named("two@poppy.test").with(Role::LeaElpacCoordinator, at_lea(POPPY));
    let mut two = signed_in(&world, other).await;
    for round in 1..=50_u32 {
        let etag = format!("\"{round}\"");
        let (a, b) = tokio::join!(
            change(&mut one, &id, &etag, json!({"last_name": format!("One{round}")})),
            change(&mut two, &id, &etag, json!({"last_name": format!("Two{round}")}))
        );
        let mut statuses = [a.status.as_u16(), b.status.as_u16()];
        statuses.sort_unstable();
        // Busy is an honest answer as well: nothing was changed, and the same may be sent again.
        assert!(statuses == [200, 412] || statuses == [200, 503], "{statuses:?} {} {}", a.text, b.text);
        let last = profile(&world, &id).await["last_name"].clone();
        let winner = if a.status == 200 { a } else { b };
        assert_eq!(winner.json()["last_name"], last);
    }
    assert_eq!(audited(&world, "user-changed").await.len(), 50);
}

#[tokio::test]
async fn the_last_coordinator_of_an_lea_goes_only_when_that_is_confirmed() {
    let world = World::start().await;
    county(&world).await;
    let mut only = coordinator();
    let id = only.save(&world).await.id.to_string();
    let mut browser = signed_in(&world, superintendent()).await;
    let before = stored(&world).await;
    let taken = json!({"roles": {"remove": [role("lea-caaspp-coordinator", POPPY)]}});
    for wanted in [taken.clone(), json!({"state": "deactivated"})] {
        let refused = change(&mut browser, &id, "\"1\"", wanted).await.expect(409).json();
        assert_eq!(refused["type"], "/problems/users.last-coordinator");
        assert_eq!(refused["offices"], json!(["LEA CAASPP coordinator, 99000010000000, 2026-27"]));
    }
    assert_eq!(stored(&world).await, before);
    let moved = json!({"roles": {
        "add": [role("lea-elpac-coordinator", POPPY)], "remove": [role("lea-caaspp-coordinator", POPPY)],
    }});
    assert_eq!(change(&mut browser, &id, "\"1\"", moved).await.status, 409, "another office is no successor");
    let _ = add(&mut browser, "one", noor(json!([role("lea-caaspp-coordinator", POPPY)]))).await.expect(201);
    let _ = change(&mut browser, &id, "\"1\"", json!({"state": "deactivated"})).await.expect(200);
    let back = change(&mut browser, &id, "\"2\"", json!({"state": "active"})).await.expect(200);
    assert_eq!(back.header("etag"), Some("\"3\""));
    let mut confirmed = taken;
    confirmed["confirm_last_coordinator"] = json!(true);
    let _ = change(&mut browser, &id, "\"3\"", confirmed).await.expect(204);
    let offices = world.items(Table::Accounts).await;
    let offices: Vec<_> = offices.iter().filter(|item| item["pk"] == format!("HOLDERS#{POPPY}")).collect();
    assert_eq!(offices[0]["holders"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_remove_the_last_two_coordinators_at_the_same_moment_one_is_refused() {
    for _ in 0..20 {
        let world = World::start().await;
        let mut ids = Vec::new();
        for name in ["a@poppy.test", "b@poppy.test"] {
            let mut person = Person::named(name).with(Role::LeaCaasppCoordinator, at_lea(POPPY));
            ids.push(person.save(&world).await.id.to_string());
        }
        let mut one = signed_in(&world, superintendent()).await;
        let mut two = signed_in(&world, state_administrator()).await;
        let taken = json!({"roles": {"remove": [role("lea-caaspp-coordinator", POPPY)]}});
        let (a, b) = tokio::join!(
            change(&mut one, &ids[0], "\"1\"", taken.clone()),
            change(&mut two, &ids[1], "\"1\"", taken.clone())
        );
        let done = [&a, &b].iter().filter(|answer| answer.status.is_success()).count();
        assert_eq!(done, 1, "{} {}", a.text, b.text);
        let refused = if a.status.is_success() { b } else { a };
        assert!(matches!(refused.status.as_u16(), 409 | 503), "{}", refused.text);
    }
}

#[tokio::test]
async fn nobody_changes_their_own_account_here() {
    let world = World::start().await;
    let mut person = state_administrator();
    let id = person.save(&world).await.id.to_string();
    let mut browser = sign_in_again(&world, &person).await;
    let wanted = json!({"roles": {"remove": [role("state-administrator", "CA")]}});
    let refused = change(&mut browser, &id, "\"1\"", wanted).await.expect(409).json();
    assert_eq!(refused["type"], "/problems/users.own-account");
    assert_eq!(browser.delete(&format!("/v1/users/{id}/sessions")).await.status, 409);
}

#[tokio::test]
async fn what_makes_no_change_is_refused_field_by_field() {
    let world = World::start().await;
    let id = priya().save(&world).await.id.to_string();
    let mut browser = signed_in(&world, coordinator()).await;
    for (body, pointer) in [
        (json!({}), ""),
        (json!({"email": "x@poppy.test"}), "/email"),
        (json!({"state": "added"}), "/state"),
        (json!({"last_name": "@SUM(A1)"}), "/last_name"),
        (json!({"roles": {"swap": []}}), "/roles/swap"),
        (json!({"roles": {"add": [role("test-examiner", GROVE)]}}), "/roles/add/0/organization"),
        (json!({"roles": {"remove": [role("test-examiner", CEDAR)]}}), "/roles/remove/0"),
        (json!({"password": "x"}), "/password"),
    ] {
        let answer = change(&mut browser, &id, "\"1\"", body.clone()).await.expect(422).json();
        assert_eq!(answer["errors"][0]["pointer"], pointer, "{body}: {answer}");
    }
    let mut helper = signed_in(&world, help_desk()).await;
    assert_eq!(change(&mut helper, &id, "\"1\"", json!({"state": "deactivated"})).await.status, 403);
    let _ = (REDWOOD, a_student("9000000001"));
}
