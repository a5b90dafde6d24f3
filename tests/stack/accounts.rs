//! Accounts and letters on the deployed stack.

use serde_json::{Value, json};

use crate::coordinator;
use crate::http::{Answer, Client};
use crate::mailbox::{letter_to, letters_to};
use crate::stack::{Stack, wait_for};

const ADDRESS: &str = "sunniva.walker@walk.test";
const FIRST_PASSWORD: &str = "seven lanterns on the levee";
const SECOND_PASSWORD: &str = "a heron waits below the weir";

/// What must stand in no log and in no table.
struct Secrets(Vec<String>);

impl Secrets {
    fn keep(&mut self, secret: &str) -> String {
        self.0.push(secret.to_owned());
        secret.to_owned()
    }

    fn keep_session(&mut self, client: &Client) {
        let token = client.session_token().expect("a session");
        // The user's id stands before the point.
        self.keep(token.rsplit('.').next().expect("a secret"));
    }

    fn keep_link(&mut self, token: String) -> String {
        self.keep(token.rsplit('.').next().expect("a secret"));
        token
    }
}

/// A coordinator adds a user, who activates the account, forgets the password, and comes to use a second factor.
pub(crate) fn from_being_added_to_a_second_factor(stack: &Stack) {
    let mut secrets = Secrets(vec![FIRST_PASSWORD.to_owned(), SECOND_PASSWORD.to_owned()]);
    add(stack, ADDRESS);
    activate(stack, &mut secrets);
    let earlier = sign_in(stack, FIRST_PASSWORD);
    secrets.keep_session(&earlier);
    reset(stack, earlier, &mut secrets);
    let mut client = sign_in(stack, SECOND_PASSWORD);
    let (uri, used, codes) = enrol(stack, &mut client, &mut secrets);
    secrets.keep_session(&client);
    use_second_factor(stack, &uri, &used, &codes);

    let (items, logs) = (stack.items(), stack.logs());
    assert!(items.contains(ADDRESS), "the tables were read");
    for secret in secrets.0 {
        assert!(!items.contains(&secret), "a table holds a password, token or code");
        assert!(!logs.contains(&secret), "a log holds a password, token or code");
    }
}

/// Links in letters lead to where the portal is now.
pub(crate) fn letters_still_leave_after_a_restart(stack: &Stack) {
    assert!(letters_to(stack, ADDRESS).is_empty(), "sent mail is forgotten at a stop");
    let _ = post(&mut Client::at(stack.url()), "/v1/password-resets", &json!({"identifier": ADDRESS})).expect(202);
    let _ = letter_to(stack, ADDRESS, 1).token(stack, "reset-password");
}

/// SES's mailbox simulator is known to the local stack too.
pub(crate) fn an_address_that_bounced_gets_no_letter_any_more(stack: &Stack) {
    const BOUNCING: &str = "bounce@simulator.amazonses.com";
    let ends = |end: &str| stack.items().lines().any(|item| item.contains(end));
    add(stack, BOUNCING);
    let _ = letter_to(stack, BOUNCING, 1);
    wait_for("the bounce", || ends(r#""because": {"S": "bounced"}"#).then_some(()));
    let _ = post(&mut Client::at(stack.url()), "/v1/activations", &json!({"email": BOUNCING})).expect(202);
    wait_for("the end of the letter", || ends(r#""reason": {"S": "suppressed"}"#).then_some(()));
    assert_eq!(letters_to(stack, BOUNCING).len(), 1);
}

fn post(client: &mut Client, path: &str, body: &Value) -> Answer {
    client.send("POST", path, &[], Some(body))
}

fn put(client: &mut Client, path: &str, body: &Value) -> Answer {
    client.send("PUT", path, &[], Some(body))
}

fn problem(answer: Answer, status: u16) -> String {
    answer.expect(status)["type"].as_str().expect("a problem").to_owned()
}

fn add(stack: &Stack, address: &str) {
    let mut lea = coordinator(stack, "lea.coordinator@poppy.test");
    let year = lea.send("GET", "/v1/session", &[], None).expect(200)["role"]["year"].clone();
    let role = json!({"role": "site-caaspp-coordinator", "organization": "99000010000103", "year": year});
    let user = json!({"first_name": "Sunniva", "last_name": "Walker", "email": address, "roles": [role]});
    let added = lea.send("POST", "/v1/users", &[("Idempotency-Key", address)], Some(&user));
    let added = added.expect(201);
    assert_eq!((&added["state"], &added["email"]), (&json!("added"), &json!(address)));
}

fn activate(stack: &Stack, secrets: &mut Secrets) {
    let mut nobody = Client::at(stack.url());
    let letter = letter_to(stack, ADDRESS, 1);
    assert_eq!(letter.subject, "Set up your OpenTOMS account");
    assert!(letter.text.contains(ADDRESS), "the letter says the user name");
    let older = secrets.keep_link(letter.token(stack, "activate"));
    let _ = post(&mut nobody, "/v1/activations", &json!({"email": ADDRESS})).expect(202);
    let newer = secrets.keep_link(letter_to(stack, ADDRESS, 2).token(stack, "activate"));
    assert_ne!(older, newer);

    let redeem = |token: &str, password: &str| {
        put(&mut Client::at(stack.url()), &format!("/v1/activations/{token}"), &json!({"password": password}))
    };
    assert_eq!(problem(redeem(&older, FIRST_PASSWORD), 404), "/problems/activations.link-not-valid");
    // What opens links in letters, a person's browser or a scanner, uses nothing up; nor does a password that is refused.
    let _ = nobody.send("GET", "/activate", &[], None).expect(200);
    let _ = nobody.send("GET", &format!("/v1/activations/{newer}"), &[], None).expect(404);
    assert_eq!(problem(redeem(&newer, "sunniva walker 1"), 422), "/problems/request.invalid");
    let _ = redeem(&newer, FIRST_PASSWORD).expect(204);
    assert_eq!(problem(redeem(&newer, SECOND_PASSWORD), 404), "/problems/activations.link-not-valid");
}

fn sign_in(stack: &Stack, password: &str) -> Client {
    let (mut client, answer) = try_password(stack, password);
    let version = json!({"version": answer.expect(200)["terms"]["version"]});
    let _ = post(&mut client, "/v1/session/terms", &version).expect(204);
    assert_eq!(client.send("GET", "/v1/session", &[], None).expect(200)["terms"]["accepted"], true);
    client
}

fn try_password(stack: &Stack, password: &str) -> (Client, Answer) {
    let mut client = Client::at(stack.url());
    let answer = post(&mut client, "/v1/session", &json!({"username": ADDRESS, "password": password}));
    (client, answer)
}

fn reset(stack: &Stack, mut earlier: Client, secrets: &mut Secrets) {
    let mut nobody = Client::at(stack.url());
    let _ = post(&mut nobody, "/v1/password-resets", &json!({"identifier": ADDRESS})).expect(202);
    let token = secrets.keep_link(letter_to(stack, ADDRESS, 3).token(stack, "reset-password"));
    let path = format!("/v1/password-resets/{token}");
    let body = json!({"new_password": SECOND_PASSWORD});
    let _ = put(&mut nobody, &path, &body).expect(204);
    assert_eq!(problem(put(&mut nobody, &path, &body), 404), "/problems/password-resets.link-not-valid");

    assert_eq!(problem(earlier.send("GET", "/v1/session", &[], None), 401), "/problems/session.not-signed-in");
    assert_eq!(problem(try_password(stack, FIRST_PASSWORD).1, 401), "/problems/session.sign-in-refused");
    assert_eq!(letter_to(stack, ADDRESS, 4).subject, "Your OpenTOMS password was changed");
}

/// What an authenticator app of somebody else's making reads from the QR code, and shows now or some steps later.
fn code(stack: &Stack, uri: &str, steps: u32) -> String {
    const APP: &str = "import pyotp, sys, time
print(pyotp.parse_uri(sys.stdin.read()).at(int(time.time()) + 30 * int(sys.argv[1])))";
    stack.python(APP, &[&steps.to_string()], uri).trim().to_owned()
}

/// The address in the QR code, the code that was used, and the recovery codes.
fn enrol(stack: &Stack, client: &mut Client, secrets: &mut Secrets) -> (String, String, Vec<String>) {
    let offer = post(client, "/v1/account/totp", &json!({})).expect(200);
    let secret = secrets.keep(offer["secret"].as_str().expect("a secret"));
    let uri = offer["uri"].as_str().expect("an address").to_owned();
    assert!(uri.contains(&secret), "the QR code holds what can be typed too");
    let first = code(stack, &uri, 0);
    let added = put(client, "/v1/account/totp", &json!({"code": first})).expect(200);
    let codes = added["recovery_codes"].as_array().expect("codes").iter();
    let codes: Vec<_> = codes.map(|code| secrets.keep(code.as_str().expect("a code"))).collect();
    assert_eq!(codes.len(), 10);
    assert_eq!(letter_to(stack, ADDRESS, 5).subject, "Your OpenTOMS sign-in: an authenticator app was added");
    (uri, first, codes)
}

fn use_second_factor(stack: &Stack, uri: &str, used: &str, codes: &[String]) {
    // An app may run ahead by a step, so nobody has to wait for the next one here.
    let next = code(stack, uri, 1);
    let totp = |code: &str| json!({"totp": code});
    let recovery = |code: &str| json!({"recovery_code": code});
    for (again, proof) in
        [(totp(used), totp(&next)), (totp(&next), recovery(&codes[0])), (recovery(&codes[0]), recovery(&codes[1]))]
    {
        let (mut client, answer) = try_password(stack, SECOND_PASSWORD);
        assert_eq!(answer.expect(202)["second_factor"]["methods"], json!(["totp", "recovery-code"]));
        let _ = client.send("GET", "/v1/session", &[], None).expect(401);
        let refused = post(&mut client, "/v1/session/verification", &again);
        assert_eq!(problem(refused, 403), "/problems/session.verification-refused");
        let _ = post(&mut client, "/v1/session/verification", &proof).expect(200);
        let session = client.send("GET", "/v1/session", &[], None).expect(200);
        assert_eq!(session["user"]["username"], ADDRESS);
    }
    assert_eq!(letter_to(stack, ADDRESS, 7).subject, "Your OpenTOMS sign-in: a recovery code was used to sign in");
}
