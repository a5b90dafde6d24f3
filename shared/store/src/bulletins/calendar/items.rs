use std::collections::BTreeMap;

use domain::Failure;
use domain::bulletins::calendar::{
    Act, CalendarEvent, CalendarKind, NoticeKind, Roll, Series, TrainingNotice, reminder_at,
};
use domain::ids::CalendarEventId;
use domain::year::AdministrationYear;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::item::{Item, item};
use crate::keys::{Partition, Sort};

/// An event as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptEvent {
    /// The event.
    pub event: CalendarEvent,
    /// How many registered for it alone.
    pub registered: u32,
}

/// `CALENDAR-EVENT#… / EVENT`. The event is one attribute, so that an editor's change and a registration do not overwrite each
/// other.
#[derive(Serialize, Deserialize)]
pub(super) struct EventItem {
    pub(super) version: u64,
    pub(super) event: CalendarEvent,
    pub(super) registered: u32,
}

impl EventItem {
    pub(super) fn new(event: &CalendarEvent) -> Self {
        Self { version: event.version, event: event.clone(), registered: 0 }
    }
}

impl From<EventItem> for KeptEvent {
    fn from(stored: EventItem) -> Self {
        Self { event: stored.event, registered: stored.registered }
    }
}

/// `CALENDAR / …` and `CALENDAR#WINDOWS / …`: which event; it is read before it is shown.
#[derive(Serialize, Deserialize)]
pub(super) struct EntryItem {
    pub(super) id: CalendarEventId,
    pub(super) kind: CalendarKind,
}

/// `ROLL#… / SESSION#…`.
#[derive(Serialize, Deserialize)]
pub(super) struct SessionItem {
    pub(super) event: CalendarEvent,
}

/// `REGISTRATIONS#… / …`: the training, or the series with its year.
#[derive(Serialize, Deserialize)]
pub(super) struct OnRollItem {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    event: Option<CalendarEventId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    series: Option<Series>,
    year: AdministrationYear,
    pub(super) registered_at: Timestamp,
}

impl OnRollItem {
    /// That somebody is on the roll of `event`, a training.
    pub(super) fn of(event: &CalendarEvent, registered_at: Timestamp) -> Option<Self> {
        let training = event.training()?;
        let (year, own) = (training.year(), matches!(event.roll()?, Roll::Event(_)));
        let series = if own { None } else { training.series.clone() };
        Some(Self { event: own.then_some(event.id), series, year, registered_at })
    }

    pub(super) fn roll(&self) -> Option<Roll> {
        let of_series = self.series.as_ref().map(|series| Roll::Series(self.year, series.slug()));
        self.event.map(Roll::Event).or(of_series)
    }
}

/// Where somebody stands on `roll` of a training of `year`: the key of the list of what they registered for.
pub(super) fn on_roll(year: AdministrationYear, roll: &Roll) -> Sort {
    Sort::OnRoll(year, roll.clone())
}

/// Entries by partition and sort key: each its keys and its whole item.
pub(super) type Entries = BTreeMap<(String, String), ((Partition, Sort), Item)>;

/// Every list entry of `event`: in the calendar while it takes place, among the trainings of its series, and among what is to be
/// told as it was when it was written.
pub(super) fn entries(event: &CalendarEvent) -> Result<Entries, Failure> {
    let mut entries = Entries::new();
    let mut enter = |partition: Partition, sort: Sort, entry: Item| {
        entries.insert((partition.to_string(), sort.to_string()), ((partition, sort), entry));
    };
    if event.withdrawn_at.is_some() {
        return Ok(entries);
    }
    let (first_day, last_day) = event.days();
    let (partition, sort) = match &event.act {
        Act::Training(training) => {
            (Partition::Calendar, Sort::CalendarEntry(first_day, Some(training.starts), event.id))
        }
        Act::Opportunity(_) => (Partition::Calendar, Sort::CalendarEntry(last_day, None, event.id)),
        Act::TestWindow(_) => (Partition::TestWindows, Sort::CalendarEntry(last_day, None, event.id)),
    };
    let entry = item(&partition, &sort, &EntryItem { id: event.id, kind: event.kind() })?;
    enter(partition, sort, entry);
    if let (Some(roll @ Roll::Series(..)), Some(training)) = (event.roll(), event.training()) {
        let (partition, sort) = (Partition::Roll(roll), Sort::SeriesSession(training.starts, event.id));
        let entry = item(&partition, &sort, &SessionItem { event: event.clone() })?;
        enter(partition, sort, entry);
    }
    if let Some(due) = reminder_at(event, event.changed_at) {
        let reminder = TrainingNotice { due, event: event.id, kind: NoticeKind::Reminder };
        let (partition, sort) = place_of(&reminder);
        let entry = item(&partition, &sort, &reminder)?;
        enter(partition, sort, entry);
    }
    Ok(entries)
}

/// Where a notice stands.
pub(super) fn place_of(notice: &TrainingNotice) -> (Partition, Sort) {
    (Partition::TrainingNotices, Sort::TrainingNotice(notice.due, notice.event, notice.kind))
}

/// All items of an event that an operator puts in: its own, and the entries of the lists it stands in.
pub(super) fn event_items(event: &CalendarEvent) -> Result<Vec<Item>, Failure> {
    let own = item(&Partition::CalendarEvent(event.id), &Sort::CalendarEvent, &EventItem::new(event))?;
    let entries = entries(event)?.into_values().map(|(_, entry)| entry);
    Ok(std::iter::once(own).chain(entries).collect())
}
