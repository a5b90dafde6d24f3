//! What a bulletin will look like, as a page and as a letter, before anybody else sees it.

use axum::extract::State;
use domain::bulletins::write;
use domain::ids::BulletinId;
use edge::{CurrentRequest, Json, Problem, Refusals, SessionToken};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Deps;
use crate::body::advice;
use crate::drafting::NewBody;
use crate::refusals::refused;

/// What to look at again in a section.
#[derive(Serialize, ToSchema)]
#[schema(as = BulletinAdvice)]
struct SectionAdvice {
    #[schema(value_type = String)]
    kind: &'static str,
    advice: Vec<String>,
}

/// A bulletin as it will look.
#[derive(Serialize, ToSchema)]
#[schema(as = BulletinPreview)]
pub(crate) struct Preview {
    /// The public page, as HTML without script.
    page: String,
    /// The letter.
    letter: LetterPreview,
    /// Where there is something to look at again.
    advice: Vec<SectionAdvice>,
}

/// A letter as it will look.
#[derive(Serialize, ToSchema)]
#[schema(as = BulletinLetterPreview)]
struct LetterPreview {
    subject: String,
    html: String,
    text: String,
}

/// Preview a bulletin
///
/// Nothing is stored.
#[utoipa::path(
    post,
    path = "/v1/bulletin-previews",
    operation_id = "preview-bulletin",
    tag = "bulletins",
    request_body = NewBody,
    responses((status = 200, description = "Page, letter, and what to look at again", body = Preview), Refusals)
)]
pub(crate) async fn preview_bulletin(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Json(body): Json<NewBody>,
) -> Result<Json<Preview>, Problem> {
    let now = deps.clock.now();
    let caller = deps.editor(&request, &token, now).await?;
    // Of no account: what is previewed is not stored.
    let new = body.check(BulletinId::from_bytes([0; 16]))?;
    let bulletin = write(&caller, new, now).map_err(refused)?;
    let page = markup::bulletin_page(&bulletin).map_err(Problem::internal)?;
    let written = deps.letters.preview(&bulletin).map_err(Problem::internal)?;
    let advice =
        bulletin.sections.iter().map(|section| SectionAdvice { kind: section.kind.code(), advice: advice(section) });
    let advice = advice.filter(|section| !section.advice.is_empty()).collect();
    let letter = LetterPreview { subject: written.subject, html: written.html, text: written.text };
    Ok(Json(Preview { page, letter, advice }))
}
