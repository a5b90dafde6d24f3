//! A bulletin on a bad day: from its time to one letter for each of its audience.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::access::{OrganizationCode, Role, Scope};
use domain::accounts::{AccountState, RoleAssignment, User};
use domain::bulletins::{Audience, Bulletin, Places, PublicationState, Section, SectionKind};
use domain::ids::{BulletinId, LetterId, UserId};
use domain::mail::{CircularId, CircularState, LetterState};
use domain::year::AdministrationYear;
use edge::{Entropy, Settings, StreamEvent};
use jiff::SignedDuration;
use record_mail_feedback::TopicEvent;
use serde_json::{Value, json};
use store::accounts::Provisions;
use store::bulletins::bulletin_items;
use store::mail::Deliveries;
use store::{Dynamo, Table};
use testkit::places::POPPY;
use testkit::{Fault, Wire, World};

use super::day::bad_day_in;
use super::weather::dice;
use super::{assert_all_arrived, count};
use crate::office::{add, user};

/// How long after the start of the world bulletins are to be published.
const LATER: SignedDuration = SignedDuration::from_mins(2);

/// Somebody with this role in Poppy Valley.
fn person(world: &World, number: u32, username: &str, role: Role) -> User {
    let lea: OrganizationCode = POPPY.parse().unwrap();
    let assignment = RoleAssignment {
        role,
        organization: lea,
        organization_name: "Poppy Valley Unified".into(),
        scope: Scope::Lea(POPPY[..7].parse().unwrap()),
        lea: Some(POPPY[..7].parse().unwrap()),
        year: AdministrationYear::at(world.now()),
        instruments: Vec::new(),
    };
    User { roles: vec![assignment], ..user(number, username, AccountState::Active) }
}

/// So many coordinators whose addresses end in `domain`, and one in ten who is none.
async fn coordinators(world: &World, domain: &str, count: u32) -> Vec<User> {
    let coordinator = |number| person(world, number, &format!("c{number}{domain}"), Role::LeaCaasppCoordinator);
    let readers: Vec<_> = (0..count).map(coordinator).collect();
    let other = |number| person(world, count + number, &format!("o{number}{domain}"), Role::LeaReviewCoordinator);
    let others: Vec<_> = (0..count / 10).map(other).collect();
    let provisions = Provisions::new(&world.operator, world.table(Table::Accounts));
    for people in [&readers, &others] {
        add(world, people);
        for one in people {
            provisions.enlist(one).await.unwrap();
        }
    }
    readers
}

/// Schedules a bulletin to LEA CAASPP coordinators.
fn schedule(world: &World, own: u8) -> Bulletin {
    let bulletin = Bulletin {
        id: BulletinId::from_bytes([own; 16]),
        version: 2,
        headline: "CAASPP Communication: November 2026".parse().unwrap(),
        dated: jiff::civil::date(2026, 11, 23),
        audience: Audience { roles: [Role::LeaCaasppCoordinator].into(), program: None, places: Places::California },
        sections: vec![Section { kind: SectionKind::Notice, text: "Results are *public*.".parse().unwrap() }],
        state: PublicationState::Scheduled { publish_at: world.now() + LATER },
        corrections: Vec::new(),
        mailings: Vec::new(),
        changed_by: "Esme Editor".into(),
        changed_at: world.now(),
    };
    world.load(Table::Bulletins, bulletin_items(&bulletin).unwrap());
    bulletin
}

/// The job that publishes, run once: `None` when the process ended in it.
pub(super) async fn publish_due(world: &World, wire: &Wire) -> Option<Result<String, ()>> {
    let dynamo = world.connect(wire).await;
    let settings = Settings::from_pairs(workflows::settings(world));
    let deps = publish_due_bulletins::Deps::new(&settings, &dynamo, world.clock(), Entropy::system()).unwrap();
    let wires = [wire.clone()];
    tokio::select! {
        handled = deps.handle(publish_due_bulletins::Tick {}) => Some(handled.map(|done| done.outcome).map_err(|_| ())),
        () = wire.killed() => None,
        () = world.pass_when_idle(&wires) => unreachable!("it never ends"),
    }
}

/// What the stream tells of a circular, twice.
fn told_of(circular: CircularId) -> StreamEvent {
    let record = |number: u8| {
        json!({"eventName": "INSERT", "dynamodb": {
            "Keys": {"pk": {"S": format!("CIRCULAR#{circular}")}, "sk": {"S": "CIRCULAR"}},
            "SequenceNumber": number.to_string(),
        }})
    };
    serde_json::from_value(json!({"Records": [record(1), record(2)]})).unwrap()
}

/// Addresses the circular as Lambda does it, again and again until nothing comes again. Gives how often a process ended.
async fn address(world: &World, dynamo: &Dynamo, wire: &Wire, circular: CircularId) -> usize {
    let settings = Settings::from_pairs(workflows::settings(world));
    let mut ended = 0;
    loop {
        let deps = address_circulars::Deps::new(&settings, dynamo, world.clock()).unwrap();
        tokio::select! {
            handled = deps.handle(told_of(circular)) => if handled.is_ok_and(|handled| handled.again == 0) {
                return ended;
            },
            () = wire.killed() => ended += 1,
        }
    }
}

/// A wire on which of 100 calls some are throttled, some lost before or after their effect, and on which every 300th ends
/// the process: a page of readers takes some 230.
fn bad_wire(seed: u64) -> Wire {
    let (entropy, calls) = (Entropy::seeded(seed), AtomicUsize::new(0));
    Wire::new(move |_| match (calls.fetch_add(1, Ordering::SeqCst) % 600, dice(&entropy) % 100) {
        (299, _) => Fault::KilledBefore,
        (599, _) => Fault::KilledAfter,
        (_, 0..4) => Fault::Throttled,
        (_, 4..6) => Fault::Lost,
        (_, 6..8) => Fault::Before,
        _ => Fault::None,
    })
}

async fn letters(world: &World) -> Vec<Value> {
    world.items(Table::Mail).await.into_iter().filter(|item| item["sk"] == "LETTER").collect()
}

#[tokio::test]
async fn whatever_becomes_of_any_one_call_a_bulletin_is_published_once_with_one_circular() {
    let world = World::start().await;
    let mut rounds = 0;
    for fault in [Fault::KilledBefore, Fault::KilledAfter, Fault::Lost, Fault::Before, Fault::Throttled, Fault::Refused]
    {
        for at in 0.. {
            rounds += 1;
            let bulletin = schedule(&world, rounds);
            assert_eq!(
                publish_due(&world, &Wire::new(|_| Fault::None)).await,
                Some(Ok("published=0 mailed=0 overtaken=0".into()))
            );
            world.pass(LATER);
            let calls = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&calls);
            let wire = Wire::new(move |_| match counted.fetch_add(1, Ordering::SeqCst) {
                call if call == at => fault,
                _ => Fault::None,
            });
            for runs in 0.. {
                assert!(runs < 5, "{fault:?} at call {at}: it never ends");
                if publish_due(&world, &wire).await.is_some_and(|outcome| outcome.is_ok()) {
                    break;
                }
            }
            let stored = world.items(Table::Bulletins).await;
            let key = format!("BULLETIN#{}", bulletin.id);
            let now = stored.iter().find(|item| item["pk"] == key.as_str() && item["sk"] == "BULLETIN").unwrap();
            assert_eq!((&now["state"], &now["version"]), (&json!("published"), &json!(3)), "{fault:?} at call {at}");
            assert!(!stored.iter().any(|item| item["pk"] == "BULLETINS#SCHEDULE"), "{fault:?} at call {at}");
            let circulars = world.items(Table::Mail).await.len();
            assert_eq!(circulars, usize::from(rounds), "{fault:?} at call {at}");
            if calls.load(Ordering::SeqCst) <= at {
                assert!(at > 2, "there were calls");
                break;
            }
        }
    }
}

#[tokio::test]
async fn each_of_many_coordinators_gets_one_letter_whatever_happens_on_the_way() {
    const DOMAIN: &str = "@bulletin.test";
    let (world, count) = (Arc::new(World::start().await), count());
    let readers = coordinators(&world, DOMAIN, count).await;
    let bulletin = schedule(&world, 1);
    world.pass(LATER);
    assert_eq!(
        publish_due(&world, &Wire::new(|_| Fault::None)).await,
        Some(Ok("published=1 mailed=0 overtaken=0".into()))
    );
    let circular = CircularId::of_bulletin(bulletin.id, 3);

    let wires = [bad_wire(1), bad_wire(2)];
    let (first, second) = (world.connect(&wires[0]).await, world.connect(&wires[1]).await);
    let addressing = async {
        tokio::join!(address(&world, &first, &wires[0], circular), address(&world, &second, &wires[1], circular))
    };
    let ended = tokio::select! {
        (first, second) = addressing => first + second,
        () = world.pass_when_idle(&wires) => unreachable!("it never ends"),
    };
    let rows = letters(&world).await;
    let written: BTreeSet<UserId> =
        rows.iter().map(|row| row["to"]["user"].as_str().unwrap().parse().unwrap()).collect();
    assert_eq!((rows.len(), written), (readers.len(), readers.iter().map(|reader| reader.id).collect()));
    assert!(ended > 1, "processes did end");
    #[expect(clippy::print_stdout, reason = "the figures are what the test is run for")]
    {
        println!(
            "{} readers of {} listed, one row each; {ended} processes ended on the way",
            readers.len(),
            count + count / 10
        );
    }

    let by_address: HashMap<String, LetterId> = readers
        .iter()
        .map(|reader| (reader.username.as_str().to_owned(), LetterId::of_circular(circular, reader.id)))
        .collect();
    let day = bad_day_in(&world, DOMAIN, &by_address, true).await;
    assert_eq!(assert_all_arrived(&day, count), 0);

    let deliveries = Deliveries::new(&world.dynamo, world.table(Table::Mail));
    let became = deliveries.of(circular).await.unwrap().expect("it is there");
    assert_eq!((became.state, became.letters[&LetterState::Sent]), (CircularState::Addressed, count));
    assert_eq!(became.letters.values().sum::<u32>(), count);
    let told = [(0, "Delivery"), (1, "Bounce"), (2, "Complaint")];
    for (reader, kind) in told {
        report(&world, by_address[readers[reader].username.as_str()], kind, readers[reader].username.as_str()).await;
    }
    let became = deliveries.of(circular).await.unwrap().expect("it is there").letters;
    let of = [LetterState::Sent, LetterState::Delivered, LetterState::Bounced, LetterState::Complained];
    assert_eq!(of.map(|state| became[&state]), [count - 3, 1, 1, 1]);
}

/// Reports what became of a letter, as SES does.
async fn report(world: &World, letter: LetterId, kind: &str, address: &str) {
    let settings = Settings::from_pairs(workflows::settings(world));
    let feedback = record_mail_feedback::Deps::new(&settings, &world.dynamo, world.clock()).unwrap();
    let message = json!({
        "eventType": kind,
        "mail": {"messageId": "m", "tags": {"letter": [letter.to_string()]}},
        "bounce": {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": address}]},
        "complaint": {"complainedRecipients": [{"emailAddress": address}]},
    });
    let event = json!({"Records": [{"Sns": {"Message": message.to_string()}}]});
    feedback.handle(serde_json::from_value::<TopicEvent>(event).unwrap()).await.unwrap();
}
