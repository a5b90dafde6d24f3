use aws_sdk_dynamodb::types::AttributeValue;
use domain::access::Role;
use domain::accounts::AccountState;
use jiff::SignedDuration;
use serde_json::json;
use store::Table;
use testkit::places::{CEDAR, POPPY};
use testkit::{Answer, Person, World, at_lea, at_school};

use super::join_all;

async fn attempt(world: &World, username: &str, password: &str) -> Answer {
    workflows::browser(world).post("/v1/session", json!({"username": username, "password": password})).await
}

#[tokio::test]
async fn the_right_password_opens_a_session_and_says_who_and_what_next() {
    let world = World::start().await;
    Person::coordinator().without_terms().save(&world).await;
    let mut browser = workflows::browser(&world);
    let body = json!({"username": "Lea.Coordinator@poppy.test ", "password": Person::PASSWORD, "system": "toms"});
    let answer = browser.post("/v1/session", body).await.expect(200);
    let cookie = answer.header("set-cookie").unwrap();
    for part in ["__Host-session=", "HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let body = answer.json();
    assert_eq!(body["user"]["username"], "lea.coordinator@poppy.test");
    assert_eq!(body["terms"]["accepted"], false);
    assert_eq!(body["redirect_to"], "/students");
    assert_eq!(body["expires_at"], "2026-11-22T20:30:00Z");
    assert_eq!(body["role"]["role"], "lea-caaspp-coordinator", "the only role is in force without a choice");
    assert_eq!(body["roles"].as_array().unwrap().len(), 1);
    assert_eq!(browser.get("/v1/session").await.expect(200).json()["user"], body["user"]);

    let accounts = world.items(Table::Accounts).await;
    let session = accounts.iter().find(|item| item["sk"].as_str().unwrap().starts_with("SESSION#")).unwrap();
    let secret = browser.cookie.unwrap().split('.').next_back().unwrap().to_owned();
    assert!(!session.to_string().contains(&secret), "the secret is stored nowhere");
    let trail = world.items(Table::Audit).await;
    assert_eq!(trail.iter().map(|row| row["action"].as_str().unwrap()).collect::<Vec<_>>(), ["signed-in"]);
}

#[tokio::test]
async fn unknown_wrong_deactivated_and_not_activated_are_one_answer_with_the_same_calls() {
    let world = World::start().await;
    Person::coordinator().save(&world).await;
    Person::named("former.user@poppy.test").in_state(AccountState::Deactivated).save(&world).await;
    Person::named("new.user@poppy.test").in_state(AccountState::Added).save(&world).await;
    let mut answers = Vec::new();
    for (username, password) in [
        ("nobody@poppy.test", Person::PASSWORD),
        ("no address at all", Person::PASSWORD),
        ("lea.coordinator@poppy.test", "poppies bloom in may 2026"),
        ("former.user@poppy.test", Person::PASSWORD),
        ("new.user@poppy.test", Person::PASSWORD),
    ] {
        let answer = attempt(&world, username, password).await.expect(401);
        assert_eq!(answer.header("set-cookie"), None);
        let calls: Vec<_> =
            world.calls.take().into_iter().map(|call| (call.operation, call.used, call.level)).collect();
        let mut headers = answer.headers.clone();
        headers.remove("x-request-id");
        answers.push((answer.without_request_id(), calls, headers));
    }
    for other in &answers[1..] {
        assert_eq!(*other, answers[0]);
    }
    assert_eq!(answers[0].0["type"], "/problems/session.sign-in-refused");
}

#[tokio::test]
async fn an_account_stopped_in_its_profile_is_refused_like_a_wrong_password() {
    let world = World::start().await;
    let mut person = Person::coordinator();
    person.save(&world).await;
    let wrong = attempt(&world, "lea.coordinator@poppy.test", "not it at all").await.expect(401);
    let stop = world.behind.update_item().table_name(world.table(Table::Accounts));
    stop.key("pk", AttributeValue::S(format!("USER#{}", person.id)))
        .key("sk", AttributeValue::S("PROFILE".into()))
        .update_expression("SET #state = :stopped, epoch = epoch + :one")
        .expression_attribute_names("#state", "state")
        .expression_attribute_values(":stopped", AttributeValue::S("deactivated".into()))
        .expression_attribute_values(":one", AttributeValue::N("1".into()))
        .send()
        .await
        .unwrap();
    let stopped = attempt(&world, "lea.coordinator@poppy.test", Person::PASSWORD).await.expect(401);
    assert_eq!(stopped.without_request_id(), wrong.without_request_id());
    let throttle = world.items(Table::Accounts).await.into_iter().find(|item| item["sk"] == "THROTTLE").unwrap();
    assert_eq!(throttle["failures"], 2, "it counts like a wrong password");
    let failed = world.items(Table::Audit).await.into_iter().filter(|row| row["action"] == "sign-in-failed").count();
    assert_eq!(failed, 2);
    assert!(
        world.items(Table::Accounts).await.iter().all(|item| !item["sk"].as_str().unwrap().starts_with("SESSION#"))
    );
}

#[tokio::test]
async fn a_password_of_years_ago_is_still_good() {
    let world = World::start().await;
    let mut person = Person::coordinator();
    person.save(&world).await;
    world.pass(jiff::SignedDuration::from_hours(24 * 365 * 3));
    let body = json!({"username": person.username, "password": Person::PASSWORD});
    let _ = workflows::browser(&world).post("/v1/session", body).await.expect(200);
}

#[tokio::test]
async fn a_failed_attempt_is_recorded_without_saying_whose() {
    let world = World::start().await;
    let _ = attempt(&world, "nobody@poppy.test", "whatever it was").await.expect(401);
    let trail = world.items(Table::Audit).await;
    assert_eq!(trail.len(), 1);
    assert_eq!(trail[0]["action"], "sign-in-failed");
    assert!(trail[0]["pk"].as_str().unwrap().starts_with("LOGIN#"));
    assert!(!trail[0].to_string().contains("poppy") && !trail[0].to_string().contains("whatever"));
}

#[tokio::test]
async fn after_two_failures_the_next_attempt_waits_longer_each_time_for_known_and_unknown_names() {
    for username in ["lea.coordinator@poppy.test", "nobody@poppy.test"] {
        let world = World::start().await;
        Person::coordinator().save(&world).await;
        let mut waits = Vec::new();
        for _ in 0..15 {
            let answer = attempt(&world, username, "not it at all").await;
            if answer.status == 429 {
                let seconds: i64 = answer.header("retry-after").unwrap().parse().unwrap();
                assert_eq!(answer.json()["type"], "/problems/session.too-many-attempts");
                waits.push(seconds);
                world.pass(SignedDuration::from_secs(seconds));
            } else {
                assert_eq!(answer.status, 401);
            }
        }
        assert_eq!(waits, [1, 2, 3, 4, 5, 6], "{username}");
    }
}

#[tokio::test]
async fn a_success_forgets_the_failures() {
    let world = World::start().await;
    Person::coordinator().save(&world).await;
    for _ in 0..2 {
        let _ = attempt(&world, "lea.coordinator@poppy.test", "not it at all").await.expect(401);
    }
    let _ = attempt(&world, "lea.coordinator@poppy.test", Person::PASSWORD).await.expect(200);
    for _ in 0..2 {
        let _ = attempt(&world, "lea.coordinator@poppy.test", "not it at all").await.expect(401);
    }
    let _ = attempt(&world, "lea.coordinator@poppy.test", Person::PASSWORD).await.expect(200);
}

#[tokio::test]
async fn of_guesses_sent_side_by_side_one_is_answered_and_the_others_do_not_tell_which_was_right() {
    let world = World::start().await;
    Person::coordinator().save(&world).await;
    let passwords =
        (0..20).map(|guess| if guess == 10 { Person::PASSWORD.to_owned() } else { format!("guess number {guess}") });
    let guesses = passwords.map(|password| {
        let world = &world;
        async move { attempt(world, "lea.coordinator@poppy.test", &password).await }
    });
    let mut answers = join_all(guesses).await;
    let trail = world.items(Table::Audit).await.len();
    assert!(answers.iter().all(|answer| [200, 401, 429].contains(&answer.status.as_u16())), "{answers:?}");
    let answered = answers.iter().filter(|answer| answer.status != 429).count();
    assert_eq!(answered, trail, "every attempt that was answered was counted, and no other");
    assert!(answered < 5, "{answered} of 20 were answered");
    answers.retain(|answer| answer.status == 429);
    let first = answers[0].without_request_id();
    assert!(answers.iter().all(|answer| answer.without_request_id() == first));
}

#[tokio::test]
async fn only_registered_addresses_are_directed_to_and_only_for_who_may_launch_them() {
    let world = World::start().await;
    Person::coordinator().save(&world).await;
    let body = |system: &str| json!({"username": "lea.coordinator@poppy.test", "password": Person::PASSWORD, "system": system});
    let cers = workflows::browser(&world).post("/v1/session", body("cers")).await.expect(200).json();
    assert_eq!(cers["redirect_to"], "https://cers.example.org/");
    let cais = workflows::browser(&world).post("/v1/session", body("cais")).await.expect(200).json();
    assert_eq!(cais.get("redirect_to"), None, "a coordinator does not launch CAIS");
    let evil = workflows::browser(&world).post("/v1/session", body("https://evil.example.org")).await.expect(422);
    assert_eq!(evil.json()["errors"][0]["pointer"], "/system");
}

#[tokio::test]
async fn a_body_with_wrong_fields_names_all_of_them_and_never_repeats_the_password() {
    let world = World::start().await;
    let body = json!({"user": "x", "password": "ñ".repeat(129), "system": "tomz"});
    let answer = workflows::browser(&world).post("/v1/session", body).await.expect(422);
    let body = answer.json();
    let pointers: Vec<_> =
        body["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/username", "/password", "/system", "/user"]);
    assert!(!answer.text.contains('ñ'));
}

#[tokio::test]
async fn sign_in_takes_two_round_trip_levels() {
    let world = World::start().await;
    Person::coordinator().with(Role::SiteCaasppCoordinator, at_school(CEDAR)).save(&world).await;
    let _ = attempt(&world, "lea.coordinator@poppy.test", Person::PASSWORD).await.expect(200);
    assert_eq!(world.calls.levels(), 2);
    let _ = world.calls.take();
    let _ = attempt(&world, "lea.coordinator@poppy.test", "not it at all").await.expect(401);
    assert_eq!(world.calls.levels(), 2);
}

#[tokio::test]
async fn a_write_from_another_site_is_refused() {
    let world = World::start().await;
    let mut person = Person::named("a@poppy.test").with(Role::LeaCaasppCoordinator, at_lea(POPPY));
    person.save(&world).await;
    let body = json!({"username": "a@poppy.test", "password": Person::PASSWORD});
    let mut browser = workflows::browser(&world);
    for header in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example.org")] {
        let answer = browser.send(axum::http::Method::POST, "/v1/session", &[header], Some(&body)).await.expect(403);
        assert_eq!(answer.json()["type"], "/problems/request.cross-site");
    }
}
