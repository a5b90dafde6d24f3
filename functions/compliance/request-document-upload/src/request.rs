use axum::extract::State;
use axum::http::StatusCode;
use domain::access::{Caller, NotReady, Right};
use domain::audit::{Entry, Event, Subject};
use domain::compliance::{Document, DocumentState, Refusal, give_ticket, see};
use domain::ids::{DocumentId, once};
use domain::year::AdministrationYear;
use edge::{CurrentRequest, FieldError, IdempotencyKey, Json, Problem, SessionToken};
use jiff::{SignedDuration, Timestamp};
use store::compliance::ReviewOutcome;

use crate::Deps;
use crate::body::{TicketAnswer, UploadBody, Wanted};

/// How often a ticket that was overtaken is decided again: several files at once get theirs side by side.
const ATTEMPTS: u8 = 4;

type Ticket = (StatusCode, Json<TicketAnswer>);

/// Ask for a ticket to upload a document
///
/// The file then goes straight to the storage, by the request that is answered. What arrives is checked within a minute: read
/// the document to see what became of it. `Idempotency-Key` makes a repeat harmless: it gets the same ticket.
#[utoipa::path(
    post,
    path = "/v1/compliance/document-uploads",
    operation_id = "request-document-upload",
    tag = "compliance",
    params(("Idempotency-Key" = String, Header, description = "Names this attempt: 1 to 128 visible ASCII characters", pattern = "^[!-~]{1,128}$")),
    request_body = UploadBody,
    responses(
        (status = 201, description = "The ticket", body = TicketAnswer),
        (status = "4XX", description = "Refused; nothing can be uploaded", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "Not answered; a repeat with the same key is safe", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn request_document_upload(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    key: IdempotencyKey,
    Json(body): Json<UploadBody>,
) -> Result<Ticket, Problem> {
    let now = deps.clock.now();
    let this_year = AdministrationYear::at(now);
    let caller = async {
        let found = deps.callers.find(token.user, &token.session).await?;
        let caller = Caller::at_work(found, now)?;
        request.signed_in(caller.user);
        caller.has(Right::UploadEvidence, this_year)?;
        Ok::<_, Problem>(caller)
    };
    let wanted = match body.check() {
        Ok(wanted) => wanted,
        Err(wrong) => {
            caller.await?;
            return Err(wrong);
        }
    };
    let review = wanted.review();
    let record = async { Ok(deps.reviews.read(review).await?) };
    let (caller, mut record) = tokio::try_join!(caller, record)?;
    let id = DocumentId::new(review, once(caller.user, key.as_str(), 0));
    for _ in 0..ATTEMPTS {
        let seen = see(&caller, record, this_year)?;
        if let Ok(earlier) = seen.document(id) {
            return repeated(&deps, &wanted, earlier, now).await;
        }
        let (document, change) =
            give_ticket(&caller, &seen, wanted.document(id), now).map_err(|refusal| refused(&refusal))?;
        let event = Event::ReviewChanged { change: change.event.clone() };
        let entry = Entry::by(&caller, request.id, now, Subject::Review(review), event, Right::UploadEvidence);
        match deps.commits.commit(&caller, seen.review(), &change, entry).await? {
            ReviewOutcome::Done => return ticket(&deps, &document).await,
            ReviewOutcome::Revoked => return Err(NotReady::NotSignedIn.into()),
            ReviewOutcome::Stale | ReviewOutcome::Repeated => record = deps.reviews.read(review).await?,
        }
    }
    Err(busy())
}

async fn ticket(deps: &Deps, document: &Document) -> Result<Ticket, Problem> {
    let upload = deps.tickets.ticket(document).await?;
    Ok((StatusCode::CREATED, Json(TicketAnswer::of(document, upload))))
}

/// The ticket was given before: it is the same one, while it is good.
async fn repeated(deps: &Deps, wanted: &Wanted, earlier: &Document, now: Timestamp) -> Result<Ticket, Problem> {
    if !wanted.made(earlier) {
        let title = "This Idempotency-Key was used for another upload";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "request.idempotency-key-reused", title)
            .detail("Send a new key with each new file, and the same key only to repeat a request."));
    }
    if earlier.state_at(now) != DocumentState::Awaiting {
        let title = "This upload is over";
        return Err(Problem::new(StatusCode::CONFLICT, "document-uploads.over", title)
            .detail("The file arrived, or its ticket has ended. Ask for another ticket, with a new key."));
    }
    ticket(deps, earlier).await
}

fn refused(refusal: &Refusal) -> Problem {
    let field = |pointer: &str| Problem::invalid(vec![FieldError::new(pointer, refusal.to_string())]);
    match refusal {
        Refusal::Access(error) => (*error).into(),
        Refusal::NoSuchTarget => Problem::not_found(),
        Refusal::Size => field("/size"),
        Refusal::ExtensionDisagrees(_) => field("/file_name"),
        Refusal::NotReplaceable => field("/replaces"),
        _ => Problem::new(StatusCode::CONFLICT, "document-uploads.closed", "Nothing can be uploaded there now")
            .errors(vec![FieldError::new("/target", refusal.to_string())]),
    }
}

fn busy() -> Problem {
    let title = "The review is being changed at this moment";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "document-uploads.busy", title)
        .detail("No ticket was given. Ask again with the same Idempotency-Key.")
        .retry_after(SignedDuration::from_secs(1))
}
