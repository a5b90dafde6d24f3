//! How refusals are told.

use axum::http::StatusCode;
use domain::bulletins::{Notification, NotificationRefusal};
use domain::ids::NotificationId;
use edge::{FieldError, Problem};
use jiff::Timestamp;

use crate::Deps;
use crate::body::{PostedNotification, version};

/// Why a notification was not posted, changed or taken back.
pub(crate) fn refused(refusal: &NotificationRefusal) -> Problem {
    let field = |pointer: &str| Problem::invalid(vec![FieldError::new(pointer, refusal.to_string())]);
    match refusal {
        NotificationRefusal::Access(error) => (*error).into(),
        NotificationRefusal::Organization | NotificationRefusal::OtherLea => field("/organization"),
        NotificationRefusal::Role(role) => {
            Problem::invalid(vec![FieldError::new("/roles", format!("{} {refusal}", role.name()))])
        }
        NotificationRefusal::StartsTooEarly => field("/starts"),
        NotificationRefusal::EndsBeforeItStarts | NotificationRefusal::OverAlready | NotificationRefusal::TooLate => {
            field("/ends")
        }
        NotificationRefusal::TooMany => {
            let title = "There are too many notifications";
            Problem::new(StatusCode::CONFLICT, "notifications.too-many", title)
                .detail("50 notifications of this LEA are not over. Withdraw some of them, then post this one.")
        }
        NotificationRefusal::Over => {
            Problem::new(StatusCode::CONFLICT, "notifications.over", "This notification is over")
                .detail("What is over is not changed any more. Post another notification.")
        }
    }
}

/// Somebody else saved the notification since it was read, or it was mailed.
pub(crate) fn stale(current: &Notification, now: Timestamp) -> Problem {
    let title = "The notification was changed after you opened the page";
    Problem::new(StatusCode::PRECONDITION_FAILED, "notifications.stale", title)
        .detail("Nothing was changed. Compare with the current one, then send again with its ETag.")
        .with("etag", format!("\"{}\"", version(current).as_str()))
        .with("current", PostedNotification::of(current, now))
}

/// What is answered when somebody else was faster.
pub(crate) async fn overtaken(deps: &Deps, id: NotificationId, now: Timestamp) -> Result<Problem, Problem> {
    let current = deps.notifications.stored(id).await?.ok_or_else(Problem::not_found)?;
    Ok(stale(&current, now))
}

pub(crate) fn reused() -> Problem {
    let title = "This Idempotency-Key was used for another notification";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "request.idempotency-key-reused", title)
        .detail("Send a new key with each notification, and the same key only to repeat one.")
}
