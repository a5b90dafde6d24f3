//! A bulletin on the deployed stack: from the editor to the coordinators' mail, the archive and the feeds.

use serde_json::{Value, json};

use crate::coordinator;
use crate::http::Client;
use crate::mailbox::letters_to;
use crate::stack::{Stack, wait_for, wait_for_the_next_minute};

const HEADLINE: &str = "CAASPP Communication: stack";

/// Whether the feed follows the schema of RFC 4287.
const VALIDATE: &str = "import sys
from lxml import etree
schema = etree.RelaxNG(etree.parse(sys.argv[1]))
assert schema.validate(etree.fromstring(sys.stdin.buffer.read())), schema.error_log";

fn new_bulletin() -> Value {
    json!({
        "headline": HEADLINE,
        "dated": "2026-11-23",
        "audience": {"roles": ["lea-caaspp-coordinator"], "leas": ["9900001"]},
        "sections": [{"kind": "notice", "text": "The *lanterns* are lit: see [Students](/students)."}],
    })
}

/// Who is of its audience is written to; everybody can read it; who wants no more gets none.
pub(crate) fn a_bulletin_reaches_its_audience_the_archive_and_the_feeds(stack: &Stack) {
    const COORDINATOR: &str = "lea.coordinator@poppy.test";
    let mut editor = coordinator(stack, "editor@cde.test");
    let id = publish(&mut editor, "stack-bulletin-1");
    let letter = wait_for("the bulletin", || {
        letters_to(stack, COORDINATOR).into_iter().find(|letter| letter.subject.contains(HEADLINE))
    });
    assert!(letter.text.contains(&format!("Students ({}/students)", stack.url())), "{}", letter.text);
    assert!(letter.text.contains(&format!("{}/bulletins/{id}", stack.url())), "{}", letter.text);
    assert!(letters_to(stack, "lea.coordinator@redwood.test").is_empty(), "another LEA's is not of the audience");
    let deliveries = format!("/v1/bulletins/{id}/deliveries");
    let became = wait_for("what became of it", || {
        let told = editor.send("GET", &deliveries, &[], None).expect(200);
        (told["mailings"][0]["addressed"] == true && told["mailings"][0]["queued"] == 0).then_some(told)
    });
    let of = |state: &str| became["mailings"][0][state].as_u64().expect("a count");
    assert_eq!(of("sent") + of("delivered"), 1, "{became}");

    let mut nobody = Client::at(stack.url());
    let found = nobody.send("GET", "/v1/bulletins?query=lanterns", &[], None).expect(200);
    assert_eq!(found["bulletins"][0]["id"], id.as_str());
    let page = nobody.send("GET", &format!("/bulletins/{id}"), &[], None).text;
    assert!(page.contains("<em>lanterns</em>") && !page.contains("<script"), "{page}");
    let feed = nobody.send("GET", "/v1/bulletins.atom", &[], None).text;
    assert!(feed.contains(HEADLINE), "{feed}");
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/stack/atom.rng");
    stack.python(VALIDATE, &[schema], &feed);

    let token = unsubscription(&letter.text);
    let _ = nobody.send("POST", &format!("/v1/unsubscriptions/{token}"), &[], None).expect(204);
    let second = publish(&mut editor, "stack-bulletin-2");
    wait_for("the end of the second letter", || {
        let told = editor.send("GET", &format!("/v1/bulletins/{second}/deliveries"), &[], None).expect(200);
        (told["mailings"][0]["unsubscribed"] == 1).then_some(())
    });
    let letters = letters_to(stack, COORDINATOR).into_iter().filter(|letter| letter.subject.contains(HEADLINE));
    assert_eq!(letters.count(), 1, "who wants no bulletins gets none");
    let _ = nobody.send("DELETE", &format!("/v1/unsubscriptions/{token}"), &[], None).expect(204);
}

/// What is posted shows in the API at once, and within a minute in the copy that is there without the functions.
pub(crate) fn what_is_posted_shows_at_once_and_in_the_copy_within_a_minute(stack: &Stack) {
    let mut administrator = coordinator(stack, "state.admin@cde.test");
    let notice = json!({
        "kind": "known-issue", "systems": ["dei"], "from": "2026-01-05T08:00", "effect": "Scores appear a day late.",
    });
    let posted = administrator.send("POST", "/v1/status/notices", &[("Idempotency-Key", "stack-1")], Some(&notice));
    let id = posted.expect(201)["id"].clone();
    let mut nobody = Client::at(stack.url());
    let shows =
        |status: &Value| status["known_issues"].as_array().is_some_and(|all| all.iter().any(|one| one["id"] == id));
    assert!(shows(&nobody.send("GET", "/v1/status", &[], None).expect(200)));
    let copy = wait_for_the_next_minute("the copy", || {
        let copy = nobody.send("GET", "/status.json", &[], None).body;
        shows(&copy).then_some(copy)
    });
    let mut status = nobody.send("GET", "/v1/status", &[], None).expect(200);
    status["as_of"] = copy["as_of"].clone();
    assert_eq!(copy, status);
}

fn publish(editor: &mut Client, key: &str) -> String {
    let draft = editor.send("POST", "/v1/bulletins", &[("Idempotency-Key", key)], Some(&new_bulletin())).expect(201);
    let id = draft["id"].as_str().expect("an id").to_owned();
    let path = format!("/v1/bulletins/{id}/publication");
    let published = editor.send("POST", &path, &[("If-Match", "\"1\"")], Some(&json!({}))).expect(200);
    assert_eq!(published["state"], "published");
    id
}

/// The token of the link that ends bulletins by mail.
fn unsubscription(text: &str) -> &str {
    let token = text.split("/unsubscribe#").nth(1).expect("a link");
    token.split_whitespace().next().expect("a token")
}
