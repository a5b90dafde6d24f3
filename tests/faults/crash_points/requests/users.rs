//! Users, looked after by a coordinator.

use domain::access::Role;
use domain::accounts::AccountState;
use domain::directory::OrganizationKind;
use serde_json::json;
use testkit::places::{CEDAR, POPPY};
use testkit::{Person, at_school, save_organization};

use super::{Journey, Step};

pub(super) const PASSES: (&str, &[&str]) = (
    "users",
    &[
        "add-user",
        "change-user",
        "end-user-sessions",
        "list-affidavits",
        "list-users",
        "read-user",
        "search-users",
        "send-activation",
        "upload-users",
    ],
);

#[tokio::test]
async fn whatever_becomes_of_any_one_call_users_are_added_and_changed() {
    let mut journey = Journey::begin().await;
    save_organization(&journey.ground.world, POPPY, OrganizationKind::District).await;
    save_organization(&journey.ground.world, CEDAR, OrganizationKind::School).await;
    let mut browser = journey.signed_in(Person::coordinator()).await;
    let role = |role: &str| json!({"role": role, "organization": CEDAR, "year": "2026-27"});
    let noor = json!({
        "first_name": "Noor", "last_name": "Haddad", "email": "noor.haddad@poppy.test",
        "roles": [role("test-administrator")],
    });
    let add = Step::post("add-user", "/v1/users", noor).under_a_key();
    let added = journey.take(&mut browser, add).await.json();
    let _ = journey.take(&mut browser, Step::get("list-users", "/v1/users")).await;
    for (how, body) in [("by name", json!({"name": "had"})), ("by address", json!({"email": "noor.haddad@poppy.test"}))]
    {
        let _ = journey.take(&mut browser, Step::post("search-users", "/v1/users/search", body).how(how)).await;
    }
    let user = format!("/v1/users/{}", added["id"].as_str().unwrap());
    let _ = journey.take(&mut browser, Step::get("read-user", user.as_str())).await;
    let _ = journey.take(&mut browser, Step::post("send-activation", format!("{user}/activation"), json!({}))).await;

    let mut examiner = Person::named("examiner@poppy.test").with(Role::TestExaminer, at_school(CEDAR));
    examiner.save(&journey.ground.world).await;
    let _ = journey.signed_in_again(&examiner).await;
    let user = format!("/v1/users/{}", examiner.id);
    let etag = browser.get(&user).await.expect(200).header("etag").unwrap().trim_matches('"').to_owned();
    let telephone = json!({"telephone": "(415) 555-0100", "roles": {"add": [role("test-administrator")]}});
    let given = Step::patch("change-user", user.as_str(), telephone).about(&etag).how("a role given");
    let etag = journey.take(&mut browser, given).await.header("etag").unwrap().trim_matches('"').to_owned();
    let taken = json!({"roles": {"remove": [role("test-administrator")]}});
    let taken = Step::patch("change-user", user.as_str(), taken).about(&etag).how("a role taken");
    let etag = journey.take(&mut browser, taken).await.header("etag").unwrap().trim_matches('"').to_owned();
    let _ = journey.take(&mut browser, Step::delete("end-user-sessions", format!("{user}/sessions"))).await;
    let etag =
        browser.get(&user).await.expect(200).header("etag").map_or(etag, |etag| etag.trim_matches('"').to_owned());
    let body = json!({"state": AccountState::Deactivated});
    let deactivated = Step::patch("change-user", user, body).about(&etag).how("deactivated");
    let _ = journey.take(&mut browser, deactivated).await;

    let csv = format!(
        "First name,Last name,CDS code,E-mail address,Telephone number,Role in organization\n\
         Bo,Lee,{CEDAR},bo@poppy.test,,Test Administrator\n\
         Cy,Lee,{CEDAR},cy@poppy.test,,Test Administrator\n"
    );
    let upload = |body| Step::post("upload-users", "/v1/users/uploads", body);
    let looked = journey.take(&mut browser, upload(json!({"csv": csv})).how("looked through")).await.json();
    let commit = json!({"csv": csv, "commit": true, "digest": looked["digest"]});
    let _ = journey.take(&mut browser, upload(commit)).await;
    let _ = journey.take(&mut browser, Step::get("list-affidavits", "/v1/affidavits?program=caaspp")).await;
    journey.end(PASSES);
}
