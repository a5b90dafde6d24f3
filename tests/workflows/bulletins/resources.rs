use std::io::{Cursor, Read as _};

use domain::bulletins::{Answer, ContactKind, HelpContact, SecondScoringSchool, ServedCounty};
use jiff::civil::date;
use serde_json::{Value, json};
use store::Table;
use store::bulletins::{Replacing, ResourceImports};
use testkit::World;
use testkit::places::{CEDAR, DUNE};

const WHOLE: Replacing = Replacing { whole: true, dry_run: false };

fn imports(world: &World) -> ResourceImports {
    ResourceImports::new(&world.operator, world.table(Table::Bulletins))
}

fn school(code: &str, name: &str, form: &str) -> SecondScoringSchool {
    SecondScoringSchool {
        school: code.parse().unwrap(),
        name: name.to_owned(),
        lea: "9900001".parse().unwrap(),
        lea_name: "Poppy Valley Unified".to_owned(),
        form: form.to_owned(),
        told_of: None,
    }
}

async fn list(world: &World, year: &str, schools: &[SecondScoringSchool]) {
    let _ = imports(world).list(year.parse().unwrap(), schools, WHOLE).await.unwrap();
}

async fn read(world: &World, path: &str) -> Value {
    let answer = workflows::browser(world).get(path).await.expect(200);
    assert_eq!(answer.header("cache-control"), Some("public, max-age=300"), "{path}");
    answer.json()
}

fn pointers(problem: &Value) -> Vec<&str> {
    problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_school_on_the_list_of_the_year_is_found_by_name_and_code_and_any_other_is_not_required() {
    let world = World::start().await;
    list(&world, "2026-27", &[school(CEDAR, "Cedar High", "Form 2"), school(DUNE, "Dune High", "Form 1")]).await;
    let _ = world.calls.take();
    let found = read(&world, "/v1/second-scoring?query=CEDAR").await;
    assert_eq!(world.calls.levels(), 1);
    let cedar = json!({"code": CEDAR, "name": "Cedar High", "lea_name": "Poppy Valley Unified", "form": "Form 2"});
    assert_eq!((&found["required"], &found["schools"]), (&json!(true), &json!([cedar])));
    assert_eq!((&found["year"], &found["statement"]), (&json!("2026-27"), &json!("listed: required")));
    assert_eq!(found["exempt_grades"], json!(["03", "04", "05"]));
    for (query, found) in [(CEDAR, 1), ("99-00001-0000103", 1), ("0000103", 1), ("9900001", 2), ("high", 2)] {
        let body = read(&world, &format!("/v1/second-scoring?query={query}")).await;
        assert_eq!((&body["found"], body["schools"].as_array().unwrap().len()), (&json!(found), found), "{query}");
    }
    for query in ["alder", "99000010000101", "0000101"] {
        let body = read(&world, &format!("/v1/second-scoring?query={query}")).await;
        assert_eq!((&body["required"], &body["schools"]), (&json!(false), &json!([])), "{query}");
        assert_eq!(body["statement"], "not listed: not required");
    }
}

#[tokio::test]
async fn without_a_list_nobody_is_told_that_a_school_is_not_required() {
    let world = World::start().await;
    list(&world, "2022-23", &[school(CEDAR, "Cedar High", "Form 2")]).await;
    let body = read(&world, "/v1/second-scoring?query=cedar").await;
    assert_eq!((&body["required"], &body["statement"]), (&Value::Null, &json!("The list of 2026-27 is not here yet.")));
    let before = read(&world, "/v1/second-scoring?query=cedar&year=2022-23").await;
    assert_eq!((&before["required"], &before["exempt_grades"]), (&json!(true), &json!([])));
    let mut nobody = workflows::browser(&world);
    let wrong = nobody.get("/v1/second-scoring?query=123&year=2026&school=x").await.expect(422).json();
    assert_eq!(pointers(&wrong), ["/year", "/query", "/school"]);
    assert_eq!(pointers(&nobody.get("/v1/second-scoring").await.expect(422).json()), ["/query"]);
}

fn answer(id: &str, question: &str, text: &str, topic: &str) -> Answer {
    Answer {
        id: id.parse().unwrap(),
        question: question.to_owned(),
        answer: text.parse().unwrap(),
        topics: [topic.to_owned()].into(),
        updated_on: date(2026, 11, 1),
    }
}

fn ids(body: &Value) -> Vec<&str> {
    body["answers"].as_array().unwrap().iter().map(|answer| answer["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn answers_are_found_by_all_words_or_any_and_by_topic_the_questions_first() {
    let world = World::start().await;
    let answers = [
        answer("calendar", "Where is the calendar?", "Among the *trainings*: [see](/calendar).", "Trainings"),
        answer("trainings", "When do trainings begin?", "In July.", "Trainings"),
        answer("affidavit", "How do I sign the affidavit?", "<script>x</script>", "Accounts"),
    ];
    let _ = imports(&world).answers(&answers, WHOLE).await.unwrap();
    let _ = world.calls.take();
    let all = read(&world, "/v1/answers").await;
    assert_eq!(world.calls.levels(), 1);
    assert_eq!((ids(&all), &all["found"]), (vec!["affidavit", "trainings", "calendar"], &json!(3)));
    assert_eq!(all["topics"], json!([{"name": "Accounts", "answers": 1}, {"name": "Trainings", "answers": 2}]));
    let found = read(&world, "/v1/answers?query=training").await;
    assert_eq!(ids(&found), ["trainings", "calendar"]);
    let calendar = &found["answers"][1];
    assert_eq!((&calendar["updated_on"], &calendar["topics"]), (&json!("2026-11-01"), &json!(["Trainings"])));
    assert!(calendar["html"].as_str().unwrap().contains("<em>trainings</em>"), "{calendar}");
    assert!(!all["answers"][0]["html"].as_str().unwrap().contains("<script"));
    for (query, found) in [
        ("query=calendar%20trainings", vec!["calendar"]),
        ("query=calendar%2Baffidavit", vec!["affidavit", "calendar"]),
        ("query=elpac", vec![]),
        ("topic=Accounts", vec!["affidavit"]),
        ("topic=Accounts&query=july", vec![]),
    ] {
        assert_eq!(ids(&read(&world, &format!("/v1/answers?{query}")).await), found, "{query}");
    }
    let one = read(&world, "/v1/answers?limit=1").await;
    assert_eq!((ids(&one).len(), &one["found"]), (1, &json!(3)));
    let wrong = workflows::browser(&world).get("/v1/answers?query=%2B&limit=0&words=x").await.expect(422).json();
    assert_eq!(pointers(&wrong), ["/query", "/limit", "/words"]);
}

fn contact(place: u16, kind: ContactKind, name: &str, counties: &[(&str, &str)]) -> HelpContact {
    let county = |(code, name): &(&str, &str)| ServedCounty { code: code.parse().unwrap(), name: (*name).to_owned() };
    HelpContact {
        place,
        kind,
        name: name.to_owned(),
        about: "Everything".to_owned(),
        telephone: Some("800-555-0100".to_owned()),
        email: None,
        hours: None,
        counties: counties.iter().map(county).collect(),
    }
}

#[tokio::test]
async fn the_success_agent_of_a_county_is_named_or_whom_to_call_instead() {
    let world = World::start().await;
    let contacts = [
        contact(1, ContactKind::HelpDesk, "CalTAC", &[]),
        contact(2, ContactKind::SuccessAgent, "Ada Agent", &[("01", "Alameda"), ("99", "Poppy County")]),
        contact(3, ContactKind::Program, "Policy", &[]),
        contact(4, ContactKind::HelpDesk, "Moodle", &[]),
    ];
    let _ = imports(&world).contacts(&contacts, WHOLE).await.unwrap();
    let all = read(&world, "/v1/contacts").await;
    let names = |list: &Value| -> Vec<_> {
        list.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        (names(&all["help_desks"]), names(&all["programs"])),
        (vec!["CalTAC".into(), "Moodle".into()], vec!["Policy".into()])
    );
    assert_eq!((all["counties"].as_array().unwrap().len(), &all["county"]), (59, &Value::Null));
    for (code, name) in [("01", "Alameda"), ("99", "Poppy County")] {
        let county = &read(&world, &format!("/v1/contacts?county={code}")).await["county"];
        assert_eq!(
            (&county["county"]["name"], names(&county["success_agents"])),
            (&json!(name), vec!["Ada Agent".into()])
        );
        assert_eq!(county["otherwise"], Value::Null);
    }
    let none = &read(&world, "/v1/contacts?county=19").await["county"];
    assert_eq!((&none["county"]["name"], &none["success_agents"]), (&json!("Los Angeles"), &json!([])));
    assert_eq!(none["otherwise"], "No success agent is listed for this county: call CalTAC, 800-555-0100.");
    let mut nobody = workflows::browser(&world);
    for wrong in ["98", "1", "Alameda"] {
        let problem = nobody.get(&format!("/v1/contacts?county={wrong}")).await.expect(422).json();
        assert_eq!(pointers(&problem), ["/county"], "{wrong}");
    }
}

/// The text of a Word document, and what is marked in it.
fn words(document: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(document)).unwrap();
    let mut text = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
    text
}

#[tokio::test]
async fn letter_templates_are_word_documents_with_year_and_lea_filled_in() {
    let world = World::start().await;
    let listed = read(&world, "/v1/letter-templates").await;
    let templates = listed["templates"].as_array().unwrap();
    assert_eq!(templates.len(), 2);
    assert_eq!((&templates[0]["program"], &templates[1]["program"]), (&json!("caaspp"), &json!("elpac")));
    let mut nobody = workflows::browser(&world);
    for template in templates {
        let path = template["document"].as_str().unwrap();
        let answer = nobody.get(path).await.expect(200);
        assert_eq!(answer.header("content-type").unwrap().rsplit('.').next(), Some("document"));
        let id = template["id"].as_str().unwrap();
        let file = format!("attachment; filename=\"{id}-2026-27.docx\"");
        assert_eq!(answer.header("content-disposition"), Some(file.as_str()));
        let text = words(&answer.bytes);
        assert!(text.contains("2026-27") && text.contains("[Name of the LEA]"), "{path}");
        let filled = nobody.get(&format!("{path}?year=2027-28&lea=Poppy%20%26%20%3CValley%3E")).await.expect(200);
        let text = words(&filled.bytes);
        assert!(text.contains("2027-28") && text.contains("Poppy &amp; &lt;Valley&gt;"), "{text}");
        assert!(!text.contains("[Name of the LEA]") && text.contains("[Date]"));
    }
    for path in ["caaspp-notice", "caaspp-notice.pdf", "opt-out.docx", ".docx"] {
        let _ = nobody.get(&format!("/v1/letter-templates/{path}")).await.expect(404);
    }
    let wrong = "/v1/letter-templates/caaspp-notice.docx?year=2027&lea=%20&parent=x";
    assert_eq!(pointers(&nobody.get(wrong).await.expect(422).json()), ["/year", "/lea", "/parent"]);
}
