//! The deployed stack, end to end: the real template in the local stack with its roles enforced, through HTTP alone.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test stops at what is wrong")]

mod accounts;
mod bulletins;
mod circulars;
mod documents;
mod http;
mod letter_templates;
mod mailbox;
mod readme;
mod stack;
mod trail;

use serde_json::{Value, json};

use http::Client;
use stack::Stack;

const PASSWORD: &str = "poppies bloom in april 2026";

/// One stack for all of it: bringing one up takes longer than every step together.
#[test]
fn opt_outs_accounts_and_letters_go_through_the_deployed_stack_outlive_a_restart_and_leave_no_trace_in_the_logs() {
    let mut stack = Stack::start();

    readme::walk_through(&stack);
    each_refusal_is_the_same_as_in_the_routers(&stack);
    accounts::an_address_that_bounced_gets_no_letter_any_more(&stack);
    accounts::from_being_added_to_a_second_factor(&stack);
    circulars::a_circular_reaches_its_reader_and_the_daily_job_runs(&stack);
    bulletins::a_bulletin_reaches_its_audience_the_archive_and_the_feeds(&stack);
    bulletins::what_is_posted_shows_at_once_and_in_the_copy_within_a_minute(&stack);
    documents::evidence_goes_to_the_storage_is_checked_and_comes_back_and_a_program_does_not(&stack);
    trail::what_is_done_to_its_rows_is_found(&stack);
    letter_templates::each_opens_in_another_program_and_asks_for_nothing(&stack);
    every_function_answers_and_none_is_denied_what_it_does(&stack);
    nothing_personal_is_logged(&stack);

    stack.restart();
    the_exemption_is_still_there(&stack);
    accounts::letters_still_leave_after_a_restart(&stack);
    readme::walk_through(&stack);
    stack.holds_to_its_description();
    nothing_personal_is_logged(&stack);
}

fn coordinator(stack: &Stack, username: &str) -> Client {
    let mut client = Client::at(stack.url());
    let body = json!({"username": username, "password": PASSWORD});
    let session = client.send("POST", "/v1/session", &[], Some(&body)).expect(200);
    let version = json!({"version": session["terms"]["version"]});
    client.send("POST", "/v1/session/terms", &[], Some(&version)).expect(204);
    client
}

fn find(client: &mut Client, ssid: &str) -> Value {
    client.send("POST", "/v1/students/search", &[], Some(&json!({"ssid": ssid}))).expect(200)["students"].clone()
}

fn the_exemption_is_still_there(stack: &Stack) {
    let mut client = coordinator(stack, "lea.coordinator@poppy.test");
    let found = find(&mut client, "9000000001");
    let page = client.send("GET", &format!("/v1/students/{}", found[0]["id"].as_str().unwrap()), &[], None).expect(200);
    let codes: Vec<_> =
        page["test_assignments"].as_array().unwrap().iter().map(|test| &test["condition_code"]).collect();
    assert_eq!(codes, ["PGE", "PGE"]);
}

fn each_refusal_is_the_same_as_in_the_routers(stack: &Stack) {
    let mut poppy = coordinator(stack, "lea.coordinator@poppy.test");
    let mut redwood = coordinator(stack, "lea.coordinator@redwood.test");
    assert_eq!(find(&mut poppy, "9000000006"), json!([]), "Redwood's student");
    assert_eq!(find(&mut poppy, "9000000005"), json!([]), "the charter's student");
    let foreign = find(&mut redwood, "9000000006")[0]["id"].as_str().unwrap().to_owned();
    let there = poppy.send("GET", &format!("/v1/students/{foreign}"), &[], None);
    let absent = poppy.send("GET", &format!("/v1/students/{}", "a".repeat(26)), &[], None);
    assert_eq!((there.status, there.without_request_id()), (404, absent.without_request_id()));

    let completed = find(&mut poppy, "9000000003")[0]["id"].as_str().unwrap().to_owned();
    let before = poppy.send("GET", &format!("/v1/students/{completed}"), &[], None);
    let etag = before.etag.clone().unwrap();
    let path = format!("/v1/students/{completed}/test-assignments");
    let code = |program: &str| json!({"program": program, "condition_code": "NTE"});
    let body = json!({"changes": [code("sb-math"), code("sb-ela")]});
    let refused = poppy.send("PATCH", &path, &[("If-Match", &etag), ("Idempotency-Key", "stack-1")], Some(&body));
    assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!("/changes/1")));
    let after = poppy.send("GET", &format!("/v1/students/{completed}"), &[], None);
    assert_eq!((after.etag.as_deref(), after.body), (Some(etag.as_str()), before.body), "nothing was changed");
    let stale = poppy.send("PATCH", &path, &[("If-Match", "\"0-0\""), ("Idempotency-Key", "stack-2")], Some(&body));
    assert_eq!((stale.status, stale.body["current"]["id"].as_str()), (412, Some(completed.as_str())));

    let mut nobody = Client::at(stack.url());
    for username in ["former.user@poppy.test", "new.user@poppy.test", "nobody@poppy.test"] {
        let body = json!({"username": username, "password": PASSWORD});
        let answer = nobody.send("POST", "/v1/session", &[], Some(&body));
        assert_eq!((answer.status, &answer.body["type"]), (401, &json!("/problems/session.sign-in-refused")));
    }
    assert_eq!(nobody.send("GET", &format!("/v1/students/{completed}"), &[], None).status, 401);
}

/// Each operation once, on the roles of the template: what a role lacked would be a 500.
fn every_function_answers_and_none_is_denied_what_it_does(stack: &Stack) {
    let mut client = coordinator(stack, "site.coordinator@poppy.test");
    let session = client.send("GET", "/v1/session", &[], None).expect(200);
    let held = &session["roles"][0];
    let choice = json!({"role": held["role"], "organization": held["organization"], "year": held["year"]});
    let _ = client.send("PUT", "/v1/session/role", &[], Some(&choice)).expect(200);
    let _ = client.send("POST", "/v1/session/extension", &[], Some(&json!({}))).expect(200);
    let _ = client.send("GET", "/v1/session/terms", &[], None).expect(200);
    let _ = client.send("GET", "/v1/systems", &[], None).expect(200);
    let _ = client.send("GET", "/v1/health", &[], None).expect(200);
    let _ = client.send("GET", "/v1/organizations?query=cedar", &[], None).expect(200);
    for criteria in [
        json!({}),
        json!({"last_name": "a", "grade": "11"}),
        json!({"first_name": "a"}),
        json!({"elas": "EL", "unlisted_resources": true}),
        json!({"organization": "99000010000103", "grade": "11"}),
    ] {
        let _ = client.send("POST", "/v1/students/search", &[], Some(&criteria)).expect(200);
    }
    let _ = client.send("DELETE", "/v1/session", &[], None).expect(204);
    let mut state = coordinator(stack, "state.admin@cde.test");
    let _ = state.send("GET", "/v1/organizations?query=poppy", &[], None).expect(200);
    let mut nobody = Client::at(stack.url());
    for path in ["second-scoring?query=cedar", "answers?query=affidavit", "contacts?county=99", "letter-templates"] {
        let _ = nobody.send("GET", &format!("/v1/{path}"), &[], None).expect(200);
    }
    let logs = stack.logs();
    assert!(!logs.contains("AccessDenied"), "a role of the template lacks an action");
}

fn nothing_personal_is_logged(stack: &Stack) {
    let logs = stack.logs();
    assert!(logs.lines().filter(|line| line.contains("\"operation\"")).count() > 20, "the functions log each request");
    let personal: Vec<_> = logs.lines().filter(|line| testkit::is_personal(line)).collect();
    assert!(personal.is_empty(), "{personal:?}");
}
