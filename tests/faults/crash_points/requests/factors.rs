//! Second factors.

use jiff::SignedDuration;
use serde_json::json;
use testkit::{Person, World};
use totp_rs::{Builder, Secret};

use super::{Journey, Step};
use crate::device::Device;

pub(super) const PASSES: (&str, &[&str]) = (
    "factors",
    &[
        "add-passkey",
        "begin-passkey",
        "begin-totp",
        "challenge-passkey",
        "confirm-totp",
        "remove-passkey",
        "remove-totp",
        "renew-recovery-codes",
        "verify-session",
    ],
);

const VERIFICATION: &str = "/v1/session/verification";

/// What an authenticator app shows now.
fn shown(secret: &str, world: &World) -> String {
    let app = Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build().unwrap();
    app.generate(u64::try_from(world.now().as_second()).unwrap()).to_string()
}

#[tokio::test]
async fn whatever_becomes_of_any_one_call_second_factors_are_added_used_and_removed() {
    let mut journey = Journey::begin().await;
    let mut browser = journey.signed_in(Person::named("careful@poppy.test")).await;
    let verify = |how, proof| Step::post("verify-session", VERIFICATION, proof).how(how);
    let by_password = verify("by password", json!({"password": Person::PASSWORD}));
    let _ = journey.take(&mut browser, by_password).await;

    let offer = journey.take(&mut browser, Step::post("begin-totp", "/v1/account/totp", json!({}))).await.json();
    let secret = offer["secret"].as_str().unwrap().to_owned();
    let code = json!({"code": shown(&secret, &journey.ground.world)});
    let added = journey.take(&mut browser, Step::put("confirm-totp", "/v1/account/totp", code)).await.json();
    journey.ground.world.pass(SignedDuration::from_secs(30));
    let code = json!({"totp": shown(&secret, &journey.ground.world)});
    let _ = journey.take(&mut browser, verify("by authenticator app", code)).await;
    let code = json!({"recovery_code": added["recovery_codes"][0]});
    let _ = journey.take(&mut browser, verify("by recovery code", code)).await;
    let renew = Step::post("renew-recovery-codes", "/v1/account/recovery-codes", json!({}));
    let _ = journey.take(&mut browser, renew).await;

    let mut device = Device::new();
    let begin = Step::post("begin-passkey", "/v1/account/passkeys/challenge", json!({}));
    let offer = journey.take(&mut browser, begin).await.json();
    let credential = device.create(&offer["options"]).await;
    let add = Step::post("add-passkey", "/v1/account/passkeys", json!({"name": "telephone", "credential": credential}));
    let _ = journey.take(&mut browser, add).await;
    let ask = Step::post("challenge-passkey", "/v1/session/passkey-challenge", json!({}));
    let offer = journey.take(&mut browser, ask).await.json();
    let proof = device.get(&offer["options"]).await;
    let _ = journey.take(&mut browser, verify("by passkey", json!({"passkey": proof}))).await;
    let account = browser.get("/v1/account").await.expect(200).json();
    let passkey = account["second_factors"]["passkeys"][0]["id"].as_str().unwrap();
    let _ = journey.take(&mut browser, Step::delete("remove-passkey", format!("/v1/account/passkeys/{passkey}"))).await;
    let _ = journey.take(&mut browser, Step::delete("remove-totp", "/v1/account/totp")).await;
    journey.end(PASSES);
}
