//! Adding items to an instrument of a review.

use std::collections::BTreeMap;

use axum::extract::State;
use domain::access::{Caller, Right};
use domain::compliance::{
    Item, ItemKind, ItemNumber, MAX_ITEMS_AT_ONCE, NewItem, ProgramInstrument, Prose, Refusal, SeenReview,
    add_items as add,
};
use domain::ids::{ItemId, ReviewId, once};
use domain::year::AdministrationYear;
use edge::compliance::{ReviewPage, refused, reused};
use edge::{CurrentRequest, Field, FieldError, FieldErrors, IdempotencyKey, Json, Path, Problem, SessionToken};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{Added, Deps, added};

/// Items of a program instrument.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewItems)]
pub(crate) struct ItemsBody {
    #[serde(default)]
    #[schema(value_type = String, required, example = "english-learner")]
    instrument: Field<ProgramInstrument>,
    /// 1 to 50.
    #[serde(default)]
    #[schema(value_type = Vec<ItemBody>, required, min_items = 1, max_items = 50)]
    items: Field<Vec<ItemBody>>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

/// An item: what the law asks.
#[derive(Clone, Deserialize, ToSchema)]
#[schema(as = NewItem)]
pub(crate) struct ItemBody {
    /// As printed in the instrument; no other item of it in this review has the same.
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 20, example = "I-EL 01")]
    number: Field<ItemNumber>,
    /// `core` or `supporting`.
    #[serde(default)]
    #[schema(value_type = String, required, example = "core")]
    kind: Field<ItemKind>,
    /// The statutes and regulations.
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 4000, example = "20 U.S.C. § 6312(e)(3)")]
    citation: Field<Prose>,
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 4000)]
    text: Field<Prose>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

/// An item as it is sent.
type Sent = (ItemNumber, ItemKind, Prose, Prose);

impl ItemsBody {
    fn check(self) -> Result<(ProgramInstrument, Vec<Sent>), Problem> {
        let mut errors = FieldErrors::new();
        let instrument = errors.required("/instrument", self.instrument);
        let sent = errors.required("/items", self.items);
        if sent.as_ref().is_some_and(|sent| sent.is_empty() || sent.len() > MAX_ITEMS_AT_ONCE) {
            errors.push("/items", format!("must hold 1 to {MAX_ITEMS_AT_ONCE} items"));
        }
        let sent = sent.unwrap_or_default().into_iter().enumerate();
        let items = sent.filter_map(|(place, item)| item.check(place, &mut errors)).collect();
        errors.unknown("", &self.unknown);
        match instrument {
            Some(instrument) if errors.is_empty() => Ok((instrument, items)),
            _ => Err(errors.into_problem()),
        }
    }
}

impl ItemBody {
    fn check(self, place: usize, errors: &mut FieldErrors) -> Option<Sent> {
        let at = |field: &str| format!("/items/{place}/{field}");
        let number = errors.required(at("number"), self.number);
        let kind = errors.required(at("kind"), self.kind);
        let citation = errors.required(at("citation"), self.citation);
        let text = errors.required(at("text"), self.text);
        errors.unknown(&format!("/items/{place}"), &self.unknown);
        Some((number?, kind?, citation?, text?))
    }
}

/// Add items to a review
///
/// All of them or none. Under the same `Idempotency-Key` they are added once, however late the repeat comes.
#[utoipa::path(
    post,
    path = "/v1/compliance/reviews/{id}/items",
    operation_id = "add-review-items",
    tag = "compliance",
    params(
        ("id" = String, Path, description = "The review's id", pattern = "^[a-z2-7]{26}$"),
        ("Idempotency-Key" = String, Header, description = "Names this attempt: 1 to 128 visible ASCII characters", pattern = "^[!-~]{1,128}$"),
    ),
    request_body = ItemsBody,
    responses(
        (status = 201, description = "Added: the review", body = ReviewPage, headers(("ETag" = String))),
        (status = "4XX", description = "Refused; nothing was added", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "Not answered; a repeat with the same key is safe", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn add_review_items(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(review): Path<ReviewId>,
    key: IdempotencyKey,
    Json(body): Json<ItemsBody>,
) -> Result<Added, Problem> {
    let now = deps.clock.now();
    let sent = body.check();
    let (caller, seen) = deps.seen(&request, &token, review, now).await?;
    caller.has(Right::DecideReviews, AdministrationYear::at(now))?;
    let (instrument, sent) = sent?;
    let ids = ids(&caller, review, &key);
    let decide = |seen: &SeenReview| {
        match made(seen, instrument, &sent, &ids) {
            Some(true) => return Ok(None),
            Some(false) => return Err(reused()),
            None => {}
        }
        let items = sent.iter().cloned().zip(&ids);
        let items = items.map(|((number, kind, citation, text), id)| NewItem { id: *id, number, kind, citation, text });
        add(&caller, seen, instrument, items.collect(), now).map(Some).map_err(|refusal| match refusal {
            Refusal::NoSuchTarget => {
                let words = "is not a program instrument of this review that you see";
                Problem::invalid(vec![FieldError::new("/instrument", words)])
            }
            refusal => refused(refusal),
        })
    };
    Ok(added(deps.decided(&request, &caller, now, seen, decide).await?))
}

/// The ids that a request under `key` gives, one more than items can be added at once.
fn ids(caller: &Caller, review: ReviewId, key: &IdempotencyKey) -> Vec<ItemId> {
    (0..).take(MAX_ITEMS_AT_ONCE + 1).map(|place| ItemId::new(review, once(caller.user, key.as_str(), place))).collect()
}

/// Whether an earlier request under the same key added these, `None` when it added nothing.
fn made(seen: &SeenReview, instrument: ProgramInstrument, sent: &[Sent], ids: &[ItemId]) -> Option<bool> {
    let same = |item: &Item, (number, kind, citation, text): &Sent| {
        (item.instrument, &item.number, item.kind, &item.citation, &item.text)
            == (instrument, number, *kind, citation, text)
    };
    let there: Vec<_> = ids.iter().map(|id| seen.item(*id).ok()).collect();
    there.first().copied().flatten()?;
    let (there, beyond) = there.split_at(sent.len());
    let all = there.iter().zip(sent).all(|(item, sent)| item.is_some_and(|item| same(item, sent)));
    Some(all && beyond.iter().all(Option::is_none))
}
