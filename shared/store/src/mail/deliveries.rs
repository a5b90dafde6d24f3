use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::Select;
use domain::Failure;
use domain::mail::{CircularId, CircularState, LetterState, Reason};

use super::items::{CircularItem, word};
use crate::client::{Dynamo, failure};
use crate::grant::{BATCH_GET, Grant, QUERY, Table};
use crate::item::{batch_get, body, key, text};
use crate::keys::{Partition, Sort};

/// How many stretches of the index are counted of one state at most. In a stretch stand some 8,000 letters.
const STRETCHES: u8 = 12;

/// What became of the letters of a circular.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// Whether every reader has a letter already.
    pub state: CircularState,
    /// How many letters are in each state.
    pub letters: BTreeMap<LetterState, u32>,
    /// How many of those dropped were not sent because their reader wants none.
    pub unsubscribed: u32,
}

/// Counts what became of circulars.
#[derive(Clone, Debug)]
pub struct Deliveries {
    dynamo: Dynamo,
    table: String,
}

impl Deliveries {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Mail, BATCH_GET), Grant::on_indexes(Table::Mail, QUERY)];

    /// On the mail table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, mail_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: mail_table }
    }

    /// What became of a circular's letters, as the index has it, a moment late; `None` when there is no such circular any more.
    /// It is read and counted side by side.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn of(&self, circular: CircularId) -> Result<Option<Delivered>, Failure> {
        let keys = vec![key(&Partition::Circular(circular), &Sort::Circular)];
        let stored = batch_get(&self.dynamo, &self.table, keys);
        let counts = futures_util::future::try_join_all(
            LetterState::ALL
                .iter()
                .map(|state| async move { Ok::<_, Failure>((*state, self.count(circular, *state, None).await?)) }),
        );
        let unsubscribed = self.count(circular, LetterState::Dropped, Some(Reason::Unsubscribed));
        let (mut stored, counts, unsubscribed) = tokio::try_join!(stored, counts, unsubscribed)?;
        let Some(stored) = stored.pop() else { return Ok(None) };
        let state = body::<CircularItem>(stored)?.state;
        Ok(Some(Delivered { state, letters: counts.into_iter().collect(), unsubscribed }))
    }

    async fn count(&self, circular: CircularId, state: LetterState, reason: Option<Reason>) -> Result<u32, Failure> {
        let mut start: Option<HashMap<_, _>> = None;
        let mut counted = 0_u32;
        for _ in 0..STRETCHES {
            let mut query = self
                .dynamo
                .0
                .query()
                .table_name(&self.table)
                .index_name("by-circular")
                .select(Select::Count)
                .key_condition_expression("circular = :circular AND #state = :state")
                .expression_attribute_names("#state", "state")
                .expression_attribute_values(":circular", text(circular))
                .expression_attribute_values(":state", text(state))
                .set_exclusive_start_key(start);
            if let Some(reason) = reason {
                query = query
                    .filter_expression("reason = :reason")
                    .expression_attribute_values(":reason", text(word(reason)));
            }
            let answer = query.send().await.map_err(failure)?;
            counted = counted.saturating_add(u32::try_from(answer.count).unwrap_or(0));
            start = answer.last_evaluated_key;
            if start.is_none() {
                break;
            }
        }
        Ok(counted)
    }
}
