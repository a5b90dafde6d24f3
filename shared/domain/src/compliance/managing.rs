//! Making a review and changing it as a whole. Right: open a review, issue findings, decide resolutions and agreements.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::asking::not_over;
use super::{
    Audience, Change, Contributor, Part, ProgramInstrument, Refusal, Review, ReviewEvent, ReviewMode, ReviewNotice,
    ReviewState, SeenReview, Site,
};
use crate::access::{Caller, Right, Role};
use crate::accounts::{AccountState, User};
use crate::directory::{Organization, OrganizationKind};
use crate::ids::{ReviewId, UserId};
use crate::year::{AdministrationYear, day_in_california};

/// The most contributors of a review: what changes one is then always one transaction. Our choice.
pub const MAX_CONTRIBUTORS: usize = 20;
/// The most sites of a review. Our choice.
pub const MAX_SITES: usize = 50;
/// How long after its first day a review ends at most. Our choice: the mistyped year is caught.
const LONGEST_DAYS: i32 = 366;
/// How far from the day it is planned a review begins at most. Our choice.
const FARTHEST_YEARS: i32 = 2;

/// A review to be made.
#[derive(Clone, Debug)]
pub struct NewReview {
    /// Its id; random.
    pub id: ReviewId,
    /// The program instruments, all of one program.
    pub instruments: BTreeSet<ProgramInstrument>,
    /// On-site or online.
    pub mode: ReviewMode,
    /// The first day.
    pub first_day: Date,
    /// The last day.
    pub last_day: Date,
    /// Whether the LEA answers at once.
    pub open: bool,
}

/// What is to be changed of a review. What is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct ReviewChange {
    /// On-site or online.
    pub mode: Option<ReviewMode>,
    /// The sites, as the directory has them.
    pub sites: Option<Vec<Organization>>,
    /// The first day.
    pub first_day: Option<Date>,
    /// The last day.
    pub last_day: Option<Date>,
    /// The program instruments.
    pub instruments: Option<BTreeSet<ProgramInstrument>>,
}

/// What is done with a review as a whole.
#[derive(Clone, Debug)]
pub enum ReviewCommand {
    /// Change its schedule, sites or instruments.
    Change(ReviewChange),
    /// Open it: the LEA answers from now on.
    Open,
    /// Complete it.
    Complete,
    /// Cancel it.
    Cancel,
}

/// Decides to make a review of `lea`, as the directory has it, at `sites`.
///
/// # Errors
/// The first reason why not.
pub fn make(
    caller: &Caller,
    lea: &Organization,
    sites: &[Organization],
    new: NewReview,
    now: Timestamp,
) -> Result<Change, Refusal> {
    let year = AdministrationYear::at(now);
    caller.has(Right::DecideReviews, year)?;
    let is_lea = matches!(lea.kind, OrganizationKind::District | OrganizationKind::DirectlyFundedCharter);
    let (Some(code), Some(organization)) = (lea.lea.filter(|_| is_lea), lea.cds_code()) else {
        return Err(Refusal::NotAnLea);
    };
    let program = new.instruments.first().ok_or(Refusal::NoInstrument)?.program();
    let mut review = Review {
        id: new.id,
        version: 1,
        program,
        lea: code,
        organization,
        organization_name: lea.name.clone(),
        year,
        mode: new.mode,
        sites: Vec::new(),
        first_day: new.first_day,
        last_day: new.last_day,
        state: if new.open { ReviewState::Open } else { ReviewState::Planned },
        instruments: new.instruments,
        contributors: Vec::new(),
        findings: 0,
        unresolved: 0,
        created_at: now,
    };
    review.sites = sites_of(&review, sites)?;
    check(caller, &review)?;
    let notices = if new.open { vec![(Audience::Lea, ReviewNotice::Opened)] } else { Vec::new() };
    let event = ReviewEvent::Made { state: review.state };
    Ok(Change { allowed_by: Some(Right::DecideReviews), parts: vec![Part::Review(review)], event, notices })
}

/// That the review may be changed as `command` says, as far as that is known before what it would change to.
pub(super) fn may_manage(
    caller: &Caller,
    seen: &SeenReview,
    command: &ReviewCommand,
    now: Timestamp,
) -> Result<(), Refusal> {
    caller.has(Right::DecideReviews, AdministrationYear::at(now))?;
    let review = seen.review();
    if !seen.is_whole() {
        return Err(Refusal::NotWhole);
    }
    not_over(review)?;
    match command {
        ReviewCommand::Open if review.state == ReviewState::Open => Err(Refusal::AlreadyOpen),
        ReviewCommand::Complete if review.state == ReviewState::Planned => Err(Refusal::NotOpenYet),
        ReviewCommand::Complete if review.unresolved > 0 => Err(Refusal::Unresolved(review.unresolved)),
        ReviewCommand::Cancel if review.findings > 0 => Err(Refusal::HasFindings),
        ReviewCommand::Change(_) | ReviewCommand::Open | ReviewCommand::Complete | ReviewCommand::Cancel => Ok(()),
    }
}

/// Decides `command` about a whole review. `None` when everything is so already.
///
/// # Errors
/// The first reason why not.
pub fn manage(
    caller: &Caller,
    seen: &SeenReview,
    command: ReviewCommand,
    now: Timestamp,
) -> Result<Option<Change>, Refusal> {
    may_manage(caller, seen, &command, now)?;
    let before = seen.review();
    let mut after = before.clone();
    let (event, notice) = match command {
        ReviewCommand::Change(change) => match changed(caller, seen, &mut after, change)? {
            fields if fields.is_empty() => return Ok(None),
            fields => (ReviewEvent::Changed { fields }, None),
        },
        ReviewCommand::Open => (move_to(&mut after, ReviewState::Open), Some(ReviewNotice::Opened)),
        ReviewCommand::Complete => (move_to(&mut after, ReviewState::Completed), Some(ReviewNotice::Completed)),
        ReviewCommand::Cancel => (move_to(&mut after, ReviewState::Cancelled), Some(ReviewNotice::Cancelled)),
    };
    after.version += 1;
    let notices = notice.map(|notice| (Audience::Lea, notice)).into_iter().collect();
    Ok(Some(Change { allowed_by: Some(Right::DecideReviews), parts: vec![Part::Review(after)], event, notices }))
}

fn move_to(review: &mut Review, state: ReviewState) -> ReviewEvent {
    review.state = state;
    ReviewEvent::StateChanged { state }
}

fn changed(
    caller: &Caller,
    seen: &SeenReview,
    after: &mut Review,
    change: ReviewChange,
) -> Result<Vec<String>, Refusal> {
    let before = seen.review();
    after.mode = change.mode.unwrap_or(before.mode);
    after.first_day = change.first_day.unwrap_or(before.first_day);
    after.last_day = change.last_day.unwrap_or(before.last_day);
    after.instruments = change.instruments.unwrap_or_else(|| before.instruments.clone());
    if let Some(sites) = change.sites {
        after.sites = sites_of(before, &sites)?;
    }
    if before.findings > 0 && (before.first_day, before.last_day) != (after.first_day, after.last_day) {
        return Err(Refusal::FindingsIssued);
    }
    if let Some(used) = seen.record().items.iter().find(|item| !after.instruments.contains(&item.instrument)) {
        return Err(Refusal::InstrumentInUse(used.instrument));
    }
    check(caller, after)?;
    let fields = [
        ("mode", before.mode != after.mode),
        ("sites", before.sites != after.sites),
        ("first_day", before.first_day != after.first_day),
        ("last_day", before.last_day != after.last_day),
        ("instruments", before.instruments != after.instruments),
    ];
    Ok(fields.iter().filter(|(_, changed)| *changed).map(|(name, _)| (*name).to_owned()).collect())
}

/// What holds of every review, and that the caller may have it.
fn check(caller: &Caller, review: &Review) -> Result<(), Refusal> {
    if review.instruments.is_empty() {
        return Err(Refusal::NoInstrument);
    }
    let other = review.instruments.iter().find(|instrument| instrument.program() != review.program);
    if let Some(other) = other {
        return Err(Refusal::InstrumentOfAnotherProgram(*other));
    }
    let seen = caller.instruments_of(review);
    if let Some(foreign) = review.instruments.iter().find(|instrument| !seen.contains(instrument)) {
        return Err(Refusal::InstrumentNotAssigned(*foreign));
    }
    if review.last_day < review.first_day {
        return Err(Refusal::EndsBeforeItBegins);
    }
    if review.last_day > review.first_day.saturating_add(LONGEST_DAYS.days()) {
        return Err(Refusal::TooLong);
    }
    let planned = day_in_california(review.created_at);
    let near = planned.saturating_sub(FARTHEST_YEARS.years())..=planned.saturating_add(FARTHEST_YEARS.years());
    if near.contains(&review.first_day) { Ok(()) } else { Err(Refusal::FarAway) }
}

fn sites_of(review: &Review, sites: &[Organization]) -> Result<Vec<Site>, Refusal> {
    if sites.len() > MAX_SITES {
        return Err(Refusal::TooMany("a review has at most 50 sites"));
    }
    let site = |(place, site): (usize, &Organization)| {
        let code = site.cds_code().filter(|_| site.lea == Some(review.lea)).ok_or(Refusal::SiteElsewhere(place))?;
        Ok(Site { code, name: site.name.clone() })
    };
    sites.iter().enumerate().map(site).collect()
}

/// That contributors may be let in and taken out.
pub(super) fn may_assign(caller: &Caller, seen: &SeenReview, now: Timestamp) -> Result<(), Refusal> {
    caller.has(Right::AssignContributors, AdministrationYear::at(now))?;
    not_over(seen.review())
}

/// Decides whom the LEA's review coordinator lets into a review and takes out of it. Who is to be let in must hold the role of
/// a contributor there. `None` when everything is so already. Source: CAIS fact sheet 1.
///
/// # Errors
/// The first reason why not.
pub fn assign(
    caller: &Caller,
    seen: &SeenReview,
    add: &[User],
    remove: &BTreeSet<UserId>,
    now: Timestamp,
) -> Result<Option<Change>, Refusal> {
    may_assign(caller, seen, now)?;
    let this_year = AdministrationYear::at(now);
    let before = seen.review();
    let mut after = before.clone();
    after.contributors.retain(|contributor| !remove.contains(&contributor.user));
    let removed = before.contributors.iter().filter(|held| !after.has_contributor(held.user)).map(|held| held.user);
    let removed: Vec<_> = removed.collect();
    let mut added = Vec::new();
    for user in add {
        let contributes = user.state != AccountState::Deactivated
            && user.roles.iter().any(|held| {
                held.role == Role::LeaComplianceContributor && held.lea == Some(before.lea) && held.year >= this_year
            });
        if !contributes {
            return Err(Refusal::NotAContributor(user.id));
        }
        if !after.has_contributor(user.id) {
            after.contributors.push(Contributor { user: user.id, name: user.name() });
            added.push(user.id);
        }
    }
    if after.contributors.len() > MAX_CONTRIBUTORS {
        return Err(Refusal::TooMany("a review has at most 20 contributors"));
    }
    if added.is_empty() && removed.is_empty() {
        return Ok(None);
    }
    after.version += 1;
    let notices = added.iter().map(|user| (Audience::User(*user), ReviewNotice::LetIn)).collect();
    let event = ReviewEvent::ContributorsChanged { added, removed };
    Ok(Some(Change { allowed_by: Some(Right::AssignContributors), parts: vec![Part::Review(after)], event, notices }))
}
