use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::SetBy;

codes! {
    /// A code that coordinators set. Only these two: "All others are determined through data, responses and appeals"
    /// (caaspp.org, condition codes).
    pub enum ConditionCode, "a condition code" {
        /// Parent or guardian exemption, EC 60615: after a written request only.
        Pge = "PGE",
        /// Not tested, medical emergency.
        Nte = "NTE",
    }
}

codes! {
    /// A code that follows from data, responses or an appeal. It can be read and not set. Source: TOMS, "Condition code
    /// descriptions".
    pub enum DerivedCode, "a derived condition code" {
        /// Not tested.
        Nt = "NT",
        /// English learner first enrolled in a school of the United States after 15 April of the previous year.
        Nel = "NEL",
        /// Too few answers: lowest obtainable scale score.
        Loss = "LOSS",
        /// Alternate assessment: no item answered.
        Inc0 = "INC0",
        /// Alternate assessment: more than one and fewer than four items answered.
        Inc1 = "INC1",
        /// Too few performance tasks for a score.
        Ner = "NER",
        /// Observed cheating, paper only.
        C = "C",
    }
}

/// Why a student is not tested in a content area. A parent exemption cannot exist without its date: the type holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code")]
pub enum Condition {
    /// Parent or guardian exemption.
    #[serde(rename = "PGE")]
    Pge {
        /// When the LEA received the written request, which it keeps.
        request_received_on: Date,
        /// Who set the code, and when.
        #[serde(flatten)]
        set: SetBy,
    },
    /// Medical emergency.
    #[serde(rename = "NTE")]
    Nte {
        /// Who set the code, and when.
        #[serde(flatten)]
        set: SetBy,
    },
    /// Determined by the system.
    #[serde(rename = "derived")]
    Derived {
        /// The code.
        derived: DerivedCode,
    },
}

impl Condition {
    /// The code shown.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Pge { .. } => ConditionCode::Pge.code(),
            Self::Nte { .. } => ConditionCode::Nte.code(),
            Self::Derived { derived } => derived.code(),
        }
    }
}
