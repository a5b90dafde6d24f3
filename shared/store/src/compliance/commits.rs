use aws_sdk_dynamodb::types::{ConditionCheck, Delete, Put, TransactWriteItem};
use domain::Failure;
use domain::access::Caller;
use domain::audit::Entry;
use domain::compliance::{Change, Document, Part, Review};
use domain::ids::DocumentId;
use domain::mail::{Circular, QueuedLetter};

use super::items::{PlaceItem, entries, stored};
use super::reviews::{DOCUMENT, document};
use crate::accounts::unchanged;
use crate::audit::transact_row;
use crate::client::{Dynamo, internal};
use crate::commit::{Commit, commit};
use crate::grant::{CHECK, DELETE, Grant, PUT, Table};
use crate::item::{create, key, number};
use crate::keys::{Partition, Sort};
use crate::mail::{transact_circular, transact_letter};

/// The most parts of one transaction of DynamoDB.
const MAX_PARTS: usize = 100;

/// Commits what was decided in a review.
#[derive(Clone, Debug)]
pub struct ReviewCommits {
    dynamo: Dynamo,
    tables: Tables,
    accounts: String,
}

#[derive(Clone, Debug)]
struct Tables {
    compliance: String,
    mail: String,
    audit: String,
}

/// A change that was decided.
pub struct ReviewCommit<'a> {
    /// Who decided; checked once more in the commit.
    pub caller: &'a Caller,
    /// The review as read, on which it was decided; none for a new one. Its version is checked in the commit.
    pub before: Option<&'a Review>,
    /// What was decided.
    pub change: &'a Change,
    /// The letters, with their ids.
    pub letters: Vec<QueuedLetter>,
    /// The circulars, with theirs. Both come from [`Change::mailing`].
    pub circulars: Vec<Circular>,
    /// The row of the audit trail.
    pub entry: Entry,
}

/// What became of a commit. Only the first changed anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewOutcome {
    /// Committed.
    Done,
    /// The caller's account changed meanwhile: deactivated, or a right taken away.
    Revoked,
    /// The review or the part changed meanwhile, or somebody is changing it at this moment.
    Stale,
    /// What was to be made is there already: the same request came before.
    Repeated,
}

/// What a part of the transaction is about.
enum About {
    Caller,
    /// Something is made.
    Made,
    Other,
}

type Writes = Vec<(About, TransactWriteItem)>;

impl ReviewCommits {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[
        Grant::new(Table::Accounts, CHECK),
        Grant::new(Table::Compliance, CHECK),
        Grant::new(Table::Compliance, PUT),
        Grant::new(Table::Mail, PUT),
        Grant::new(Table::Audit, PUT),
    ];
    /// What it needs beside that where a review leaves lists or its place in them: its last day, instruments, contributors
    /// and end.
    pub const GRANTS_TO_MOVE: &[Grant] = &[Grant::new(Table::Compliance, DELETE)];

    /// On the accounts, compliance, mail and audit tables.
    #[must_use]
    pub fn new(
        dynamo: &Dynamo,
        accounts_table: String,
        compliance_table: String,
        mail_table: String,
        audit_table: String,
    ) -> Self {
        let tables = Tables { compliance: compliance_table, mail: mail_table, audit: audit_table };
        Self { dynamo: dynamo.clone(), tables, accounts: accounts_table }
    }

    /// Commits all of it or nothing: each part at the version read, the review as read, the lists it stands in, the caller's
    /// account as read, the letters, the circulars and the audit row.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn commit(&self, request: &ReviewCommit<'_>) -> Result<ReviewOutcome, Failure> {
        let mut writes = vec![(About::Caller, unchanged(&self.accounts, request.caller.user, request.caller.epoch)?)];
        writes.extend(self.tables.parts(request.change, request.before)?);
        let changes_review = request.change.parts.iter().any(|part| matches!(part, Part::Review(_)));
        if let (Some(before), false) = (request.before, changes_review) {
            writes.push((About::Other, self.tables.review_as_read(before)?));
        }
        writes.extend(self.tables.told(&request.letters, &request.circulars, &request.entry)?);
        outcome(&self.dynamo, writes).await
    }
}

/// Commits tickets to upload documents: one document at a time, and nobody is told.
#[derive(Clone, Debug)]
pub struct TicketCommits(ReviewCommits);

impl TicketCommits {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[
        Grant::new(Table::Accounts, CHECK),
        Grant::new(Table::Compliance, CHECK),
        Grant::new(Table::Compliance, PUT),
        Grant::new(Table::Audit, PUT),
    ];

    /// On the accounts, compliance and audit tables.
    #[must_use]
    pub fn new(dynamo: &Dynamo, accounts_table: String, compliance_table: String, audit_table: String) -> Self {
        let no_mail = String::new();
        Self(ReviewCommits::new(dynamo, accounts_table, compliance_table, no_mail, audit_table))
    }

    /// Commits what [`domain::compliance::give_ticket`] decided, with the review and the caller's account as read.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn commit(
        &self,
        caller: &Caller,
        before: &Review,
        change: &Change,
        entry: Entry,
    ) -> Result<ReviewOutcome, Failure> {
        self.0
            .commit(&ReviewCommit {
                caller,
                before: Some(before),
                change,
                letters: Vec::new(),
                circulars: Vec::new(),
                entry,
            })
            .await
    }
}

impl Tables {
    fn parts(&self, change: &Change, before: Option<&Review>) -> Result<Writes, Failure> {
        let mut writes = Vec::new();
        for part in &change.parts {
            let item = stored(part)?;
            writes.push(match part.version() {
                1 => (About::Made, TransactWriteItem::builder().put(create(&self.compliance, item)?).build()),
                version => {
                    let put = Put::builder()
                        .table_name(&self.compliance)
                        .set_item(Some(item))
                        .condition_expression("version = :read")
                        .expression_attribute_values(":read", number(version - 1))
                        .build()
                        .map_err(internal)?;
                    (About::Other, TransactWriteItem::builder().put(put).build())
                }
            });
            match part {
                Part::Review(after) => writes.extend(self.relist(before, after)?),
                Part::Comment(comment) => {
                    let place = create(&self.compliance, PlaceItem::of(comment)?)?;
                    writes.push((About::Made, TransactWriteItem::builder().put(place).build()));
                }
                _ => {}
            }
        }
        Ok(writes)
    }

    /// What keeps the lists true: entries that end are deleted, all others are put, since each holds a copy of the review.
    fn relist(&self, before: Option<&Review>, after: &Review) -> Result<Writes, Failure> {
        let old = before.map(entries).transpose()?.unwrap_or_default();
        let new = entries(after)?;
        let mut writes = Vec::new();
        for (place, ((partition, sort), _)) in &old {
            if !new.contains_key(place) {
                let delete = Delete::builder().table_name(&self.compliance).set_key(Some(key(partition, sort)));
                let delete = delete.build().map_err(internal)?;
                writes.push((About::Other, TransactWriteItem::builder().delete(delete).build()));
            }
        }
        for (_, item) in new.into_values() {
            let put = Put::builder().table_name(&self.compliance).set_item(Some(item)).build().map_err(internal)?;
            writes.push((About::Other, TransactWriteItem::builder().put(put).build()));
        }
        Ok(writes)
    }

    fn review_as_read(&self, review: &Review) -> Result<TransactWriteItem, Failure> {
        let check = ConditionCheck::builder()
            .table_name(&self.compliance)
            .set_key(Some(key(&Partition::Review(review.id), &Sort::Review)))
            .condition_expression("version = :read")
            .expression_attribute_values(":read", number(review.version))
            .build()
            .map_err(internal)?;
        Ok(TransactWriteItem::builder().condition_check(check).build())
    }

    fn told(&self, letters: &[QueuedLetter], circulars: &[Circular], entry: &Entry) -> Result<Writes, Failure> {
        let mut writes = vec![(About::Other, transact_row(&self.audit, entry)?)];
        for letter in letters {
            writes.push((About::Other, transact_letter(&self.mail, letter)?));
        }
        for circular in circulars {
            writes.push((About::Other, transact_circular(&self.mail, circular)?));
        }
        Ok(writes)
    }
}

async fn outcome(dynamo: &Dynamo, writes: Writes) -> Result<ReviewOutcome, Failure> {
    if writes.len() > MAX_PARTS {
        return Err(Failure::Internal("a change of a review is more than one transaction holds".into()));
    }
    let (about, writes): (Vec<_>, Vec<_>) = writes.into_iter().unzip();
    let refused = match commit(dynamo, writes).await? {
        Commit::Done => return Ok(ReviewOutcome::Done),
        Commit::Conflict => return Ok(ReviewOutcome::Stale),
        Commit::Refused(refused) => refused,
    };
    let refused: Vec<_> = refused.into_iter().filter_map(|position| about.get(position)).collect();
    Ok(if refused.iter().any(|about| matches!(about, About::Caller)) {
        ReviewOutcome::Revoked
    } else if refused.iter().any(|about| matches!(about, About::Made)) {
        ReviewOutcome::Repeated
    } else {
        ReviewOutcome::Stale
    })
}

/// Settles what became of documents, for the service itself: nobody asks, so nobody's account is checked, and a review that
/// is over meanwhile does not keep a document from being settled.
#[derive(Clone, Debug)]
pub struct Settlements {
    dynamo: Dynamo,
    tables: Tables,
}

impl Settlements {
    /// What this handle needs.
    pub const GRANTS: &[Grant] =
        &[DOCUMENT, Grant::new(Table::Compliance, PUT), Grant::new(Table::Mail, PUT), Grant::new(Table::Audit, PUT)];

    /// On the compliance, mail and audit tables.
    #[must_use]
    pub fn new(dynamo: &Dynamo, compliance_table: String, mail_table: String, audit_table: String) -> Self {
        let tables = Tables { compliance: compliance_table, mail: mail_table, audit: audit_table };
        Self { dynamo: dynamo.clone(), tables }
    }

    /// The document of this id, if there is one.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn read(&self, id: DocumentId) -> Result<Option<Document>, Failure> {
        document(&self.dynamo, &self.tables.compliance, id).await
    }

    /// Commits all of it or nothing: the document at the version read, the letters and the audit row. It holds nothing of the
    /// review itself. [`ReviewOutcome::Stale`] when it was settled meanwhile: read it again.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn commit(
        &self,
        change: &Change,
        letters: &[QueuedLetter],
        entry: &Entry,
    ) -> Result<ReviewOutcome, Failure> {
        let mut writes = self.tables.parts(change, None)?;
        writes.extend(self.tables.told(letters, &[], entry)?);
        outcome(&self.dynamo, writes).await
    }
}
