//! A right taken away while a request is under way: the request changes nothing.

use axum::http::Method;
use domain::access::Role;
use serde_json::{Value, json};
use store::{Item, Table};
use testkit::places::{CEDAR, POPPY};
use testkit::{Browser, Meanwhile, World, a_student, at_school};

use super::{add, change, coordinator, noor, priya, role, state_administrator};
use crate::directory::organizations::county;
use crate::people::{sign_in_again, signed_in};
use crate::students::save::{Save, save};

const CASES: u64 = 1_000;

/// The account's own items as they are, to be put back.
async fn account(world: &World, user: &str) -> Vec<Item> {
    let scan = world.behind.scan().table_name(world.table(Table::Accounts)).send().await.unwrap();
    let of = |item: &Item, name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default();
    let own = |item: &Item| {
        (of(item, "pk") == format!("USER#{user}") && of(item, "sk") == "PROFILE")
            || (of(item, "sk") == "CREDENTIAL" && of(item, "user") == user)
    };
    scan.items().iter().filter(|item| own(item)).cloned().collect()
}

async fn revoke(mut by: Browser, user: String, kind: u64) {
    let answer = match kind {
        0 => {
            let roles = json!({"remove": [role("lea-caaspp-coordinator", POPPY)]});
            change(&mut by, &user, "\"1\"", json!({"roles": roles, "confirm_last_coordinator": true})).await
        }
        1 => {
            let body = json!({"state": "deactivated", "confirm_last_coordinator": true});
            change(&mut by, &user, "\"1\"", body).await
        }
        _ => by.send(Method::DELETE, &format!("/v1/users/{user}/sessions"), &[], None).await,
    };
    assert!(answer.status.is_success(), "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[expect(clippy::print_stdout, reason = "how much was tried is part of the result")]
async fn a_right_taken_away_between_reading_and_committing_stops_the_request_a_thousand_times() {
    let mut world = World::start().await;
    county(&world).await;
    let student = a_student("9000000001").save(&world).await;
    let target = priya().save(&world).await.id.to_string();
    let administrator = signed_in(&world, state_administrator()).await;
    let meanwhile = Meanwhile::default();
    world.dynamo = world.dynamo.listened_to_by(meanwhile.clone());
    // The site role stays when the other one goes: the account as such goes on.
    let mut victim = coordinator().with(Role::SiteElpacCoordinator, at_school(CEDAR));
    let user = victim.save(&world).await.id.to_string();
    let mut browser = sign_in_again(&world, &victim).await;
    let _ = browser.put("/v1/session/role", role("lea-caaspp-coordinator", POPPY)).await.expect(200);
    let as_it_was = account(&world, &user).await;
    assert_eq!(as_it_was.len(), 2);
    let of_students = world.items(Table::Students).await;

    let request = async |browser: &mut Browser, kind: u64, key: &str| match kind {
        0 => {
            let changes = json!([{"program": "sb-ela", "condition_code": "NTE"}]);
            save(browser, student, Save { etag: "\"1-1\"", key, changes }).await
        }
        1 => change(browser, &target, "\"1\"", json!({"last_name": "Changed", "state": "deactivated"})).await,
        _ => add(browser, key, noor(json!([role("test-administrator", CEDAR)]))).await,
    };
    let mut seed: u64 = 20_261_122;
    let mut random = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let mut cases = 0;
    let mut at_the_commit = 0;
    for case in 0..CASES {
        let (kind, revocation) = (random(3), random(3));
        // Two reads side by side and the commit; adding reads the directory too.
        let calls = if kind == 2 { 4 } else { 3 };
        let call = random(calls);
        let (by, of) = (administrator.clone(), user.clone());
        let runtime = tokio::runtime::Handle::current();
        meanwhile.before_call(usize::try_from(call).unwrap(), move || {
            tokio::task::block_in_place(|| runtime.block_on(revoke(by, of, revocation)));
        });
        let answer = request(&mut browser, kind, &format!("case-{case}")).await;
        assert!(meanwhile.happened(), "case {case}: {calls} calls were planned for");
        assert!(
            matches!(answer.status.as_u16(), 401 | 403 | 409 | 412),
            "case {case}, request {kind}, revocation {revocation}, before call {call}: {} {}",
            answer.status,
            answer.text
        );
        at_the_commit += u64::from(call + 1 == calls);
        cases += 1;
        for item in &as_it_was {
            world.put(Table::Accounts, item.clone()).await;
        }
    }
    println!("{cases} interleavings, {at_the_commit} of them just before the commit: nothing of any was stored");
    assert_eq!(cases, CASES);
    let trail = world.items(Table::Audit).await;
    let by_victim = |row: &&Value| row["by"]["user"] == user.as_str() && row["by"]["kind"] == "user";
    for row in trail.iter().filter(by_victim) {
        assert!(!["saved", "user-added", "user-changed"].contains(&row["action"].as_str().unwrap()), "{row}");
    }
    assert_eq!(world.items(Table::Students).await, of_students);
    assert_eq!(super::profile(&world, &target).await["version"], 1);
    // The same requests do their work when nobody comes between.
    for kind in 0..3 {
        let answer = request(&mut browser, kind, "undisturbed").await;
        assert!(answer.status.is_success(), "{}", answer.text);
    }
}
