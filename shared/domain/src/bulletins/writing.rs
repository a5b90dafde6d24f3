//! Drafting a bulletin and changing it. Right: write, schedule, publish bulletins.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Audience, Bulletin, Headline, Places, PublicationState, Section};
use crate::access::{AccessError, Caller, Right, Role};
use crate::ids::BulletinId;
use crate::year::{AdministrationYear, time_in_california};

/// The most counties or LEAs that an audience names; more of them are California. Our choice.
const MAX_PLACES: usize = 100;

/// A bulletin to be written.
#[derive(Clone, Debug)]
pub struct NewBulletin {
    /// Its id.
    pub id: BulletinId,
    /// What it is called.
    pub headline: Headline,
    /// The day it bears.
    pub dated: Date,
    /// Whom it is for.
    pub audience: Audience,
    /// Its sections; none yet is fine.
    pub sections: Vec<Section>,
}

/// What is to be changed of a bulletin. What is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct BulletinChange {
    /// What it is called.
    pub headline: Option<Headline>,
    /// The day it bears.
    pub dated: Option<Date>,
    /// Whom it is for.
    pub audience: Option<Audience>,
    /// All of its sections.
    pub sections: Option<Vec<Section>>,
}

/// Why something cannot be done with a bulletin, in words for the page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The role does not allow it.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// Nobody to mail it to.
    #[error("choose at least one role")]
    NoRole,
    /// Not a role that bulletins are mailed to.
    #[error("is no role that bulletins are mailed to")]
    RoleNotAddressed(Role),
    /// No county or no LEA.
    #[error("choose at least one, or all of California")]
    NoPlace,
    /// Too many.
    #[error("choose at most 100, or all of California")]
    TooManyPlaces,
    /// A section that comes twice.
    #[error("there is a section of this kind already")]
    SectionTwice(usize),
    /// Nothing in it.
    #[error("write at least one section before it is published")]
    Empty,
    /// It is to be published.
    #[error("this bulletin is to be published on {}; take it off the schedule before you change it", time_in_california(*.0))]
    Scheduled(Timestamp),
    /// It is published.
    #[error("this bulletin is published; correct it instead")]
    Published,
    /// It is not published.
    #[error("this bulletin is not published yet; change it instead")]
    NotPublished,
    /// It is not scheduled.
    #[error("this bulletin is not scheduled")]
    NotScheduled,
    /// A time gone by, or one within the next minute.
    #[error("must lie at least a minute ahead; leave the time out to publish now")]
    TooSoon,
    /// A time far away.
    #[error("must lie within the next 366 days")]
    TooLate,
    /// Nothing was corrected.
    #[error("change at least one section; a correction says what was wrong and puts it right")]
    NothingCorrected,
}

/// Decides to write `new` as a draft.
///
/// # Errors
/// The first reason why not.
pub fn write(caller: &Caller, new: NewBulletin, now: Timestamp) -> Result<Bulletin, Refusal> {
    caller.has(Right::WriteBulletins, AdministrationYear::at(now))?;
    check_audience(&new.audience)?;
    Ok(Bulletin {
        id: new.id,
        version: 1,
        headline: new.headline,
        dated: new.dated,
        audience: new.audience,
        sections: in_order(new.sections)?,
        state: PublicationState::Draft,
        corrections: Vec::new(),
        mailings: Vec::new(),
        changed_by: caller.name.clone(),
        changed_at: now,
    })
}

/// Decides to change a draft. `None` when everything is so already. What is scheduled is taken off the schedule first, so that
/// nothing half written is published.
///
/// # Errors
/// The first reason why not.
pub fn change(
    caller: &Caller,
    before: &Bulletin,
    change: BulletinChange,
    now: Timestamp,
) -> Result<Option<Bulletin>, Refusal> {
    caller.has(Right::WriteBulletins, AdministrationYear::at(now))?;
    match before.state {
        PublicationState::Draft => {}
        PublicationState::Scheduled { publish_at } => return Err(Refusal::Scheduled(publish_at)),
        PublicationState::Published { .. } => return Err(Refusal::Published),
    }
    let mut after = before.clone();
    after.headline = change.headline.unwrap_or_else(|| before.headline.clone());
    after.dated = change.dated.unwrap_or(before.dated);
    if let Some(audience) = change.audience {
        check_audience(&audience)?;
        after.audience = audience;
    }
    if let Some(sections) = change.sections {
        after.sections = in_order(sections)?;
    }
    if after == *before {
        return Ok(None);
    }
    Ok(Some(next(after, caller, now)))
}

/// The next version, signed.
pub(super) fn next(bulletin: Bulletin, caller: &Caller, now: Timestamp) -> Bulletin {
    Bulletin { version: bulletin.version + 1, changed_by: caller.name.clone(), changed_at: now, ..bulletin }
}

fn check_audience(audience: &Audience) -> Result<(), Refusal> {
    if audience.roles.is_empty() {
        return Err(Refusal::NoRole);
    }
    if let Some(role) = audience.roles.iter().find(|role| !Audience::ROLES.contains(role)) {
        return Err(Refusal::RoleNotAddressed(*role));
    }
    let places = match &audience.places {
        Places::California => return Ok(()),
        Places::Counties(counties) => counties.len(),
        Places::Leas(leas) => leas.len(),
    };
    match places {
        0 => Err(Refusal::NoPlace),
        1..=MAX_PLACES => Ok(()),
        _ => Err(Refusal::TooManyPlaces),
    }
}

/// The sections in the order of the communication, each once.
pub(super) fn in_order(mut sections: Vec<Section>) -> Result<Vec<Section>, Refusal> {
    let mut kinds = BTreeSet::new();
    if let Some(place) = sections.iter().position(|section| !kinds.insert(section.kind)) {
        return Err(Refusal::SectionTwice(place));
    }
    sections.sort_by_key(|section| section.kind);
    Ok(sections)
}
