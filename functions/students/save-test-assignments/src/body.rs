//! The page of changes, as it is sent.

use std::collections::BTreeMap;

use domain::students::{Change, ConditionCode, DerivedCode, REASON_MAX, TestProgram};
use edge::{Field, FieldErrors, Problem};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

/// All changes of the page: all are made, or none.
#[derive(Deserialize, ToSchema)]
#[schema(as = TestAssignmentChanges)]
pub(crate) struct PageBody {
    /// 1 to 11, one for each test at most.
    #[serde(default)]
    #[schema(value_type = Vec<ChangeBody>, required, min_items = 1, max_items = 11)]
    changes: Field<Vec<ChangeBody>>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

/// Either `condition_code`, to set or (with `null`) remove one, or `assigned`, to add or remove the assignment.
#[derive(Clone, Deserialize, ToSchema)]
#[schema(as = TestAssignmentChange)]
pub(crate) struct ChangeBody {
    #[serde(default)]
    #[schema(value_type = String, required, example = "sb-ela")]
    program: Field<TestProgram>,
    /// `PGE`, `NTE`, or `null` to remove the code.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "PGE")]
    condition_code: Field<Option<String>>,
    /// Needed to remove a code; kept in the history.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 500)]
    reason: Field<String>,
    /// Needed for PGE: the day on which the LEA received the parent's written request, which it keeps.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date, example = "2026-11-20")]
    request_received_on: Field<Date>,
    /// `true` adds the assignment, `false` removes it.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    assigned: Field<bool>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

impl PageBody {
    pub(crate) fn check(self) -> Result<Vec<Change>, Problem> {
        let mut errors = FieldErrors::new();
        let sent = errors.required("/changes", self.changes);
        errors.unknown("", &self.unknown);
        if sent.as_ref().is_some_and(|sent| sent.is_empty() || sent.len() > TestProgram::ALL.len()) {
            errors.push("/changes", format!("must hold 1 to {} changes", TestProgram::ALL.len()));
        }
        let sent = sent.unwrap_or_default().into_iter().enumerate();
        let changes: Vec<_> = sent.filter_map(|(index, change)| change.check(index, &mut errors)).collect();
        errors.finish()?;
        Ok(changes)
    }
}

impl ChangeBody {
    fn check(self, index: usize, errors: &mut FieldErrors) -> Option<Change> {
        let at = |field: &str| format!("/changes/{index}/{field}");
        let program = errors.required(at("program"), self.program);
        let code_given = !matches!(self.condition_code, Field::Missing);
        let assigned_given = !matches!(self.assigned, Field::Missing);
        let code = errors.optional(at("condition_code"), self.condition_code);
        let reason = errors.optional(at("reason"), self.reason).map(|reason| reason.trim().to_owned());
        let received = errors.optional(at("request_received_on"), self.request_received_on);
        let assigned = errors.optional(at("assigned"), self.assigned);
        errors.unknown(&format!("/changes/{index}"), &self.unknown);
        if code_given == assigned_given {
            errors.push(format!("/changes/{index}"), "must have either condition_code or assigned");
            return None;
        }
        if reason.as_ref().is_some_and(|reason| reason.chars().count() > REASON_MAX) {
            errors.push(at("reason"), format!("must have at most {REASON_MAX} characters"));
        }
        let is_pge = matches!(&code, Some(Some(code)) if code == ConditionCode::Pge.code());
        if received.is_some() && !is_pge {
            errors.push(at("request_received_on"), "goes with PGE only");
        }
        let reason = reason.filter(|reason| !reason.is_empty());
        match (code, assigned) {
            (Some(None), _) => {
                let Some(reason) = reason else {
                    errors.push(at("reason"), "is needed to remove a condition code; it is kept in the history");
                    return None;
                };
                Some(Change::RemoveCode { program: program?, reason })
            }
            (Some(Some(code)), _) => {
                let code = settable(&code).map_err(|wrong| errors.push(at("condition_code"), wrong)).ok()?;
                match (code, received) {
                    (ConditionCode::Nte, _) => Some(Change::SetNte { program: program?, reason }),
                    (ConditionCode::Pge, Some(request_received_on)) => {
                        Some(Change::SetPge { program: program?, request_received_on, reason })
                    }
                    (ConditionCode::Pge, None) => {
                        let needed =
                            "is needed for PGE: the day on which the LEA received the parent's written request";
                        errors.push(at("request_received_on"), needed);
                        None
                    }
                }
            }
            (None, Some(true)) => Some(Change::Add { program: program? }),
            (None, Some(false)) => Some(Change::Remove { program: program? }),
            (None, None) => None,
        }
    }
}

fn settable(code: &str) -> Result<ConditionCode, String> {
    code.parse().map_err(|wrong: domain::Malformed| {
        if code.parse::<DerivedCode>().is_ok() {
            "is determined from data, responses and appeals; only PGE and NTE can be set".to_owned()
        } else {
            wrong.to_string()
        }
    })
}
