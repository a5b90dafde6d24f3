//! Which tests a student may take, and which are assigned without anybody asking.

use std::collections::BTreeSet;

use super::{Assignment, Assignments, Elas, Grade, Progress, Student, TestProgram};

/// Why a student may not take a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotEligible {
    /// The test is for other grades.
    #[error("{} is for {}", .0.name(), .0.grades())]
    Grade(TestProgram),
    /// The Initial ELPAC is for students whose status is to be determined.
    #[error("the Initial ELPAC is for students whose English language acquisition status is TBD")]
    NotTbd,
    /// The Summative ELPAC is for English learners.
    #[error("the Summative ELPAC is for students whose English language acquisition status is EL")]
    NotEnglishLearner,
    /// Alternate assessments need an individualized education program.
    #[error("an alternate assessment needs the IDEA indicator and a primary disability in CALPADS")]
    NoEducationProgram,
}

/// Whether `student` may take `program`.
///
/// # Errors
/// The first reason why not.
pub fn eligible(student: &Student, program: TestProgram) -> Result<(), NotEligible> {
    if !program.is_for(student.grade) {
        return Err(NotEligible::Grade(program));
    }
    match program {
        TestProgram::ElpacInitial | TestProgram::ElpacAltInitial if student.elas != Elas::Tbd => {
            return Err(NotEligible::NotTbd);
        }
        TestProgram::ElpacSummative | TestProgram::ElpacAltSummative if student.elas != Elas::El => {
            return Err(NotEligible::NotEnglishLearner);
        }
        _ => {}
    }
    let has_program = student.demographics.idea && student.demographics.primary_disability.is_some();
    if program.is_alternate() && !has_program { Err(NotEligible::NoEducationProgram) } else { Ok(()) }
}

/// The tests assigned by grade and status alone: Smarter Balanced, CAST in grades 5, 8 and 12 (in 10 and 11 the LEA marks
/// who takes it then), the ELPAC; the alternate ones for a student whom CALPADS marks so. The CSA is always the LEA's
/// choice. Source: caaspp.org, "About the assessments".
#[must_use]
pub fn default_programs(student: &Student) -> BTreeSet<TestProgram> {
    let alternate = student.demographics.alternate && eligible_for_alternates(student);
    let candidates = TestProgram::ALL.iter().copied().filter(|program| match program {
        TestProgram::Csa => false,
        TestProgram::Cast | TestProgram::CaaScience if matches!(student.grade, Grade::G10 | Grade::G11) => false,
        _ => program.is_alternate() == alternate,
    });
    candidates.filter(|program| eligible(student, *program).is_ok()).collect()
}

fn eligible_for_alternates(student: &Student) -> bool {
    student.demographics.idea && student.demographics.primary_disability.is_some()
}

/// What an import makes of the assignments when the student's data changed: new defaults are added, in place of a general
/// or alternate counterpart that is no default any more; what the student may no longer take goes. Never touched are a test
/// that was begun or has a condition code, and what a coordinator added or removed.
#[must_use]
pub fn refresh(student: &Student, assignments: &Assignments) -> Assignments {
    let mut after = assignments.clone();
    let Assignments { tests, added, removed, .. } = &mut after;
    let is_free = |program: &TestProgram, assignment: &Assignment| {
        assignment.progress == Progress::Assigned && assignment.condition.is_none() && !added.contains(program)
    };
    tests.retain(|program, assignment| !is_free(program, assignment) || eligible(student, *program).is_ok());
    let defaults = default_programs(student);
    for program in defaults.difference(removed) {
        if let Some(other) = program.counterpart()
            && let Some(assignment) = tests.get(&other)
        {
            if defaults.contains(&other) || !is_free(&other, assignment) {
                continue;
            }
            tests.remove(&other);
        }
        tests.entry(*program).or_default();
    }
    after
}
