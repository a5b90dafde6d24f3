use domain::accounts::TERMS;
use serde_json::json;
use store::Table;
use testkit::{Person, World};

use crate::people::signed_in;

#[tokio::test]
async fn until_the_terms_are_accepted_no_personal_data_is_shown() {
    let world = World::start().await;
    let mut browser = signed_in(&world, Person::coordinator().without_terms()).await;
    let refused = browser.post("/v1/students/search", json!({})).await.expect(403);
    assert_eq!(refused.json()["type"], "/problems/session.terms-not-accepted");
    let terms = browser.get("/v1/session/terms").await.expect(200).json();
    assert!(terms["text"].as_str().unwrap().contains("legitimate"));
    let _ = browser.post("/v1/session/terms", json!({"version": terms["version"]})).await.expect(204);
    assert_eq!(browser.get("/v1/session").await.expect(200).json()["terms"]["accepted"], true);
    let _ = browser.post("/v1/students/search", json!({})).await.expect(200);

    let accounts = world.items(Table::Accounts).await;
    let profile = accounts.iter().find(|item| item["sk"] == "PROFILE").unwrap();
    assert_eq!(
        (profile["terms_accepted"].as_str(), profile["terms_accepted_at"].as_str()),
        (Some(TERMS.version), Some(testkit::NOW))
    );
    let trail = world.items(Table::Audit).await;
    assert!(trail.iter().any(|row| row["action"] == "terms-accepted" && row["version"] == TERMS.version));
}

#[tokio::test]
async fn another_version_than_the_one_in_force_cannot_be_accepted() {
    let world = World::start().await;
    let mut browser = signed_in(&world, Person::coordinator().without_terms()).await;
    for body in [json!({"version": "2020-01-01"}), json!({}), json!({"version": 1})] {
        let answer = browser.post("/v1/session/terms", body).await.expect(422);
        assert_eq!(answer.json()["errors"][0]["pointer"], "/version");
    }
    assert_eq!(browser.get("/v1/session").await.expect(200).json()["terms"]["accepted"], false);
}
