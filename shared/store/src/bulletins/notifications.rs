use std::collections::BTreeMap;

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use domain::Failure;
use domain::access::Unchecked;
use domain::bulletins::Notification;
use domain::cds::LeaCode;
use domain::ids::NotificationId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::client::{Dynamo, failure};
use crate::grant::{GET, Grant, QUERY, Table};
use crate::item::{Item, body, get, item, text};
use crate::keys::{Partition, Sort};

/// How many notifications one run mails at most; the next run comes a minute later.
const DUE_AT_ONCE: i32 = 25;
/// How many of an LEA are listed: those that are not over, and the latest of those that are.
const LISTED: i32 = 100;

/// Reads notifications, each as last written.
#[derive(Clone, Debug)]
pub struct Notifications {
    dynamo: Dynamo,
    table: String,
}

/// What is due: the notification itself is read before anything is done with it.
#[derive(Serialize, Deserialize)]
struct Due {
    id: NotificationId,
}

impl Notifications {
    /// What reading those of an LEA, or those that are due, needs.
    pub const GRANTS_TO_LIST: &[Grant] = &[Grant::new(Table::Bulletins, QUERY)];
    /// What reading one needs.
    pub const GRANTS_TO_READ_ONE: &[Grant] = &[Grant::new(Table::Bulletins, GET)];

    /// On the bulletins table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, bulletins_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: bulletins_table }
    }

    /// The notification of this id.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn read(&self, id: NotificationId) -> Result<Unchecked<Notification>, Failure> {
        self.stored(id).await.map(Unchecked::new)
    }

    /// The same for the service itself, and for who made it.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn stored(&self, id: NotificationId) -> Result<Option<Notification>, Failure> {
        get(&self.dynamo, &self.table, &Partition::Notification(id), &Sort::Notification).await?.map(body).transpose()
    }

    fn of(&self, partition: &Partition) -> QueryFluentBuilder {
        let query = self.dynamo.0.query().table_name(&self.table).consistent_read(true);
        query.expression_attribute_values(":partition", text(partition))
    }

    /// Those of `lea` whose last day is `today` or later, a bounded number.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn open(&self, lea: LeaCode, today: Date) -> Result<Vec<Notification>, Failure> {
        let query = self
            .of(&Partition::Notifications(lea))
            .key_condition_expression("pk = :partition AND sk >= :today")
            .expression_attribute_values(":today", text(today));
        let answer = query.limit(LISTED).send().await.map_err(failure)?;
        answer.items.unwrap_or_default().into_iter().map(body).collect()
    }

    /// Those of `lea`, the one whose last day is the latest first: all that are not over, and as many of those that are as fit.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn latest(&self, lea: LeaCode) -> Result<Vec<Notification>, Failure> {
        let query = self.of(&Partition::Notifications(lea)).key_condition_expression("pk = :partition");
        let answer = query.scan_index_forward(false).limit(LISTED).send().await.map_err(failure)?;
        answer.items.unwrap_or_default().into_iter().map(body).collect()
    }

    /// What is to be mailed on the day `today` or was to be before, what is due first, a bounded number.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn due(&self, today: Date) -> Result<Vec<NotificationId>, Failure> {
        let query = self
            .of(&Partition::NotificationsDue)
            .key_condition_expression("pk = :partition AND sk < :after")
            // `~` comes after `#`, so everything of this very day is before it.
            .expression_attribute_values(":after", text(format!("{today}~")));
        let answer = query.limit(DUE_AT_ONCE).send().await.map_err(failure)?;
        answer.items.unwrap_or_default().into_iter().map(|item| body::<Due>(item).map(|due| due.id)).collect()
    }
}

/// Entries by partition and sort key: each its keys and its whole item.
pub(super) type Entries = BTreeMap<(String, String), ((Partition, Sort), Item)>;

/// Every list entry of `notification`: in the list of its LEA unless it was withdrawn, and among what is due while it awaits its
/// mail.
pub(super) fn entries(notification: &Notification) -> Result<Entries, Failure> {
    let mut entries = BTreeMap::new();
    let mut enter = |partition: Partition, sort: Sort, entry: Item| {
        entries.insert((partition.to_string(), sort.to_string()), ((partition, sort), entry));
    };
    if notification.withdrawn_at.is_none() {
        let listed = (Partition::Notifications(notification.place.lea), on(notification.ends, notification));
        let entry = item(&listed.0, &listed.1, notification)?;
        enter(listed.0, listed.1, entry);
    }
    if notification.awaits_mail() {
        let due = (Partition::NotificationsDue, on(notification.starts, notification));
        let entry = item(&due.0, &due.1, &Due { id: notification.id })?;
        enter(due.0, due.1, entry);
    }
    Ok(entries)
}

const fn on(day: Date, notification: &Notification) -> Sort {
    Sort::NotificationOn(day, notification.id)
}

/// All items of a notification that an operator puts in: its own, and the entries of the lists it stands in.
///
/// # Errors
/// When something cannot be written as attributes.
pub fn notification_items(notification: &Notification) -> Result<Vec<Item>, Failure> {
    let own = item(&Partition::Notification(notification.id), &Sort::Notification, notification)?;
    let entries = entries(notification)?.into_values().map(|(_, entry)| entry);
    Ok(std::iter::once(own).chain(entries).collect())
}
