//! Compliance: reviews of LEAs, the evidence asked for, comments, findings and the agreements about them, as in the CDE's
//! California Accountability & Improvement System (CAIS) and its successor, the CDE Monitoring Tool (CMT).
//!
//! A review is decided on as one caller sees it ([`see`] gives a [`SeenReview`]); what is decided is a [`Change`].

mod actions;
mod asking;
mod calendar;
mod change;
mod contacts;
mod evidence;
mod file;
mod finding;
mod mailing;
mod managing;
mod program;
mod record;
mod reminding;
mod report;
mod resolving;
mod review;
mod text;
mod uploading;

pub use actions::{FindingAction, ReviewAction, finding_actions, review_actions};
pub use asking::{
    MAX_ITEMS, MAX_ITEMS_AT_ONCE, MAX_REQUESTS, NewItem, add_items, change_request, comment, request_evidence,
};
pub use calendar::ReviewDay;
pub use change::{Audience, Change, Part, Refusal, ReviewEvent, ReviewNotice};
pub use contacts::{ContactChange, change_contact, office};
pub use evidence::{Comment, CommentTarget, Document, DocumentState, DocumentTarget, EvidenceRequest, Item, ItemKind};
pub use file::{ContentType, FILE_MAX, FileHash, FileName};
pub use finding::{
    AGREEMENT_DAYS, Agreement, AgreementState, Clocks, Finding, FindingState, RESOLUTION_DAYS, Resolution,
};
pub use managing::{MAX_CONTRIBUTORS, MAX_SITES, NewReview, ReviewChange, ReviewCommand, assign, make, manage};
pub use program::{Program, ProgramContact, ProgramInstrument};
pub use record::{ReviewRecord, SeenReview, see};
pub use reminding::{
    CAUGHT_UP, CommentCount, DueKind, DueLine, LEAS_MAX, LINES_MAX, NonSubmitter, Side, Watched, due_days, last_day,
    missed_day, next_day, non_submitters, told_day,
};
pub use report::{OpenWork, Tally};
pub use resolving::{FindingCommand, MAX_FINDINGS, MAX_FINDINGS_AT_ONCE, NewFinding, decide, issue_findings};
pub use review::{Author, Contributor, Review, ReviewList, ReviewMode, ReviewState, Site};
pub use text::{ItemNumber, PROSE_MAX, Prose};
pub use uploading::{MAX_DOCUMENTS, NewDocument, TICKET, Verdict, expire, give_ticket, settle};

#[cfg(test)]
mod tests;
