use std::collections::HashMap;

use domain::Failure;
use domain::bulletins::{BulletinSummary, WordQuery};
use jiff::civil::Date;

use super::items::ArchiveItem;
use crate::client::{Dynamo, failure};
use crate::grant::{Grant, QUERY, Table};
use crate::item::{PARTITION, SORT, body, sort_of, text};
use crate::keys::Partition;

/// How many entries a search looks at before it answers with what it has and where to go on.
const STRETCH: i32 = 200;

/// A page of the archive.
#[derive(Clone, Debug)]
pub struct ArchivePage {
    /// The bulletins, the latest first.
    pub bulletins: Vec<BulletinSummary>,
    /// Just before which place of the year the next page begins, if there may be one.
    pub next: Option<String>,
}

/// Reads what is published. Everybody may.
#[derive(Clone, Debug)]
pub struct Archive {
    dynamo: Dynamo,
    table: String,
}

impl Archive {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Bulletins, QUERY)];

    /// On the bulletins table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, bulletins_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: bulletins_table }
    }

    /// Up to `limit` bulletins published in the year of `month`, the latest first: of that month alone, or of the whole year where
    /// `whole_year`; those that `query` finds; from just before the place `before` on. What is read is bounded, so a page may be
    /// short and still have a next one.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn page(
        &self,
        month: Date,
        whole_year: bool,
        query: Option<&WordQuery>,
        limit: u8,
        before: Option<&str>,
    ) -> Result<ArchivePage, Failure> {
        let partition = Partition::BulletinArchive(month.year());
        let beginning =
            if whole_year { format!("{}-", month.strftime("%Y")) } else { month.strftime("%Y-%m-").to_string() };
        let start = before
            .map(|before| HashMap::from([(PARTITION.to_owned(), text(&partition)), (SORT.to_owned(), text(before))]));
        let bound = if query.is_some() { STRETCH } else { i32::from(limit) + 1 };
        let answer = self
            .dynamo
            .0
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :year AND begins_with(sk, :beginning)")
            .expression_attribute_values(":year", text(&partition))
            .expression_attribute_values(":beginning", text(beginning))
            .scan_index_forward(false)
            .limit(bound)
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(failure)?;
        let (mut bulletins, mut last) = (Vec::new(), None);
        for item in answer.items.unwrap_or_default() {
            if bulletins.len() == usize::from(limit) {
                return Ok(ArchivePage { bulletins, next: last });
            }
            last = Some(sort_of(&item).to_owned());
            let entry: ArchiveItem = body(item)?;
            if query.is_none_or(|query| query.finds(&entry.words)) {
                bulletins.push(entry.summary);
            }
        }
        let next = answer.last_evaluated_key.and(last);
        Ok(ArchivePage { bulletins, next })
    }
}
