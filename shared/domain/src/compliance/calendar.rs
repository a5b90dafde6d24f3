//! The days of a review, for a calendar.

use jiff::civil::Date;

use super::{AgreementState, EvidenceRequest, Finding, FindingState, SeenReview};

/// A day of a review on which something begins, ends or is due.
#[derive(Clone, Copy, Debug)]
pub enum ReviewDay<'a> {
    /// The review begins.
    First,
    /// It ends.
    Last,
    /// An evidence request is due.
    Evidence(&'a EvidenceRequest),
    /// A finding is to be resolved, without an agreement or with one.
    Resolution(&'a Finding),
    /// The last day that a resolution agreement may name.
    LatestAgreement,
}

impl Finding {
    /// Whether an agreement gave it the day by which it is due.
    #[must_use]
    pub fn is_under_agreement(&self) -> bool {
        let state = self.agreement.as_ref().map(|agreement| &agreement.state);
        matches!(state, Some(AgreementState::Approved { .. }))
    }
}

impl SeenReview {
    /// The days of what the caller sees, in order: all evidence requests, and findings while they are not resolved.
    #[must_use]
    pub fn days(&self) -> Vec<(Date, ReviewDay<'_>)> {
        let review = self.review();
        let mut days = vec![(review.first_day, ReviewDay::First), (review.last_day, ReviewDay::Last)];
        let requests = self.record().requests.iter();
        days.extend(requests.map(|request| (request.due, ReviewDay::Evidence(request))));
        let findings = || self.record().findings.iter().filter(|finding| finding.state != FindingState::Resolved);
        days.extend(findings().map(|finding| (finding.due, ReviewDay::Resolution(finding))));
        // The same for all: days of a review with findings stay as they are.
        let latest = findings().next().map(|finding| finding.clocks().agreement_latest);
        days.extend(latest.map(|latest| (latest, ReviewDay::LatestAgreement)));
        days.sort_by_key(|(day, _)| *day);
        days
    }
}
