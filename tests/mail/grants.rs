//! What the roles of the functions that send letters and hear of them grant is what the functions use: no more, no less.

use std::collections::BTreeSet;

use domain::accounts::AccountState;
use domain::ids::BulletinId;
use domain::mail::{Letter, Recipient};
use edge::Settings;
use record_mail_feedback::TopicEvent;
use store::Grant;
use testkit::{Fault, Wire, World};

use crate::office::{add, deps, event, put, queued, ses, user};

fn used(world: &World) -> BTreeSet<Grant> {
    world.calls.take().into_iter().flat_map(|call| call.used).collect()
}

#[tokio::test]
async fn sending_letters_uses_exactly_the_actions_its_role_grants() {
    let world = World::start().await;
    let (new, ana) =
        (user(1, "new@grants.test", AccountState::Added), user(2, "ana@grants.test", AccountState::Active));
    add(&world, &[new.clone(), ana.clone()]);
    let bulletin = Letter::Bulletin { bulletin: BulletinId::from_bytes([1; 16]), version: 1 };
    let letters = [
        queued(&world, 1, Recipient::User(new.id), Letter::Activation),
        queued(&world, 2, Recipient::User(ana.id), bulletin),
    ];
    put(&world, &letters);
    let deps = deps(&world, &world.dynamo, ses().post(&Wire::new(|_| Fault::None)).await);
    let _ = world.calls.take();
    let handled = tokio::select! {
        handled = deps.handle(event(&letters.map(|letter| letter.id))) => handled.unwrap(),
        () = world.pass_when_idle(&[]) => unreachable!("it never ends"),
    };
    assert_eq!(handled.again, 0);
    assert_eq!(used(&world), send_mail::Deps::GRANTS.concat().into_iter().collect());
}

#[tokio::test]
async fn recording_what_became_of_letters_uses_exactly_the_actions_its_role_grants() {
    let world = World::start().await;
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../events/record-mail-feedback.json");
    let bounce: TopicEvent = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let settings = Settings::from_pairs(workflows::settings(&world));
    let deps = record_mail_feedback::Deps::new(&settings, &world.dynamo, world.clock()).unwrap();
    let _ = world.calls.take();
    let _ = deps.handle(bounce).await.unwrap();
    assert_eq!(used(&world), record_mail_feedback::Deps::GRANTS.concat().into_iter().collect());
}
