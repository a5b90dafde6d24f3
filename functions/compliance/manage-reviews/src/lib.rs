//! Keeps the compliance reviews: makes, changes, opens and closes them, lets contributors in, adds items, asks for evidence,
//! takes comments, and keeps whom an LEA asks about a program.

mod changing;
mod comments;
mod contacts;
mod contributors;
mod evidence_requests;
mod fields;
mod items;
mod making;

use axum::http::StatusCode;
use domain::access::Caller;
use domain::compliance::{Change, SeenReview, see};
use domain::ids::ReviewId;
use domain::year::AdministrationYear;
use edge::compliance::{ReviewPage, busy};
use edge::{Clock, CurrentRequest, ETag, Entropy, Json, Problem, SessionToken, Settings, SettingsError};
use jiff::Timestamp;
use store::accounts::{Callers, Users};
use store::compliance::{Asked, ContactCommits, Contacts, Decided, ReviewCommits, ReviewDesk, Reviews};
use store::directory::Organizations;
use store::{Dynamo, Grant, Table};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    callers: Callers,
    users: Users,
    organizations: Organizations,
    reviews: Reviews,
    desk: ReviewDesk,
    contacts: Contacts,
    contact_commits: ContactCommits,
    clock: Clock,
    entropy: Entropy,
}

/// A review as it is after the request.
type Reviewed = (ETag, Json<ReviewPage>);
/// The same, where something was made.
type Added = (StatusCode, ETag, Json<ReviewPage>);

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] = &[
        Callers::GRANTS,
        Users::GRANTS_TO_READ,
        Organizations::GRANTS_TO_READ_MANY,
        Reviews::GRANTS,
        Reviews::GRANTS_TO_FIND_COMMENTS,
        ReviewCommits::GRANTS,
        ReviewCommits::GRANTS_TO_MOVE,
        Contacts::GRANTS,
        ContactCommits::GRANTS,
    ];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing or wrong.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, entropy: Entropy) -> Result<Self, SettingsError> {
        let table = |table: Table| settings.required(table.setting());
        let (accounts, compliance) = (table(Table::Accounts)?, table(Table::Compliance)?);
        let (mail, audit) = (table(Table::Mail)?, table(Table::Audit)?);
        let reviews = Reviews::new(dynamo, compliance.clone());
        let commits = ReviewCommits::new(dynamo, accounts.clone(), compliance.clone(), mail.clone(), audit.clone());
        Ok(Self {
            callers: Callers::new(dynamo, accounts.clone()),
            users: Users::new(dynamo, accounts.clone(), mail, audit.clone()),
            organizations: Organizations::new(dynamo, table(Table::Directory)?),
            desk: ReviewDesk::new(reviews.clone(), commits),
            reviews,
            contacts: Contacts::new(dynamo, compliance.clone()),
            contact_commits: ContactCommits::new(dynamo, accounts, compliance, audit),
            clock,
            entropy,
        })
    }

    /// Does ahead of the first request what it would have to wait for.
    pub async fn warm(&self) {
        self.callers.warm().await;
    }

    /// The caller at work, once read.
    async fn caller(&self, request: &CurrentRequest, token: &SessionToken, now: Timestamp) -> Result<Caller, Problem> {
        let caller = Caller::at_work(self.callers.find(token.user, &token.session).await?, now)?;
        request.signed_in(caller.user);
        Ok(caller)
    }

    /// The caller, and a review as they see it.
    async fn seen(
        &self,
        request: &CurrentRequest,
        token: &SessionToken,
        review: ReviewId,
        now: Timestamp,
    ) -> Result<(Caller, SeenReview), Problem> {
        let record = async { Ok(self.desk.read(review).await?) };
        let (caller, record) = tokio::try_join!(self.caller(request, token, now), record)?;
        let seen = see(&caller, record, AdministrationYear::at(now))?;
        Ok((caller, seen))
    }

    /// The review as it is once what `decide` says is committed. `decide` answers `None` when everything is so already.
    async fn decided(
        &self,
        request: &CurrentRequest,
        caller: &Caller,
        now: Timestamp,
        seen: SeenReview,
        decide: impl Fn(&SeenReview) -> Result<Option<Change>, Problem>,
    ) -> Result<Reviewed, Problem> {
        let random = || self.entropy.bytes();
        let asked = Asked { caller, request: request.id, now, random: &random };
        match self.desk.decide(&asked, seen, decide).await? {
            Decided::Done(after) => Ok(shown(caller, &after, now)),
            Decided::Busy => Err(busy()),
        }
    }
}

fn shown(caller: &Caller, seen: &SeenReview, now: Timestamp) -> Reviewed {
    let page = ReviewPage::of(caller, seen, now);
    (page.etag(), Json(page))
}

fn added((etag, page): Reviewed) -> Added {
    (StatusCode::CREATED, etag, page)
}

/// The tag of the review as it was read.
fn version(seen: &SeenReview) -> ETag {
    ETag::new(seen.review().version)
}

/// That the review is the one that was `read`.
fn unchanged(caller: &Caller, seen: &SeenReview, read: &ETag, now: Timestamp) -> Result<(), Problem> {
    if *read == version(seen) {
        return Ok(());
    }
    let title = "The review was changed after you opened the page";
    Err(edge::compliance::stale("reviews.stale", title, &version(seen), ReviewPage::of(caller, seen, now)))
}

/// The endpoints of this workflow.
pub fn router(deps: Deps) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(making::make_review))
        .routes(routes!(changing::change_review))
        .routes(routes!(contributors::assign_contributors))
        .routes(routes!(items::add_review_items))
        .routes(routes!(evidence_requests::request_evidence))
        .routes(routes!(evidence_requests::change_evidence_request))
        .routes(routes!(comments::write_comment))
        .routes(routes!(contacts::change_program_contact))
        .with_state(deps)
}
