//! The seals of the audit trail: what the trail's stream hands over, how a row is hashed, where seals lie.

mod archive;
mod hash;

use aws_sdk_s3::error::{ProvideErrorMetadata as _, SdkError};
use aws_sdk_s3::operation::put_object::PutObjectError;
use aws_sdk_s3::primitives::ByteStream;
use data_encoding::HEXLOWER;
use domain::Failure;
use domain::seal::{RowKey, Seal, SealedRow, Touch, TouchedRow};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::client::{failure, internal};
use crate::files::Files;
use crate::grant::{Grant, PUT_OBJECT};
use crate::item::Item;

pub use archive::{Archive, Found, Spoilt};
pub use hash::row_hash;

/// What the stream of the audit table hands over: rows that came, as they are.
#[derive(Clone, Debug, Deserialize)]
pub struct TrailEvent {
    #[serde(rename = "Records")]
    records: Vec<Record>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    event_name: EventName,
    dynamodb: Change,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum EventName {
    Insert,
    Modify,
    Remove,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Change {
    keys: serde_dynamo::Item,
    new_image: Option<serde_dynamo::Item>,
}

impl TrailEvent {
    /// The seal of all that is told.
    ///
    /// # Errors
    /// When a row is told of without what is in it: then the table's stream is set up wrong.
    pub fn seal(self) -> Result<Seal, Failure> {
        let mut seal = Seal::default();
        for Record { event_name, dynamodb } in self.records {
            let key: RowKey = serde_dynamo::from_item(dynamodb.keys).map_err(internal)?;
            let touch = match event_name {
                EventName::Insert => {
                    let image =
                        dynamodb.new_image.ok_or_else(|| Failure::Internal("a row without its image".into()))?;
                    let row: Item = image.into();
                    seal.rows.push(SealedRow { key, sha256: row_hash(&row) });
                    continue;
                }
                EventName::Modify => Touch::Changed,
                EventName::Remove => Touch::Removed,
            };
            seal.touched.push(TouchedRow { key, touch });
        }
        Ok(seal)
    }
}

/// A seal's name: the day on which it was made, in UTC, and the hash of what it says. So the same seal made twice is one, and
/// nobody can put another one under its name.
fn name(day: Date, json: &[u8]) -> String {
    format!("{day}/{}.json", HEXLOWER.encode(&Sha256::digest(json)))
}

/// Puts seals where nobody can change or remove them.
#[derive(Clone, Debug)]
pub struct Seals {
    files: Files,
    bucket: String,
}

impl Seals {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::on_seals(PUT_OBJECT)];

    /// In the bucket of seals.
    #[must_use]
    pub fn new(files: &Files, seals_bucket: String) -> Self {
        Self { files: files.clone(), bucket: seals_bucket }
    }

    /// Puts `seal` among those of the day that it is at `now`, unless it is there.
    ///
    /// # Errors
    /// When that cannot be done.
    pub async fn put(&self, now: Timestamp, seal: &Seal) -> Result<(), Failure> {
        let json = serde_json::to_vec(seal).map_err(internal)?;
        let day = now.to_zoned(TimeZone::UTC).date();
        let put = self.files.0.put_object().bucket(&self.bucket).key(name(day, &json)).if_none_match("*");
        match put.content_type("application/json").body(ByteStream::from(json)).send().await {
            Err(error) if !is_there(&error) => Err(failure(error)),
            _ => Ok(()),
        }
    }
}

/// Whether an object was not put because there is one: under this name it is the same.
fn is_there<R>(error: &SdkError<PutObjectError, R>) -> bool {
    error.as_service_error().and_then(|error| error.code()) == Some("PreconditionFailed")
}
