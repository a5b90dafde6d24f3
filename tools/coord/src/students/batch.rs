use domain::audit::{Actor, Entry, Event, Subject};
use domain::ids::{RequestId, StudentId};
use domain::rows::RowError;
use domain::students::extract::{ExtractColumn, ExtractRow};
use domain::students::merge::{Merged, merge};
use domain::students::{Enrollment, StudentRecord};
use store::students::{StudentImports, StudentWrite};

use super::schools::Schools;
use crate::connection::Ambient;
use crate::fatal::Fatal;
use crate::report::Report;

/// How often a student whom somebody else changed meanwhile is read and merged again.
const ATTEMPTS: usize = 3;

/// A row that was read.
pub(crate) struct Taken {
    pub(crate) line: u64,
    pub(crate) id: StudentId,
    pub(crate) row: ExtractRow,
}

/// What became of the students.
#[derive(Default)]
pub(crate) struct Counts {
    pub(crate) new: u64,
    pub(crate) moved: u64,
    pub(crate) changed: u64,
    pub(crate) unchanged: u64,
}

/// Brings batches of rows into the store.
pub(crate) struct Batches<'a> {
    pub(crate) imports: StudentImports,
    pub(crate) schools: Schools,
    pub(crate) file_name: String,
    pub(crate) ambient: &'a Ambient,
    pub(crate) dry_run: bool,
    pub(crate) counts: Counts,
}

struct Placed {
    taken: Taken,
    enrollment: Enrollment,
}

impl Batches<'_> {
    /// Resolves, compares and writes `batch`, in which each student stands once.
    pub(crate) async fn take(&mut self, batch: Vec<Taken>, report: &mut Report) -> Result<(), Fatal> {
        self.schools.learn(batch.iter().map(|taken| taken.row.school)).await?;
        let mut placed = Vec::with_capacity(batch.len());
        for taken in batch {
            let school = self.schools.school(taken.row.school);
            let lea_name = school.map(|school| self.schools.lea_name(school)).unwrap_or_default();
            match taken.row.enroll(school, &lea_name) {
                Ok(enrollment) => {
                    report.add(taken.line, &taken.row.left_out)?;
                    placed.push(Placed { taken, enrollment });
                }
                Err(error) => report.add(taken.line, &[error])?,
            }
        }
        for _ in 0..ATTEMPTS {
            placed = self.write(placed).await?;
            if placed.is_empty() {
                return Ok(());
            }
        }
        placed.iter().try_for_each(|placed| report.add(placed.taken.line, &[overtaken(&placed.taken)]))
    }

    /// Writes what differs; gives back the rows of students who were changed by somebody else meanwhile.
    async fn write(&mut self, placed: Vec<Placed>) -> Result<Vec<Placed>, Fatal> {
        let year = self.ambient.clock.this_year();
        let ids: Vec<_> = placed.iter().map(|placed| placed.taken.id).collect();
        let mut stored = self.imports.read(&ids, year).await?;
        let (mut creates, mut updates) = (Vec::new(), Vec::new());
        let mut told = Vec::with_capacity(placed.len());
        for placed in &placed {
            let before = stored.remove(&placed.taken.id);
            let merged = merge(&placed.taken.row, placed.taken.id, placed.enrollment.clone(), before.as_ref(), year);
            told.push(Told::of(&merged.events));
            if !merged.events.is_empty() {
                let is_new = before.is_none();
                let write = self.describe(merged, before);
                if is_new { creates.push(write) } else { updates.push(write) }
            }
        }
        let mut stale = Vec::new();
        if !self.dry_run {
            stale = self.imports.create(creates).await?;
            stale.extend(self.imports.update(updates).await?);
        }
        let mut again = Vec::new();
        for (placed, told) in placed.into_iter().zip(told) {
            if stale.contains(&placed.taken.id) {
                again.push(placed);
            } else {
                self.counts.add(told);
            }
        }
        Ok(again)
    }

    fn describe(&self, merged: Merged, before: Option<StudentRecord>) -> StudentWrite {
        let at = self.ambient.clock.now();
        let entry = |event| Entry {
            subject: Subject::Student(merged.student.id),
            at,
            actor: Actor::Import { file: self.file_name.clone() },
            event,
            allowed_by: None,
            request: RequestId::from_bytes(self.ambient.entropy.bytes()),
        };
        let entries = merged.events.into_iter().map(entry).collect();
        StudentWrite { before, student: merged.student, assignments: merged.assignments, entries }
    }
}

#[derive(Clone, Copy)]
enum Told {
    New,
    Moved,
    Changed,
    Unchanged,
}

impl Told {
    fn of(events: &[Event]) -> Self {
        match events.first() {
            None => Self::Unchanged,
            Some(Event::Imported) => Self::New,
            Some(Event::Moved { .. }) => Self::Moved,
            Some(_) => Self::Changed,
        }
    }
}

impl Counts {
    const fn add(&mut self, told: Told) {
        match told {
            Told::New => self.new += 1,
            Told::Moved => self.moved += 1,
            Told::Changed => self.changed += 1,
            Told::Unchanged => self.unchanged += 1,
        }
    }
}

fn overtaken(taken: &Taken) -> RowError {
    RowError::new(
        ExtractColumn::Ssid,
        &taken.row.ssid.code(),
        "somebody was changing this student's record all the while",
        "Import the file again",
    )
}
