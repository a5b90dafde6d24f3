use domain::access::Caller;
use domain::compliance::{
    Agreement, AgreementState, Clocks, Finding, FindingAction, FindingState, Resolution, SeenReview, finding_actions,
};
use domain::year::day_in_california;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::{AuthorBody, Blocked, sorted};

/// A finding, with what the caller may do to it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewFinding)]
pub(super) struct FindingBody {
    #[schema(pattern = "^[a-z2-7]{39}$")]
    id: String,
    /// For `If-Match` of what is done with it.
    version: u64,
    /// The item that the LEA was found not to meet.
    item: String,
    #[schema(value_type = String)]
    instrument: &'static str,
    text: String,
    /// The date of the notification of findings.
    #[schema(value_type = String, format = Date)]
    notified_on: Date,
    /// The last day of the review, as it was then.
    #[schema(value_type = String, format = Date)]
    last_day: Date,
    /// By when it is to be resolved: the first clock, or the day of the agreement that was approved.
    #[schema(value_type = String, format = Date)]
    due: Date,
    /// Whether the LEA is late today.
    overdue: bool,
    clocks: ClocksBody,
    /// `issued`, `submitted`, `returned` or `resolved`.
    #[schema(value_type = String)]
    state: &'static str,
    /// What was missing, when the resolution was returned.
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
    issued_by: AuthorBody,
    #[schema(value_type = String, format = DateTime)]
    issued_at: Timestamp,
    /// What was submitted last.
    #[serde(skip_serializing_if = "Option::is_none")]
    resolution: Option<ResolutionBody>,
    /// What was asked for last.
    #[serde(skip_serializing_if = "Option::is_none")]
    agreement: Option<AgreementBody>,
    /// What the caller may do now.
    #[schema(value_type = Vec<String>)]
    allowed: Vec<&'static str>,
    /// What not, and why.
    blocked: Vec<Blocked>,
}

/// Days that are counted from others.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FindingClocks)]
struct ClocksBody {
    /// 45 calendar days after the notification of findings.
    #[schema(value_type = String, format = Date)]
    resolution_due: Date,
    /// 225 calendar days after the last day of the review: the last day that an agreement may name.
    #[schema(value_type = String, format = Date)]
    agreement_latest: Date,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FindingResolution)]
struct ResolutionBody {
    text: String,
    by: AuthorBody,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ResolutionAgreement)]
struct AgreementBody {
    /// The day asked for.
    #[schema(value_type = String, format = Date)]
    until: Date,
    actions: String,
    justification: String,
    requested_by: AuthorBody,
    #[schema(value_type = String, format = DateTime)]
    requested_at: Timestamp,
    /// `requested`, `approved` or `denied`.
    #[schema(value_type = String)]
    state: &'static str,
    /// The day granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    approved_until: Option<Date>,
    /// Why it was denied.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl From<Clocks> for ClocksBody {
    fn from(clocks: Clocks) -> Self {
        Self { resolution_due: clocks.resolution_due, agreement_latest: clocks.agreement_latest }
    }
}

impl From<&Resolution> for ResolutionBody {
    fn from(resolution: &Resolution) -> Self {
        Self { text: resolution.text.to_string(), by: (&resolution.by).into(), at: resolution.at }
    }
}

impl From<&Agreement> for AgreementBody {
    fn from(agreement: &Agreement) -> Self {
        let (state, approved_until, reason) = match &agreement.state {
            AgreementState::Requested => ("requested", None, None),
            AgreementState::Approved { until } => ("approved", Some(*until), None),
            AgreementState::Denied { reason } => ("denied", None, Some(reason.to_string())),
        };
        Self {
            until: agreement.until,
            actions: agreement.actions.to_string(),
            justification: agreement.justification.to_string(),
            requested_by: (&agreement.requested_by).into(),
            requested_at: agreement.requested_at,
            state,
            approved_until,
            reason,
        }
    }
}

impl FindingBody {
    pub(super) fn of(caller: &Caller, seen: &SeenReview, finding: &Finding, now: Timestamp) -> Self {
        let (allowed, blocked) = sorted(finding_actions(caller, seen, finding, now), FindingAction::code);
        let (state, comment) = match &finding.state {
            FindingState::Issued => ("issued", None),
            FindingState::Submitted => ("submitted", None),
            FindingState::Returned { comment } => ("returned", Some(comment.to_string())),
            FindingState::Resolved => ("resolved", None),
        };
        Self {
            id: finding.id.to_string(),
            version: finding.version,
            item: finding.item.to_string(),
            instrument: finding.instrument.code(),
            text: finding.text.to_string(),
            notified_on: finding.notified_on,
            last_day: finding.last_day,
            due: finding.due,
            overdue: finding.is_overdue(day_in_california(now)),
            clocks: finding.clocks().into(),
            state,
            comment,
            issued_by: (&finding.issued_by).into(),
            issued_at: finding.issued_at,
            resolution: finding.resolution.as_ref().map(Into::into),
            agreement: finding.agreement.as_ref().map(Into::into),
            allowed,
            blocked,
        }
    }
}
