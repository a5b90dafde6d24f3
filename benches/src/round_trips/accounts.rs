use axum::http::Method;
use domain::access::Role;
use domain::accounts::{AccountState, LinkPurpose};
use serde_json::json;
use testkit::places::{CEDAR, POPPY};
use testkit::{Person, mail_link};

use super::{CHOSEN, Journey, Step};

pub(super) async fn accounts(journey: &mut Journey, username: &str) {
    let _ = journey.take(Step::get("check-health", "/v1/health")).await;
    let credentials = json!({"username": username, "password": Person::PASSWORD});
    let _ = journey.take(Step::post("sign-in", "/v1/session", credentials)).await;
    let _ = journey.take(Step::get("read-session", "/v1/session")).await;
    let terms = journey.take(Step::get("read-terms", "/v1/session/terms")).await.json();
    let accepted = json!({"version": terms["version"]});
    let _ = journey.take(Step::post("accept-terms", "/v1/session/terms", accepted)).await;
    let role = json!({"role": Role::LeaCaasppCoordinator.code(), "organization": POPPY, "year": "2026-27"});
    let choice = Step { method: Method::PUT, ..Step::post("choose-role", "/v1/session/role", role) };
    let _ = journey.take(choice).await;
    let _ = journey.take(Step::post("extend-session", "/v1/session/extension", json!({}))).await;
    let _ = journey.take(Step::get("list-systems", "/v1/systems")).await;
    let _ = journey.take(Step::get("read-organizations", "/v1/organizations")).await;
    let below = format!("/v1/organizations?parent={POPPY}");
    let _ = journey.take(Step::get("read-organizations", &below).how("below one")).await;
}

pub(super) async fn links(journey: &mut Journey) {
    let mut added = Person::named("added@poppy.test").in_state(AccountState::Added);
    added.save(&journey.world).await;
    let asked = json!({"email": added.username});
    let _ = journey.take(Step::post("request-activation", "/v1/activations", asked)).await;
    let token = mail_link(&journey.world, added.id, LinkPurpose::Activation, "letter").await;
    let path = format!("/v1/activations/{token}");
    let set = Step::post("activate-account", &path, json!({"password": CHOSEN}));
    let _ = journey.take(Step { method: Method::PUT, ..set }).await;
    let asked = json!({"identifier": added.username});
    let _ = journey.take(Step::post("request-password-reset", "/v1/password-resets", asked)).await;
    let token = mail_link(&journey.world, added.id, LinkPurpose::PasswordReset, "letter").await;
    let path = format!("/v1/password-resets/{token}");
    let set = Step::post("reset-password", &path, json!({"new_password": CHOSEN}));
    let _ = journey.take(Step { method: Method::PUT, ..set }).await;
    let _ = journey.take(Step::post("check-password", "/v1/password-checks", json!({"password": CHOSEN}))).await;
}

pub(super) async fn users(journey: &mut Journey) {
    let role = |role: &str| json!({"role": role, "organization": CEDAR, "year": "2026-27"});
    let noor = json!({
        "first_name": "Noor", "last_name": "Haddad", "email": "noor.haddad@poppy.test",
        "roles": [role("test-administrator")],
    });
    let add = Step::post("add-user", "/v1/users", noor);
    let added = journey.take(Step { headers: &[("idempotency-key", "first")], ..add }).await.json();
    let _ = journey.take(Step::get("list-users", "/v1/users")).await;
    for (how, body) in
        [("by last name", json!({"name": "had"})), ("by address", json!({"email": "noor.haddad@poppy.test"}))]
    {
        let _ = journey.take(Step::post("search-users", "/v1/users/search", body).how(how)).await;
    }
    let user = format!("/v1/users/{}", added["id"].as_str().expect("a user has an id"));
    let read = journey.take(Step::get("read-user", &user)).await;
    let etag = read.header("etag").expect("a user has an ETag");
    let body = json!({"telephone": "(415) 555-0100", "roles": {"add": [role("test-examiner")]}});
    let change = Step::new("change-user", Method::PATCH, &user);
    let _ = journey.take(Step { headers: &[("if-match", etag)], body: Some(body), ..change }).await;
    let again = format!("{user}/activation");
    let _ = journey.take(Step::post("send-activation", &again, json!({}))).await;
    let sessions = format!("{user}/sessions");
    let _ = journey.take(Step::new("end-user-sessions", Method::DELETE, &sessions)).await;
    let csv = format!(
        "First name,Last name,CDS code,E-mail address,Telephone number,Role in organization\n\
         Bo,O'Neil,{CEDAR},bo@poppy.test,,Test Administrator\n"
    );
    let upload = |body| Step::post("upload-users", "/v1/users/uploads", body);
    let looked = journey.take(upload(json!({"csv": csv})).how("looked through")).await.json();
    let commit = json!({"csv": csv, "commit": true, "digest": looked["digest"]});
    let _ = journey.take(upload(commit).how("committed")).await;
    let _ = journey.take(Step::get("list-affidavits", "/v1/affidavits?program=caaspp")).await;
}
