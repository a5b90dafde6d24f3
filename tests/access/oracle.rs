//! What holds, by the two tables of rights and the places of [`crate::places`]. It calls nothing of the code under test.

use std::collections::{BTreeMap, BTreeSet};

use crate::places::{Place, STATE};
use crate::relation::{Relation, seat};
use crate::rows::{Needs, Row};

const RIGHTS: &str = include_str!("../../shared/domain/src/access/rights.csv");
const CONFERRAL: &str = include_str!("../../shared/domain/src/access/conferral.csv");

/// What an answer must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// It is done.
    Done,
    /// The same in every byte and every call as when there is no such record.
    AsIfAbsent,
    /// This status and type of problem.
    Refused(u16, &'static str),
}

/// Whose record it is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Whose {
    /// Nobody's, or everybody's.
    Nobodys,
    /// Of this place.
    Of(Place),
    /// A user who holds this role at this place.
    User(&'static str, Place),
    /// The caller's own.
    Own,
    /// Somebody else's.
    Anothers,
}

/// The tables.
pub(crate) struct Oracle {
    rights: BTreeSet<(&'static str, &'static str)>,
    confers: BTreeSet<(&'static str, &'static str)>,
    levels: BTreeMap<&'static str, &'static str>,
    /// Every role, in the tables' order.
    pub(crate) roles: Vec<&'static str>,
}

/// The cells of a table that say `yes`: what the column names, what the row names.
fn yes(table: &'static str, skipped: usize) -> BTreeSet<(&'static str, &'static str)> {
    let mut rows = table.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let head = rows.next().unwrap();
    let cells = |row: Vec<&'static str>| {
        let named = head.iter().zip(&row).skip(skipped).filter(|(_, cell)| **cell == "yes");
        named.map(|(column, _)| (*column, row[0])).collect::<Vec<_>>()
    };
    rows.flat_map(cells).collect()
}

impl Oracle {
    pub(crate) fn read() -> Self {
        let lines = CONFERRAL.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
        let levels: Vec<_> = lines.map(|line| (line[0], line[2])).collect();
        Self {
            rights: yes(RIGHTS, 1),
            confers: yes(CONFERRAL, 3).into_iter().map(|(conferred, by)| (by, conferred)).collect(),
            roles: levels.iter().map(|(role, _)| *role).collect(),
            levels: levels.into_iter().collect(),
        }
    }

    pub(crate) fn level(&self, role: &str) -> &'static str {
        self.levels[role]
    }

    pub(crate) fn gives(&self, role: &'static str, right: &'static str) -> bool {
        self.rights.contains(&(role, right))
    }

    pub(crate) fn confers(&self, role: &'static str, other: &'static str) -> bool {
        self.confers.contains(&(role, other))
    }

    /// Whether who works in `role` sees users who hold `other`: those who may be given it; the help desk sees all.
    pub(crate) fn sees(&self, role: &'static str, other: &'static str) -> bool {
        role == "help-desk" || self.confers(role, other)
    }

    /// Whether a role given at `seat` covers `place`: the same place, or one that lies in it.
    pub(crate) fn covers(seat: Place, place: Place) -> bool {
        seat == STATE || seat == place || (seat.is.1 && seat.code == place.lea)
    }

    /// Whether the record is the caller's to know about.
    fn is_in_scope(&self, role: &'static str, whose: Whose) -> bool {
        let seat = seat(self.level(role));
        match whose {
            Whose::Nobodys | Whose::Own => true,
            Whose::Anothers => false,
            Whose::Of(place) => Self::covers(seat, place),
            Whose::User(other, place) => self.sees(role, other) && Self::covers(seat, place),
        }
    }

    /// What becomes of a request of `row` in `role`, about a record that is `whose`.
    pub(crate) fn expects(&self, row: &Row, role: &'static str, relation: Relation, whose: Whose) -> Expected {
        const FORBIDDEN: Expected = Expected::Refused(403, "access.forbidden");
        // The one thing that is the public's and yet about an account.
        if row.operation == "sign-in" && relation == Relation::Deactivated {
            return Expected::Refused(401, "session.sign-in-refused");
        }
        if row.needs == Needs::Nothing {
            return Expected::Done;
        }
        if relation.ends_the_session() {
            return Expected::Refused(401, "session.not-signed-in");
        }
        if row.needs != Needs::Session {
            if relation == Relation::NoTerms {
                return Expected::Refused(403, "session.terms-not-accepted");
            }
            if relation == Relation::NoSecondFactor && self.gives(role, "find-students") {
                return Expected::Refused(403, "session.second-factor-not-enrolled");
            }
        }
        if let Needs::Right { to_know, to_do } = row.needs {
            if !self.gives(role, to_know) {
                return FORBIDDEN;
            }
            if relation == Relation::OtherYear {
                return Expected::Refused(403, "access.other-year");
            }
            let asked_to_sign = ["test-administrator", "test-examiner"].contains(&role);
            if relation == Relation::NoAffidavit && asked_to_sign {
                return Expected::Refused(403, "access.affidavit-not-signed");
            }
            if !self.is_in_scope(role, whose) {
                return Expected::AsIfAbsent;
            }
            if !self.gives(role, to_do) {
                return FORBIDDEN;
            }
        }
        if self.is_in_scope(role, whose) { Expected::Done } else { Expected::AsIfAbsent }
    }
}
