//! What a record, or the caller, is to whoever asks.

use crate::places::{Place, STATE, place};

/// A relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Relation {
    /// The record is of the school in which a school's role is given; for an LEA's role, of one of its schools.
    OwnSchool,
    /// Of another school of the same LEA.
    SiblingSchool,
    /// Of the LEA itself.
    OwnLea,
    /// Of another LEA of the county, or its school.
    OtherLea,
    /// Of an LEA of another county, or its school.
    OtherCounty,
    /// Of a charter that the caller's LEA authorized and that carries its digits.
    Charter,
    /// It was another LEA's and is the caller's now.
    MovedHere,
    /// It was the caller's and is another LEA's now. What does not move is the other LEA's.
    MovedAway,
    /// The caller worked there and works here now, and sends the keys and cursors of that time.
    CallerMoved,
    /// The caller's role is for another administration year: of a person of their own, so that it is the only one.
    OtherYear,
    /// The caller was deactivated after signing in.
    Deactivated,
    /// 30 minutes have passed without a sign of life.
    Idle,
    /// 12 hours have passed since signing in.
    TooOld,
    /// The caller's role was taken away after signing in.
    Revoked,
    /// It is taken away between the request's first reading and its last call.
    RevokedMeanwhile,
    /// Nobody is signed in.
    SignedOut,
    /// The year's security affidavit is not signed.
    NoAffidavit,
    /// The terms are not accepted.
    NoTerms,
    /// Signed in with a password alone where a second factor is asked for.
    NoSecondFactor,
}

use Relation::{
    CallerMoved, Charter, Deactivated, Idle, MovedAway, MovedHere, NoAffidavit, NoSecondFactor, NoTerms, OtherCounty,
    OtherLea, OtherYear, OwnLea, OwnSchool, Revoked, RevokedMeanwhile, SiblingSchool, SignedOut, TooOld,
};

impl Relation {
    /// All of them.
    pub(crate) const ALL: [Self; 19] = [
        OwnSchool,
        SiblingSchool,
        OwnLea,
        OtherLea,
        OtherCounty,
        Charter,
        MovedHere,
        MovedAway,
        CallerMoved,
        OtherYear,
        Deactivated,
        Idle,
        TooOld,
        Revoked,
        RevokedMeanwhile,
        SignedOut,
        NoAffidavit,
        NoTerms,
        NoSecondFactor,
    ];

    /// The school and the LEA of whose records the request is.
    pub(crate) fn about(self) -> (Place, Place) {
        let (school, lea) = match self {
            SiblingSchool => ("alder", "poppy"),
            OwnLea => ("dune", "poppy"),
            OtherLea | MovedAway => ("grove", "redwood"),
            CallerMoved => ("teal", "lake"),
            OtherCounty => ("bluff", "bay"),
            Charter => ("heron", "heron"),
            _ => ("cedar", "poppy"),
        };
        (place(school), place(lea))
    }

    /// Whether the session opens nothing any more.
    pub(crate) const fn ends_the_session(self) -> bool {
        matches!(self, Deactivated | Idle | TooOld | Revoked | SignedOut)
    }

    /// Whether what belongs to the caller alone (a session, a cursor) is in this relation somebody else's, or of former times.
    pub(crate) const fn is_anothers(self) -> bool {
        matches!(self, SiblingSchool | OwnLea | OtherLea | OtherCounty | Charter | MovedAway | CallerMoved | OtherYear)
    }
}

/// Where the role of a caller is given.
pub(crate) fn seat(level: &str) -> Place {
    match level {
        "school" => place("cedar"),
        "lea" => place("poppy"),
        _ => STATE,
    }
}
