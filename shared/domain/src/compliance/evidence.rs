use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Author, ContentType, FileHash, FileName, ItemNumber, ProgramInstrument, Prose};
use crate::ids::{CommentId, DocumentId, EvidenceRequestId, FindingId, ItemId};

codes! {
    /// Which kind of item. Source: CDE, program instruments: "core and supporting items".
    pub enum ItemKind, "a kind of item" {
        /// Core.
        Core = "core",
        /// Supporting.
        Supporting = "supporting",
    }
}

/// An item of a program instrument: what the law asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The id.
    pub id: ItemId,
    /// Counts the changes; the first version is 1.
    pub version: u64,
    /// The instrument.
    pub instrument: ProgramInstrument,
    /// Its number there.
    pub number: ItemNumber,
    /// Core or supporting.
    pub kind: ItemKind,
    /// The statutes and regulations.
    pub citation: Prose,
    /// What they ask.
    pub text: Prose,
}

/// What the CDE asks the LEA to show for an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceRequest {
    /// The id.
    pub id: EvidenceRequestId,
    /// Counts the changes; the first version is 1.
    pub version: u64,
    /// The item.
    pub item: ItemId,
    /// The item's instrument.
    pub instrument: ProgramInstrument,
    /// What is asked.
    pub text: Prose,
    /// Until when.
    pub due: Date,
    /// Who asked.
    pub requested_by: Author,
    /// When.
    pub requested_at: Timestamp,
}

/// What a comment is about. It is addressed to no person. Source: CMT, "Frequently asked questions".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CommentTarget {
    /// A program instrument of the review.
    Instrument(ProgramInstrument),
    /// An item.
    Item(ItemId),
    /// An evidence request.
    EvidenceRequest(EvidenceRequestId),
}

/// A comment. Comments are written and never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// The id.
    pub id: CommentId,
    /// What it is about.
    pub target: CommentTarget,
    /// The instrument that lies in.
    pub instrument: ProgramInstrument,
    /// Who wrote it.
    pub by: Author,
    /// When.
    pub at: Timestamp,
    /// What it says.
    pub text: Prose,
}

/// What a document is for. Source: CAIS fact sheets 2 (program instrument items) and 3 (findings).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentTarget {
    /// An item.
    Item(ItemId),
    /// An evidence request.
    EvidenceRequest(EvidenceRequestId),
    /// A finding.
    Finding(FindingId),
}

/// How far a document came. Only a clean one can be downloaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum DocumentState {
    /// A ticket was given; nothing arrived yet.
    Awaiting,
    /// It arrived and is being checked.
    Checking,
    /// It may be downloaded.
    Clean,
    /// It was not accepted.
    Refused {
        /// Why, in words for the uploader.
        reason: String,
    },
    /// Nothing arrived while the ticket was good.
    Expired,
}

/// A document of a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The id; also its key in the storage.
    pub id: DocumentId,
    /// Counts the changes of this record; the first is 1.
    pub version: u64,
    /// What it is for.
    pub target: DocumentTarget,
    /// The instrument that lies in.
    pub instrument: ProgramInstrument,
    /// The file's name.
    pub file_name: FileName,
    /// What it is said to be.
    pub content_type: ContentType,
    /// Its bytes.
    pub size: u64,
    /// Its SHA-256.
    pub sha256: FileHash,
    /// Who uploads it.
    pub uploaded_by: Author,
    /// When the ticket was given.
    pub uploaded_at: Timestamp,
    /// Until when the ticket is good.
    pub ticket_ends_at: Timestamp,
    /// The document that it is a new version of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<DocumentId>,
    /// Which version of it: the first is 1.
    pub edition: u32,
    /// How far it came.
    #[serde(flatten)]
    pub state: DocumentState,
}

impl Document {
    /// How far it came at `now`: a ticket that was not used ends by itself.
    #[must_use]
    pub fn state_at(&self, now: Timestamp) -> DocumentState {
        match &self.state {
            DocumentState::Awaiting if now >= self.ticket_ends_at => DocumentState::Expired,
            state => state.clone(),
        }
    }
}
