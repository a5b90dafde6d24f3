//! One's own account, and the affidavits signed there.

use domain::access::Role;
use domain::accounts::AFFIDAVITS;
use serde_json::json;
use store::Table;
use testkit::places::CEDAR;
use testkit::{Person, World, at_school};

use crate::people::signed_in;

#[tokio::test]
async fn the_profile_is_ones_own() {
    let world = World::start().await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let account = browser.get("/v1/account").await.expect(200);
    assert_eq!(world.calls.levels(), 1);
    assert_eq!(account.header("cache-control"), Some("no-store"));
    let account = account.json();
    assert_eq!(account["username"], "lea.coordinator@poppy.test");
    assert_eq!(account["second_factors"], json!({"passkeys": [], "recovery_codes_left": 0}));
    assert_eq!(account["verified_until"], "2026-11-22T20:10:00Z");
}

#[tokio::test]
async fn a_test_administrator_sees_students_as_soon_as_the_affidavit_is_signed() {
    let world = World::start().await;
    let person = Person::named("ta@poppy.test").with(Role::TestAdministrator, at_school(CEDAR)).without_affidavit();
    let mut browser = signed_in(&world, person).await;
    let search = json!({"ssid": "9000000001"});
    let refused = browser.post("/v1/students/search", search.clone()).await.expect(403).json();
    assert_eq!(refused["type"], "/problems/access.affidavit-not-signed");
    let read = browser.get("/v1/account/affidavits").await.expect(200).json();
    assert_eq!(read["year"], "2026-27");
    let affidavits = read["affidavits"].as_array().unwrap();
    let asked: Vec<_> = affidavits.iter().map(|one| (one["program"].as_str().unwrap(), &one["asked_for"])).collect();
    assert_eq!(asked, [("caaspp", &json!(true)), ("elpac", &json!(false))]);
    assert!(affidavits.iter().all(|one| one.get("signed_at").is_none()));

    let signature = json!({"program": "caaspp", "version": AFFIDAVITS[0].version});
    let _ = world.calls.take();
    let _ = browser.post("/v1/account/affidavits", signature.clone()).await.expect(204);
    assert_eq!(world.calls.levels(), 2);
    let _ = browser.post("/v1/students/search", search).await.expect(200);
    let read = browser.get("/v1/account/affidavits").await.expect(200).json();
    assert_eq!(read["affidavits"][0]["signed_at"], "2026-11-22T20:00:00Z");
    let twice = browser.post("/v1/account/affidavits", signature).await.expect(409).json();
    assert_eq!(twice["type"], "/problems/account.affidavit-signed");
    let audit = world.items(Table::Audit).await;
    let row = audit.iter().find(|row| row["action"] == "affidavit-signed").unwrap();
    assert_eq!((&row["program"], &row["year"]), (&json!("caaspp"), &json!("2026-27")));
}

#[tokio::test]
async fn only_the_text_in_force_is_signed() {
    let world = World::start().await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    for (body, pointer) in [
        (json!({"program": "caaspp", "version": "2019-01-01"}), "/version"),
        (json!({"program": "other", "version": "2026-11-22"}), "/program"),
        (json!({"version": "2026-11-22"}), "/program"),
        (json!({"program": "caaspp", "version": "2026-11-22", "name": "x"}), "/name"),
    ] {
        let refused = browser.post("/v1/account/affidavits", body).await.expect(422).json();
        assert_eq!(refused["errors"][0]["pointer"], pointer);
    }
}
