//! How answers of the domain and the stores become problems.

use axum::http::StatusCode;
use domain::Failure;
use domain::access::NotReady;

use crate::{Problem, SessionToken};

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unavailable(_) => Self::unavailable(failure),
            Failure::Internal(_) => Self::internal(failure),
        }
    }
}

impl From<NotReady> for Problem {
    fn from(not_ready: NotReady) -> Self {
        let forbidden = |kind, title| Self::new(StatusCode::FORBIDDEN, kind, title);
        match not_ready {
            NotReady::NotSignedIn => SessionToken::not_signed_in(),
            NotReady::TermsNotAccepted => {
                forbidden("session.terms-not-accepted", "The terms and conditions of use are not accepted yet")
                    .detail("Read the terms at GET /v1/session/terms and accept them, then try again.")
            }
            NotReady::RoleNotChosen => forbidden("session.role-not-chosen", "No role is chosen yet")
                .detail("Choose one of your roles of this administration year, then try again."),
        }
    }
}
