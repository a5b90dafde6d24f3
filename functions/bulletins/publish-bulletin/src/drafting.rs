//! Drafts: made, listed, read and changed.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use domain::bulletins::{BulletinChange, Headline, NewBulletin, change, write};
use domain::ids::BulletinId;
use edge::{
    CurrentRequest, ETag, Field, FieldErrors, IdempotencyKey, IfMatch, Json, Path, Problem, Refusals, SessionToken,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::bulletins::BulletinOutcome;
use utoipa::ToSchema;

use crate::body::{AudienceBody, Draft, DraftSummary, SectionBody, audience, sections};
use crate::refusals::{overtaken, refused, reused, stale};
use crate::{Deps, version};

pub(crate) type OneDraft = (ETag, Json<Draft>);

/// What is being written or waits for its time.
#[derive(Serialize, ToSchema)]
#[schema(as = BulletinDrafts)]
pub(crate) struct Drafts {
    drafts: Vec<DraftSummary>,
}

/// List drafts and scheduled bulletins
#[utoipa::path(
    get,
    path = "/v1/bulletin-drafts",
    operation_id = "list-bulletin-drafts",
    tag = "bulletins",
    responses((status = 200, description = "Those changed last first", body = Drafts), Refusals)
)]
pub(crate) async fn list_drafts(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
) -> Result<Json<Drafts>, Problem> {
    let now = deps.clock.now();
    let unpublished = async { Ok(deps.desk.unpublished().await?) };
    let (_, mut unpublished) = tokio::try_join!(deps.editor(&request, &token, now), unpublished)?;
    unpublished.sort_by_key(|summary| Reverse(summary.changed_at));
    Ok(Json(Drafts { drafts: unpublished.iter().map(DraftSummary::from).collect() }))
}

/// A bulletin to be written.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewBulletin)]
pub(crate) struct NewBody {
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 150, example = "CAASPP Communication: November 2026")]
    headline: Field<Headline>,
    /// The day it bears.
    #[serde(default)]
    #[schema(value_type = String, required, format = Date)]
    dated: Field<Date>,
    #[serde(default)]
    #[schema(value_type = AudienceBody, required)]
    audience: Field<AudienceBody>,
    #[serde(default)]
    #[schema(value_type = Option<Vec<SectionBody>>)]
    sections: Field<Vec<SectionBody>>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

impl NewBody {
    pub(crate) fn check(self, id: BulletinId) -> Result<NewBulletin, Problem> {
        let mut errors = FieldErrors::new();
        let headline = errors.required("/headline", self.headline);
        let dated = errors.required("/dated", self.dated);
        let sent = errors.required("/audience", self.audience);
        let audience = sent.and_then(|sent| audience("/audience", sent, &mut errors));
        let sent = errors.optional("/sections", self.sections).unwrap_or_default();
        let sections = sections("/sections", sent, &mut errors);
        errors.unknown("", &self.unknown);
        match (headline, dated, audience) {
            (Some(headline), Some(dated), Some(audience)) if errors.is_empty() => {
                Ok(NewBulletin { id, headline, dated, audience, sections })
            }
            _ => Err(errors.into_problem()),
        }
    }
}

/// Draft a bulletin
///
/// `Idempotency-Key` makes a repeat harmless.
#[utoipa::path(
    post,
    path = "/v1/bulletins",
    operation_id = "draft-bulletin",
    tag = "bulletins",
    params(("Idempotency-Key" = String, Header, description = "Names this attempt: 1 to 128 visible ASCII characters", pattern = "^[!-~]{1,128}$")),
    request_body = NewBody,
    responses((status = 201, description = "The draft", body = Draft, headers(("ETag" = String))), Refusals)
)]
pub(crate) async fn draft_bulletin(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    key: IdempotencyKey,
    Json(body): Json<NewBody>,
) -> Result<(StatusCode, ETag, Json<Draft>), Problem> {
    let now = deps.clock.now();
    let caller = deps.editor(&request, &token, now).await?;
    let new = body.check(BulletinId::once(caller.user, key.as_str()))?;
    let after = write(&caller, new, now).map_err(refused)?;
    let outcome = deps.commit((&caller, &request), None, &after, false, now).await?;
    let shown = if outcome == BulletinOutcome::Done {
        after
    } else {
        // The same request came before. Whoever used its key for something else is told so.
        let earlier = deps.desk.read(after.id).await?.ok_or_else(Problem::not_found)?;
        let same = (&earlier.headline, &earlier.sections) == (&after.headline, &after.sections) || earlier.version > 1;
        if same { earlier } else { return Err(reused()) }
    };
    Ok((StatusCode::CREATED, version(&shown), Json(Draft::from(&shown))))
}

/// Read a bulletin to edit it
#[utoipa::path(
    get,
    path = "/v1/bulletin-drafts/{id}",
    operation_id = "read-bulletin-draft",
    tag = "bulletins",
    params(("id" = String, Path, description = "The id of the bulletin", pattern = "^[a-z2-7]{26}$")),
    responses((status = 200, description = "The bulletin with its Markdown", body = Draft, headers(("ETag" = String))), Refusals)
)]
pub(crate) async fn read_draft(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<BulletinId>,
) -> Result<OneDraft, Problem> {
    let now = deps.clock.now();
    let (_, bulletin) = deps.opened(&request, &token, id, now).await?;
    Ok((version(&bulletin), Json(Draft::from(&bulletin))))
}

/// What is to be changed of a draft. Leave out what stays.
#[derive(Deserialize, ToSchema)]
#[schema(as = BulletinChange)]
pub(crate) struct ChangeBody {
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 150)]
    headline: Field<Headline>,
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    dated: Field<Date>,
    #[serde(default)]
    #[schema(value_type = Option<AudienceBody>)]
    audience: Field<AudienceBody>,
    /// All of them: what is left out is gone.
    #[serde(default)]
    #[schema(value_type = Option<Vec<SectionBody>>)]
    sections: Field<Vec<SectionBody>>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

impl ChangeBody {
    fn check(self) -> Result<BulletinChange, Problem> {
        let mut errors = FieldErrors::new();
        let headline = errors.optional("/headline", self.headline);
        let dated = errors.optional("/dated", self.dated);
        let sent = errors.optional("/audience", self.audience);
        let audience = sent.and_then(|sent| audience("/audience", sent, &mut errors));
        let sent = errors.optional("/sections", self.sections);
        let sections = sent.map(|sent| sections("/sections", sent, &mut errors));
        errors.unknown("", &self.unknown);
        errors.finish()?;
        Ok(BulletinChange { headline, dated, audience, sections })
    }
}

/// Change a draft
///
/// `If-Match` is the `ETag` that was read: whoever is overtaken by another editor gets their version and loses nothing.
#[utoipa::path(
    patch,
    path = "/v1/bulletins/{id}",
    operation_id = "change-bulletin",
    tag = "bulletins",
    params(
        ("id" = String, Path, description = "The id of the bulletin", pattern = "^[a-z2-7]{26}$"),
        ("If-Match" = String, Header, description = "The ETag of the bulletin as read", pattern = "^\"[!#-~]+\"$"),
    ),
    request_body = ChangeBody,
    responses((status = 200, description = "The draft as it is now", body = Draft, headers(("ETag" = String))), Refusals)
)]
pub(crate) async fn change_bulletin(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<BulletinId>,
    IfMatch(read): IfMatch,
    Json(body): Json<ChangeBody>,
) -> Result<OneDraft, Problem> {
    let wanted = body.check();
    let now = deps.clock.now();
    let (caller, before) = deps.opened(&request, &token, id, now).await?;
    let wanted = wanted?;
    if read != version(&before) {
        return Err(stale(&before));
    }
    let Some(after) = change(&caller, &before, wanted, now).map_err(refused)? else {
        return Ok((version(&before), Json(Draft::from(&before))));
    };
    match deps.commit((&caller, &request), Some(&before), &after, false, now).await? {
        BulletinOutcome::Done => Ok((version(&after), Json(Draft::from(&after)))),
        _ => Err(overtaken(&deps, id).await?),
    }
}
