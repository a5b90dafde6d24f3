use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Program, ProgramInstrument};
use crate::access::{Caller, Role};
use crate::cds::{CdsCode, LeaCode};
use crate::ids::{ReviewId, UserId};
use crate::year::AdministrationYear;

codes! {
    /// How a review is held; the instruments are the same. Source: CDE, "FPM: frequently asked questions".
    pub enum ReviewMode, "a mode of review" {
        /// Reviewers visit.
        OnSite = "on-site",
        /// By documents alone.
        Online = "online",
    }
}

codes! {
    /// Where a review stands.
    pub enum ReviewState, "a state of a review" {
        /// Prepared: the LEA sees the schedule and what is asked, and does not answer yet.
        Planned = "planned",
        /// The LEA answers, until every finding is resolved.
        Open = "open",
        /// Done: nothing changes any more.
        Completed = "completed",
        /// Called off: nothing changes any more.
        Cancelled = "cancelled",
    }
}

impl ReviewState {
    /// Whether it is over, so that nothing changes and review-level roles see it no more. Source: CDE, CMT roles.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled)
    }
}

/// A school or office that is visited or looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Its code.
    pub code: CdsCode,
    /// Its name.
    pub name: String,
}

/// A user whom the LEA's review coordinator let into a review. Source: CAIS fact sheet 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contributor {
    /// The user.
    pub user: UserId,
    /// The name when assigned.
    pub name: String,
}

/// Who wrote or did something in a review, as it was then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The user.
    pub user: UserId,
    /// The name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The organization's name.
    pub organization_name: String,
}

impl From<&Caller> for Author {
    fn from(caller: &Caller) -> Self {
        Self {
            user: caller.user,
            name: caller.name.clone(),
            role: caller.role.role,
            organization_name: caller.role.organization_name.clone(),
        }
    }
}

/// A review of an LEA.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The id.
    pub id: ReviewId,
    /// Counts the changes; the first version is 1.
    pub version: u64,
    /// The program.
    pub program: Program,
    /// The LEA by which it is seen.
    pub lea: LeaCode,
    /// The LEA's own code.
    pub organization: CdsCode,
    /// Its name when the review was made.
    pub organization_name: String,
    /// The administration year.
    pub year: AdministrationYear,
    /// On-site or online.
    pub mode: ReviewMode,
    /// The sites.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sites: Vec<Site>,
    /// The first day.
    pub first_day: Date,
    /// The last day, from which resolution agreements are counted.
    pub last_day: Date,
    /// Where it stands.
    pub state: ReviewState,
    /// The program instruments, in order.
    pub instruments: BTreeSet<ProgramInstrument>,
    /// The LEA's users who were let in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contributors: Vec<Contributor>,
    /// How many findings were issued: then its days stay as they are.
    #[serde(default)]
    pub findings: u32,
    /// How many of them are not resolved: while there are some, the review cannot be completed.
    #[serde(default)]
    pub unresolved: u32,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Review {
    /// Whether `user` was let in.
    #[must_use]
    pub fn has_contributor(&self, user: UserId) -> bool {
        self.contributors.iter().any(|contributor| contributor.user == user)
    }

    /// The lists that it stands in.
    #[must_use]
    pub fn lists(&self) -> BTreeSet<ReviewList> {
        let instruments = self.instruments.iter().copied().map(ReviewList::Instrument);
        // A contributor's access ends with the review.
        let contributors = self.contributors.iter().filter(|_| !self.state.is_over());
        let contributors = contributors.map(|contributor| ReviewList::Contributor(contributor.user));
        [ReviewList::Lea(self.lea), ReviewList::All].into_iter().chain(instruments).chain(contributors).collect()
    }
}

/// A list of reviews: what one role finds its reviews in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReviewList {
    /// Those of an LEA.
    Lea(LeaCode),
    /// Those with a program instrument.
    Instrument(ProgramInstrument),
    /// Those that a user was let into.
    Contributor(UserId),
    /// All.
    All,
}

impl fmt::Display for ReviewList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lea(lea) => write!(f, "LEA#{lea}"),
            Self::Instrument(instrument) => write!(f, "INSTRUMENT#{instrument}"),
            Self::Contributor(user) => write!(f, "CONTRIBUTOR#{user}"),
            Self::All => f.write_str("ALL"),
        }
    }
}
