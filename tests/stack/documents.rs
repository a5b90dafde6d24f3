//! Evidence from the ticket to the download, as a browser at the portal sends it: past the API, straight to the storage.

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use ureq::http::{Request, Response};

use crate::coordinator;
use crate::http::Client;
use crate::mailbox::letters_to;
use crate::stack::{Stack, wait_for};

const LEA: &str = "99000010000000";
const MEGABYTE: usize = 1024 * 1024;

pub(crate) fn evidence_goes_to_the_storage_is_checked_and_comes_back_and_a_program_does_not(stack: &Stack) {
    let mut administrator = coordinator(stack, "compliance.admin@cde.test");
    let item = item_of_a_review(&mut administrator);
    let mut lea = coordinator(stack, "review.coordinator@poppy.test");

    // 60 MB, of which no page repeats another.
    let mut report = b"%PDF-1.7\n".to_vec();
    report.extend((0..60 * MEGABYTE / 8).flat_map(|place| (place as u64 ^ 0x9e37_79b9_7f4a_7c15).to_le_bytes()));
    let ticket = ticket(&mut lea, "stack-report", &item, "Report 2026.pdf", &report);
    allows_the_portal(stack, &ticket);
    assert_eq!(put(&ticket, &report[..report.len() - 1]).status(), 403, "another length");
    assert_eq!(put(&ticket, &vec![b'x'; report.len()]).status(), 400, "another content");
    assert_eq!(put(&ticket, &report).status(), 200);
    let document = settled(&mut lea, &ticket);
    assert_eq!(document["state"], "clean");
    let mut answer = send(Request::get(document["download"]["url"].as_str().unwrap()), Vec::new());
    assert_eq!(answer.status(), 200);
    let name = "attachment; filename=\"Report 2026.pdf\"; filename*=UTF-8''Report%202026.pdf";
    assert_eq!(answer.headers()["content-disposition"], name);
    assert!(answer.body_mut().with_config().limit(1 << 30).read_to_vec().unwrap() == report, "the same file");

    let program = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0";
    let ticket = self::ticket(&mut lea, "stack-program", &item, "Plan 2026.pdf", program);
    assert_eq!(put(&ticket, program).status(), 200);
    let document = settled(&mut lea, &ticket);
    assert_eq!((&document["state"], document.get("download")), (&json!("refused"), None));
    assert!(document["reason"].as_str().unwrap().contains("is a program"), "{document}");
    let letter = wait_for("the letter about it", || {
        let letters = letters_to(stack, "review.coordinator@poppy.test");
        letters.into_iter().find(|letter| letter.text.contains("Plan 2026.pdf"))
    });
    assert!(letter.text.contains("is a program"), "{}", letter.text);

    let mut stranger = coordinator(stack, "lea.coordinator@redwood.test");
    let path = format!("/v1/compliance/documents/{}", document["id"].as_str().unwrap());
    assert_eq!(stranger.send("GET", &path, &[], None).status, 403);
}

fn item_of_a_review(administrator: &mut Client) -> Value {
    let review = json!({
        "organization": LEA, "instruments": ["english-learner"], "mode": "online", "first_day": "2026-11-16",
        "last_day": "2026-11-20", "open": true,
    });
    let key = [("Idempotency-Key", "stack-review")];
    let review = administrator.send("POST", "/v1/compliance/reviews", &key, Some(&review)).expect(201);
    let items = json!({"instrument": "english-learner", "items": [
        {"number": "I-EL 01", "kind": "core", "citation": "20 U.S.C. 6312(e)(3)", "text": "The LEA notifies parents."},
    ]});
    let path = format!("/v1/compliance/reviews/{}/items", review["id"].as_str().unwrap());
    let review = administrator.send("POST", &path, &[("Idempotency-Key", "stack-items")], Some(&items)).expect(201);
    review["items"][0]["id"].clone()
}

fn ticket(lea: &mut Client, key: &str, item: &Value, file_name: &str, content: &[u8]) -> Value {
    let body = json!({
        "target": {"item": item}, "file_name": file_name, "content_type": "application/pdf", "size": content.len(),
        "sha256": HEXLOWER.encode(&Sha256::digest(content)),
    });
    lea.send("POST", "/v1/compliance/document-uploads", &[("Idempotency-Key", key)], Some(&body)).expect(201)
}

fn send(request: ureq::http::request::Builder, body: Vec<u8>) -> Response<ureq::Body> {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    agent.run(request.body(body).unwrap()).expect("the storage answers")
}

fn put(ticket: &Value, content: &[u8]) -> Response<ureq::Body> {
    let upload = &ticket["upload"];
    let mut request = Request::put(upload["url"].as_str().unwrap());
    for (name, value) in upload["headers"].as_object().unwrap() {
        request = request.header(name, value.as_str().unwrap());
    }
    send(request, content.to_vec())
}

/// What a browser asks before it sends the file, and whether the page may reach the storage at all.
fn allows_the_portal(stack: &Stack, ticket: &Value) {
    let url = ticket["upload"]["url"].as_str().unwrap();
    let headers: Vec<_> = ticket["upload"]["headers"].as_object().unwrap().keys().cloned().collect();
    let ask = |origin: &str| {
        let request = Request::options(url).header("Origin", origin).header("Access-Control-Request-Method", "PUT");
        send(request.header("Access-Control-Request-Headers", headers.join(",")), Vec::new())
    };
    let allowed = ask(stack.url());
    assert_eq!(
        (allowed.status().as_u16(), &allowed.headers()["access-control-allow-origin"]),
        (200, &stack.url().parse().unwrap())
    );
    assert_eq!(ask("https://elsewhere.example").status(), 403);
    let page = send(Request::get(stack.url()), Vec::new());
    let policy = page.headers()["content-security-policy"].to_str().unwrap();
    let reach = policy.split("; ").find_map(|rule| rule.strip_prefix("connect-src 'self' ")).unwrap();
    assert!(url.starts_with(reach), "{policy}");
}

/// The document, once what arrived is settled.
fn settled(lea: &mut Client, ticket: &Value) -> Value {
    let path = format!("/v1/compliance/documents/{}", ticket["document_id"].as_str().unwrap());
    wait_for("the end of a check", || {
        let document = lea.send("GET", &path, &[], None).expect(200);
        let open = ["awaiting", "checking"].contains(&document["state"].as_str().unwrap());
        (!open).then_some(document)
    })
}
