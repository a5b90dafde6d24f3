use domain::compliance::{NonSubmitter, ProgramInstrument};
use domain::ids::ReviewId;
use jiff::civil::Date;
use serde::Serialize;

use crate::context::{Context, Files, day, files};

/// LEAs did not submit what was due.
#[derive(Serialize)]
pub(crate) struct NonSubmitters {
    pub(crate) instrument: &'static str,
    pub(crate) subject: String,
    pub(crate) due: String,
    pub(crate) leas: Vec<Lea>,
    pub(crate) more: usize,
}

/// One of them.
#[derive(Serialize)]
pub(crate) struct Lea {
    pub(crate) organization: String,
    pub(crate) missing: String,
    pub(crate) review: String,
}

impl NonSubmitters {
    pub(crate) fn new(instrument: ProgramInstrument, due: Date, leas: &[NonSubmitter], more: usize) -> Self {
        let due = day(due);
        let subject = match leas.len() + more {
            1 => format!("one LEA did not submit what was due on {due}"),
            count => format!("{count} LEAs did not submit what was due on {due}"),
        };
        let said = |lea: &NonSubmitter| Lea {
            organization: lea.organization_name.clone(),
            missing: missing(lea),
            review: lea.review.to_string(),
        };
        Self { instrument: instrument.name(), subject, due, leas: leas.iter().map(said).collect(), more }
    }
}

impl Context for NonSubmitters {
    const FILES: Files = files!("non_submitters");

    fn sample() -> Self {
        let lea = |own, name: &str, evidence_requests, findings| NonSubmitter {
            review: ReviewId::from_bytes([own; 16]),
            organization_name: name.into(),
            evidence_requests,
            findings,
        };
        let leas = [lea(0, "Poppy Valley Unified", 2, 1), lea(1, "Redwood Coast Unified", 0, 2)];
        Self::new(ProgramInstrument::EnglishLearner, jiff::civil::date(2026, 11, 21), &leas, 0)
    }
}

/// As in `2 evidence requests and 1 finding`.
fn missing(lea: &NonSubmitter) -> String {
    let counted = |count: u32, one: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {one}s")),
    };
    let both = [counted(lea.evidence_requests, "evidence request"), counted(lea.findings, "finding")];
    both.into_iter().flatten().collect::<Vec<_>>().join(" and ")
}
