//! The seals of the audit trail: what is done to any one row of it afterwards is found and named.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_s3::error::ProvideErrorMetadata as _;
use aws_sdk_s3::primitives::ByteStream;
use domain::seal::{Days, Fault, RowHash, RowKey, Seal, Verdict, Verification};
use edge::{Clock, Settings};
use jiff::SignedDuration;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use seal_trail::Deps;
use serde_json::{Value, json};
use store::seals::{Archive, Found, Spoilt, TrailEvent, row_hash};
use store::{Grant, Item, Table};
use testkit::World;
use tokio::sync::Mutex;
use workflows::SEALS_BUCKET;

use crate::storage::files;

/// There is one bucket of seals, and each test here reads all of a day.
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

/// A world at the time that the storage has: when a seal was put is the storage's word.
async fn world() -> World {
    let mut world = World::start().await;
    world.files = files().await.listened_to_by(world.calls.clone());
    world.pass(Clock::system().now().duration_since(world.now()));
    world
}

/// Rows of this test's own, about `whom`.
fn rows(world: &World, whom: &str, count: usize) -> Vec<Item> {
    let row = |number: usize| {
        let at = format!("{:.3}", world.now());
        let row = json!({
            "pk": format!("STUDENT#{whom}"), "sk": format!("{at}#{number:026}"), "at": at, "action": "viewed",
            "by": {"kind": "user", "name": "Ana Ortiz", "roles": [number, true, null]}, "request": format!("{number:026}"),
        });
        serde_dynamo::to_item(row).unwrap()
    };
    (0..count).map(row).collect()
}

/// What the stream tells of rows.
fn told<'a>(name: &str, rows: impl IntoIterator<Item = &'a Item>) -> Value {
    let record = |row: &Item| {
        let image = serde_json::to_value(serde_dynamo::Item::from(row.clone())).unwrap();
        let keys = json!({"pk": image["pk"], "sk": image["sk"]});
        // As the stream writes it, which has no image of what was removed.
        let image = (name != "REMOVE").then_some(image);
        json!({"eventName": name, "dynamodb": {"Keys": keys, "NewImage": image, "SequenceNumber": "1"}})
    };
    json!({"Records": rows.into_iter().map(record).collect::<Vec<_>>()})
}

async fn seal(world: &World, event: Value) -> Result<String, domain::Failure> {
    let deps = Deps::new(&Settings::from_pairs(workflows::settings(world)), &world.files, world.clock()).unwrap();
    deps.handle(serde_json::from_value(event).unwrap()).await.map(|handled| handled.outcome)
}

/// Compares the trail of this world with the seals, of rows about `whom` alone: other tests have seals of their own.
async fn verify(world: &World, whom: &str) -> (Verdict, Vec<(String, Spoilt)>) {
    verify_days(world, whom, Days::default()).await
}

/// The same, of rows of `days` alone.
async fn verify_days(world: &World, whom: &str, days: Days) -> (Verdict, Vec<(String, Spoilt)>) {
    let archive = Archive::new(&files().await, SEALS_BUCKET.into(), &world.operator, world.table(Table::Audit));
    let (mut verification, mut spoilt) = (Verification::new(days, world.now()), Vec::new());
    let taken = archive.seals(days, |found| match found {
        Found::Seal(day, mut seal) => {
            let own = format!("STUDENT#{whom}");
            seal.rows.retain(|row| row.key.pk == own);
            seal.touched.retain(|row| row.key.pk == own);
            verification.seal(day, seal);
        }
        Found::Spoilt(name, how) => spoilt.push((name, how)),
    });
    taken.await.unwrap();
    archive.rows(days, |key, hash| verification.row(key, hash), |_| {}).await.unwrap();
    (verification.verdict(), spoilt)
}

fn key(row: &Item) -> RowKey {
    RowKey { pk: row["pk"].as_s().unwrap().clone(), sk: row["sk"].as_s().unwrap().clone() }
}

fn with(row: &Item, name: &str, value: &str) -> Item {
    let mut row = row.clone();
    row.insert(name.to_owned(), AttributeValue::S(value.to_owned()));
    row
}

/// Removes a row from the table, past what any function may do.
async fn remove(world: &World, row: &Item) {
    let delete = world.behind.delete_item().table_name(world.table(Table::Audit));
    let delete = delete.key("pk", row["pk"].clone()).key("sk", row["sk"].clone());
    let _ = delete.send().await.unwrap();
}

/// Three rows in the trail, sealed.
async fn sealed(world: &World, whom: &str) -> Vec<Item> {
    let rows = rows(world, whom, 3);
    for row in &rows {
        world.put(Table::Audit, row.clone()).await;
    }
    assert_eq!(seal(world, told("INSERT", &rows)).await.unwrap(), "sealed=3");
    rows
}

/// Puts something into the bucket, past what any function may do.
async fn put(name: &str, content: Vec<u8>) {
    let put = files().await.client().put_object().bucket(SEALS_BUCKET).key(name).body(ByteStream::from(content));
    let _ = put.send().await.unwrap();
}

/// The name and content of the seal of this row.
async fn seal_of(row: &Item) -> (String, Vec<u8>) {
    let s3 = files().await.client().clone();
    let list = s3.list_objects_v2().bucket(SEALS_BUCKET).send().await.unwrap();
    let mut seals = Vec::new();
    for name in list.contents().iter().filter_map(|object| object.key()) {
        let found = s3.get_object().bucket(SEALS_BUCKET).key(name).send().await.unwrap();
        seals.push((name.to_owned(), found.body.collect().await.unwrap().to_vec()));
    }
    let of_it = |(_, content): &(_, Vec<u8>)| String::from_utf8_lossy(content).contains(row["pk"].as_s().unwrap());
    seals.into_iter().find(of_it).expect("the row has a seal")
}

#[tokio::test]
async fn rows_that_are_what_they_were_are_well_and_a_seal_that_is_made_twice_is_one() {
    let _alone = ONE_AT_A_TIME.lock().await;
    let world = world().await;
    let rows = sealed(&world, "well").await;
    assert_eq!(seal(&world, told("INSERT", &rows)).await.unwrap(), "sealed=3");
    let (verdict, _) = verify(&world, "well").await;
    assert_eq!(verdict, Verdict { rows: 3, awaited: 0, faults: BTreeMap::new() });
    let (name, _) = seal_of(&rows[0]).await;
    let list = files().await.client().list_object_versions().bucket(SEALS_BUCKET).prefix(&name).send().await.unwrap();
    assert_eq!(list.versions().len(), 1);
}

#[tokio::test]
async fn a_row_that_is_changed_removed_or_slipped_in_is_named() {
    let _alone = ONE_AT_A_TIME.lock().await;
    let world = world().await;
    world.pass(SignedDuration::from_mins(-90));
    let rows = sealed(&world, "touched").await;
    let slipped = with(&rows[2], "sk", &format!("{:.3}#slipped", world.now()));
    world.put(Table::Audit, with(&rows[0], "action", "history-viewed")).await;
    remove(&world, &rows[1]).await;
    world.put(Table::Audit, slipped.clone()).await;
    world.pass(SignedDuration::from_mins(90));
    let (verdict, _) = verify(&world, "touched").await;
    let meant = [(&rows[0], Fault::Changed), (&rows[1], Fault::Missing), (&slipped, Fault::NotSealed)];
    assert_eq!(verdict.faults, meant.map(|(row, fault)| (key(row), fault)).into());
    assert_eq!((verdict.rows, verdict.awaited), (3, 0));
}

#[tokio::test]
async fn only_the_rows_of_the_days_that_are_asked_for_are_compared() {
    let _alone = ONE_AT_A_TIME.lock().await;
    let world = world().await;
    let rows = sealed(&world, "of-days").await;
    let slipped = with(&rows[0], "sk", "2026-09-01T08:00:00.000Z#slipped");
    world.put(Table::Audit, slipped.clone()).await;
    let today = world.now().to_zoned(TimeZone::UTC).date();
    let of = async |from: Option<Date>, to: Option<Date>| verify_days(&world, "of-days", Days { from, to }).await.0;
    let verdict = of(Some(today), Some(today)).await;
    assert_eq!(verdict, Verdict { rows: 3, awaited: 0, faults: BTreeMap::new() });
    let verdict = of(None, Some(date(2026, 9, 1))).await;
    let faults = [(key(&slipped), Fault::NotSealed)].into();
    assert_eq!(verdict, Verdict { rows: 1, awaited: 0, faults });
    assert_eq!(of(Some(date(2026, 9, 2)), Some(date(2026, 9, 2))).await.rows, 0);
}

#[tokio::test]
async fn what_the_stream_tells_of_a_row_that_was_there_is_sealed_too_and_told_in_the_log() {
    let _alone = ONE_AT_A_TIME.lock().await;
    let world = world().await;
    let rows = sealed(&world, "for-a-time").await;
    // Both are as they were again.
    assert_eq!(seal(&world, told("MODIFY", &rows[..1])).await.unwrap(), "sealed=0 touched=1");
    assert_eq!(seal(&world, told("REMOVE", &rows[1..2])).await.unwrap(), "sealed=0 touched=1");
    let (verdict, _) = verify(&world, "for-a-time").await;
    let meant = [(&rows[0], Fault::Changed), (&rows[1], Fault::Removed)];
    assert_eq!(verdict.faults, meant.map(|(row, fault)| (key(row), fault)).into());
}

#[tokio::test]
async fn nothing_that_is_put_over_a_seal_or_removes_it_hides_what_it_says() {
    let _alone = ONE_AT_A_TIME.lock().await;
    let world = world().await;
    let rows = sealed(&world, "hidden").await;
    let (name, content) = seal_of(&rows[0]).await;
    put(&name, b"{\"rows\":[]}".to_vec()).await;
    let s3 = files().await.client().clone();
    let _ = s3.delete_object().bucket(SEALS_BUCKET).key(&name).send().await.unwrap();
    remove(&world, &rows[0]).await;
    let (verdict, spoilt) = verify(&world, "hidden").await;
    assert_eq!(verdict.faults, [(key(&rows[0]), Fault::Missing)].into());
    let of_it: BTreeSet<_> = spoilt.into_iter().filter(|(of, _)| *of == name).map(|(_, how)| how).collect();
    assert_eq!(of_it, [Spoilt::Forged, Spoilt::Removed].into());
    // The version itself stays, whoever wants it gone.
    let list = s3.list_object_versions().bucket(SEALS_BUCKET).prefix(&name).send().await.unwrap();
    let first = list.versions().last().unwrap().version_id().unwrap();
    let refused = s3.delete_object().bucket(SEALS_BUCKET).key(&name).version_id(first).send().await.unwrap_err();
    assert_eq!(refused.code(), Some("AccessDenied"));
    let kept = s3.get_object().bucket(SEALS_BUCKET).key(&name).version_id(first).send().await.unwrap();
    assert_eq!(kept.body.collect().await.unwrap().to_vec(), content);
}

#[tokio::test]
async fn a_seal_that_is_put_later_under_the_name_of_an_earlier_day_seals_nothing() {
    let _alone = ONE_AT_A_TIME.lock().await;
    let world = world().await;
    let days = SignedDuration::from_hours(24 * 5);
    world.pass(-days);
    let rows = rows(&world, "last-week", 1);
    world.put(Table::Audit, rows[0].clone()).await;
    // Named and made as it would have been then; only when it is put the storage knows.
    assert_eq!(seal(&world, told("INSERT", &rows)).await.unwrap(), "sealed=1");
    let (name, _) = seal_of(&rows[0]).await;
    world.pass(days);
    let (verdict, spoilt) = verify(&world, "last-week").await;
    assert_eq!(verdict.faults, [(key(&rows[0]), Fault::NotSealed)].into());
    assert!(spoilt.contains(&(name, Spoilt::Forged)));
    // Under the day on which it was put it is late by days.
    assert_eq!(seal(&world, told("INSERT", &rows)).await.unwrap(), "sealed=1");
    assert_eq!(verify(&world, "last-week").await.0.faults, [(key(&rows[0]), Fault::NotSealed)].into());
}

#[tokio::test]
async fn a_row_whose_seal_cannot_be_put_comes_again() {
    let mut world = world().await;
    let rows = rows(&world, "unsealed", 1);
    let settings = workflows::settings(&world).into_iter();
    let settings = Settings::from_pairs(settings.chain([("SEALS_BUCKET", "nowhere".to_owned())]));
    world.files = files().await;
    let deps = Deps::new(&settings, &world.files, world.clock()).unwrap();
    let event = serde_json::from_value(told("INSERT", &rows)).unwrap();
    assert!(deps.handle(event).await.is_err());
    // And one of which the stream does not say what is in it is no reason to go on.
    let mut event = told("INSERT", &rows);
    event["Records"][0]["dynamodb"]["NewImage"] = Value::Null;
    assert!(seal(&world, event).await.is_err());
}

#[tokio::test]
async fn it_uses_exactly_the_actions_its_role_grants() {
    let _alone = ONE_AT_A_TIME.lock().await;
    let world = world().await;
    let rows = rows(&world, "granted", 1);
    let _ = world.calls.take();
    let _ = seal(&world, told("INSERT", &rows)).await.unwrap();
    let used: BTreeSet<Grant> = world.calls.take().into_iter().flat_map(|call| call.used).collect();
    assert_eq!(used, Deps::GRANTS.concat().into_iter().collect());
}

/// A row as the verification takes it.
fn read(row: &Item) -> (RowKey, RowHash) {
    (key(row), row_hash(row))
}

/// What is found when these are the rows.
fn found(world: &World, seal: &Seal, rows: &[(RowKey, RowHash)]) -> BTreeMap<RowKey, Fault> {
    let later = world.now() + SignedDuration::from_hours(2);
    let mut verification = Verification::new(Days::default(), later);
    verification.seal(world.now().to_zoned(TimeZone::UTC).date(), seal.clone());
    for (key, hash) in rows.iter().cloned() {
        verification.row(key, hash);
    }
    verification.verdict().faults
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "the figures are what the test is run for")]
async fn each_of_forty_thousand_tamperings_with_one_row_is_found_and_names_that_row() {
    let world = World::start().await;
    let mut tamperings = 0;
    for number in 0..100 {
        let items = rows(&world, &format!("batch-{number}"), 100);
        let event: TrailEvent = serde_json::from_value(told("INSERT", &items)).unwrap();
        let seal = event.seal().unwrap();
        let rows: Vec<_> = items.iter().map(read).collect();
        assert_eq!(found(&world, &seal, &rows), BTreeMap::new());
        for (at, item) in items.iter().enumerate() {
            let mut changed = rows.clone();
            changed[at] = read(&with(item, "action", "vieweD"));
            assert_eq!(found(&world, &seal, &changed), [(key(item), Fault::Changed)].into());
            let mut removed = rows.clone();
            removed.remove(at);
            assert_eq!(found(&world, &seal, &removed), [(key(item), Fault::Missing)].into());
            let slipped = with(item, "sk", &format!("{}x", item["sk"].as_s().unwrap()));
            let mut more = rows.clone();
            more.push(read(&slipped));
            assert_eq!(found(&world, &seal, &more), [(key(&slipped), Fault::NotSealed)].into());
            // The time of one row on the content of another, and the other way round.
            let other = (at + 1) % rows.len();
            let mut swapped = rows.clone();
            swapped[at] = read(&with(&items[other], "sk", item["sk"].as_s().unwrap()));
            swapped[other] = read(&with(item, "sk", items[other]["sk"].as_s().unwrap()));
            let both = [(key(item), Fault::Changed), (key(&items[other]), Fault::Changed)];
            assert_eq!(found(&world, &seal, &swapped), both.into());
            tamperings += 4;
        }
    }
    println!("{tamperings} tamperings with one of 10,000 rows, in seals of 100: all found and named");
    assert_eq!(tamperings, 40_000);
}
