//! A review as its people went through it. Each step is decided by the rules themselves, at the time it is said to have
//! happened, so the demo cannot hold what the service would refuse.

use domain::access::{Caller, RoleInForce, Unchecked};
use domain::accounts::User;
use domain::audit::{Entry, Event, Subject};
use domain::compliance::{Change, Comment, Part, Refusal, ReviewRecord, SeenReview, see};
use domain::ids::{RequestId, ReviewId};
use domain::year::AdministrationYear;
use jiff::{SignedDuration, Timestamp};

use super::super::random::Random;
use crate::fatal::Fatal;

/// The people of the demo's reviews.
pub(super) struct Cast {
    pub(super) administrator: User,
    pub(super) monitor: User,
    pub(super) coordinator: User,
    pub(super) contributor: User,
}

impl Cast {
    pub(super) fn of(users: &[User]) -> Result<Self, Fatal> {
        let named = |name: &str| {
            let found = users.iter().find(|user| user.username.as_str() == name).cloned();
            found.ok_or_else(|| Fatal::Refused(format!("the demo has no account {name}")))
        };
        Ok(Self {
            administrator: named("compliance.admin@cde.test")?,
            monitor: named("monitor@cde.test")?,
            coordinator: named("review.coordinator@poppy.test")?,
            contributor: named("contributor@poppy.test")?,
        })
    }
}

/// How `user` works at `at`, in the year that it was then.
pub(super) fn at_work(user: &User, at: Timestamp) -> Result<Caller, Fatal> {
    let assignment = user.roles.first().ok_or_else(|| Fatal::Refused("a demo account has no role".to_owned()))?;
    let role = RoleInForce { year: AdministrationYear::at(at), ..RoleInForce::of(user, assignment) };
    Ok(Caller { user: user.id, name: user.name(), role, epoch: user.epoch })
}

/// What has happened so far.
pub(super) struct Story {
    /// When it is told.
    now: Timestamp,
    random: Random,
    /// As the administrator sees it, who sees all of it.
    whole: SeenReview,
    comments: Vec<Comment>,
    entries: Vec<Entry>,
}

impl Story {
    /// Begins with the review that `user` made `days` days ago.
    pub(super) fn begin(
        now: Timestamp,
        mut random: Random,
        user: &User,
        days: i64,
        make: impl FnOnce(&Caller, ReviewId, Timestamp) -> Result<Change, Refusal>,
    ) -> Result<Self, Fatal> {
        let (at, id) = (days_before(now, days), ReviewId::from_bytes(random.bytes()));
        let caller = at_work(user, at)?;
        let change = make(&caller, id, at).map_err(refused)?;
        let Some(Part::Review(review)) = change.parts.first().cloned() else {
            return Err(Fatal::Refused("a review begins with itself".to_owned()));
        };
        let whole = SeenReview::made(&caller, review);
        let mut story = Self { now, random, whole, comments: Vec::new(), entries: Vec::new() };
        story.record(&caller, at, &change);
        Ok(story)
    }

    /// What `user` did `days` days before it is told.
    pub(super) fn step(
        &mut self,
        user: &User,
        days: i64,
        decide: impl FnOnce(&Caller, &SeenReview, Timestamp) -> Result<Change, Refusal>,
    ) -> Result<(), Fatal> {
        let at = days_before(self.now, days);
        let caller = at_work(user, at)?;
        let record = Unchecked::new(Some(self.whole.record().clone()));
        let seen = see(&caller, record, caller.role.year).map_err(|error| refused(error.into()))?;
        let change = decide(&caller, &seen, at).map_err(refused)?;
        self.whole = self.whole.after(&change);
        self.record(&caller, at, &change);
        Ok(())
    }

    fn record(&mut self, caller: &Caller, at: Timestamp, change: &Change) {
        self.comments.extend(change.parts.iter().filter_map(|part| match part {
            Part::Comment(comment) => Some(comment.clone()),
            _ => None,
        }));
        let subject = Subject::Review(self.whole.review().id);
        let event = Event::ReviewChanged { change: change.event.clone() };
        if let Some(right) = change.allowed_by {
            let request = RequestId::from_bytes(self.random.bytes());
            self.entries.push(Entry::by(caller, request, at, subject, event, right));
        }
    }

    pub(super) fn id(&self) -> ReviewId {
        self.whole.review().id
    }

    /// As it stands.
    pub(super) fn seen(&self) -> &SeenReview {
        &self.whole
    }

    /// What names the next part.
    pub(super) fn own(&mut self) -> [u8; 8] {
        let mut own = [0; 8];
        own.copy_from_slice(&self.random.bytes()[..8]);
        own
    }

    /// All that is to be stored.
    pub(super) fn end(self) -> (ReviewRecord, Vec<Comment>, Vec<Entry>) {
        (self.whole.record().clone(), self.comments, self.entries)
    }
}

fn days_before(now: Timestamp, days: i64) -> Timestamp {
    now - SignedDuration::from_hours(24 * days)
}

#[expect(clippy::needless_pass_by_value, reason = "what map_err gives")]
pub(super) fn refused(refusal: Refusal) -> Fatal {
    Fatal::Refused(format!("the demo's review is against the rules: {refusal}"))
}
