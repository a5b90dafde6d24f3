//! What became of the letters to a bulletin's audience.

use axum::extract::State;
use domain::bulletins::Mailing;
use domain::ids::BulletinId;
use domain::mail::{CircularId, CircularState, LetterState};
use edge::{CurrentRequest, Json, Path, Problem, Refusals, SessionToken};
use jiff::Timestamp;
use serde::Serialize;
use store::mail::Delivered;
use utoipa::ToSchema;

use crate::Deps;

/// How many mailings are told of: that of the publication, and of the corrections after it.
const TOLD: usize = 5;

/// What became of the letters about one version of a bulletin. Each letter is counted once.
#[derive(Serialize, ToSchema)]
#[schema(as = BulletinMailing)]
struct MailingBody {
    version: u64,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Whether every reader has a letter. Until then, more are coming.
    addressed: bool,
    /// To be sent, or being sent.
    queued: u32,
    /// Taken by the mail service; nothing more is known yet.
    sent: u32,
    /// Taken by the reader's own mail server.
    delivered: u32,
    /// Came back.
    bounced: u32,
    /// Called spam by the reader.
    complained: u32,
    /// Not sent: the reader wants no bulletins by mail.
    unsubscribed: u32,
    /// Not sent: mail to the address came back before, or the account was deactivated meanwhile.
    not_sent: u32,
    /// Could not be sent. An operator sees to it.
    failed: u32,
}

impl MailingBody {
    fn new(mailing: Mailing, delivered: &Delivered) -> Self {
        let of = |state: LetterState| delivered.letters.get(&state).copied().unwrap_or_default();
        Self {
            version: mailing.version,
            at: mailing.at,
            addressed: matches!(delivered.state, CircularState::Addressed | CircularState::Nobody),
            queued: of(LetterState::Queued) + of(LetterState::Sending),
            sent: of(LetterState::Sent),
            delivered: of(LetterState::Delivered),
            bounced: of(LetterState::Bounced),
            complained: of(LetterState::Complained),
            unsubscribed: delivered.unsubscribed,
            not_sent: of(LetterState::Dropped).saturating_sub(delivered.unsubscribed),
            failed: of(LetterState::Failed),
        }
    }
}

/// What became of the letters to a bulletin's audience.
#[derive(Serialize, ToSchema)]
#[schema(as = BulletinDeliveries)]
pub(crate) struct DeliveriesBody {
    /// The latest first, 5 at most. Those of more than 90 days ago are not counted any more.
    mailings: Vec<MailingBody>,
}

/// Read what became of a bulletin's letters
///
/// Counted a moment late.
#[utoipa::path(
    get,
    path = "/v1/bulletins/{id}/deliveries",
    operation_id = "read-deliveries",
    tag = "bulletins",
    params(("id" = String, Path, description = "The id of the bulletin", pattern = "^[a-z2-7]{26}$")),
    responses((status = 200, description = "By mailing", body = DeliveriesBody), Refusals)
)]
pub(crate) async fn read_deliveries(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(id): Path<BulletinId>,
) -> Result<Json<DeliveriesBody>, Problem> {
    let (_, bulletin) = deps.opened(&request, &token, id, deps.clock.now()).await?;
    let latest = bulletin.mailings.iter().rev().take(TOLD);
    let counted = latest.map(|mailing| {
        let circular = CircularId::of_bulletin(id, mailing.version);
        let deliveries = &deps.deliveries;
        async move { Ok::<_, Problem>((*mailing, deliveries.of(circular).await?)) }
    });
    let counted = futures_util::future::try_join_all(counted).await?;
    let body = |(mailing, delivered): &(Mailing, Option<Delivered>)| {
        delivered.as_ref().map(|delivered| MailingBody::new(*mailing, delivered))
    };
    Ok(Json(DeliveriesBody { mailings: counted.iter().filter_map(body).collect() }))
}
