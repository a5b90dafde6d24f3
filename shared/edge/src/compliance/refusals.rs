//! How refusals in a review are told: as the field that is wrong, or as the state that is in the way.

use axum::http::StatusCode;
use domain::compliance::{ProgramInstrument, Refusal};
use jiff::SignedDuration;
use serde::Serialize;

use crate::{ETag, FieldError, Problem};

/// Why a request about a review was refused. Fields are named as the API's bodies call them; nothing was changed.
#[must_use]
pub fn refused(refusal: Refusal) -> Problem {
    let words = refusal.to_string();
    if let Some(pointer) = field(&refusal) {
        let words = instrument(&refusal).map_or(words.clone(), |instrument| format!("{} {words}", instrument.name()));
        return Problem::invalid(vec![FieldError::new(pointer, words)]);
    }
    match refusal {
        Refusal::Access(error) => error.into(),
        Refusal::NotWhole => {
            let title = "This review is not yours alone to change";
            Problem::new(StatusCode::FORBIDDEN, "reviews.not-whole", title).detail(sentence(&words))
        }
        refusal => match conflict(&refusal) {
            Some((kind, title, remedy)) => {
                let words = instrument(&refusal).map_or(words.clone(), |held| format!("{} {words}", held.name()));
                let problem = Problem::new(StatusCode::CONFLICT, kind, title);
                problem.detail(remedy.map_or_else(|| sentence(&words), str::to_owned))
            }
            None => Problem::not_found(),
        },
    }
}

/// The field that is wrong.
fn field(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::InstrumentNotAssigned(_) | Refusal::InstrumentOfAnotherProgram(_) | Refusal::NoInstrument => {
            "/instruments".into()
        }
        Refusal::NotAnLea => "/organization".into(),
        Refusal::SiteElsewhere(place) => format!("/sites/{place}"),
        Refusal::Nothing => String::new(),
        Refusal::EndsBeforeItBegins | Refusal::TooLong => "/last_day".into(),
        Refusal::FarAway => "/first_day".into(),
        Refusal::NotAContributor(_) => "/add".into(),
        Refusal::NumberTaken(place) => format!("/items/{place}/number"),
        Refusal::DueInThePast(_) => "/due".into(),
        Refusal::Size => "/size".into(),
        Refusal::ExtensionDisagrees(_) => "/file_name".into(),
        Refusal::NotReplaceable => "/replaces".into(),
        Refusal::NotificationDay(_) => "/notified_on".into(),
        Refusal::AgreementTooSoon(_) | Refusal::AgreementTooLate(_) => "/until".into(),
        _ => return None,
    })
}

/// The kind and title of a state that is in the way, and what to do where the refusal's own words do not say it. None for
/// what is not there.
const fn conflict(refusal: &Refusal) -> Option<(&'static str, &'static str, Option<&'static str>)> {
    Some(match refusal {
        Refusal::Over(_) => ("reviews.over", "This review is over", None),
        Refusal::NotOpenYet => {
            let remedy = "The CDE opens it; from then on it is answered and decided.";
            ("reviews.not-open", "This review is not open yet", Some(remedy))
        }
        Refusal::AlreadyOpen => {
            ("reviews.already-open", "This review is open already", Some("There is nothing left to do."))
        }
        Refusal::FindingsIssued | Refusal::HasFindings => {
            ("reviews.findings-issued", "Findings were issued in this review", None)
        }
        Refusal::Unresolved(_) => ("reviews.unresolved-findings", "Not all findings of this review are resolved", None),
        Refusal::InstrumentInUse(_) => {
            ("reviews.instrument-in-use", "A program instrument has items in this review", None)
        }
        Refusal::TooMany(_) => ("reviews.full", "This review holds no more of these", None),
        Refusal::TicketEnded => ("documents.ticket-ended", "The upload's ticket has ended", None),
        Refusal::NotYourTurn => {
            let remedy = "Its resolution was submitted and waits for the CDE, or it is resolved.";
            ("findings.not-awaiting-lea", "This finding does not wait for the LEA", Some(remedy))
        }
        Refusal::NothingSubmitted => {
            let remedy = "The LEA submits one first; what was decided stays.";
            ("findings.nothing-submitted", "No resolution waits for a decision", Some(remedy))
        }
        Refusal::AgreementPending => {
            let remedy = "The CDE decides about it first. A resolution can be submitted meanwhile.";
            ("findings.agreement-pending", "A resolution agreement waits for a decision", Some(remedy))
        }
        Refusal::AgreementInForce(_) => ("findings.agreement-in-force", "A resolution agreement is in force", None),
        Refusal::NoAgreementPending => {
            let remedy = "The LEA asks for one first; what was decided stays.";
            ("findings.no-agreement-pending", "No resolution agreement waits for a decision", Some(remedy))
        }
        _ => return None,
    })
}

const fn instrument(refusal: &Refusal) -> Option<ProgramInstrument> {
    match refusal {
        Refusal::InstrumentNotAssigned(instrument)
        | Refusal::InstrumentOfAnotherProgram(instrument)
        | Refusal::InstrumentInUse(instrument) => Some(*instrument),
        _ => None,
    }
}

/// As a sentence of its own.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

/// What was to be changed was changed since it was read. `current` is how it stands, `version` its version now.
#[must_use]
pub fn stale(kind: &'static str, title: &'static str, version: &ETag, current: impl Serialize) -> Problem {
    Problem::new(StatusCode::PRECONDITION_FAILED, kind, title)
        .detail("Nothing was changed. Look at the current state, then change again with its ETag.")
        .with("etag", format!("\"{}\"", version.as_str()))
        .with("current", current)
}

/// Others are changing the review at this very moment.
#[must_use]
pub fn busy() -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "reviews.busy", "The review is being changed at this moment")
        .detail("Nothing was changed. Send the same again.")
        .retry_after(SignedDuration::from_secs(1))
}

/// What was made under this key says something else than what is sent.
#[must_use]
pub fn reused() -> Problem {
    let title = "This Idempotency-Key was used for another request";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "request.idempotency-key-reused", title)
        .detail("Send a new key with each new request, and the same key only to repeat one.")
}

#[cfg(test)]
mod tests {
    use domain::access::{AccessError, Right};
    use domain::compliance::ReviewState;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_wrong_field_is_named_by_its_pointer_and_a_state_by_its_kind() {
        let day = date(2026, 12, 10);
        let kind = |refusal: Refusal| {
            let problem = refused(refusal);
            (problem.status().as_u16(), problem.kind())
        };
        for wrong in [
            Refusal::NotAnLea,
            Refusal::NoInstrument,
            Refusal::SiteElsewhere(1),
            Refusal::InstrumentNotAssigned(ProgramInstrument::EnglishLearner),
            Refusal::DueInThePast(day),
            Refusal::NotificationDay(day),
            Refusal::AgreementTooLate(day),
            Refusal::Size,
        ] {
            assert_eq!(kind(wrong.clone()), (422, "request.invalid"), "{wrong:?}");
        }
        assert_eq!(kind(Refusal::Over(ReviewState::Completed)), (409, "reviews.over"));
        assert_eq!(kind(Refusal::TooMany("a review has at most 500 items")), (409, "reviews.full"));
        assert_eq!(kind(Refusal::AgreementInForce(day)), (409, "findings.agreement-in-force"));
        assert_eq!(kind(Refusal::NotWhole), (403, "reviews.not-whole"));
        assert_eq!(kind(Refusal::Access(AccessError::Forbidden(Right::Comment))), (403, "access.forbidden"));
        assert_eq!(kind(Refusal::NoSuchTarget), (404, "record.not-found"));
    }

    #[test]
    fn a_refusal_becomes_a_sentence() {
        assert_eq!(sentence("this review is completed"), "This review is completed.");
    }
}
