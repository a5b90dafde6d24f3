//! One day.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::AddAssign;

use domain::Failure;
use domain::audit::Entry;
use domain::compliance::{
    Comment, NonSubmitter, ProgramInstrument, Watched, due_days, expire, non_submitters, told_day,
};
use domain::ids::{DocumentId, RequestId, ReviewId};
use jiff::Timestamp;
use jiff::civil::Date;
use store::compliance::{DAY_SHARDS, DayPage, DuePart, ReviewOutcome};
use tokio::task::JoinSet;

use crate::Deps;

/// How many reviews are looked at at a time.
const SIDE_BY_SIDE: usize = 8;

/// How many letters to an audience were new, and how many tickets ended.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Told {
    reminders: usize,
    non_submitters: usize,
    digests: usize,
    expired: usize,
}

impl AddAssign for Told {
    fn add_assign(&mut self, other: Self) {
        self.reminders += other.reminders;
        self.non_submitters += other.non_submitters;
        self.digests += other.digests;
        self.expired += other.expired;
    }
}

/// As in `reminders=3 non-submitters=1 digests=0 expired=2`.
impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { reminders, non_submitters, digests, expired } = self;
        write!(f, "reminders={reminders} non-submitters={non_submitters} digests={digests} expired={expired}")
    }
}

/// Does all that `day` brings.
pub(crate) async fn bring(deps: &Deps, day: Date, now: Timestamp) -> Result<Told, Failure> {
    let (reminders, missed) = remind(deps, day, now).await?;
    let mut told = Told { reminders, ..Told::default() };
    for (instrument, leas) in missed {
        told.non_submitters += usize::from(deps.queue.put(&non_submitters(instrument, day, leas, now)).await?);
    }
    told.digests = digest(deps, day, now).await?;
    told.expired = end_tickets(deps, day, now).await?;
    Ok(told)
}

type Missed = BTreeMap<ProgramInstrument, Vec<NonSubmitter>>;

/// Reminds the LEAs, and finds those that did not submit.
async fn remind(deps: &Deps, day: Date, now: Timestamp) -> Result<(usize, Missed), Failure> {
    let mut reviews: BTreeSet<ReviewId> = BTreeSet::new();
    for due in due_days(day) {
        for part in all_of(async |shard, after| deps.days.due(due, shard, after).await).await? {
            reviews.insert(match part {
                DuePart::EvidenceRequest(request) => request.id.review(),
                DuePart::Finding(finding) => finding.id.review(),
            });
        }
    }
    let looked_at = side_by_side(reviews, |review| {
        let deps = deps.clone();
        async move {
            let Some(watched) = Watched::of(deps.reviews.read(review).await?) else { return Ok((0, BTreeMap::new())) };
            let reminded = match watched.reminder(day, now) {
                Some(circular) => deps.queue.put(&circular).await?,
                None => false,
            };
            Ok((usize::from(reminded), watched.missed(day)))
        }
    });
    let (mut reminders, mut missed) = (0, Missed::new());
    for (reminded, of_review) in looked_at.await? {
        reminders += reminded;
        for (instrument, lea) in of_review {
            missed.entry(instrument).or_default().push(lea);
        }
    }
    Ok((reminders, missed))
}

/// Tells both sides of the comments of the day before.
async fn digest(deps: &Deps, day: Date, now: Timestamp) -> Result<usize, Failure> {
    let mut by_review: BTreeMap<ReviewId, Vec<Comment>> = BTreeMap::new();
    for comment in all_of(async |shard, after| deps.days.commented(told_day(day), shard, after).await).await? {
        by_review.entry(comment.id.review()).or_default().push(comment);
    }
    let told = side_by_side(by_review, |(review, comments)| {
        let deps = deps.clone();
        async move {
            let Some(watched) = Watched::of(deps.reviews.read(review).await?) else { return Ok(0) };
            let mut digests = 0;
            for circular in watched.digests(&comments, day, now) {
                digests += usize::from(deps.queue.put(&circular).await?);
            }
            Ok(digests)
        }
    });
    Ok(told.await?.into_iter().sum())
}

/// Ends the tickets of the day before of which nothing came.
async fn end_tickets(deps: &Deps, day: Date, now: Timestamp) -> Result<usize, Failure> {
    let awaited = all_of(async |shard, after| deps.days.awaited(told_day(day), shard, after).await).await?;
    let ended = side_by_side(awaited.into_iter().map(|document| document.id), |id| {
        let deps = deps.clone();
        async move { end_ticket(&deps, id, now).await }
    });
    Ok(ended.await?.into_iter().filter(|ended| *ended).count())
}

async fn end_ticket(deps: &Deps, id: DocumentId, now: Timestamp) -> Result<bool, Failure> {
    // The index may lag behind: what arrived meanwhile stays.
    let Some(change) = deps.settlements.read(id).await?.and_then(|document| expire(&document, now)) else {
        return Ok(false);
    };
    let request = RequestId::from_bytes(deps.entropy.bytes());
    let entry = Entry::by_service("remind-reviews", request, now, id.review(), change.event.clone());
    Ok(deps.settlements.commit(&change, &[], &entry).await? == ReviewOutcome::Done)
}

/// All pages of all parts of a day.
async fn all_of<T>(
    read: impl AsyncFn(u8, Option<(String, String)>) -> Result<DayPage<T>, Failure>,
) -> Result<Vec<T>, Failure> {
    let mut all = Vec::new();
    for shard in 0..DAY_SHARDS {
        let mut after = None;
        loop {
            let page = read(shard, after).await?;
            all.extend(page.found);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    Ok(all)
}

/// Does `work` for each, some at a time.
async fn side_by_side<T, A, F>(each: impl IntoIterator<Item = T>, work: impl Fn(T) -> F) -> Result<Vec<A>, Failure>
where
    A: Send + 'static,
    F: Future<Output = Result<A, Failure>> + Send + 'static,
{
    let joined = |done: Result<_, tokio::task::JoinError>| done.map_err(|error| Failure::Internal(Box::new(error)))?;
    let (mut running, mut results) = (JoinSet::new(), Vec::new());
    for one in each {
        if running.len() >= SIDE_BY_SIDE
            && let Some(done) = running.join_next().await
        {
            results.push(joined(done)?);
        }
        running.spawn(work(one));
    }
    while let Some(done) = running.join_next().await {
        results.push(joined(done)?);
    }
    Ok(results)
}
