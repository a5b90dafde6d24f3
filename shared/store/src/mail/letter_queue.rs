use domain::Failure;
use domain::mail::QueuedLetter;
use tokio::task::JoinSet;

use super::circulars::put_new;
use super::letter_item;
use crate::batch::{SIDE_BY_SIDE, finished};
use crate::client::Dynamo;
use crate::grant::{Grant, PUT, Table};

/// Puts letters into the queue that no request is the reason for.
#[derive(Clone, Debug)]
pub struct LetterQueue {
    dynamo: Dynamo,
    table: String,
}

impl LetterQueue {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Mail, PUT)];

    /// On the mail table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, mail_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: mail_table }
    }

    /// Puts letters into the queue, side by side. One that is there already stays as it is, sent or not. How many were new.
    ///
    /// # Errors
    /// When the table cannot be written; some may have been.
    pub async fn put(&self, letters: Vec<QueuedLetter>) -> Result<usize, Failure> {
        let mut running: JoinSet<Result<bool, Failure>> = JoinSet::new();
        let mut new = 0;
        for letter in letters {
            if running.len() >= SIDE_BY_SIDE {
                new += usize::from(finished(running.join_next().await)? == Some(true));
            }
            let (dynamo, table, item) = (self.dynamo.clone(), self.table.clone(), letter_item(&letter)?);
            running.spawn(async move { put_new(&dynamo, &table, item).await });
        }
        while let Some(done) = running.join_next().await {
            new += usize::from(finished(Some(done))? == Some(true));
        }
        Ok(new)
    }
}
