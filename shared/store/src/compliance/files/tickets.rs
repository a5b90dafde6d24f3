use data_encoding::BASE64;
use domain::Failure;
use domain::compliance::Document;

use super::{key, signed_for};
use crate::client::internal;
use crate::files::Files;
use crate::grant::{Grant, PUT_OBJECT, Shelf};

/// How a file is sent to the storage: one request, to be made exactly so.
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    /// The method, as in `PUT`.
    pub method: String,
    /// Where to. Whoever has it may send this one file: a secret, so there is no `Debug`.
    pub url: String,
    /// The headers to be set, by their names in lower case. The length is set by whatever sends the file.
    pub headers: Vec<(String, String)>,
}

/// The headers of an upload that are signed and that a page can set.
const SET_BY_THE_PAGE: [&str; 2] = ["content-type", "x-amz-checksum-sha256"];

/// Signs tickets to upload documents.
#[derive(Clone, Debug)]
pub struct UploadTickets {
    files: Files,
    bucket: String,
}

impl UploadTickets {
    /// What this handle needs: whoever uses a ticket acts with it.
    pub const GRANTS: &[Grant] = &[Grant::on_objects(Shelf::Quarantine, PUT_OBJECT)];

    /// On the bucket of documents.
    #[must_use]
    pub fn new(files: &Files, bucket: String) -> Self {
        Self { files: files.clone(), bucket }
    }

    /// The ticket for `document`, good from the time it was given until it ends, and the same each time it is asked for. Key,
    /// length, type and SHA-256 are signed: the storage takes no other file.
    ///
    /// # Errors
    /// When there is nothing to sign with.
    pub async fn ticket(&self, document: &Document) -> Result<Upload, Failure> {
        let period = signed_for(document.uploaded_at, document.ticket_ends_at.duration_since(document.uploaded_at))?;
        let signed = self
            .files
            .0
            .put_object()
            .bucket(&self.bucket)
            .key(key(Shelf::Quarantine, document.id))
            .content_length(i64::try_from(document.size).map_err(internal)?)
            .content_type(document.content_type.code())
            .checksum_sha256(BASE64.encode(document.sha256.bytes()))
            .presigned(period)
            .await
            .map_err(internal)?;
        // A page may not set the length itself: the browser does, and it is signed. What is not signed, such as the trace that
        // Lambda has the client add, no browser may send to another origin.
        let headers = signed.headers().map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        let headers = headers.filter(|(name, _)| SET_BY_THE_PAGE.contains(&name.as_str())).collect();
        Ok(Upload { method: signed.method().to_owned(), url: signed.uri().to_owned(), headers })
    }
}
