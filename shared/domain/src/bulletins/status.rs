//! System status: planned downtimes and known issues of the systems behind the one sign-in. Source: the communication page's
//! "System Status OK, System Downtime 0, Known Issues 0"; CDE, Assessment Spotlight 237 (planned downtimes by program).

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Malformed;
use crate::access::{AccessError, Caller, Right};
use crate::accounts::{System, SystemStatus};
use crate::ids::StatusNoticeId;
use crate::year::AdministrationYear;

/// The longest effect, in characters. Our choice.
const EFFECT_MAX: usize = 500;
/// The most notices that are kept open at once, so that the page of all is one read. Our choice.
pub const MAX_NOTICES: usize = 100;

codes! {
    /// What kind of notice.
    pub enum StatusNoticeKind, "a kind of status notice" {
        /// The systems cannot be used, as planned.
        Downtime = "downtime",
        /// The systems can be used, with an issue.
        KnownIssue = "known-issue",
    }
}

codes! {
    /// Where a notice stands at a moment.
    pub enum StatusNoticeState, "a state of a status notice" {
        /// It begins later.
        Planned = "planned",
        /// It is so now.
        Active = "active",
        /// It is over.
        Resolved = "resolved",
    }
}

/// A planned downtime or a known issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusNotice {
    /// The id.
    pub id: StatusNoticeId,
    /// Counts the changes; the first version is 1.
    pub version: u64,
    /// Downtime or known issue.
    pub kind: StatusNoticeKind,
    /// The systems.
    pub systems: BTreeSet<System>,
    /// From when on.
    pub from: Timestamp,
    /// Until when; not known for most issues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
    /// What it means for people, and what they can do: 1 to 500 characters.
    pub effect: String,
    /// When an editor said that it is over, if before `to`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
}

impl StatusNotice {
    /// Where it stands at `now`.
    #[must_use]
    pub fn state_at(&self, now: Timestamp) -> StatusNoticeState {
        let over = |end: Option<Timestamp>| end.is_some_and(|end| end <= now);
        if over(self.to) || over(self.closed_at) {
            StatusNoticeState::Resolved
        } else if self.from > now {
            StatusNoticeState::Planned
        } else {
            StatusNoticeState::Active
        }
    }

    /// What it makes of its systems while it is active.
    #[must_use]
    pub const fn status(&self) -> SystemStatus {
        match self.kind {
            StatusNoticeKind::Downtime => SystemStatus::Downtime,
            StatusNoticeKind::KnownIssue => SystemStatus::KnownIssue,
        }
    }
}

/// How `system` is at `now`, the worst first, and what that means for people.
#[must_use]
pub fn status_of(system: System, notices: &[StatusNotice], now: Timestamp) -> (SystemStatus, Option<&str>) {
    let active = notices.iter().filter(|notice| notice.state_at(now) == StatusNoticeState::Active);
    let worst = active.filter(|notice| notice.systems.contains(&system)).max_by_key(|notice| notice.status());
    worst.map_or((SystemStatus::Ok, None), |notice| (notice.status(), Some(notice.effect.as_str())))
}

/// How all systems together are at `now`: the worst of any.
#[must_use]
pub fn overall(notices: &[StatusNotice], now: Timestamp) -> SystemStatus {
    System::ALL.iter().map(|system| status_of(*system, notices, now).0).max().unwrap_or(SystemStatus::Ok)
}

/// What a notice means for people, checked.
///
/// # Errors
/// What is wrong with it.
pub fn effect(text: &str) -> Result<String, Malformed> {
    let text = text.trim();
    let printable = |c: char| !c.is_control() || c == '\n';
    let fits = !text.is_empty() && text.chars().count() <= EFFECT_MAX && text.chars().all(printable);
    let wrong = Malformed::because("must say in 1 to 500 characters what it means for people and what they can do");
    if fits { Ok(text.to_owned()) } else { Err(wrong) }
}

/// What is posted: all of a notice but what the service adds. `effect` is checked by [`effect`].
#[derive(Clone, Debug)]
pub struct NoticeText {
    /// Downtime or known issue.
    pub kind: StatusNoticeKind,
    /// The systems.
    pub systems: BTreeSet<System>,
    /// From when on.
    pub from: Timestamp,
    /// Until when.
    pub to: Option<Timestamp>,
    /// What it means for people.
    pub effect: String,
}

/// Why a notice cannot be posted or changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatusRefusal {
    /// The role does not allow it.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// No system.
    #[error("choose at least one system")]
    NoSystem,
    /// A downtime that nobody knows the end of is none that was planned.
    #[error("a planned downtime needs an end; post a known issue otherwise")]
    NoEnd,
    /// It ends before it begins.
    #[error("must be later than the beginning")]
    EndsBeforeItBegins,
    /// It is over already.
    #[error("must lie ahead; it would be over already")]
    OverAlready,
    /// Too many.
    #[error("there are 100 notices that are not over; close some first")]
    TooMany,
    /// It is over: history is not rewritten.
    #[error("this notice is over; post another one")]
    Resolved,
}

/// Decides to post a notice beside those that are `open`, planned or active.
///
/// # Errors
/// The first reason why not.
pub fn post(
    caller: &Caller,
    open: usize,
    id: StatusNoticeId,
    text: NoticeText,
    now: Timestamp,
) -> Result<StatusNotice, StatusRefusal> {
    caller.has(Right::PostStatus, AdministrationYear::at(now))?;
    if open >= MAX_NOTICES {
        return Err(StatusRefusal::TooMany);
    }
    check(&text, now)?;
    let NoticeText { kind, systems, from, to, effect } = text;
    Ok(StatusNotice { id, version: 1, kind, systems, from, to, effect, closed_at: None })
}

/// Decides to change a notice that is not over. `None` when everything is so already.
///
/// # Errors
/// The first reason why not.
pub fn revise(
    caller: &Caller,
    before: &StatusNotice,
    text: NoticeText,
    now: Timestamp,
) -> Result<Option<StatusNotice>, StatusRefusal> {
    caller.has(Right::PostStatus, AdministrationYear::at(now))?;
    not_over(before, now)?;
    check(&text, now)?;
    let NoticeText { kind, systems, from, to, effect } = text;
    let after = StatusNotice { kind, systems, from, to, effect, ..before.clone() };
    Ok((after != *before).then(|| StatusNotice { version: before.version + 1, ..after }))
}

/// Decides that a notice is over: the issue is mended, the downtime ended early or does not take place.
///
/// # Errors
/// The first reason why not.
pub fn close(caller: &Caller, before: &StatusNotice, now: Timestamp) -> Result<StatusNotice, StatusRefusal> {
    caller.has(Right::PostStatus, AdministrationYear::at(now))?;
    not_over(before, now)?;
    Ok(StatusNotice { version: before.version + 1, closed_at: Some(now), ..before.clone() })
}

fn not_over(notice: &StatusNotice, now: Timestamp) -> Result<(), StatusRefusal> {
    if notice.state_at(now) == StatusNoticeState::Resolved { Err(StatusRefusal::Resolved) } else { Ok(()) }
}

fn check(text: &NoticeText, now: Timestamp) -> Result<(), StatusRefusal> {
    if text.systems.is_empty() {
        return Err(StatusRefusal::NoSystem);
    }
    match text.to {
        None if text.kind == StatusNoticeKind::Downtime => Err(StatusRefusal::NoEnd),
        Some(to) if to <= text.from => Err(StatusRefusal::EndsBeforeItBegins),
        Some(to) if to <= now => Err(StatusRefusal::OverAlready),
        _ => Ok(()),
    }
}
