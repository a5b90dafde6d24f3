//! How refusals are told.

use axum::http::StatusCode;
use domain::bulletins::{Bulletin, Refusal};
use domain::ids::BulletinId;
use edge::{FieldError, Problem};

use crate::body::Draft;
use crate::{Deps, version};

/// Why a bulletin was not written, changed or published.
#[expect(clippy::needless_pass_by_value, reason = "what `map_err` gives")]
pub(crate) fn refused(refusal: Refusal) -> Problem {
    let conflict = |kind, title, refusal: &Refusal| {
        Problem::new(StatusCode::CONFLICT, kind, title).detail(sentence(&refusal.to_string()))
    };
    let field =
        |pointer: String, refusal: &Refusal| Problem::invalid(vec![FieldError::new(pointer, refusal.to_string())]);
    match &refusal {
        Refusal::Access(error) => (*error).into(),
        Refusal::NoRole => field("/audience/roles".into(), &refusal),
        Refusal::RoleNotAddressed(role) => {
            let detail = format!("{} {refusal}", role.name());
            Problem::invalid(vec![FieldError::new("/audience/roles", detail)])
        }
        Refusal::NoPlace | Refusal::TooManyPlaces => field("/audience".into(), &refusal),
        Refusal::SectionTwice(place) => field(format!("/sections/{place}/kind"), &refusal),
        Refusal::NothingCorrected => field("/sections".into(), &refusal),
        Refusal::TooSoon | Refusal::TooLate => field("/at".into(), &refusal),
        Refusal::Empty => conflict("bulletins.empty", "There is nothing to publish yet", &refusal),
        Refusal::Scheduled(_) => conflict("bulletins.scheduled", "This bulletin is scheduled", &refusal),
        Refusal::Published => conflict("bulletins.published", "This bulletin is published", &refusal),
        Refusal::NotPublished => conflict("bulletins.not-published", "This bulletin is not published", &refusal),
        Refusal::NotScheduled => conflict("bulletins.not-scheduled", "This bulletin is not scheduled", &refusal),
    }
}

/// With a capital letter and a full stop.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// Somebody else saved the bulletin since it was read.
pub(crate) fn stale(current: &Bulletin) -> Problem {
    let title = "The bulletin was changed after you opened the page";
    Problem::new(StatusCode::PRECONDITION_FAILED, "bulletins.stale", title)
        .detail("Nothing was changed. Compare with the current version, then save with its ETag.")
        .with("etag", format!("\"{}\"", version(current).as_str()))
        .with("current", Draft::from(current))
}

/// What is answered when somebody else was faster.
pub(crate) async fn overtaken(deps: &Deps, id: BulletinId) -> Result<Problem, Problem> {
    let current = deps.desk.read(id).await?.ok_or_else(Problem::not_found)?;
    Ok(stale(&current))
}

pub(crate) fn reused() -> Problem {
    let title = "This Idempotency-Key was used for another bulletin";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "request.idempotency-key-reused", title)
        .detail("Send a new key with each bulletin, and the same key only to repeat one.")
}
