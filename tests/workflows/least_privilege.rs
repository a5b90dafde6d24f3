//! What each function's role grants is what the function uses: no more, no less.

use std::collections::BTreeSet;

use axum::http::Method;
use domain::access::Role;
use domain::accounts::{AccountState, LinkPurpose, TERMS};
use domain::compliance::{DocumentState, ProgramInstrument};
use jiff::civil::date;
use serde_json::{Value, json};
use store::Grant;
use testkit::places::{CEDAR, DUNE, POPPY};
use testkit::{Browser, Person, World, a_review, a_student, at_lea, at_school, at_state, mail_link};

use crate::compliance::manage::{administrator, make, new_review};
use crate::compliance::resolve::{agreement, issue_one};
use crate::directory::organizations::county;
use crate::people::signed_in;

/// Everything a function can do, as one person: the actions it took.
pub(crate) async fn used(
    world: &World,
    name: &str,
    requests: &[(Method, String, Value)],
    cookie: Option<String>,
) -> BTreeSet<Grant> {
    let function = workflows::FUNCTIONS.iter().find(|function| function.name == name).unwrap();
    let mut browser = Browser::at(edge::app(function.router(world).into(), edge::Entropy::system()));
    browser.cookie = cookie;
    let _ = world.calls.take();
    for (method, path, body) in requests {
        let counted = ["/users/", "/compliance/", "/notifications/", "/bulletins/", "/status/"]
            .iter()
            .any(|part| path.contains(part));
        let headers = [("if-match", if counted { "\"1\"" } else { "\"1-1\"" }), ("idempotency-key", "one")];
        let answer = browser.send(method.clone(), path, &headers, (!body.is_null()).then_some(body)).await;
        assert!(answer.status.is_success(), "{method} {path}: {}", answer.text);
    }
    world.calls.take().into_iter().flat_map(|call| call.used).collect()
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a row for each function")]
async fn each_function_uses_exactly_the_actions_its_role_grants() {
    let world = World::start().await;
    county(&world).await;
    let student = a_student("9000000001").save(&world).await;
    let person = Person::coordinator().with(Role::SiteCaasppCoordinator, at_school(CEDAR));
    let mut coordinator = signed_in(&world, person.clone()).await;
    let role = json!({"role": "lea-caaspp-coordinator", "organization": POPPY, "year": "2026-27"});
    let _ = coordinator.put("/v1/session/role", role.clone()).await.expect(200);
    let state_person = Person::named("s@cde.test").with(Role::StateAdministrator, at_state());
    let state_reader = signed_in(&world, state_person).await;
    let lea_person = Person::named("l@poppy.test").with(Role::Superintendent, at_lea(POPPY));
    let lea_reader = signed_in(&world, lea_person).await;

    let reviewer = Person::named("r@cde.test").with(Role::ComplianceAdministrator, at_state());
    let reviewer = signed_in(&world, reviewer).await;
    let review = a_review(1).with_item(ProgramInstrument::EnglishLearner).with_request(date(2026, 12, 1));
    let review = review.with_document(DocumentState::Clean);
    let _ = review.save(&world).await;
    let history = format!("/v1/compliance/reviews/{}/history", review.id());
    let document = format!("/v1/compliance/documents/{}", review.document(1));

    let mut added = Person::named("new.user@poppy.test").in_state(AccountState::Added);
    added.save(&world).await;
    let activation = mail_link(&world, added.id, LinkPurpose::Activation, "letter").await;
    let mut forgetful = Person::named("forgetful@poppy.test");
    forgetful.save(&world).await;
    let reset = mail_link(&world, forgetful.id, LinkPurpose::PasswordReset, "letter").await;
    let role_at =
        |organization: &str| json!({"role": "test-examiner", "organization": organization, "year": "2026-27"});
    let new_user = json!({
        "first_name": "Noor", "last_name": "Haddad", "email": "noor@poppy.test", "roles": [role_at(CEDAR)],
    });
    let mut examiner = Person::named("examiner@poppy.test")
        .with(Role::TestExaminer, at_school(CEDAR))
        .with(Role::TestExaminer, at_school(DUNE));
    let user = examiner.save(&world).await.id;
    let taken = json!({"roles": {"remove": [role_at(CEDAR)]}});
    let chosen = "seven herons over the poppies";

    let with_totp = async |username: &str| {
        let mut careful = Person::named(username).with(Role::SiteElpacCoordinator, at_school(DUNE));
        careful.save(&world).await;
        let mut browser = crate::people::sign_in_again(&world, &careful).await;
        let (_, recovery_codes) = crate::accounts::factors::add_totp(&world, &mut browser).await;
        (careful, browser.cookie, recovery_codes)
    };
    let (_, own, _) = with_totp("own@poppy.test").await;
    let (careful, cookie, recovery_codes) = with_totp("careful@poppy.test").await;
    let mut browser = workflows::browser(&world);
    browser.cookie = cookie;
    let _ = crate::accounts::passkeys::add_passkey(&world, &mut browser).await;
    let careful_sign_in = json!({"username": careful.username, "password": Person::PASSWORD});

    let mut manager = signed_in(&world, administrator()).await;
    let finding = issue_one(&mut manager).await;
    let answering = signed_in(&world, crate::compliance::manage::coordinator()).await;
    let review = make(&mut manager, "other", new_review()).await.expect(201).json();
    let review = format!("/v1/compliance/reviews/{}", review["id"].as_str().unwrap());

    let get = |path: &str| (Method::GET, path.to_owned(), Value::Null);
    let post = |path: &str, body: Value| (Method::POST, path.to_owned(), body);
    let notification = |ends: &str| {
        json!({
            "subject": "Training", "text": "It is on Tuesday.", "organization": POPPY, "mail": true,
            "starts": "2026-11-22", "ends": ends,
        })
    };
    let id = domain::ids::NotificationId::once(person.id, "one");
    let notifying = vec![
        get("/v1/posted-notifications"),
        post("/v1/notifications", notification("2026-11-23")),
        (Method::PUT, format!("/v1/notifications/{id}"), notification("2026-11-24")),
    ];
    let sign_in = post("/v1/session", json!({"username": person.username, "password": Person::PASSWORD}));
    let save = json!({"changes": [{"program": "sb-ela", "condition_code": "NTE"}]});
    for (name, requests, browsers) in [
        (
            "activate-account",
            vec![
                post("/v1/activations", json!({"email": added.username})),
                (Method::PUT, format!("/v1/activations/{activation}"), json!({"password": chosen})),
            ],
            vec![None],
        ),
        ("check-health", vec![get("/v1/health")], vec![None]),
        (
            "find-students",
            vec![
                post("/v1/students/search", json!({"ssid": "9000000001"})),
                post("/v1/students/search", json!({"organization": DUNE, "last_name": "a", "first_name": "b"})),
            ],
            vec![coordinator.cookie.clone()],
        ),
        (
            "manage-account",
            vec![
                get("/v1/account"),
                get("/v1/account/sessions"),
                post("/v1/account/recovery-codes", json!({})),
                post("/v1/account/passkeys/challenge", json!({})),
                (
                    Method::PUT,
                    "/v1/account/password".to_owned(),
                    json!({"current_password": Person::PASSWORD, "new_password": chosen}),
                ),
                (Method::DELETE, "/v1/account/totp".to_owned(), Value::Null),
            ],
            vec![own],
        ),
        (
            "manage-reviews",
            vec![
                post("/v1/compliance/reviews", new_review()),
                (Method::PATCH, review.clone(), json!({"last_day": "2026-11-21"})),
                post(
                    &format!("{review}/comments"),
                    json!({"target": {"instrument": "english-learner"}, "text": "Which?"}),
                ),
            ],
            vec![manager.cookie],
        ),
        (
            "manage-users",
            vec![
                get(&format!("/v1/users?organization={CEDAR}")),
                post("/v1/users", new_user),
                (Method::PATCH, format!("/v1/users/{user}"), taken),
                (Method::DELETE, format!("/v1/users/{user}/sessions"), Value::Null),
            ],
            vec![coordinator.cookie.clone()],
        ),
        ("post-notification", notifying, vec![coordinator.cookie.clone()]),
        ("read-notifications", vec![get("/v1/notifications")], vec![coordinator.cookie.clone()]),
        (
            "read-organizations",
            vec![get("/v1/organizations"), get("/v1/organizations?query=c")],
            vec![state_reader.cookie, lea_reader.cookie],
        ),
        (
            "find-answers",
            vec![get("/v1/second-scoring?query=cedar"), get("/v1/answers"), get("/v1/contacts")],
            vec![None],
        ),
        ("read-reviews", vec![get("/v1/compliance/programs"), get(&history), get(&document)], vec![reviewer.cookie]),
        (
            "read-student",
            vec![get(&format!("/v1/students/{student}")), get(&format!("/v1/students/{student}/history"))],
            vec![coordinator.cookie.clone()],
        ),
        (
            "reset-password",
            vec![
                post("/v1/password-resets", json!({"identifier": forgetful.username})),
                (Method::PUT, format!("/v1/password-resets/{reset}"), json!({"new_password": chosen})),
                post("/v1/password-checks", json!({"password": chosen})),
            ],
            vec![None],
        ),
        (
            "resolve-finding",
            vec![post(&format!("/v1/compliance/findings/{finding}/resolution-agreements"), agreement("2027-03-01"))],
            vec![answering.cookie],
        ),
        (
            "save-test-assignments",
            vec![(Method::PATCH, format!("/v1/students/{student}/test-assignments"), save)],
            vec![coordinator.cookie.clone()],
        ),
        (
            "sign-in",
            vec![
                sign_in,
                get("/v1/session"),
                get("/v1/systems"),
                post("/v1/session/terms", json!({"version": TERMS.version})),
                post("/v1/session/extension", json!({})),
                (Method::PUT, "/v1/session/role".to_owned(), role),
                (Method::DELETE, "/v1/session".to_owned(), Value::Null),
                post("/v1/session", careful_sign_in),
                post("/v1/session/verification", json!({"recovery_code": recovery_codes[0]})),
                post("/v1/session/passkey-challenge", json!({})),
            ],
            vec![None],
        ),
    ] {
        let mut all = BTreeSet::new();
        for cookie in browsers {
            all.extend(used(&world, name, &requests, cookie).await);
        }
        let function = workflows::FUNCTIONS.iter().find(|function| function.name == name).unwrap();
        assert_eq!(all.into_iter().collect::<Vec<_>>(), function.granted(), "{name}: used and granted");
    }
}
