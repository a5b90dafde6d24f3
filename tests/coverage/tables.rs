//! The tables of the template and what the code expects of them.

use std::collections::{BTreeMap, BTreeSet};

use domain::students::SearchIndex;
use serde_json::{Value, json};
use store::Table;
use testkit::Template;

use crate::{as_json, pascal};

fn tables() -> BTreeMap<String, Value> {
    Template::read().resources("AWS::DynamoDB::Table").map(|(name, table)| (name.to_owned(), as_json(table))).collect()
}

fn table(table: Table) -> Value {
    tables().remove(&pascal(table.name())).expect("a table of the template")
}

fn key_schema(partition: &str, sort: &str) -> Value {
    json!([
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ])
}

fn index(name: &str, partition: &str, sort: &str, projection: &Value) -> (String, Value) {
    let index = json!({"IndexName": name, "KeySchema": key_schema(partition, sort), "Projection": projection});
    (name.to_owned(), index)
}

fn indexes(table: &Value) -> BTreeMap<String, Value> {
    let indexes = table["GlobalSecondaryIndexes"].as_array().cloned().unwrap_or_default();
    indexes.into_iter().map(|index| (index["IndexName"].as_str().unwrap().to_owned(), index)).collect()
}

#[test]
fn the_template_has_exactly_the_tables_of_the_store() {
    let meant: BTreeSet<_> = Table::ALL.iter().map(|table| pascal(table.name())).collect();
    assert_eq!(tables().into_keys().collect::<BTreeSet<_>>(), meant);
}

#[test]
fn every_table_is_protected_recoverable_encrypted_and_outlives_the_stack() {
    let template = Template::read();
    let encrypted = json!({"Fn::If": [
        "HasDataKey",
        {"SSEEnabled": true, "SSEType": "KMS", "KMSMasterKeyId": {"!Ref": "DataKeyArn"}},
        {"!Ref": "AWS::NoValue"},
    ]});
    for (name, table) in tables() {
        assert_eq!(table["BillingMode"], "PAY_PER_REQUEST", "{name}");
        assert_eq!(table["DeletionProtectionEnabled"], json!({"!Ref": "DeletionProtection"}), "{name}");
        assert_eq!(table["PointInTimeRecoverySpecification"], json!({"PointInTimeRecoveryEnabled": true}), "{name}");
        assert_eq!(table["SSESpecification"], encrypted, "{name}");
        for policy in ["DeletionPolicy", "UpdateReplacePolicy"] {
            assert_eq!(template.value()["Resources"][name.as_str()][policy], "Retain", "{name}");
        }
    }
    assert_eq!(template.value()["Parameters"]["DeletionProtection"]["Default"], "true");
}

#[test]
fn items_expire_where_the_store_gives_them_an_end_and_nowhere_else() {
    for kind in Table::ALL {
        let expires = matches!(kind, Table::Accounts | Table::Students | Table::Mail);
        let meant = if expires { json!({"AttributeName": "ttl", "Enabled": true}) } else { Value::Null };
        assert_eq!(table(kind)["TimeToLiveSpecification"], meant, "{kind:?}");
    }
}

#[test]
fn every_table_has_the_same_primary_key_and_defines_just_the_attributes_of_its_keys() {
    for (name, table) in tables() {
        assert_eq!(table["KeySchema"], key_schema("pk", "sk"), "{name}");
        let indexes = indexes(&table);
        let schemas = std::iter::once(&table).chain(indexes.values()).map(|keyed| &keyed["KeySchema"]);
        let keys: BTreeSet<_> = schemas
            .flat_map(|schema| schema.as_array().unwrap())
            .map(|key| &key["AttributeName"])
            .map(Value::to_string)
            .collect();
        let defined = table["AttributeDefinitions"].as_array().unwrap();
        assert!(defined.iter().all(|attribute| attribute["AttributeType"] == "S"), "{name}");
        let names: BTreeSet<_> = defined.iter().map(|attribute| attribute["AttributeName"].to_string()).collect();
        assert_eq!((names, defined.len()), (keys.clone(), keys.len()), "{name}");
    }
}

#[test]
fn the_students_table_has_exactly_the_indexes_that_the_search_is_planned_over() {
    let listing = json!({"ProjectionType": "INCLUDE", "NonKeyAttributes": ["listing"]});
    let planned = SearchIndex::all()
        .into_iter()
        .map(|planned| index(&planned.name(), &planned.partition_attribute(), planned.sort_attribute(), &listing));
    assert_eq!(indexes(&table(Table::Students)), planned.collect());
}

#[test]
fn the_other_tables_have_the_indexes_that_their_lists_need() {
    let all = json!({"ProjectionType": "ALL"});
    let of_directory = [index("by-parent", "parent", "name_key", &all), index("by-level", "level", "name_key", &all)];
    assert_eq!(indexes(&table(Table::Directory)), of_directory.into_iter().collect());
    assert_eq!(indexes(&table(Table::Audit)), [index("by-actor", "actor", "sk", &all)].into_iter().collect());
    let of_compliance = [index("by-day", "day", "pk", &all)];
    assert_eq!(indexes(&table(Table::Compliance)), of_compliance.into_iter().collect());
    let counted = json!({"ProjectionType": "INCLUDE", "NonKeyAttributes": ["reason"]});
    let of_mail =
        [index("by-unsent", "unsent", "queued_at", &all), index("by-circular", "circular", "state", &counted)];
    assert_eq!(indexes(&table(Table::Mail)), of_mail.into_iter().collect());
    assert_eq!(indexes(&table(Table::Accounts)), BTreeMap::new());
}
