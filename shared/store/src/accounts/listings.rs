//! The lists that users stand in, and who holds an LEA's offices: written whenever a user is.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, TransactWriteItem, Update};
use domain::Failure;
use domain::accounts::User;
use domain::accounts::manage::{Holding, holdings, listings};

use crate::client::internal;
use crate::item::{Item, item, key};
use crate::keys::{Partition, listed, office};

/// Entries by partition and sort key: each its key and its whole item.
type Entries = BTreeMap<(String, String), (Item, Item)>;

/// Every entry of `user`.
fn entries(user: &User) -> Result<Entries, Failure> {
    let mut entries = BTreeMap::new();
    for listing in listings(user) {
        let (partition, sort) = (Partition::Listing(listing.place, listing.class), listed(&listing));
        let stored = item(&partition, &sort, &listing.user)?;
        entries.insert((partition.to_string(), sort.to_string()), (key(&partition, &sort), stored));
    }
    Ok(entries)
}

/// What keeps the lists true when `before` becomes `after`, as parts of the transaction that changes the account: entries
/// that end are deleted, those that are new or say something else are put. At most 82 parts for 20 roles. Takes the rights
/// to put and to delete on the accounts table.
///
/// It has to be part of every change of a name, an address, a state, a role or an affidavit.
///
/// # Errors
/// When an entry cannot be written as attributes.
pub(crate) fn relist(
    accounts_table: &str,
    before: Option<&User>,
    after: &User,
) -> Result<Vec<TransactWriteItem>, Failure> {
    let old = before.map(entries).transpose()?.unwrap_or_default();
    let new = entries(after)?;
    let mut parts = Vec::new();
    for (place, (key, _)) in &old {
        if !new.contains_key(place) {
            let delete = Delete::builder().table_name(accounts_table).set_key(Some(key.clone())).build();
            parts.push(TransactWriteItem::builder().delete(delete.map_err(internal)?).build());
        }
    }
    for (place, (_, item)) in new {
        if old.get(&place).is_none_or(|(_, before)| *before != item) {
            let put = Put::builder().table_name(accounts_table).set_item(Some(item)).build();
            parts.push(TransactWriteItem::builder().put(put.map_err(internal)?).build());
        }
    }
    Ok(parts)
}

/// A part of a transaction about an office that ends for its holder. It does not hold when nobody else has the office,
/// unless that was confirmed.
pub(crate) struct Left {
    /// Which office.
    pub(crate) holding: Holding,
    /// The part.
    pub(crate) part: TransactWriteItem,
}

/// What keeps it known who holds which office when `before` becomes `after`: offices taken up, and offices left. Takes the
/// right to update on the accounts table.
///
/// # Errors
/// When a part cannot be built.
pub(crate) fn rehold(
    accounts_table: &str,
    before: Option<&User>,
    after: &User,
    even_the_last: bool,
) -> Result<(Vec<TransactWriteItem>, Vec<Left>), Failure> {
    const HOLDERS: &str = "holders";
    let (old, new) = (before.map(holdings).unwrap_or_default(), holdings(after));
    let change = |holding: &Holding, expression: &str| {
        let (partition, sort) = office(holding);
        Update::builder()
            .table_name(accounts_table)
            .set_key(Some(key(&partition, &sort)))
            .update_expression(expression)
            .set_expression_attribute_names(Some(HashMap::from([("#holders".to_owned(), HOLDERS.to_owned())])))
            .expression_attribute_values(":user", AttributeValue::Ss(vec![after.id.to_string()]))
    };
    let mut taken_up = Vec::new();
    for holding in new.difference(&old) {
        let update = change(holding, "ADD #holders :user").build().map_err(internal)?;
        taken_up.push(TransactWriteItem::builder().update(update).build());
    }
    let mut left = Vec::new();
    for holding in old.difference(&new) {
        let mut update = change(holding, "DELETE #holders :user");
        if !even_the_last {
            update = update
                .condition_expression("size(#holders) > :one")
                .expression_attribute_values(":one", AttributeValue::N("1".to_owned()));
        }
        let update = update.build().map_err(internal)?;
        left.push(Left { holding: *holding, part: TransactWriteItem::builder().update(update).build() });
    }
    Ok((taken_up, left))
}
