//! Compliance reviews.

use serde_json::json;

use super::{Needs, Of, Row, Shows, about, plain, right, rights, row};

const READS: Needs = right("read-reviews");
const DECIDES: Needs = rights("read-reviews", "decide-reviews");
const ANSWERS: Needs = rights("read-reviews", "answer-findings");
const REVIEWS: &[Shows] = &[Shows::Reviews];
/// A review also shows whom the LEA let in.
const WITH_CONTRIBUTORS: &[Shows] = &[Shows::Reviews, Shows::Users, Shows::UsersInAnyRole];

pub(super) fn rows() -> Vec<Row> {
    let mut rows = reading();
    rows.extend(changing());
    rows
}

fn reading() -> Vec<Row> {
    vec![
        row("read-comments", READS, &[200], |ids| about(&ids.review).asking("?instrument=english-learner".to_owned()))
            .of(Of::Lea)
            .done_if(|page| page["comments"].as_array().is_some_and(|comments| !comments.is_empty()))
            .shows(REVIEWS),
        row("read-comments", READS, &[200], |ids| about(&ids.review).asking(format!("?item={}", ids.item)))
            .of(Of::Lea)
            .when("of an item")
            .shows(REVIEWS),
        row("read-document", READS, &[200], |ids| about(&ids.document)).of(Of::Lea).shows(REVIEWS),
        row("read-programs", Needs::Work, &[200], |_| plain()),
        row("read-review", READS, &[200], |ids| about(&ids.review)).of(Of::Lea).shows(WITH_CONTRIBUTORS),
        row("read-review-calendar", READS, &[200], |ids| about(&ids.review)).of(Of::Lea).shows(REVIEWS),
        row("read-review-history", READS, &[200], |ids| about(&ids.review)).of(Of::Lea).shows(REVIEWS),
        row("read-reviews", READS, &[200], |_| plain()).shows(REVIEWS),
        row("read-reviews", READS, &[200], |ids| {
            plain().asking(format!("?limit=1{}", ids.cursor_in_query("read-reviews")))
        })
        .of(Of::Own)
        .when("by a cursor")
        .shows(REVIEWS),
        row("report-open-work", READS, &[200], |_| plain()).shows(REVIEWS),
        row("report-submissions", READS, &[200], |_| plain()).shows(REVIEWS),
    ]
}

fn changing() -> Vec<Row> {
    let row =
        |operation, needs, answers, fill| row(operation, needs, answers, fill).of(Of::Lea).shows(WITH_CONTRIBUTORS);
    vec![
        row("add-review-items", DECIDES, &[201], |ids| {
            let item = json!({"number": "I-EL 09", "kind": "core", "citation": "5 CCR", "text": "Parents are told."});
            about(&ids.review).once(ids).with(json!({"instrument": "english-learner", "items": [item]}))
        }),
        row("assign-contributors", rights("read-reviews", "assign-contributors"), &[200], |ids| {
            about(&ids.review).read_as(&ids.review_etag).with(json!({"add": [ids.contributor]}))
        }),
        row("change-evidence-request", DECIDES, &[200], |ids| {
            about(&ids.request).read_as("1").with(json!({"text": "Other letters."}))
        }),
        row("change-program-contact", right("change-program-contacts"), &[200], |_| {
            about("federal-program-monitoring").read_as("0").with(json!({"office": "The office of the CDE"}))
        })
        .of(Of::Nobody),
        row("change-review", DECIDES, &[200], |ids| {
            about(&ids.review).read_as(&ids.review_etag).with(json!({"mode": "online"}))
        }),
        row("decide-resolution-agreement", DECIDES, &[200], |ids| {
            about(&ids.asked_for_time).read_as("1").with(json!({"decision": "approved"}))
        }),
        row("issue-findings", DECIDES, &[201], |ids| {
            let finding = json!({"item": ids.item, "text": "None were sent."});
            about(&ids.review).once(ids).with(json!({"notified_on": "2026-11-20", "findings": [finding]}))
        }),
        // Of the state's roles alone: each LEA is theirs.
        row("make-review", rights("decide-reviews", "decide-reviews"), &[201], |ids| {
            let body = json!({
                "organization": ids.lea, "instruments": ["english-learner"], "mode": "online",
                "first_day": "2026-11-30", "last_day": "2026-12-04", "open": true,
            });
            plain().once(ids).with(body)
        }),
        row("request-document-upload", rights("upload-evidence", "upload-evidence"), &[201], |ids| {
            let body = json!({
                "target": {"evidence_request": ids.request}, "file_name": "Board minutes.pdf",
                "content_type": "application/pdf", "size": 9, "sha256": "ab".repeat(32),
            });
            plain().once(ids).with(body)
        }),
        row("request-evidence", DECIDES, &[201], |ids| {
            about(&ids.item).once(ids).with(json!({"text": "Letters", "due": "2026-12-11"}))
        }),
        row("request-resolution-agreement", ANSWERS, &[201], |ids| {
            let body = json!({"until": "2027-03-01", "actions": "Letters.", "justification": "Printer."});
            about(&ids.issued).read_as("1").with(body)
        }),
        row("resolve-finding", DECIDES, &[200], |ids| {
            about(&ids.submitted).read_as("1").with(json!({"decision": "resolved"}))
        }),
        row("submit-resolution", ANSWERS, &[201], |ids| about(&ids.issued).read_as("1").with(json!({"text": "Sent."}))),
        row("write-comment", rights("read-reviews", "comment"), &[201], |ids| {
            let body = json!({"target": {"instrument": "english-learner"}, "text": "Which letters?"});
            about(&ids.review).once(ids).with(body)
        }),
    ]
}
