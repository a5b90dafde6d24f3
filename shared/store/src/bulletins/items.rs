use std::collections::BTreeMap;

use domain::Failure;
use domain::bulletins::{Bulletin, BulletinSummary, PublicationState, Words};
use domain::year::day_in_california;
use serde::{Deserialize, Serialize};

use crate::item::{Item, item};
use crate::keys::{Partition, Sort};

/// An entry of the archive: what a list shows, and the words by which it is found.
#[derive(Serialize, Deserialize)]
pub(super) struct ArchiveItem {
    #[serde(flatten)]
    pub(super) summary: BulletinSummary,
    pub(super) words: Words,
}

/// Entries by partition and sort key: each its keys and its whole item.
pub(super) type Entries = BTreeMap<(String, String), ((Partition, Sort), Item)>;

/// Every list entry of `bulletin`: at the desk until it is published and in the schedule while it has a time; then in the archive
/// of its year.
pub(super) fn entries(bulletin: &Bulletin) -> Result<Entries, Failure> {
    let mut entries = BTreeMap::new();
    let mut enter = |partition: Partition, sort: Sort, entry: Item| {
        entries.insert((partition.to_string(), sort.to_string()), ((partition, sort), entry));
    };
    let at_the_desk = (Partition::BulletinDesk, Sort::DeskEntry(bulletin.id));
    match bulletin.state {
        PublicationState::Draft => {
            let entry = item(&at_the_desk.0, &at_the_desk.1, &bulletin.summary())?;
            enter(at_the_desk.0, at_the_desk.1, entry);
        }
        PublicationState::Scheduled { publish_at } => {
            let entry = item(&at_the_desk.0, &at_the_desk.1, &bulletin.summary())?;
            enter(at_the_desk.0, at_the_desk.1, entry);
            let due = (Partition::BulletinSchedule, Sort::Due(publish_at, bulletin.id));
            let entry = item(&due.0, &due.1, &Due { id: bulletin.id })?;
            enter(due.0, due.1, entry);
        }
        PublicationState::Published { published_at } => {
            let (partition, sort) = archived(bulletin, published_at);
            let entry = ArchiveItem { summary: bulletin.summary(), words: bulletin.words() };
            let entry = item(&partition, &sort, &entry)?;
            enter(partition, sort, entry);
        }
    }
    Ok(entries)
}

/// What is due: the bulletin itself is read before anything is done with it.
#[derive(Serialize, Deserialize)]
pub(super) struct Due {
    pub(super) id: domain::ids::BulletinId,
}

fn archived(bulletin: &Bulletin, published_at: jiff::Timestamp) -> (Partition, Sort) {
    // By the day in California: a bulletin of the evening of 31 December belongs to December.
    let day = day_in_california(published_at);
    (Partition::BulletinArchive(day.year()), Sort::Archived(day, published_at, bulletin.id))
}

/// All items of a bulletin that an operator puts in: its own, and the entries of the lists it stands in.
///
/// # Errors
/// When something cannot be written as attributes.
pub fn bulletin_items(bulletin: &Bulletin) -> Result<Vec<Item>, Failure> {
    let own = item(&Partition::Bulletin(bulletin.id), &Sort::Bulletin, bulletin)?;
    let entries = entries(bulletin)?.into_values().map(|(_, entry)| entry);
    Ok(std::iter::once(own).chain(entries).collect())
}
