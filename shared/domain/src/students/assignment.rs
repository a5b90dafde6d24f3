use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Condition, TestProgram};
use crate::year::AdministrationYear;

codes! {
    /// How far a student is in a test. Source: TOMS test assignment status; CAT and PT expire 45 and 15 days after start.
    pub enum Progress, "a test assignment status" {
        /// Nothing started.
        Assigned = "assigned",
        /// Begun.
        Started = "started",
        /// One part submitted, one not.
        PartiallySubmitted = "partially-submitted",
        /// All parts submitted.
        Completed = "completed",
        /// Begun and not submitted in time.
        Expired = "expired",
        /// Invalidated by an appeal.
        Invalidated = "invalidated",
    }
}

codes! {
    /// How a test is given.
    pub enum DeliveryMode, "a delivery mode" {
        /// On a computer.
        Online = "online",
        /// On paper.
        Paper = "paper",
    }
}

/// Who recorded something, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetBy {
    /// Name and role as shown to others, as in `Lee Romero, LEA CAASPP coordinator`.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A student's assignment to one test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// How far the student is.
    pub progress: Progress,
    /// Online or on paper.
    pub delivery_mode: DeliveryMode,
    /// Why the student is not tested, where that is so: one code at most for each content area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
}

impl Assignment {
    /// A new one: online, nothing started.
    #[must_use]
    pub const fn new() -> Self {
        Self { progress: Progress::Assigned, delivery_mode: DeliveryMode::Online, condition: None }
    }
}

impl Default for Assignment {
    fn default() -> Self {
        Self::new()
    }
}

/// All of a student's assignments of one administration year: what one save changes together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignments {
    /// The administration year.
    pub year: AdministrationYear,
    /// The tests assigned.
    pub tests: BTreeMap<TestProgram, Assignment>,
    /// Tests that a coordinator added and an import must not take away.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub added: BTreeSet<TestProgram>,
    /// Tests that a coordinator took away and an import must not bring back.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub removed: BTreeSet<TestProgram>,
}

impl Assignments {
    /// None yet.
    #[must_use]
    pub const fn none(year: AdministrationYear) -> Self {
        Self { year, tests: BTreeMap::new(), added: BTreeSet::new(), removed: BTreeSet::new() }
    }
}
