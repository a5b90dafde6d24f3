//! Bulletins, the status of the systems, notifications.

use serde_json::{Value, json};

use super::{Needs, Of, Row, Shows, about, plain, right, row};
use crate::ids::Ids;
use crate::scene::{bulletin, downtime};

const WRITES: Needs = right("write-bulletins");
const POSTS: Needs = right("post-status");
const NOTIFIES: Needs = right("post-notifications");
const DRAFTS: &[Shows] = &[Shows::Drafts, Shows::PlacesToAll];
const POSTED: &[Shows] = &[Shows::Notifications, Shows::Posted, Shows::Signed];

fn notification(ids: &Ids) -> Value {
    json!({
        "subject": "Training", "text": "On Tuesday.", "organization": ids.asked, "starts": "2026-11-22", "ends": "2026-11-23",
    })
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        row("change-bulletin", WRITES, &[200], |ids| {
            about(&ids.draft).read_as("1").with(json!({"headline": "Another headline"}))
        })
        .shows(DRAFTS),
        row("correct-bulletin", WRITES, &[200, 201], |ids| {
            let section = json!({"kind": "reminders", "text": "Order them late."});
            about(&ids.published).read_as("2").with(json!({"mail": false, "note": "A date.", "sections": [section]}))
        })
        .shows(DRAFTS),
        row("draft-bulletin", WRITES, &[201], |ids| plain().once(ids).with(bulletin("A headline"))).shows(DRAFTS),
        row("list-bulletin-drafts", WRITES, &[200], |_| plain()).shows(DRAFTS),
        row("preview-bulletin", WRITES, &[200], |_| plain().with(bulletin("A headline"))).shows(DRAFTS),
        row("publish-bulletin", WRITES, &[200, 201], |ids| about(&ids.draft).read_as("1").with(json!({})))
            .shows(DRAFTS),
        row("read-bulletin-draft", WRITES, &[200], |ids| about(&ids.draft)).shows(DRAFTS),
        row("read-bulletin-versions", WRITES, &[200], |ids| about(&ids.draft)).shows(DRAFTS),
        row("read-deliveries", WRITES, &[200], |ids| about(&ids.published)).shows(DRAFTS),
        row("unschedule-bulletin", WRITES, &[200], |ids| about(&ids.scheduled).read_as("2")).shows(DRAFTS),
        row("change-status-notice", POSTS, &[200], |ids| {
            about(&ids.notice).read_as("1").with(downtime("Nothing can be saved."))
        }),
        row("close-status-notice", POSTS, &[200], |ids| about(&ids.notice).read_as("1")),
        row("post-status-notice", POSTS, &[201], |ids| plain().once(ids).with(downtime("No reports."))),
        row("change-notification", NOTIFIES, &[200], |ids| {
            about(&ids.notification).read_as("1").with(notification(ids))
        })
        .of(Of::Asked)
        .shows(POSTED),
        row("list-posted-notifications", NOTIFIES, &[200], |ids| {
            plain().asking(format!("?organization={}", ids.asked))
        })
        .of(Of::Asked)
        .done_if(|page| page["notifications"].as_array().is_some_and(|found| !found.is_empty()))
        .shows(POSTED),
        row("post-notification", NOTIFIES, &[201], |ids| plain().once(ids).with(notification(ids)))
            .of(Of::Asked)
            .shows(POSTED),
        row("read-notifications", Needs::Work, &[200], |_| plain()).shows(&[Shows::Notifications, Shows::Signed]),
        row("withdraw-notification", NOTIFIES, &[200], |ids| about(&ids.notification).read_as("1"))
            .of(Of::Asked)
            .shows(POSTED),
    ]
}
