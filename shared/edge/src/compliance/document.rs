use domain::compliance::{Document, DocumentState, DocumentTarget, SeenReview};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::AuthorBody;

/// What a document is for: one of the three.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DocumentTarget)]
pub enum DocumentTargetBody {
    /// An item, by its id.
    Item(String),
    /// An evidence request, by its id.
    EvidenceRequest(String),
    /// A finding, by its id.
    Finding(String),
}

impl From<DocumentTarget> for DocumentTargetBody {
    fn from(target: DocumentTarget) -> Self {
        match target {
            DocumentTarget::Item(id) => Self::Item(id.to_string()),
            DocumentTarget::EvidenceRequest(id) => Self::EvidenceRequest(id.to_string()),
            DocumentTarget::Finding(id) => Self::Finding(id.to_string()),
        }
    }
}

/// A document of a review.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewDocument)]
pub struct DocumentBody {
    #[schema(pattern = "^[a-z2-7]{39}$")]
    id: String,
    version: u64,
    target: DocumentTargetBody,
    /// The instrument that the target lies in.
    #[schema(value_type = String)]
    instrument: &'static str,
    file_name: String,
    #[schema(value_type = String)]
    content_type: &'static str,
    /// What kind of file that is, as people say it.
    #[schema(value_type = String)]
    type_name: &'static str,
    /// In bytes.
    size: u64,
    /// 64 hexadecimal digits.
    sha256: String,
    uploaded_by: AuthorBody,
    #[schema(value_type = String, format = DateTime)]
    uploaded_at: Timestamp,
    /// The document that it is a new edition of.
    #[serde(skip_serializing_if = "Option::is_none")]
    replaces: Option<String>,
    /// The first is 1.
    edition: u32,
    /// Whether it is clean and no clean one replaces it.
    current: bool,
    /// `awaiting`, `checking`, `clean`, `refused` or `expired`.
    #[schema(value_type = String)]
    state: &'static str,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl DocumentBody {
    /// `document` of the review, as it is at `now`.
    #[must_use]
    pub fn of(seen: &SeenReview, document: &Document, now: Timestamp) -> Self {
        Self::new(document, seen.record().current_documents().contains(&document.id), now)
    }

    pub(super) fn new(document: &Document, current: bool, now: Timestamp) -> Self {
        let (state, reason) = match document.state_at(now) {
            DocumentState::Awaiting => ("awaiting", None),
            DocumentState::Checking => ("checking", None),
            DocumentState::Clean => ("clean", None),
            DocumentState::Refused { reason } => ("refused", Some(reason)),
            DocumentState::Expired => ("expired", None),
        };
        Self {
            id: document.id.to_string(),
            version: document.version,
            target: document.target.into(),
            instrument: document.instrument.code(),
            file_name: document.file_name.to_string(),
            content_type: document.content_type.code(),
            type_name: document.content_type.name(),
            size: document.size,
            sha256: document.sha256.to_string(),
            uploaded_by: (&document.uploaded_by).into(),
            uploaded_at: document.uploaded_at,
            replaces: document.replaces.map(|replaced| replaced.to_string()),
            edition: document.edition,
            current,
            state,
            reason,
        }
    }
}
