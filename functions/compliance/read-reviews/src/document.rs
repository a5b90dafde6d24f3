use axum::extract::State;
use domain::access::Right;
use domain::audit::{Entry, Event, Subject};
use domain::compliance::{DocumentState, ReviewEvent};
use domain::ids::DocumentId;
use edge::compliance::DocumentBody;
use edge::{CurrentRequest, Json, Path, Problem, Refusals, SessionToken};
use jiff::Timestamp;
use serde::Serialize;
use store::compliance::Download;
use utoipa::ToSchema;

use crate::Deps;

/// A document, with a link to it once it is clean.
#[derive(Serialize, ToSchema)]
#[schema(as = OpenedDocument)]
pub(crate) struct DocumentAnswer {
    #[serde(flatten)]
    document: DocumentBody,
    #[serde(skip_serializing_if = "Option::is_none")]
    download: Option<DownloadBody>,
}

/// A link that saves the file under its own name.
#[derive(Serialize, ToSchema)]
#[schema(as = DocumentDownload)]
struct DownloadBody {
    /// A secret, good for this file alone.
    url: String,
    /// Five minutes after it was given.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

impl From<Download> for DownloadBody {
    fn from(download: Download) -> Self {
        Self { url: download.url, expires_at: download.expires_at }
    }
}

/// Read a document's state, and get a link to it
///
/// How far it came: an upload is followed by asking again. Once it is clean, with a link that is good for five minutes; that it
/// was given out stands in the review's history.
#[utoipa::path(
    get,
    path = "/v1/compliance/documents/{id}",
    operation_id = "read-document",
    tag = "compliance",
    params(("id" = String, Path, description = "The id that a review or an upload gave", pattern = "^[a-z2-7]{39}$")),
    responses(
        (status = 200, description = "The document", body = DocumentAnswer),
        Refusals,
    )
)]
pub(crate) async fn read_document(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<DocumentId>,
) -> Result<Json<DocumentAnswer>, Problem> {
    let now = deps.clock.now();
    let (caller, seen) = deps.open(&request, &token, id.review(), now).await?;
    let document = seen.document(id).map_err(|_| Problem::not_found())?;
    let download = if document.state == DocumentState::Clean {
        let link = deps.downloads.link(document, now).await?;
        let event = Event::ReviewChanged { change: ReviewEvent::DocumentOpened { document: id } };
        let subject = Subject::Review(id.review());
        deps.trail.record(&Entry::by(&caller, request.id, now, subject, event, Right::ReadReviews)).await?;
        Some(link.into())
    } else {
        None
    };
    Ok(Json(DocumentAnswer { document: DocumentBody::of(&seen, document, now), download }))
}
