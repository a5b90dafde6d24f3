use std::collections::HashMap;
use std::sync::Arc;

use aws_sdk_dynamodb::types::{ConditionCheck, Delete, Put, TransactWriteItem};
use domain::Failure;
use domain::audit::Entry;
use domain::ids::StudentId;
use domain::students::{Assignments, RecordVersion, Student, StudentRecord};
use domain::year::AdministrationYear;
use tokio::task::JoinSet;

use super::items::{AssignmentsItem, StudentItem, profile_item, second_enrollment_item};
use super::records::{record, record_keys};
use crate::audit::transact_row;
use crate::batch::{SIDE_BY_SIDE, finished, id, read_all, unhurried};
use crate::client::{Dynamo, internal};
use crate::commit::{Commit, commit};
use crate::item::{Item, item, key, number};
use crate::keys::{Partition, Sort};

/// Brings students in: an operator's work, under the operator's own rights.
#[derive(Clone, Debug)]
pub struct StudentImports {
    dynamo: Dynamo,
    students: String,
    audit: String,
}

/// How many students one transaction creates: four items each, of the 100 that DynamoDB allows.
const CREATED_AT_ONCE: usize = 20;

/// A student to be written.
#[derive(Clone, Debug)]
pub struct StudentWrite {
    /// What was read; nothing for a new student.
    pub before: Option<StudentRecord>,
    /// The student afterwards.
    pub student: Student,
    /// The assignments afterwards.
    pub assignments: Assignments,
    /// What the history says of it. Each row has a request of its own.
    pub entries: Vec<Entry>,
}

impl StudentImports {
    /// How many students are best handed over at once.
    pub const BATCH: usize = 400;

    /// On the students and audit tables.
    #[must_use]
    pub fn new(dynamo: &Dynamo, students_table: String, audit_table: String) -> Self {
        Self { dynamo: unhurried(dynamo), students: students_table, audit: audit_table }
    }

    /// The records, with the assignments of `year`, of those of `students` that are there. An id must not come twice.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn read(
        &self,
        students: &[StudentId],
        year: AdministrationYear,
    ) -> Result<HashMap<StudentId, StudentRecord>, Failure> {
        let keys = students.iter().flat_map(|student| record_keys(*student, year)).collect();
        let mut partitions: HashMap<String, Vec<Item>> = HashMap::new();
        for item in read_all(&self.dynamo, &self.students, keys).await? {
            partitions.entry(id(&item).0).or_default().push(item);
        }
        let mut found = HashMap::with_capacity(partitions.len());
        for items in partitions.into_values() {
            if let Some(record) = record(items, year)? {
                found.insert(record.student.id, record);
            }
        }
        Ok(found)
    }

    /// Creates students that were not there when read, some in one transaction, several of these side by side. Gives the
    /// ids of those who were created by somebody else meanwhile: nothing of theirs was written.
    ///
    /// # Errors
    /// When a table cannot be written.
    pub async fn create(&self, writes: Vec<StudentWrite>) -> Result<Vec<StudentId>, Failure> {
        let this = Arc::new(self.clone());
        let mut running: JoinSet<Result<Vec<StudentId>, Failure>> = JoinSet::new();
        let mut stale = Vec::new();
        let mut writes = writes.into_iter().peekable();
        while writes.peek().is_some() {
            if running.len() >= SIDE_BY_SIDE {
                stale.extend(finished(running.join_next().await)?.unwrap_or_default());
            }
            let group: Vec<_> = writes.by_ref().take(CREATED_AT_ONCE).collect();
            let this = Arc::clone(&this);
            running.spawn(async move { this.create_group(&group).await });
        }
        while let Some(done) = running.join_next().await {
            stale.extend(finished(Some(done))?.unwrap_or_default());
        }
        Ok(stale)
    }

    async fn create_group(&self, group: &[StudentWrite]) -> Result<Vec<StudentId>, Failure> {
        if self.create_together(group).await? {
            return Ok(Vec::new());
        }
        let mut stale = Vec::new();
        for write in group {
            if !self.create_together(std::slice::from_ref(write)).await? {
                stale.push(write.student.id);
            }
        }
        Ok(stale)
    }

    async fn create_together(&self, group: &[StudentWrite]) -> Result<bool, Failure> {
        let mut parts = Vec::new();
        for write in group {
            parts.push(self.put(profile(write, None)?, 0)?);
            parts.push(self.put(assignments(write, 0)?, 0)?);
            if let Some(second) = second_enrollment_item(&write.student)? {
                parts.push(self.put(second, 0)?);
            }
            for entry in &write.entries {
                parts.push(transact_row(&self.audit, entry)?);
            }
        }
        Ok(commit(&self.dynamo, parts).await? == Commit::Done)
    }

    /// Changes students, each in one transaction on the versions read, several side by side. Gives the ids of those whose
    /// record was changed by somebody else meanwhile: nothing of theirs was written.
    ///
    /// # Errors
    /// When a table cannot be written.
    pub async fn update(&self, writes: Vec<StudentWrite>) -> Result<Vec<StudentId>, Failure> {
        let this = Arc::new(self.clone());
        let mut running: JoinSet<Result<(StudentId, bool), Failure>> = JoinSet::new();
        let mut stale = Vec::new();
        for write in writes {
            if running.len() >= SIDE_BY_SIDE {
                stale.extend(overtaken(finished(running.join_next().await)?));
            }
            let this = Arc::clone(&this);
            running.spawn(async move { Ok((write.student.id, this.update_one(&write).await?)) });
        }
        while let Some(done) = running.join_next().await {
            stale.extend(overtaken(finished(Some(done))?));
        }
        Ok(stale)
    }

    async fn update_one(&self, write: &StudentWrite) -> Result<bool, Failure> {
        let Some(before) = &write.before else { return Ok(false) };
        let partition = Partition::Student(write.student.id);
        let mut parts = vec![self.put(profile(write, Some(before.version))?, before.version.student)?];
        let read = before.version.assignments;
        parts.push(if before.assignments == write.assignments {
            self.unchanged(&partition, &Sort::Assignments(write.assignments.year), read)?
        } else {
            self.put(assignments(write, read)?, read)?
        });
        if let Some(second) = second_enrollment_item(&write.student)? {
            let put = Put::builder().table_name(&self.students).set_item(Some(second)).build().map_err(internal)?;
            parts.push(TransactWriteItem::builder().put(put).build());
        } else if before.student.second_enrollment.is_some() {
            let gone = Delete::builder()
                .table_name(&self.students)
                .set_key(Some(key(&partition, &Sort::SecondEnrollment)))
                .build()
                .map_err(internal)?;
            parts.push(TransactWriteItem::builder().delete(gone).build());
        }
        for entry in &write.entries {
            parts.push(transact_row(&self.audit, entry)?);
        }
        Ok(commit(&self.dynamo, parts).await? == Commit::Done)
    }

    /// Puts an item on the version read; 0 for one that was not there.
    /// A check that what was decided on is still as read.
    fn unchanged(&self, partition: &Partition, sort: &Sort, read: u64) -> Result<TransactWriteItem, Failure> {
        let check = ConditionCheck::builder().table_name(&self.students).set_key(Some(key(partition, sort)));
        let check = if read == 0 {
            check.condition_expression("attribute_not_exists(pk)")
        } else {
            check.condition_expression("version = :read").expression_attribute_values(":read", number(read))
        };
        Ok(TransactWriteItem::builder().condition_check(check.build().map_err(internal)?).build())
    }

    fn put(&self, item: Item, read: u64) -> Result<TransactWriteItem, Failure> {
        let put = Put::builder().table_name(&self.students).set_item(Some(item));
        let put = if read == 0 {
            put.condition_expression("attribute_not_exists(pk)")
        } else {
            put.condition_expression("version = :read").expression_attribute_values(":read", number(read))
        };
        Ok(TransactWriteItem::builder().put(put.build().map_err(internal)?).build())
    }
}

fn overtaken(done: Option<(StudentId, bool)>) -> Option<StudentId> {
    done.and_then(|(student, committed)| (!committed).then_some(student))
}

fn profile(write: &StudentWrite, read: Option<RecordVersion>) -> Result<Item, Failure> {
    let version = read.map_or(0, |read| read.student) + 1;
    profile_item(&StudentItem { version, student: write.student.clone() })
}

fn assignments(write: &StudentWrite, read: u64) -> Result<Item, Failure> {
    let stored = AssignmentsItem { version: read + 1, assignments: write.assignments.clone() };
    item(&Partition::Student(write.student.id), &Sort::Assignments(write.assignments.year), &stored)
}
