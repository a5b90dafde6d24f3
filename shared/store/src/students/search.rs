use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::Failure;
use domain::access::Scope;
use domain::ids::StudentId;
use domain::students::{Criteria, Listing, SearchRange, plan};
use serde::{Deserialize, Serialize};

use super::items::ListingItem;
use crate::client::{Dynamo, failure};
use crate::grant::{BATCH_GET, Grant, QUERY, Table};
use crate::item::{Item, PARTITION, SORT, batch_get, body, key, sort_of, text};
use crate::keys::{Partition, Sort};

/// A place in the ranges of a search, just after an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Which range of the plan.
    pub range: usize,
    /// The item's sort key in the index; none at the beginning of the range.
    pub after: Option<(String, String, String)>,
}

/// A page of a search.
#[derive(Clone, Debug)]
pub struct Found {
    /// The students, in order.
    pub students: Vec<Listing>,
    /// Where the next page begins, if there may be one.
    pub next: Option<Cursor>,
}

/// How many items of a range a page reads at most where a filter is needed: some 30 read units. Our choice.
const STRETCH: i32 = 400;

/// Searches students.
#[derive(Clone, Debug)]
pub struct Search {
    dynamo: Dynamo,
    table: String,
}

impl Search {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Students, BATCH_GET), Grant::on_indexes(Table::Students, QUERY)];

    /// On the students table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, students_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: students_table }
    }

    /// The student with this id as listed at the first enrolment that `scope` covers, if the criteria hold. One call,
    /// whether or not there is such a student.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn by_id(&self, student: StudentId, criteria: &Criteria, scope: Scope) -> Result<Found, Failure> {
        let partition = Partition::Student(student);
        let keys = vec![key(&partition, &Sort::Profile), key(&partition, &Sort::SecondEnrollment)];
        let mut students = Vec::new();
        let mut items = batch_get(&self.dynamo, &self.table, keys).await?;
        // A batch comes in any order; the primary enrolment is first by its key.
        items.sort_by(|a, b| sort_of(a).cmp(sort_of(b)));
        for item in items {
            students.push(body::<ListingItem>(item)?.listing);
        }
        students.retain(|listed| scope.covers(&listed.enrollment.place) && criteria.hold_for(listed));
        students.truncate(1);
        Ok(Found { students, next: None })
    }

    /// Up to `limit` students of `scope` for whom the criteria hold, from `cursor` on. At most two calls, side by side;
    /// what they read is bounded whatever the size of the LEA, so a page may be short and still have a next one.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn page(
        &self,
        criteria: &Criteria,
        scope: Scope,
        limit: u8,
        cursor: Option<&Cursor>,
    ) -> Result<Found, Failure> {
        let ranges = plan(criteria, scope);
        let first = cursor.map_or(0, |cursor| cursor.range);
        let after = cursor.and_then(|cursor| cursor.after.as_ref());
        let (one, two) = tokio::join!(
            self.stretch(ranges.get(first), limit, after),
            self.stretch(ranges.get(first + 1), limit, None)
        );
        let mut found = Found { students: Vec::new(), next: None };
        for (range, stretch) in [(first, one?), (first + 1, two?)] {
            let Some(stretch) = stretch else { break };
            for item in stretch.items {
                let place = position(&item, &ranges[range]);
                let listed = body::<ListingItem>(item)?.listing;
                if !criteria.hold_for(&listed) {
                    found.next = Some(Cursor { range, after: Some(place) });
                    continue;
                }
                if found.students.len() == usize::from(limit) {
                    return Ok(found);
                }
                found.students.push(listed);
                found.next = Some(Cursor { range, after: Some(place) });
            }
            if stretch.more {
                return Ok(found);
            }
        }
        found.next = None;
        Ok(found)
    }

    /// Reads a bounded stretch of a range.
    async fn stretch(
        &self,
        range: Option<&SearchRange>,
        limit: u8,
        after: Option<&(String, String, String)>,
    ) -> Result<Option<Stretch>, Failure> {
        let Some(range) = range else { return Ok(None) };
        let sort = range.index.sort_attribute();
        let partition = range.index.partition_attribute();
        let start = after.map(|(name, pk, sk)| {
            HashMap::from([
                (partition.clone(), text(&range.partition)),
                (sort.to_owned(), text(name)),
                (PARTITION.to_owned(), text(pk)),
                (SORT.to_owned(), text(sk)),
            ])
        });
        // One more than shown tells whether there is a next page.
        let bound = if range.exact { i32::from(limit) + 1 } else { STRETCH };
        let answer = self
            .dynamo
            .0
            .query()
            .table_name(&self.table)
            .index_name(range.index.name())
            .key_condition_expression("#partition = :partition AND #sort BETWEEN :from AND :to")
            .expression_attribute_names("#partition", partition)
            .expression_attribute_names("#sort", sort)
            .expression_attribute_values(":partition", text(&range.partition))
            .expression_attribute_values(":from", text(&range.from))
            .expression_attribute_values(":to", text(&range.to))
            .set_exclusive_start_key(start)
            .limit(bound)
            .send()
            .await
            .map_err(failure)?;
        Ok(Some(Stretch { items: answer.items.unwrap_or_default(), more: answer.last_evaluated_key.is_some() }))
    }
}

struct Stretch {
    items: Vec<Item>,
    more: bool,
}

/// Where `item` stands in the index of `range`.
fn position(item: &Item, range: &SearchRange) -> (String, String, String) {
    let read =
        |name: &str| item.get(name).and_then(|value: &AttributeValue| value.as_s().ok()).cloned().unwrap_or_default();
    (read(range.index.sort_attribute()), read(PARTITION), read(SORT))
}
