//! How many calls to AWS each operation makes on its happy path, and how many one after the other.

use std::collections::BTreeSet;

use axum::http::Method;
use domain::access::{OrganizationCode, Role, Scope};
use domain::accounts::{AccountState, LinkPurpose};
use domain::directory::OrganizationKind;
use jiff::{SignedDuration, ToSpan as _};
use serde_json::{Value, json};
use testkit::places::{CEDAR, DUNE, POPPY};
use testkit::{
    Answer, Browser, Call, Person, World, a_student, at_lea, at_school, at_state, mail_link, save_organization,
};
use totp_rs::{Builder, Secret};

use crate::table::Table;

/// What only somebody who holds a passkey can do: it takes an authenticator.
const WITH_A_PASSKEY: [&str; 3] = ["add-passkey", "challenge-passkey", "remove-passkey"];

/// What a password is changed to.
const CHOSEN: &str = "seven herons over the poppies";

/// One person's way through every operation.
struct Journey {
    world: World,
    browser: Browser,
    done: BTreeSet<String>,
    table: Table,
}

/// What is asked of an operation.
struct Step<'a> {
    operation: &'a str,
    how: &'a str,
    method: Method,
    path: &'a str,
    headers: &'a [(&'a str, &'a str)],
    body: Option<Value>,
}

impl<'a> Step<'a> {
    const fn new(operation: &'a str, method: Method, path: &'a str) -> Self {
        Self { operation, how: "", method, path, headers: &[], body: None }
    }

    const fn get(operation: &'a str, path: &'a str) -> Self {
        Self::new(operation, Method::GET, path)
    }

    fn post(operation: &'a str, path: &'a str, body: Value) -> Self {
        Self { body: Some(body), ..Self::new(operation, Method::POST, path) }
    }

    fn how(self, how: &'a str) -> Self {
        Self { how, ..self }
    }
}

impl Journey {
    async fn take(&mut self, step: Step<'_>) -> Answer {
        let _ = self.world.calls.take();
        let answer = self.browser.send(step.method, step.path, step.headers, step.body.as_ref()).await;
        assert!(answer.status.is_success(), "{}: {} {}", step.operation, answer.status, answer.text);
        let levels = self.world.calls.levels();
        let calls = self.world.calls.take();
        let by_level: Vec<_> = (1..=levels).map(|level| side_by_side(&calls, level)).collect();
        let operation = format!("{} {}", step.operation, step.how);
        let row = [operation.trim().to_owned(), levels.to_string(), calls.len().to_string(), by_level.join(" → ")];
        self.table.row(row);
        self.done.insert(step.operation.to_owned());
        answer
    }
}

/// As in `Query students + PutItem audit`.
fn side_by_side(calls: &[Call], level: usize) -> String {
    let mut named: Vec<_> = calls.iter().filter(|call| call.level == level).map(named).collect();
    named.sort();
    named.join(" + ")
}

fn named(call: &Call) -> String {
    let mut tables: Vec<_> = call.used.iter().filter_map(store::Grant::table).map(store::Table::name).collect();
    tables.dedup();
    format!("{} {}", call.operation, tables.join(", "))
}

/// The table of operations.
pub(crate) async fn count() -> Table {
    let world = World::start().await;
    for (code, kind) in [(POPPY, OrganizationKind::District), (CEDAR, OrganizationKind::School)] {
        save_organization(&world, code, kind).await;
    }
    let id = a_student("9000000001").named("Garcia", "Ana").save(&world).await;
    let mut person = Person::coordinator().with(Role::TestAdministrator, at_school(DUNE)).without_terms();
    person.save(&world).await;
    let browser = workflows::browser(&world);
    let table = Table::new(["operation", "levels", "calls", "which: + side by side, → one after the other"]);
    let mut journey = Journey { world, browser, done: BTreeSet::new(), table };
    accounts(&mut journey, &person.username).await;
    links(&mut journey).await;
    users(&mut journey).await;
    students(&mut journey, &id.to_string()).await;
    reviews(&mut journey).await;
    own_account(&mut journey, &person.username).await;
    let _ = journey.take(Step::new("end-session", Method::DELETE, "/v1/session")).await;
    let described: BTreeSet<_> = described(&journey.world)
        .into_iter()
        .filter(|operation| !WITH_A_PASSKEY.contains(&operation.as_str()))
        .collect();
    assert_eq!(journey.done, described, "the operations of the journey and those of the API's description");
    journey.table
}

async fn accounts(journey: &mut Journey, username: &str) {
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

async fn links(journey: &mut Journey) {
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

async fn users(journey: &mut Journey) {
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

async fn students(journey: &mut Journey, id: &str) {
    for (how, body) in [
        ("by SSID", json!({"ssid": "9000000001"})),
        ("by last name and grade", json!({"last_name": "gar", "grade": "11"})),
        ("of a school", json!({"organization": CEDAR})),
        ("by last and first name", json!({"last_name": "garcia", "first_name": "a"})),
    ] {
        let _ = journey.take(Step::post("find-students", "/v1/students/search", body).how(how)).await;
    }
    let page = format!("/v1/students/{id}");
    let read = journey.take(Step::get("read-student", &page)).await;
    let etag = read.header("etag").expect("a record has an ETag");
    let path = format!("{page}/test-assignments");
    let day = journey.world.clock().today();
    let body = json!({"changes": [{"program": "sb-ela", "condition_code": "PGE", "request_received_on": day}]});
    let save = Step::new("save-test-assignments", Method::PATCH, &path);
    let headers = [("if-match", etag), ("idempotency-key", "first")];
    let _ = journey.take(Step { headers: &headers, body: Some(body), ..save }).await;
    let history = format!("{page}/history");
    let _ = journey.take(Step::get("read-student-history", &history)).await;
}

/// A browser in which somebody has signed in who works in this role alone.
async fn at_work(world: &World, username: &str, role: Role, place: (OrganizationCode, Scope)) -> Browser {
    let mut person = Person::named(username).with(role, place);
    person.save(world).await;
    let mut browser = workflows::browser(world);
    let credentials = json!({"username": username, "password": Person::PASSWORD});
    let _ = browser.post("/v1/session", credentials).await.expect(200);
    browser
}

async fn reviews(journey: &mut Journey) {
    const KEY: &[(&str, &str)] = &[("idempotency-key", "first")];
    let cde = at_work(&journey.world, "cde@cde.test", Role::ComplianceAdministrator, at_state()).await;
    let lea = at_work(&journey.world, "lea@poppy.test", Role::LeaReviewCoordinator, at_lea(POPPY)).await;
    let mut contributor = Person::named("c@poppy.test").with(Role::LeaComplianceContributor, at_lea(POPPY));
    let contributor = contributor.save(&journey.world).await.id.to_string();
    let own = std::mem::replace(&mut journey.browser, cde.clone());
    let today = journey.world.clock().today();
    let new = json!({
        "organization": POPPY, "instruments": ["english-learner"], "mode": "online", "first_day": today, "last_day": today,
        "open": true,
    });
    let step = Step::post("make-review", "/v1/compliance/reviews", new);
    let made = journey.take(Step { headers: KEY, ..step }).await.json();
    let review = format!("/v1/compliance/reviews/{}", made["id"].as_str().expect("a review has an id"));
    let one: &[(&str, &str)] = &[("if-match", "\"1\"")];
    let change = Step::new("change-review", Method::PATCH, &review);
    let _ = journey.take(Step { headers: one, body: Some(json!({"mode": "on-site"})), ..change }).await;
    let path = format!("{review}/items");
    let items = json!({
        "instrument": "english-learner",
        "items": [{"number": "I-EL 01", "kind": "core", "citation": "20 U.S.C. 6312", "text": "Letters."}],
    });
    let add = Step::post("add-review-items", &path, items);
    let page = journey.take(Step { headers: KEY, ..add }).await.json();
    let item = page["items"][0]["id"].as_str().expect("an item has an id").to_owned();
    let path = format!("/v1/compliance/items/{item}/evidence-requests");
    let ask = Step::post("request-evidence", &path, json!({"text": "The letters", "due": today}));
    let page = journey.take(Step { headers: KEY, ..ask }).await.json();
    let path = page["evidence_requests"][0]["id"].as_str().expect("a request has an id");
    let path = format!("/v1/compliance/evidence-requests/{path}");
    let change = Step::new("change-evidence-request", Method::PATCH, &path);
    let _ = journey.take(Step { headers: one, body: Some(json!({"text": "All letters"})), ..change }).await;
    let path = format!("{review}/comments");
    let comment = Step::post("write-comment", &path, json!({"target": {"item": item}, "text": "Which?"}));
    let _ = journey.take(Step { headers: KEY, ..comment }).await;
    for (operation, path) in [
        ("read-programs", "/v1/compliance/programs"),
        ("read-reviews", "/v1/compliance/reviews"),
        ("read-review", &review),
        ("read-comments", &format!("{path}?item={item}")),
    ] {
        let _ = journey.take(Step::get(operation, path)).await;
    }
    let contact = Step::new("change-program-contact", Method::PATCH, "/v1/compliance/programs/charter-schools");
    let zero: &[(&str, &str)] = &[("if-match", "\"0\"")];
    let body = Some(json!({"telephone": "916-555-0100"}));
    let _ = journey.take(Step { headers: zero, body, ..contact }).await;
    let path = format!("{review}/findings");
    let body = json!({"notified_on": today, "findings": [{"item": item, "text": "None were sent."}]});
    let page = journey.take(Step { headers: KEY, ..Step::post("issue-findings", &path, body) }).await.json();
    let finding = page["findings"][0]["id"].as_str().expect("a finding has an id");
    let finding = |rest: &str| format!("/v1/compliance/findings/{finding}/{rest}");
    let until = today.saturating_add(60.days());
    let agreement = json!({"until": until, "actions": "Letters.", "justification": "Printer."});
    for (operation, by, rest, version, body) in [
        ("request-resolution-agreement", &lea, "resolution-agreements", "\"1\"", agreement),
        (
            "decide-resolution-agreement",
            &cde,
            "resolution-agreements/decision",
            "\"2\"",
            json!({"decision": "approved"}),
        ),
        ("submit-resolution", &lea, "resolutions", "\"3\"", json!({"text": "Letters were sent."})),
        ("resolve-finding", &cde, "resolutions/decision", "\"4\"", json!({"decision": "resolved"})),
    ] {
        journey.browser = by.clone();
        let (path, headers) = (finding(rest), [("if-match", version)]);
        let _ = journey.take(Step { headers: &headers, ..Step::post(operation, &path, body) }).await;
    }
    journey.browser = lea;
    let path = format!("{review}/contributors");
    let assign = Step::new("assign-contributors", Method::PATCH, &path);
    let body = Some(json!({"add": [contributor]}));
    let _ = journey.take(Step { headers: &[("if-match", "\"4\"")], body, ..assign }).await;
    journey.browser = own;
}

async fn own_account(journey: &mut Journey, username: &str) {
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

/// The operations of the API's description.
fn described(world: &World) -> BTreeSet<String> {
    let (_, description) = workflows::router(world).split_for_parts();
    let description = serde_json::to_value(description).expect("a description in JSON");
    let paths = description["paths"].as_object().expect("a description has paths");
    let operations = paths.values().filter_map(Value::as_object).flat_map(|path| path.values());
    operations.filter_map(|operation| operation["operationId"].as_str()).map(str::to_owned).collect()
}
