//! The page's Save: condition codes set and removed, assignments added and removed, all of a page in one decision.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Assignment, Assignments, Condition, NotEligible, ProgramFamily, Progress, SetBy, Student, TestProgram, eligible,
};
use crate::access::{Caller, Right, Scope};

codes! {
    /// What can be done to a test of a student.
    pub enum Action, "an action" {
        /// Set PGE or NTE, or change one into the other.
        SetConditionCode = "set-condition-code",
        /// Remove PGE or NTE, with a reason.
        RemoveConditionCode = "remove-condition-code",
        /// Add the assignment.
        AddAssignment = "add-assignment",
        /// Remove the assignment.
        RemoveAssignment = "remove-assignment",
    }
}

/// The longest reason, in characters. Our choice.
pub const REASON_MAX: usize = 500;

/// One change of a page. Its JSON tells a repeated save from another one, so it stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Change {
    /// Set PGE: a parent asked in writing.
    SetPge {
        /// The test.
        program: TestProgram,
        /// When the LEA received the request.
        request_received_on: Date,
        /// A note for the history.
        reason: Option<String>,
    },
    /// Set NTE.
    SetNte {
        /// The test.
        program: TestProgram,
        /// A note for the history.
        reason: Option<String>,
    },
    /// Remove the code.
    RemoveCode {
        /// The test.
        program: TestProgram,
        /// Why; kept in the history.
        reason: String,
    },
    /// Assign the test.
    Add {
        /// The test.
        program: TestProgram,
    },
    /// Take the assignment away.
    Remove {
        /// The test.
        program: TestProgram,
    },
}

impl Change {
    /// The test that is changed.
    #[must_use]
    pub const fn program(&self) -> TestProgram {
        match self {
            Self::SetPge { program, .. }
            | Self::SetNte { program, .. }
            | Self::RemoveCode { program, .. }
            | Self::Add { program }
            | Self::Remove { program } => *program,
        }
    }

    /// What kind of change it is.
    #[must_use]
    pub const fn action(&self) -> Action {
        match self {
            Self::SetPge { .. } | Self::SetNte { .. } => Action::SetConditionCode,
            Self::RemoveCode { .. } => Action::RemoveConditionCode,
            Self::Add { .. } => Action::AddAssignment,
            Self::Remove { .. } => Action::RemoveAssignment,
        }
    }
}

/// Why something cannot be done, in words for the page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The role lacks the right.
    #[error("your role does not allow this for {} tests", .0.name())]
    Role(ProgramFamily),
    /// The student's primary enrolment is elsewhere.
    #[error("another school or LEA is responsible for this student's tests; ask the one of the primary enrolment")]
    NotResponsible,
    /// No parent exemption or medical code under the ELPAC.
    #[error("the ELPAC has no parent exemption and no medical code: Education Code 60615 covers CAASPP tests only")]
    NotForElpac,
    /// Not assigned.
    #[error("the student is not assigned to this test")]
    NotAssigned,
    /// Already assigned.
    #[error("the student is already assigned to this test")]
    AlreadyAssigned,
    /// All parts are submitted.
    #[error("all parts of this test are submitted: it is scored and reported (5 CCR 852(c))")]
    Completed,
    /// Expired.
    #[error("this test has expired")]
    Expired,
    /// Invalidated.
    #[error("this test was invalidated by an appeal")]
    Invalidated,
    /// The student has begun.
    #[error("the student has started this test; an assignment can be removed only before that")]
    Started,
    /// A code is recorded.
    #[error("a condition code is recorded for this test; remove the code first")]
    HasCode,
    /// No code is recorded.
    #[error("no condition code is recorded for this test")]
    NoCode,
    /// The code was determined by the system.
    #[error("this condition code is determined from data and responses; nobody can set or remove it")]
    DerivedCode,
    /// The date of the request is yet to come.
    #[error("the written request cannot have been received after today")]
    RequestInFuture,
    /// The request belongs to another year.
    #[error("the written request must be for this school year: received on or after {0}")]
    RequestOfAnotherYear(Date),
    /// Not for this student.
    #[error(transparent)]
    NotEligible(#[from] NotEligible),
    /// The general and the alternate test of one content area.
    #[error("a student takes either this test or {}: remove that one in the same save", .0.name())]
    Counterpart(TestProgram),
    /// Named twice on one page.
    #[error("this test is changed twice in the same save; send one change for each test")]
    Twice,
}

/// A change that cannot be made: its place on the page, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its position among the changes, from 0.
    pub index: usize,
    /// Why.
    pub refusal: Refusal,
}

/// A change that was made, as the history keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// The test.
    pub program: TestProgram,
    /// What was done.
    pub action: Action,
    /// The code before, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The code after, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// For PGE, when the written request was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_received_on: Option<Date>,
    /// Why: always there for a code that was removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Whether the caller may take `action` on `program` of this student now, whatever the details.
///
/// # Errors
/// Why not, as the page shows it beside the greyed button.
pub fn permission(
    caller: &Caller,
    student: &Student,
    assignments: &Assignments,
    program: TestProgram,
    action: Action,
) -> Result<(), Refusal> {
    let family = program.family();
    let right = match action {
        Action::SetConditionCode | Action::RemoveConditionCode if family == ProgramFamily::Elpac => {
            return Err(Refusal::NotForElpac);
        }
        Action::SetConditionCode | Action::RemoveConditionCode => Right::SetConditionCode,
        Action::AddAssignment | Action::RemoveAssignment => Right::to_change_assignments(family),
    };
    if caller.has(right, assignments.year).is_err() {
        return Err(Refusal::Role(family));
    }
    if !is_responsible(caller.role.scope, student) {
        return Err(Refusal::NotResponsible);
    }
    match (assignments.tests.get(&program), action) {
        (None, Action::AddAssignment) => Ok(eligible(student, program)?),
        (Some(_), Action::AddAssignment) => Err(Refusal::AlreadyAssigned),
        (None, _) => Err(Refusal::NotAssigned),
        (Some(assignment), _) => unlocked(assignment, action),
    }
}

fn is_responsible(scope: Scope, student: &Student) -> bool {
    scope.covers(&student.enrollment.place)
}

fn unlocked(assignment: &Assignment, action: Action) -> Result<(), Refusal> {
    match assignment.progress {
        Progress::Completed => return Err(Refusal::Completed),
        Progress::Expired => return Err(Refusal::Expired),
        Progress::Invalidated => return Err(Refusal::Invalidated),
        Progress::Assigned | Progress::Started | Progress::PartiallySubmitted => {}
    }
    match (action, &assignment.condition) {
        (Action::SetConditionCode | Action::RemoveConditionCode, Some(Condition::Derived { .. })) => {
            Err(Refusal::DerivedCode)
        }
        (Action::RemoveConditionCode, None) => Err(Refusal::NoCode),
        (Action::RemoveAssignment, Some(_)) => Err(Refusal::HasCode),
        (Action::RemoveAssignment, None) if assignment.progress != Progress::Assigned => Err(Refusal::Started),
        _ => Ok(()),
    }
}

/// Decides a whole page of changes: all of them are possible, or each impossible one is named and nothing happens.
/// Returns the assignments after, and what the history keeps.
///
/// # Errors
/// Every change that cannot be made, with its reason.
pub fn decide(
    caller: &Caller,
    student: &Student,
    assignments: &Assignments,
    changes: &[Change],
    now: Timestamp,
    today: Date,
) -> Result<(Assignments, Vec<Recorded>), Vec<Refused>> {
    let mut seen = BTreeSet::new();
    let mut after = assignments.clone();
    let mut recorded = Vec::new();
    let mut refused = Vec::new();
    for (index, change) in changes.iter().enumerate() {
        let program = change.program();
        let verdict = if seen.insert(program) { Ok(()) } else { Err(Refusal::Twice) }
            .and_then(|()| permission(caller, student, assignments, program, change.action()))
            .and_then(|()| request_date(change, assignments, today));
        match verdict {
            Ok(()) => recorded.push(apply(change, &mut after, &set_by(caller, now))),
            Err(refusal) => refused.push(Refused { index, refusal }),
        }
    }
    // Only now is it known which tests the page leaves assigned, so general against alternate is looked at last.
    for (index, change) in changes.iter().enumerate() {
        let Change::Add { program } = change else { continue };
        if let Some(other) = program.counterpart().filter(|other| after.tests.contains_key(other)) {
            refused.push(Refused { index, refusal: Refusal::Counterpart(other) });
        }
    }
    if refused.is_empty() { Ok((after, recorded)) } else { Err(refused) }
}

fn set_by(caller: &Caller, now: Timestamp) -> SetBy {
    SetBy { by: caller.signature(), at: now }
}

fn request_date(change: &Change, assignments: &Assignments, today: Date) -> Result<(), Refusal> {
    let Change::SetPge { request_received_on, .. } = change else { return Ok(()) };
    let first_day = assignments.year.first_request_day();
    if *request_received_on > today {
        Err(Refusal::RequestInFuture)
    } else if *request_received_on < first_day {
        Err(Refusal::RequestOfAnotherYear(first_day))
    } else {
        Ok(())
    }
}

fn apply(change: &Change, after: &mut Assignments, set: &SetBy) -> Recorded {
    let program = change.program();
    let before = after.tests.get(&program).and_then(|assignment| assignment.condition.as_ref()).map(Condition::code);
    let mut recorded = Recorded {
        program,
        action: change.action(),
        before: before.map(Into::into),
        after: None,
        request_received_on: None,
        reason: None,
    };
    let condition = match change {
        Change::SetPge { request_received_on, reason, .. } => {
            recorded.request_received_on = Some(*request_received_on);
            recorded.reason.clone_from(reason);
            Some(Condition::Pge { request_received_on: *request_received_on, set: set.clone() })
        }
        Change::SetNte { reason, .. } => {
            recorded.reason.clone_from(reason);
            Some(Condition::Nte { set: set.clone() })
        }
        Change::RemoveCode { reason, .. } => {
            recorded.reason = Some(reason.clone());
            None
        }
        Change::Add { .. } => {
            after.tests.insert(program, Assignment::new());
            after.removed.remove(&program);
            after.added.insert(program);
            return recorded;
        }
        Change::Remove { .. } => {
            after.tests.remove(&program);
            after.added.remove(&program);
            after.removed.insert(program);
            return recorded;
        }
    };
    recorded.after = condition.as_ref().map(|condition| condition.code().into());
    if let Some(assignment) = after.tests.get_mut(&program) {
        assignment.condition = condition;
    }
    recorded
}
