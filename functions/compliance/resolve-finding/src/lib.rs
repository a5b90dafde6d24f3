//! Resolves findings: the CDE issues them, the LEA submits resolutions and asks for resolution agreements, the CDE decides
//! both.

mod agreements;
mod issuing;
mod resolutions;

use axum::http::StatusCode;
use domain::access::{Caller, Right};
use domain::compliance::{AGREEMENT_DAYS, FindingCommand, RESOLUTION_DAYS, Refusal, SeenReview, decide, see};
use domain::ids::{FindingId, ReviewId};
use domain::year::AdministrationYear;
use edge::compliance::{ReviewPage, busy, refused, stale};
use edge::{Clock, CurrentRequest, ETag, Entropy, Json, Problem, SessionToken, Settings, SettingsError};
use jiff::Timestamp;
use serde_json::json;
use store::accounts::Callers;
use store::compliance::{Asked, Decided, ReviewCommits, ReviewDesk, Reviews};
use store::{Dynamo, Grant, Table};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    callers: Callers,
    desk: ReviewDesk,
    clock: Clock,
    entropy: Entropy,
}

/// The review as it is after the request.
type Reviewed = (ETag, Json<ReviewPage>);
/// The same, where something was made.
type Added = (StatusCode, ETag, Json<ReviewPage>);

/// A request about one finding, once its form was read.
struct Visit<'a> {
    request: &'a CurrentRequest,
    token: &'a SessionToken,
    finding: FindingId,
    /// The version that was read.
    read: ETag,
    right: Right,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] = &[Callers::GRANTS, Reviews::GRANTS, ReviewCommits::GRANTS];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing or wrong.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, entropy: Entropy) -> Result<Self, SettingsError> {
        let table = |table: Table| settings.required(table.setting());
        let (accounts, compliance) = (table(Table::Accounts)?, table(Table::Compliance)?);
        let reviews = Reviews::new(dynamo, compliance.clone());
        let (mail, audit) = (table(Table::Mail)?, table(Table::Audit)?);
        let commits = ReviewCommits::new(dynamo, accounts.clone(), compliance, mail, audit);
        Ok(Self { callers: Callers::new(dynamo, accounts), desk: ReviewDesk::new(reviews, commits), clock, entropy })
    }

    /// Does ahead of the first request what it would have to wait for.
    pub async fn warm(&self) {
        self.callers.warm().await;
    }

    /// The caller, and a review as they see it.
    async fn seen(
        &self,
        request: &CurrentRequest,
        token: &SessionToken,
        review: ReviewId,
        now: Timestamp,
    ) -> Result<(Caller, SeenReview), Problem> {
        let found = async { Ok::<_, Problem>(self.callers.find(token.user, &token.session).await?) };
        let record = async { Ok(self.desk.read(review).await?) };
        let (found, record) = tokio::try_join!(found, record)?;
        let caller = Caller::at_work(found, now)?;
        request.signed_in(caller.user);
        let seen = see(&caller, record, AdministrationYear::at(now))?;
        Ok((caller, seen))
    }

    /// Does with a finding what `command` says of it as it is, once the request's form and the caller's right are known.
    async fn about_finding(
        &self,
        visit: Visit<'_>,
        command: Result<impl Fn(&SeenReview) -> Result<FindingCommand, Problem>, Problem>,
    ) -> Result<Reviewed, Problem> {
        let now = self.clock.now();
        let Visit { request, token, finding, read, right } = visit;
        let (caller, seen) = self.seen(request, token, finding.review(), now).await?;
        seen.finding(finding).map_err(refused)?;
        caller.has(right, AdministrationYear::at(now))?;
        let command = command?;
        let change = |seen: &SeenReview| {
            let version = ETag::new(seen.finding(finding).map_err(refused)?.version);
            if read != version {
                let title = "The finding was changed after you opened the page";
                return Err(stale("findings.stale", title, &version, ReviewPage::of(&caller, seen, now)));
            }
            let change = decide(&caller, seen, finding, command(seen)?, now);
            change.map(Some).map_err(|refusal| told(seen, finding, refusal))
        };
        let random = || self.entropy.bytes();
        let asked = Asked { caller: &caller, request: request.id, now, random: &random };
        match self.desk.decide(&asked, seen, change).await? {
            Decided::Done(after) => Ok(shown(&caller, &after, now)),
            Decided::Busy => Err(busy()),
        }
    }
}

/// The refusal of a day that an agreement cannot name says both clocks: until when the finding is due without one, and
/// until when one may last.
fn told(seen: &SeenReview, finding: FindingId, refusal: Refusal) -> Problem {
    let is_about_day = matches!(refusal, Refusal::AgreementTooLate(_) | Refusal::AgreementTooSoon(_));
    let problem = refused(refusal);
    let Some(finding) = seen.finding(finding).ok().filter(|_| is_about_day) else { return problem };
    let clocks = finding.clocks();
    let words = format!(
        "Without an agreement the finding is due on {}, {RESOLUTION_DAYS} calendar days after the notification of findings \
         ({}). An agreement may name any day up to {}, {AGREEMENT_DAYS} calendar days after the last day of the review ({}).",
        clocks.resolution_due, finding.notified_on, clocks.agreement_latest, finding.last_day,
    );
    let clocks = json!({"resolution_due": clocks.resolution_due, "agreement_latest": clocks.agreement_latest});
    problem.detail(words).with("clocks", clocks)
}

fn shown(caller: &Caller, seen: &SeenReview, now: Timestamp) -> Reviewed {
    let page = ReviewPage::of(caller, seen, now);
    (page.etag(), Json(page))
}

fn added((etag, page): Reviewed) -> Added {
    (StatusCode::CREATED, etag, page)
}

/// The endpoints of this workflow.
pub fn router(deps: Deps) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(issuing::issue_findings))
        .routes(routes!(resolutions::submit_resolution))
        .routes(routes!(resolutions::resolve_finding))
        .routes(routes!(agreements::request_agreement))
        .routes(routes!(agreements::decide_agreement))
        .with_state(deps)
}
