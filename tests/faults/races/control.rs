//! That a race would be found: records that are saved as one must not, and one that is saved as one must.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use testkit::World;

use super::history::{Shared, Tally, run};
use super::record::{Answered, Asked, Code, State};

const TABLE: &str = "Students";

/// How a record is saved.
#[derive(Clone, Copy)]
enum How {
    /// On the condition that the version is still the one it knows.
    Right,
    /// It looks whether the version is the one it knows, and then writes whatever is there by then.
    Unconditional,
    /// It writes one test after the other, and reads them so.
    InTwo,
}

/// A record that is saved so.
#[derive(Clone)]
struct Sloppy {
    dynamo: Client,
    number: u64,
    how: How,
    /// The saves that were made, by their keys: this it does right.
    made: Arc<Mutex<BTreeSet<(usize, u64)>>>,
}

impl Sloppy {
    async fn read(&self) -> State {
        let mut state = State { version: 1, codes: [None; 2] };
        for test in 0..self.items() {
            let get = self.dynamo.get_item().table_name(TABLE).set_key(Some(self.key(test))).consistent_read(true);
            let Some(item) = get.send().await.unwrap().item else { continue };
            state.version = item["version"].as_n().unwrap().parse().unwrap();
            let code = item["code"].as_s().ok().map(|code| if code == "PGE" { "PGE" } else { "NTE" });
            state.codes[test..].fill(code);
        }
        state
    }

    /// In how many items the two tests are.
    const fn items(&self) -> usize {
        if matches!(self.how, How::InTwo) { 2 } else { 1 }
    }

    /// Whether it was written.
    async fn write(&self, test: usize, version: u64, code: Code) -> bool {
        let mut item = self.key(test);
        item.insert("version".to_owned(), AttributeValue::N(version.to_string()));
        item.insert("code".to_owned(), AttributeValue::S(code.unwrap().to_owned()));
        let mut put = self.dynamo.put_item().table_name(TABLE).set_item(Some(item));
        if matches!(self.how, How::Right) {
            put = put.condition_expression("attribute_not_exists(pk) OR version < :new");
            put = put.expression_attribute_values(":new", AttributeValue::N(version.to_string()));
        }
        put.send().await.is_ok()
    }

    fn key(&self, test: usize) -> HashMap<String, AttributeValue> {
        let (pk, sk) = (format!("SLOPPY#{}", self.number), format!("TEST#{test}"));
        HashMap::from([("pk", pk), ("sk", sk)].map(|(name, value)| (name.to_owned(), AttributeValue::S(value))))
    }
}

impl Shared for Sloppy {
    async fn ask(&self, _: usize, asked: Asked) -> Answered {
        let state = self.read().await;
        let Asked::Save(save) = asked else { return Answered::Shown(state) };
        if self.made.lock().unwrap().contains(&save.key) {
            return Answered::Shown(state);
        }
        if save.version != state.version {
            return Answered::Stale(state);
        }
        for test in 0..self.items() {
            if !self.write(test, save.version + 1, save.code).await {
                return Answered::Stale(self.read().await);
            }
        }
        self.made.lock().unwrap().insert(save.key);
        Answered::Shown(State { version: save.version + 1, codes: [save.code; 2] })
    }
}

async fn disordered(how: How) -> usize {
    let world = World::start().await;
    let mut tally = Tally::default();
    for number in 0..50 {
        let sloppy = Sloppy { dynamo: world.behind.clone(), number, how, made: Arc::default() };
        tally.add(run(&sloppy, number).await);
    }
    tally.print("a sloppy record");
    tally.disordered.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_save_on_condition_nothing_is_found() {
    assert_eq!(disordered(How::Right).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_save_that_looks_first_and_writes_then_is_found() {
    assert!(disordered(How::Unconditional).await > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_save_of_one_test_after_the_other_is_found() {
    assert!(disordered(How::InTwo).await > 0);
}
