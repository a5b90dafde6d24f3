use domain::Failure;
use domain::compliance::{Document, FileName};
use jiff::{SignedDuration, Timestamp};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{key, signed_for};
use crate::client::internal;
use crate::files::Files;
use crate::grant::{GET_OBJECT, Grant, Shelf};

/// How long a link to a document is good. Our choice: it is used as it is given; a download that has begun goes on.
pub const DOWNLOAD: SignedDuration = SignedDuration::from_mins(5);

/// A link to a document.
#[derive(Clone, PartialEq, Eq)]
pub struct Download {
    /// Whoever has it gets the file: a secret, so there is no `Debug`.
    pub url: String,
    /// Until when.
    pub expires_at: Timestamp,
}

/// Signs links to documents that were checked.
#[derive(Clone, Debug)]
pub struct Downloads {
    files: Files,
    bucket: String,
}

impl Downloads {
    /// What this handle needs: whoever uses a link acts with it.
    pub const GRANTS: &[Grant] = &[Grant::on_objects(Shelf::Clean, GET_OBJECT)];

    /// On the bucket of documents.
    #[must_use]
    pub fn new(files: &Files, bucket: String) -> Self {
        Self { files: files.clone(), bucket }
    }

    /// A link to `document`, which must be clean, good from `now` on. What it opens is saved under the document's name and
    /// never shown in the browser, whatever is in it.
    ///
    /// # Errors
    /// When there is nothing to sign with.
    pub async fn link(&self, document: &Document, now: Timestamp) -> Result<Download, Failure> {
        let signed = self
            .files
            .0
            .get_object()
            .bucket(&self.bucket)
            .key(key(Shelf::Clean, document.id))
            .response_content_disposition(attachment(&document.file_name))
            .response_content_type(document.content_type.code())
            .response_cache_control("private, no-store")
            .presigned(signed_for(now, DOWNLOAD)?)
            .await
            .map_err(internal)?;
        Ok(Download { url: signed.uri().to_owned(), expires_at: now + DOWNLOAD })
    }
}

/// What may stand as it is in an extended value. Source: RFC 8187, 3.2.1 (`attr-char`).
const EXTENDED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// The header that has a file saved under `name`: in ASCII for old programs, and as it is. Source: RFC 6266, appendix D.
fn attachment(name: &FileName) -> String {
    let plain = |c: char| if c.is_ascii_graphic() && !matches!(c, '"' | '%') || c == ' ' { c } else { '_' };
    let ascii: String = name.as_str().chars().map(plain).collect();
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{}", utf8_percent_encode(name.as_str(), EXTENDED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_saved_under_its_own_name_and_never_opened() {
        for (name, header) in [
            ("Plan 2026.pdf", "attachment; filename=\"Plan 2026.pdf\"; filename*=UTF-8''Plan%202026.pdf"),
            ("año.pdf", "attachment; filename=\"a_o.pdf\"; filename*=UTF-8''a%C3%B1o.pdf"),
            ("a\"; x=\".pdf", "attachment; filename=\"a_; x=_.pdf\"; filename*=UTF-8''a%22%3B%20x%3D%22.pdf"),
            ("50%25.pdf", "attachment; filename=\"50_25.pdf\"; filename*=UTF-8''50%2525.pdf"),
            ("it's (1).pdf", "attachment; filename=\"it's (1).pdf\"; filename*=UTF-8''it%27s%20%281%29.pdf"),
        ] {
            assert_eq!(attachment(&name.parse().unwrap()), header, "{name}");
        }
    }
}
