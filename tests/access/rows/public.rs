//! What needs no session, and the directory.

use serde_json::json;
use testkit::Person;

use super::{Needs, Of, Row, Shows, about, plain, row};

const NAMES: &[Shows] = &[Shows::PlacesToAll];
const PUBLIC: Needs = Needs::Nothing;
/// What is no link that was mailed.
const NO_LINK: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

pub(super) fn rows() -> Vec<Row> {
    let public = |operation, answers, fill| row(operation, PUBLIC, answers, fill);
    vec![
        // Whoever has the link; this is none.
        public("activate-account", &[404], |_| about(NO_LINK).with(json!({"password": Person::PASSWORD}))),
        public("check-health", &[200], |_| plain()),
        public("check-password", &[200], |_| plain().with(json!({"password": Person::PASSWORD}))),
        public("end-session", &[204], |_| plain()),
        public("end-subscription", &[404], |_| about(NO_LINK)),
        public("find-answers", &[200], |_| plain()),
        public("find-second-scoring", &[200], |_| plain().asking("?query=zqx".to_owned())).shows(NAMES),
        public("list-letter-templates", &[200], |_| plain()),
        public("read-atom-feed", &[200], |_| plain()),
        public("read-bulletin", &[200], |ids| about(&ids.published)),
        public("read-bulletins", &[200], |_| plain()),
        public("read-calendar", &[200], |_| plain()),
        public("read-calendar-event", &[200], |ids| about(&ids.meeting)),
        public("read-calendar-file", &[200], |_| plain()),
        public("read-contacts", &[200], |_| plain()),
        public("read-event-file", &[200], |ids| about(&ids.meeting)),
        public("read-json-feed", &[200], |_| plain()),
        public("read-letter-template", &[200], |_| {
            about("caaspp-notice.docx").asking("?year=2026-27&lea=Poppy".to_owned())
        }),
        public("read-status", &[200], |_| plain()),
        public("read-terms", &[200], |_| plain()),
        public("renew-subscription", &[404], |_| about(NO_LINK)),
        public("request-activation", &[202], |_| plain().with(json!({"email": "nobody@poppy.test"}))),
        public("request-password-reset", &[202], |_| plain().with(json!({"identifier": "nobody@poppy.test"}))),
        public("reset-password", &[404], |_| about(NO_LINK).with(json!({"new_password": Person::PASSWORD}))),
        public("show-archive", &[200], |_| plain()),
        public("show-bulletin", &[200], |ids| about(&ids.published)),
        public("sign-in", &[200], |ids| plain().with(json!({"username": ids.own_email, "password": Person::PASSWORD}))),
        row("read-organizations", Needs::Work, &[200], |_| plain()),
        row("read-organizations", Needs::Work, &[200], |ids| plain().asking(format!("?parent={}", ids.asked)))
            .of(Of::Asked)
            .when("below one"),
    ]
}
