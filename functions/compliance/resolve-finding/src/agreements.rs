//! Resolution agreements: the LEA asks for more time, the CDE approves or denies it. Source: CAIS fact sheet 4.

use std::collections::BTreeMap;

use axum::extract::State;
use domain::access::Right;
use domain::compliance::{FindingCommand, Prose, SeenReview};
use domain::ids::FindingId;
use edge::compliance::{ReviewPage, refused};
use edge::{CurrentRequest, Field, FieldErrors, IfMatch, Json, Path, Problem, SessionToken};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{Added, Deps, Reviewed, Visit, added};

/// A resolution agreement to be asked for.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewResolutionAgreement)]
pub(crate) struct AgreementBody {
    /// Tomorrow or later, and at most 225 calendar days after the last day of the review.
    #[serde(default)]
    #[schema(value_type = String, format = Date, required, example = "2027-03-01")]
    until: Field<Date>,
    /// What will be done by then.
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 4000)]
    actions: Field<Prose>,
    /// Why it takes so long.
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 4000)]
    justification: Field<Prose>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

impl AgreementBody {
    fn check(self) -> Result<FindingCommand, Problem> {
        let mut errors = FieldErrors::new();
        let until = errors.required("/until", self.until);
        let actions = errors.required("/actions", self.actions);
        let justification = errors.required("/justification", self.justification);
        errors.unknown("", &self.unknown);
        match (until, actions, justification) {
            (Some(until), Some(actions), Some(justification)) if errors.is_empty() => {
                Ok(FindingCommand::RequestAgreement { until, actions, justification })
            }
            _ => Err(errors.into_problem()),
        }
    }
}

/// Ask for a resolution agreement
///
/// By the LEA. The monitors of the instrument are told. `If-Match` is the finding's `version` as read, in double quotes. A day
/// that no agreement may name is refused with both clocks (`clocks`).
#[utoipa::path(
    post,
    path = "/v1/compliance/findings/{id}/resolution-agreements",
    operation_id = "request-resolution-agreement",
    tag = "compliance",
    params(
        ("id" = String, Path, description = "The finding's id", pattern = "^[a-z2-7]{39}$"),
        ("If-Match" = String, Header, description = "The version of the finding as read", pattern = "^\"[!#-~]+\"$"),
    ),
    request_body = AgreementBody,
    responses(
        (status = 201, description = "Asked for: the review", body = ReviewPage, headers(("ETag" = String))),
        (status = "4XX", description = "Refused; nothing was asked for", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "Not answered", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn request_agreement(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(finding): Path<FindingId>,
    IfMatch(read): IfMatch,
    Json(body): Json<AgreementBody>,
) -> Result<Added, Problem> {
    let visit = Visit { request: &request, token: &token, finding, read, right: Right::AnswerFindings };
    let wanted = body.check().map(|command| move |_: &SeenReview| Ok(command.clone()));
    Ok(added(deps.about_finding(visit, wanted).await?))
}

/// What the CDE decided about a resolution agreement.
#[derive(Deserialize, ToSchema)]
#[schema(as = ResolutionAgreementDecision)]
pub(crate) struct DecisionBody {
    /// `approved` or `denied`.
    #[serde(default)]
    #[schema(value_type = String, required, example = "approved")]
    decision: Field<String>,
    /// With `approved`: another day than the one asked for.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    until: Field<Date>,
    /// Why: with `denied`, and only then.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 4000)]
    reason: Field<Prose>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

/// A decision. An approval without a day is for the day asked for.
#[derive(Clone)]
enum Decision {
    Approved(Option<Date>),
    Denied(Prose),
}

impl DecisionBody {
    fn check(self) -> Result<Decision, Problem> {
        let mut errors = FieldErrors::new();
        let decision = errors.required("/decision", self.decision);
        let (until_given, reason_given) =
            (!matches!(self.until, Field::Missing), !matches!(self.reason, Field::Missing));
        let until = errors.optional("/until", self.until);
        let mut decided = None;
        match decision.as_deref() {
            Some("approved") => {
                if reason_given {
                    errors.push("/reason", "goes with denied only");
                }
                decided = Some(Decision::Approved(until));
            }
            Some("denied") => {
                if until_given {
                    errors.push("/until", "goes with approved only");
                }
                decided = errors.required("/reason", self.reason).map(Decision::Denied);
            }
            Some(_) => errors.push("/decision", "must be approved or denied"),
            None => {}
        }
        errors.unknown("", &self.unknown);
        decided.filter(|_| errors.is_empty()).ok_or_else(|| errors.into_problem())
    }
}

/// Decide a resolution agreement
///
/// By the CDE: approved, for the day asked for or another one, or denied with a reason. The LEA is told. `If-Match` is the
/// finding's `version` as read, in double quotes.
#[utoipa::path(
    post,
    path = "/v1/compliance/findings/{id}/resolution-agreements/decision",
    operation_id = "decide-resolution-agreement",
    tag = "compliance",
    params(
        ("id" = String, Path, description = "The finding's id", pattern = "^[a-z2-7]{39}$"),
        ("If-Match" = String, Header, description = "The version of the finding as read", pattern = "^\"[!#-~]+\"$"),
    ),
    request_body = DecisionBody,
    responses(
        (status = 200, description = "Decided: the review", body = ReviewPage, headers(("ETag" = String))),
        (status = "4XX", description = "Refused; nothing was decided", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "Not answered", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn decide_agreement(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(finding): Path<FindingId>,
    IfMatch(read): IfMatch,
    Json(body): Json<DecisionBody>,
) -> Result<Reviewed, Problem> {
    let visit = Visit { request: &request, token: &token, finding, read, right: Right::DecideReviews };
    let decided = body.check().map(|decision| {
        move |seen: &SeenReview| {
            Ok(match decision.clone() {
                Decision::Denied(reason) => FindingCommand::DenyAgreement { reason },
                Decision::Approved(Some(until)) => FindingCommand::ApproveAgreement { until },
                Decision::Approved(None) => {
                    let finding = seen.finding(finding).map_err(refused)?;
                    // Where none was asked for, that is what is refused, and not this day.
                    let until = finding.agreement.as_ref().map_or(finding.due, |asked| asked.until);
                    FindingCommand::ApproveAgreement { until }
                }
            })
        }
    });
    deps.about_finding(visit, decided).await
}
