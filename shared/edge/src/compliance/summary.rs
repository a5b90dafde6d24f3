use domain::compliance::{Program, ProgramInstrument, Review};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

/// A review in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewSummary {
    #[serde(flatten)]
    head: ReviewHead,
    /// How many findings were issued; only for whom the whole review is seen by.
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<u32>,
    /// How many of them are not resolved; likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    unresolved: Option<u32>,
}

/// What stands above a review, in a list and on its page.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReviewHead {
    #[schema(pattern = "^[a-z2-7]{26}$")]
    id: String,
    program: ProgramName,
    /// The LEA.
    organization: ReviewedOrganization,
    /// The administration year, as in `2026-27`.
    year: String,
    /// `on-site` or `online`.
    #[schema(value_type = String)]
    mode: &'static str,
    /// `planned`, `open`, `completed` or `cancelled`.
    #[schema(value_type = String)]
    state: &'static str,
    #[schema(value_type = String, format = Date)]
    first_day: Date,
    #[schema(value_type = String, format = Date)]
    last_day: Date,
    /// Those that the caller sees.
    instruments: Vec<InstrumentBody>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProgramName {
    #[schema(value_type = String)]
    program: &'static str,
    #[schema(value_type = String)]
    name: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReviewedOrganization {
    /// 14 digits.
    cds_code: String,
    name: String,
}

/// A program instrument.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProgramInstrument)]
pub(super) struct InstrumentBody {
    #[schema(value_type = String)]
    instrument: &'static str,
    #[schema(value_type = String)]
    name: &'static str,
}

impl From<ProgramInstrument> for InstrumentBody {
    fn from(instrument: ProgramInstrument) -> Self {
        Self { instrument: instrument.code(), name: instrument.name() }
    }
}

impl From<Program> for ProgramName {
    fn from(program: Program) -> Self {
        Self { program: program.code(), name: program.name() }
    }
}

impl From<&Review> for ReviewedOrganization {
    fn from(review: &Review) -> Self {
        Self { cds_code: review.organization.to_string(), name: review.organization_name.clone() }
    }
}

impl ReviewHead {
    pub(super) fn of(review: &Review, instruments: &[ProgramInstrument]) -> Self {
        Self {
            id: review.id.to_string(),
            program: review.program.into(),
            organization: review.into(),
            year: review.year.to_string(),
            mode: review.mode.code(),
            state: review.state.code(),
            first_day: review.first_day,
            last_day: review.last_day,
            instruments: instruments.iter().copied().map(Into::into).collect(),
        }
    }
}

impl ReviewSummary {
    /// `review` as somebody sees it who sees these of its instruments, as `Caller::instruments_of` names them.
    #[must_use]
    pub fn of(review: &Review, instruments: &[ProgramInstrument]) -> Self {
        let is_whole = instruments.len() == review.instruments.len();
        Self {
            head: ReviewHead::of(review, instruments),
            findings: is_whole.then_some(review.findings),
            unresolved: is_whole.then_some(review.unresolved),
        }
    }
}
