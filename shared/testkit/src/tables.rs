//! What lies in a world's tables: put in, looked at, kept and brought back.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::ids::UserId;
use dynoxide::ImportOptions;
use dynoxide::actions::delete_item::DeleteItemRequest;
use dynoxide::actions::scan::ScanRequest;
use jiff::Timestamp;
use serde_json::Value;
use store::{Item, Table};

use crate::world::{World, table_name};

type NativeItem = HashMap<String, dynoxide::AttributeValue>;

/// What lay in the tables, and what time it was.
pub struct Kept {
    at: Timestamp,
    tables: Vec<(Table, BTreeMap<String, NativeItem>)>,
}

impl Kept {
    /// Every item, as `DynamoDB` writes it in JSON.
    pub fn items(&self) -> impl Iterator<Item = (Table, Value)> {
        let json = |item| serde_json::to_value(item).expect("an item is JSON");
        self.tables.iter().flat_map(move |(table, items)| items.values().map(move |item| (*table, json(item))))
    }
}

/// What the tables of a world held at some moment, in a file of its own.
#[derive(Debug)]
pub struct Copied(PathBuf);

impl Drop for Copied {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

impl World {
    /// Puts an item into a table as it is.
    pub async fn put(&self, table: Table, item: HashMap<String, AttributeValue>) {
        let put = self.behind.put_item().table_name(table_name(table)).set_item(Some(item)).send().await;
        put.expect("the item can be put");
    }

    /// Puts many items into a table, past the protocol: over it, tens of thousands would take minutes.
    pub fn load(&self, table: Table, items: Vec<Item>) {
        self.loading(table, items)();
    }

    /// Loads them when it is called, wherever that is.
    pub fn loading(&self, table: Table, items: Vec<Item>) -> impl FnOnce() + Send + use<> {
        let native = |item: Item| item.into_iter().map(|(name, value)| (name, native(value))).collect();
        let items = items.into_iter().map(native).collect();
        let database = self.database.clone();
        move || {
            let loaded = database.import_items(table_name(table), items, ImportOptions::default());
            loaded.expect("the items can be loaded");
        }
    }

    /// What a user's account itself is stored as: profile and password.
    pub async fn account(&self, user: UserId) -> Vec<Item> {
        let of =
            |item: &Item, name: &str| item.get(name).and_then(|value| value.as_s().ok().cloned()).unwrap_or_default();
        let (own, code) = (format!("USER#{user}"), user.to_string());
        let is_account = |item: &Item| {
            let sort = of(item, "sk");
            (sort == "PROFILE" && of(item, "pk") == own) || (sort == "CREDENTIAL" && of(item, "user") == code)
        };
        let mut found = Vec::new();
        let mut start = None;
        loop {
            let scan = self.behind.scan().table_name(table_name(Table::Accounts)).set_exclusive_start_key(start);
            let answer = scan.send().await.expect("the table can be scanned");
            found.extend(answer.items().iter().filter(|item| is_account(item)).cloned());
            start = answer.last_evaluated_key;
            if start.is_none() {
                return found;
            }
        }
    }

    /// Every item of a table, as JSON, in the order of its keys.
    pub async fn items(&self, table: Table) -> Vec<serde_json::Value> {
        let mut found: Vec<serde_json::Value> = Vec::new();
        let mut start = None;
        loop {
            let scan = self.behind.scan().table_name(table_name(table)).set_exclusive_start_key(start);
            let answer = scan.send().await.expect("the table can be scanned");
            found.extend(answer.items().iter().map(|item| json(&AttributeValue::M(item.clone()))));
            start = answer.last_evaluated_key;
            if start.is_none() {
                break;
            }
        }
        found.sort_by_key(|item| (item["pk"].to_string(), item["sk"].to_string()));
        found
    }

    /// Keeps what lies in the tables now, and the time.
    #[must_use]
    pub fn keep(&self) -> Kept {
        Kept { at: self.now(), tables: Table::ALL.into_iter().map(|table| (table, self.scan(table))).collect() }
    }

    /// Makes everything as it was then.
    pub fn go_back(&self, kept: &Kept) {
        for (table, items) in &kept.tables {
            let mut now = self.scan(*table);
            let lost = items.iter().filter(|(key, item)| now.remove(*key).as_ref() != Some(*item));
            let lost: Vec<_> = lost.map(|(_, item)| item.clone()).collect();
            for item in now.into_values().filter(|item| !items.contains_key(&key(item))) {
                let key = item.into_iter().filter(|(name, _)| matches!(name.as_str(), "pk" | "sk")).collect();
                let request =
                    DeleteItemRequest { table_name: table_name(*table).to_owned(), key, ..Default::default() };
                let _ = self.database.delete_item(request).expect("the item can be deleted");
            }
            let loaded = self.database.import_items(table_name(*table), lost, ImportOptions::default());
            loaded.expect("the items can be loaded");
        }
        *self.time.lock().expect("no test thread stopped here") = kept.at;
    }

    /// Copies all tables into a file: for worlds so large that to go back item by item takes too long.
    #[must_use]
    pub fn copy(&self) -> Copied {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let name = format!("opentoms-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let copied = Copied(std::env::temp_dir().join(name));
        self.database.vacuum_into(copied.0.to_str().expect("a path in UTF-8")).expect("the database can be copied");
        copied
    }

    /// Every table holds again what it held then, and nothing else. The time goes on.
    pub fn put_back(&self, copied: &Copied) {
        let path = copied.0.to_str().expect("a path in UTF-8");
        self.database.restore_from(path).expect("the database can be put back");
    }

    fn scan(&self, table: Table) -> BTreeMap<String, NativeItem> {
        let mut found = BTreeMap::new();
        let mut start = None;
        loop {
            let table_name = table_name(table).to_owned();
            let request = ScanRequest { table_name, exclusive_start_key: start, ..Default::default() };
            let answer = self.database.scan(request).expect("the table can be scanned");
            found.extend(answer.items.into_iter().flatten().map(|item| (key(&item), item)));
            start = answer.last_evaluated_key;
            if start.is_none() {
                return found;
            }
        }
    }
}

/// An item's key, in a form to compare.
fn key(item: &NativeItem) -> String {
    format!("{}\n{}", item["pk"], item["sk"])
}

fn json(value: &AttributeValue) -> serde_json::Value {
    match value {
        AttributeValue::S(text) => text.as_str().into(),
        AttributeValue::N(number) => number.parse().map_or_else(|_| number.as_str().into(), serde_json::Value::Number),
        AttributeValue::Bool(truth) => (*truth).into(),
        AttributeValue::L(list) => list.iter().map(json).collect(),
        AttributeValue::M(map) => map.iter().map(|(name, value)| (name.clone(), json(value))).collect(),
        AttributeValue::Null(_) => serde_json::Value::Null,
        AttributeValue::Ss(set) => {
            let mut set = set.clone();
            set.sort();
            set.into()
        }
        other => panic!("no item holds {other:?}"),
    }
}

fn native(value: AttributeValue) -> dynoxide::AttributeValue {
    match value {
        AttributeValue::S(text) => dynoxide::AttributeValue::S(text),
        AttributeValue::N(number) => dynoxide::AttributeValue::N(number),
        AttributeValue::Bool(truth) => dynoxide::AttributeValue::BOOL(truth),
        AttributeValue::L(list) => dynoxide::AttributeValue::L(list.into_iter().map(native).collect()),
        AttributeValue::M(map) => {
            dynoxide::AttributeValue::M(map.into_iter().map(|(name, value)| (name, native(value))).collect())
        }
        AttributeValue::Null(null) => dynoxide::AttributeValue::NULL(null),
        other => panic!("no item holds {other:?}"),
    }
}
