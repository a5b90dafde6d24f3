//! The document to be uploaded, as it is asked for, and the ticket, as it is given.

use std::collections::BTreeMap;

use domain::compliance::{ContentType, Document, DocumentTarget, FileHash, FileName, NewDocument};
use domain::ids::{DocumentId, EvidenceRequestId, FindingId, ItemId, ReviewId};
use edge::{Field, FieldErrors, Problem};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::compliance::Upload;
use utoipa::ToSchema;

/// A file that is to be uploaded, and what for.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewDocument)]
pub(crate) struct UploadBody {
    #[serde(default)]
    #[schema(value_type = TargetBody, required)]
    target: Field<TargetBody>,
    /// The file's own name, without a path. Its extension must be one of the type's.
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 255, example = "Board minutes 2026.pdf")]
    file_name: Field<FileName>,
    /// PDF, Word, Excel, PNG, JPEG, GIF, TIFF, HEIC, CSV or text, by its media type.
    #[serde(default)]
    #[schema(value_type = String, required, example = "application/pdf")]
    content_type: Field<ContentType>,
    /// Bytes: at most 100 MB.
    #[serde(default)]
    #[schema(value_type = u64, required, minimum = 1, maximum = 104_857_600)]
    size: Field<u64>,
    /// Of the whole file, as 64 hexadecimal digits in lower case.
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 64, max_length = 64)]
    sha256: Field<FileHash>,
    /// The id of the document that this is a new edition of. That one is kept.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^[a-z2-7]{39}$")]
    replaces: Field<DocumentId>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

/// What a document is for: exactly one of these.
#[derive(Clone, Deserialize, ToSchema)]
#[schema(as = NewDocumentTarget)]
pub(crate) struct TargetBody {
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^[a-z2-7]{39}$")]
    item: Field<ItemId>,
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^[a-z2-7]{39}$")]
    evidence_request: Field<EvidenceRequestId>,
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^[a-z2-7]{39}$")]
    finding: Field<FindingId>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

/// What is asked for, with every field as it should be.
pub(crate) struct Wanted {
    target: DocumentTarget,
    file_name: FileName,
    content_type: ContentType,
    size: u64,
    sha256: FileHash,
    replaces: Option<DocumentId>,
}

impl UploadBody {
    pub(crate) fn check(self) -> Result<Wanted, Problem> {
        let mut errors = FieldErrors::new();
        let target = errors.required("/target", self.target).and_then(|target| target.check(&mut errors));
        let file_name = errors.required("/file_name", self.file_name);
        let content_type = errors.required("/content_type", self.content_type);
        let size = errors.required("/size", self.size);
        let sha256 = errors.required("/sha256", self.sha256);
        let replaces = errors.optional("/replaces", self.replaces);
        errors.unknown("", &self.unknown);
        match (target, file_name, content_type, size, sha256) {
            (Some(target), Some(file_name), Some(content_type), Some(size), Some(sha256)) if errors.is_empty() => {
                Ok(Wanted { target, file_name, content_type, size, sha256, replaces })
            }
            _ => Err(errors.into_problem()),
        }
    }
}

impl TargetBody {
    fn check(self, errors: &mut FieldErrors) -> Option<DocumentTarget> {
        let given = [
            errors.optional("/target/item", self.item).map(DocumentTarget::Item),
            errors.optional("/target/evidence_request", self.evidence_request).map(DocumentTarget::EvidenceRequest),
            errors.optional("/target/finding", self.finding).map(DocumentTarget::Finding),
        ];
        errors.unknown("/target", &self.unknown);
        let given: Vec<_> = given.into_iter().flatten().collect();
        let [target] = given.as_slice() else {
            if errors.is_empty() {
                errors.push("/target", "must have exactly one of item, evidence_request and finding");
            }
            return None;
        };
        Some(*target)
    }
}

impl Wanted {
    /// The review that the target lies in.
    pub(crate) fn review(&self) -> ReviewId {
        match self.target {
            DocumentTarget::Item(item) => item.review(),
            DocumentTarget::EvidenceRequest(request) => request.review(),
            DocumentTarget::Finding(finding) => finding.review(),
        }
    }

    pub(crate) fn document(&self, id: DocumentId) -> NewDocument {
        NewDocument {
            id,
            target: self.target,
            file_name: self.file_name.clone(),
            content_type: self.content_type,
            size: self.size,
            sha256: self.sha256,
            replaces: self.replaces,
        }
    }

    /// Whether `document` was made of this very request.
    pub(crate) fn made(&self, document: &Document) -> bool {
        let asked = (self.target, &self.file_name, self.content_type, self.size, self.sha256, self.replaces);
        let made = (
            document.target,
            &document.file_name,
            document.content_type,
            document.size,
            document.sha256,
            document.replaces,
        );
        asked == made
    }
}

/// A ticket.
#[derive(Serialize, ToSchema)]
#[schema(as = DocumentUpload)]
pub(crate) struct TicketAnswer {
    /// The document's id.
    #[schema(pattern = "^[a-z2-7]{39}$")]
    document_id: String,
    upload: UploadAnswer,
}

/// The one request that puts the file into the storage: the whole file as its body, with these headers and no others that
/// the program sets itself. Another length, type or content is refused there.
#[derive(Serialize, ToSchema)]
#[schema(as = DocumentUploadRequest)]
struct UploadAnswer {
    #[schema(example = "PUT")]
    method: String,
    /// A secret, good for this file alone.
    url: String,
    /// By their names in lower case.
    headers: BTreeMap<String, String>,
    /// 15 minutes after it was given.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

impl TicketAnswer {
    pub(crate) fn of(document: &Document, upload: Upload) -> Self {
        Self {
            document_id: document.id.to_string(),
            upload: UploadAnswer {
                method: upload.method,
                url: upload.url,
                headers: upload.headers.into_iter().collect(),
                expires_at: document.ticket_ends_at,
            },
        }
    }
}
