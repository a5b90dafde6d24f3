//! Passkeys: adding one, signing in with it, and what is no proof.

use jiff::SignedDuration;
use serde_json::{Value, json};
use store::Table;
use testkit::{Answer, Browser, Person, World};

use super::device::Device;
use super::factors::password_step;
use crate::people::sign_in_again;

/// What the browser is asked to add a passkey.
async fn offer(browser: &mut Browser) -> Value {
    browser.post("/v1/account/passkeys/challenge", json!({})).await.expect(200).json()["options"].clone()
}

async fn add(browser: &mut Browser, credential: &Value) -> Answer {
    browser.post("/v1/account/passkeys", json!({"name": "my telephone", "credential": credential})).await
}

/// What the browser is asked to prove.
async fn challenge(browser: &mut Browser) -> Value {
    browser.post("/v1/session/passkey-challenge", json!({})).await.expect(200).json()["options"].clone()
}

async fn prove(browser: &mut Browser, proof: &Value) -> Answer {
    browser.post("/v1/session/verification", json!({"passkey": proof})).await
}

/// Adds the passkey of a device in an open session.
pub(crate) async fn add_passkey(world: &World, browser: &mut Browser) -> Device {
    let mut device = Device::new();
    let credential = device.create(&offer(browser).await).await;
    let _ = add(browser, &credential).await.expect(200);
    let _ = world.calls.take();
    device
}

/// Somebody with a passkey: the session in which it was added, and the device.
async fn with_passkey(world: &World, username: &str) -> (Person, Browser, Device) {
    let mut person = Person::named(username);
    person.save(world).await;
    let mut browser = sign_in_again(world, &person).await;
    let device = add_passkey(world, &mut browser).await;
    (person, browser, device)
}

/// The passkeys of an account, as its owner sees them.
async fn listed(browser: &mut Browser) -> Vec<Value> {
    let account = browser.get("/v1/account").await.expect(200).json();
    account["second_factors"]["passkeys"].as_array().unwrap().clone()
}

fn refused(answer: Answer) {
    assert_eq!(answer.expect(403).json()["type"], "/problems/session.verification-refused");
}

fn over(answer: Answer) {
    assert_eq!(answer.expect(409).json()["type"], "/problems/account.challenge-over");
}

fn no_passkey(answer: Answer) {
    assert_eq!(answer.expect(422).json()["errors"][0]["pointer"], "/credential");
}

#[tokio::test]
async fn a_passkey_is_added_and_asked_for_from_then_on() {
    let world = World::start().await;
    let mut person = Person::coordinator();
    person.save(&world).await;
    let mut browser = sign_in_again(&world, &person).await;
    let cookie = browser.cookie.clone();
    let options = offer(&mut browser).await;
    assert_eq!((&options["rp"]["id"], &options["user"]["name"]), (&json!("opentoms.example"), &json!(person.username)));
    let mut device = Device::new();
    let credential = device.create(&options).await;
    let _ = world.calls.take();
    let added = add(&mut browser, &credential).await.expect(200).json();
    assert_eq!(world.calls.levels(), 2);
    assert_eq!(added["recovery_codes"].as_array().unwrap().len(), 10, "with the first second factor");
    assert_ne!(browser.cookie, cookie, "the session goes on under a new token");
    let now = world.now().to_string();
    let [passkey] = listed(&mut browser).await.try_into().expect("one passkey");
    assert_eq!((&passkey["name"], &passkey["added_at"]), (&json!("my telephone"), &json!(now)));
    let letters = world.items(Table::Mail).await;
    assert_eq!(letters[0]["letter"], json!({"letter": "second-factor-changed", "change": "passkey-added"}));

    world.pass(SignedDuration::from_mins(1));
    let (mut browser, asked) = password_step(&world, &person).await;
    assert_eq!(asked.expect(202).json()["second_factor"]["methods"], json!(["passkey", "recovery-code"]));
    let _ = browser.get("/v1/session").await.expect(401);
    let _ = world.calls.take();
    let proof = device.get(&challenge(&mut browser).await).await;
    assert_eq!(world.calls.levels(), 2);
    let _ = world.calls.take();
    let session = prove(&mut browser, &proof).await.expect(200).json();
    assert_eq!(world.calls.levels(), 2);
    assert_eq!(session["second_factor_settled"], true);
    let [used] = listed(&mut browser).await.try_into().expect("one passkey");
    assert_eq!((&used["id"], &used["last_used_at"]), (&passkey["id"], &json!(world.now().to_string())));
}

#[tokio::test]
async fn a_browser_may_leave_out_what_it_need_not_tell() {
    let world = World::start().await;
    let mut person = Person::coordinator();
    person.save(&world).await;
    let mut browser = sign_in_again(&world, &person).await;
    let mut device = Device::new();
    let mut credential = device.create(&offer(&mut browser).await).await;
    let told = credential["response"].as_object_mut().unwrap();
    told.retain(|name, _| ["clientDataJSON", "attestationObject"].contains(&name.as_str()));
    credential["clientExtensionResults"] = json!({"credProps": {"rk": true}});
    let _ = add(&mut browser, &credential).await.expect(200);
    let mut proof = device.get(&challenge(&mut browser).await).await;
    proof["response"].as_object_mut().unwrap().remove("userHandle");
    proof.as_object_mut().unwrap().remove("authenticatorAttachment");
    let _ = prove(&mut browser, &proof).await.expect(200);
}

#[tokio::test]
async fn an_answer_given_on_another_site_is_refused() {
    // The nearest that a browser lets ask for a passkey of the portal's.
    let elsewhere = "https://elsewhere.opentoms.example";
    let world = World::start().await;
    let (_, mut browser, mut device) = with_passkey(&world, "ana@poppy.test").await;
    device.open(elsewhere);
    let proof = device.get(&challenge(&mut browser).await).await;
    refused(prove(&mut browser, &proof).await);
    let mut other = Device::new();
    other.open(elsewhere);
    let credential = other.create(&offer(&mut browser).await).await;
    no_passkey(add(&mut browser, &credential).await);
    assert_eq!(listed(&mut browser).await.len(), 1);
}

#[tokio::test]
async fn a_challenge_is_good_once() {
    let world = World::start().await;
    let mut person = Person::coordinator();
    person.save(&world).await;
    let mut browser = sign_in_again(&world, &person).await;
    let mut device = Device::new();
    let credential = device.create(&offer(&mut browser).await).await;
    let _ = add(&mut browser, &credential).await.expect(200);
    over(add(&mut browser, &credential).await);

    let proof = device.get(&challenge(&mut browser).await).await;
    let _ = prove(&mut browser, &proof).await.expect(200);
    refused(prove(&mut browser, &proof).await);
    let _ = challenge(&mut browser).await;
    refused(prove(&mut browser, &proof).await);

    // From the third failure on, the next proof waits.
    world.pass(SignedDuration::from_secs(20));
    let mut wrong = device.get(&challenge(&mut browser).await).await;
    let right = wrong.clone();
    wrong["response"]["signature"] = right["response"]["authenticatorData"].clone();
    refused(prove(&mut browser, &wrong).await);
    world.pass(SignedDuration::from_secs(20));
    refused(prove(&mut browser, &right).await);
}

#[tokio::test]
async fn a_challenge_is_for_one_session_and_the_last_one_counts() {
    let world = World::start().await;
    let (person, mut browser, mut device) = with_passkey(&world, "ana@poppy.test").await;
    let proof = device.get(&challenge(&mut browser).await).await;
    let (mut other, asked) = password_step(&world, &person).await;
    let _ = asked.expect(202);
    refused(prove(&mut other, &proof).await);
    let _ = challenge(&mut other).await;
    refused(prove(&mut other, &proof).await);
    let _ = other.get("/v1/session").await.expect(401);
    let later = device.get(&challenge(&mut browser).await).await;
    // From the third failure on, the next proof waits.
    let wait = SignedDuration::from_secs(20);
    world.pass(wait);
    refused(prove(&mut browser, &proof).await);
    world.pass(wait);
    refused(prove(&mut browser, &later).await);
    world.pass(wait);
    let again = device.get(&challenge(&mut browser).await).await;
    let _ = prove(&mut browser, &again).await.expect(200);
}

#[tokio::test]
async fn a_challenge_waits_five_minutes_to_the_second() {
    let world = World::start().await;
    let (_, mut browser, mut device) = with_passkey(&world, "ana@poppy.test").await;
    for (seconds, status) in [(299, 200), (300, 403)] {
        let proof = device.get(&challenge(&mut browser).await).await;
        world.pass(SignedDuration::from_secs(seconds));
        let _ = prove(&mut browser, &proof).await.expect(status);
    }
    let proof = device.get(&challenge(&mut browser).await).await;
    let _ = prove(&mut browser, &proof).await.expect(200);
    let credential = Device::new().create(&offer(&mut browser).await).await;
    world.pass(SignedDuration::from_secs(300));
    over(add(&mut browser, &credential).await);
    let credential = Device::new().create(&offer(&mut browser).await).await;
    world.pass(SignedDuration::from_secs(299));
    let _ = add(&mut browser, &credential).await.expect(200);
}

#[tokio::test]
async fn somebody_elses_passkey_is_no_proof() {
    let world = World::start().await;
    let (_, mut hers, _) = with_passkey(&world, "ana@poppy.test").await;
    let (_, mut his, mut his_device) = with_passkey(&world, "lee@poppy.test").await;
    // His, to his challenge.
    let his_options = challenge(&mut his).await;
    let his_proof = his_device.get(&his_options).await;
    let _ = challenge(&mut hers).await;
    refused(prove(&mut hers, &his_proof).await);
    // His, to hers: his browser is not one that keeps to what is asked.
    let mut her_options = challenge(&mut hers).await;
    let her_passkey = her_options["allowCredentials"][0]["id"].clone();
    her_options["allowCredentials"] = his_options["allowCredentials"].clone();
    let mut forged = his_device.get(&her_options).await;
    refused(prove(&mut hers, &forged).await);
    // The same under the name of hers.
    let _ = challenge(&mut hers).await;
    her_options["challenge"] = challenge(&mut hers).await["challenge"].clone();
    forged = his_device.get(&her_options).await;
    forged["id"] = her_passkey.clone();
    forged["rawId"] = her_passkey;
    refused(prove(&mut hers, &forged).await);
    let _ = prove(&mut his, &his_proof).await.expect(200);
}

#[tokio::test]
async fn a_passkey_that_did_not_verify_its_owner_is_refused() {
    let world = World::start().await;
    let mut person = Person::coordinator();
    person.save(&world).await;
    let mut browser = sign_in_again(&world, &person).await;
    let mut options = offer(&mut browser).await;
    options["authenticatorSelection"]["userVerification"] = json!("discouraged");
    let credential = Device::held_by_a_stranger().create(&options).await;
    no_passkey(add(&mut browser, &credential).await);
    assert_eq!(listed(&mut browser).await, Vec::<Value>::new());
}

#[tokio::test]
async fn the_browser_is_told_which_passkeys_the_account_has_already() {
    let world = World::start().await;
    let (_, mut browser, _) = with_passkey(&world, "ana@poppy.test").await;
    let asked = challenge(&mut browser).await;
    let excluded = offer(&mut browser).await["excludeCredentials"].clone();
    assert_eq!((excluded.as_array().unwrap().len(), &excluded[0]["id"]), (1, &asked["allowCredentials"][0]["id"]));
}

#[tokio::test]
async fn a_removed_passkey_is_asked_for_no_more_and_proves_nothing() {
    let world = World::start().await;
    let (person, mut browser, mut device) = with_passkey(&world, "ana@poppy.test").await;
    let proof = device.get(&challenge(&mut browser).await).await;
    let id = listed(&mut browser).await[0]["id"].as_str().unwrap().to_owned();
    let mut stranger = with_passkey(&world, "lee@poppy.test").await.1;
    let _ = stranger.delete(&format!("/v1/account/passkeys/{id}")).await.expect(404);
    let _ = browser.delete(&format!("/v1/account/passkeys/{id}")).await.expect(204);
    assert_eq!(listed(&mut browser).await, Vec::<Value>::new());
    let _ = browser.delete(&format!("/v1/account/passkeys/{id}")).await.expect(404);
    refused(prove(&mut browser, &proof).await);
    let none = browser.post("/v1/session/passkey-challenge", json!({})).await.expect(409).json();
    assert_eq!(none["type"], "/problems/session.no-passkey");
    let (_, answer) = password_step(&world, &person).await;
    let _ = answer.expect(200);
    let changes = world.items(Table::Mail).await;
    assert!(changes.iter().any(|row| row["letter"]["change"] == "passkey-removed"));
    let accounts = world.items(Table::Accounts).await;
    let user = format!("USER#{}", person.id);
    assert!(!accounts.iter().any(|item| item["pk"] == user && item["sk"].as_str().unwrap().starts_with("FACTOR#")));
}

#[tokio::test]
async fn a_copy_of_a_passkey_shows_by_its_counter() {
    let world = World::start().await;
    let (_, mut browser, mut device) = with_passkey(&world, "ana@poppy.test").await;
    let mut copy = device.copy();
    for _ in 0..2 {
        let proof = device.get(&challenge(&mut browser).await).await;
        let _ = prove(&mut browser, &proof).await.expect(200);
    }
    let proof = copy.get(&challenge(&mut browser).await).await;
    refused(prove(&mut browser, &proof).await);
}
