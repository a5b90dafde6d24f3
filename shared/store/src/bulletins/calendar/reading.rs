use std::collections::{HashMap, HashSet};

use domain::Failure;
use domain::bulletins::calendar::CalendarKind;
use domain::ids::CalendarEventId;
use jiff::civil::Date;

use super::items::{EntryItem, EventItem, KeptEvent};
use crate::client::{Dynamo, failure};
use crate::grant::{BATCH_GET, Grant, QUERY, Table};
use crate::item::{Item, PARTITION, SORT, batch_get, body, key, sort_of, text};
use crate::keys::{Partition, Sort};

/// How many entries are looked at where only one kind is asked for, before the answer says where to go on.
const STRETCH: i32 = 200;
/// How many test windows are read at most: some years of them.
const WINDOWS: i32 = 100;

/// A page of the calendar.
#[derive(Clone, Debug)]
pub struct CalendarPage {
    /// The trainings and opportunities, what is first first.
    pub events: Vec<KeptEvent>,
    /// Just after which place the next page begins, if there may be one.
    pub next: Option<String>,
}

/// Reads the calendar. Everybody may.
#[derive(Clone, Debug)]
pub struct Calendar {
    dynamo: Dynamo,
    table: String,
}

impl Calendar {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Bulletins, QUERY), Grant::new(Table::Bulletins, BATCH_GET)];
    /// What reading events by their ids needs.
    pub const GRANTS_TO_READ_BY_ID: &[Grant] = &[Grant::new(Table::Bulletins, BATCH_GET)];

    /// On the bulletins table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, bulletins_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: bulletins_table }
    }

    /// Opens the connection ahead of the first request.
    pub async fn warm(&self) {
        // A failure shows, and is told, at the first request.
        let _ = batch_get(&self.dynamo, &self.table, vec![key(&Partition::Health, &Sort::Health)]).await;
    }

    /// The event of this id, withdrawn or not.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn read(&self, id: CalendarEventId) -> Result<Option<KeptEvent>, Failure> {
        Ok(self.read_many(&[id]).await?.pop())
    }

    /// Those of these up to 100 events that there are, in their order.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn read_many(&self, ids: &[CalendarEventId]) -> Result<Vec<KeptEvent>, Failure> {
        let each_once: HashSet<_> = ids.iter().collect();
        if each_once.is_empty() {
            return Ok(Vec::new());
        }
        let keys = each_once.into_iter().map(|id| key(&Partition::CalendarEvent(*id), &Sort::CalendarEvent)).collect();
        let mut found = HashMap::new();
        for item in batch_get(&self.dynamo, &self.table, keys).await? {
            let kept = KeptEvent::from(body::<EventItem>(item)?);
            found.insert(kept.event.id, kept);
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    /// Up to `limit` trainings and opportunities from the day `from` to the day `to`, of one `kind` or both, from just after the
    /// place `after` on. What is read is bounded, so a page may be short and still have a next one.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn page(
        &self,
        (from, to): (Date, Date),
        kind: Option<CalendarKind>,
        limit: u8,
        after: Option<&str>,
    ) -> Result<CalendarPage, Failure> {
        let start = after.map(|after| {
            HashMap::from([(PARTITION.to_owned(), text(Partition::Calendar)), (SORT.to_owned(), text(after))])
        });
        let bound = if kind.is_some() { STRETCH } else { i32::from(limit) + 1 };
        let answer = self
            .dynamo
            .0
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :calendar AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":calendar", text(Partition::Calendar))
            .expression_attribute_values(":from", text(from))
            // `~` comes after `#`, so everything of the last day is before it.
            .expression_attribute_values(":to", text(format!("{to}~")))
            .limit(bound)
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(failure)?;
        let (mut ids, mut last, mut full) = (Vec::new(), None, false);
        for item in answer.items.unwrap_or_default() {
            if ids.len() == usize::from(limit) {
                full = true;
                break;
            }
            last = Some(sort_of(&item).to_owned());
            let entry: EntryItem = body(item)?;
            if kind.is_none_or(|kind| kind == entry.kind) {
                ids.push(entry.id);
            }
        }
        let next = if full || answer.last_evaluated_key.is_some() { last } else { None };
        Ok(CalendarPage { events: self.read_many(&ids).await?, next })
    }

    /// The test windows of which a day lies from `from` to `to`, what ends first first.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn windows(&self, (from, to): (Date, Date)) -> Result<Vec<KeptEvent>, Failure> {
        let answer = self
            .dynamo
            .0
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :windows AND sk >= :from")
            .expression_attribute_values(":windows", text(Partition::TestWindows))
            .expression_attribute_values(":from", text(from))
            .limit(WINDOWS)
            .send()
            .await
            .map_err(failure)?;
        let entries = answer.items.unwrap_or_default().into_iter();
        let ids: Vec<_> = entries.map(|item: Item| Ok(body::<EntryItem>(item)?.id)).collect::<Result<_, Failure>>()?;
        let mut windows = self.read_many(&ids).await?;
        windows.retain(|kept| kept.event.days().0 <= to);
        Ok(windows)
    }
}
