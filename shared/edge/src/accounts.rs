//! What the workflows say about links and passwords, each in the same words.

use axum::http::StatusCode;
use domain::accounts::{LinkPurpose, Reason};
use jiff::SignedDuration;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{FieldErrors, Problem};

/// The answer to every request for a link, the same for every address.
#[derive(Serialize, ToSchema)]
#[schema(as = LinkRequested)]
pub struct LinkRequested {
    /// What to tell whoever asked.
    message: &'static str,
    /// For how many minutes the link in the letter can be used after it was sent.
    minutes: i64,
}

impl From<LinkPurpose> for LinkRequested {
    fn from(purpose: LinkPurpose) -> Self {
        Self {
            message: "If this address has an account, a letter is on its way to it. Look into the folder for junk too.",
            minutes: purpose.lifetime().as_mins(),
        }
    }
}

impl Problem {
    /// Too many links were asked for at one address, whether or not it has an account.
    #[must_use]
    pub fn too_many_links(wait: SignedDuration) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "links.too-many-requests", "Too many letters were asked for")
            .detail("Use the link in the last letter, or wait a little and ask for another.")
            .retry_after(wait)
    }
}

impl FieldErrors {
    /// Notes why the new password at `pointer` is refused.
    pub fn refused_password(&mut self, pointer: &str, reasons: Vec<Reason>) {
        for reason in reasons {
            self.push(pointer, reason.to_string());
        }
    }
}
