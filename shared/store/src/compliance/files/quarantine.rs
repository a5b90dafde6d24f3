use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{ChecksumAlgorithm, MetadataDirective, TaggingDirective};
use domain::Failure;
use domain::compliance::Document;
use domain::ids::DocumentId;
use jiff::Timestamp;

use super::key;
use crate::client::{failure, internal};
use crate::files::Files;
use crate::grant::{DELETE_OBJECT, GET_OBJECT, Grant, PUT_OBJECT, Shelf};

/// A file that arrived.
#[derive(Debug)]
pub struct Arrival {
    /// Its bytes, as the storage counts them.
    pub size: u64,
    /// The type it was sent with.
    pub content_type: Option<String>,
    /// When the storage took it.
    pub at: Timestamp,
    /// Names this content: what is accepted is what was looked at.
    etag: String,
    body: ByteStream,
}

impl Arrival {
    /// The next piece of it, of any length; none at its end.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn next(&mut self) -> Result<Option<impl AsRef<[u8]> + use<>>, Failure> {
        self.body.try_next().await.map_err(|error| Failure::Unavailable(Box::new(error)))
    }
}

/// Reads what arrived, and moves it on or away.
#[derive(Clone, Debug)]
pub struct Quarantine {
    files: Files,
    bucket: String,
}

impl Quarantine {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[
        Grant::on_objects(Shelf::Quarantine, GET_OBJECT),
        Grant::on_objects(Shelf::Quarantine, DELETE_OBJECT),
        Grant::on_objects(Shelf::Clean, PUT_OBJECT),
    ];

    /// On the bucket of documents.
    #[must_use]
    pub fn new(files: &Files, bucket: String) -> Self {
        Self { files: files.clone(), bucket }
    }

    /// The document that a key of the storage is about; none for a key that no ticket is for.
    #[must_use]
    pub fn document_of(key: &str) -> Option<DocumentId> {
        key.strip_prefix(Shelf::Quarantine.name())?.strip_prefix('/')?.parse().ok()
    }

    /// What arrived for `document`, to be read piece by piece; none when it is gone.
    ///
    /// # Errors
    /// When the bucket cannot be read.
    pub async fn open(&self, document: DocumentId) -> Result<Option<Arrival>, Failure> {
        let key = key(Shelf::Quarantine, document);
        let found = match self.files.0.get_object().bucket(&self.bucket).key(key).send().await {
            Ok(found) => found,
            Err(error) if error.as_service_error().is_some_and(GetObjectError::is_no_such_key) => return Ok(None),
            Err(error) => return Err(failure(error)),
        };
        let missing = |what: &str| Failure::Internal(format!("the storage told no {what}").into());
        let at = found.last_modified.ok_or_else(|| missing("time"))?;
        Ok(Some(Arrival {
            size: found
                .content_length
                .and_then(|length| u64::try_from(length).ok())
                .ok_or_else(|| missing("length"))?,
            content_type: found.content_type,
            at: Timestamp::new(at.secs(), 0).map_err(internal)?,
            etag: found.e_tag.ok_or_else(|| missing("tag"))?,
            body: found.body,
        }))
    }

    /// Copies what was looked at to where it may be downloaded from, under the type it was checked as. To do it again is
    /// harmless.
    ///
    /// # Errors
    /// When the bucket cannot be written, or something else lies in the quarantine meanwhile.
    pub async fn release(&self, document: &Document, arrival: &Arrival) -> Result<(), Failure> {
        let copied = self
            .files
            .0
            .copy_object()
            .bucket(&self.bucket)
            .key(key(Shelf::Clean, document.id))
            .copy_source(format!("{}/{}", self.bucket, key(Shelf::Quarantine, document.id)))
            .copy_source_if_match(&arrival.etag)
            .content_type(document.content_type.code())
            .metadata_directive(MetadataDirective::Replace)
            // A scanner's tag is given by the scanner alone.
            .tagging_directive(TaggingDirective::Replace)
            .checksum_algorithm(ChecksumAlgorithm::Sha256)
            .send()
            .await;
        copied.map(|_| ()).map_err(failure)
    }

    /// Takes a document out of the quarantine, once it is settled. To do it again is harmless.
    ///
    /// # Errors
    /// When the bucket cannot be written.
    pub async fn discard(&self, document: DocumentId) -> Result<(), Failure> {
        let key = key(Shelf::Quarantine, document);
        let deleted = self.files.0.delete_object().bucket(&self.bucket).key(key).send().await;
        deleted.map(|_| ()).map_err(failure)
    }
}

#[cfg(test)]
mod tests {
    use domain::ids::ReviewId;

    use super::*;

    #[test]
    fn only_a_key_that_a_ticket_is_for_names_a_document() {
        let document = DocumentId::new(ReviewId::from_bytes([1; 16]), [2; 8]);
        assert_eq!(Quarantine::document_of(&key(Shelf::Quarantine, document)), Some(document));
        for other in ["", "quarantine/", "quarantine/x", "quarantine", &key(Shelf::Clean, document)] {
            assert_eq!(Quarantine::document_of(other), None, "{other}");
        }
        let (upper, longer) = (document.to_string().to_uppercase(), format!("quarantine/{document}/.."));
        assert_eq!(Quarantine::document_of(&format!("quarantine/{upper}")), None);
        assert_eq!(Quarantine::document_of(&longer), None);
    }
}
