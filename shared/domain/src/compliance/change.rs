use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Comment, Document, DocumentState, EvidenceRequest, FILE_MAX, Finding, Item, ProgramInstrument, Review, ReviewState,
};
use crate::access::{AccessError, Right};
use crate::ids::{CommentId, DocumentId, EvidenceRequestId, FindingId, UserId};

/// Something of a review as it is to be stored. A first version is created; a later one replaces the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a change has at most some fifty parts, and lives for one request")]
pub enum Part {
    /// The review itself.
    Review(Review),
    /// An item.
    Item(Item),
    /// An evidence request.
    EvidenceRequest(EvidenceRequest),
    /// A document.
    Document(Document),
    /// A comment.
    Comment(Comment),
    /// A finding.
    Finding(Finding),
}

impl Part {
    /// The version that it is stored as.
    #[must_use]
    pub const fn version(&self) -> u64 {
        match self {
            Self::Review(review) => review.version,
            Self::Item(item) => item.version,
            Self::EvidenceRequest(request) => request.version,
            Self::Document(document) => document.version,
            Self::Comment(_) => 1,
            Self::Finding(finding) => finding.version,
        }
    }
}

/// What was decided: all of it is stored, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The right that allowed it; none for the service itself.
    pub allowed_by: Option<Right>,
    /// What is stored.
    pub parts: Vec<Part>,
    /// What is recorded of it.
    pub event: ReviewEvent,
    /// Who is told what.
    pub notices: Vec<(Audience, ReviewNotice)>,
}

impl Change {
    /// The review as it is stored, where it changes itself.
    #[must_use]
    pub fn review(&self) -> Option<&Review> {
        self.parts.iter().find_map(|part| match part {
            Part::Review(review) => Some(review),
            _ => None,
        })
    }
}

/// What is recorded of a change of a review. Ids and days; what was written stands in the review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum ReviewEvent {
    /// The review was made.
    Made {
        /// Planned or open.
        state: ReviewState,
    },
    /// Its schedule or its instruments were changed.
    Changed {
        /// Which fields.
        fields: Vec<String>,
    },
    /// It came to another state.
    StateChanged {
        /// Which.
        state: ReviewState,
    },
    /// Users were let in or taken out.
    ContributorsChanged {
        /// Let in.
        added: Vec<UserId>,
        /// Taken out.
        removed: Vec<UserId>,
    },
    /// Items were added to an instrument.
    ItemsAdded {
        /// The instrument.
        instrument: ProgramInstrument,
        /// How many.
        count: usize,
    },
    /// Evidence was asked for.
    EvidenceRequested {
        /// The request.
        request: EvidenceRequestId,
        /// Until when.
        due: Date,
    },
    /// An evidence request was changed.
    EvidenceRequestChanged {
        /// The request.
        request: EvidenceRequestId,
        /// Until when now.
        due: Date,
    },
    /// A ticket was given to upload a document.
    TicketGiven {
        /// The document.
        document: DocumentId,
    },
    /// A document was checked.
    DocumentChecked {
        /// The document.
        document: DocumentId,
        /// What came of it.
        #[serde(flatten)]
        state: DocumentState,
    },
    /// A link to a document was given out.
    DocumentOpened {
        /// The document.
        document: DocumentId,
    },
    /// A comment was written.
    Commented {
        /// The comment.
        comment: CommentId,
    },
    /// Findings were issued.
    FindingsIssued {
        /// The findings.
        findings: Vec<FindingId>,
        /// The date of the notification.
        notified_on: Date,
    },
    /// A resolution was submitted.
    ResolutionSubmitted {
        /// The finding.
        finding: FindingId,
    },
    /// It was returned.
    ResolutionReturned {
        /// The finding.
        finding: FindingId,
    },
    /// The finding was resolved.
    FindingResolved {
        /// The finding.
        finding: FindingId,
    },
    /// A resolution agreement was asked for.
    AgreementRequested {
        /// The finding.
        finding: FindingId,
        /// The day.
        until: Date,
    },
    /// It was approved.
    AgreementApproved {
        /// The finding.
        finding: FindingId,
        /// The day.
        until: Date,
    },
    /// It was denied.
    AgreementDenied {
        /// The finding.
        finding: FindingId,
    },
}

/// Who is told of a change; [`Change::mailing`] makes letters and circulars of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// The review coordinators of the LEA, and the contributors of the review.
    Lea,
    /// The monitors of an instrument.
    Monitors(ProgramInstrument),
    /// One user.
    User(UserId),
}

/// What people are told by mail of a review. It says what happened and where to look, and nothing that was written there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "kebab-case")]
pub enum ReviewNotice {
    /// The review is open.
    Opened,
    /// It is completed.
    Completed,
    /// It is cancelled.
    Cancelled,
    /// You were let into it.
    LetIn,
    /// Evidence is asked for.
    EvidenceRequested {
        /// Until when.
        due: Date,
    },
    /// A document was not accepted.
    DocumentRefused {
        /// The file's name.
        file_name: String,
        /// Why.
        reason: String,
    },
    /// Findings were issued.
    FindingsIssued {
        /// How many.
        count: usize,
        /// Until when.
        due: Date,
    },
    /// A resolution was submitted.
    ResolutionSubmitted,
    /// It was returned.
    ResolutionReturned {
        /// Until when it is due.
        due: Date,
    },
    /// The finding is resolved.
    FindingResolved,
    /// A resolution agreement was asked for.
    AgreementRequested {
        /// The day.
        until: Date,
    },
    /// It was approved.
    AgreementApproved {
        /// The day.
        until: Date,
    },
    /// It was denied.
    AgreementDenied {
        /// Until when the finding is due.
        due: Date,
    },
}

/// Why something cannot be done in a review, in words for the page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The role does not allow it.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// Absent, or of an instrument that the caller does not see: one answer.
    #[error("there is no such thing in this review")]
    NoSuchTarget,
    /// Other programs' monitors have a part in it.
    #[error("this review has program instruments that are not assigned to you; ask the compliance administrator")]
    NotWhole,
    /// Not among the programs assigned.
    #[error("is not assigned to you")]
    InstrumentNotAssigned(ProgramInstrument),
    /// Of another program than the review's.
    #[error("is not an instrument of this program")]
    InstrumentOfAnotherProgram(ProgramInstrument),
    /// No instrument.
    #[error("choose at least one program instrument")]
    NoInstrument,
    /// The organization is not an LEA.
    #[error("must be an LEA")]
    NotAnLea,
    /// A site elsewhere.
    #[error("must be a school of this LEA")]
    SiteElsewhere(usize),
    /// More than a review holds.
    #[error("{0}")]
    TooMany(&'static str),
    /// Nothing was named.
    #[error("name at least one")]
    Nothing,
    /// The last day comes before the first.
    #[error("the last day must not be before the first day")]
    EndsBeforeItBegins,
    /// The last day comes long after the first.
    #[error("must come at most 366 days after the first day")]
    TooLong,
    /// The first day is years away: a slip of the pen.
    #[error("must be a day within two years of when the review is planned")]
    FarAway,
    /// Findings were issued: the clocks run from the days as they are.
    #[error("findings were issued, so the days of the review stay as they are")]
    FindingsIssued,
    /// An instrument about which something was asked or found.
    #[error("has items in this review, so it stays")]
    InstrumentInUse(ProgramInstrument),
    /// The review is over.
    #[error("this review is {0}; nothing in it changes any more")]
    Over(ReviewState),
    /// The review is planned.
    #[error("this review is not open yet")]
    NotOpenYet,
    /// The review is open already.
    #[error("this review is open")]
    AlreadyOpen,
    /// Findings are not resolved.
    #[error("{0} findings are not resolved; resolve them before the review is completed")]
    Unresolved(u32),
    /// Findings were issued: what was found cannot be called off.
    #[error("findings were issued; a review with findings is completed and not cancelled")]
    HasFindings,
    /// Not a compliance contributor of the LEA.
    #[error("is not an active compliance contributor of this LEA")]
    NotAContributor(UserId),
    /// An item of this number exists.
    #[error("there is an item with this number already")]
    NumberTaken(usize),
    /// A day gone by.
    #[error("must be today or later: {0} or after")]
    DueInThePast(Date),
    /// A file of more than 100 MB, or of nothing.
    #[error("a file must have at least 1 byte and at most 100 MB ({FILE_MAX} bytes)")]
    Size,
    /// The name says another type.
    #[error("the file's extension and its type must agree: for this type, {0}")]
    ExtensionDisagrees(String),
    /// Not a document that can be replaced.
    #[error(
        "can be replaced only by a document for the same item, evidence request or finding, once, after it was checked"
    )]
    NotReplaceable,
    /// The ticket is over.
    #[error("the upload came after its ticket had ended; ask for another one")]
    TicketEnded,
    /// The notification is dated wrongly.
    #[error("the notification of findings must be dated from the last day of the review ({0}) to today")]
    NotificationDay(Date),
    /// The finding waits for the CDE or is resolved.
    #[error("this finding does not wait for a resolution by the LEA")]
    NotYourTurn,
    /// Nothing was submitted.
    #[error("no resolution waits for a decision")]
    NothingSubmitted,
    /// One is pending.
    #[error("a resolution agreement waits for a decision already")]
    AgreementPending,
    /// One is in force.
    #[error("a resolution agreement until {0} is in force")]
    AgreementInForce(Date),
    /// None is pending.
    #[error("no resolution agreement waits for a decision")]
    NoAgreementPending,
    /// Too soon.
    #[error("an agreement must end tomorrow ({0}) or later")]
    AgreementTooSoon(Date),
    /// Too late.
    #[error("an agreement must end within 225 calendar days after the last day of the review: by {0}")]
    AgreementTooLate(Date),
}
