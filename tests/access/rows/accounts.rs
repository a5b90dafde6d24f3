//! One's own account and session.

use domain::accounts::TERMS;
use serde_json::json;
use testkit::Person;

use super::{Needs, Of, Row, about, plain, row};

pub(super) fn rows() -> Vec<Row> {
    let own = Needs::Session;
    vec![
        row("accept-terms", own, &[204], |_| plain().with(json!({"version": TERMS.version}))),
        // No challenge was asked for.
        row("add-passkey", own, &[409, 422], |_| plain().with(json!({"name": "Key", "credential": {}}))),
        row("begin-passkey", own, &[200], |_| plain()).of_the_session(),
        row("begin-totp", own, &[200], |_| plain()).of_the_session(),
        // There is none.
        row("challenge-passkey", own, &[409], |_| plain()),
        row("change-password", own, &[204], |_| {
            let new = "brown pelicans over the pier";
            plain().with(json!({"current_password": Person::PASSWORD, "new_password": new}))
        }),
        row("choose-role", own, &[200], |ids| {
            plain().with(json!({"role": ids.role, "organization": ids.seat, "year": ids.year}))
        }),
        // Nothing was begun.
        row("confirm-totp", own, &[409], |_| plain().with(json!({"code": "123456"}))),
        row("end-one-session", own, &[204], |ids| about(&ids.session)).of(Of::Own),
        row("end-sessions", own, &[204], |_| plain()),
        row("end-sessions", own, &[204], |_| plain().asking("?others=true".to_owned())).when("all others"),
        row("extend-session", own, &[200], |_| plain()).of_the_session(),
        row("list-sessions", own, &[200], |_| plain()),
        row("list-systems", own, &[200], |_| plain()),
        row("read-account", own, &[200], |_| plain()),
        row("read-affidavits", own, &[200], |_| plain()),
        row("read-session", own, &[200], |_| plain()),
        // There is none.
        row("remove-passkey", own, &[404], |_| about("aaaaaaaaaaaaaaaaaaaaaaaaaa")),
        row("remove-totp", own, &[404], |_| plain()),
        // They stand in for a second factor, and there is none.
        row("renew-recovery-codes", own, &[409], |_| plain()),
        // Who has to has signed.
        row("sign-affidavit", own, &[204, 409], |_| plain().with(json!({"program": "elpac", "version": "2026-11-22"}))),
        row("verify-session", own, &[200], |_| plain().with(json!({"password": Person::PASSWORD}))),
    ]
}
