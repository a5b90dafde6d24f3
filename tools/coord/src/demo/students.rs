use domain::Malformed;
use domain::audit::{Actor, Entry, Event, Subject};
use domain::ids::RequestId;
use domain::keyed::StudentKey;
use domain::names::PersonName;
use domain::students::{
    Assignments, Condition, Demographics, DerivedCode, Elas, Enrollment, Grade, Progress, SetBy, Sex, Ssid, Student,
    TestProgram, UnlistedResources, UnlistedResourcesState, refresh,
};
use edge::{Clock, Entropy};
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Span, ToSpan as _};
use store::students::StudentWrite;

use super::names::name;
use super::organizations::{CEDAR, DUNE, ESTUARY, GROVE, Places, SCHOOLS};
use super::random::Random;

/// Makes the demo's students. The `index`-th is the same whatever their number.
pub(crate) struct Students<'a> {
    pub(crate) places: &'a Places,
    pub(crate) key: StudentKey,
    pub(crate) clock: Clock,
    pub(crate) entropy: Entropy,
}

/// The students that tests and screenshots rely on: SSID, last and first name, school, and how far in which test.
type Fixed = (&'static str, &'static str, &'static str, &'static str, Option<(TestProgram, Progress)>);

const FIXED: &[Fixed] = &[
    ("9000000001", "Álvarez", "Ana", CEDAR, None),
    ("9000000002", "O'Neil", "Bo", CEDAR, None),
    ("9000000003", "D'Angelo-Smith", "Chloe", CEDAR, Some((TestProgram::SbEla, Progress::Completed))),
    ("9000000004", "Nguyễn", "Dao", CEDAR, Some((TestProgram::SbMath, Progress::Started))),
    ("9000000005", "Ortiz", "Eli", ESTUARY, None),
    ("9000000006", "Park", "Fay", GROVE, None),
];

/// Who set the demo's condition codes.
const COORDINATOR: &str = "Lee Romero, LEA CAASPP coordinator";

/// The student who moved from Dune High to Cedar High, and the one enrolled at both.
const MOVED: u64 = 6;
const ENROLLED_TWICE: u64 = 7;

impl Students<'_> {
    /// The SSID of the `index`-th student: the fixed ones first, then scattered ones.
    pub(crate) fn ssid(index: u64) -> Result<Ssid, Malformed> {
        /// Beyond the fixed ones; no factor of the step divides it, so no SSID comes twice.
        const SPREAD: u64 = 999_999_000;
        const STEP: u64 = 611_953;
        match usize::try_from(index).ok().and_then(|index| FIXED.get(index)) {
            Some((ssid, ..)) => ssid.parse(),
            None => (9_000_001_000 + index * STEP % SPREAD).to_string().parse(),
        }
    }

    /// The `index`-th student, to be created.
    pub(crate) fn student(&self, index: u64) -> Result<StudentWrite, Malformed> {
        let fixed = usize::try_from(index).ok().and_then(|index| FIXED.get(index));
        let student = match fixed {
            Some(fixed) => self.fixed(fixed)?,
            None => self.invented(index)?,
        };
        let mut assignments = refresh(&student, &Assignments::none(self.clock.this_year()));
        match fixed {
            Some((.., test)) => {
                if let Some((program, progress)) = test
                    && let Some(assignment) = assignments.tests.get_mut(program)
                {
                    assignment.progress = *progress;
                }
            }
            None => self.happen(index, &mut assignments),
        }
        let entries = self.entries(index, &student)?;
        Ok(StudentWrite { before: None, student, assignments, entries })
    }

    fn fixed(&self, (ssid, last, first, school, _): &Fixed) -> Result<Student, Malformed> {
        let ssid: Ssid = ssid.parse()?;
        Ok(Student {
            id: self.key.id(ssid),
            ssid,
            name: PersonName { last: (*last).to_owned(), first: (*first).to_owned(), middle: None },
            birthdate: date(self.clock.this_year().first_day().year() - 16, 3, 14),
            enrollment: self.places.enrollment(school)?,
            second_enrollment: None,
            grade: Grade::G11,
            elas: Elas::Eo,
            demographics: Demographics { primary_language: Some("eng".to_owned()), ..Demographics::default() },
            unlisted_resources: None,
        })
    }

    fn invented(&self, index: u64) -> Result<Student, Malformed> {
        let mut random = Random::of(index);
        let ssid = Self::ssid(index)?;
        let weights: Vec<_> = SCHOOLS.iter().map(|school| (school, school.1)).collect();
        let (school, _, grades) = random.weighted(&weights);
        let (enrollment, second_enrollment, grade) = match index {
            MOVED => (self.places.enrollment(CEDAR)?, None, Grade::G10),
            ENROLLED_TWICE => (self.places.enrollment(CEDAR)?, Some(self.places.enrollment(DUNE)?), Grade::G11),
            _ => (self.places.enrollment(school)?, None, *random.one_of(grades)),
        };
        let elas =
            random.weighted(&[(Elas::Eo, 52), (Elas::El, 22), (Elas::Rfep, 14), (Elas::Ifep, 7), (Elas::Tbd, 5)]);
        let birthdate = self.birthdate(grade, &mut random);
        Ok(Student {
            id: self.key.id(ssid),
            ssid,
            name: name(index),
            birthdate,
            enrollment,
            second_enrollment,
            grade,
            elas,
            demographics: self.demographics(index, elas, birthdate, &mut random),
            unlisted_resources: self.unlisted_resources(index),
        })
    }

    fn birthdate(&self, grade: Grade, random: &mut Random) -> Date {
        let years = match grade {
            Grade::Tk => 4,
            Grade::Kn => 5,
            Grade::Ue => 9,
            Grade::Us => 17,
            numbered => 5 + numbered.code().parse().unwrap_or(0),
        };
        let latest = date(self.clock.this_year().first_day().year() - years, 9, 1);
        days_before(latest, random.below(365))
    }

    fn demographics(&self, index: u64, elas: Elas, birthdate: Date, random: &mut Random) -> Demographics {
        let first_day = self.clock.this_year().first_day();
        let speaks_another = !matches!(elas, Elas::Eo);
        let is_learner = matches!(elas, Elas::El | Elas::Rfep);
        let idea = random.chance(13);
        let disability = *random.one_of(&["SLD", "SLI", "AUT", "OHI", "ID", "HI", "MD"]);
        let alternate = idea && random.chance(10);
        let entry = days_before(first_day, 30 + random.below(2000)).max(birthdate);
        Demographics {
            local_student_id: Some(format!("{:06}", 100_000 + index)),
            sex: Some(random.weighted(&[(Sex::Female, 49), (Sex::Male, 49), (Sex::Nonbinary, 2)])),
            ethnicity: Some(
                (*random.one_of(&["100", "200", "300", "400", "500", "500", "600", "700", "800"])).to_owned(),
            ),
            primary_language: Some(
                if speaks_another {
                    *random.one_of(&["spa", "vie", "hmn", "pan", "hye", "cmn", "kor", "fil"])
                } else {
                    "eng"
                }
                .to_owned(),
            ),
            idea,
            primary_disability: idea.then(|| disability.to_owned()),
            section_504: !idea && random.chance(4),
            economic_disadvantage: random.chance(58),
            migrant: random.chance(2),
            military: random.chance(3),
            alternate,
            parent_education: Some((*random.one_of(&["10", "11", "12", "13", "14", "15"])).to_owned()),
            first_us_school_entry: speaks_another.then_some(entry),
            lep_entry: is_learner.then_some(entry),
            lep_exit: matches!(elas, Elas::Rfep).then(|| days_before(first_day, 1 + random.below(29))),
            elpac_domain_exemptions: if alternate && random.chance(20) {
                vec!["speaking".to_owned()]
            } else {
                Vec::new()
            },
        }
    }

    fn unlisted_resources(&self, index: u64) -> Option<UnlistedResources> {
        let state = match index % 40 {
            9 => UnlistedResourcesState::Submitted,
            19 => UnlistedResourcesState::Approved,
            29 if index % 120 == 29 => UnlistedResourcesState::ApprovedConstructChange,
            39 if index % 120 == 39 => UnlistedResourcesState::NotApproved,
            _ => return None,
        };
        let days = 3 + u32::try_from(index % 30).unwrap_or_default();
        Some(UnlistedResources { state, submitted_on: days_before(self.clock.today(), days) })
    }

    /// What has happened to the tests of the `index`-th student: every state comes, most have nothing started.
    fn happen(&self, index: u64, assignments: &mut Assignments) {
        let Some((program, assignment)) = assignments.tests.iter_mut().next() else { return };
        let is_caaspp = program.family() == domain::students::ProgramFamily::Caaspp;
        let progress = match index % 50 {
            10 => Progress::Started,
            20 => Progress::PartiallySubmitted,
            30 => Progress::Completed,
            40 => Progress::Expired,
            45 => Progress::Invalidated,
            _ => Progress::Assigned,
        };
        assignment.progress = progress;
        let set = || SetBy { by: COORDINATOR.to_owned(), at: self.clock.now() - SignedDuration::from_hours(24 * 5) };
        assignment.condition = match index % 50 {
            5 | 25 if is_caaspp => {
                Some(Condition::Pge { request_received_on: days_before(self.clock.today(), 9), set: set() })
            }
            15 if is_caaspp => Some(Condition::Nte { set: set() }),
            35 if is_caaspp => Some(Condition::Derived { derived: DerivedCode::Loss }),
            _ => None,
        };
    }

    fn entries(&self, index: u64, student: &Student) -> Result<Vec<Entry>, Malformed> {
        let now = self.clock.now();
        let entry = |at, event| Entry {
            subject: Subject::Student(student.id),
            at,
            actor: Actor::Import { file: "demo data".to_owned() },
            event,
            allowed_by: None,
            request: RequestId::from_bytes(self.entropy.bytes()),
        };
        if index != MOVED {
            return Ok(vec![entry(now, Event::Imported)]);
        }
        let from = described(&self.places.enrollment(DUNE)?);
        let moved = Event::Moved { from, to: described(&student.enrollment) };
        Ok(vec![entry(now - SignedDuration::from_hours(24 * 30), Event::Imported), entry(now, moved)])
    }
}

fn described(enrollment: &Enrollment) -> String {
    format!("{} ({})", enrollment.school_name, enrollment.place.school)
}

fn days_before(day: Date, days: u32) -> Date {
    let back: Span = i64::from(days).days();
    day.checked_sub(back).unwrap_or(day)
}
