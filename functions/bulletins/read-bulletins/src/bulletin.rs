//! One bulletin.

use axum::extract::State;
use axum::http::header::HeaderName;
use domain::bulletins::Bulletin;
use domain::ids::BulletinId;
use edge::{Json, Path, Problem, Refusals};
use jiff::Timestamp;
use markup::{Address, html};
use serde::Serialize;
use utoipa::ToSchema;

use crate::archive::SummaryBody;
use crate::{Deps, FOR_A_MINUTE};

/// A section, rendered.
#[derive(Serialize, ToSchema)]
#[schema(as = BulletinSection)]
struct SectionBody {
    #[schema(value_type = String)]
    kind: &'static str,
    heading: &'static str,
    /// Safe HTML, without script, pictures or anything that is loaded.
    html: String,
}

/// How a bulletin was put right.
#[derive(Serialize, ToSchema)]
#[schema(as = BulletinCorrectionNote)]
struct CorrectionBody {
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    note: String,
}

/// A published bulletin.
#[derive(Serialize, ToSchema)]
#[schema(as = Bulletin)]
pub(crate) struct BulletinBody {
    #[serde(flatten)]
    summary: SummaryBody,
    salutation: String,
    sections: Vec<SectionBody>,
    corrections: Vec<CorrectionBody>,
}

impl From<&Bulletin> for BulletinBody {
    fn from(bulletin: &Bulletin) -> Self {
        let sections = bulletin.sections.iter().map(|section| SectionBody {
            kind: section.kind.code(),
            heading: section.kind.heading(),
            html: html(&section.text, Address("")).to_string(),
        });
        let corrections = bulletin.corrections.iter();
        let corrections = corrections.map(|made| CorrectionBody { at: made.at, note: made.note.as_str().to_owned() });
        Self {
            summary: (&bulletin.summary()).into(),
            salutation: bulletin.audience.salutation(),
            sections: sections.collect(),
            corrections: corrections.collect(),
        }
    }
}

/// Read a published bulletin
///
/// One that is not published is like one that does not exist.
#[utoipa::path(
    get,
    path = "/v1/bulletins/{id}",
    operation_id = "read-bulletin",
    tag = "bulletins",
    security(()),
    params(("id" = String, Path, description = "The id of the bulletin", pattern = "^[a-z2-7]{26}$")),
    responses((status = 200, description = "The bulletin", body = BulletinBody), Refusals)
)]
pub(crate) async fn read_bulletin(
    State(deps): State<Deps>,
    Path(id): Path<BulletinId>,
) -> Result<([(HeaderName, &'static str); 1], Json<BulletinBody>), Problem> {
    let bulletin = deps.published(id).await?.ok_or_else(Problem::not_found)?;
    Ok(([FOR_A_MINUTE], Json(BulletinBody::from(&bulletin))))
}
