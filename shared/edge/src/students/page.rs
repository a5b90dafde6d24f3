use domain::access::Caller;
use domain::students::{
    Action, Assignment, Assignments, Condition, Demographics, DerivedCode, Enrollment, Progress, Refusal, Student,
    StudentRecord, TestProgram, permission,
};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

/// A student, tab by tab as TOMS shows one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Student)]
pub struct StudentPage {
    /// The opaque id.
    #[schema(value_type = String, pattern = "^[a-z2-7]{26}$")]
    id: String,
    demographic: Demographic,
    /// The tests assigned this administration year, with what the caller may do to each.
    test_assignments: Vec<TestAssignment>,
    /// The tests that are not assigned, and which of them the caller may add.
    assignable: Vec<AssignableTest>,
    test_settings: TestSettings,
    unlisted_resources: Option<UnlistedResources>,
    score_status: Vec<ScoreStatus>,
    reporting: Vec<Reporting>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Demographic {
    /// As in `Álvarez, Ana María`.
    name: String,
    last_name: String,
    first_name: String,
    middle_name: Option<String>,
    /// 10 digits.
    #[schema(pattern = r"^\d{10}$")]
    ssid: String,
    #[schema(value_type = String, format = Date)]
    birthdate: Date,
    /// The school and LEA responsible for testing.
    enrollment: School,
    /// A second, short-term enrolment.
    second_enrollment: Option<School>,
    #[schema(value_type = String)]
    grade: &'static str,
    #[schema(value_type = String)]
    elas: &'static str,
    /// What else CALPADS tells, coded as it codes it.
    #[schema(value_type = Object)]
    details: Demographics,
}

#[derive(Debug, Serialize, ToSchema)]
struct School {
    /// 14 digits.
    cds_code: String,
    name: String,
    /// 7 digits.
    lea_code: String,
    lea_name: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct TestAssignment {
    #[schema(value_type = String)]
    program: TestProgram,
    name: &'static str,
    #[schema(value_type = String)]
    status: Progress,
    delivery_mode: String,
    /// `PGE`, `NTE`, a derived code, or none.
    condition_code: Option<&'static str>,
    condition_code_set: Option<ConditionCodeSet>,
    /// What the caller may do now.
    #[schema(value_type = Vec<String>)]
    allowed: Vec<Action>,
    /// What not, and why.
    blocked: Vec<Blocked>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ConditionCodeSet {
    by: String,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    #[schema(value_type = Option<String>, format = Date)]
    request_received_on: Option<Date>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BlockedAction)]
struct Blocked {
    #[schema(value_type = String)]
    action: Action,
    /// In words for the page.
    reason: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct AssignableTest {
    #[schema(value_type = String)]
    program: TestProgram,
    name: &'static str,
    #[schema(value_type = Vec<String>)]
    allowed: Vec<Action>,
    blocked: Vec<Blocked>,
}

#[derive(Debug, Serialize, ToSchema)]
struct TestSettings {
    /// ELPAC domains the student is exempt from.
    elpac_domain_exemptions: Vec<String>,
    /// How each assigned test is given.
    delivery_modes: Vec<Delivery>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TestDelivery)]
struct Delivery {
    #[schema(value_type = String)]
    program: TestProgram,
    delivery_mode: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct UnlistedResources {
    status: String,
    #[schema(value_type = String, format = Date)]
    submitted_on: Date,
}

/// How far scoring can be for a test. Scores themselves come from the scoring system and are not here.
#[derive(Debug, Serialize, ToSchema)]
struct ScoreStatus {
    #[schema(value_type = String)]
    program: TestProgram,
    name: &'static str,
    /// `not-tested`, `in-progress`, `awaiting-score`, `invalidated`.
    status: &'static str,
}

/// What a test counts for in participation. Source: CDE, participation rate; codes of the student data file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TestReporting)]
struct Reporting {
    #[schema(value_type = String)]
    program: TestProgram,
    name: &'static str,
    /// Whether the student stays in the number of those enrolled: not with a medical code,
    /// nor for ELA in the first year in the country.
    counts_as_enrolled: bool,
    /// Whether the student counts as tested so far.
    counts_as_tested: bool,
    school: String,
}

impl StudentPage {
    /// The page that `caller` sees of `record`.
    #[must_use]
    pub fn of(caller: &Caller, record: &StudentRecord) -> Self {
        let StudentRecord { student, assignments, .. } = record;
        let unassigned = TestProgram::ALL.iter().filter(|program| !assignments.tests.contains_key(program));
        Self {
            id: student.id.to_string(),
            demographic: demographic(student),
            test_assignments: assignments
                .tests
                .iter()
                .map(|(program, assignment)| test_assignment(caller, record, *program, assignment))
                .collect(),
            assignable: unassigned.map(|program| assignable(caller, student, assignments, *program)).collect(),
            test_settings: test_settings(student, assignments),
            unlisted_resources: student.unlisted_resources.map(|request| UnlistedResources {
                status: request.state.to_string(),
                submitted_on: request.submitted_on,
            }),
            score_status: assignments.tests.iter().map(|(program, test)| score_status(*program, test)).collect(),
            reporting: assignments.tests.iter().map(|(program, test)| reporting(student, *program, test)).collect(),
        }
    }
}

fn demographic(student: &Student) -> Demographic {
    Demographic {
        name: student.name.last_first(),
        last_name: student.name.last.clone(),
        first_name: student.name.first.clone(),
        middle_name: student.name.middle.clone(),
        ssid: student.ssid.to_string(),
        birthdate: student.birthdate,
        enrollment: school(&student.enrollment),
        second_enrollment: student.second_enrollment.as_ref().map(school),
        grade: student.grade.code(),
        elas: student.elas.code(),
        details: student.demographics.clone(),
    }
}

fn school(enrollment: &Enrollment) -> School {
    School {
        cds_code: enrollment.place.school.to_string(),
        name: enrollment.school_name.clone(),
        lea_code: enrollment.place.lea.to_string(),
        lea_name: enrollment.lea_name.clone(),
    }
}

/// Sorts `actions` into what the caller may do and what not.
fn sorted_actions(actions: &[Action], may: impl Fn(Action) -> Result<(), Refusal>) -> (Vec<Action>, Vec<Blocked>) {
    let mut sorted = (Vec::new(), Vec::new());
    for action in actions {
        match may(*action) {
            Ok(()) => sorted.0.push(*action),
            Err(refusal) => sorted.1.push(Blocked { action: *action, reason: refusal.to_string() }),
        }
    }
    sorted
}

fn test_assignment(
    caller: &Caller,
    StudentRecord { student, assignments, .. }: &StudentRecord,
    program: TestProgram,
    assignment: &Assignment,
) -> TestAssignment {
    const ACTIONS: [Action; 3] = [Action::SetConditionCode, Action::RemoveConditionCode, Action::RemoveAssignment];
    let (allowed, blocked) =
        sorted_actions(&ACTIONS, |action| permission(caller, student, assignments, program, action));
    TestAssignment {
        program,
        name: program.name(),
        status: assignment.progress,
        delivery_mode: assignment.delivery_mode.to_string(),
        condition_code: assignment.condition.as_ref().map(Condition::code),
        condition_code_set: assignment.condition.as_ref().and_then(condition_code_set),
        allowed,
        blocked,
    }
}

fn condition_code_set(condition: &Condition) -> Option<ConditionCodeSet> {
    let (set, request_received_on) = match condition {
        Condition::Pge { set, request_received_on } => (set, Some(*request_received_on)),
        Condition::Nte { set } => (set, None),
        Condition::Derived { .. } => return None,
    };
    Some(ConditionCodeSet { by: set.by.clone(), at: set.at, request_received_on })
}

fn assignable(caller: &Caller, student: &Student, assignments: &Assignments, program: TestProgram) -> AssignableTest {
    let (allowed, blocked) =
        sorted_actions(&[Action::AddAssignment], |action| permission(caller, student, assignments, program, action));
    AssignableTest { program, name: program.name(), allowed, blocked }
}

fn test_settings(student: &Student, assignments: &Assignments) -> TestSettings {
    let delivery = |(program, assignment): (&TestProgram, &Assignment)| Delivery {
        program: *program,
        delivery_mode: assignment.delivery_mode.to_string(),
    };
    TestSettings {
        elpac_domain_exemptions: student.demographics.elpac_domain_exemptions.clone(),
        delivery_modes: assignments.tests.iter().map(delivery).collect(),
    }
}

fn score_status(program: TestProgram, assignment: &Assignment) -> ScoreStatus {
    let status = match assignment.progress {
        Progress::Assigned => "not-tested",
        Progress::Started | Progress::PartiallySubmitted => "in-progress",
        Progress::Completed | Progress::Expired => "awaiting-score",
        Progress::Invalidated => "invalidated",
    };
    ScoreStatus { program, name: program.name(), status }
}

fn reporting(student: &Student, program: TestProgram, assignment: &Assignment) -> Reporting {
    Reporting {
        program,
        name: program.name(),
        counts_as_enrolled: !matches!(
            assignment.condition,
            Some(Condition::Nte { .. } | Condition::Derived { derived: DerivedCode::Nel })
        ),
        counts_as_tested: assignment.condition.is_none() && assignment.progress == Progress::Completed,
        school: student.enrollment.school_name.clone(),
    }
}
