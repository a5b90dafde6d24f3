//! Seals of the audit trail. A seal says what rows were when they came, and lies where nobody can change or remove it. So a row
//! that was changed, removed, or slipped in among those of other days is found and named. Source: 34 CFR 99.32(a) (a record of
//! each access, kept with the student's record) and OWASP ASVS 16.4.2; how it is done is our choice (adr 29).

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::HEXLOWER;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Malformed;

/// How long a row may take until its seal is there: the stream waits, the function is tried again.
const SETTLING: SignedDuration = SignedDuration::from_hours(1);

/// How many days after its own a row may be sealed: a stream keeps what was not taken for 24 hours.
const LATE: i32 = 2;

/// The SHA-256 of a row as it is stored, written as 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct RowHash([u8; 32]);

impl RowHash {
    /// Of these 32 bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl From<RowHash> for String {
    fn from(hash: RowHash) -> Self {
        HEXLOWER.encode(&hash.0)
    }
}

impl TryFrom<String> for RowHash {
    type Error = Malformed;

    fn try_from(text: String) -> Result<Self, Malformed> {
        const WRONG: Malformed = Malformed::because("a row's hash must be 64 hexadecimal digits in lower case");
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| WRONG)?;
        bytes.try_into().map(Self).map_err(|_| WRONG)
    }
}

/// Where a row stands in the trail.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RowKey {
    /// What it is about, as in `STUDENT#mzxw6ytboi4dcmrtgq2tmnzyha`.
    pub pk: String,
    /// When and in which request: `<time>#<request>`.
    pub sk: String,
}

impl RowKey {
    /// The time in it, if there is one.
    fn at(&self) -> Option<Timestamp> {
        self.sk.split_once('#')?.0.parse().ok()
    }

    /// The day of that time, in UTC.
    fn day(&self) -> Option<Date> {
        self.at().map(|at| at.to_zoned(TimeZone::UTC).date())
    }
}

/// A row and what it was when it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedRow {
    /// Which.
    #[serde(flatten)]
    pub key: RowKey,
    /// What it was.
    pub sha256: RowHash,
}

/// What was done to a row that was there. Nothing of this service does either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Touch {
    /// It was written over.
    Changed,
    /// It was removed.
    Removed,
}

/// A row to which something was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TouchedRow {
    /// Which.
    #[serde(flatten)]
    pub key: RowKey,
    /// What.
    pub touch: Touch,
}

/// What the stream of the trail told at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// Rows that came.
    pub rows: Vec<SealedRow>,
    /// Rows to which something was done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub touched: Vec<TouchedRow>,
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// It is not what was sealed, or was something else in between.
    Changed,
    /// It was sealed and is not there.
    Missing,
    /// It is there as it was sealed, and was removed in between.
    Removed,
    /// It is there and was never sealed, or days after or before the time that it tells.
    NotSealed,
}

impl Fault {
    /// As in `is not what was sealed`.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Changed => "is not what was sealed, or was something else for a time",
            Self::Missing => "was sealed and is not there",
            Self::Removed => "was removed for a time",
            Self::NotSealed => "was not sealed in the days of its time",
        }
    }
}

/// The days of which rows are looked at, in UTC, both ends included.
#[derive(Clone, Copy, Debug, Default)]
pub struct Days {
    /// The first, if there is one.
    pub from: Option<Date>,
    /// The last, if there is one.
    pub to: Option<Date>,
}

impl Days {
    /// Whether `day` is among them.
    #[must_use]
    pub fn hold(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// The days on which their rows may have been sealed.
    #[must_use]
    pub fn of_seals(&self) -> Self {
        let days = |days: i32| SignedDuration::from_hours(24 * i64::from(days));
        let from = self.from.map(|from| from.saturating_sub(days(1)));
        Self { from, to: self.to.map(|to| to.saturating_add(days(LATE))) }
    }
}

/// What came of comparing the trail with its seals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How many rows there are.
    pub rows: usize,
    /// How many of them are too young to be sealed, and are not.
    pub awaited: usize,
    /// What is wrong, row by row.
    pub faults: BTreeMap<RowKey, Fault>,
}

/// Compares the trail with its seals: first all seals of the days, then every row.
#[derive(Clone, Debug)]
pub struct Verification {
    days: Days,
    now: Timestamp,
    sealed: BTreeMap<RowKey, Sealed>,
    verdict: Verdict,
}

#[derive(Clone, Debug)]
struct Sealed {
    hashes: BTreeSet<RowHash>,
    touches: BTreeSet<Touch>,
    is_there: bool,
}

impl Verification {
    /// Of the rows of `days`, as things stand at `now`.
    #[must_use]
    pub const fn new(days: Days, now: Timestamp) -> Self {
        let verdict = Verdict { rows: 0, awaited: 0, faults: BTreeMap::new() };
        Self { days, now, sealed: BTreeMap::new(), verdict }
    }

    /// A seal that was made on `day`. Of a row of other days it says nothing: whoever writes a row of last spring today gets
    /// a seal of today for it.
    pub fn seal(&mut self, day: Date, seal: Seal) {
        for row in seal.rows {
            let is_of_the_time = row.key.day().is_some_and(|own| {
                let late = own.until(day).map_or(i32::MAX, |span| span.get_days());
                (-1..=LATE).contains(&late)
            });
            if is_of_the_time && row.key.day().is_some_and(|own| self.days.hold(own)) {
                self.about(row.key).hashes.insert(row.sha256);
            }
        }
        for row in seal.touched {
            if row.key.day().is_none_or(|own| self.days.hold(own)) {
                self.about(row.key).touches.insert(row.touch);
            }
        }
    }

    fn about(&mut self, key: RowKey) -> &mut Sealed {
        let nothing = || Sealed { hashes: BTreeSet::new(), touches: BTreeSet::new(), is_there: false };
        self.sealed.entry(key).or_insert_with(nothing)
    }

    /// A row of the trail.
    pub fn row(&mut self, key: RowKey, hash: RowHash) {
        self.verdict.rows += 1;
        let sealed = self.sealed.get_mut(&key).map(|sealed| {
            sealed.is_there = true;
            &*sealed
        });
        let is_young = key.at().is_some_and(|at| self.now - SETTLING < at && at <= self.now);
        let fault = match sealed {
            // Two hashes are two rows under one key: the first was removed for the second.
            Some(sealed) if sealed.hashes.len() > 1 => Some(Fault::Changed),
            Some(sealed) if sealed.hashes.is_empty() => Some(Fault::NotSealed),
            Some(sealed) if !sealed.hashes.contains(&hash) => Some(Fault::Changed),
            Some(sealed) if sealed.touches.contains(&Touch::Changed) => Some(Fault::Changed),
            Some(sealed) => sealed.touches.contains(&Touch::Removed).then_some(Fault::Removed),
            None if is_young => {
                self.verdict.awaited += 1;
                None
            }
            None => Some(Fault::NotSealed),
        };
        if let Some(fault) = fault {
            self.verdict.faults.insert(key, fault);
        }
    }

    /// What came of it, after the last row.
    #[must_use]
    pub fn verdict(mut self) -> Verdict {
        let missing = self.sealed.into_iter().filter(|(_, sealed)| !sealed.is_there);
        for (key, _) in missing {
            self.verdict.faults.entry(key).or_insert(Fault::Missing);
        }
        self.verdict
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const NOW: &str = "2026-11-22T20:00:00Z";
    const DAY: Date = date(2026, 11, 20);

    fn key(sk: &str) -> RowKey {
        RowKey { pk: "STUDENT#a".into(), sk: format!("{sk}#b") }
    }

    fn hash(of: u8) -> RowHash {
        RowHash::from_bytes([of; 32])
    }

    fn sealed(sk: &str, of: u8) -> Seal {
        Seal { rows: vec![SealedRow { key: key(sk), sha256: hash(of) }], touched: Vec::new() }
    }

    fn touched(sk: &str, touch: Touch) -> Seal {
        Seal { rows: Vec::new(), touched: vec![TouchedRow { key: key(sk), touch }] }
    }

    /// What came of these seals and rows: faults, and how many are awaited.
    fn came(days: Days, seals: &[(Date, Seal)], rows: &[(&str, u8)]) -> (Vec<(RowKey, Fault)>, usize) {
        let mut verification = Verification::new(days, NOW.parse().unwrap());
        for (day, seal) in seals {
            verification.seal(*day, seal.clone());
        }
        for (sk, of) in rows {
            verification.row(key(sk), hash(*of));
        }
        let verdict = verification.verdict();
        assert_eq!(verdict.rows, rows.len());
        (verdict.faults.into_iter().collect(), verdict.awaited)
    }

    fn of_all_days(seals: &[(Date, Seal)], rows: &[(&str, u8)]) -> Vec<Fault> {
        let (faults, awaited) = came(Days::default(), seals, rows);
        assert_eq!(awaited, 0);
        faults.into_iter().map(|(_, fault)| fault).collect()
    }

    const AT: &str = "2026-11-20T08:00:00.000Z";

    #[test]
    fn a_row_that_is_what_was_sealed_is_well_however_often_it_was_sealed() {
        let seal = (DAY, sealed(AT, 1));
        assert_eq!(of_all_days(&[seal.clone(), seal], &[(AT, 1)]), []);
    }

    #[test]
    fn a_row_that_is_something_else_was_changed() {
        assert_eq!(of_all_days(&[(DAY, sealed(AT, 1))], &[(AT, 2)]), [Fault::Changed]);
        // Removed and written anew: the stream told of two.
        let both = [(DAY, sealed(AT, 1)), (DAY, sealed(AT, 2))];
        assert_eq!(of_all_days(&both, &[(AT, 2)]), [Fault::Changed]);
    }

    #[test]
    fn a_row_that_is_not_there_is_missed() {
        assert_eq!(of_all_days(&[(DAY, sealed(AT, 1))], &[]), [Fault::Missing]);
    }

    #[test]
    fn what_was_done_to_a_row_for_a_time_is_told() {
        let with = |touch| [(DAY, sealed(AT, 1)), (DAY, touched(AT, touch))];
        assert_eq!(of_all_days(&with(Touch::Changed), &[(AT, 1)]), [Fault::Changed]);
        assert_eq!(of_all_days(&with(Touch::Removed), &[(AT, 1)]), [Fault::Removed]);
        assert_eq!(of_all_days(&with(Touch::Removed), &[]), [Fault::Missing]);
        assert_eq!(of_all_days(&[(DAY, touched(AT, Touch::Removed))], &[]), [Fault::Missing]);
    }

    #[test]
    fn a_row_that_nothing_sealed_in_the_days_of_its_time_was_slipped_in() {
        assert_eq!(of_all_days(&[], &[(AT, 1)]), [Fault::NotSealed]);
        for (day, faults) in [
            (date(2026, 11, 18), vec![Fault::NotSealed]),
            (date(2026, 11, 19), vec![]),
            (date(2026, 11, 20), vec![]),
            (date(2026, 11, 22), vec![]),
            (date(2026, 11, 23), vec![Fault::NotSealed]),
            (date(2027, 11, 20), vec![Fault::NotSealed]),
        ] {
            assert_eq!(of_all_days(&[(day, sealed(AT, 1))], &[(AT, 1)]), faults, "{day}");
        }
    }

    #[test]
    fn a_row_of_the_last_hour_may_wait_for_its_seal_and_one_of_times_to_come_may_not() {
        for (sk, awaited) in [
            ("2026-11-22T19:00:00.000Z", 0),
            ("2026-11-22T19:00:00.001Z", 1),
            ("2026-11-22T20:00:00.000Z", 1),
            ("2026-11-22T20:00:00.001Z", 0),
            ("soon", 0),
        ] {
            let (faults, waiting) = came(Days::default(), &[], &[(sk, 1)]);
            assert_eq!((waiting, faults.len()), (awaited, 1 - awaited), "{sk}");
        }
    }

    #[test]
    fn a_young_row_to_which_something_was_done_does_not_wait_for_a_seal() {
        let at = "2026-11-22T19:30:00.000Z";
        let seals = [(date(2026, 11, 22), touched(at, Touch::Changed))];
        assert_eq!(came(Days::default(), &seals, &[(at, 1)]), (vec![(key(at), Fault::NotSealed)], 0));
    }

    #[test]
    fn of_other_days_nothing_is_missed() {
        let days = Days { from: Some(DAY), to: Some(DAY) };
        let seals = |sk: &str| vec![(DAY, sealed(sk, 1)), (DAY, touched(sk, Touch::Removed))];
        for (sk, faults) in [
            ("2026-11-19T23:59:59.999Z", 0),
            ("2026-11-20T00:00:00.000Z", 1),
            ("2026-11-20T23:59:59.999Z", 1),
            ("2026-11-21T00:00:00.000Z", 0),
        ] {
            assert_eq!(came(days, &seals(sk), &[]).0.len(), faults, "{sk}");
        }
    }

    #[test]
    fn rows_of_some_days_were_sealed_from_the_day_before_to_two_days_after() {
        let seals = Days { from: Some(DAY), to: Some(DAY) }.of_seals();
        assert_eq!((seals.from, seals.to), (Some(date(2026, 11, 19)), Some(date(2026, 11, 22))));
        assert!(!seals.hold(date(2026, 11, 18)) && seals.hold(date(2026, 11, 22)) && !seals.hold(date(2026, 11, 23)));
        let all = Days::default().of_seals();
        assert_eq!((all.from, all.to), (None, None));
    }

    #[test]
    fn a_seal_is_written_with_places_and_hashes_and_nothing_else() {
        let seal = Seal { touched: touched(AT, Touch::Changed).touched, ..sealed(AT, 171) };
        let json = serde_json::to_value(&seal).unwrap();
        let key = serde_json::json!({"pk": "STUDENT#a", "sk": format!("{AT}#b")});
        let (mut row, mut touch) = (key.clone(), key);
        row["sha256"] = "ab".repeat(32).into();
        touch["touch"] = "changed".into();
        assert_eq!(json, serde_json::json!({"rows": [row], "touched": [touch]}));
        assert_eq!(serde_json::from_value::<Seal>(json).unwrap(), seal);
        for wrong in ["AB".repeat(32), "ab".repeat(31), String::new()] {
            assert!(serde_json::from_value::<RowHash>(wrong.into()).is_err());
        }
    }
}
