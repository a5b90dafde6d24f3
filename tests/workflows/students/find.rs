use domain::access::Role;
use domain::students::{Elas, Grade};
use serde_json::{Value, json};
use store::Table;
use testkit::places::{ALDER, CEDAR, DUNE, ESTUARY, GROVE, POPPY};
use testkit::{Browser, Person, World, a_student, at_lea, at_school};

use crate::directory::organizations::county;
use crate::people::signed_in;

async fn poppy_valley(world: &World) {
    county(world).await;
    a_student("9000000001").named("Álvarez", "Ana").save(world).await;
    a_student("9000000002").named("O'Neil", "Bo").with_elas(Elas::El).save(world).await;
    a_student("9000000003").named("D'Angelo-Smith", "Chloe").in_grade(Grade::G12).save(world).await;
    a_student("9000000004").named("Nguyễn", "Dao").at(DUNE).with_unlisted_resources().save(world).await;
    a_student("9000000008").named("Alvarez", "Anabel").at(ALDER).in_grade(Grade::G03).save(world).await;
    a_student("9000000005").named("Ortiz", "Eli").at(ESTUARY).save(world).await;
    a_student("9000000006").named("Park", "Fay").at(GROVE).save(world).await;
}

async fn search(browser: &mut Browser, criteria: Value) -> Vec<String> {
    let page = browser.post("/v1/students/search", criteria).await.expect(200).json();
    names(&page)
}

fn names(page: &Value) -> Vec<String> {
    page["students"].as_array().unwrap().iter().map(|student| student["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn each_criterion_finds_and_all_that_are_given_must_hold() {
    let world = World::start().await;
    poppy_valley(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    for (criteria, found) in [
        (json!({}), vec!["Alvarez, Anabel", "Álvarez, Ana", "D'Angelo-Smith, Chloe", "Nguyễn, Dao", "O'Neil, Bo"]),
        (json!({"ssid": "9000000002"}), vec!["O'Neil, Bo"]),
        (json!({"last_name": "ALVAREZ"}), vec!["Alvarez, Anabel", "Álvarez, Ana"]),
        (json!({"last_name": "álv"}), vec!["Alvarez, Anabel", "Álvarez, Ana"]),
        (json!({"last_name": "oneil"}), vec!["O'Neil, Bo"]),
        (json!({"last_name": "dangelo smi"}), vec!["D'Angelo-Smith, Chloe"]),
        (json!({"first_name": "ana"}), vec!["Álvarez, Ana", "Alvarez, Anabel"]),
        (json!({"first_name": "ana", "last_name": "alvarez"}), vec!["Álvarez, Ana", "Alvarez, Anabel"]),
        (json!({"first_name": "anab", "last_name": "alv"}), vec!["Alvarez, Anabel"]),
        (json!({"first_name": "ana", "grade": "03"}), vec!["Alvarez, Anabel"]),
        (json!({"organization": CEDAR}), vec!["Álvarez, Ana", "D'Angelo-Smith, Chloe", "O'Neil, Bo"]),
        (json!({"organization": CEDAR, "grade": "12"}), vec!["D'Angelo-Smith, Chloe"]),
        (json!({"grade": "11"}), vec!["Álvarez, Ana", "Nguyễn, Dao", "O'Neil, Bo"]),
        (json!({"grade": "11", "elas": "EL"}), vec!["O'Neil, Bo"]),
        (json!({"grade": "11", "last_name": "ng"}), vec!["Nguyễn, Dao"]),
        (json!({"elas": "EL"}), vec!["O'Neil, Bo"]),
        (json!({"unlisted_resources": true}), vec!["Nguyễn, Dao"]),
        (json!({"unlisted_resources": true, "grade": "12"}), vec![]),
        (json!({"unlisted_resources": false, "organization": DUNE}), vec![]),
        (json!({"ssid": "9000000002", "grade": "12"}), vec![]),
        (json!({"last_name": "zzz"}), vec![]),
    ] {
        let mut seen = search(&mut browser, criteria.clone()).await;
        let mut expected: Vec<String> = found.into_iter().map(Into::into).collect();
        // Two spellings of one folded name are in the order of first name; the rest is compared as listed.
        seen.sort();
        expected.sort();
        assert_eq!(seen, expected, "{criteria}");
    }
}

#[tokio::test]
async fn the_list_is_in_the_order_of_last_and_first_name() {
    let world = World::start().await;
    poppy_valley(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    assert_eq!(
        search(&mut browser, json!({})).await,
        ["Álvarez, Ana", "Alvarez, Anabel", "D'Angelo-Smith, Chloe", "Nguyễn, Dao", "O'Neil, Bo"]
    );
}

#[tokio::test]
async fn a_student_is_listed_as_toms_lists_one() {
    let world = World::start().await;
    poppy_valley(&world).await;
    let id = world.student_key().id("9000000004".parse().unwrap());
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let page = browser.post("/v1/students/search", json!({"ssid": "9000000004"})).await.expect(200).json();
    assert_eq!(
        page,
        json!({
            "students": [{
                "id": id.to_string(),
                "name": "Nguyễn, Dao",
                "ssid": "9000000004",
                "school": {"cds_code": DUNE, "name": format!("School {DUNE}")},
                "grade": "11",
                "elas": "EO",
                "unlisted_resources": true,
                "ur_status": "submitted",
                "ur_submitted_on": "2026-10-05",
            }],
            "next_cursor": null,
        })
    );
}

#[tokio::test]
async fn a_foreign_student_by_ssid_is_answered_like_one_that_does_not_exist_with_the_same_calls() {
    let world = World::start().await;
    poppy_valley(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let mut answers = Vec::new();
    for ssid in ["9000000006", "9000000005", "9999999999"] {
        let answer = browser.post("/v1/students/search", json!({"ssid": ssid})).await.expect(200);
        let calls: Vec<_> =
            world.calls.take().into_iter().map(|call| (call.operation, call.used, call.level)).collect();
        answers.push((answer.text, calls));
    }
    assert_eq!(answers[0], answers[2], "another LEA's");
    assert_eq!(answers[1], answers[2], "the charter's, whose authorizer asks");
}

#[tokio::test]
async fn every_lea_finds_its_own_students_and_no_others() {
    let world = World::start().await;
    poppy_valley(&world).await;
    for (place, found) in [
        (at_lea(ESTUARY), vec!["Ortiz, Eli"]),
        (at_lea(testkit::places::REDWOOD), vec!["Park, Fay"]),
        (at_school(DUNE), vec!["Nguyễn, Dao"]),
        (at_school(ALDER), vec!["Alvarez, Anabel"]),
    ] {
        let role = match place.1 {
            domain::access::Scope::Lea(_) => Role::LeaCaasppCoordinator,
            _ => Role::SiteElpacCoordinator,
        };
        let person = Person::named(&format!("{}@poppy.test", place.0)).with(role, place);
        let mut browser = signed_in(&world, person).await;
        assert_eq!(search(&mut browser, json!({})).await, found);
        assert_eq!(search(&mut browser, json!({"grade": "11", "last_name": "a"})).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn an_organization_outside_the_scope_is_like_one_that_does_not_exist() {
    let world = World::start().await;
    poppy_valley(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let mut answers = Vec::new();
    for organization in [GROVE, ESTUARY, "99000010009999", "99"] {
        let answer = browser.post("/v1/students/search", json!({"organization": organization})).await.expect(422);
        answers.push(answer.without_request_id());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(search(&mut browser, json!({"organization": POPPY})).await.len(), 5);
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repeat_while_students_are_added() {
    let world = World::start().await;
    for number in 0..25 {
        a_student(&format!("90000001{number:02}")).named(&format!("Family{number:02}"), "Kim").save(&world).await;
    }
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let mut seen = Vec::new();
    let mut cursor = Value::Null;
    let mut pages = 0;
    loop {
        let page = browser.post("/v1/students/search", json!({"limit": 10, "cursor": cursor})).await.expect(200).json();
        seen.extend(names(&page));
        pages += 1;
        // Before and after the place where the list stands.
        a_student(&format!("900000020{pages}")).named("Aaa", &format!("New{pages}")).save(&world).await;
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    let expected: Vec<_> = (0..25).map(|number| format!("Family{number:02}, Kim")).collect();
    assert_eq!(seen, expected);
    assert_eq!(pages, 3);
}

#[tokio::test]
async fn pages_of_a_filtered_search_and_of_both_names_also_find_everybody_once() {
    let world = World::start().await;
    for number in 0..40 {
        let last = if number % 2 == 0 { "Garcia".to_owned() } else { format!("Garcia{number:02}") };
        let first = if number % 3 == 0 { "María" } else { "Jo" };
        a_student(&format!("90000001{number:02}")).named(&last, first).save(&world).await;
    }
    let mut browser = signed_in(&world, Person::coordinator()).await;
    for criteria in [
        json!({"last_name": "garcia", "first_name": "mar"}),
        json!({"first_name": "mar", "grade": "11"}),
        json!({"first_name": "mar", "unlisted_resources": false}),
    ] {
        let mut seen = Vec::new();
        let mut body = criteria.clone();
        body["limit"] = json!(3);
        for _ in 0..60 {
            let page = browser.post("/v1/students/search", body.clone()).await.expect(200).json();
            seen.extend(
                page["students"].as_array().unwrap().iter().map(|student| student["ssid"].as_str().unwrap().to_owned()),
            );
            if page["next_cursor"].is_null() {
                break;
            }
            body["cursor"] = page["next_cursor"].clone();
        }
        seen.sort();
        let expected: Vec<_> =
            (0..40).filter(|number| number % 3 == 0).map(|number| format!("90000001{number:02}")).collect();
        assert_eq!(seen, expected, "{criteria}");
    }
}

#[tokio::test]
async fn a_cursor_of_another_lea_another_search_or_nobody_is_one_answer() {
    let world = World::start().await;
    poppy_valley(&world).await;
    for number in 0..3 {
        a_student(&format!("900000030{number}")).named("Grove", "G").at(GROVE).save(&world).await;
    }
    let redwood = Person::named("lea@redwood.test").with(Role::LeaCaasppCoordinator, at_lea(testkit::places::REDWOOD));
    let mut redwood = signed_in(&world, redwood).await;
    let page = redwood.post("/v1/students/search", json!({"limit": 1})).await.expect(200).json();
    let foreign = page["next_cursor"].as_str().unwrap().to_owned();
    let mut poppy = signed_in(&world, Person::coordinator()).await;
    let page = poppy.post("/v1/students/search", json!({"limit": 1})).await.expect(200).json();
    let own = page["next_cursor"].as_str().unwrap().to_owned();
    let mut answers = Vec::new();
    for body in [
        json!({"cursor": foreign}),
        json!({"cursor": own, "grade": "11"}),
        json!({"cursor": "made-up"}),
        json!({"cursor": format!("{}{}", if own.starts_with('A') { 'B' } else { 'A' }, &own[1..])}),
    ] {
        answers.push(poppy.post("/v1/students/search", body).await.expect(422).without_request_id());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(answers[0]["errors"][0]["pointer"], "/cursor");
}

#[tokio::test]
async fn a_student_enrolled_twice_is_found_at_both_schools() {
    let world = World::start().await;
    a_student("9000000009").named("Twice", "Tia").at(CEDAR).also_at(GROVE).save(&world).await;
    for (place, school) in [(at_lea(POPPY), CEDAR), (at_lea(testkit::places::REDWOOD), GROVE)] {
        let person = Person::named(&format!("{school}@poppy.test")).with(Role::LeaCaasppCoordinator, place);
        let mut browser = signed_in(&world, person).await;
        for criteria in [json!({}), json!({"ssid": "9000000009"}), json!({"first_name": "ti"})] {
            let page = browser.post("/v1/students/search", criteria).await.expect(200).json();
            assert_eq!(page["students"][0]["school"]["cds_code"], school);
        }
    }
}

#[tokio::test]
async fn a_body_with_three_wrong_fields_names_all_three_and_never_repeats_a_value() {
    let world = World::start().await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let body = json!({"ssid": "90000000011", "grade": "13", "elas": "XX", "limit": 0, "school": CEDAR});
    let answer = browser.post("/v1/students/search", body).await.expect(422);
    let errors = answer.json()["errors"].as_array().unwrap().clone();
    let pointers: Vec<_> = errors.iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/ssid", "/grade", "/elas", "/limit", "/school"]);
    assert!(!answer.text.contains("90000000011"));
    let empty =
        browser.post("/v1/students/search", json!({"last_name": "-", "first_name": "  "})).await.expect(422).json();
    assert_eq!(empty["errors"].as_array().unwrap().len(), 2, "a name without a letter would list everybody");
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
}

#[tokio::test]
async fn roles_without_student_data_are_refused() {
    let world = World::start().await;
    poppy_valley(&world).await;
    for role in [Role::Superintendent, Role::LeaReviewCoordinator, Role::LeaComplianceContributor] {
        let mut browser =
            signed_in(&world, Person::named(&format!("{role}@poppy.test")).with(role, at_lea(POPPY))).await;
        let answer = browser.post("/v1/students/search", json!({"ssid": "9000000001"})).await.expect(403);
        assert_eq!(answer.json()["type"], "/problems/access.forbidden", "{role}");
    }
    let person = Person::named("ta@poppy.test").with(Role::TestAdministrator, at_school(CEDAR)).without_affidavit();
    let mut browser = signed_in(&world, person).await;
    let answer = browser.post("/v1/students/search", json!({})).await.expect(403);
    assert_eq!(answer.json()["type"], "/problems/access.affidavit-not-signed");
}

#[tokio::test]
async fn a_search_takes_two_levels_and_three_calls_and_is_recorded_before_the_answer() {
    let world = World::start().await;
    poppy_valley(&world).await;
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let _ = browser.post("/v1/students/search", json!({"last_name": "Álv", "grade": "11"})).await.expect(200);
    assert_eq!((world.calls.levels(), world.calls.take().len()), (2, 3));
    let _ = browser.post("/v1/students/search", json!({"ssid": "9000000001"})).await.expect(200);
    assert_eq!((world.calls.levels(), world.calls.take().len()), (2, 3));
    let trail = world.items(Table::Audit).await;
    let searched: Vec<_> = trail.iter().filter(|row| row["action"] == "searched").collect();
    assert_eq!(searched.len(), 2);
    let student = world.student_key().id("9000000001".parse().unwrap());
    assert_eq!(searched[0]["pk"], format!("STUDENT#{student}"), "a search by SSID is about that student");
    assert_eq!(searched[1]["criteria"], json!({"last_name": "Álv", "grade": "11"}));
    assert_eq!(searched[1]["allowed_by"], "find-students");
    assert_eq!(searched[1]["by"]["role"], "lea-caaspp-coordinator");
}

#[tokio::test]
async fn searching_needs_a_session_and_json() {
    let world = World::start().await;
    let _ = workflows::browser(&world).post("/v1/students/search", json!({})).await.expect(401);
    let mut browser = signed_in(&world, Person::coordinator()).await;
    let headers = [("content-type", "text/plain")];
    let _ = browser.send(axum::http::Method::POST, "/v1/students/search", &headers, None).await.expect(415);
}
