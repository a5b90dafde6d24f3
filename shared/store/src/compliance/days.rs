//! What belongs to a day: for the job that reminds, tells of comments and ends tickets.

use std::collections::HashMap;

use domain::Failure;
use domain::compliance::{Comment, Document, EvidenceRequest, Finding};
use jiff::civil::Date;

use super::items::{DAY, DayOf, Found, SHARDS};
use crate::client::{Dynamo, failure};
use crate::grant::{Grant, QUERY, Table};
use crate::item::{PARTITION, SORT, text};

/// How many parts a day is read in.
pub const DAY_SHARDS: u8 = SHARDS;
/// How many items a call reads at most.
const STRETCH: i32 = 200;

/// Something that is due on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DuePart {
    /// An evidence request; whether it was answered is seen in its review.
    EvidenceRequest(EvidenceRequest),
    /// A finding that awaits the LEA.
    Finding(Box<Finding>),
}

/// A page of a day.
#[derive(Clone, Debug)]
pub struct DayPage<T> {
    /// What was found, in order of review.
    pub found: Vec<T>,
    /// Just after which place the next page begins, if there may be one.
    pub next: Option<(String, String)>,
}

/// Reads what belongs to a day, shard by shard, in pages of a bounded size. The index may lag behind by moments.
#[derive(Clone, Debug)]
pub struct Days {
    dynamo: Dynamo,
    table: String,
}

impl Days {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::on_indexes(Table::Compliance, QUERY)];

    /// On the compliance table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, compliance_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: compliance_table }
    }

    /// What is due on `day`: evidence requests, and findings that await the LEA.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn due(
        &self,
        day: Date,
        shard: u8,
        after: Option<(String, String)>,
    ) -> Result<DayPage<DuePart>, Failure> {
        self.page(DayOf::Due(day).key(shard), after, |found| match found {
            Found::EvidenceRequest(request) => Some(DuePart::EvidenceRequest(request)),
            Found::Finding(finding) => Some(DuePart::Finding(finding)),
            _ => None,
        })
        .await
    }

    /// The comments written on `day`.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn commented(
        &self,
        day: Date,
        shard: u8,
        after: Option<(String, String)>,
    ) -> Result<DayPage<Comment>, Failure> {
        self.page(DayOf::Commented(day).key(shard), after, |found| match found {
            Found::Comment(comment) => Some(comment),
            _ => None,
        })
        .await
    }

    /// The documents whose ticket ended on `day` and of which nothing arrived.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn awaited(
        &self,
        day: Date,
        shard: u8,
        after: Option<(String, String)>,
    ) -> Result<DayPage<Document>, Failure> {
        self.page(DayOf::Awaited(day).key(shard), after, |found| match found {
            Found::Document(document) => Some(document),
            _ => None,
        })
        .await
    }

    async fn page<T>(
        &self,
        key: String,
        after: Option<(String, String)>,
        wanted: impl Fn(Found) -> Option<T>,
    ) -> Result<DayPage<T>, Failure> {
        // The index is in the order of reviews; of one review, in that of the table's own sort key.
        let start = after.map(|(pk, sk)| {
            HashMap::from([(DAY.to_owned(), text(&key)), (PARTITION.to_owned(), text(pk)), (SORT.to_owned(), text(sk))])
        });
        let answer = self
            .dynamo
            .0
            .query()
            .table_name(&self.table)
            .index_name("by-day")
            .key_condition_expression("#day = :day")
            .expression_attribute_names("#day", DAY)
            .expression_attribute_values(":day", text(&key))
            .limit(STRETCH)
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(failure)?;
        let next = answer.last_evaluated_key.map(|key| crate::batch::id(&key));
        let mut found = Vec::new();
        for item in answer.items.unwrap_or_default() {
            found.extend(wanted(Found::of(item)?));
        }
        Ok(DayPage { found, next })
    }
}
