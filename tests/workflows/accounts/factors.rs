//! The second factor: adding one, signing in with it, losing it.

use domain::access::Role;
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::Table;
use testkit::places::POPPY;
use testkit::{Answer, Browser, Person, World, at_lea};
use totp_rs::{Builder, Secret};

use crate::people::sign_in_again;

/// What an authenticator app shows: by the crate alone, from the secret as people type it.
pub(crate) fn code(secret: &str, world: &World) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let app = Builder::new().with_secret(secret).build().unwrap();
    app.generate(u64::try_from(world.now().as_second()).unwrap()).to_string()
}

/// Adds an authenticator app in an open session: its secret, and the recovery codes.
pub(crate) async fn add_totp(world: &World, browser: &mut Browser) -> (String, Vec<String>) {
    let offer = browser.post("/v1/account/totp", json!({})).await.expect(200).json();
    let secret = offer["secret"].as_str().unwrap().to_owned();
    let added = browser.put("/v1/account/totp", json!({"code": code(&secret, world)})).await.expect(200).json();
    let codes = added["recovery_codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned());
    let codes = codes.collect();
    world.pass(SignedDuration::from_secs(30));
    let _ = world.calls.take();
    (secret, codes)
}

/// The first step of a sign-in.
pub(crate) async fn password_step(world: &World, person: &Person) -> (Browser, Answer) {
    let mut browser = workflows::browser(world);
    let body = json!({"username": person.username, "password": Person::PASSWORD});
    let answer = browser.post("/v1/session", body).await;
    let _ = world.calls.take();
    (browser, answer)
}

async fn with_totp(world: &World) -> (Person, Browser, String, Vec<String>) {
    let mut person = Person::coordinator();
    person.save(world).await;
    let mut browser = sign_in_again(world, &person).await;
    let (secret, codes) = add_totp(world, &mut browser).await;
    (person, browser, secret, codes)
}

async fn prove(browser: &mut Browser, proof: Value) -> Answer {
    browser.post("/v1/session/verification", proof).await
}

async fn actions(world: &World) -> Vec<String> {
    let mut rows = world.items(Table::Audit).await;
    rows.sort_by_key(|row| row["at"].to_string());
    rows.iter().map(|row| row["action"].as_str().unwrap().to_owned()).collect()
}

async fn letters(world: &World) -> Vec<Value> {
    let mut rows = world.items(Table::Mail).await;
    rows.sort_by_key(|row| row["queued_at"].to_string());
    rows.into_iter().map(|row| row["letter"].clone()).collect()
}

#[tokio::test]
async fn an_authenticator_app_is_added_by_a_code_and_asked_for_from_then_on() {
    let world = World::start().await;
    let mut person = Person::coordinator();
    person.save(&world).await;
    let mut browser = sign_in_again(&world, &person).await;
    let cookie = browser.cookie.clone();
    let offer = browser.post("/v1/account/totp", json!({})).await.expect(200).json();
    assert_eq!(world.calls.levels(), 2);
    assert!(offer["uri"].as_str().unwrap().starts_with("otpauth://totp/OpenTOMS:lea.coordinator%40poppy.test?secret="));
    let (_, unchanged) = password_step(&world, &person).await;
    let _ = unchanged.expect(200);

    let secret = offer["secret"].as_str().unwrap();
    let added = browser.put("/v1/account/totp", json!({"code": code(secret, &world)})).await.expect(200).json();
    assert_eq!(world.calls.levels(), 2);
    assert_eq!(added["recovery_codes"].as_array().unwrap().len(), 10);
    assert_ne!(browser.cookie, cookie, "the session goes on under a new token");
    browser.cookie = cookie;
    let _ = browser.get("/v1/session").await.expect(401);

    world.pass(SignedDuration::from_secs(30));
    let (mut browser, asked) = password_step(&world, &person).await;
    let asked = asked.expect(202).json();
    let until = (world.now() + SignedDuration::from_mins(5)).to_string();
    assert_eq!(asked, json!({"second_factor": {"methods": ["totp", "recovery-code"], "expires_at": until}}));
    for path in ["/v1/session", "/v1/account", "/v1/systems", "/v1/organizations"] {
        let _ = browser.get(path).await.expect(401);
    }
    let _ = browser.post("/v1/session/extension", json!({})).await.expect(401);
    let _ = world.calls.take();
    let proof = json!({"totp": code(secret, &world), "system": "toms"});
    let session = prove(&mut browser, proof).await.expect(200).json();
    assert_eq!(world.calls.levels(), 2);
    assert_eq!(
        (&session["second_factors"], &session["redirect_to"]),
        (&json!(["totp", "recovery-code"]), &json!("/students"))
    );
    let _ = browser.get("/v1/session").await.expect(200);

    let told = json!([{"letter": "second-factor-changed", "change": "totp-added"}]);
    assert_eq!(json!(letters(&world).await), told);
    let expected = ["signed-in", "signed-in", "second-factor-changed", "password-accepted", "verified"];
    let mut recorded = actions(&world).await;
    recorded.sort();
    let mut expected = expected.map(str::to_owned).to_vec();
    expected.sort();
    assert_eq!(recorded, expected);
}

#[tokio::test]
async fn no_secret_and_no_code_is_stored_as_it_is() {
    let world = World::start().await;
    let (_, _, secret, codes) = with_totp(&world).await;
    let bytes = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    let spellings = [secret, data_encoding::HEXLOWER.encode(&bytes), data_encoding::BASE64URL_NOPAD.encode(&bytes)];
    for table in [Table::Accounts, Table::Audit, Table::Mail] {
        let stored = serde_json::to_string(&world.items(table).await).unwrap().to_lowercase();
        for secret in spellings.iter().chain(&codes) {
            assert!(
                !stored.contains(&secret.to_lowercase()) && !stored.contains(&secret.replace('-', "")),
                "{table:?}"
            );
        }
        assert!(!stored.contains("poppies"));
    }
}

#[tokio::test]
async fn a_code_is_good_once() {
    let world = World::start().await;
    let (person, mut open, secret, _) = with_totp(&world).await;
    let (mut first, _) = password_step(&world, &person).await;
    let (mut second, _) = password_step(&world, &person).await;
    let proof = json!({"totp": code(&secret, &world)});
    let _ = prove(&mut first, proof.clone()).await.expect(200);
    let replayed = prove(&mut second, proof.clone()).await.expect(403);
    assert_eq!(replayed.json()["type"], "/problems/session.verification-refused");
    let _ = prove(&mut open, proof).await.expect(403);
}

#[tokio::test]
async fn of_two_who_use_one_code_at_the_same_moment_one_is_let_in() {
    let world = World::start().await;
    let (person, _, secret, _) = with_totp(&world).await;
    let (mut first, _) = password_step(&world, &person).await;
    let (mut second, _) = password_step(&world, &person).await;
    let proof = json!({"totp": code(&secret, &world)});
    let (one, other) = tokio::join!(prove(&mut first, proof.clone()), prove(&mut second, proof));
    let mut answers = [one.status.as_u16(), other.status.as_u16()];
    answers.sort_unstable();
    assert!(answers[0] == 200 && [403, 429, 503].contains(&answers[1]), "{answers:?}");
}

#[tokio::test]
async fn a_recovery_code_lets_in_once_and_the_owner_is_told() {
    let world = World::start().await;
    let (person, _, _, codes) = with_totp(&world).await;
    let (mut browser, _) = password_step(&world, &person).await;
    let _ = prove(&mut browser, json!({"recovery_code": codes[3].to_uppercase()})).await.expect(200);
    assert_eq!(world.calls.levels(), 2);
    let told = json!({"letter": "second-factor-changed", "change": {"recovery-code-used": {"left": 9}}});
    assert_eq!(letters(&world).await.last(), Some(&told));
    let (mut again, _) = password_step(&world, &person).await;
    let _ = prove(&mut again, json!({"recovery_code": codes[3]})).await.expect(403);
    let account = browser.get("/v1/account").await.expect(200).json();
    assert_eq!(account["second_factors"]["recovery_codes_left"], 9);
}

#[tokio::test]
async fn the_last_recovery_code_is_offered_no_more_and_new_ones_end_the_old() {
    let world = World::start().await;
    let (person, _, secret, codes) = with_totp(&world).await;
    for code in &codes {
        let (mut browser, asked) = password_step(&world, &person).await;
        assert_eq!(asked.json()["second_factor"]["methods"], json!(["totp", "recovery-code"]));
        let _ = prove(&mut browser, json!({"recovery_code": code})).await.expect(200);
    }
    let (mut browser, asked) = password_step(&world, &person).await;
    assert_eq!(asked.json()["second_factor"]["methods"], json!(["totp"]));
    let _ = prove(&mut browser, json!({"totp": code(&secret, &world)})).await.expect(200);
    let _ = world.calls.take();
    let renewed = browser.post("/v1/account/recovery-codes", json!({})).await.expect(200).json();
    assert_eq!(world.calls.levels(), 2);
    let renewed = renewed["recovery_codes"][0].as_str().unwrap().to_owned();
    let (mut browser, asked) = password_step(&world, &person).await;
    assert_eq!(asked.json()["second_factor"]["methods"], json!(["totp", "recovery-code"]));
    let _ = prove(&mut browser, json!({"recovery_code": codes[0]})).await.expect(403);
    let _ = prove(&mut browser, json!({"recovery_code": renewed})).await.expect(200);
}

#[tokio::test]
async fn every_proof_of_a_kind_that_is_not_right_is_one_answer_with_the_same_calls_and_what_to_do() {
    let world = World::start().await;
    let (person, _, _, _) = with_totp(&world).await;
    let mut other = Person::named("other@poppy.test").with(Role::LeaElpacCoordinator, at_lea(POPPY));
    other.save(&world).await;
    let mut others = sign_in_again(&world, &other).await;
    let (others_secret, others_codes) = add_totp(&world, &mut others).await;
    let mut answers = Vec::new();
    for proof in [
        json!({"totp": "000000"}),
        json!({"totp": code(&others_secret, &world)}),
        json!({"recovery_code": "0000-0000-0000-0000-0000-0000"}),
        json!({"recovery_code": others_codes[0]}),
    ] {
        let (mut browser, _) = password_step(&world, &person).await;
        let answer = prove(&mut browser, proof).await.expect(403);
        assert_eq!(answer.header("set-cookie"), None);
        let calls: Vec<_> =
            world.calls.take().into_iter().map(|call| (call.operation, call.used, call.level)).collect();
        answers.push((answer.without_request_id(), calls));
        world.pass(SignedDuration::from_secs(11));
    }
    // What is wrong with it, nobody is told.
    assert_eq!((&answers[0], &answers[2]), (&answers[1], &answers[3]));
    let [(app, calls), (recovery, other_calls)] = [answers[0].clone(), answers[2].clone()];
    assert_eq!(calls, other_calls);
    assert_eq!(app["detail"], "Take the next code that the app shows, or choose another way.");
    assert_eq!(recovery["detail"], "Each recovery code is good once: take another one, or choose another way.");
}

#[tokio::test]
async fn guesses_at_a_code_are_slowed_down_and_the_password_does_not_forget_them() {
    let world = World::start().await;
    let (person, _, secret, _) = with_totp(&world).await;
    for _ in 0..3 {
        let (mut browser, asked) = password_step(&world, &person).await;
        let _ = asked.expect(202);
        let _ = prove(&mut browser, json!({"totp": "000000"})).await.expect(403);
    }
    let (mut browser, _) = password_step(&world, &person).await;
    let right = json!({"totp": code(&secret, &world)});
    let slowed = prove(&mut browser, right.clone()).await.expect(429);
    assert_eq!((slowed.header("retry-after"), world.calls.levels()), (Some("1"), 1));
    world.pass(SignedDuration::from_secs(1));
    let _ = prove(&mut browser, json!({"totp": code(&secret, &world)})).await.expect(200);
    let (mut browser, _) = password_step(&world, &person).await;
    let _ = prove(&mut browser, json!({"totp": "000000"})).await.expect(403);
    let _ = prove(&mut browser, json!({"totp": "000000"})).await.expect(403);
}

#[tokio::test]
async fn nobody_guesses_more_than_100_codes_a_day() {
    let world = World::start().await;
    let (person, _, secret, _) = with_totp(&world).await;
    let mut guesses = 0;
    loop {
        let (mut browser, asked) = password_step(&world, &person).await;
        let _ = asked.expect(202);
        if prove(&mut browser, json!({"totp": "000000"})).await.status == 429 {
            break;
        }
        guesses += 1;
        world.pass(SignedDuration::from_secs(10));
    }
    assert_eq!(guesses, 100);
    world.pass(SignedDuration::from_hours(23));
    let (mut browser, _) = password_step(&world, &person).await;
    let _ = prove(&mut browser, json!({"totp": code(&secret, &world)})).await.expect(429);
    world.pass(SignedDuration::from_hours(1));
    let (mut browser, _) = password_step(&world, &person).await;
    let _ = prove(&mut browser, json!({"totp": code(&secret, &world)})).await.expect(200);
}

#[tokio::test]
async fn the_second_step_is_waited_for_5_minutes() {
    let world = World::start().await;
    let (person, _, secret, _) = with_totp(&world).await;
    let (mut browser, _) = password_step(&world, &person).await;
    world.pass(SignedDuration::from_secs(300));
    let _ = prove(&mut browser, json!({"totp": code(&secret, &world)})).await.expect(401);
}

#[tokio::test]
async fn a_password_is_no_proof_where_there_is_a_second_factor() {
    let world = World::start().await;
    let (person, mut open, _, _) = with_totp(&world).await;
    let (mut awaiting, _) = password_step(&world, &person).await;
    for browser in [&mut open, &mut awaiting] {
        let refused = prove(browser, json!({"password": Person::PASSWORD})).await.expect(422);
        assert_eq!(refused.json()["errors"][0]["pointer"], "/password");
    }
}

#[tokio::test]
async fn a_proof_is_exactly_one_and_of_its_form() {
    let world = World::start().await;
    let (_, mut browser, _, _) = with_totp(&world).await;
    for (body, pointer) in [
        (json!({}), ""),
        (json!({"totp": "123456", "password": "x"}), ""),
        (json!({"totp": "12345"}), "/totp"),
        (json!({"recovery_code": "short"}), "/recovery_code"),
        (json!({"totp": "123456", "pin": "1"}), "/pin"),
        (json!({"totp": "123456", "system": "other"}), "/system"),
    ] {
        let refused = prove(&mut browser, body.clone()).await.expect(422).json();
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{body}");
    }
}

#[tokio::test]
async fn what_changes_how_one_signs_in_asks_for_a_proof_of_the_last_10_minutes() {
    let world = World::start().await;
    let mut person = Person::coordinator();
    person.save(&world).await;
    let mut browser = sign_in_again(&world, &person).await;
    world.pass(SignedDuration::from_mins(10));
    let changes = |browser: Browser| async move {
        let mut browser = browser;
        let mut kinds = Vec::new();
        for path in
            ["/v1/account/totp", "/v1/account/recovery-codes", "/v1/account/passkeys/challenge", "/v1/account/passkeys"]
        {
            let answer = browser.post(path, json!({})).await;
            kinds.push((answer.status.as_u16(), answer.json()["type"].as_str().unwrap_or_default().to_owned()));
        }
        for path in ["/v1/account/totp", "/v1/account/passkeys/mzxw6ytboi4dcmrtgq2tmnzyha"] {
            let answer = browser.delete(path).await;
            kinds.push((answer.status.as_u16(), answer.json()["type"].as_str().unwrap_or_default().to_owned()));
        }
        let answer = browser.put("/v1/account/totp", json!({"code": "123456"})).await;
        kinds.push((answer.status.as_u16(), answer.json()["type"].as_str().unwrap_or_default().to_owned()));
        kinds
    };
    let stale = (403, "/problems/session.verification-required".to_owned());
    assert!(changes(browser.clone()).await.iter().all(|kind| *kind == stale));

    let cookie = browser.cookie.clone();
    let _ = world.calls.take();
    let refused = prove(&mut browser, json!({"password": "not the password"})).await.expect(403).json();
    assert_eq!(refused["detail"], "Enter the password once more.");
    let _ = world.calls.take();
    let _ = prove(&mut browser, json!({"password": Person::PASSWORD})).await.expect(200);
    assert_eq!(world.calls.levels(), 3, "the account, its password, the new session");
    assert_ne!(browser.cookie, cookie);
    let fresh = changes(browser.clone()).await;
    assert!(fresh.iter().all(|kind| *kind != stale), "{fresh:?}");
}

#[tokio::test]
async fn an_offered_secret_waits_15_minutes_for_the_session_it_was_offered_to() {
    let world = World::start().await;
    let mut person = Person::coordinator();
    person.save(&world).await;
    let mut browser = sign_in_again(&world, &person).await;
    let offer = browser.post("/v1/account/totp", json!({})).await.expect(200).json();
    let secret = offer["secret"].as_str().unwrap().to_owned();
    let wrong = browser.put("/v1/account/totp", json!({"code": "000000"})).await.expect(422).json();
    assert_eq!(wrong["errors"][0]["pointer"], "/code");
    let mut other = sign_in_again(&world, &person).await;
    let elsewhere = other.put("/v1/account/totp", json!({"code": code(&secret, &world)})).await.expect(409).json();
    assert_eq!(elsewhere["type"], "/problems/account.challenge-over");
    world.pass(SignedDuration::from_mins(9));
    let _ = prove(&mut browser, json!({"password": Person::PASSWORD})).await.expect(200);
    world.pass(SignedDuration::from_mins(6));
    let late = browser.put("/v1/account/totp", json!({"code": code(&secret, &world)})).await.expect(409).json();
    assert_eq!(late["type"], "/problems/account.challenge-over");
}

#[tokio::test]
async fn there_is_one_app_and_the_codes_end_with_the_last_factor() {
    let world = World::start().await;
    let (person, mut browser, _, _) = with_totp(&world).await;
    let twice = browser.post("/v1/account/totp", json!({})).await.expect(409).json();
    assert_eq!(twice["type"], "/problems/account.totp-exists");
    let _ = browser.delete("/v1/account/totp").await.expect(204);
    assert_eq!(letters(&world).await.last().unwrap()["change"], "totp-removed");
    let (_, answer) = password_step(&world, &person).await;
    let _ = answer.expect(200);
    let _ = browser.delete("/v1/account/totp").await.expect(404);
    let none = browser.post("/v1/account/recovery-codes", json!({})).await.expect(409).json();
    assert_eq!(none["type"], "/problems/account.no-second-factor");
    let accounts = world.items(Table::Accounts).await;
    assert!(accounts.iter().all(|item| !item["sk"].as_str().unwrap().starts_with("FACTOR#")), "{accounts:?}");
}

#[tokio::test]
async fn where_a_second_factor_is_asked_for_student_data_waits_for_it() {
    let world = World::start().await;
    let mut person = Person::coordinator();
    person.save(&world).await;
    let mut browser = workflows::browser_where_a_second_factor_is_asked_for(&world);
    let body = json!({"username": person.username, "password": Person::PASSWORD});
    let session = browser.post("/v1/session", body).await.expect(200).json();
    assert_eq!(session["second_factor_settled"], false);
    let search = json!({"ssid": "9000000001"});
    let refused = browser.post("/v1/students/search", search.clone()).await.expect(403).json();
    assert_eq!(refused["type"], "/problems/session.second-factor-not-enrolled");
    let _ = prove(&mut browser, json!({"password": Person::PASSWORD})).await.expect(200);
    let _ = browser.post("/v1/students/search", search.clone()).await.expect(403);
    let (_, _) = add_totp(&world, &mut browser).await;
    let _ = browser.post("/v1/students/search", search.clone()).await.expect(200);
    let _ = browser.delete("/v1/account/totp").await.expect(204);
    let _ = browser.post("/v1/students/search", search).await.expect(403);
}

#[tokio::test]
async fn a_role_without_student_data_works_without_a_second_factor() {
    let world = World::start().await;
    crate::directory::organizations::county(&world).await;
    let mut person = Person::named("s@poppy.test").with(Role::Superintendent, at_lea(POPPY));
    person.save(&world).await;
    let mut browser = workflows::browser_where_a_second_factor_is_asked_for(&world);
    let body = json!({"username": person.username, "password": Person::PASSWORD});
    let _ = browser.post("/v1/session", body).await.expect(200);
    let _ = browser.get("/v1/organizations").await.expect(200);
}

#[tokio::test]
async fn every_proof_gives_the_session_a_new_token() {
    let world = World::start().await;
    let mut browser = crate::people::signed_in(&world, Person::coordinator()).await;
    let before = browser.cookie.clone();
    let _ = browser.post("/v1/session/verification", json!({"password": Person::PASSWORD})).await.expect(200);
    assert_ne!(browser.cookie, before);
    let mut left = workflows::browser(&world);
    left.cookie = before;
    let _ = left.get("/v1/session").await.expect(401);
}
