//! The files of documents: a ticket puts one into the quarantine, the check moves it on, a link gets it from there. A key is
//! made of the document's id and of nothing that anybody typed.

mod downloads;
mod quarantine;
mod tickets;

use std::time::{Duration, SystemTime};

use aws_sdk_s3::presigning::PresigningConfig;
use domain::Failure;
use domain::ids::DocumentId;
use jiff::{SignedDuration, Timestamp};

use crate::client::internal;
use crate::grant::Shelf;

pub use downloads::{DOWNLOAD, Download, Downloads};
pub use quarantine::{Arrival, Quarantine};
pub use tickets::{Upload, UploadTickets};

/// The key of a document on a shelf.
fn key(shelf: Shelf, document: DocumentId) -> String {
    format!("{}/{document}", shelf.name())
}

/// What is signed to be good from `from` on for `length`.
fn signed_for(from: Timestamp, length: SignedDuration) -> Result<PresigningConfig, Failure> {
    let length = Duration::try_from(length).map_err(internal)?;
    PresigningConfig::builder().start_time(SystemTime::from(from)).expires_in(length).build().map_err(internal)
}
