//! Circulars, from the row to one letter for each reader, on good days and bad ones.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use address_circulars::Deps;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::access::Role;
use domain::accounts::AccountState;
use domain::compliance::{ProgramInstrument, ReviewNotice};
use domain::ids::{ReviewId, UserId};
use domain::mail::{Circular, CircularId, Letter, Readership};
use edge::{BatchAnswer, Handled, Settings, StreamEvent};
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::mail::{CircularQueue, circular_item};
use store::{Dynamo, Grant, Table};
use testkit::places::{POPPY, REDWOOD};
use testkit::{Fault, Person, Wire, World, at_lea, at_state};

/// How many letters a page of the function's has at most.
const PAGE: usize = 200;

fn deps(world: &World, dynamo: &Dynamo) -> Deps {
    Deps::new(&Settings::from_pairs(workflows::settings(world)), dynamo, world.clock()).unwrap()
}

fn circular(world: &World, own: u8, to: Readership) -> Circular {
    let letter = Letter::ReviewNotice {
        review: ReviewId::from_bytes([1; 16]),
        organization_name: "Poppy Valley Unified".into(),
        notice: ReviewNotice::Opened,
    };
    Circular { id: CircularId::from_bytes([own; 16]), to, letter, queued_at: world.now() }
}

fn monitors() -> Readership {
    Readership::Monitors { instruments: [ProgramInstrument::EnglishLearner].into() }
}

fn poppy(contributors: &[UserId]) -> Readership {
    Readership::ReviewedLea { lea: "9900001".parse().unwrap(), contributors: contributors.to_vec() }
}

/// What the stream tells of them: each under its place as sequence number.
fn event(circulars: &[&Circular]) -> StreamEvent {
    let record = |(number, circular): (usize, &&Circular)| {
        json!({"eventName": "INSERT", "dynamodb": {
            "Keys": {"pk": {"S": format!("CIRCULAR#{}", circular.id)}, "sk": {"S": "CIRCULAR"}},
            "SequenceNumber": number.to_string(),
        }})
    };
    serde_json::from_value(json!({"Records": circulars.iter().enumerate().map(record).collect::<Vec<_>>()})).unwrap()
}

fn monitor(username: &str, instruments: &[ProgramInstrument]) -> Person {
    Person::named(username).with(Role::ComplianceMonitor, at_state()).for_instruments(instruments)
}

async fn saved(world: &World, mut person: Person) -> UserId {
    person.save(world).await.id
}

/// So many monitors of the instrument, and one between each two who are not.
async fn many_monitors(world: &World, count: usize) -> BTreeSet<UserId> {
    let mut readers = BTreeSet::new();
    for number in 0..count {
        let own = &[ProgramInstrument::EnglishLearner];
        readers.insert(saved(world, monitor(&format!("m{number:03}@cde.test"), own)).await);
    }
    for number in 0..count / 2 {
        let other = &[ProgramInstrument::PhysicalEducation];
        saved(world, monitor(&format!("m{number:03}x@cde.test"), other)).await;
    }
    readers
}

async fn put(world: &World, circular: &Circular) {
    world.put(Table::Mail, circular_item(circular).unwrap()).await;
}

/// The readers who have a letter, each as often as they have one.
async fn written_to(world: &World) -> Vec<UserId> {
    let items = world.items(Table::Mail).await;
    let letters = items.iter().filter(|item| item["sk"] == "LETTER");
    let mut readers: Vec<UserId> =
        letters.map(|letter| letter["to"]["user"].as_str().unwrap().parse().unwrap()).collect();
    readers.sort_unstable();
    readers
}

async fn row(world: &World, circular: &Circular) -> Value {
    let key = format!("CIRCULAR#{}", circular.id);
    world.items(Table::Mail).await.into_iter().find(|item| item["pk"] == key.as_str()).unwrap()
}

#[tokio::test]
async fn each_reader_gets_a_letter_of_the_circulars_words_and_nobody_else_does() {
    let world = World::start().await;
    let coordinator =
        saved(&world, Person::named("rc@poppy.test").with(Role::LeaReviewCoordinator, at_lea(POPPY))).await;
    let contributor = |name: &str| Person::named(name).with(Role::LeaComplianceContributor, at_lea(POPPY));
    let let_in = saved(&world, contributor("in@poppy.test")).await;
    saved(&world, contributor("out@poppy.test")).await;
    saved(&world, contributor("gone@poppy.test").in_state(AccountState::Deactivated)).await;
    saved(&world, Person::named("rc@redwood.test").with(Role::LeaReviewCoordinator, at_lea(REDWOOD))).await;
    saved(&world, Person::coordinator()).await;
    let monitor = saved(&world, monitor("m@cde.test", ProgramInstrument::ALL)).await;
    let (to_lea, to_monitors) = (circular(&world, 1, poppy(&[let_in])), circular(&world, 2, monitors()));
    let queue = CircularQueue::new(&world.dynamo, world.table(Table::Mail));
    assert!(queue.put(&to_lea).await.unwrap() && queue.put(&to_monitors).await.unwrap());
    assert!(!queue.put(&to_lea).await.unwrap(), "it is there already");

    let handled = deps(&world, &world.dynamo).handle(event(&[&to_lea, &to_monitors, &to_lea])).await.unwrap();
    assert_eq!((handled.records, handled.again, handled.outcome.as_str()), (3, 0, "addressed=2"));
    let mut readers = vec![coordinator, let_in, monitor];
    readers.sort_unstable();
    assert_eq!(written_to(&world).await, readers);
    for letter in world.items(Table::Mail).await.iter().filter(|item| item["sk"] == "LETTER") {
        assert_eq!((&letter["state"], &letter["unsent"]), (&json!("queued"), &json!("queued")));
        assert_eq!(letter["letter"]["notice"]["notice"], "opened");
    }
    let row = row(&world, &to_lea).await;
    assert_eq!((&row["state"], &row["readers"], row.get("unsent")), (&json!("addressed"), &json!(2), None));
    assert_eq!(row["settled_at"], json!(world.now()));
    let stored = format!("{:?}", world.items(Table::Mail).await);
    assert!(!stored.contains("poppy.test") && !stored.contains("cde.test"), "a row holds no address");
}

#[tokio::test]
async fn a_circular_without_a_reader_says_so() {
    let world = World::start().await;
    saved(&world, monitor("m@cde.test", &[ProgramInstrument::PhysicalEducation])).await;
    let circular = circular(&world, 1, monitors());
    put(&world, &circular).await;
    let handled = deps(&world, &world.dynamo).handle(event(&[&circular])).await.unwrap();
    assert_eq!((handled.again, handled.outcome.as_str()), (0, "nobody=1"));
    let row = row(&world, &circular).await;
    assert_eq!((&row["state"], row.get("unsent")), (&json!("nobody"), None));
    assert!(written_to(&world).await.is_empty());
}

#[tokio::test]
async fn a_letter_that_was_sent_is_not_queued_again_when_the_circular_is_told_of_once_more() {
    let world = World::start().await;
    many_monitors(&world, 3).await;
    let circular = circular(&world, 1, monitors());
    put(&world, &circular).await;
    let deps = deps(&world, &world.dynamo);
    let _ = deps.handle(event(&[&circular])).await.unwrap();
    let letter = world.items(Table::Mail).await.into_iter().find(|item| item["sk"] == "LETTER").unwrap();
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let sent = world.behind.update_item().table_name(world.table(Table::Mail));
    let sent = sent.key("pk", text(letter["pk"].as_str().unwrap())).key("sk", text("LETTER"));
    let sent = sent.update_expression("SET #state = :sent").expression_attribute_names("#state", "state");
    sent.expression_attribute_values(":sent", text("sent")).send().await.unwrap();
    // As if it had been stopped before it could remember anything.
    put(&world, &circular).await;
    let handled = deps.handle(event(&[&circular])).await.unwrap();
    assert_eq!(handled.outcome, "addressed=1");
    let handled = deps.handle(event(&[&circular])).await.unwrap();
    assert_eq!(handled.outcome, "before=1");
    let states: Vec<_> = world.items(Table::Mail).await.into_iter().filter(|item| item["sk"] == "LETTER").collect();
    assert_eq!(states.iter().filter(|item| item["state"] == "sent").count(), 1);
    assert_eq!(states.len(), 3);
}

#[tokio::test]
async fn two_at_once_write_each_reader_one_letter_and_count_each_once() {
    let world = World::start().await;
    let readers = many_monitors(&world, 30).await;
    let circular = circular(&world, 1, monitors());
    put(&world, &circular).await;
    let (one, other) = (deps(&world, &world.dynamo), deps(&world, &world.operator));
    let (one, other) = tokio::join!(one.handle(event(&[&circular])), other.handle(event(&[&circular])));
    let outcomes = BTreeSet::from([one.unwrap().outcome, other.unwrap().outcome]);
    assert!(outcomes.contains("addressed=1"), "{outcomes:?}");
    assert_eq!(written_to(&world).await, readers.into_iter().collect::<Vec<_>>());
    assert_eq!(row(&world, &circular).await["readers"], 30);
}

#[tokio::test]
async fn a_circular_that_cannot_be_read_holds_up_none_behind_it() {
    let world = World::start().await;
    many_monitors(&world, 1).await;
    let (broken, good) = (circular(&world, 1, monitors()), circular(&world, 2, monitors()));
    put(&world, &good).await;
    let mut item = circular_item(&broken).unwrap();
    item.insert("to".into(), AttributeValue::S("everyone".into()));
    world.put(Table::Mail, item).await;
    let handled = deps(&world, &world.dynamo).handle(event(&[&broken, &good])).await.unwrap();
    assert_eq!((handled.again, handled.outcome.as_str()), (0, "addressed=1 failed=1"));
    let row = row(&world, &broken).await;
    assert_eq!((&row["state"], &row["unsent"]), (&json!("failed"), &json!("unaddressed")));
}

#[tokio::test]
async fn a_circular_that_takes_longer_than_there_is_time_comes_again_and_goes_on_where_it_was() {
    let world = Arc::new(World::start().await);
    let readers = many_monitors(&world, PAGE + 5).await;
    let circular = circular(&world, 1, monitors());
    put(&world, &circular).await;
    // Two minutes pass when the place is remembered.
    let passing = Arc::clone(&world);
    let wire = Wire::new(move |request| {
        if request.headers().get("x-amz-target").is_some_and(|target| target.ends_with("UpdateItem")) {
            passing.pass(SignedDuration::from_mins(2));
        }
        Fault::None
    });
    let dynamo = world.connect(&wire).await;
    let deps = deps(&world, &dynamo);
    let handled = deps.handle(event(&[&circular])).await.unwrap();
    assert_eq!((handled.again, handled.outcome.as_str()), (1, "unfinished=1"));
    assert_eq!(handled.answer.again().collect::<Vec<_>>(), ["0"]);
    assert_eq!(row(&world, &circular).await["readers"], PAGE);
    let handled = deps.handle(event(&[&circular])).await.unwrap();
    assert_eq!((handled.again, handled.outcome.as_str()), (0, "addressed=1"));
    assert_eq!(written_to(&world).await.len(), readers.len());
}

#[tokio::test]
async fn it_uses_exactly_what_its_role_grants() {
    let world = World::start().await;
    many_monitors(&world, 1).await;
    let circular = circular(&world, 1, monitors());
    put(&world, &circular).await;
    let deps = deps(&world, &world.dynamo);
    let _ = world.calls.take();
    let _ = deps.handle(event(&[&circular])).await.unwrap();
    let used: BTreeSet<Grant> = world.calls.take().into_iter().flat_map(|call| call.used).collect();
    let granted: BTreeSet<_> = Deps::GRANTS.concat().into_iter().collect();
    assert_eq!(used, granted);
}

/// One run, as Lambda does it: `None` when the process ended in it.
async fn run(world: &World, wire: &Wire, circular: &Circular) -> Option<Handled<BatchAnswer>> {
    let dynamo = world.connect(wire).await;
    let deps = deps(world, &dynamo);
    let wires = [wire.clone()];
    tokio::select! {
        handled = deps.handle(event(&[circular])) => Some(handled.unwrap()),
        () = wire.killed() => None,
        () = world.pass_when_idle(&wires) => unreachable!("it never ends"),
    }
}

#[tokio::test]
async fn whatever_becomes_of_any_one_call_each_reader_has_one_letter_in_the_end() {
    let world = World::start().await;
    let readers: Vec<_> = many_monitors(&world, 3).await.into_iter().collect();
    let mut rounds = 0;
    for fault in [Fault::KilledBefore, Fault::KilledAfter, Fault::Lost, Fault::Before, Fault::Throttled, Fault::Refused]
    {
        for at in 0.. {
            rounds += 1;
            let circular = circular(&world, rounds, monitors());
            put(&world, &circular).await;
            let calls = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&calls);
            let wire = Wire::new(move |_| match counted.fetch_add(1, Ordering::SeqCst) {
                call if call == at => fault,
                _ => Fault::None,
            });
            for runs in 0.. {
                assert!(runs < 5, "{fault:?} at call {at}: it never ends");
                let handled = run(&world, &wire, &circular).await;
                if handled.is_some_and(|handled| handled.again == 0) {
                    break;
                }
            }
            let mut everyone: Vec<_> = std::iter::repeat_n(&readers, rounds.into()).flatten().copied().collect();
            everyone.sort_unstable();
            assert_eq!(written_to(&world).await, everyone, "{fault:?} at call {at}");
            let row = row(&world, &circular).await;
            assert_eq!((&row["state"], &row["readers"]), (&json!("addressed"), &json!(3)), "{fault:?} at call {at}");
            if calls.load(Ordering::SeqCst) <= at {
                assert!(at > 5, "there were calls");
                break;
            }
        }
    }
}
