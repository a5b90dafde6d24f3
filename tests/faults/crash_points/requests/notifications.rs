//! Notifications to the people of an LEA.

use domain::directory::OrganizationKind;
use serde_json::json;
use testkit::places::POPPY;
use testkit::{Person, save_organization};

use super::{Journey, Step};

pub(super) const PASSES: (&str, &[&str]) = (
    "notifications",
    &[
        "change-notification",
        "list-posted-notifications",
        "post-notification",
        "read-notifications",
        "withdraw-notification",
    ],
);

#[tokio::test]
async fn whatever_becomes_of_any_one_call_a_notification_is_posted_and_withdrawn() {
    let mut journey = Journey::begin().await;
    save_organization(&journey.ground.world, POPPY, OrganizationKind::District).await;
    let mut browser = journey.signed_in(Person::coordinator()).await;
    let notification = |ends: &str| {
        json!({
            "subject": "Training", "text": "It is on Tuesday.", "organization": POPPY, "mail": true,
            "starts": "2026-11-22", "ends": ends,
        })
    };
    let post = Step::post("post-notification", "/v1/notifications", notification("2026-11-23")).under_a_key();
    let posted = journey.take(&mut browser, post).await.json();
    let path = format!("/v1/notifications/{}", posted["id"].as_str().unwrap());
    let change = Step::put("change-notification", path.as_str(), notification("2026-11-24")).about("1");
    let _ = journey.take(&mut browser, change).await;
    let _ = journey.take(&mut browser, Step::get("read-notifications", "/v1/notifications")).await;
    let _ = journey.take(&mut browser, Step::get("list-posted-notifications", "/v1/posted-notifications")).await;
    let _ = journey.take(&mut browser, Step::delete("withdraw-notification", path).about("2")).await;
    journey.end(PASSES);
}
