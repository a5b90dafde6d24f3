//! What the day brings: reminders of what is due, the LEAs that did not submit, and digests of comments. Source of the days
//! before: our choice, after CDE, "FPM: timeline", which names due days and no reminders.
//!
//! A day's letters have ids of the day and of what they are about ([`CircularId::of`]), so a day that is done twice, or to
//! half and once more, writes each letter once. Days that were missed are done later, oldest first: each letter says what is
//! true by then.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::{Comment, ItemNumber, ProgramInstrument, Review, ReviewRecord, ReviewState};
use crate::access::{Level, Unchecked};
use crate::ids::ReviewId;
use crate::mail::{Circular, CircularId, Letter, Readership};
use crate::year::{day_in_california, hour_in_california};

/// The hour in California at which a day's letters are written. Our choice: before offices open.
const HOUR: i8 = 7;
/// How many days before something is due the LEA is reminded.
const AHEAD: [i32; 3] = [14, 7, 1];
/// How many days after it was due the LEA is told that it is overdue, and the monitors who did not submit.
const AFTER: i32 = 1;
/// How many days that were missed are done later. Our choice: what is older is of no use to anyone.
pub const CAUGHT_UP: i32 = 14;
/// The most lines of a reminder; how many there are more is said. Our choice.
pub const LINES_MAX: usize = 50;
/// The most LEAs of a list of those that did not submit; how many there are more is said. Our choice.
pub const LEAS_MAX: usize = 500;

codes! {
    /// What is due.
    pub enum DueKind, "what is due" {
        /// The answer to an evidence request.
        Evidence = "evidence-request",
        /// The resolution of a finding.
        Resolution = "finding",
    }
}

codes! {
    /// One of the two sides of a review.
    pub enum Side, "a side of a review" {
        /// The people of the LEA.
        Lea = "lea",
        /// The people of the CDE.
        Cde = "cde",
    }
}

/// Something that is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueLine {
    /// What.
    pub what: DueKind,
    /// For which item of the instrument.
    pub number: ItemNumber,
    /// The instrument.
    pub instrument: ProgramInstrument,
    /// Until when.
    pub due: Date,
}

/// An LEA that did not submit what was due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NonSubmitter {
    /// In which review.
    pub review: ReviewId,
    /// The LEA's name.
    pub organization_name: String,
    /// How many evidence requests are not answered.
    pub evidence_requests: u32,
    /// How many findings are not resolved.
    pub findings: u32,
}

/// How many comments about an instrument.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentCount {
    /// The instrument.
    pub instrument: ProgramInstrument,
    /// How many.
    pub count: u32,
}

/// The latest day that has begun for the job at `now`: today from 7 o'clock in California on, yesterday before.
#[must_use]
pub fn last_day(now: Timestamp) -> Date {
    let today = day_in_california(now);
    if hour_in_california(now) >= HOUR { today } else { today.saturating_sub(1.day()) }
}

/// The day to be done next, when `done` is the last that was: at first only the latest. `None` when all is done.
#[must_use]
pub fn next_day(done: Option<Date>, now: Timestamp) -> Option<Date> {
    let last = last_day(now);
    let next = done.map_or(last, |done| done.saturating_add(1.day()).max(last.saturating_sub((CAUGHT_UP - 1).days())));
    (next <= last).then_some(next)
}

/// The days on which something is due that `day` reminds of.
pub fn due_days(day: Date) -> impl Iterator<Item = Date> {
    AHEAD.into_iter().map(move |ahead| day.saturating_add(ahead.days())).chain([missed_day(day)])
}

/// The day whose non-submitters are told of on `day`.
#[must_use]
pub fn missed_day(day: Date) -> Date {
    day.saturating_sub(AFTER.days())
}

/// The day whose comments are told of and whose tickets end on `day`: the one before, which is over.
#[must_use]
pub fn told_day(day: Date) -> Date {
    day.saturating_sub(1.day())
}

/// The latest day up to `today` that reminds of something due on `due`. On earlier ones, where they were missed, nothing is
/// said of it: a letter of the later day does.
fn latest_reminder(due: Date, today: Date) -> Option<Date> {
    let ahead = AHEAD.into_iter().map(|ahead| due.saturating_sub(ahead.days()));
    ahead.chain([due.saturating_add(AFTER.days())]).filter(|day| *day <= today).max()
}

/// A review that the service looks after: an open one. What it tells goes to those who may see it.
#[derive(Clone, Debug)]
pub struct Watched(ReviewRecord);

impl Watched {
    /// `record`, if there is one and it is open: in no other one the LEA answers.
    #[must_use]
    pub fn of(record: Unchecked<ReviewRecord>) -> Option<Self> {
        record.into_inner().filter(|record| record.review.state == ReviewState::Open).map(Self)
    }

    const fn review(&self) -> &Review {
        &self.0.review
    }

    /// What the LEA has yet to do, by the day it is due.
    fn open_work(&self) -> Vec<DueLine> {
        let record = &self.0;
        let answered = record.answered_requests();
        let requests = record.requests.iter().filter(|request| !answered.contains(&request.id));
        let requests = requests.map(|request| (DueKind::Evidence, request.item, request.due));
        let findings = record.findings.iter().filter(|finding| finding.awaits_lea());
        let findings = findings.map(|finding| (DueKind::Resolution, finding.item, finding.due));
        let line = |(what, item, due)| {
            let item = record.items.iter().find(|known| known.id == item)?;
            Some(DueLine { what, number: item.number.clone(), instrument: item.instrument, due })
        };
        let mut lines: Vec<_> = requests.chain(findings).filter_map(line).collect();
        lines.sort_by(|a, b| (a.due, a.instrument, &a.number, a.what).cmp(&(b.due, b.instrument, &b.number, b.what)));
        lines
    }

    /// What the LEA's people are reminded of on `day`: one letter for all of it.
    #[must_use]
    pub fn reminder(&self, day: Date, now: Timestamp) -> Option<Circular> {
        let today = last_day(now);
        let mut lines = self.open_work();
        lines.retain(|line| latest_reminder(line.due, today) == Some(day));
        if lines.is_empty() {
            return None;
        }
        let more = lines.len().saturating_sub(LINES_MAX);
        lines.truncate(LINES_MAX);
        let (overdue, upcoming) = lines.into_iter().partition(|line| line.due < today);
        let review = self.review();
        let organization_name = review.organization_name.clone();
        let letter = Letter::ReviewReminder { review: review.id, organization_name, overdue, upcoming, more };
        let id = CircularId::of(&format!("review-reminder {} {day}", review.id));
        Some(Circular { id, to: Readership::lea_of(review), letter, queued_at: now })
    }

    /// By instrument, what the LEA did not submit of what was due the day before `day`.
    #[must_use]
    pub fn missed(&self, day: Date) -> BTreeMap<ProgramInstrument, NonSubmitter> {
        let mut missed = BTreeMap::new();
        for line in self.open_work().into_iter().filter(|line| line.due == missed_day(day)) {
            let of_instrument = missed.entry(line.instrument).or_insert_with(|| NonSubmitter {
                review: self.review().id,
                organization_name: self.review().organization_name.clone(),
                evidence_requests: 0,
                findings: 0,
            });
            match line.what {
                DueKind::Evidence => of_instrument.evidence_requests += 1,
                DueKind::Resolution => of_instrument.findings += 1,
            }
        }
        missed
    }

    /// What is told on `day` of `comments` on this review, of the day before: to the monitors of their instruments those of
    /// the LEA's people, to the LEA's people those of the CDE's.
    #[must_use]
    pub fn digests(&self, comments: &[Comment], day: Date, now: Timestamp) -> Vec<Circular> {
        let review = self.review();
        let mut circulars = Vec::new();
        for by in [Side::Lea, Side::Cde] {
            let mut counts: BTreeMap<ProgramInstrument, u32> = BTreeMap::new();
            for comment in comments.iter().filter(|comment| side_of(comment) == by) {
                *counts.entry(comment.instrument).or_default() += 1;
            }
            if counts.is_empty() {
                continue;
            }
            let to = match by {
                Side::Lea => Readership::Monitors { instruments: counts.keys().copied().collect() },
                Side::Cde => Readership::lea_of(review),
            };
            let letter = Letter::CommentsDigest {
                review: review.id,
                organization_name: review.organization_name.clone(),
                day: told_day(day),
                by,
                comments: counts.into_iter().map(|(instrument, count)| CommentCount { instrument, count }).collect(),
            };
            let id = CircularId::of(&format!("comments-digest {} {day} {by}", review.id));
            circulars.push(Circular { id, to, letter, queued_at: now });
        }
        circulars
    }
}

/// The side of whoever wrote `comment`.
const fn side_of(comment: &Comment) -> Side {
    match comment.by.role.level() {
        Level::State => Side::Cde,
        Level::Lea | Level::School => Side::Lea,
    }
}

/// What the monitors of `instrument` are told on `day` of the LEAs that did not submit what was due the day before: in order
/// of name.
#[must_use]
pub fn non_submitters(
    instrument: ProgramInstrument,
    day: Date,
    mut leas: Vec<NonSubmitter>,
    now: Timestamp,
) -> Circular {
    leas.sort_by(|a, b| (&a.organization_name, a.review).cmp(&(&b.organization_name, b.review)));
    let more = leas.len().saturating_sub(LEAS_MAX);
    leas.truncate(LEAS_MAX);
    Circular {
        id: CircularId::of(&format!("non-submitters {instrument} {day}")),
        to: Readership::Monitors { instruments: BTreeSet::from([instrument]) },
        letter: Letter::NonSubmitters { instrument, due: missed_day(day), leas, more },
        queued_at: now,
    }
}
