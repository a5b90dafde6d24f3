//! The audit trail.

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use domain::Failure;
use domain::access::{AccessError, Caller, Right};
use domain::audit::{Actor, Entry, Event, Subject};
use domain::ids::{RequestId, ReviewId, StudentId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::client::{Dynamo, failure};
use crate::grant::{Grant, PUT, QUERY, Table};
use crate::item::{body, create, item, text};
use crate::keys::{Partition, Sort};

#[derive(Serialize, Deserialize)]
struct EntryItem {
    at: Timestamp,
    by: Actor,
    #[serde(flatten)]
    event: Event,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    allowed_by: Option<Right>,
    request: RequestId,
    /// The user's partition: the key of the index "what has this user done".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    actor: Option<String>,
}

fn partition(subject: &Subject) -> Partition {
    match subject {
        Subject::Student(student) => Partition::Student(*student),
        Subject::User(user) => Partition::User(*user),
        Subject::Login(hash) => Partition::Login(hash.clone()),
        Subject::Review(review) => Partition::Review(*review),
        Subject::Program(program) => Partition::Program(*program),
        Subject::Bulletin(bulletin) => Partition::Bulletin(*bulletin),
        Subject::CalendarEvent(event) => Partition::CalendarEvent(*event),
        Subject::StatusNotice(notice) => Partition::StatusNotice(*notice),
        Subject::Notification(notification) => Partition::Notification(*notification),
    }
}

/// The row for `entry`, as part of a transaction or by itself. Rows are created and never changed.
pub(crate) fn row(table: &str, entry: &Entry) -> Result<Put, Failure> {
    let actor = match &entry.actor {
        Actor::User { user, .. } | Actor::Account { user } => Some(Partition::User(*user).to_string()),
        Actor::Nobody | Actor::Import { .. } | Actor::Operator | Actor::Service { .. } => None,
    };
    let stored = EntryItem {
        at: entry.at,
        by: entry.actor.clone(),
        event: entry.event.clone(),
        allowed_by: entry.allowed_by,
        request: entry.request,
        actor,
    };
    create(table, item(&partition(&entry.subject), &Sort::Entry(entry.at, entry.request), &stored)?)
}

pub(crate) fn transact_row(table: &str, entry: &Entry) -> Result<TransactWriteItem, Failure> {
    Ok(TransactWriteItem::builder().put(row(table, entry)?).build())
}

/// Writes rows by themselves: for views, before the answer leaves.
#[derive(Clone, Debug)]
pub struct Trail {
    dynamo: Dynamo,
    table: String,
}

impl Trail {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Audit, PUT)];

    /// On the audit table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, audit_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: audit_table }
    }

    /// Writes `entry`.
    ///
    /// # Errors
    /// When it could not be written: then what it records must not be shown.
    pub async fn record(&self, entry: &Entry) -> Result<(), Failure> {
        let row = row(&self.table, entry)?;
        let written = self
            .dynamo
            .0
            .put_item()
            .table_name(row.table_name)
            .set_item(Some(row.item))
            .set_condition_expression(row.condition_expression)
            .send()
            .await;
        match written {
            Ok(_) => Ok(()),
            // The key holds this request's own random id, so what is there is this row: the answer to an earlier attempt of
            // the SDK was lost.
            Err(error) if error.as_service_error().is_some_and(PutItemError::is_conditional_check_failed_exception) => {
                Ok(())
            }
            Err(error) => Err(failure(error)),
        }
    }

    /// Records that `caller` was answered that there is no `student`, where that is the refusal: the same row whether the
    /// student is absent or elsewhere. Gives the refusal back, to be answered.
    ///
    /// # Errors
    /// When it could not be written.
    pub async fn record_refusal(
        &self,
        refusal: AccessError,
        caller: &Caller,
        student: StudentId,
        request: RequestId,
        at: Timestamp,
    ) -> Result<AccessError, Failure> {
        if refusal == AccessError::NotFound {
            self.record(&Entry::not_found(caller, request, at, student)).await?;
        }
        Ok(refusal)
    }
}

/// A page of the trail, the latest first, and where the next one begins, if there is one.
type Page = (Vec<Entry>, Option<(Timestamp, RequestId)>);

/// Reads who saw and changed a student, or what happened in a review.
#[derive(Clone, Debug)]
pub struct History {
    dynamo: Dynamo,
    table: String,
}

impl History {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Audit, QUERY)];

    /// On the audit table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, audit_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: audit_table }
    }

    /// Up to `limit` rows about `student`, the latest first, earlier than the row `before` when that is given; and where
    /// the next page begins, if there is one.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn of_student(
        &self,
        student: StudentId,
        limit: u8,
        before: Option<(Timestamp, RequestId)>,
    ) -> Result<Page, Failure> {
        self.page(&Subject::Student(student), limit, before).await
    }

    /// Up to `limit` rows about `review`, as [`Self::of_student`] gives them.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn of_review(
        &self,
        review: ReviewId,
        limit: u8,
        before: Option<(Timestamp, RequestId)>,
    ) -> Result<Page, Failure> {
        self.page(&Subject::Review(review), limit, before).await
    }

    async fn page(
        &self,
        subject: &Subject,
        limit: u8,
        before: Option<(Timestamp, RequestId)>,
    ) -> Result<Page, Failure> {
        // The key of a first page lies after every time there will be.
        let before = before.map_or_else(|| "9".to_owned(), |(at, request)| Sort::Entry(at, request).to_string());
        let answer = self
            .dynamo
            .0
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :subject AND sk < :before")
            .expression_attribute_values(":subject", text(partition(subject)))
            .expression_attribute_values(":before", text(before))
            .scan_index_forward(false)
            .limit(i32::from(limit) + 1)
            .send()
            .await
            .map_err(failure)?;
        let mut entries = Vec::new();
        let unread = answer.last_evaluated_key.is_some() && !answer.items().is_empty();
        for item in answer.items.unwrap_or_default() {
            let stored: EntryItem = body(item)?;
            entries.push(Entry {
                subject: subject.clone(),
                at: stored.at,
                actor: stored.by,
                event: stored.event,
                allowed_by: stored.allowed_by,
                request: stored.request,
            });
        }
        // A page may also end where one call may return no more.
        let more = entries.len() > usize::from(limit) || unread;
        entries.truncate(usize::from(limit));
        let next = entries.last().filter(|_| more).map(|last| (last.at, last.request));
        Ok((entries, next))
    }
}
