//! Nobody finds out who has an account: known, unknown, deactivated and not activated addresses get the same bytes after the
//! same calls.

use axum::http::HeaderMap;
use domain::accounts::AccountState;
use serde_json::{Value, json};
use store::Grant;
use testkit::{Answer, Person, World};

use super::links::{ACTIVATION, RESET, ask, sign_in};

/// What can be seen of an answer: status, headers, body; and what it took: each call with its parts in their order, its
/// level and its size.
type Seen = (u16, HeaderMap, Value, Vec<(String, Vec<Grant>, usize, usize)>);

fn seen(world: &World, answer: &Answer) -> Seen {
    let calls = world.calls.take().into_iter().map(|call| (call.operation, call.used, call.level, call.size));
    let mut headers = answer.headers.clone();
    headers.remove("x-request-id");
    (answer.status.as_u16(), headers, answer.without_request_id(), calls.collect())
}

/// The addresses, as long as each other: an active account's, nobody's, a deactivated account's, one's not activated yet.
async fn addresses(world: &World) -> [Person; 4] {
    let active = Person::coordinator();
    let unknown = Person::named("not.acoordinator@poppy.test");
    let deactivated = Person::named("old.coordinator@poppy.test").in_state(AccountState::Deactivated);
    let added = Person::named("new.coordinator@poppy.test").in_state(AccountState::Added);
    for person in [&active, &deactivated, &added] {
        person.clone().save(world).await;
    }
    [active, unknown, deactivated, added]
}

#[tokio::test]
async fn requests_for_links_look_the_same_for_every_address() {
    for kind in [ACTIVATION, RESET] {
        let world = World::start().await;
        let addresses = addresses(&world).await;
        // The first, the free ones, the first that is refused.
        for status in [202, 202, 202, 429] {
            let mut all = Vec::new();
            for person in &addresses {
                let answer = ask(&world, kind, &person.username).await.expect(status);
                all.push(seen(&world, &answer));
            }
            assert!(all.iter().all(|one| *one == all[0]), "{all:#?}");
            let taken = all[0].3.len();
            assert_eq!(taken, if status == 202 { 3 } else { 1 }, "one read; the transaction and the count beside it");
        }
    }
}

#[tokio::test]
async fn what_is_no_address_at_all_is_asked_for_like_one() {
    let world = World::start().await;
    let addresses = addresses(&world).await;
    let _ = world.calls.take();
    let known = ask(&world, RESET, &addresses[0].username).await.expect(202);
    let known = seen(&world, &known);
    for typed in ["no address at all", "", "@", "lea.coordinator@poppy.test.example"] {
        let answer = ask(&world, RESET, typed).await.expect(202);
        assert_eq!(seen(&world, &answer), known, "{typed:?}");
    }
}

#[tokio::test]
async fn failed_sign_ins_look_the_same_for_every_address() {
    let world = World::start().await;
    let addresses = addresses(&world).await;
    let _ = world.calls.take();
    for status in [401, 401, 401, 429] {
        let mut all = Vec::new();
        for person in &addresses {
            let active = person.username == addresses[0].username;
            let password = if active { "poppies bloom in may 2026!!" } else { Person::PASSWORD };
            let answer = sign_in(&world, person, password).await.expect(status);
            all.push(seen(&world, &answer));
        }
        assert!(all.iter().all(|one| *one == all[0]), "{all:#?}");
    }
}

#[tokio::test]
async fn a_name_in_another_spelling_is_the_same_address() {
    let world = World::start().await;
    for spelling in ["nobody@poppy.test", " NOBODY@poppy.test", "Nobody@Poppy.Test "] {
        let _ = ask(&world, RESET, spelling).await.expect(202);
    }
    let answer = ask(&world, ACTIVATION, "nobody@poppy.test").await.expect(429);
    assert_eq!(answer.json()["retry_after"], json!(60));
}
