//! Publishing, taking off the schedule, putting right.

use std::collections::BTreeMap;

use axum::extract::State;
use domain::bulletins::{Headline, LocalTime, Section, correct, instant_in_california, publish, unschedule};
use domain::ids::BulletinId;
use edge::{CurrentRequest, Field, FieldError, FieldErrors, IfMatch, Json, Path, Problem, Refusals, SessionToken};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use store::bulletins::BulletinOutcome;
use utoipa::ToSchema;

use crate::body::{Draft, SectionBody, sections};
use crate::drafting::OneDraft;
use crate::refusals::{overtaken, refused, stale};
use crate::{Deps, version};

/// When a bulletin is to be published.
#[derive(Deserialize, ToSchema)]
#[schema(as = Publication)]
pub(crate) struct PublicationBody {
    /// A time on the clocks of California, as in `2026-11-30T07:00`. Now, if left out.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "2026-11-30T07:00")]
    at: Field<LocalTime>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

impl PublicationBody {
    /// The time; none for now.
    fn check(self) -> Result<Option<Timestamp>, Problem> {
        let mut errors = FieldErrors::new();
        let local = errors.optional("/at", self.at);
        errors.unknown("", &self.unknown);
        errors.finish()?;
        let at = local.map(instant_in_california).transpose();
        at.map_err(|wrong| Problem::invalid(vec![FieldError::new("/at", wrong.to_string())]))
    }
}

/// Publish a bulletin, now or at a time
///
/// Published now, everybody can read it and its audience is mailed. At a time: until then it can get another time or be taken off
/// the schedule.
#[utoipa::path(
    post,
    path = "/v1/bulletins/{id}/publication",
    operation_id = "publish-bulletin",
    tag = "bulletins",
    params(
        ("id" = String, Path, description = "The id of the bulletin", pattern = "^[a-z2-7]{26}$"),
        ("If-Match" = String, Header, description = "The ETag of the bulletin as read", pattern = "^\"[!#-~]+\"$"),
    ),
    request_body = PublicationBody,
    responses((status = 200, description = "Published or scheduled", body = Draft, headers(("ETag" = String))), Refusals)
)]
pub(crate) async fn publish_bulletin(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<BulletinId>,
    IfMatch(read): IfMatch,
    Json(body): Json<PublicationBody>,
) -> Result<OneDraft, Problem> {
    let at = body.check();
    let now = deps.clock.now();
    let (caller, before) = deps.opened(&request, &token, id, now).await?;
    let at = at?;
    if read != version(&before) {
        return Err(stale(&before));
    }
    let after = publish(&caller, &before, at, now).map_err(refused)?;
    match deps.commit((&caller, &request), Some(&before), &after, after.is_published(), now).await? {
        BulletinOutcome::Done => Ok((version(&after), Json(Draft::from(&after)))),
        _ => Err(overtaken(&deps, id).await?),
    }
}

/// Take a bulletin off the schedule
///
/// It is a draft again. Possible until it is published.
#[utoipa::path(
    delete,
    path = "/v1/bulletins/{id}/publication",
    operation_id = "unschedule-bulletin",
    tag = "bulletins",
    params(
        ("id" = String, Path, description = "The id of the bulletin", pattern = "^[a-z2-7]{26}$"),
        ("If-Match" = String, Header, description = "The ETag of the bulletin as read", pattern = "^\"[!#-~]+\"$"),
    ),
    responses((status = 200, description = "The draft", body = Draft, headers(("ETag" = String))), Refusals)
)]
pub(crate) async fn unschedule_bulletin(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<BulletinId>,
    IfMatch(read): IfMatch,
) -> Result<OneDraft, Problem> {
    let now = deps.clock.now();
    let (caller, before) = deps.opened(&request, &token, id, now).await?;
    if read != version(&before) {
        return Err(stale(&before));
    }
    let after = unschedule(&caller, &before, now).map_err(refused)?;
    match deps.commit((&caller, &request), Some(&before), &after, false, now).await? {
        BulletinOutcome::Done => Ok((version(&after), Json(Draft::from(&after)))),
        _ => Err(overtaken(&deps, id).await?),
    }
}

/// What puts a published bulletin right.
#[derive(Deserialize, ToSchema)]
#[schema(as = BulletinCorrection)]
pub(crate) struct CorrectionBody {
    /// What was wrong, as readers are told: one line.
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 150)]
    note: Field<Headline>,
    /// All sections as they are to be.
    #[serde(default)]
    #[schema(value_type = Vec<SectionBody>, required)]
    sections: Field<Vec<SectionBody>>,
    /// Whether the audience is told by mail.
    #[serde(default)]
    #[schema(value_type = bool, required)]
    mail: Field<bool>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

impl CorrectionBody {
    /// What was wrong, the sections as they are to be, and whether the audience is told.
    fn check(self) -> Result<(Headline, Vec<Section>, bool), Problem> {
        let mut errors = FieldErrors::new();
        let note = errors.required("/note", self.note);
        let sent = errors.required("/sections", self.sections).unwrap_or_default();
        let sections = sections("/sections", sent, &mut errors);
        let mail = errors.required("/mail", self.mail);
        errors.unknown("", &self.unknown);
        match (note, mail) {
            (Some(note), Some(mail)) if errors.is_empty() => Ok((note, sections, mail)),
            _ => Err(errors.into_problem()),
        }
    }
}

/// Correct a published bulletin
///
/// The page says that it was corrected, when and why.
#[utoipa::path(
    post,
    path = "/v1/bulletins/{id}/corrections",
    operation_id = "correct-bulletin",
    tag = "bulletins",
    params(
        ("id" = String, Path, description = "The id of the bulletin", pattern = "^[a-z2-7]{26}$"),
        ("If-Match" = String, Header, description = "The ETag of the bulletin as read", pattern = "^\"[!#-~]+\"$"),
    ),
    request_body = CorrectionBody,
    responses((status = 200, description = "The bulletin as it is now", body = Draft, headers(("ETag" = String))), Refusals)
)]
pub(crate) async fn correct_bulletin(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<BulletinId>,
    IfMatch(read): IfMatch,
    Json(body): Json<CorrectionBody>,
) -> Result<OneDraft, Problem> {
    let wanted = body.check();
    let now = deps.clock.now();
    let (caller, before) = deps.opened(&request, &token, id, now).await?;
    let (note, sections, mail) = wanted?;
    if read != version(&before) {
        return Err(stale(&before));
    }
    let after = correct(&caller, &before, note, sections, mail, now).map_err(refused)?;
    match deps.commit((&caller, &request), Some(&before), &after, mail, now).await? {
        BulletinOutcome::Done => Ok((version(&after), Json(Draft::from(&after)))),
        _ => Err(overtaken(&deps, id).await?),
    }
}
