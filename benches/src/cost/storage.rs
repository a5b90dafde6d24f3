use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, KeySchemaElement, ProjectionType};
use store::Table;
use testkit::{Population, World, a_student};

/// The students of California's public schools in 2024-25 (cde.ca.gov).
const STUDENTS: f64 = 5_806_221.0;
/// How many are looked at.
const SAMPLE: u32 = 2_000;
/// What DynamoDB adds to each item, and to each row of an index.
const OVERHEAD: usize = 100;

/// What the state's students take, in gigabytes.
pub(super) struct Stored {
    /// All of it.
    pub(super) all: f64,
    /// The table without its indexes.
    pub(super) table: f64,
    /// The indexes.
    pub(super) indexes: f64,
}

/// From the mean of a population of invented students, with a year's assignments each.
pub(super) async fn gigabytes_of_the_state() -> Stored {
    let world = World::start().await;
    Population::of("9900001", 9_100_000_000, u64::from(SAMPLE)).save(&world).await;
    let (mut table, mut indexes) = (0, 0);
    let described = world.behind.describe_table().table_name(world.table(Table::Students)).send().await;
    let described = described.expect("the table is there").table.expect("it is described");
    for item in scan(&world).await {
        table += size(&item, None) + OVERHEAD;
        for index in described.global_secondary_indexes() {
            let keys: Vec<_> = index.key_schema().iter().map(KeySchemaElement::attribute_name).collect();
            if keys.iter().all(|key| item.contains_key(*key)) {
                let projection = index.projection().expect("an index has a projection");
                let all = projection.projection_type() == Some(&ProjectionType::All);
                let kept = projection.non_key_attributes().iter().map(String::as_str);
                let kept: Vec<_> = keys.into_iter().chain(["pk", "sk"]).chain(kept).collect();
                indexes += size(&item, (!all).then_some(&kept)) + OVERHEAD;
            }
        }
    }
    let alone = World::start().await;
    a_student("9000000001").save(&alone).await;
    let assignments =
        scan(&alone).await.into_iter().find(|item| item["sk"].as_s().is_ok_and(|sk| sk.starts_with("ASSIGN")));
    let assignments = assignments.map_or(0, |item| size(&item, None) + OVERHEAD);
    #[expect(clippy::cast_precision_loss, reason = "some megabytes")]
    let of_the_state = |bytes: usize| bytes as f64 * STUDENTS / 1e9;
    let each = |bytes: usize| of_the_state(bytes) / f64::from(SAMPLE);
    let (table, indexes) = (each(table) + of_the_state(assignments), each(indexes));
    Stored { all: table + indexes, table, indexes }
}

async fn scan(world: &World) -> Vec<HashMap<String, AttributeValue>> {
    let (mut found, mut start) = (Vec::new(), None);
    loop {
        let scan = world.behind.scan().table_name(world.table(Table::Students)).set_exclusive_start_key(start);
        let answer = scan.send().await.expect("the table can be scanned");
        found.extend(answer.items.unwrap_or_default());
        start = answer.last_evaluated_key;
        if start.is_none() {
            return found;
        }
    }
}

/// An item's bytes as DynamoDB counts them: of these attributes, or of all.
fn size(item: &HashMap<String, AttributeValue>, only: Option<&Vec<&str>>) -> usize {
    let counted = item.iter().filter(|(name, _)| only.is_none_or(|only| only.contains(&name.as_str())));
    counted.map(|(name, value)| name.len() + bytes(value)).sum()
}

fn bytes(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(number) => number.len().div_ceil(2) + 1,
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        AttributeValue::L(list) => 3 + list.iter().map(|value| 1 + bytes(value)).sum::<usize>(),
        AttributeValue::M(map) => 3 + map.iter().map(|(name, value)| 1 + name.len() + bytes(value)).sum::<usize>(),
        AttributeValue::Ss(set) => set.iter().map(String::len).sum(),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_items_bytes_are_its_names_and_values() {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let item =
            HashMap::from([("pk".to_owned(), text("abc")), ("n".to_owned(), AttributeValue::N("123".to_owned()))]);
        assert_eq!(size(&item, None), 2 + 3 + 1 + 3);
        assert_eq!(size(&item, Some(&vec!["pk"])), 5);
        let map = AttributeValue::M(HashMap::from([("a".to_owned(), text("b"))]));
        assert_eq!(bytes(&AttributeValue::L(vec![map, AttributeValue::Bool(true)])), 3 + 1 + (3 + 1 + 1 + 1) + 1 + 1);
    }
}
