use domain::compliance;
use domain::ids::ReviewId;
use serde::Serialize;

use crate::context::{Context, Files, day, files};

/// Something happened in a compliance review.
#[derive(Serialize)]
pub(crate) struct ReviewNotice {
    pub(crate) organization: String,
    pub(crate) subject: &'static str,
    pub(crate) what: String,
    pub(crate) review: String,
    pub(crate) at: String,
}

impl ReviewNotice {
    pub(crate) fn new(
        review: ReviewId,
        organization_name: &str,
        notice: &compliance::ReviewNotice,
        at: String,
    ) -> Self {
        let (subject, what) = said(notice);
        Self { organization: organization_name.to_owned(), subject, what, review: review.to_string(), at }
    }
}

impl Context for ReviewNotice {
    const FILES: Files = files!("review_notice");

    fn sample() -> Self {
        let at = "November 22, 2026, 12:00 PM Pacific Time".to_owned();
        let due = jiff::civil::date(2027, 1, 6);
        let notice = compliance::ReviewNotice::FindingsIssued { count: 3, due };
        Self::new(ReviewId::from_bytes([0; 16]), "Poppy Valley Unified", &notice, at)
    }
}

/// What the subject says, and what the letter says.
fn said(notice: &compliance::ReviewNotice) -> (&'static str, String) {
    use compliance::ReviewNotice as N;
    match notice {
        N::Opened => ("the review is open", "The review is open: what is asked for can be answered now.".into()),
        N::Completed => ("the review is completed", "The review is completed. Nothing in it changes any more.".into()),
        N::Cancelled => ("the review is cancelled", "The review is cancelled. Nothing in it changes any more.".into()),
        N::LetIn => ("you have access to the review", "You can now upload documents to the review and comment.".into()),
        N::EvidenceRequested { due } => {
            ("evidence is asked for", format!("Evidence is asked for. It is due on {}.", day(*due)))
        }
        N::DocumentRefused { file_name, reason } => (
            "a document was not accepted",
            format!("Your document \u{201c}{file_name}\u{201d} was not accepted: {reason}"),
        ),
        N::FindingsIssued { count, due } => {
            let findings = if *count == 1 { "One finding was".into() } else { format!("{count} findings were") };
            ("findings were issued", format!("{findings} issued. The resolution is due on {}.", day(*due)))
        }
        N::ResolutionSubmitted => {
            ("a resolution was submitted", "A resolution was submitted and waits for your decision.".into())
        }
        N::ResolutionReturned { due } => {
            let what = format!("A resolution was returned with a comment. The finding is due on {}.", day(*due));
            ("a resolution was returned", what)
        }
        N::FindingResolved => ("a finding is resolved", "A finding is resolved.".into()),
        N::AgreementRequested { until } => {
            let what =
                format!("A resolution agreement until {} is asked for and waits for your decision.", day(*until));
            ("a resolution agreement is asked for", what)
        }
        N::AgreementApproved { until } => {
            let what = format!("The resolution agreement is approved: the finding is now due on {}.", day(*until));
            ("the resolution agreement is approved", what)
        }
        N::AgreementDenied { due } => {
            let what =
                format!("The resolution agreement is denied, with a reason. The finding is due on {}.", day(*due));
            ("the resolution agreement is denied", what)
        }
    }
}
