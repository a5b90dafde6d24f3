use domain::compliance::{FindingState, OpenWork, SeenReview, Tally};
use domain::ids::ItemId;
use domain::year::day_in_california;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::ReviewSummary;
use super::summary::{InstrumentBody, ProgramName, ReviewedOrganization};

/// Something that waits in an open review.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenWorkRow {
    /// The review.
    review: String,
    organization: ReviewedOrganization,
    program: ProgramName,
    instrument: InstrumentBody,
    /// `evidence-request` or `finding`.
    #[schema(value_type = String)]
    kind: &'static str,
    id: String,
    /// The item's number in the instrument.
    number: String,
    text: String,
    #[schema(value_type = String, format = Date)]
    due: Date,
    /// Whether the LEA is late today.
    overdue: bool,
    /// `unanswered` for an evidence request; `issued`, `submitted` or `returned` for a finding. What was submitted waits for
    /// the CDE, all else for the LEA.
    #[schema(value_type = String)]
    state: &'static str,
}

impl OpenWorkRow {
    /// What waits in the review at `now`, what is due first in front.
    #[must_use]
    pub fn of(seen: &SeenReview, now: Timestamp) -> Vec<Self> {
        let today = day_in_california(now);
        let late = seen.record().overdue_requests(today);
        let number = |item: ItemId| seen.item(item).map(|item| item.number.to_string()).unwrap_or_default();
        let row = |work: OpenWork<'_>| {
            let due = work.due();
            let (kind, id, instrument, item, text, overdue, state) = match work {
                OpenWork::EvidenceRequest(request) => (
                    "evidence-request",
                    request.id.to_string(),
                    request.instrument,
                    request.item,
                    request.text.to_string(),
                    late.contains(&request.id),
                    "unanswered",
                ),
                OpenWork::Finding(finding) => (
                    "finding",
                    finding.id.to_string(),
                    finding.instrument,
                    finding.item,
                    finding.text.to_string(),
                    finding.is_overdue(today),
                    match finding.state {
                        FindingState::Issued => "issued",
                        FindingState::Submitted => "submitted",
                        FindingState::Returned { .. } => "returned",
                        FindingState::Resolved => "resolved",
                    },
                ),
            };
            Self {
                review: seen.review().id.to_string(),
                organization: seen.review().into(),
                program: seen.review().program.into(),
                instrument: instrument.into(),
                kind,
                id,
                number: number(item),
                text,
                due,
                overdue,
                state,
            }
        };
        seen.open_work().into_iter().map(row).collect()
    }
}

/// How far an open review came.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewCounts {
    review: ReviewSummary,
    instruments: Vec<InstrumentCounts>,
}

/// How far it came in one program instrument.
#[derive(Debug, Serialize, ToSchema)]
struct InstrumentCounts {
    #[schema(value_type = String)]
    instrument: &'static str,
    #[schema(value_type = String)]
    name: &'static str,
    /// Evidence requests.
    requested: usize,
    /// Those with a clean document.
    answered: usize,
    /// Those that the LEA is late with.
    overdue: usize,
    findings: usize,
    /// Findings that are not resolved.
    unresolved: usize,
    /// Those that the LEA is late with.
    overdue_findings: usize,
}

impl From<Tally> for InstrumentCounts {
    fn from(tally: Tally) -> Self {
        Self {
            instrument: tally.instrument.code(),
            name: tally.instrument.name(),
            requested: tally.requested,
            answered: tally.answered,
            overdue: tally.overdue,
            findings: tally.findings,
            unresolved: tally.unresolved,
            overdue_findings: tally.overdue_findings,
        }
    }
}

impl ReviewCounts {
    /// Of the review at `now`.
    #[must_use]
    pub fn of(seen: &SeenReview, now: Timestamp) -> Self {
        Self {
            review: ReviewSummary::of(seen.review(), seen.instruments()),
            instruments: seen.tallies(day_in_california(now)).into_iter().map(Into::into).collect(),
        }
    }
}
