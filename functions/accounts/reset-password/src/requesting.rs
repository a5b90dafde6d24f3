//! Asking for a link.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use domain::accounts::LinkPurpose;
use domain::audit::{Actor, Entry, Event, Subject};
use domain::ids::LetterId;
use domain::mail::{Letter, QueuedLetter, Recipient};
use edge::accounts::LinkRequested;
use edge::{CallerAddress, CurrentRequest, Field, FieldErrors, Json, Problem, Refusals};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::Deps;

const PURPOSE: LinkPurpose = LinkPurpose::PasswordReset;

/// Whose account it is about.
#[derive(Deserialize, ToSchema)]
#[schema(as = PasswordResetRequest)]
pub(crate) struct RequestBody {
    /// The e-mail address or user name; they are the same.
    #[serde(default)]
    #[schema(value_type = String, required, example = "lea.coordinator@poppy.test")]
    identifier: Field<String>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

impl RequestBody {
    fn check(self) -> Result<String, Problem> {
        let mut errors = FieldErrors::new();
        let identifier = errors.required("/identifier", self.identifier);
        errors.unknown("", &self.unknown);
        match identifier {
            Some(identifier) if errors.is_empty() => Ok(identifier),
            _ => Err(errors.into_problem()),
        }
    }
}

/// Ask for a link to reset the password
///
/// By e-mail address or user name, which are the same here. The answer is the same for every address. If it has an account,
/// a letter with the user name and a link goes to it; the link can be used once, for 15 minutes, and ends the one before.
/// After three requests for an address the next one is taken only after a delay that grows to 15 minutes.
#[utoipa::path(
    post,
    path = "/v1/password-resets",
    operation_id = "request-password-reset",
    tag = "accounts",
    security(()),
    request_body = RequestBody,
    responses(
        (status = 202, description = "Taken, whether or not there is such an account", body = LinkRequested),
        Refusals,
    )
)]
pub(crate) async fn request_password_reset(
    State(deps): State<Deps>,
    request: CurrentRequest,
    CallerAddress(address): CallerAddress,
    Json(body): Json<RequestBody>,
) -> Result<(StatusCode, Json<LinkRequested>), Problem> {
    let login = deps.login_key.hash_typed(&body.check()?);
    let network = deps.network_key.hash(address);
    let now = deps.clock.now();
    let asked = deps.links.asked(&login, &network, now).await?;
    if let Some(wait) = asked.network.wait(now) {
        return Err(Problem::too_many_from_network(wait));
    }
    if let Some(wait) = asked.throttle.wait(now) {
        return Err(Problem::too_many_links(wait));
    }
    let letter = QueuedLetter {
        id: LetterId::from_bytes(deps.entropy.bytes()),
        to: Recipient::Login(login.clone()),
        letter: Letter::PasswordResetRequested,
        queued_at: now,
    };
    let entry = Entry {
        subject: Subject::Login(login.clone()),
        at: now,
        actor: Actor::Nobody,
        event: Event::LinkRequested { purpose: PURPOSE },
        allowed_by: None,
        request: request.id,
    };
    let (taken, counted) = tokio::join!(
        deps.links.request(&login, asked.throttle, now, &letter, &entry),
        deps.networks.count(&network, now)
    );
    counted?;
    // Somebody else asked at this moment: that letter is on its way.
    if !taken? {
        return Err(Problem::too_many_links(SignedDuration::from_secs(1)));
    }
    Ok((StatusCode::ACCEPTED, Json(PURPOSE.into())))
}
