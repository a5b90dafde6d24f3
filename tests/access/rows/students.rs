//! Students.

use serde_json::{Value, json};

use super::{Needs, Of, Row, Shows, about, plain, right, rights, row};

const FINDS: Needs = right("find-students");
const STUDENTS: &[Shows] = &[Shows::Students];

fn has_students(page: &Value) -> bool {
    page["students"].as_array().is_some_and(|students| !students.is_empty())
}

pub(super) fn rows() -> Vec<Row> {
    let save = "save-test-assignments";
    vec![
        row("find-students", FINDS, &[200], |ids| plain().with(json!({"ssid": ids.ssid})))
            .of(Of::School)
            .done_if(has_students)
            .shows(STUDENTS),
        row("find-students", FINDS, &[200], |ids| plain().with(json!({"organization": ids.asked})))
            .of(Of::Asked)
            .when("of an organization")
            .done_if(has_students)
            .shows(STUDENTS),
        row("find-students", FINDS, &[200], |ids| {
            plain().with(json!({"limit": 1, "cursor": ids.cursor("find-students")}))
        })
        .of(Of::Own)
        .when("by a cursor")
        .shows(STUDENTS),
        row("read-student", FINDS, &[200], |ids| about(&ids.student))
            .of(Of::School)
            .done_if(|page| page["demographic"] != json!(null))
            .shows(STUDENTS),
        // To know of a history is to know of a student and to have the right: one check of the former comes first.
        row("read-student-history", rights("find-students", "read-student-history"), &[200], |ids| about(&ids.student))
            .of(Of::School)
            .done_if(|page| page["entries"].is_array())
            .shows(STUDENTS),
        row(save, rights("find-students", "set-condition-code"), &[200], |ids| {
            let change = json!({"program": "sb-ela", "condition_code": "NTE"});
            about(&ids.student).read_as("1-1").once(ids).with(json!({"changes": [change]}))
        })
        .of(Of::School)
        .when("a condition code")
        .shows(STUDENTS),
        row(save, rights("find-students", "change-caaspp-assignments"), &[200], |ids| {
            let change = json!({"program": "sb-math", "assigned": false});
            about(&ids.student).read_as("1-1").once(ids).with(json!({"changes": [change]}))
        })
        .of(Of::School)
        .when("a CAASPP test")
        .shows(STUDENTS),
        row(save, rights("find-students", "change-elpac-assignments"), &[200], |ids| {
            let change = json!({"program": "elpac-summative", "assigned": false});
            about(&ids.student).read_as("1-1").once(ids).with(json!({"changes": [change]}))
        })
        .of(Of::School)
        .when("an ELPAC test")
        .shows(STUDENTS),
    ]
}
