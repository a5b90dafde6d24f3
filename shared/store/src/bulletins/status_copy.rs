use aws_sdk_s3::primitives::ByteStream;
use domain::Failure;

use crate::client::failure;
use crate::files::Files;
use crate::grant::{Grant, PUT_OBJECT, StatusFile};

/// How long whoever carries the copy may keep it: as long as the answer that it is a copy of.
const FOR_A_MOMENT: &str = "public, max-age=15";

/// Writes the copy of the status of the systems among the portal's files.
#[derive(Clone, Debug)]
pub struct StatusCopy {
    files: Files,
    bucket: String,
}

impl StatusCopy {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::on_status_file(PUT_OBJECT)];

    /// In the bucket of the portal's files.
    #[must_use]
    pub fn new(files: &Files, portal_bucket: String) -> Self {
        Self { files: files.clone(), bucket: portal_bucket }
    }

    /// Puts `json` in the place of the copy that was there.
    ///
    /// # Errors
    /// When the bucket cannot be written: the copy that was there stays.
    pub async fn write(&self, json: Vec<u8>) -> Result<(), Failure> {
        let put = self.files.0.put_object().bucket(&self.bucket).key(StatusFile::KEY);
        let put = put.content_type("application/json").cache_control(FOR_A_MOMENT);
        put.body(ByteStream::from(json)).send().await.map(|_| ()).map_err(failure)
    }
}
