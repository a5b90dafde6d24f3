//! Checks a document that arrived in the storage: is it the file that was announced, of the type it says, and nothing that
//! harms whoever opens it? Then it may be downloaded; else it is refused, and the uploader is told why.
//!
//! The storage may tell of the same file three times, late, or before the document can be read here. What is settled stays
//! so; what cannot be settled comes again.

mod event;
mod spool;

use std::collections::BTreeMap;

use documents::Failed;
use domain::Failure;
use domain::audit::Entry;
use domain::compliance::{Audience, Change, Document, DocumentState, Refusal, Verdict, expire, settle};
use domain::ids::{DocumentId, LetterId, RequestId};
use domain::mail::{Letter, QueuedLetter, Recipient};
use edge::{Clock, Entropy, Handled, Settings, SettingsError};
use store::compliance::{Arrival, Quarantine, ReviewOutcome, Settlements};
use store::{Dynamo, Files, Grant, Shelf, Table};

pub use event::StorageEvent;

/// As in the audit trail.
const FUNCTION: &str = "accept-document";
/// How often a settlement that was overtaken is decided again.
const ATTEMPTS: u8 = 3;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    settlements: Settlements,
    quarantine: Quarantine,
    clock: Clock,
    entropy: Entropy,
}

/// What became of an object that the storage told of: a word for the log.
enum End {
    Clean,
    Refused,
    /// It was settled before.
    Settled,
    /// The object is not there any more.
    Gone,
    /// It came long after its ticket had ended.
    Late,
    /// No ticket is for this key.
    Foreign,
}

impl End {
    const fn word(&self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Refused => "refused",
            Self::Settled => "settled",
            Self::Gone => "gone",
            Self::Late => "late",
            Self::Foreign => "foreign",
        }
    }
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] = &[Settlements::GRANTS, Quarantine::GRANTS];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing or wrong.
    pub fn new(
        settings: &Settings,
        dynamo: &Dynamo,
        files: &Files,
        clock: Clock,
        entropy: Entropy,
    ) -> Result<Self, SettingsError> {
        let compliance = settings.required(Table::Compliance.setting())?;
        let mail = settings.required(Table::Mail.setting())?;
        let audit = settings.required(Table::Audit.setting())?;
        Ok(Self {
            settlements: Settlements::new(dynamo, compliance, mail, audit),
            quarantine: Quarantine::new(files, settings.required(Shelf::SETTING)?),
            clock,
            entropy,
        })
    }

    /// Settles the documents that `event` tells of.
    ///
    /// # Errors
    /// When one of them could not be settled: then the event comes again, and what was settled stays so.
    pub async fn handle(&self, event: StorageEvent) -> Result<Handled<()>, Failure> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for key in event.keys() {
            let end = match Quarantine::document_of(key) {
                Some(document) => self.accept(document).await?,
                None => End::Foreign,
            };
            *counts.entry(end.word()).or_default() += 1;
        }
        let records = counts.values().sum();
        let counts: Vec<_> = counts.iter().map(|(word, count)| format!("{word}={count}")).collect();
        Ok(Handled { answer: (), records, again: 0, outcome: counts.join(" ") })
    }

    async fn accept(&self, id: DocumentId) -> Result<End, Failure> {
        let document = self.read(id).await?;
        let end = if is_settled(&document) { End::Settled } else { self.look_at(document).await? };
        // Only what is settled leaves the quarantine, and it is what the next delivery finds to be done.
        if !matches!(end, End::Gone) {
            self.quarantine.discard(id).await?;
        }
        Ok(end)
    }

    async fn read(&self, id: DocumentId) -> Result<Document, Failure> {
        // The ticket was given after the row was written. What is not seen yet will be when the event comes again.
        let unseen = || Failure::Unavailable("there is no document for what arrived".into());
        self.settlements.read(id).await?.ok_or_else(unseen)
    }

    async fn look_at(&self, document: Document) -> Result<End, Failure> {
        let Some(mut arrival) = self.quarantine.open(document.id).await? else { return Ok(End::Gone) };
        // What came too late is not looked at.
        let verdict = match settle(&document, Verdict::Arrived, arrival.at) {
            Err(Refusal::TicketEnded) => Ok(Verdict::Arrived),
            _ => self.judge(&document, &mut arrival).await,
        };
        let done = match verdict {
            Ok(verdict) => self.settle(document.clone(), verdict, &arrival).await,
            Err(failure) => Err(failure),
        };
        if done.is_err() {
            // So that whoever uploaded it does not read that nothing arrived. If not even this works, the ticket just ends.
            let _ = self.settle(document, Verdict::Arrived, &arrival).await;
        }
        done
    }

    /// Looks at the file; what is clean is copied before anything says that it can be downloaded.
    async fn judge(&self, document: &Document, arrival: &mut Arrival) -> Result<Verdict, Failure> {
        const OTHER: &str = "What arrived is not the file that was announced. Upload it again.";
        let Some(file) = spool::spool(document, arrival).await? else { return Ok(Verdict::Refused(OTHER.to_owned())) };
        match documents::check(document.content_type, &document.file_name, file) {
            Ok(()) => {
                self.quarantine.release(document, arrival).await?;
                Ok(Verdict::Clean)
            }
            Err(Failed::Refused(reason)) => Ok(Verdict::Refused(reason.to_string())),
            Err(Failed::Unreadable(error)) => Err(Failure::Internal(Box::new(error))),
        }
    }

    async fn settle(&self, mut document: Document, verdict: Verdict, arrival: &Arrival) -> Result<End, Failure> {
        for _ in 0..ATTEMPTS {
            let end = if verdict == Verdict::Clean { End::Clean } else { End::Refused };
            let (change, end) = match settle(&document, verdict.clone(), arrival.at) {
                Ok(Some(change)) => (change, end),
                Ok(None) => return Ok(End::Settled),
                Err(Refusal::TicketEnded) => match expire(&document, self.clock.now()) {
                    Some(change) => (change, End::Late),
                    None => return Ok(End::Late),
                },
                Err(refusal) => return Err(Failure::Internal(Box::new(refusal))),
            };
            match self.commit(&document, &change).await? {
                ReviewOutcome::Done => return Ok(end),
                _ => document = self.read(document.id).await?,
            }
        }
        Err(Failure::Unavailable("the document is being settled by another delivery".into()))
    }

    async fn commit(&self, document: &Document, change: &Change) -> Result<ReviewOutcome, Failure> {
        let (now, review) = (self.clock.now(), document.id.review());
        let letters = change.notices.iter().filter_map(|(audience, notice)| {
            let Audience::User(user) = audience else { return None };
            // Whoever uploads works for the LEA that is reviewed.
            let organization_name = document.uploaded_by.organization_name.clone();
            let letter = Letter::ReviewNotice { review, organization_name, notice: notice.clone() };
            let id = LetterId::from_bytes(self.entropy.bytes());
            Some(QueuedLetter { id, to: Recipient::User(*user), letter, queued_at: now })
        });
        let request = RequestId::from_bytes(self.entropy.bytes());
        let entry = Entry::by_service(FUNCTION, request, now, review, change.event.clone());
        self.settlements.commit(change, &letters.collect::<Vec<_>>(), &entry).await
    }
}

fn is_settled(document: &Document) -> bool {
    match document.state {
        DocumentState::Clean | DocumentState::Refused { .. } | DocumentState::Expired => true,
        DocumentState::Awaiting | DocumentState::Checking => false,
    }
}
