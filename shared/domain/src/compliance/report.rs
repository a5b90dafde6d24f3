//! What is open in a review, and how far it came by program instrument. Source: SBE memorandum of June 2012, counts of who had
//! submitted; which counts is our choice.

use jiff::civil::Date;

use super::{EvidenceRequest, Finding, FindingState, ProgramInstrument, ReviewState, SeenReview};

/// Something that waits in an open review.
#[derive(Clone, Copy, Debug)]
pub enum OpenWork<'a> {
    /// An evidence request that the LEA did not answer.
    EvidenceRequest(&'a EvidenceRequest),
    /// A finding that is not resolved, whoever's turn it is.
    Finding(&'a Finding),
}

impl OpenWork<'_> {
    /// By when.
    #[must_use]
    pub const fn due(&self) -> Date {
        match self {
            Self::EvidenceRequest(request) => request.due,
            Self::Finding(finding) => finding.due,
        }
    }
}

/// How far a review came in one program instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The instrument.
    pub instrument: ProgramInstrument,
    /// Evidence requests.
    pub requested: usize,
    /// Those that the LEA answered.
    pub answered: usize,
    /// Those that it is late with.
    pub overdue: usize,
    /// Findings.
    pub findings: usize,
    /// Those that are not resolved.
    pub unresolved: usize,
    /// Those that the LEA is late with.
    pub overdue_findings: usize,
}

impl SeenReview {
    /// What waits in it, what is due first in front. Nothing waits in a review that is not open.
    #[must_use]
    pub fn open_work(&self) -> Vec<OpenWork<'_>> {
        if self.review().state != ReviewState::Open {
            return Vec::new();
        }
        let answered = self.record().answered_requests();
        let requests = self.record().requests.iter().filter(|request| !answered.contains(&request.id));
        let findings = self.record().findings.iter().filter(|finding| finding.state != FindingState::Resolved);
        let mut waiting: Vec<_> =
            requests.map(OpenWork::EvidenceRequest).chain(findings.map(OpenWork::Finding)).collect();
        waiting.sort_by_key(OpenWork::due);
        waiting
    }

    /// How far it came by `today`, by each instrument that is seen.
    #[must_use]
    pub fn tallies(&self, today: Date) -> Vec<Tally> {
        let (answered, late) = (self.record().answered_requests(), self.record().overdue_requests(today));
        let of = |instrument: &ProgramInstrument| {
            let requests = || self.record().requests.iter().filter(|request| request.instrument == *instrument);
            let findings = || self.record().findings.iter().filter(|finding| finding.instrument == *instrument);
            Tally {
                instrument: *instrument,
                requested: requests().count(),
                answered: requests().filter(|request| answered.contains(&request.id)).count(),
                overdue: requests().filter(|request| late.contains(&request.id)).count(),
                findings: findings().count(),
                unresolved: findings().filter(|finding| finding.state != FindingState::Resolved).count(),
                overdue_findings: findings().filter(|finding| finding.is_overdue(today)).count(),
            }
        };
        self.instruments().iter().map(of).collect()
    }
}
