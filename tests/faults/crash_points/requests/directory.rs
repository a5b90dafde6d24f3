//! Organizations, and whether the service answers.

use domain::directory::OrganizationKind;
use testkit::places::{CEDAR, POPPY};
use testkit::{Person, save_organization};

use super::{Journey, Step};

pub(super) const PASSES: (&str, &[&str]) = ("directory", &["check-health", "read-organizations"]);

#[tokio::test]
async fn whatever_becomes_of_any_one_call_organizations_are_read() {
    let mut journey = Journey::begin().await;
    save_organization(&journey.ground.world, POPPY, OrganizationKind::District).await;
    save_organization(&journey.ground.world, CEDAR, OrganizationKind::School).await;
    let mut browser = journey.signed_in(Person::coordinator()).await;
    let _ = journey.take(&mut browser, Step::get("check-health", "/v1/health")).await;
    for (how, path) in [("all", ""), ("below one", "?parent=99000010000000"), ("by name", "?query=o")] {
        let read = Step::get("read-organizations", format!("/v1/organizations{path}")).how(how);
        let _ = journey.take(&mut browser, read).await;
    }
    journey.end(PASSES);
}
