//! What holds for both kinds of link: to activate, and to reset the password.

use axum::http::Method;
use domain::accounts::{AccountState, LinkPurpose, PasswordHash};
use domain::audit::{Actor, Entry, Event, Subject};
use domain::ids::RequestId;
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::accounts::{Links, Redemption};
use store::{Sort, Table};
use testkit::{Answer, Person, World, mail_link};

pub(super) const CHOSEN: &str = "seven herons over the poppies";

/// One of the two, as it is seen from outside.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    pub(super) purpose: LinkPurpose,
    pub(super) path: &'static str,
    asked_by: &'static str,
    field: &'static str,
    not_valid: &'static str,
}

pub(super) const ACTIVATION: Kind = Kind {
    purpose: LinkPurpose::Activation,
    path: "/v1/activations",
    asked_by: "email",
    field: "password",
    not_valid: "/problems/activations.link-not-valid",
};

pub(super) const RESET: Kind = Kind {
    purpose: LinkPurpose::PasswordReset,
    path: "/v1/password-resets",
    asked_by: "identifier",
    field: "new_password",
    not_valid: "/problems/password-resets.link-not-valid",
};

pub(super) async fn ask(world: &World, kind: Kind, address: &str) -> Answer {
    workflows::browser(world).post(kind.path, json!({kind.asked_by: address})).await
}

pub(super) async fn redeem(world: &World, kind: Kind, token: &str, password: &str) -> Answer {
    let path = format!("{}/{token}", kind.path);
    workflows::browser(world).put(&path, json!({kind.field: password})).await
}

/// Somebody for whom a link of this kind is good.
pub(super) async fn somebody(world: &World, kind: Kind) -> Person {
    let mut person = Person::coordinator().in_state(kind.purpose.opens());
    person.save(world).await;
    person
}

pub(super) async fn sign_in(world: &World, person: &Person, password: &str) -> Answer {
    workflows::browser(world).post("/v1/session", json!({"username": person.username, "password": password})).await
}

pub(super) async fn item(world: &World, sort: &Sort) -> Value {
    let items = world.items(Table::Accounts).await;
    items.into_iter().find(|item| item["sk"] == sort.to_string()).unwrap_or_default()
}

fn pointers(answer: &Answer) -> Vec<String> {
    let body = answer.json();
    let errors = body["errors"].as_array().unwrap();
    errors.iter().map(|error| error["pointer"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn every_address_gets_the_same_answer_and_one_letter_without_address_or_token() {
    for kind in [ACTIVATION, RESET] {
        let world = World::start().await;
        let answer = ask(&world, kind, " New.User@poppy.test").await.expect(202);
        assert_eq!(answer.json()["minutes"], kind.purpose.lifetime().as_mins());
        let [letter] = world.items(Table::Mail).await.try_into().expect("one letter");
        let login = world.login_key().hash_typed("new.user@poppy.test");
        assert_eq!(letter["to"], json!({"login": login.as_str()}));
        assert_eq!(letter["letter"]["letter"], format!("{}-requested", kind.purpose));
        assert_eq!(letter["state"], "queued");
        assert!(!letter.to_string().contains("poppy"));
        let [row] = world.items(Table::Audit).await.try_into().expect("one row");
        assert_eq!((&row["action"], &row["purpose"]), (&json!("link-requested"), &json!(kind.purpose.code())));
        assert_eq!(row["pk"], format!("LOGIN#{}", login.as_str()));
        assert_eq!(row["by"], json!({"kind": "nobody"}));
    }
}

#[tokio::test]
async fn a_request_and_a_redemption_take_two_levels_and_a_refused_redemption_one() {
    for kind in [ACTIVATION, RESET] {
        let world = World::start().await;
        let person = somebody(&world, kind).await;
        let _ = ask(&world, kind, &person.username).await.expect(202);
        assert_eq!(world.calls.levels(), 2);
        let _ = world.calls.take();
        let token = mail_link(&world, person.id, kind.purpose, "letter").await;
        let _ = redeem(&world, kind, &token, CHOSEN).await.expect(204);
        assert_eq!(world.calls.levels(), 2);
        let _ = world.calls.take();
        let _ = redeem(&world, kind, &token, CHOSEN).await.expect(404);
        assert_eq!(world.calls.levels(), 1);
    }
}

#[tokio::test]
async fn after_three_requests_for_an_address_the_next_ones_wait_whatever_they_are_for() {
    let world = World::start().await;
    let mut waits = Vec::new();
    for request in 0..16 {
        let kind = if request % 2 == 0 { ACTIVATION } else { RESET };
        let answer = ask(&world, kind, "nobody@poppy.test").await;
        if answer.status == 429 {
            assert_eq!(answer.json()["type"], "/problems/links.too-many-requests");
            let seconds: i64 = answer.header("retry-after").unwrap().parse().unwrap();
            waits.push(seconds / 60);
            world.pass(SignedDuration::from_secs(seconds));
        } else {
            let _ = answer.expect(202);
        }
    }
    assert_eq!(waits, [1, 2, 4, 8, 15, 15, 15]);
    assert_eq!(world.items(Table::Mail).await.len(), 9, "a letter for each that was taken");
    let _ = ask(&world, RESET, "somebody.else@poppy.test").await.expect(202);
    world.pass(SignedDuration::from_hours(24));
    for _ in 0..3 {
        let _ = ask(&world, RESET, "nobody@poppy.test").await.expect(202);
    }
    let _ = ask(&world, RESET, "nobody@poppy.test").await.expect(429);
}

#[tokio::test]
async fn requests_for_links_count_for_the_network_and_stop_with_it() {
    let world = World::start().await;
    for number in 0..300 {
        let _ = ask(&world, RESET, &format!("nobody{number}@poppy.test")).await.expect(202);
    }
    for kind in [ACTIVATION, RESET] {
        let answer = ask(&world, kind, "fresh@poppy.test").await.expect(429);
        assert_eq!(answer.json()["type"], "/problems/request.too-many-from-network");
    }
    assert_eq!(world.items(Table::Mail).await.len(), 300);
}

#[tokio::test]
async fn of_requests_for_one_address_at_the_same_moment_one_is_taken() {
    let world = World::start().await;
    let requests = (0..10).map(|_| ask(&world, RESET, "nobody@poppy.test"));
    let answers = super::join_all(requests).await;
    let taken = answers.iter().filter(|answer| answer.status == 202).count();
    assert!(answers.iter().all(|answer| [202, 429].contains(&answer.status.as_u16())), "{answers:?}");
    assert!((1..=3).contains(&taken), "{taken}");
    assert_eq!(world.items(Table::Mail).await.len(), taken, "a letter for each that was taken");
}

#[tokio::test]
async fn every_link_that_is_not_valid_gets_the_same_answer_and_changes_nothing() {
    for kind in [ACTIVATION, RESET] {
        let world = World::start().await;
        let person = somebody(&world, kind).await;
        let mut other = Person::named("other@poppy.test").in_state(kind.purpose.opens());
        other.save(&world).await;
        let wrong_state = |state| Person::named(&format!("{state}@poppy.test")).in_state(state);
        let mut tokens = Vec::new();
        for state in AccountState::ALL.iter().filter(|state| **state != kind.purpose.opens()) {
            let mut person = wrong_state(*state);
            person.save(&world).await;
            tokens.push(mail_link(&world, person.id, kind.purpose, "wrong state").await);
        }
        let replaced = mail_link(&world, person.id, kind.purpose, "first letter").await;
        let valid = mail_link(&world, person.id, kind.purpose, "second letter").await;
        let secret = valid.split('.').next_back().unwrap();
        let for_else = if kind.purpose == LinkPurpose::Activation { RESET } else { ACTIVATION };
        tokens.extend([
            replaced,
            format!("{}.{secret}", other.id),
            format!("{}.{secret}", "a".repeat(26)),
            mail_link(&world, other.id, for_else.purpose, "for something else").await,
        ]);
        let before = world.items(Table::Accounts).await;
        let _ = world.calls.take();
        let mut answers = Vec::new();
        for token in &tokens {
            let answer = redeem(&world, kind, token, CHOSEN).await.expect(404);
            let calls: Vec<_> = world.calls.take().into_iter().map(|call| (call.used, call.level, call.size)).collect();
            answers.push((answer.without_request_id(), calls));
        }
        assert_eq!(answers[0].0["type"], kind.not_valid);
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        for malformed in ["x", &valid[1..], &format!("{valid}A")] {
            let answer = redeem(&world, kind, malformed, CHOSEN).await.expect(404);
            assert_eq!(answer.without_request_id(), answers[0].0);
        }
        assert_eq!(world.items(Table::Accounts).await, before);
        assert_eq!(world.items(Table::Mail).await, Vec::<Value>::new());
        let _ = redeem(&world, kind, &valid, CHOSEN).await.expect(204);
        let again = redeem(&world, kind, &valid, CHOSEN).await.expect(404);
        assert_eq!(again.without_request_id(), answers[0].0, "used");
    }
}

#[tokio::test]
async fn a_link_is_good_to_the_second_of_its_lifetime() {
    for (kind, seconds) in [(ACTIVATION, 72 * 3600), (RESET, 15 * 60)] {
        for (after, status) in [(seconds - 1, 204), (seconds, 404)] {
            let world = World::start().await;
            let person = somebody(&world, kind).await;
            let token = mail_link(&world, person.id, kind.purpose, "letter").await;
            world.pass(SignedDuration::from_secs(after));
            let _ = redeem(&world, kind, &token, CHOSEN).await.expect(status);
        }
    }
}

#[tokio::test]
async fn the_store_itself_uses_no_link_up_that_is_over_or_another_or_of_another_state() {
    let world = World::start().await;
    let person = somebody(&world, RESET).await;
    let table = |table| world.table(table);
    let links = Links::new(&world.dynamo, table(Table::Accounts), table(Table::Mail), table(Table::Audit));
    let _ = mail_link(&world, person.id, RESET.purpose, "letter").await;
    let (user, link) = links.find(person.id, RESET.purpose).await.unwrap().unwrap();
    let login = world.login_key().hash(&user.username);
    let password = PasswordHash::of_nobody();
    let entry = Entry {
        subject: Subject::User(user.id),
        at: world.now(),
        actor: Actor::Nobody,
        event: Event::PasswordReset,
        allowed_by: None,
        request: RequestId::from_bytes([1; 16]),
    };
    let (user, login, password, entry) = (&user, &login, &password, &entry);
    let redemption = |now, link| Redemption { user, login, link, password, now, entry, letter: None };
    let over = link.expires_at + SignedDuration::from_secs(1);
    assert!(!links.redeem(&redemption(over, &link)).await.unwrap(), "over");
    let _ = mail_link(&world, person.id, RESET.purpose, "later letter").await;
    assert!(!links.redeem(&redemption(world.now(), &link)).await.unwrap(), "replaced");
    let (_, link) = links.find(person.id, RESET.purpose).await.unwrap().unwrap();
    person.clone().in_state(AccountState::Deactivated).save(&world).await;
    assert!(!links.redeem(&redemption(world.now(), &link)).await.unwrap(), "stopped meanwhile");
    assert_eq!(world.items(Table::Audit).await, Vec::<Value>::new());
    person.clone().save(&world).await;
    let (user, link) = links.find(person.id, RESET.purpose).await.unwrap().unwrap();
    let redemption = Redemption { user: &user, link: &link, ..redemption(world.now(), &link) };
    assert!(links.redeem(&redemption).await.unwrap());
    assert_eq!(world.items(Table::Audit).await.len(), 1);
}

#[tokio::test]
async fn a_password_that_breaks_the_rules_is_refused_with_reasons_and_uses_nothing_up() {
    for kind in [ACTIVATION, RESET] {
        let world = World::start().await;
        let person = somebody(&world, kind).await;
        let token = mail_link(&world, person.id, kind.purpose, "letter").await;
        let field = format!("/{}", kind.field);
        for (password, reason) in [
            ("gT7#qLw!92xZ&b", "at least 15"),
            (&"seven herons over a dam ".repeat(6)[..129], "at most 128"),
            ("qwertyuiopasdfgh", "attackers try first"),
            ("lea.coordinator@poppy.test", "your name"),
            ("OpenTOMS-CAASPP-2026", "this service's"),
        ] {
            let answer = redeem(&world, kind, &token, password).await.expect(422);
            assert_eq!(answer.json()["type"], "/problems/request.invalid");
            assert!(pointers(&answer).iter().all(|pointer| *pointer == field), "{}", answer.text);
            assert!(answer.text.contains(reason) && !answer.text.contains(password), "{password}: {}", answer.text);
        }
        assert_eq!(world.items(Table::Audit).await, Vec::<Value>::new());
        let longest = &format!("{CHOSEN}{}", ", seven herons over a dam".repeat(5))[..128];
        let _ = redeem(&world, kind, &token, longest).await.expect(204);
        let _ = sign_in(&world, &person, longest).await.expect(200);
    }
}

#[tokio::test]
async fn missing_and_unknown_fields_are_named() {
    let world = World::start().await;
    for kind in [ACTIVATION, RESET] {
        let mut browser = workflows::browser(&world);
        let asked = browser.post(kind.path, json!({"user": "x"})).await.expect(422);
        assert_eq!(pointers(&asked), [format!("/{}", kind.asked_by), "/user".to_owned()]);
        let path = format!("{}/{}.{}", kind.path, "a".repeat(26), "A".repeat(43));
        let redeemed = browser.put(&path, json!({"user": "x"})).await.expect(422);
        assert_eq!(pointers(&redeemed), [format!("/{}", kind.field), "/user".to_owned()]);
        let wrong = browser.post(kind.path, json!({kind.asked_by: 7})).await.expect(422);
        assert_eq!(pointers(&wrong), [format!("/{}", kind.asked_by)]);
    }
}

#[tokio::test]
async fn opening_the_page_uses_nothing_up_and_a_write_from_another_site_is_refused() {
    for kind in [ACTIVATION, RESET] {
        let world = World::start().await;
        let person = somebody(&world, kind).await;
        let token = mail_link(&world, person.id, kind.purpose, "letter").await;
        let path = format!("{}/{token}", kind.path);
        let mut browser = workflows::browser(&world);
        for _ in 0..3 {
            let _ = browser.get(&path).await.expect(405);
        }
        for (method, path, body) in [
            (Method::PUT, path.as_str(), json!({kind.field: CHOSEN})),
            (Method::POST, kind.path, json!({kind.asked_by: person.username})),
        ] {
            let elsewhere = [("sec-fetch-site", "cross-site")];
            let answer = browser.send(method, path, &elsewhere, Some(&body)).await.expect(403);
            assert_eq!(answer.json()["type"], "/problems/request.cross-site");
        }
        assert_eq!(world.items(Table::Mail).await, Vec::<Value>::new());
        let _ = redeem(&world, kind, &token, CHOSEN).await.expect(204);
    }
}

#[tokio::test]
async fn nothing_stored_holds_the_password_or_the_links_secret() {
    for kind in [ACTIVATION, RESET] {
        let world = World::start().await;
        let person = somebody(&world, kind).await;
        let token = mail_link(&world, person.id, kind.purpose, "letter").await;
        let secret = token.split('.').next_back().unwrap().to_owned();
        let _ = ask(&world, kind, &person.username).await.expect(202);
        let before = world.items(Table::Accounts).await;
        let _ = redeem(&world, kind, &token, CHOSEN).await.expect(204);
        let mut stored = before;
        for table in Table::ALL {
            stored.extend(world.items(table).await);
        }
        for item in stored {
            let item = item.to_string();
            assert!(!item.contains("herons") && !item.contains(&secret), "{item}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_use_one_link_at_the_same_moment_exactly_one_succeeds() {
    let world = World::start().await;
    let person = somebody(&world, RESET).await;
    for round in 0..100 {
        let token = mail_link(&world, person.id, RESET.purpose, &format!("letter {round}")).await;
        let passwords = ["seven herons over the poppies", "eleven tall ships of poppies"];
        let attempts = passwords.map(|password| {
            let mut browser = workflows::browser(&world);
            let path = format!("{}/{token}", RESET.path);
            tokio::spawn(async move { browser.put(&path, json!({"new_password": password})).await })
        });
        let mut succeeded = Vec::new();
        for (attempt, password) in attempts.into_iter().zip(passwords) {
            let answer = attempt.await.unwrap();
            assert!(answer.status == 204 || answer.json()["type"] == RESET.not_valid, "{answer:?}");
            succeeded.extend((answer.status == 204).then_some(password));
        }
        let [password] = succeeded.as_slice() else { panic!("round {round}: {} succeeded", succeeded.len()) };
        if round % 10 == 0 {
            let _ = sign_in(&world, &person, password).await.expect(200);
        }
    }
    let resets = world.items(Table::Audit).await.into_iter().filter(|row| row["action"] == "password-reset").count();
    assert_eq!((resets, world.items(Table::Mail).await.len()), (100, 100));
}
