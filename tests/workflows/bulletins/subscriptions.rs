use axum::http::Method;
use domain::accounts::LinkKey;
use domain::ids::UserId;
use store::Table;
use testkit::{World, secrets};

#[tokio::test]
async fn one_request_with_the_token_of_a_letter_ends_bulletins_and_another_takes_them_up_again() {
    let world = World::start().await;
    let user = UserId::from_bytes([7; 16]);
    let token = LinkKey::new(secrets::LINK_KEY).unwrap().unsubscription(user).reveal();
    let path = format!("/v1/unsubscriptions/{token}");
    let mut nobody = workflows::browser(&world);
    // As a mail program sends it: a form, whose body is not looked at.
    let form = [("content-type", "application/x-www-form-urlencoded")];
    for _ in 0..2 {
        let _ = nobody.send(Method::POST, &path, &form, None).await.expect(204);
    }
    let [stored] = world.items(Table::Mail).await.try_into().expect("one item");
    assert_eq!(stored["pk"], format!("SUBSCRIBER#{user}"));
    let _ = nobody.delete(&path).await.expect(204);
    assert!(world.items(Table::Mail).await.is_empty());
}

#[tokio::test]
async fn a_token_that_nobody_was_sent_is_like_nothing() {
    let world = World::start().await;
    let mut nobody = workflows::browser(&world);
    let forged = format!("{}.{}", UserId::from_bytes([7; 16]), "A".repeat(43));
    let mut answers = Vec::new();
    for token in [forged.as_str(), "x", "a.b"] {
        let path = format!("/v1/unsubscriptions/{token}");
        answers.push(nobody.send(Method::POST, &path, &[], None).await.expect(404).without_request_id());
        answers.push(nobody.delete(&path).await.expect(404).without_request_id());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert!(world.items(Table::Mail).await.is_empty());
}
