use domain::compliance::{DueKind, DueLine};
use domain::ids::ReviewId;
use serde::Serialize;

use crate::context::{Context, Files, day, files};

/// Something is due in a compliance review soon, or overdue.
#[derive(Serialize)]
pub(crate) struct ReviewReminder {
    pub(crate) organization: String,
    pub(crate) subject: String,
    pub(crate) overdue: Vec<String>,
    pub(crate) upcoming: Vec<String>,
    pub(crate) more: usize,
    pub(crate) review: String,
}

impl ReviewReminder {
    pub(crate) fn new(
        review: ReviewId,
        organization_name: &str,
        (overdue, upcoming): (&[DueLine], &[DueLine]),
        more: usize,
    ) -> Self {
        let subject = match (overdue.len(), upcoming.len()) {
            (0, _) => "something is due soon in the review",
            (_, 0) => "something is overdue in the review",
            _ => "something is overdue in the review, and more is due soon",
        };
        Self {
            organization: organization_name.to_owned(),
            subject: subject.to_owned(),
            overdue: overdue.iter().map(|line| said(line, "was due")).collect(),
            upcoming: upcoming.iter().map(|line| said(line, "due")).collect(),
            more,
            review: review.to_string(),
        }
    }
}

impl Context for ReviewReminder {
    const FILES: Files = files!("review_reminder");

    fn sample() -> Self {
        Self {
            organization: "Poppy Valley Unified".into(),
            subject: "something is overdue in the review, and more is due soon".into(),
            overdue: vec!["Evidence for item I-EL 01 (English Learner), was due on November 21, 2026".into()],
            upcoming: vec![
                "Resolution of the finding on item I-EL 02 (English Learner), due on November 23, 2026".into(),
                "Evidence for item II-EL 05 (English Learner), due on November 29, 2026".into(),
            ],
            more: 2,
            review: ReviewId::from_bytes([0; 16]).to_string(),
        }
    }
}

fn said(line: &DueLine, due: &str) -> String {
    let what = match line.what {
        DueKind::Evidence => "Evidence for",
        DueKind::Resolution => "Resolution of the finding on",
    };
    format!("{what} item {} ({}), {due} on {}", line.number, line.instrument.name(), day(line.due))
}
