use domain::Failure;
use domain::access::Unchecked;
use domain::ids::{StudentId, UserId};
use domain::students::{Assignments, RecordVersion, StudentRecord};
use domain::year::AdministrationYear;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::items::{AssignmentsItem, StudentItem};
use crate::client::Dynamo;
use crate::grant::{BATCH_GET, Grant, Table};
use crate::item::{Item, batch_get, body, key, sort_of};
use crate::keys::{Partition, Sort};

/// Reads students' records.
#[derive(Clone, Debug)]
pub struct Records {
    dynamo: Dynamo,
    table: String,
}

/// `STUDENT#… / SAVE#…`: a committed save, by which a repeat of it is known.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SaveItem {
    pub(crate) fingerprint: String,
    pub(crate) ttl: i64,
}

impl Records {
    /// What this handle needs.
    pub const GRANTS: &[Grant] = &[Grant::new(Table::Students, BATCH_GET)];

    /// On the students table.
    #[must_use]
    pub fn new(dynamo: &Dynamo, students_table: String) -> Self {
        Self { dynamo: dynamo.clone(), table: students_table }
    }

    /// The record of `student` with the assignments of `year`, for nobody's eyes yet.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn read(
        &self,
        student: StudentId,
        year: AdministrationYear,
    ) -> Result<Unchecked<StudentRecord>, Failure> {
        let items = batch_get(&self.dynamo, &self.table, record_keys(student, year)).await?;
        record(items, year).map(Unchecked::new)
    }

    /// As [`Self::read`], and beside it the fingerprint of the request that `user` saved under `idempotency_key` in the
    /// last 24 hours, if any: all in one call.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn read_for_save(
        &self,
        student: StudentId,
        year: AdministrationYear,
        user: UserId,
        idempotency_key: &str,
        now: Timestamp,
    ) -> Result<(Unchecked<StudentRecord>, Option<String>), Failure> {
        let save = Sort::Save(user, idempotency_key.to_owned());
        let mut keys = record_keys(student, year);
        keys.push(key(&Partition::Student(student), &save));
        let items = batch_get(&self.dynamo, &self.table, keys).await?;
        let (saves, items): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| sort_of(item) == save.to_string());
        let earlier = saves.into_iter().next().map(body::<SaveItem>).transpose()?;
        let fingerprint = earlier.filter(|earlier| earlier.ttl > now.as_second()).map(|earlier| earlier.fingerprint);
        Ok((record(items, year).map(Unchecked::new)?, fingerprint))
    }
}

pub(super) fn record_keys(student: StudentId, year: AdministrationYear) -> Vec<Item> {
    let partition = Partition::Student(student);
    vec![key(&partition, &Sort::Profile), key(&partition, &Sort::Assignments(year))]
}

pub(super) fn record(items: Vec<Item>, year: AdministrationYear) -> Result<Option<StudentRecord>, Failure> {
    let (mut profile, mut assignments) = (None, None);
    for item in items {
        if sort_of(&item) == Sort::Profile.to_string() {
            profile = Some(body::<StudentItem>(item)?);
        } else {
            assignments = Some(body::<AssignmentsItem>(item)?);
        }
    }
    Ok(profile.map(|profile| {
        let (assigned, version) =
            assignments.map_or_else(|| (Assignments::none(year), 0), |it| (it.assignments, it.version));
        StudentRecord {
            student: profile.student,
            assignments: assigned,
            version: RecordVersion { student: profile.version, assignments: version },
        }
    }))
}
