use domain::Failure;
use domain::bulletins::calendar::CalendarEvent;

use super::items::event_items;
use super::reading::Calendar;
use crate::batch::put_all;
use crate::client::Dynamo;

/// Puts events in, for an operator.
#[derive(Clone, Debug)]
pub struct CalendarImports {
    dynamo: Dynamo,
    table: String,
}

impl CalendarImports {
    /// On the bulletins table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, bulletins_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: bulletins_table }
    }

    /// Puts in those of these up to 100 events that are not there. How many were put in.
    ///
    /// # Errors
    /// When the table cannot be read or written.
    pub async fn add(&self, events: &[CalendarEvent]) -> Result<u64, Failure> {
        let ids: Vec<_> = events.iter().map(|event| event.id).collect();
        let there = Calendar::new(&self.dynamo, self.table.clone()).read_many(&ids).await?;
        let (mut items, mut added) = (Vec::new(), 0);
        for event in events {
            if !there.iter().any(|kept| kept.event.id == event.id) {
                items.extend(event_items(event)?);
                added += 1;
            }
        }
        put_all(&self.dynamo, items.into_iter().map(|item| (self.table.clone(), item)).collect()).await?;
        Ok(added)
    }
}
