//! How a row of the trail is hashed, told in docs/DATA-MODEL.md so that others can do it too.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::seal::RowHash;
use sha2::{Digest, Sha256};

use crate::item::Item;

/// The SHA-256 of an item. Each value is a letter for its type, then its length as eight bytes, then itself: text and numbers as
/// UTF-8, of a list its values, of a map each name and value in the order of the names' bytes. An item is a map.
#[must_use]
pub fn row_hash(item: &Item) -> RowHash {
    let mut hash = Sha256::new();
    map(&mut hash, item);
    RowHash::from_bytes(hash.finalize().into())
}

fn map(hash: &mut Sha256, map: &Item) {
    begin(hash, b'M', map.len());
    let mut attributes: Vec<_> = map.iter().collect();
    attributes.sort_unstable_by_key(|(name, _)| *name);
    for (name, attribute) in attributes {
        text(hash, b'S', name);
        value(hash, attribute);
    }
}

fn value(hash: &mut Sha256, value_of: &AttributeValue) {
    match value_of {
        AttributeValue::S(value) => text(hash, b'S', value),
        AttributeValue::N(value) => text(hash, b'N', value),
        AttributeValue::Bool(value) => text(hash, b'?', if *value { "true" } else { "false" }),
        AttributeValue::Null(_) => begin(hash, b'0', 0),
        AttributeValue::L(values) => {
            begin(hash, b'L', values.len());
            for one in values {
                value(hash, one);
            }
        }
        AttributeValue::M(attributes) => map(hash, attributes),
        // Nothing of this service has bytes or sets in a row; whatever was slipped in is no row that was sealed.
        other => text(hash, b'!', &format!("{other:?}")),
    }
}

fn begin(hash: &mut Sha256, kind: u8, length: usize) {
    hash.update([kind]);
    hash.update((length as u64).to_be_bytes());
}

fn text(hash: &mut Sha256, kind: u8, text: &str) {
    begin(hash, kind, text.len());
    hash.update(text);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn hash(item: serde_json::Value) -> RowHash {
        row_hash(&serde_dynamo::to_item(item).unwrap())
    }

    #[test]
    fn a_rows_hash_is_the_one_that_the_data_model_tells_how_to_make() {
        let item = json!({"sk": "b", "pk": "a", "n": 12, "l": [true, null], "m": {}});
        let mut bytes = Vec::new();
        for (kind, length, text) in [
            (b'M', 5, ""),
            (b'S', 1, "l"),
            (b'L', 2, ""),
            (b'?', 4, "true"),
            (b'0', 0, ""),
            (b'S', 1, "m"),
            (b'M', 0, ""),
            (b'S', 1, "n"),
            (b'N', 2, "12"),
            (b'S', 2, "pk"),
            (b'S', 1, "a"),
            (b'S', 2, "sk"),
            (b'S', 1, "b"),
        ] {
            bytes.push(kind);
            bytes.extend([0, 0, 0, 0, 0, 0, 0, length]);
            bytes.extend(text.bytes());
        }
        assert_eq!(hash(item), RowHash::from_bytes(Sha256::digest(bytes).into()));
    }

    #[test]
    fn whatever_is_otherwise_about_a_row_makes_another_hash() {
        let rows = [
            json!({"pk": "a", "sk": "b"}),
            json!({"pk": "ab", "sk": ""}),
            json!({"pk": "b", "sk": "a"}),
            json!({"pk": "a", "sk": "b", "c": "1"}),
            json!({"pk": "a", "sk": "b", "c": 1}),
            json!({"pk": "a", "sk": "b", "c": true}),
            json!({"pk": "a", "sk": "b", "c": "true"}),
            json!({"pk": "a", "sk": "b", "c": null}),
            json!({"pk": "a", "sk": "b", "c": []}),
            json!({"pk": "a", "sk": "b", "c": [[], "1"]}),
            json!({"pk": "a", "sk": "b", "c": ["1", []]}),
            json!({"pk": "a", "sk": "b", "c": [["1"]]}),
            json!({"pk": "a", "sk": "b", "c": {}}),
            json!({"pk": "a", "sk": "b", "c": {"d": "1"}}),
            json!({"pk": "a", "sk": "b", "c": {}, "d": "1"}),
        ];
        let hashes: std::collections::BTreeSet<_> = rows.iter().cloned().map(hash).collect();
        assert_eq!(hashes.len(), rows.len());
    }
}
