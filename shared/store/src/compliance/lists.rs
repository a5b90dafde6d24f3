use std::collections::{BTreeMap, HashMap};

use domain::Failure;
use domain::compliance::{Review, ReviewList};
use tokio::task::JoinSet;

use super::items::EntryItem;
use crate::batch::{SIDE_BY_SIDE, finished};
use crate::client::{Dynamo, failure};
use crate::grant::{Grant, QUERY, Table};
use crate::item::{Item, PARTITION, SORT, body, sort_of, text};
use crate::keys::Partition;

/// A page of reviews.
#[derive(Clone, Debug)]
pub struct ReviewPage {
    /// The reviews, those that end last first.
    pub reviews: Vec<Review>,
    /// Just after which place the next page begins, if there may be one.
    pub next: Option<String>,
}

/// Reads lists of reviews, each as last written.
#[derive(Clone, Debug)]
pub struct ReviewLists {
    dynamo: Dynamo,
    table: String,
}

struct Stretch {
    items: Vec<Item>,
    more: bool,
}

impl ReviewLists {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Compliance, QUERY)];

    /// On the compliance table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, compliance_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: compliance_table }
    }

    /// Up to `limit` reviews that stand in any of `lists`, each once, those that end last first, from just after the place
    /// `after` on. One call a list, side by side. What is read is what `Caller::review_lists` names; check each review with
    /// `Caller::instruments_of`.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn page(&self, lists: &[ReviewList], limit: u8, after: Option<&str>) -> Result<ReviewPage, Failure> {
        let mut running: JoinSet<Result<Stretch, Failure>> = JoinSet::new();
        let mut stretches = Vec::with_capacity(lists.len());
        for list in lists {
            if running.len() >= SIDE_BY_SIDE {
                stretches.extend(finished(running.join_next().await)?);
            }
            let (this, list, after) = (self.clone(), *list, after.map(str::to_owned));
            running.spawn(async move { this.stretch(list, limit, after.as_deref()).await });
        }
        while let Some(done) = running.join_next().await {
            stretches.extend(finished(Some(done))?);
        }
        let mut merged: BTreeMap<String, Item> = BTreeMap::new();
        // What lies before has not been read of every list, so nothing before is in order yet.
        let mut horizon: Option<String> = None;
        for stretch in stretches {
            let last = stretch.items.last().map(|item| sort_of(item).to_owned());
            if let (true, Some(last)) = (stretch.more, last) {
                horizon = Some(horizon.map_or(last.clone(), |other| other.max(last)));
            }
            merged.extend(stretch.items.into_iter().map(|item| (sort_of(&item).to_owned(), item)));
        }
        let mut reviews = Vec::new();
        let mut last = None;
        for (place, item) in merged.into_iter().rev() {
            if horizon.as_ref().is_some_and(|horizon| place < *horizon) {
                return Ok(ReviewPage { reviews, next: last });
            }
            if reviews.len() == usize::from(limit) {
                return Ok(ReviewPage { reviews, next: last });
            }
            reviews.push(body::<EntryItem>(item)?.review);
            last = Some(place);
        }
        Ok(ReviewPage { reviews, next: horizon })
    }

    async fn stretch(&self, list: ReviewList, limit: u8, after: Option<&str>) -> Result<Stretch, Failure> {
        let partition = Partition::Reviews(list);
        let start = after
            .map(|after| HashMap::from([(PARTITION.to_owned(), text(&partition)), (SORT.to_owned(), text(after))]));
        let answer = self
            .dynamo
            .0
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :list")
            .expression_attribute_values(":list", text(&partition))
            .consistent_read(true)
            .scan_index_forward(false)
            .limit(i32::from(limit) + 1)
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(failure)?;
        Ok(Stretch { items: answer.items.unwrap_or_default(), more: answer.last_evaluated_key.is_some() })
    }
}
