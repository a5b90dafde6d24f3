//! Resolutions: the LEA submits one, the CDE takes or returns it.

use std::collections::BTreeMap;

use axum::extract::State;
use domain::access::Right;
use domain::compliance::{FindingCommand, Prose, SeenReview};
use domain::ids::FindingId;
use edge::compliance::ReviewPage;
use edge::{CurrentRequest, Field, FieldErrors, IfMatch, Json, Path, Problem, SessionToken};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{Added, Deps, Reviewed, Visit, added};

/// What was done about a finding.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewResolution)]
pub(crate) struct ResolutionBody {
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 4000)]
    text: Field<Prose>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

impl ResolutionBody {
    fn check(self) -> Result<Prose, Problem> {
        let mut errors = FieldErrors::new();
        let text = errors.required("/text", self.text);
        errors.unknown("", &self.unknown);
        text.filter(|_| errors.is_empty()).ok_or_else(|| errors.into_problem())
    }
}

/// Submit a resolution
///
/// By the LEA, for a finding that was issued or whose resolution was returned. The monitors of the instrument are told.
/// `If-Match` is the finding's `version` as read, in double quotes.
#[utoipa::path(
    post,
    path = "/v1/compliance/findings/{id}/resolutions",
    operation_id = "submit-resolution",
    tag = "compliance",
    params(
        ("id" = String, Path, description = "The finding's id", pattern = "^[a-z2-7]{39}$"),
        ("If-Match" = String, Header, description = "The version of the finding as read", pattern = "^\"[!#-~]+\"$"),
    ),
    request_body = ResolutionBody,
    responses(
        (status = 201, description = "Submitted: the review", body = ReviewPage, headers(("ETag" = String))),
        (status = "4XX", description = "Refused; nothing was submitted", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "Not answered", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn submit_resolution(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(finding): Path<FindingId>,
    IfMatch(read): IfMatch,
    Json(body): Json<ResolutionBody>,
) -> Result<Added, Problem> {
    let visit = Visit { request: &request, token: &token, finding, read, right: Right::AnswerFindings };
    let submit = body.check().map(|text| move |_: &SeenReview| Ok(FindingCommand::Submit { text: text.clone() }));
    Ok(added(deps.about_finding(visit, submit).await?))
}

/// What the CDE decided about a resolution.
#[derive(Deserialize, ToSchema)]
#[schema(as = ResolutionDecision)]
pub(crate) struct DecisionBody {
    /// `resolved` or `returned`.
    #[serde(default)]
    #[schema(value_type = String, required, example = "returned")]
    decision: Field<String>,
    /// What is missing: with `returned`, and only then.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 4000)]
    comment: Field<Prose>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

impl DecisionBody {
    fn check(self) -> Result<FindingCommand, Problem> {
        let mut errors = FieldErrors::new();
        let decision = errors.required("/decision", self.decision);
        let returned = decision.as_deref() == Some("returned");
        let comment = if returned {
            errors.required("/comment", self.comment)
        } else {
            if !matches!(self.comment, Field::Missing) {
                errors.push("/comment", "goes with returned only");
            }
            None
        };
        if !returned && decision.as_deref().is_some_and(|decision| decision != "resolved") {
            errors.push("/decision", "must be resolved or returned");
        }
        errors.unknown("", &self.unknown);
        errors.finish()?;
        Ok(comment.map_or(FindingCommand::Resolve, |comment| FindingCommand::Return { comment }))
    }
}

/// Resolve a finding, or return its resolution
///
/// By the CDE, once a resolution was submitted: it is taken, or returned with what is missing. The LEA is told. `If-Match` is
/// the finding's `version` as read, in double quotes.
#[utoipa::path(
    post,
    path = "/v1/compliance/findings/{id}/resolutions/decision",
    operation_id = "resolve-finding",
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
pub(crate) async fn resolve_finding(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(finding): Path<FindingId>,
    IfMatch(read): IfMatch,
    Json(body): Json<DecisionBody>,
) -> Result<Reviewed, Problem> {
    let visit = Visit { request: &request, token: &token, finding, read, right: Right::DecideReviews };
    let decided = body.check().map(|command| move |_: &SeenReview| Ok(command.clone()));
    deps.about_finding(visit, decided).await
}
