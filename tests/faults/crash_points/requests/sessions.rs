//! Signing in, choosing a role, signing out.

use domain::access::Role;
use serde_json::json;
use testkit::places::{CEDAR, POPPY};
use testkit::{Person, at_lea, at_school};

use super::{Journey, Step};

pub(super) const PASSES: (&str, &[&str]) = (
    "sessions",
    &[
        "accept-terms",
        "choose-role",
        "end-session",
        "extend-session",
        "list-systems",
        "read-session",
        "read-terms",
        "sign-in",
    ],
);

#[tokio::test]
async fn whatever_becomes_of_any_one_call_a_session_is_opened_and_ended() {
    let mut journey = Journey::begin().await;
    let person = Person::named("coordinator@poppy.test").without_terms();
    let person = person.with(Role::LeaCaasppCoordinator, at_lea(POPPY));
    let mut person = person.with(Role::TestAdministrator, at_school(CEDAR));
    person.save(&journey.ground.world).await;
    let mut browser = journey.nobody();
    let credentials = json!({"username": person.username, "password": Person::PASSWORD});
    let _ = journey.take(&mut browser, Step::post("sign-in", "/v1/session", credentials)).await;
    let _ = journey.take(&mut browser, Step::get("read-session", "/v1/session")).await;
    let terms = journey.take(&mut browser, Step::get("read-terms", "/v1/session/terms")).await.json();
    let accepted = json!({"version": terms["version"]});
    let _ = journey.take(&mut browser, Step::post("accept-terms", "/v1/session/terms", accepted)).await;
    let role = json!({"role": "lea-caaspp-coordinator", "organization": POPPY, "year": "2026-27"});
    let _ = journey.take(&mut browser, Step::put("choose-role", "/v1/session/role", role)).await;
    let _ = journey.take(&mut browser, Step::post("extend-session", "/v1/session/extension", json!({}))).await;
    let _ = journey.take(&mut browser, Step::get("list-systems", "/v1/systems")).await;
    let _ = journey.take(&mut browser, Step::delete("end-session", "/v1/session")).await;
    journey.end(PASSES);
}
