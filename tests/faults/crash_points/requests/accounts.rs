//! One's own account.

use domain::access::Role;
use serde_json::json;
use testkit::places::CEDAR;
use testkit::{Person, at_school};

use super::{Journey, Step};

pub(super) const PASSES: (&str, &[&str]) = (
    "accounts",
    &[
        "change-password",
        "end-one-session",
        "end-sessions",
        "list-sessions",
        "read-account",
        "read-affidavits",
        "sign-affidavit",
    ],
);

/// What the password is changed to.
const CHOSEN: &str = "seven herons over the poppies";

#[tokio::test]
async fn whatever_becomes_of_any_one_call_an_account_is_changed_by_its_owner() {
    let mut journey = Journey::begin().await;
    let person = Person::named("administrator@poppy.test").with(Role::TestAdministrator, at_school(CEDAR));
    let person = person.without_affidavit();
    let mut browser = journey.signed_in(person.clone()).await;
    let _ = journey.take(&mut browser, Step::get("read-account", "/v1/account")).await;
    let page = journey.take(&mut browser, Step::get("read-affidavits", "/v1/account/affidavits")).await.json();
    let signature = json!({"program": "caaspp", "version": page["affidavits"][0]["version"]});
    let _ = journey.take(&mut browser, Step::post("sign-affidavit", "/v1/account/affidavits", signature)).await;
    for _ in 0..3 {
        let _ = journey.signed_in_again(&person).await;
    }
    let listed = journey.take(&mut browser, Step::get("list-sessions", "/v1/account/sessions")).await.json();
    let other = listed["sessions"].as_array().unwrap().iter().find(|session| session["current"] == false).unwrap();
    let path = format!("/v1/account/sessions/{}", other["id"].as_str().unwrap());
    let _ = journey.take(&mut browser, Step::delete("end-one-session", path)).await;
    let others = Step::delete("end-sessions", "/v1/account/sessions?others=true").how("but this one");
    let _ = journey.take(&mut browser, others).await;
    let change = json!({"current_password": Person::PASSWORD, "new_password": CHOSEN});
    let _ = journey.take(&mut browser, Step::put("change-password", "/v1/account/password", change)).await;
    let _ = journey.take(&mut browser, Step::delete("end-sessions", "/v1/account/sessions")).await;
    journey.end(PASSES);
}
