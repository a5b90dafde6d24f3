//! Issuing findings with a notification of findings.

use std::collections::BTreeMap;

use axum::extract::State;
use domain::access::{Caller, Right};
use domain::compliance::{Finding, MAX_FINDINGS_AT_ONCE, NewFinding, Prose, SeenReview, issue_findings as issue};
use domain::ids::{FindingId, ItemId, ReviewId, once};
use domain::year::AdministrationYear;
use edge::compliance::{ReviewPage, busy, refused, reused};
use edge::{CurrentRequest, Field, FieldErrors, IdempotencyKey, Json, Path, Problem, SessionToken};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use store::compliance::{Asked, Decided};
use utoipa::ToSchema;

use crate::{Added, Deps, added, shown};

/// What a notification of findings says.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewFindings)]
pub(crate) struct FindingsBody {
    /// The date of the notification: from the last day of the review to today. Resolutions are due 45 calendar days after it.
    #[serde(default)]
    #[schema(value_type = String, format = Date, required, example = "2026-12-04")]
    notified_on: Field<Date>,
    /// 1 to 50.
    #[serde(default)]
    #[schema(value_type = Vec<FindingBody>, required, min_items = 1, max_items = 50)]
    findings: Field<Vec<FindingBody>>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

/// An item that the LEA was found not to meet.
#[derive(Clone, Deserialize, ToSchema)]
#[schema(as = NewFinding)]
pub(crate) struct FindingBody {
    #[serde(default)]
    #[schema(value_type = String, required, pattern = "^[a-z2-7]{39}$")]
    item: Field<ItemId>,
    /// What was found.
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 4000)]
    text: Field<Prose>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

struct Wanted {
    notified_on: Date,
    findings: Vec<(ItemId, Prose)>,
}

impl FindingsBody {
    fn check(self) -> Result<Wanted, Problem> {
        let mut errors = FieldErrors::new();
        let notified_on = errors.required("/notified_on", self.notified_on);
        let sent = errors.required("/findings", self.findings);
        if sent.as_ref().is_some_and(|sent| sent.is_empty() || sent.len() > MAX_FINDINGS_AT_ONCE) {
            errors.push("/findings", format!("must hold 1 to {MAX_FINDINGS_AT_ONCE} findings"));
        }
        let sent = sent.unwrap_or_default().into_iter().enumerate();
        let findings = sent.filter_map(|(place, finding)| finding.check(place, &mut errors)).collect();
        errors.unknown("", &self.unknown);
        match notified_on {
            Some(notified_on) if errors.is_empty() => Ok(Wanted { notified_on, findings }),
            _ => Err(errors.into_problem()),
        }
    }
}

impl FindingBody {
    fn check(self, place: usize, errors: &mut FieldErrors) -> Option<(ItemId, Prose)> {
        let item = errors.required(format!("/findings/{place}/item"), self.item);
        let text = errors.required(format!("/findings/{place}/text"), self.text);
        errors.unknown(&format!("/findings/{place}"), &self.unknown);
        Some((item?, text?))
    }
}

impl Wanted {
    /// That each finding is about an item that the caller sees.
    fn check_items(&self, seen: &SeenReview) -> Result<(), Problem> {
        let mut errors = FieldErrors::new();
        for (place, (item, _)) in self.findings.iter().enumerate() {
            if seen.item(*item).is_err() {
                errors.push(format!("/findings/{place}/item"), "is no item of this review that you see");
            }
        }
        errors.finish()
    }

    /// Whether an earlier request under the same key issued these, `None` when it issued nothing.
    fn issued(&self, seen: &SeenReview, ids: &[FindingId]) -> Option<bool> {
        let same = |finding: &Finding, (item, text): &(ItemId, Prose)| {
            (finding.item, &finding.text, finding.notified_on) == (*item, text, self.notified_on)
        };
        let there: Vec<_> = ids.iter().map(|id| seen.finding(*id).ok()).collect();
        there.first().copied().flatten()?;
        let (there, beyond) = there.split_at(self.findings.len());
        let all = there.iter().zip(&self.findings).all(|(found, sent)| found.is_some_and(|found| same(found, sent)));
        Some(all && beyond.iter().all(Option::is_none))
    }
}

/// Issue findings
///
/// All of them or none. The LEA is told. Under the same `Idempotency-Key` they are issued once, however late the repeat
/// comes.
#[utoipa::path(
    post,
    path = "/v1/compliance/reviews/{id}/findings",
    operation_id = "issue-findings",
    tag = "compliance",
    params(
        ("id" = String, Path, description = "The review's id", pattern = "^[a-z2-7]{26}$"),
        ("Idempotency-Key" = String, Header, description = "Names this attempt: 1 to 128 visible ASCII characters", pattern = "^[!-~]{1,128}$"),
    ),
    request_body = FindingsBody,
    responses(
        (status = 201, description = "Issued: the review", body = ReviewPage, headers(("ETag" = String))),
        (status = "4XX", description = "Refused; nothing was issued", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "Not answered; a repeat with the same key is safe", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn issue_findings(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    Path(review): Path<ReviewId>,
    key: IdempotencyKey,
    Json(body): Json<FindingsBody>,
) -> Result<Added, Problem> {
    let now = deps.clock.now();
    let wanted = body.check();
    let (caller, seen) = deps.seen(&request, &token, review, now).await?;
    caller.has(Right::DecideReviews, AdministrationYear::at(now))?;
    let wanted = wanted?;
    let ids = ids(&caller, review, &key);
    let change = |seen: &SeenReview| {
        match wanted.issued(seen, &ids) {
            Some(true) => return Ok(None),
            Some(false) => return Err(reused()),
            None => wanted.check_items(seen)?,
        }
        let findings = wanted.findings.iter().cloned().zip(&ids);
        let findings = findings.map(|((item, text), id)| NewFinding { id: *id, item, text });
        issue(&caller, seen, wanted.notified_on, findings.collect(), now).map(Some).map_err(refused)
    };
    let random = || deps.entropy.bytes();
    let asked = Asked { caller: &caller, request: request.id, now, random: &random };
    match deps.desk.decide(&asked, seen, change).await? {
        Decided::Done(after) => Ok(added(shown(&caller, &after, now))),
        Decided::Busy => Err(busy()),
    }
}

/// The ids that a request under `key` gives, one more than findings can be issued at once.
fn ids(caller: &Caller, review: ReviewId, key: &IdempotencyKey) -> Vec<FindingId> {
    let id = |place| FindingId::new(review, once(caller.user, key.as_str(), place));
    (0..).take(MAX_FINDINGS_AT_ONCE + 1).map(id).collect()
}
