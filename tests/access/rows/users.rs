//! Users, by those who look after them.

use serde_json::{Value, json};

use super::{Needs, Of, Row, Shows, about, plain, right, row};
use crate::ids::Ids;

const SEES: Needs = right("see-users");
const CHANGES: Needs = right("change-users");
const USERS: &[Shows] = &[Shows::Users];

fn held(ids: &Ids) -> Value {
    json!({"role": ids.given, "organization": ids.given_at, "year": "2026-27"})
}

fn wanted(ids: &Ids) -> Value {
    let mut role = held(ids);
    if ids.given == "compliance-monitor" {
        role["instruments"] = json!(["english-learner"]);
    }
    role
}

/// As the file of users calls a role.
fn in_words(role: &str) -> &'static str {
    match role {
        // Superintendents are not added by file.
        "superintendent" | "lea-caaspp-coordinator" => "LEA CAASPP Coordinator",
        "lea-elpac-coordinator" => "LEA ELPAC Coordinator",
        "site-caaspp-coordinator" => "Site CAASPP Coordinator",
        "site-elpac-coordinator" => "Site ELPAC Coordinator",
        "lea-review-coordinator" => "LEA Review Coordinator",
        "lea-compliance-contributor" => "LEA Compliance Contributor",
        _ => "Test Administrator",
    }
}

fn file(ids: &Ids) -> Value {
    let head = "First name,Last name,CDS code,E-mail address,Telephone number,Role in organization";
    let (code, role) = (&ids.given_at, in_words(ids.given));
    json!({"csv": format!("{head}\nNoor,Haddad,{code},noor.haddad@poppy.test,,{role}\n")})
}

fn has_users(page: &Value) -> bool {
    page["users"].as_array().is_some_and(|users| !users.is_empty())
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        row("add-user", CHANGES, &[201], |ids| {
            let name =
                json!({"first_name": "Noor", "last_name": "Haddad", "email": ids.new_email, "roles": [wanted(ids)]});
            plain().once(ids).with(name)
        })
        .of(Of::User)
        .shows(USERS),
        row("change-user", CHANGES, &[200], |ids| {
            about(&ids.user).read_as(&ids.user_etag).with(json!({"telephone": "(415) 555-0199"}))
        })
        .of(Of::User)
        .shows(USERS),
        row("change-user", CHANGES, &[200], |ids| {
            about(&ids.user)
                .read_as(&ids.user_etag)
                .with(json!({"state": "deactivated", "confirm_last_coordinator": true}))
        })
        .of(Of::User)
        .when("deactivate")
        .shows(USERS),
        // Who has no role that the caller sees is gone.
        row("change-user", CHANGES, &[204], |ids| {
            let body = json!({"roles": {"remove": [held(ids)]}, "confirm_last_coordinator": true});
            about(&ids.user).read_as(&ids.user_etag).with(body)
        })
        .of(Of::User)
        .when("take the role away")
        .shows(USERS),
        row("end-user-sessions", right("help-users"), &[204], |ids| about(&ids.user)).of(Of::User).shows(USERS),
        row("list-affidavits", right("see-affidavits"), &[200], |ids| {
            plain().asking(format!("?program=caaspp&organization={}", ids.asked))
        })
        .of(Of::Asked)
        .shows(USERS),
        row("list-affidavits", right("see-affidavits"), &[200], |ids| {
            plain().asking(format!("?program=caaspp&limit=1{}", ids.cursor_in_query("list-affidavits")))
        })
        .of(Of::Own)
        .when("by a cursor")
        .shows(USERS),
        row("list-users", SEES, &[200], |ids| plain().asking(format!("?organization={}", ids.asked)))
            .of(Of::Asked)
            .shows(USERS),
        row("list-users", SEES, &[200], |ids| plain().asking(format!("?limit=1{}", ids.cursor_in_query("list-users"))))
            .of(Of::Own)
            .when("by a cursor")
            .shows(USERS),
        row("read-user", SEES, &[200], |ids| about(&ids.user)).of(Of::User).shows(USERS),
        row("search-users", SEES, &[200], |ids| plain().with(json!({"organization": ids.asked})))
            .of(Of::Asked)
            .shows(USERS),
        row("search-users", SEES, &[200], |ids| plain().with(json!({"email": ids.email})))
            .of(Of::User)
            .when("by address")
            .done_if(has_users)
            .shows(USERS),
        row("search-users", SEES, &[200], |ids| {
            plain().with(json!({"limit": 1, "name": "zqx", "cursor": ids.cursor("search-users")}))
        })
        .of(Of::Own)
        .when("by a cursor")
        .shows(USERS),
        row("send-activation", right("help-users"), &[202], |ids| about(&ids.waiting)).of(Of::User).shows(USERS),
        row("upload-users", CHANGES, &[200], |ids| plain().with(file(ids)))
            .of(Of::User)
            .when("look through")
            .done_if(|answer| answer["faults"] == json!([])),
    ]
}
