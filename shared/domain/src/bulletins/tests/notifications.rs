use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;

use super::*;
use crate::access::{AccessError, Right};
use crate::bulletins::{
    MAX_NOTIFICATIONS, NewNotification, Notification, NotificationRefusal, NotificationState, NotificationSubject,
    NotificationText, mail_due, post_notification, revise_notification, withdraw_notification,
};
use crate::directory::{Organization, OrganizationKind};
use crate::ids::NotificationId;
use crate::year::day_in_california;

const POPPY: &str = "99000010000000";
const CEDAR: &str = "99000010000103";
const DUNE: &str = "99000010000104";

/// Sunday, 22 November 2026.
fn today() -> Date {
    day_in_california(now())
}

fn role_at(role: Role, organization: &str, scope: Scope) -> Caller {
    let mut caller = caller(role);
    caller.role.organization = organization.parse().unwrap();
    caller.role.organization_name = "Poppy Valley Unified".into();
    caller.role.lea = "9900001".parse().ok();
    caller.role.scope = scope;
    caller
}

fn coordinator() -> Caller {
    role_at(Role::LeaCaasppCoordinator, POPPY, Scope::Lea("9900001".parse().unwrap()))
}

fn organization(code: &str, kind: OrganizationKind, lea: &str) -> Organization {
    let code: OrganizationCode = code.parse().unwrap();
    let county = "99".parse().unwrap();
    Organization { code, name: "Poppy Valley Unified".into(), kind, county, lea: lea.parse().ok(), charter: None }
}

fn poppy() -> Organization {
    organization(POPPY, OrganizationKind::District, "9900001")
}

fn school(code: &str) -> Organization {
    organization(code, OrganizationKind::School, "9900001")
}

fn new(starts: i64, ends: i64) -> NewNotification {
    NewNotification {
        subject: "Training".parse().unwrap(),
        text: "The training of test administrators is on Tuesday at 3 p.m.".parse().unwrap(),
        roles: BTreeSet::new(),
        starts: today() + starts.days(),
        ends: today() + ends.days(),
        mail: false,
    }
}

fn try_post(
    caller: &Caller,
    organization: &Organization,
    new: NewNotification,
) -> Result<Notification, NotificationRefusal> {
    post_notification(caller, 0, NotificationId::from_bytes([1; 16]), Some(organization), new, now())
}

fn posted(starts: i64, ends: i64) -> Notification {
    try_post(&coordinator(), &poppy(), new(starts, ends)).unwrap()
}

#[test]
fn a_text_has_at_most_255_characters_whatever_bytes_they_take() {
    assert!("ñ".repeat(255).parse::<NotificationText>().is_ok());
    let wrong = "ñ".repeat(258).parse::<NotificationText>().unwrap_err();
    assert_eq!(wrong.to_string(), "must have at most 255 characters; it has 3 too many");
    assert_eq!(" a\r\nb ".parse::<NotificationText>().unwrap().as_str(), "a\nb");
    for wrong in ["", " \n ", "a\u{0}"] {
        assert!(wrong.parse::<NotificationText>().is_err(), "{wrong:?}");
    }
    assert!("x".repeat(80).parse::<NotificationSubject>().is_ok());
    for wrong in ["", " ", "a\nb", &"x".repeat(81)] {
        assert!(wrong.parse::<NotificationSubject>().is_err(), "{wrong:?}");
    }
}

#[test]
fn it_is_scheduled_then_live_on_each_of_its_days_then_expired() {
    let notification = posted(1, 2);
    let state = |day: i64| notification.state_on(today() + day.days());
    assert_eq!(
        [0, 1, 2, 3].map(state),
        [NotificationState::Scheduled, NotificationState::Live, NotificationState::Live, NotificationState::Expired,]
    );
    assert!(notification.is_open_on(today()) && !notification.is_open_on(today() + 3.days()));
}

#[test]
fn those_see_it_who_work_in_the_lea_in_one_of_its_roles_this_year_while_it_is_live() {
    let site = |code: &str| role_at(Role::TestExaminer, code, Scope::School(code.parse().unwrap())).role;
    let whole = posted(0, 1);
    assert!(whole.is_seen_in(&coordinator().role, today()) && whole.is_seen_in(&site(CEDAR), today()));
    let scheduled = posted(1, 1);
    assert!(!scheduled.is_seen_in(&site(CEDAR), today()) && scheduled.is_seen_in(&site(CEDAR), today() + 1.days()));
    let mut elsewhere = coordinator().role;
    elsewhere.lea = "9900002".parse().ok();
    assert!(!whole.is_seen_in(&elsewhere, today()));
    assert!(!whole.is_seen_in(&caller(Role::StateAdministrator).role, today()), "works in no LEA");
    let mut last_year = site(CEDAR);
    last_year.year = "2025-26".parse().unwrap();
    assert!(!whole.is_seen_in(&last_year, today()));
    let examiners = NewNotification { roles: [Role::TestExaminer].into(), ..new(0, 1) };
    let examiners = try_post(&coordinator(), &poppy(), examiners).unwrap();
    assert!(examiners.is_seen_in(&site(CEDAR), today()) && !examiners.is_seen_in(&coordinator().role, today()));
    let cedar = try_post(&coordinator(), &school(CEDAR), new(0, 1)).unwrap();
    assert!(cedar.is_seen_in(&site(CEDAR), today()));
    assert!(!cedar.is_seen_in(&site(DUNE), today()) && !cedar.is_seen_in(&coordinator().role, today()));
}

#[test]
fn each_refusal_names_what_is_wrong() {
    let refused = |organization: &Organization, new| try_post(&coordinator(), organization, new).unwrap_err();
    assert_eq!(refused(&poppy(), new(-1, 1)), NotificationRefusal::StartsTooEarly);
    assert_eq!(refused(&poppy(), new(2, 1)), NotificationRefusal::EndsBeforeItStarts);
    assert_eq!(refused(&poppy(), new(0, 367)), NotificationRefusal::TooLate);
    let foreign = organization("99000020000000", OrganizationKind::District, "9900002");
    let county = organization("99", OrganizationKind::County, "");
    assert_eq!(refused(&foreign, new(0, 1)), NotificationRefusal::Organization);
    assert_eq!(refused(&county, new(0, 1)), NotificationRefusal::Organization);
    let absent = post_notification(&coordinator(), 0, NotificationId::from_bytes([1; 16]), None, new(0, 1), now());
    assert_eq!(absent, Err(NotificationRefusal::Organization));
    let for_role = |role| NewNotification { roles: [role].into(), ..new(0, 1) };
    let wrong = NotificationRefusal::Role(Role::BulletinEditor);
    assert_eq!(refused(&poppy(), for_role(Role::BulletinEditor)), wrong);
    let wrong = NotificationRefusal::Role(Role::Superintendent);
    assert_eq!(refused(&school(CEDAR), for_role(Role::Superintendent)), wrong);
    let id = NotificationId::from_bytes([1; 16]);
    let many = post_notification(&coordinator(), MAX_NOTIFICATIONS, id, Some(&poppy()), new(0, 1), now());
    assert_eq!(many, Err(NotificationRefusal::TooMany));
    for role in [Role::Superintendent, Role::SiteCaasppCoordinator, Role::BulletinEditor, Role::HelpDesk] {
        let mut caller = coordinator();
        caller.role.role = role;
        let forbidden = NotificationRefusal::Access(AccessError::Forbidden(Right::PostNotifications));
        assert_eq!(try_post(&caller, &poppy(), new(0, 1)), Err(forbidden));
    }
}

#[test]
fn the_state_administrator_posts_to_any_lea_and_a_directly_funded_charter_is_one() {
    let charter = organization("99000010000201", OrganizationKind::DirectlyFundedCharter, "0000201");
    let notification = try_post(&caller(Role::StateAdministrator), &charter, new(0, 1)).unwrap();
    assert_eq!((notification.whole_lea, notification.place.lea.to_string()), (true, "0000201".to_owned()));
    assert!(try_post(&coordinator(), &charter, new(0, 1)).is_err(), "not of the district that authorized it");
}

#[test]
fn a_live_one_keeps_its_first_day_and_moves_within_its_lea_only() {
    let before = posted(0, 3);
    let tomorrow = now() + 24.hours();
    let revise = |organization: &Organization, new| {
        revise_notification(&coordinator(), &before, Some(organization), new, tomorrow)
    };
    assert_eq!(revise(&poppy(), new(0, 3)), Ok(None));
    let after = revise(&school(CEDAR), new(0, 2)).unwrap().unwrap();
    assert_eq!((after.version, after.whole_lea, after.ends), (2, false, today() + 2.days()));
    assert_eq!(revise(&poppy(), new(0, 0)), Err(NotificationRefusal::OverAlready));
    let redwood = organization("99000020000000", OrganizationKind::District, "9900002");
    assert_eq!(revise(&redwood, new(0, 3)), Err(NotificationRefusal::Organization));
    let state = caller(Role::StateAdministrator);
    let moved = revise_notification(&state, &before, Some(&redwood), new(0, 3), tomorrow);
    assert_eq!(moved, Err(NotificationRefusal::OtherLea));
}

#[test]
fn what_is_over_is_neither_changed_nor_withdrawn() {
    let later = now() + (24 * 4).hours();
    let expired = posted(0, 3);
    let withdrawn = withdraw_notification(&coordinator(), &expired, now()).unwrap();
    assert_eq!((withdrawn.version, withdrawn.state_on(today())), (2, NotificationState::Withdrawn));
    for (before, at) in [(&expired, later), (&withdrawn, now())] {
        assert_eq!(withdraw_notification(&coordinator(), before, at), Err(NotificationRefusal::Over));
        let revised = revise_notification(&coordinator(), before, Some(&poppy()), new(0, 9), at);
        assert_eq!(revised, Err(NotificationRefusal::Over));
    }
}

#[test]
fn it_is_mailed_once_on_its_first_day_and_not_if_it_is_withdrawn_before() {
    let with_mail = |starts, ends| NewNotification { mail: true, ..new(starts, ends) };
    let at_once = try_post(&coordinator(), &poppy(), with_mail(0, 1)).unwrap();
    assert_eq!(at_once.mailed_at, Some(now()));
    assert_eq!(mail_due(&at_once, now()), None);
    let later = try_post(&coordinator(), &poppy(), with_mail(1, 2)).unwrap();
    assert_eq!((later.mailed_at, mail_due(&later, now())), (None, None));
    // Midnight in California.
    let begins: Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
    assert_eq!(mail_due(&later, begins - 1.seconds()), None);
    let mailed = mail_due(&later, begins).unwrap();
    assert_eq!((mailed.version, mailed.mailed_at), (2, Some(begins)));
    assert_eq!(mail_due(&mailed, begins), None);
    let withdrawn = withdraw_notification(&coordinator(), &later, now()).unwrap();
    assert_eq!(mail_due(&withdrawn, begins), None);
    let given_up = mail_due(&later, begins + 48.hours()).unwrap();
    assert_eq!((given_up.mail, given_up.mailed_at), (false, None), "over before anybody was told");
    assert_eq!(mail_due(&given_up, begins + 48.hours()), None);
    let wanted = revise_notification(&coordinator(), &posted(0, 1), Some(&poppy()), with_mail(0, 1), now()).unwrap();
    assert_eq!(wanted.unwrap().mailed_at, Some(now()));
    let changed = NewNotification { text: "Another text.".parse().unwrap(), ..with_mail(0, 1) };
    let changed = revise_notification(&coordinator(), &at_once, Some(&poppy()), changed, begins).unwrap().unwrap();
    assert_eq!(changed.mailed_at, Some(now()), "not mailed again");
}
