//! What is done by a link from a letter, without a session.

use domain::accounts::{AccountState, LinkKey, LinkPurpose};
use domain::ids::UserId;
use serde_json::json;
use testkit::{Person, mail_link, secrets};

use super::{Journey, Step};

pub(super) const PASSES: (&str, &[&str]) = (
    "links",
    &[
        "activate-account",
        "check-password",
        "end-subscription",
        "renew-subscription",
        "request-activation",
        "request-password-reset",
        "reset-password",
    ],
);

const CHOSEN: &str = "seven herons over the poppies";

#[tokio::test]
async fn whatever_becomes_of_any_one_call_links_are_asked_for_and_used() {
    let mut journey = Journey::begin().await;
    let mut added = Person::named("added@poppy.test").in_state(AccountState::Added);
    added.save(&journey.ground.world).await;
    let mut browser = journey.nobody();
    let asked = json!({"email": added.username});
    let _ = journey.take(&mut browser, Step::post("request-activation", "/v1/activations", asked)).await;
    let token = mail_link(&journey.ground.world, added.id, LinkPurpose::Activation, "letter").await;
    let chosen = json!({"password": CHOSEN});
    let _ = journey.take(&mut browser, Step::put("activate-account", format!("/v1/activations/{token}"), chosen)).await;
    let asked = json!({"identifier": added.username});
    let _ = journey.take(&mut browser, Step::post("request-password-reset", "/v1/password-resets", asked)).await;
    let token = mail_link(&journey.ground.world, added.id, LinkPurpose::PasswordReset, "letter").await;
    let chosen = json!({"new_password": Person::PASSWORD});
    let path = format!("/v1/password-resets/{token}");
    let _ = journey.take(&mut browser, Step::put("reset-password", path, chosen)).await;
    let chosen = json!({"password": CHOSEN});
    let _ = journey.take(&mut browser, Step::post("check-password", "/v1/password-checks", chosen)).await;
    let token = LinkKey::new(secrets::LINK_KEY).unwrap().unsubscription(UserId::from_bytes([7; 16])).reveal();
    let path = format!("/v1/unsubscriptions/{token}");
    let _ = journey.take(&mut browser, Step::new("end-subscription", axum::http::Method::POST, path.as_str())).await;
    let _ = journey.take(&mut browser, Step::delete("renew-subscription", path)).await;
    journey.end(PASSES);
}
