//! What a caller may do with a review and its findings now, and why not. Each action is tried against the rule that decides
//! the command itself, so a page never says another reason than the refusal would.

use jiff::Timestamp;

use super::asking::{may_add_items, may_comment, may_request_evidence};
use super::managing::{may_assign, may_manage};
use super::resolving::{may_decide, may_issue};
use super::uploading::may_upload;
use super::{Finding, Refusal, ReviewChange, ReviewCommand, SeenReview};
use crate::access::{Caller, Right};
use crate::year::day_in_california;

codes! {
    /// What can be done in a review.
    pub enum ReviewAction, "an action" {
        /// Write a comment.
        Comment = "comment",
        /// Upload a document.
        UploadEvidence = "upload-evidence",
        /// Let the LEA's contributors in and take them out.
        AssignContributors = "assign-contributors",
        /// Change its schedule, sites or instruments.
        Change = "change",
        /// Open it.
        Open = "open",
        /// Complete it.
        Complete = "complete",
        /// Cancel it.
        Cancel = "cancel",
        /// Add items to an instrument.
        AddItems = "add-items",
        /// Ask for evidence.
        RequestEvidence = "request-evidence",
        /// Issue findings.
        IssueFindings = "issue-findings",
    }
}

codes! {
    /// What can be done with a finding.
    pub enum FindingAction, "an action" {
        /// The LEA submits its resolution.
        SubmitResolution = "submit-resolution",
        /// The LEA asks for a resolution agreement.
        RequestAgreement = "request-agreement",
        /// The CDE returns the resolution.
        ReturnResolution = "return-resolution",
        /// The CDE takes the finding as resolved.
        Resolve = "resolve",
        /// The CDE approves the agreement.
        ApproveAgreement = "approve-agreement",
        /// The CDE denies it.
        DenyAgreement = "deny-agreement",
    }
}

impl ReviewAction {
    /// The right that it takes.
    #[must_use]
    pub const fn right(self) -> Right {
        match self {
            Self::Comment => Right::Comment,
            Self::UploadEvidence => Right::UploadEvidence,
            Self::AssignContributors => Right::AssignContributors,
            Self::Change
            | Self::Open
            | Self::Complete
            | Self::Cancel
            | Self::AddItems
            | Self::RequestEvidence
            | Self::IssueFindings => Right::DecideReviews,
        }
    }

    fn tried(self, caller: &Caller, seen: &SeenReview, now: Timestamp) -> Result<(), Refusal> {
        let manage = |command: ReviewCommand| may_manage(caller, seen, &command, now);
        match self {
            Self::Comment => may_comment(caller, seen, now),
            Self::UploadEvidence => may_upload(caller, seen, now),
            Self::AssignContributors => may_assign(caller, seen, now),
            Self::Change => manage(ReviewCommand::Change(ReviewChange::default())),
            Self::Open => manage(ReviewCommand::Open),
            Self::Complete => manage(ReviewCommand::Complete),
            Self::Cancel => manage(ReviewCommand::Cancel),
            Self::AddItems => may_add_items(caller, seen, 1, now),
            Self::RequestEvidence => may_request_evidence(caller, seen, now),
            Self::IssueFindings => may_issue(caller, seen, 1, day_in_california(now), now),
        }
    }
}

impl FindingAction {
    /// The right that it takes.
    #[must_use]
    pub const fn right(self) -> Right {
        match self {
            Self::SubmitResolution | Self::RequestAgreement => Right::AnswerFindings,
            Self::ReturnResolution | Self::Resolve | Self::ApproveAgreement | Self::DenyAgreement => {
                Right::DecideReviews
            }
        }
    }
}

/// What `caller` may do in the review, or why not. What the role never allows is not among them.
#[must_use]
pub fn review_actions(caller: &Caller, seen: &SeenReview, now: Timestamp) -> Vec<(ReviewAction, Result<(), Refusal>)> {
    let given = ReviewAction::ALL.iter().filter(|action| caller.role.role.gives(action.right()));
    given.map(|action| (*action, action.tried(caller, seen, now))).collect()
}

/// What `caller` may do with `finding` of the review, or why not. What the role never allows is not among them.
#[must_use]
pub fn finding_actions(
    caller: &Caller,
    seen: &SeenReview,
    finding: &Finding,
    now: Timestamp,
) -> Vec<(FindingAction, Result<(), Refusal>)> {
    let given = FindingAction::ALL.iter().filter(|action| caller.role.role.gives(action.right()));
    given.map(|action| (*action, may_decide(caller, seen.review(), finding, *action, now))).collect()
}
