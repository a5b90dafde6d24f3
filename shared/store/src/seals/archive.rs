//! What an operator reads to compare the trail with its seals.

use aws_sdk_s3::types::ObjectVersion;
use domain::Failure;
use domain::seal::{Days, RowHash, RowKey, Seal};
use futures_util::{StreamExt as _, stream};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{name, row_hash};
use crate::client::{Dynamo, failure, internal};
use crate::files::Files;
use crate::item::{Item, PARTITION, SORT, text};

/// Reads seals and the whole trail. No function does.
#[derive(Clone, Debug)]
pub struct Archive {
    files: Files,
    bucket: String,
    dynamo: Dynamo,
    table: String,
}

/// Something in the bucket that is no seal as it was put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spoilt {
    /// It is not what its name is the hash of, or was put on another day than its name tells.
    Forged,
    /// It was removed. What it said is still there.
    Removed,
}

/// What lies in the bucket.
#[derive(Clone, Debug)]
pub enum Found {
    /// A seal, and on which day it was made.
    Seal(Date, Seal),
    /// Something that is no seal as it was put, by its name.
    Spoilt(String, Spoilt),
}

/// How many seals are read at once.
const AT_ONCE: usize = 32;

impl Archive {
    /// On the bucket of seals and the audit table.
    #[must_use]
    pub fn new(files: &Files, seals_bucket: String, dynamo: &Dynamo, audit_table: String) -> Self {
        Self { files: files.clone(), bucket: seals_bucket, dynamo: dynamo.clone(), table: audit_table }
    }

    /// Gives each thing in the bucket of the days on which rows of `days` may have been sealed to `take`: every version, so
    /// that what was put over a seal or removed it hides nothing.
    ///
    /// # Errors
    /// When the bucket cannot be read.
    pub async fn seals(&self, days: Days, mut take: impl FnMut(Found)) -> Result<(), Failure> {
        let days = days.of_seals();
        // Names begin with the day, so the list itself leaves out what comes before the first.
        let mut key = days.from.map(|from| from.to_string());
        let mut version = None;
        loop {
            let list = self.files.0.list_object_versions().bucket(&self.bucket);
            let page = list.set_key_marker(key).set_version_id_marker(version).send().await.map_err(failure)?;
            let is_of_days = |name: Option<&str>| day_of(name.unwrap_or_default()).is_none_or(|day| days.hold(day));
            for removal in page.delete_markers().iter().filter(|removal| is_of_days(removal.key())) {
                take(Found::Spoilt(removal.key().unwrap_or_default().to_owned(), Spoilt::Removed));
            }
            let versions = page.versions().iter().filter(|version| is_of_days(version.key()));
            let mut reading = stream::iter(versions.map(|version| self.read(version))).buffer_unordered(AT_ONCE);
            while let Some(found) = reading.next().await {
                take(found?);
            }
            (key, version) = (page.next_key_marker.clone(), page.next_version_id_marker.clone());
            if key.is_none() {
                return Ok(());
            }
        }
    }

    async fn read(&self, version: &ObjectVersion) -> Result<Found, Failure> {
        let key = version.key().unwrap_or_default();
        let get = self.files.0.get_object().bucket(&self.bucket).key(key).set_version_id(version.version_id.clone());
        let content = get.send().await.map_err(failure)?.body.collect().await.map_err(internal)?.into_bytes();
        // The day in a name is whoever's who puts it; when it was put is the storage's word.
        let put_at = version.last_modified().and_then(|at| Timestamp::from_second(at.secs()).ok());
        let put_on = put_at.map(|at| at.to_zoned(TimeZone::UTC).date());
        let day = day_of(key).filter(|day| put_on == Some(*day) || put_on == day.tomorrow().ok());
        let day = day.filter(|day| name(*day, &content) == key);
        let seal = day.and_then(|day| Some(Found::Seal(day, serde_json::from_slice(&content).ok()?)));
        Ok(seal.unwrap_or_else(|| Found::Spoilt(key.to_owned(), Spoilt::Forged)))
    }

    /// Gives each row of `days` to `take`, in no order, and how many were looked at to `looked_at`.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn rows(
        &self,
        days: Days,
        mut take: impl FnMut(RowKey, RowHash),
        mut looked_at: impl FnMut(usize),
    ) -> Result<(), Failure> {
        let mut start = None;
        loop {
            // Consistent: a row whose seal was just read must not be missed.
            let scan = self.dynamo.0.scan().table_name(&self.table).consistent_read(true);
            let mut scan = scan.set_exclusive_start_key(start);
            if days.from.is_some() || days.to.is_some() {
                let from = days.from.map_or_else(|| "0".to_owned(), |from| from.to_string());
                // A time of the last day lies before the next one's first.
                let end = days.to.map_or_else(|| "~".to_owned(), |to| format!("{to}U"));
                scan = scan.filter_expression("sk BETWEEN :from AND :end");
                scan = scan
                    .expression_attribute_values(":from", text(from))
                    .expression_attribute_values(":end", text(end));
            }
            let page = scan.send().await.map_err(failure)?;
            looked_at(usize::try_from(page.scanned_count).unwrap_or_default());
            for item in page.items() {
                take(key_of(item), row_hash(item));
            }
            start = page.last_evaluated_key;
            if start.is_none() {
                return Ok(());
            }
        }
    }
}

fn key_of(item: &Item) -> RowKey {
    let of = |name| item.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default();
    RowKey { pk: of(PARTITION), sk: of(SORT) }
}

/// The day in a seal's name, if it is one.
fn day_of(name: &str) -> Option<Date> {
    name.split_once('/')?.0.parse().ok()
}
