//! What coordinators look up: two schools of second scoring, a dozen answers, contacts. All invented, in our own words.

use domain::Malformed;
use domain::bulletins::{Answer, ContactKind, HelpContact, SecondScoringSchool, ServedCounty};
use domain::year::day_in_california;
use jiff::{Timestamp, ToSpan};

use super::organizations::{CEDAR, GROVE, Places};

/// The schools on the list of the year.
pub(super) fn second_scoring(places: &Places) -> Result<Vec<SecondScoringSchool>, Malformed> {
    let listed = |code: &str, form: &str| {
        let enrollment = places.enrollment(code)?;
        Ok(SecondScoringSchool {
            school: code.parse()?,
            name: enrollment.school_name,
            lea: enrollment.place.lea,
            lea_name: enrollment.lea_name,
            form: form.to_owned(),
            told_of: None,
        })
    };
    [(CEDAR, "Form 2"), (GROVE, "Form 1")].into_iter().map(|(code, form)| listed(code, form)).collect()
}

/// Id, question, answer, topics.
const ANSWERS: [(&str, &str, &str, &[&str]); 12] = [
    (
        "add-a-user",
        "How do I add a test administrator?",
        "Open [Add a user](/add-user), enter name and e-mail address, and choose the role and the school. A letter with a link \
         is sent; the link is good for 72 hours.\n\nMany at once: [upload a file](/upload-users).",
        &["Accounts"],
    ),
    (
        "sign-the-affidavit",
        "Where do I sign the security affidavit?",
        "On [My account](/account). It is signed once for each program and administration year, before student data is shown.",
        &["Accounts", "Test security"],
    ),
    (
        "who-has-not-signed",
        "Who has not signed the security affidavit yet?",
        "Open [Affidavits](/affidavits) and choose *Only those who have not signed*. The list can be saved as a file.",
        &["Accounts", "Test security"],
    ),
    (
        "only-interim-tests",
        "Why does a test administrator see only the interim tests?",
        "Mostly because the affidavit of the year is not signed. It takes 30 to 60 minutes after signing until the summative \
         tests are shown.",
        &["Accounts", "Test administration"],
    ),
    (
        "parent-exemption",
        "A parent has asked in writing that a child be excused. What do I record?",
        "Open the student under [Students](/students), choose **PGE** for each test that the request names, and enter the day \
         on which it was received. The letter stays at the LEA.\n\nA request is for one school year. A test that was finished \
         before it came is scored and reported.",
        &["Condition codes"],
    ),
    (
        "elpac-exemption",
        "May a parent exempt a child from the ELPAC?",
        "No. Education Code 60615 is about the CAASPP tests; nobody is excused from the ELPAC by a parent's request.",
        &["Condition codes", "ELPAC"],
    ),
    (
        "medical-emergency",
        "A student cannot be tested because of a medical emergency. What do I do?",
        "Set **NTE** for the tests concerned. Ask your LEA which note of a doctor it keeps.",
        &["Condition codes"],
    ),
    (
        "student-is-missing",
        "A student is not found. Where is the record?",
        "Student data come from CALPADS and take up to 48 hours. See there whether the enrolment was sent, and search by the \
         SSID: a student may still stand at the school of before.",
        &["Students"],
    ),
    (
        "second-scoring-who",
        "Does my school need second scoring?",
        "Look it up under [Second scoring](/second-scoring), best by the school's code. A school that is not listed need not. \
         Grades three through five need none.",
        &["Alternate assessments", "Test administration"],
    ),
    (
        "notice-to-parents",
        "What must our yearly notice to parents say?",
        "That the tests are given (Education Code 60604), and what Education Code 60615 says (5 CCR 852). The \
         [letter templates](/letter-templates) have both. They inform and ask for nothing.",
        &["Letters"],
    ),
    (
        "system-is-down",
        "A system does not answer. Is it me?",
        "The system status on every page tells of planned downtimes and known issues. If yours is not there, call the \
         help desk: see [Contacts](/contacts).",
        &["Systems"],
    ),
    (
        "no-more-mail",
        "How do I end the bulletins by mail?",
        "By the link at the end of each of them. They stay in the [archive](/bulletins). Letters about your account still come.",
        &["Accounts", "Bulletins"],
    ),
];

/// The answers, looked at three weeks ago.
pub(super) fn answers(now: Timestamp) -> Result<Vec<Answer>, Malformed> {
    let updated_on = day_in_california(now).saturating_sub(21.days());
    let answer = |(id, question, text, topics): &(&str, &str, &str, &[&str])| {
        Ok(Answer {
            id: id.parse()?,
            question: (*question).to_owned(),
            answer: text.parse()?,
            topics: topics.iter().map(|topic| (*topic).to_owned()).collect(),
            updated_on,
        })
    };
    ANSWERS.iter().map(answer).collect()
}

/// Kind, name, what about, telephone, name before `@caltac.test`, hours.
const CONTACTS: [(ContactKind, &str, &str, &str, &str, &str); 5] = [
    (
        ContactKind::HelpDesk,
        "CalTAC (demo)",
        "The systems of the CAASPP: sign-in, students, test sessions, results",
        "916-555-0101",
        "help",
        "Monday to Friday, 7 a.m. to 5 p.m.",
    ),
    (
        ContactKind::HelpDesk,
        "ELPAC help desk (demo)",
        "The systems of the ELPAC, its materials and their return",
        "916-555-0102",
        "elpac",
        "Monday to Friday, 7 a.m. to 5 p.m.",
    ),
    (
        ContactKind::Program,
        "Assessment policy (demo)",
        "Policies, regulations and requirements of the tests",
        "916-555-0103",
        "policy",
        "",
    ),
    (
        ContactKind::Program,
        "Training and certification (demo)",
        "Courses for test administrators and examiners, calibration",
        "916-555-0104",
        "training",
        "",
    ),
    (
        ContactKind::SuccessAgent,
        "Saskia Success",
        "Coordination of testing from the first to the last day, technical help",
        "916-555-0105",
        "saskia.success",
        "Monday to Thursday, 8 a.m. to 4 p.m.",
    ),
];

/// The contacts. The success agent serves the demo's county and no other.
pub(super) fn contacts() -> Result<Vec<HelpContact>, Malformed> {
    let poppy = ServedCounty { code: "99".parse()?, name: "Poppy County".to_owned() };
    let contact = |(place, (kind, name, about, telephone, mailbox, hours)): (u16, _)| HelpContact {
        place,
        kind,
        name: str::to_owned(name),
        about: str::to_owned(about),
        telephone: Some(str::to_owned(telephone)),
        email: Some(format!("{mailbox}@caltac.test")),
        hours: Some(str::to_owned(hours)).filter(|hours| !hours.is_empty()),
        counties: if kind == ContactKind::SuccessAgent { [poppy.clone()].into() } else { [].into() },
    };
    Ok((1..).zip(CONTACTS).map(contact).collect())
}
