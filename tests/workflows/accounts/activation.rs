use domain::accounts::LinkPurpose;
use serde_json::{Value, json};
use store::{Sort, Table};
use testkit::{World, mail_link};

use super::links::{ACTIVATION, CHOSEN, item, redeem, sign_in, somebody};

#[tokio::test]
async fn the_link_sets_the_first_password_and_does_not_sign_in() {
    let world = World::start().await;
    let person = somebody(&world, ACTIVATION).await;
    let _ = sign_in(&world, &person, CHOSEN).await.expect(401);
    let before = item(&world, &Sort::Profile).await;
    let token = mail_link(&world, person.id, LinkPurpose::Activation, "letter").await;
    let answer = redeem(&world, ACTIVATION, &token, CHOSEN).await.expect(204);
    assert_eq!((answer.text.as_str(), answer.header("set-cookie")), ("", None));
    let _ = sign_in(&world, &person, CHOSEN).await.expect(200);

    let mut expected = before.clone();
    expected["state"] = json!("active");
    expected["version"] = json!(before["version"].as_u64().unwrap() + 1);
    assert_eq!(item(&world, &Sort::Profile).await, expected, "nothing else changed");
    let credential = item(&world, &Sort::Credential).await;
    assert_eq!((&credential["state"], &credential["epoch"]), (&json!("active"), &before["epoch"]));
    assert_eq!(item(&world, &Sort::Link(LinkPurpose::Activation)).await, Value::Null);
    assert_eq!(item(&world, &Sort::Throttle).await, Value::Null);
}

#[tokio::test]
async fn an_activation_is_recorded_with_the_user_and_writes_no_letter() {
    let world = World::start().await;
    let person = somebody(&world, ACTIVATION).await;
    let token = mail_link(&world, person.id, LinkPurpose::Activation, "letter").await;
    let answer = redeem(&world, ACTIVATION, &token, CHOSEN).await.expect(204);
    let [row] = world.items(Table::Audit).await.try_into().expect("one row");
    assert_eq!(row["action"], "activated");
    assert_eq!(row["pk"], format!("USER#{}", person.id));
    assert_eq!(row["by"], json!({"kind": "account", "user": person.id.to_string()}));
    assert_eq!(row["request"], answer.header("x-request-id").unwrap());
    assert_eq!(world.items(Table::Mail).await, Vec::<Value>::new());
}
