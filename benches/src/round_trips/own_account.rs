use axum::http::Method;
use jiff::SignedDuration;
use serde_json::json;
use testkit::{Person, World};
use totp_rs::{Builder, Secret};

use super::{CHOSEN, Journey, Step};

pub(super) async fn own_account(journey: &mut Journey, username: &str) {
    let put = |operation, path, body| Step { method: Method::PUT, ..Step::post(operation, path, body) };
    let verify = |body| Step::post("verify-session", "/v1/session/verification", body);
    let _ = journey.take(Step::get("read-account", "/v1/account")).await;
    let affidavits = journey.take(Step::get("read-affidavits", "/v1/account/affidavits")).await.json();
    let elpac = json!({"program": "elpac", "version": affidavits["affidavits"][1]["version"]});
    let _ = journey.take(Step::post("sign-affidavit", "/v1/account/affidavits", elpac)).await;
    let _ = journey.take(verify(json!({"password": Person::PASSWORD})).how("by password")).await;
    let change = json!({"current_password": Person::PASSWORD, "new_password": CHOSEN});
    let _ = journey.take(put("change-password", "/v1/account/password", change)).await;

    let mut elsewhere = workflows::browser(&journey.world);
    let _ = elsewhere.post("/v1/session", json!({"username": username, "password": CHOSEN})).await.expect(200);
    let listed = journey.take(Step::get("list-sessions", "/v1/account/sessions")).await.json();
    let sessions = listed["sessions"].as_array().expect("a list");
    let other = sessions.iter().find(|session| session["current"] == false).expect("a session elsewhere");
    let other = format!("/v1/account/sessions/{}", other["id"].as_str().expect("a session has an id"));
    let _ = journey.take(Step::new("end-one-session", Method::DELETE, &other)).await;
    let others = Step::new("end-sessions", Method::DELETE, "/v1/account/sessions?others=true");
    let _ = journey.take(others.how("but this one")).await;

    let offer = journey.take(Step::post("begin-totp", "/v1/account/totp", json!({}))).await.json();
    let secret = offer["secret"].as_str().expect("a secret");
    let code = json!({"code": shown(secret, &journey.world)});
    let added = journey.take(put("confirm-totp", "/v1/account/totp", code)).await.json();
    journey.world.pass(SignedDuration::from_secs(30));
    let proof = json!({"totp": shown(secret, &journey.world)});
    let _ = journey.take(verify(proof).how("by authenticator app")).await;
    let proof = json!({"recovery_code": added["recovery_codes"][0]});
    let _ = journey.take(verify(proof).how("by recovery code")).await;
    let _ = journey.take(Step::post("renew-recovery-codes", "/v1/account/recovery-codes", json!({}))).await;
    let _ = journey.take(Step::post("begin-passkey", "/v1/account/passkeys/challenge", json!({}))).await;
    let _ = journey.take(Step::new("remove-totp", Method::DELETE, "/v1/account/totp")).await;
}

/// What an authenticator app shows now.
fn shown(secret: &str, world: &World) -> String {
    let secret = Secret::try_from_base32(secret).expect("a secret in base 32");
    let app = Builder::new().with_secret(secret).build().expect("an authenticator app");
    app.generate(u64::try_from(world.now().as_second()).expect("a time after 1970")).to_string()
}
