//! Findings: issued, resolved, and given more time.

use jiff::Timestamp;
use jiff::civil::Date;

use super::asking::open;
use super::{
    Agreement, AgreementState, Audience, Author, Change, Clocks, Finding, FindingAction, FindingState, Part, Prose,
    Refusal, Resolution, Review, ReviewEvent, ReviewNotice, SeenReview,
};
use crate::access::{Caller, Right};
use crate::ids::{FindingId, ItemId};
use crate::year::{AdministrationYear, day_in_california};

/// The most findings that one notification issues: one transaction. Our choice.
pub const MAX_FINDINGS_AT_ONCE: usize = 50;
/// The most findings of a review. Our choice.
pub const MAX_FINDINGS: usize = 500;

/// A finding to be issued.
#[derive(Clone, Debug)]
pub struct NewFinding {
    /// Its id.
    pub id: FindingId,
    /// The item.
    pub item: ItemId,
    /// What was found.
    pub text: Prose,
}

/// What is done with a finding.
#[derive(Clone, Debug)]
pub enum FindingCommand {
    /// The LEA submits its resolution.
    Submit {
        /// What was done.
        text: Prose,
    },
    /// The CDE returns it.
    Return {
        /// What is missing.
        comment: Prose,
    },
    /// The CDE takes the finding as resolved.
    Resolve,
    /// The LEA asks for a resolution agreement.
    RequestAgreement {
        /// Until when.
        until: Date,
        /// What will be done.
        actions: Prose,
        /// Why it takes so long.
        justification: Prose,
    },
    /// The CDE approves it.
    ApproveAgreement {
        /// Until when.
        until: Date,
    },
    /// The CDE denies it.
    DenyAgreement {
        /// Why.
        reason: Prose,
    },
}

impl FindingCommand {
    /// What it does.
    #[must_use]
    pub const fn action(&self) -> FindingAction {
        match self {
            Self::Submit { .. } => FindingAction::SubmitResolution,
            Self::Return { .. } => FindingAction::ReturnResolution,
            Self::Resolve => FindingAction::Resolve,
            Self::RequestAgreement { .. } => FindingAction::RequestAgreement,
            Self::ApproveAgreement { .. } => FindingAction::ApproveAgreement,
            Self::DenyAgreement { .. } => FindingAction::DenyAgreement,
        }
    }

    /// The right that it takes.
    #[must_use]
    pub const fn right(&self) -> Right {
        self.action().right()
    }
}

/// That `count` findings may be issued with a notification dated `notified_on`.
pub(super) fn may_issue(
    caller: &Caller,
    seen: &SeenReview,
    count: u32,
    notified_on: Date,
    now: Timestamp,
) -> Result<(), Refusal> {
    caller.has(Right::DecideReviews, AdministrationYear::at(now))?;
    let review = seen.review();
    open(review)?;
    // Counted by the review, since the caller may not see all of them.
    if usize::try_from(review.findings.saturating_add(count)).unwrap_or(usize::MAX) > MAX_FINDINGS {
        return Err(Refusal::TooMany("a review has at most 500 findings"));
    }
    if notified_on < review.last_day || notified_on > day_in_california(now) {
        return Err(Refusal::NotificationDay(review.last_day));
    }
    Ok(())
}

/// Decides to issue findings with a notification dated `notified_on`.
///
/// # Errors
/// The first reason why not.
pub fn issue_findings(
    caller: &Caller,
    seen: &SeenReview,
    notified_on: Date,
    new: Vec<NewFinding>,
    now: Timestamp,
) -> Result<Change, Refusal> {
    let count = u32::try_from(new.len()).unwrap_or(u32::MAX);
    may_issue(caller, seen, count, notified_on, now)?;
    let review = seen.review();
    if new.is_empty() {
        return Err(Refusal::Nothing);
    }
    if new.len() > MAX_FINDINGS_AT_ONCE {
        return Err(Refusal::TooMany("at most 50 findings are issued at once"));
    }
    let due = Clocks::new(notified_on, review.last_day).resolution_due;
    let mut parts = Vec::with_capacity(new.len() + 1);
    let mut after = review.clone();
    after.version += 1;
    after.findings = review.findings.saturating_add(count);
    after.unresolved = review.unresolved.saturating_add(count);
    parts.push(Part::Review(after));
    let mut findings = Vec::with_capacity(new.len());
    for NewFinding { id, item, text } in new {
        let item = seen.item(item)?;
        findings.push(id);
        parts.push(Part::Finding(Finding {
            id,
            version: 1,
            item: item.id,
            instrument: item.instrument,
            text,
            notified_on,
            last_day: review.last_day,
            due,
            state: FindingState::Issued,
            issued_by: caller.into(),
            issued_at: now,
            resolution: None,
            agreement: None,
        }));
    }
    let notice = ReviewNotice::FindingsIssued { count: findings.len(), due };
    let event = ReviewEvent::FindingsIssued { findings, notified_on };
    let notices = vec![(Audience::Lea, notice)];
    Ok(Change { allowed_by: Some(Right::DecideReviews), parts, event, notices })
}

/// That `action` may be done with `finding` of `review`, as far as that is known before what is written.
pub(super) fn may_decide(
    caller: &Caller,
    review: &Review,
    finding: &Finding,
    action: FindingAction,
    now: Timestamp,
) -> Result<(), Refusal> {
    caller.has(action.right(), AdministrationYear::at(now))?;
    open(review)?;
    let today = day_in_california(now);
    // The earliest day that an agreement could name.
    let tomorrow = today.tomorrow().unwrap_or(today);
    match action {
        FindingAction::SubmitResolution => lea_turn(finding),
        FindingAction::ReturnResolution | FindingAction::Resolve => submitted(finding),
        FindingAction::RequestAgreement => {
            lea_turn(finding)?;
            none_in_the_way(finding)?;
            within(finding, tomorrow, today)
        }
        FindingAction::ApproveAgreement => {
            pending(finding)?;
            within(finding, tomorrow, today)
        }
        FindingAction::DenyAgreement => pending(finding).map(drop),
    }
}

/// Decides `command` about a finding.
///
/// # Errors
/// The first reason why not.
pub fn decide(
    caller: &Caller,
    seen: &SeenReview,
    finding: FindingId,
    command: FindingCommand,
    now: Timestamp,
) -> Result<Change, Refusal> {
    let right = command.right();
    caller.has(right, AdministrationYear::at(now))?;
    let before = seen.finding(finding)?;
    may_decide(caller, seen.review(), before, command.action(), now)?;
    let today = day_in_california(now);
    let mut after = before.clone();
    after.version += 1;
    let monitors = Audience::Monitors(before.instrument);
    let (event, notice) = match command {
        FindingCommand::Submit { text } => {
            after.state = FindingState::Submitted;
            after.resolution = Some(Resolution { text, by: Author::from(caller), at: now });
            (ReviewEvent::ResolutionSubmitted { finding }, (monitors, ReviewNotice::ResolutionSubmitted))
        }
        FindingCommand::Return { comment } => {
            after.state = FindingState::Returned { comment };
            let notice = ReviewNotice::ResolutionReturned { due: before.due };
            (ReviewEvent::ResolutionReturned { finding }, (Audience::Lea, notice))
        }
        FindingCommand::Resolve => {
            after.state = FindingState::Resolved;
            (ReviewEvent::FindingResolved { finding }, (Audience::Lea, ReviewNotice::FindingResolved))
        }
        FindingCommand::RequestAgreement { until, actions, justification } => {
            within(before, until, today)?;
            after.agreement = Some(Agreement {
                until,
                actions,
                justification,
                requested_by: Author::from(caller),
                requested_at: now,
                state: AgreementState::Requested,
            });
            (ReviewEvent::AgreementRequested { finding, until }, (monitors, ReviewNotice::AgreementRequested { until }))
        }
        FindingCommand::ApproveAgreement { until } => {
            within(before, until, today)?;
            let agreement = pending(before)?.clone();
            after.agreement = Some(Agreement { state: AgreementState::Approved { until }, ..agreement });
            after.due = until;
            let notice = ReviewNotice::AgreementApproved { until };
            (ReviewEvent::AgreementApproved { finding, until }, (Audience::Lea, notice))
        }
        FindingCommand::DenyAgreement { reason } => {
            let agreement = pending(before)?.clone();
            after.agreement = Some(Agreement { state: AgreementState::Denied { reason }, ..agreement });
            let notice = ReviewNotice::AgreementDenied { due: before.due };
            (ReviewEvent::AgreementDenied { finding }, (Audience::Lea, notice))
        }
    };
    let mut parts = Vec::new();
    if after.state == FindingState::Resolved {
        let review = seen.review().clone();
        let (version, unresolved) = (review.version + 1, review.unresolved.saturating_sub(1));
        parts.push(Part::Review(Review { version, unresolved, ..review }));
    }
    parts.push(Part::Finding(after));
    Ok(Change { allowed_by: Some(right), parts, event, notices: vec![notice] })
}

fn lea_turn(finding: &Finding) -> Result<(), Refusal> {
    if finding.awaits_lea() { Ok(()) } else { Err(Refusal::NotYourTurn) }
}

fn submitted(finding: &Finding) -> Result<(), Refusal> {
    if finding.state == FindingState::Submitted { Ok(()) } else { Err(Refusal::NothingSubmitted) }
}

/// That no agreement is asked for or in force. After a denial another one may be asked for.
fn none_in_the_way(finding: &Finding) -> Result<(), Refusal> {
    match finding.agreement.as_ref().map(|agreement| &agreement.state) {
        Some(AgreementState::Requested) => Err(Refusal::AgreementPending),
        Some(AgreementState::Approved { until }) => Err(Refusal::AgreementInForce(*until)),
        Some(AgreementState::Denied { .. }) | None => Ok(()),
    }
}

/// The agreement that waits for a decision. A finding resolved meanwhile needs none.
fn pending(finding: &Finding) -> Result<&Agreement, Refusal> {
    if finding.state == FindingState::Resolved {
        return Err(Refusal::NoAgreementPending);
    }
    let asked = finding.agreement.as_ref().filter(|agreement| agreement.state == AgreementState::Requested);
    asked.ok_or(Refusal::NoAgreementPending)
}

/// That `until` is tomorrow or later, and at most day 225 after the last day of the review.
fn within(finding: &Finding, until: Date, today: Date) -> Result<(), Refusal> {
    let latest = finding.clocks().agreement_latest;
    // Where both are passed, the end is what nothing can be done about.
    if until > latest {
        return Err(Refusal::AgreementTooLate(latest));
    }
    match today.tomorrow() {
        Ok(tomorrow) if until < tomorrow => Err(Refusal::AgreementTooSoon(tomorrow)),
        _ => Ok(()),
    }
}
