//! A request about a review: what is read, decided and committed for it.

use domain::Failure;
use domain::access::{AccessError, Caller, NotReady, Unchecked};
use domain::audit::Entry;
use domain::compliance::{Change, ReviewRecord, SeenReview, see};
use domain::ids::{RequestId, ReviewId};
use domain::year::AdministrationYear;
use jiff::Timestamp;

use super::{ReviewCommit, ReviewCommits, ReviewOutcome, Reviews};

/// How often a change that was overtaken is decided again.
const ATTEMPTS: u8 = 3;

/// Reads reviews, and commits what is decided about them.
#[derive(Clone, Debug)]
pub struct ReviewDesk {
    reviews: Reviews,
    commits: ReviewCommits,
}

/// Who asks for a change, when, in which request.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// Who asks.
    pub caller: &'a Caller,
    /// The request.
    pub request: RequestId,
    /// When.
    pub now: Timestamp,
    /// Gives the ids of what is mailed.
    pub random: &'a (dyn Fn() -> [u8; 16] + Send + Sync),
}

/// What became of a request. Only the first says that everything is so.
#[derive(Clone, Debug)]
pub enum Decided {
    /// Committed, or so already: the review after.
    Done(Box<SeenReview>),
    /// Others were faster each time. Nothing was changed.
    Busy,
}

impl ReviewDesk {
    /// From the two that it works with; their grants are its own.
    #[must_use]
    pub const fn new(reviews: Reviews, commits: ReviewCommits) -> Self {
        Self { reviews, commits }
    }

    /// The review, for nobody's eyes yet. See [`Reviews::read`].
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn read(&self, review: ReviewId) -> Result<Unchecked<ReviewRecord>, Failure> {
        self.reviews.read(review).await
    }

    /// Decides on the review as `seen` and commits. Where somebody else was faster, the review is read and decided on again.
    /// `decide` answers `None` when everything is so already.
    ///
    /// # Errors
    /// Those of `decide`; the caller's right or sight of the review ended meanwhile; the tables do not answer.
    pub async fn decide<E: From<Failure> + From<AccessError> + From<NotReady>>(
        &self,
        asked: &Asked<'_>,
        mut seen: SeenReview,
        decide: impl Fn(&SeenReview) -> Result<Option<Change>, E>,
    ) -> Result<Decided, E> {
        for _ in 0..ATTEMPTS {
            let Some(change) = decide(&seen)? else { return Ok(Decided::Done(Box::new(seen))) };
            let after = seen.after(&change);
            match self.commit(asked, Some(&seen), &change, &after).await? {
                ReviewOutcome::Done => return Ok(Decided::Done(Box::new(after))),
                ReviewOutcome::Revoked => return Err(NotReady::NotSignedIn.into()),
                ReviewOutcome::Stale | ReviewOutcome::Repeated => {
                    let record = self.read(seen.review().id).await?;
                    seen = see(asked.caller, record, AdministrationYear::at(asked.now))?;
                }
            }
        }
        Ok(Decided::Busy)
    }

    /// Commits `change` of the review as it was seen `before`, none for one just made, with what is mailed and recorded of
    /// it.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn commit(
        &self,
        asked: &Asked<'_>,
        before: Option<&SeenReview>,
        change: &Change,
        after: &SeenReview,
    ) -> Result<ReviewOutcome, Failure> {
        let Asked { caller, request, now, random } = *asked;
        let review = after.review();
        let (letters, circulars) = change.mailing(review, random, now);
        let entry = Entry::of_review(caller, request, now, review.id, change);
        let before = before.map(SeenReview::review);
        self.commits.commit(&ReviewCommit { caller, before, change, letters, circulars, entry }).await
    }
}
