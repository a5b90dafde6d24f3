use std::collections::BTreeSet;

use jiff::civil::date;

use crate::bulletins::{
    Answer, ContactColumn, ContactRow, Filling, LeaName, LetterTemplate, SchoolQuery, SecondScoringColumn,
    SecondScoringRow, SecondScoringSchool, Stretch, WordQuery, exempt_from_second_scoring, find_answers, topics,
};
use crate::students::Grade;

const CEDAR: &str = "99000010000103";

fn cedar() -> SecondScoringSchool {
    SecondScoringSchool {
        school: CEDAR.parse().unwrap(),
        name: "José Cedar High".into(),
        lea: "9900001".parse().unwrap(),
        lea_name: "Poppy Valley Unified".into(),
        form: "Form 2".into(),
        told_of: None,
    }
}

#[test]
fn a_school_is_found_by_words_of_its_name_and_by_its_codes() {
    let found = |query: &str| query.parse::<SchoolQuery>().unwrap().finds(&cedar());
    for query in ["cedar", "HIGH cedar", "jose", "José", CEDAR, "99-00001-0000103", "0000103", "9900001", "dune+cedar"]
    {
        assert!(found(query), "{query}");
    }
    for query in ["dune", "cedar elementary", "poppy", "99000010000104", "0000104", "9900002"] {
        assert!(!found(query), "{query}");
    }
    for wrong in ["", " ", "-", "123", "990000100001033", "+"] {
        assert!(wrong.parse::<SchoolQuery>().is_err(), "{wrong:?}");
    }
}

#[test]
fn grades_three_through_five_are_exempt_since_2024_25() {
    let exempt = |year: &str| exempt_from_second_scoring(year.parse().unwrap());
    assert_eq!(exempt("2024-25"), [Grade::G03, Grade::G04, Grade::G05]);
    assert!(exempt("2023-24").is_empty());
}

#[test]
fn a_school_is_told_once_of_a_form_and_anew_of_another() {
    let (year, now) = ("2026-27".parse().unwrap(), super::now());
    let mut school = cedar();
    assert!(!school.is_told());
    let first = school.circular(year, now);
    assert_eq!(first.id, school.circular(year, now + jiff::SignedDuration::from_hours(1)).id);
    school.told_of = Some("Form 2".into());
    assert!(school.is_told());
    school.form = "Form 3".into();
    assert!(!school.is_told());
    assert_ne!(first.id, school.circular(year, now).id);
    assert_ne!(first.id, cedar().circular(year.next(), now).id);
}

#[test]
fn a_row_of_the_list_names_all_that_is_wrong_with_it() {
    use SecondScoringColumn as C;
    let read = |row: [&'static str; 3]| SecondScoringRow::read(move |column: C| row[column as usize]);
    assert_eq!(read([CEDAR, " Cedar High ", "Form 2"]).unwrap().name, "Cedar High");
    let wrong = |row| read(row).unwrap_err().iter().map(|error| error.column).collect::<Vec<_>>();
    assert_eq!(wrong(["9900001000010", "", ""]), ["CDS Code", "School Name", "Form"]);
    assert_eq!(wrong(["99000010000000", "Poppy Valley", "x".repeat(41).leak()]), ["CDS Code", "Form"]);
    let row = read([CEDAR, "Cedar High", "Form 2"]).unwrap();
    let doubt = row.listed_before("2025-26".parse().unwrap());
    assert!(doubt.taken && doubt.problem == "the school was on the list of 2025-26 too");
    assert!(row.named_otherwise().taken && !row.unknown().taken && !row.twice().taken);
}

fn answer(id: &str, question: &str, text: &str, about: &[&str]) -> Answer {
    Answer {
        id: id.parse().unwrap(),
        question: question.into(),
        answer: text.parse().unwrap(),
        topics: about.iter().map(|topic| (*topic).to_owned()).collect(),
        updated_on: date(2026, 11, 1),
    }
}

#[test]
fn answers_whose_question_holds_the_words_come_first() {
    let all = [
        answer("a", "Where is the calendar?", "Among the trainings.", &["Trainings"]),
        answer("b", "When do trainings begin?", "In July.", &["Trainings", "Dates"]),
        answer("c", "How do I sign the affidavit?", "On your account.", &["Accounts"]),
    ];
    let ids = |query: Option<&str>, topic| {
        let query = query.map(|query| query.parse::<WordQuery>().unwrap());
        find_answers(&all, query.as_ref(), topic).iter().map(|answer| answer.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(ids(Some("trainings"), None), ["b", "a"]);
    assert_eq!(ids(Some("trainings july"), None), ["b"]);
    assert_eq!(ids(Some("july+account"), None), ["c", "b"], "in the order of the questions");
    assert_eq!(ids(Some("trainings"), Some("Dates")), ["b"]);
    assert_eq!(ids(None, Some("Trainings")), ["b", "a"]);
    assert_eq!(ids(None, None), ["c", "b", "a"]);
    assert!(ids(Some("elpac"), None).is_empty() && ids(None, Some("trainings")).is_empty());
    assert_eq!(topics(&all).into_iter().collect::<Vec<_>>(), [("Accounts", 1), ("Dates", 1), ("Trainings", 2)]);
}

#[test]
fn a_contact_serves_the_counties_of_its_row() {
    use ContactColumn as C;
    let row = |column: C| match column {
        C::Kind => "success-agent",
        C::Name => "Ada Agent",
        C::About => "Everything",
        C::Telephone | C::Hours => "",
        C::Email => "Ada@caltac.test",
        C::Counties => "01; 99",
    };
    let read = ContactRow::read(1, row).unwrap();
    let agent = read.clone().named(|code| (code.code() == "99").then(|| "Poppy County".to_owned())).unwrap();
    assert_eq!(agent.email.as_deref(), Some("Ada@caltac.test"));
    let serves = |code: &str| agent.serves(code.parse().unwrap());
    assert!(serves("01") && serves("99") && !serves("02"));
    assert_eq!(
        agent.counties.iter().map(|county| county.name.as_str()).collect::<Vec<_>>(),
        ["Alameda", "Poppy County"]
    );
    assert_eq!(read.named(|_| None).unwrap_err().column, "Counties");
}

/// The words of a template, in small letters.
fn words(template: LetterTemplate) -> (String, BTreeSet<String>) {
    let text = template.text().to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty());
    (text.split_whitespace().collect::<Vec<_>>().join(" "), words.map(str::to_owned).collect())
}

/// 5 CCR 852: an LEA may inform and must not solicit or encourage. A template that a parent could fill in would do both.
#[test]
fn a_letter_informs_and_invites_nothing() {
    for template in LetterTemplate::ALL {
        let (text, words) = words(*template);
        for invites in [
            "form",
            "forms",
            "slip",
            "coupon",
            "box",
            "boxes",
            "tick",
            "check",
            "mark",
            "circle",
            "sign",
            "signature",
            "return",
            "reply",
            "respond",
            "submit",
            "complete",
            "detach",
            "opt",
            "opt-out",
            "opting",
            "choose",
            "option",
            "deadline",
            "recommend",
            "encourage",
            "urge",
            "should",
            "may",
            "wish",
            "prefer",
        ] {
            let allowed = invites == "may" && !text.contains("you may") && !text.contains("parent may");
            assert!(allowed || !words.contains(invites), "{template}: {invites}");
        }
        for drawn in ["____", "....", "☐", "□", "[ ]", "( )"] {
            assert!(!text.contains(drawn), "{template}: {drawn}");
        }
    }
}

#[test]
fn the_caaspp_notice_tells_of_60604_and_60615_and_the_elpac_notice_of_no_exemption() {
    let (caaspp, _) = words(LetterTemplate::CaasppNotice);
    for told in
        ["education code section 60604", "education code section 60615", "title 5, section 852", "one school year"]
    {
        assert!(caaspp.contains(told), "{told}");
    }
    let (elpac, _) = words(LetterTemplate::ElpacNotice);
    for untold in ["60604", "60615", "852", "excuse", "exempt", "written request"] {
        assert!(!elpac.contains(untold), "{untold}");
    }
    assert!(elpac.contains("education code sections 313 and 60810"));
}

#[test]
fn a_letter_is_filled_in_and_what_is_left_is_marked() {
    let year = "2026-27".parse().unwrap();
    let stretch = |text: &str, own| Stretch { text: text.to_owned(), own };
    let empty = Filling { year, lea: None };
    let filled = Filling { year, lea: Some("Poppy {year} <b>".parse::<LeaName>().unwrap()) };
    assert_eq!(empty.fill("In {year}", false), [stretch("In 2026-27", false)]);
    let left = [stretch("At ", false), stretch("[Name of the LEA]", true), stretch(".", false)];
    assert_eq!(empty.fill("At {lea}.", false), left);
    assert_eq!(filled.fill("At {lea}.", false), [stretch("At Poppy {year} <b>.", false)]);
    assert_eq!(filled.fill("[Date]", true), [stretch("[Date]", true)]);
    for wrong in ["", " ", "a\nb", &"x".repeat(101)] {
        assert!(wrong.parse::<LeaName>().is_err(), "{wrong:?}");
    }
}

#[test]
fn a_template_is_named_by_its_file() {
    for template in LetterTemplate::ALL {
        assert_eq!(LetterTemplate::of_file(&template.file()), Some(*template));
    }
    for wrong in ["caaspp-notice", "caaspp-notice.pdf", ".docx", "opt-out.docx"] {
        assert_eq!(LetterTemplate::of_file(wrong), None);
    }
}
