use domain::access::Role;
use domain::directory::{CharterFunding, Organization, OrganizationKind};
use serde_json::Value;
use store::Table;
use store::directory::organization_item;
use testkit::places::{CEDAR, DUNE, ESTUARY, GROVE, POPPY, REDWOOD};
use testkit::{Browser, Person, World, at_county, at_lea, at_school, at_state};

use crate::people::signed_in;

/// The invented county.
pub(crate) async fn county(world: &World) {
    let organization = |code: &str, name: &str, kind| {
        let lea = match kind {
            OrganizationKind::County => None,
            OrganizationKind::DirectlyFundedCharter => Some(code[7..].parse().unwrap()),
            _ => Some(code[..7].parse().unwrap()),
        };
        let charter = (kind == OrganizationKind::DirectlyFundedCharter).then_some(CharterFunding::Direct);
        let county = code[..2].parse().unwrap();
        Organization { code: code.parse().unwrap(), name: name.into(), kind, county, lea, charter }
    };
    for organization in [
        organization("99", "Poppy", OrganizationKind::County),
        organization(POPPY, "Poppy Valley Unified", OrganizationKind::District),
        organization(CEDAR, "Cedar High", OrganizationKind::School),
        organization(DUNE, "Dune High", OrganizationKind::School),
        organization(ESTUARY, "Estuary Charter", OrganizationKind::DirectlyFundedCharter),
        organization(REDWOOD, "Redwood Coast Unified", OrganizationKind::District),
        organization(GROVE, "Grove High", OrganizationKind::School),
    ] {
        world.put(Table::Directory, organization_item(&organization).unwrap()).await;
    }
}

async fn names(browser: &mut Browser, query: &str) -> Vec<String> {
    let answer = browser.get(&format!("/v1/organizations{query}")).await.expect(200).json();
    let listed = answer["organizations"].as_array().unwrap();
    listed.iter().map(|organization| organization["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn an_lea_coordinator_lists_the_lea_and_its_schools_and_never_the_charter_it_authorized() {
    let world = World::start().await;
    county(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    assert_eq!(names(&mut browser, "").await, ["Poppy Valley Unified", "Cedar High", "Dune High"]);
    assert_eq!(world.calls.levels(), 2);
    assert_eq!(names(&mut browser, "?query=high").await, ["Cedar High", "Dune High"]);
    assert_eq!(names(&mut browser, "?query=c%C3%A9dar").await, ["Cedar High"]);
    assert_eq!(names(&mut browser, "?query=estuary").await, Vec::<String>::new());
}

#[tokio::test]
async fn the_charter_is_its_own_lea() {
    let world = World::start().await;
    county(&world).await;
    let person = Person::named("lea@estuary.test").with(Role::LeaCaasppCoordinator, at_lea(ESTUARY));
    let mut browser = signed_in(&world, person).await;
    let answer = browser.get("/v1/organizations").await.expect(200).json();
    assert_eq!(answer["organizations"].as_array().unwrap().len(), 1);
    let charter = &answer["organizations"][0];
    assert_eq!((charter["code"].as_str(), charter["charter_funding"].as_str()), (Some(ESTUARY), Some("DF")));
    assert_eq!((charter["parent"].as_str(), charter["lea_code"].as_str()), (Some("99"), Some("0000201")));
}

#[tokio::test]
async fn a_parent_outside_the_scope_is_like_one_that_does_not_exist() {
    let world = World::start().await;
    county(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let foreign = browser.get(&format!("/v1/organizations?parent={REDWOOD}")).await.expect(422);
    let absent = browser.get("/v1/organizations?parent=99000070000000").await.expect(422);
    let charter = browser.get(&format!("/v1/organizations?parent={ESTUARY}")).await.expect(422);
    assert_eq!(foreign.without_request_id(), absent.without_request_id());
    assert_eq!(charter.without_request_id(), absent.without_request_id());
}

#[tokio::test]
async fn a_county_role_reaches_every_lea_of_the_county_and_a_school_role_the_school() {
    let world = World::start().await;
    county(&world).await;
    let person = Person::named("c@poppy.test").with(Role::Superintendent, at_county("99"));
    let mut browser = signed_in(&world, person).await;
    assert_eq!(
        names(&mut browser, "").await,
        ["Poppy", "Estuary Charter", "Poppy Valley Unified", "Redwood Coast Unified"]
    );
    assert_eq!(names(&mut browser, &format!("?parent={REDWOOD}")).await, ["Grove High"]);
    assert_eq!(names(&mut browser, "?query=red").await, ["Redwood Coast Unified"]);
    let person = Person::named("s@poppy.test").with(Role::SiteCaasppCoordinator, at_school(CEDAR));
    let mut browser = signed_in(&world, person).await;
    assert_eq!(names(&mut browser, "").await, ["Cedar High"]);
}

#[tokio::test]
async fn a_state_role_finds_counties_leas_and_schools_by_the_beginning_of_their_names() {
    let world = World::start().await;
    county(&world).await;
    let person = Person::named("state@cde.test").with(Role::StateAdministrator, at_state());
    let mut browser = signed_in(&world, person).await;
    assert_eq!(names(&mut browser, "").await, ["Poppy"]);
    assert_eq!(names(&mut browser, "?query=po").await, ["Poppy", "Poppy Valley Unified"]);
    assert_eq!(names(&mut browser, "?query=gro").await, ["Grove High"]);
    let wrong = browser.get("/v1/organizations?query=!").await.expect(422).json();
    assert_eq!(wrong["errors"][0]["pointer"], "/query");
}

#[tokio::test]
async fn more_than_asked_for_is_said_and_wrong_fields_are_named() {
    let world = World::start().await;
    county(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let answer = browser.get("/v1/organizations?limit=1").await.expect(200).json();
    assert_eq!((answer["organizations"].as_array().unwrap().len(), &answer["more"]), (1, &Value::Bool(true)));
    let answer = browser.get("/v1/organizations?limit=0&parent=x&sort=name").await.expect(422).json();
    assert_eq!(answer["errors"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn the_directory_is_for_those_signed_in() {
    let world = World::start().await;
    let _ = workflows::browser(&world).get("/v1/organizations").await.expect(401);
}
