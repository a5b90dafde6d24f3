use std::fmt::Write as _;

use serde_json::{Value, json};
use store::Table;
use testkit::places::{CEDAR, DUNE, GROVE};
use testkit::{Browser, World};

use super::{audited, coordinator, help_desk, letters, priya, stored};
use crate::directory::organizations::county;
use crate::people::signed_in;

const HEADER: &str = "First name,Last name,CDS code,E-mail address,Telephone number,Role in organization\n";

async fn upload(browser: &mut Browser, csv: &str) -> Value {
    browser.post("/v1/users/uploads", json!({"csv": csv})).await.expect(200).json()
}

#[tokio::test]
async fn a_file_is_looked_through_committed_and_the_same_again_changes_nothing() {
    let world = World::start().await;
    county(&world).await;
    priya().save(&world).await;
    let mut browser = signed_in(&world, coordinator()).await;
    let csv = format!(
        "\u{feff}{HEADER}Noor,\"Haddad, Jr.\",{CEDAR},noor@poppy.test,(415) 555-0100,Test Administrator & Test Examiner\n\
         ,,,,,\n\
         Priya,Raman,{CEDAR},test.administrator@poppy.test,,Test Administrator\n\
         Priya,Raman,{DUNE},Test.Administrator@poppy.test,,Test Examiner\n\
         Bo,O'Neil,{DUNE},bo@poppy.test,,Test Site Coordinator\n"
    );
    let before = stored(&world).await;
    let looked = upload(&mut browser, &csv).await;
    assert_eq!(world.calls.levels(), 1);
    assert_eq!(stored(&world).await, before, "looking through writes nothing");
    assert_eq!((&looked["faults"], &looked["committed"]), (&json!([]), &json!(false)));
    assert_eq!(looked["counts"], json!({"add": 2, "give-role": 1}));
    assert_eq!(looked["rows"][1], json!({"lines": [4, 5], "outcome": "give-role"}));
    let commit = json!({"csv": csv, "commit": true, "digest": looked["digest"]});
    let _ = world.calls.take();
    let done = browser.post("/v1/users/uploads", commit.clone()).await.expect(200).json();
    assert_eq!(world.calls.levels(), 2);
    assert_eq!((&done["committed"], &done["counts"]), (&json!(true), &looked["counts"]));
    assert_eq!(letters(&world).await, ["activation", "activation", "roles-changed"]);
    assert_eq!(audited(&world, "user-added").await.len(), 2);
    let after = stored(&world).await;
    let again = upload(&mut browser, &csv).await;
    assert_eq!(again["counts"], json!({"unchanged": 3}));
    let again = browser.post("/v1/users/uploads", commit).await.expect(200).json();
    assert_eq!(again["counts"], json!({"unchanged": 3}));
    assert_eq!(stored(&world).await, after);
}

#[tokio::test]
async fn everything_wrong_is_named_grouped_with_its_lines_and_nothing_is_committed() {
    let world = World::start().await;
    county(&world).await;
    let mut browser = signed_in(&world, coordinator()).await;
    let csv = format!(
        "{HEADER}A,One,{GROVE},one@poppy.test,,Test Administrator\n\
         =cmd,Two,{CEDAR},two@poppy.test,,Test Administrator\n\
         C,Three,{CEDAR},three@poppy.test,,test administrator\n\
         D,Four,{GROVE},four@poppy.test,,Test Examiner\n\
         E,Five,{CEDAR},five@poppy.test,,LEA CAASPP Coordinator\n\
         F,Six,{CEDAR},six@poppy.test,,Test Examiner\n\
         F,Six,{CEDAR},SIX@poppy.test,,Test Administrator & Test Examiner\n\
         F,Seven,{DUNE},six@poppy.test,,Test Examiner\n\
         L,Romero,{CEDAR},lea.coordinator@poppy.test,,Test Examiner\n"
    );
    let before = stored(&world).await;
    let answer = upload(&mut browser, &csv).await;
    let faults: Vec<_> = answer["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (fault["lines"].to_string(), fault["column"].as_str().unwrap_or("").to_owned()))
        .collect();
    let expected = [
        ("[2,5]", "CDS code"),
        ("[3]", "First name"),
        ("[4]", "Role in organization"),
        ("[6]", "Role in organization"),
        ("[8]", "E-mail address"),
        ("[9]", "E-mail address"),
        ("[10]", ""),
    ];
    assert_eq!(faults, expected.map(|(lines, column)| (lines.to_owned(), column.to_owned())));
    assert_eq!((&answer["digest"], &answer["rows"]), (&Value::Null, &json!([])));
    let commit = json!({"csv": csv, "commit": true, "digest": "x"});
    let refused = browser.post("/v1/users/uploads", commit).await.expect(422).json();
    assert_eq!(refused["type"], "/problems/users.upload-refused");
    assert_eq!(refused["faults"], answer["faults"]);
    assert_eq!(stored(&world).await, before);
}

#[tokio::test]
async fn only_the_file_that_was_looked_through_is_committed_and_only_by_who_may() {
    let world = World::start().await;
    county(&world).await;
    let mut browser = signed_in(&world, coordinator()).await;
    let one = format!("{HEADER}A,One,{CEDAR},one@poppy.test,,Test Administrator\n");
    let digest = upload(&mut browser, &one).await["digest"].clone();
    let other = one.replace("one@", "two@");
    let commit = json!({"csv": other, "commit": true, "digest": digest});
    let refused = browser.post("/v1/users/uploads", commit).await.expect(422).json();
    assert_eq!(refused["type"], "/problems/users.upload-not-looked-through");
    let without = browser.post("/v1/users/uploads", json!({"csv": one, "commit": true})).await.expect(422).json();
    assert_eq!(without["errors"][0]["pointer"], "/digest");
    let large = json!({"csv": "x".repeat(200 * 1024 + 1)});
    assert_eq!(browser.post("/v1/users/uploads", large).await.expect(422).json()["errors"][0]["pointer"], "/csv");
    let mut helper = signed_in(&world, help_desk()).await;
    assert_eq!(helper.post("/v1/users/uploads", json!({"csv": one})).await.status, 403);
    assert!(world.items(Table::Mail).await.is_empty());
}

#[tokio::test]
async fn five_hundred_rows_are_committed_in_one_request_and_cut_off_are_taken_up() {
    let world = World::start().await;
    county(&world).await;
    let mut browser = signed_in(&world, coordinator()).await;
    let mut csv = HEADER.to_owned();
    for number in 0..500 {
        writeln!(csv, "P{number},Q{number},{CEDAR},p{number}@poppy.test,,Test Administrator").unwrap();
    }
    let half = csv.lines().take(201).collect::<Vec<_>>().join("\n");
    for (file, counts) in [(&half, json!({"add": 200})), (&csv, json!({"add": 300, "unchanged": 200}))] {
        let looked = upload(&mut browser, file).await;
        assert_eq!(looked["counts"], counts);
        let commit = json!({"csv": file, "commit": true, "digest": looked["digest"]});
        let done = browser.post("/v1/users/uploads", commit).await.expect(200).json();
        assert_eq!(done["counts"], counts);
    }
    assert_eq!(letters(&world).await.len(), 500);
    let mut seen = 0;
    let mut query = "?limit=100".to_owned();
    loop {
        let page = browser.get(&format!("/v1/users{query}")).await.expect(200).json();
        seen += page["users"].as_array().unwrap().len();
        let Some(next) = page["next_cursor"].as_str() else { break };
        query = format!("?limit=100&cursor={next}");
    }
    assert_eq!(seen, 500);
}
