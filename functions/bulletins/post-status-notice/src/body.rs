//! A notice as it is sent.

use std::collections::{BTreeMap, BTreeSet};

use domain::accounts::System;
use domain::bulletins::{LocalTime, NoticeText, StatusNoticeKind, StatusRefusal, effect, instant_in_california};
use edge::{Field, FieldError, FieldErrors, Problem};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A planned downtime or a known issue.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewStatusNotice)]
pub(crate) struct NoticeBody {
    /// `downtime` or `known-issue`.
    #[serde(default)]
    #[schema(value_type = String, required, example = "downtime")]
    kind: Field<StatusNoticeKind>,
    #[serde(default)]
    #[schema(value_type = Vec<String>, required, min_items = 1, example = json!(["cers"]))]
    systems: Field<Vec<Field<System>>>,
    /// A time on the clocks of California, as in `2026-12-05T17:00`.
    #[serde(default)]
    #[schema(value_type = String, required, example = "2026-12-05T17:00")]
    from: Field<LocalTime>,
    /// Likewise; needed for a downtime.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "2026-12-06T08:00")]
    to: Field<LocalTime>,
    /// What it means for people, and what they can do.
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 500)]
    effect: Field<String>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

impl NoticeBody {
    pub(crate) fn check(self) -> Result<NoticeText, Problem> {
        let mut errors = FieldErrors::new();
        let kind = errors.required("/kind", self.kind);
        let sent = errors.required("/systems", self.systems).unwrap_or_default();
        let mut systems = BTreeSet::new();
        for (place, system) in sent.into_iter().enumerate() {
            systems.extend(errors.required(format!("/systems/{place}"), system));
        }
        let from = errors.required("/from", self.from);
        let from = from.and_then(|local| instant("/from", local, &mut errors));
        let to = errors.optional("/to", self.to);
        let to = to.and_then(|local| instant("/to", local, &mut errors));
        let text = errors.required("/effect", self.effect);
        let text = text.and_then(|text| effect(&text).map_err(|wrong| errors.push("/effect", wrong.to_string())).ok());
        errors.unknown("", &self.unknown);
        match (kind, from, text) {
            (Some(kind), Some(from), Some(effect)) if errors.is_empty() => {
                Ok(NoticeText { kind, systems, from, to, effect })
            }
            _ => Err(errors.into_problem()),
        }
    }
}

fn instant(pointer: &str, local: LocalTime, errors: &mut FieldErrors) -> Option<Timestamp> {
    instant_in_california(local).map_err(|wrong| errors.push(pointer, wrong.to_string())).ok()
}

/// Why a notice was not posted, changed or closed.
#[expect(clippy::needless_pass_by_value, reason = "what `map_err` gives")]
pub(crate) fn refused(refusal: StatusRefusal) -> Problem {
    use axum::http::StatusCode;
    let field = |pointer: &str| Problem::invalid(vec![FieldError::new(pointer, refusal.to_string())]);
    match refusal {
        StatusRefusal::Access(error) => error.into(),
        StatusRefusal::NoSystem => field("/systems"),
        StatusRefusal::NoEnd | StatusRefusal::EndsBeforeItBegins | StatusRefusal::OverAlready => field("/to"),
        StatusRefusal::TooMany => Problem::new(StatusCode::CONFLICT, "status.too-many", "There are too many notices")
            .detail("100 notices are not closed. Close those that are over, then post this one."),
        StatusRefusal::Resolved => Problem::new(StatusCode::CONFLICT, "status.over", "This notice is over")
            .detail("What is over is not changed any more. Post another notice."),
    }
}
