use domain::access::Role;
use domain::accounts::AFFIDAVITS;
use jiff::SignedDuration;
use serde_json::{Value, json};
use testkit::places::{CEDAR, DUNE, GROVE};
use testkit::{Person, World, at_school};

use super::{coordinator, priya, site_coordinator, superintendent};
use crate::directory::organizations::county;
use crate::people::signed_in;

#[tokio::test]
async fn who_has_signed_and_who_has_not_is_listed_by_program_school_and_year() {
    let world = World::start().await;
    county(&world).await;
    priya().save(&world).await;
    let at = |name: &str, role, school| {
        Person::named(&format!("{name}@x.test")).called(name, name).with(role, at_school(school))
    };
    at("late", Role::TestAdministrator, CEDAR).without_affidavit().save(&world).await;
    at("examiner", Role::TestExaminer, DUNE).without_affidavit().save(&world).await;
    at("grove", Role::TestAdministrator, GROVE).save(&world).await;
    let mut browser = signed_in(&world, coordinator()).await;
    let mut list = async |query: &str| -> Vec<(String, bool)> {
        let page = browser.get(&format!("/v1/affidavits?program={query}")).await.expect(200).json();
        assert_eq!(world.calls.levels(), 2);
        let _ = world.calls.take();
        let one = |signatory: &Value| {
            (signatory["last_name"].as_str().unwrap().to_owned(), !signatory["signed_at"].is_null())
        };
        page["signatories"].as_array().unwrap().iter().map(one).collect()
    };
    let of =
        |rows: &[(&str, bool)]| rows.iter().map(|(name, signed)| ((*name).to_owned(), *signed)).collect::<Vec<_>>();
    assert_eq!(list("caaspp").await, of(&[("examiner", false), ("late", false), ("Raman", true)]));
    assert_eq!(list("caaspp&signed=false").await, of(&[("examiner", false), ("late", false)]));
    assert_eq!(list(&format!("caaspp&signed=true&organization={CEDAR}")).await, of(&[("Raman", true)]));
    assert_eq!(list("elpac").await, of(&[("examiner", false)]));
    assert_eq!(list("caaspp&year=2027-28").await, of(&[]));
    let wrong = browser.get("/v1/affidavits?signed=perhaps").await.expect(422).json();
    assert_eq!(wrong["errors"].as_array().unwrap().len(), 2);
    let mut site = signed_in(&world, site_coordinator()).await;
    let page = site.get("/v1/affidavits?program=caaspp&limit=1").await.expect(200).json();
    assert_eq!(page["signatories"][0]["email"], json!("late@x.test"));
    let next = page["next_cursor"].as_str().unwrap();
    let page = site.get(&format!("/v1/affidavits?program=caaspp&limit=1&cursor={next}")).await.expect(200).json();
    assert_eq!(page["signatories"][0]["last_name"], "Raman");
    let mut chief = signed_in(&world, superintendent()).await;
    let page = chief.get("/v1/affidavits?program=caaspp").await.expect(200).json();
    assert_eq!(page["signatories"], json!([]));
}

#[tokio::test]
async fn whoever_signs_is_on_the_list_of_those_who_have_at_once() {
    let world = World::start().await;
    county(&world).await;
    let mut signer = signed_in(&world, priya().without_affidavit()).await;
    let mut chief = signed_in(&world, coordinator()).await;
    let mut list = async |signed: &str| {
        let page = chief.get(&format!("/v1/affidavits?program=caaspp&signed={signed}")).await.expect(200).json();
        let of = |one: &Value| (one["last_name"].clone(), one["signed_at"].clone());
        page["signatories"].as_array().unwrap().iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(list("false").await, [(json!("Raman"), Value::Null)]);
    assert_eq!(list("true").await, []);
    world.pass(SignedDuration::from_mins(1));
    let signature = json!({"program": "caaspp", "version": AFFIDAVITS[0].version});
    let _ = signer.post("/v1/account/affidavits", signature).await.expect(204);
    assert_eq!(list("true").await, [(json!("Raman"), json!("2026-11-22T20:01:00Z"))]);
    assert_eq!(list("false").await, []);
}
