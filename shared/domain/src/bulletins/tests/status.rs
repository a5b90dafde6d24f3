use std::collections::BTreeSet;

use jiff::ToSpan;

use super::*;
use crate::access::AccessError;
use crate::access::Right;
use crate::accounts::{System, SystemStatus};
use crate::bulletins::{
    MAX_NOTICES, NoticeText, StatusNotice, StatusNoticeKind, StatusNoticeState, StatusRefusal, close, effect, overall,
    post, revise, status_of,
};
use crate::ids::StatusNoticeId;

fn hours(count: i64) -> Timestamp {
    now() + count.hours()
}

fn text(kind: StatusNoticeKind, from: i64, to: Option<i64>) -> NoticeText {
    let effect = "Log in again after the downtime; nothing that was saved is lost.".to_owned();
    NoticeText { kind, systems: BTreeSet::from([System::Cers]), from: hours(from), to: to.map(hours), effect }
}

fn posted(kind: StatusNoticeKind, from: i64, to: Option<i64>) -> Result<StatusNotice, StatusRefusal> {
    post(&editor(), 0, StatusNoticeId::from_bytes([1; 16]), text(kind, from, to), now())
}

#[test]
fn a_downtime_is_planned_then_active_then_over_without_anybody_doing_anything() {
    let notice = posted(StatusNoticeKind::Downtime, 1, Some(3)).unwrap();
    assert_eq!(notice.state_at(now()), StatusNoticeState::Planned);
    assert_eq!(notice.state_at(hours(1)), StatusNoticeState::Active);
    assert_eq!(notice.state_at(hours(3)), StatusNoticeState::Resolved);
    let notices = [notice];
    assert_eq!(overall(&notices, now()), SystemStatus::Ok);
    assert_eq!(status_of(System::Cers, &notices, hours(2)).0, SystemStatus::Downtime);
    assert_eq!(status_of(System::Toms, &notices, hours(2)), (SystemStatus::Ok, None));
    assert_eq!(overall(&notices, hours(2)), SystemStatus::Downtime);
}

#[test]
fn of_a_downtime_and_a_known_issue_of_one_system_the_downtime_shows() {
    let issue = posted(StatusNoticeKind::KnownIssue, -5, None).unwrap();
    let notices = [posted(StatusNoticeKind::Downtime, -1, Some(1)).unwrap(), issue];
    assert_eq!(status_of(System::Cers, &notices, now()).0, SystemStatus::Downtime);
    assert_eq!(status_of(System::Cers, &notices, hours(2)).0, SystemStatus::KnownIssue);
}

#[test]
fn an_issue_that_is_closed_is_over_and_stays_as_it_was() {
    let issue = posted(StatusNoticeKind::KnownIssue, -1, None).unwrap();
    let closed = close(&editor(), &issue, now()).unwrap();
    assert_eq!((closed.version, closed.state_at(now())), (2, StatusNoticeState::Resolved));
    assert_eq!(close(&editor(), &closed, now()), Err(StatusRefusal::Resolved));
    let again = revise(&editor(), &closed, text(StatusNoticeKind::KnownIssue, 0, None), now());
    assert_eq!(again, Err(StatusRefusal::Resolved));
}

#[test]
fn what_is_wrong_with_a_notice_is_said() {
    use StatusNoticeKind::{Downtime, KnownIssue};
    assert_eq!(posted(Downtime, 1, None), Err(StatusRefusal::NoEnd));
    assert_eq!(posted(Downtime, 3, Some(3)), Err(StatusRefusal::EndsBeforeItBegins));
    assert_eq!(posted(KnownIssue, -3, Some(-1)), Err(StatusRefusal::OverAlready));
    let id = StatusNoticeId::from_bytes([1; 16]);
    let nothing = NoticeText { systems: BTreeSet::new(), ..text(KnownIssue, 0, None) };
    assert_eq!(post(&editor(), 0, id, nothing, now()), Err(StatusRefusal::NoSystem));
    let full = post(&editor(), MAX_NOTICES, id, text(KnownIssue, 0, None), now());
    assert_eq!(full, Err(StatusRefusal::TooMany));
    assert!(effect(" ").is_err() && effect(&"x".repeat(501)).is_err() && effect("a\u{0}").is_err());
    assert_eq!(effect(" Use it after 6 p.m. "), Ok("Use it after 6 p.m.".into()));
}

#[test]
fn a_notice_that_says_the_same_is_no_change() {
    let issue = posted(StatusNoticeKind::KnownIssue, -1, None).unwrap();
    assert_eq!(revise(&editor(), &issue, text(StatusNoticeKind::KnownIssue, -1, None), now()), Ok(None));
    let longer = revise(&editor(), &issue, text(StatusNoticeKind::KnownIssue, -1, Some(8)), now()).unwrap().unwrap();
    assert_eq!((longer.version, longer.to), (2, Some(hours(8))));
}

#[test]
fn only_editors_and_the_state_administrator_post() {
    let by = |role| {
        post(&caller(role), 0, StatusNoticeId::from_bytes([1; 16]), text(StatusNoticeKind::KnownIssue, 0, None), now())
    };
    assert!(by(Role::StateAdministrator).is_ok());
    for role in [Role::HelpDesk, Role::LeaCaasppCoordinator, Role::ComplianceAdministrator] {
        assert_eq!(by(role), Err(StatusRefusal::Access(AccessError::Forbidden(Right::PostStatus))));
    }
}
