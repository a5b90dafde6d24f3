//! Granted minus used is nothing, for every function: each has a test that does all the function can do and compares.

use std::collections::BTreeSet;

use workflows::{EVENT_FUNCTIONS, FUNCTIONS};

use crate::evidence;

const HTTP: &str = "tests/workflows/least_privilege.rs: each_function_uses_exactly_the_actions_its_role_grants";
const BULLETINS: &str =
    "tests/workflows/bulletins/grants.rs: each_function_of_bulletins_uses_exactly_the_actions_its_role_grants";
const CALENDAR: &str = "tests/workflows/bulletins/calendar/grants.rs: each_function_of_the_calendar_uses_exactly_the_actions_its_role_grants";

/// Which test compares which function.
const COMPARED: [(&str, &str); 33] = [
    ("accept-document", "tests/documents/accepting.rs: the_function_uses_exactly_the_actions_its_role_grants"),
    ("activate-account", HTTP),
    ("address-circulars", "tests/mail/circulars.rs: it_uses_exactly_what_its_role_grants"),
    ("check-health", HTTP),
    ("copy-status", "tests/documents/status_copy.rs: it_uses_exactly_the_actions_its_role_grants"),
    (
        "end-subscription",
        "tests/workflows/bulletins/grants.rs: ending_and_taking_up_bulletins_by_mail_uses_exactly_the_actions_its_role_grants",
    ),
    ("find-answers", HTTP),
    ("find-students", HTTP),
    ("manage-account", HTTP),
    ("manage-calendar", CALENDAR),
    ("manage-reviews", HTTP),
    ("manage-users", HTTP),
    ("post-notification", HTTP),
    (
        "post-status-notice",
        "tests/workflows/bulletins/grants.rs: posting_a_status_notice_uses_exactly_the_actions_its_role_grants",
    ),
    ("publish-bulletin", BULLETINS),
    (
        "publish-due-bulletins",
        "tests/workflows/bulletins/grants.rs: the_job_of_bulletins_uses_exactly_the_actions_its_role_grants",
    ),
    ("read-bulletins", BULLETINS),
    ("read-calendar", CALENDAR),
    ("read-notifications", HTTP),
    ("read-organizations", HTTP),
    ("read-reviews", HTTP),
    ("read-student", HTTP),
    (
        "record-mail-feedback",
        "tests/mail/grants.rs: recording_what_became_of_letters_uses_exactly_the_actions_its_role_grants",
    ),
    ("register-for-training", CALENDAR),
    ("remind-reviews", "tests/workflows/compliance/reminders.rs: it_uses_exactly_what_its_role_grants"),
    (
        "remind-trainings",
        "tests/workflows/bulletins/calendar/grants.rs: the_job_uses_exactly_the_actions_its_role_grants",
    ),
    (
        "request-document-upload",
        "tests/workflows/compliance/uploads.rs: the_function_uses_exactly_the_actions_its_role_grants",
    ),
    ("reset-password", HTTP),
    ("resolve-finding", HTTP),
    ("save-test-assignments", HTTP),
    ("seal-trail", "tests/documents/seals.rs: it_uses_exactly_the_actions_its_role_grants"),
    ("send-mail", "tests/mail/grants.rs: sending_letters_uses_exactly_the_actions_its_role_grants"),
    ("sign-in", HTTP),
];

#[test]
fn every_function_has_a_test_that_compares_what_it_uses_with_what_it_may() {
    let all = FUNCTIONS.iter().map(|one| one.name).chain(EVENT_FUNCTIONS.iter().map(|one| one.name));
    assert_eq!(COMPARED.iter().map(|(name, _)| *name).collect::<BTreeSet<_>>(), all.collect());
    for (name, test) in COMPARED {
        assert!(evidence::exists(test), "{name}: {test}");
        // A row of its own in the test that goes through many.
        let (path, _) = test.split_once(": ").unwrap();
        assert!(test != HTTP || crate::read(path).contains(&format!("\"{name}\"")), "{name}");
    }
}
