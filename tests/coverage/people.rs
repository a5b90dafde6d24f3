//! Who takes part.

use serde_json::json;
use testkit::{Browser, Person, World};

/// A browser in which this person has signed in.
pub(crate) async fn signed_in(world: &World, mut person: Person) -> Browser {
    person.save(world).await;
    let mut browser = workflows::browser(world);
    let body = json!({"username": person.username, "password": Person::PASSWORD});
    let _ = browser.post("/v1/session", body).await.expect(200);
    browser
}
