//! A request that only reads changes nothing.

use domain::access::Role;
use domain::compliance::ProgramInstrument;
use store::{On, Table};
use testkit::places::POPPY;
use testkit::{Person, World, at_lea, at_state};

use crate::access::{call, described, records};
use crate::people::signed_in;

/// What changes something, as IAM calls it.
const CHANGES: [&str; 4] = ["PutItem", "UpdateItem", "DeleteItem", "PutObject"];

/// A link or an image on another site makes a browser send a GET with the cookie, so it must do no more than look, and be recorded.
#[tokio::test]
async fn what_is_only_read_changes_nothing() {
    let world = World::start().await;
    let records = records(&world).await;
    let (mut read, mut answered) = (0, 0);
    for (role, place) in [
        (Role::LeaCaasppCoordinator, at_lea(POPPY)),
        (Role::ComplianceAdministrator, at_state()),
        (Role::BulletinEditor, at_state()),
        (Role::StateAdministrator, at_state()),
    ] {
        let person = Person::named(&format!("{role}@reading.test")).with(role, place);
        let person = person.for_instruments(&[ProgramInstrument::EnglishLearner]);
        let mut browser = signed_in(&world, person).await;
        for operation in described(&world).iter().filter(|operation| operation.route.starts_with("GET ")) {
            let id = records.iter().find(|(place, _)| operation.route.contains(place)).map_or("", |(_, id)| id);
            let _ = world.calls.take();
            let answer = call(&mut browser, operation, id).await;
            read += 1;
            answered += usize::from(answer.status.is_success());
            for used in world.calls.take().into_iter().flat_map(|call| call.used) {
                let changes = CHANGES.iter().any(|change| used.action.ends_with(change));
                let recorded = used.on == On::Table(Table::Audit) && used.action == "dynamodb:PutItem";
                assert!(!changes || recorded, "{role}, {}: {used:?}", operation.id);
            }
        }
    }
    assert!(answered * 2 > read, "{answered} of {read} were answered");
}
