//! Making a review.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use domain::Failure;
use domain::access::{AccessError, Caller, NotReady, OrganizationCode, Right};
use domain::cds::CdsCode;
use domain::compliance::{
    NewReview, ProgramInstrument, Refusal, Review, ReviewMode, ReviewState, SeenReview, make, see,
};
use domain::ids::ReviewId;
use domain::year::AdministrationYear;
use edge::compliance::{ReviewPage, busy, refused, reused};
use edge::{CurrentRequest, Field, FieldErrors, IdempotencyKey, Json, Problem, SessionToken};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use store::compliance::{Asked, ReviewOutcome};
use utoipa::ToSchema;

use crate::fields::{codes, found, sites};
use crate::{Added, Deps, added, shown};

/// A review to be made.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewReview)]
pub(crate) struct NewBody {
    /// The 14-digit code of the LEA.
    #[serde(default)]
    #[schema(value_type = String, required, example = "99000010000000")]
    organization: Field<CdsCode>,
    /// The program instruments, all of one program. A monitor names only those assigned to them.
    #[serde(default)]
    #[schema(value_type = Vec<String>, required, min_items = 1, example = json!(["english-learner"]))]
    instruments: Field<BTreeSet<ProgramInstrument>>,
    /// `on-site` or `online`.
    #[serde(default)]
    #[schema(value_type = String, required, example = "online")]
    mode: Field<ReviewMode>,
    /// The 14-digit codes of schools of the LEA.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, max_items = 50)]
    sites: Field<Vec<Field<CdsCode>>>,
    #[serde(default)]
    #[schema(value_type = String, format = Date, required, example = "2026-11-30")]
    first_day: Field<Date>,
    /// Resolution agreements are counted from it.
    #[serde(default)]
    #[schema(value_type = String, format = Date, required, example = "2026-12-04")]
    last_day: Field<Date>,
    /// Whether the LEA answers at once; else the review is planned.
    #[serde(default)]
    #[schema(value_type = bool, required)]
    open: Field<bool>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

struct Wanted {
    organization: CdsCode,
    instruments: BTreeSet<ProgramInstrument>,
    mode: ReviewMode,
    sites: Vec<CdsCode>,
    first_day: Date,
    last_day: Date,
    open: bool,
}

impl NewBody {
    fn check(self) -> Result<Wanted, Problem> {
        let mut errors = FieldErrors::new();
        let organization = errors.required("/organization", self.organization);
        let instruments = errors.required("/instruments", self.instruments);
        let mode = errors.required("/mode", self.mode);
        let sent = errors.optional("/sites", self.sites).unwrap_or_default();
        let sites = sites(sent, &mut errors);
        let first_day = errors.required("/first_day", self.first_day);
        let last_day = errors.required("/last_day", self.last_day);
        let open = errors.required("/open", self.open);
        errors.unknown("", &self.unknown);
        match (organization, instruments, mode, first_day, last_day, open) {
            (Some(organization), Some(instruments), Some(mode), Some(first_day), Some(last_day), Some(open))
                if errors.is_empty() =>
            {
                Ok(Wanted { organization, instruments, mode, sites, first_day, last_day, open })
            }
            _ => Err(errors.into_problem()),
        }
    }
}

impl Wanted {
    /// Whether `review`, made under the same key, is what this says. Of one that was changed since, only what never changes
    /// can tell.
    fn made(&self, review: &Review) -> bool {
        let sites: Vec<_> = review.sites.iter().map(|site| site.code).collect();
        let state = if self.open { ReviewState::Open } else { ReviewState::Planned };
        let as_made = review.instruments == self.instruments
            && review.state == state
            && (review.mode, review.first_day, review.last_day) == (self.mode, self.first_day, self.last_day)
            && sites == self.sites;
        let program = self.instruments.first().map(|instrument| instrument.program());
        review.organization == self.organization && program == Some(review.program) && (review.version > 1 || as_made)
    }
}

/// Make a review
///
/// Planned, or open at once: then the LEA is told. Under the same `Idempotency-Key` a review is made once, however late the
/// repeat comes.
#[utoipa::path(
    post,
    path = "/v1/compliance/reviews",
    operation_id = "make-review",
    tag = "compliance",
    params(("Idempotency-Key" = String, Header, description = "Names this attempt: 1 to 128 visible ASCII characters", pattern = "^[!-~]{1,128}$")),
    request_body = NewBody,
    responses(
        (status = 201, description = "Made: the review", body = ReviewPage, headers(("ETag" = String))),
        (status = "4XX", description = "Refused; nothing was made", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "Not answered; a repeat with the same key is safe", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn make_review(
    State(deps): State<Deps>,
    request: CurrentRequest,
    token: SessionToken,
    key: IdempotencyKey,
    Json(body): Json<NewBody>,
) -> Result<Added, Problem> {
    let now = deps.clock.now();
    let this_year = AdministrationYear::at(now);
    let wanted = body.check();
    let id = ReviewId::once(token.user, key.as_str());
    let named = wanted.as_ref().map(|wanted| codes(wanted.sites.iter().chain([&wanted.organization])));
    let named = named.unwrap_or_default();
    let record = async { Ok(deps.desk.read(id).await?) };
    let directory = async { Ok(deps.organizations.read_many(&named).await?) };
    let (caller, record, directory) = tokio::try_join!(deps.caller(&request, &token, now), record, directory)?;
    caller.has(Right::DecideReviews, this_year)?;
    let wanted = wanted?;
    match see(&caller, record, this_year) {
        Ok(seen) => return repeated(&caller, &seen, &wanted, now),
        Err(AccessError::NotFound) => {}
        Err(error) => return Err(error.into()),
    }
    let lea = directory.get(&OrganizationCode::Cds(wanted.organization)).ok_or_else(|| refused(Refusal::NotAnLea))?;
    let sites = found(&wanted.sites, &directory)?;
    let new = NewReview {
        id,
        instruments: wanted.instruments.clone(),
        mode: wanted.mode,
        first_day: wanted.first_day,
        last_day: wanted.last_day,
        open: wanted.open,
    };
    let change = make(&caller, lea, &sites, new, now).map_err(refused)?;
    let review = change.review().cloned().ok_or_else(|| Failure::Internal("no review was made".into()))?;
    let made = SeenReview::made(&caller, review);
    let random = || deps.entropy.bytes();
    let asked = Asked { caller: &caller, request: request.id, now, random: &random };
    match deps.desk.commit(&asked, None, &change, &made).await? {
        ReviewOutcome::Done => Ok(added(shown(&caller, &made, now))),
        ReviewOutcome::Revoked => Err(NotReady::NotSignedIn.into()),
        ReviewOutcome::Repeated => {
            let seen = see(&caller, deps.desk.read(id).await?, this_year)?;
            repeated(&caller, &seen, &wanted, now)
        }
        ReviewOutcome::Stale => Err(busy()),
    }
}

/// The request came before: it is answered with how things stand, and nothing is made again.
fn repeated(caller: &Caller, seen: &SeenReview, wanted: &Wanted, now: jiff::Timestamp) -> Result<Added, Problem> {
    if wanted.made(seen.review()) { Ok(added(shown(caller, seen, now))) } else { Err(reused()) }
}
