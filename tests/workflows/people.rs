//! Who takes part.

use serde_json::json;
use testkit::{Browser, Person, World};

/// A browser in which this person has signed in.
pub(crate) async fn signed_in(world: &World, mut person: Person) -> Browser {
    person.save(world).await;
    sign_in_again(world, &person).await
}

/// Another browser for somebody who has an account.
pub(crate) async fn sign_in_again(world: &World, person: &Person) -> Browser {
    let mut browser = workflows::browser(world);
    let body = json!({"username": person.username, "password": Person::PASSWORD});
    let _ = browser.post("/v1/session", body).await.expect(200);
    let _ = world.calls.take();
    browser
}
