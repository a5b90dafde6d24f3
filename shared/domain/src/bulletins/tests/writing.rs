use std::collections::BTreeSet;

use jiff::civil::date;
use jiff::{SignedDuration, ToSpan};
use proptest::prelude::*;

use super::*;
use crate::access::{AccessError, Right};
use crate::accounts::manage::ListedUser;
use crate::accounts::{AccountState, RoleAssignment};
use crate::bulletins::{
    Audience, Bulletin, BulletinChange, NewBulletin, Places, PublicationState, Refusal, Section, SectionKind, change,
    correct, publish, publish_due, unschedule, write,
};
use crate::ids::BulletinId;

fn audience(roles: &[Role], places: Places) -> Audience {
    Audience { roles: roles.iter().copied().collect(), program: None, places }
}

fn section(kind: SectionKind, text: &str) -> Section {
    Section { kind, text: text.parse().unwrap() }
}

fn new() -> NewBulletin {
    NewBulletin {
        id: BulletinId::from_bytes([7; 16]),
        headline: "CAASPP Communication: November 2026".parse().unwrap(),
        dated: date(2026, 11, 23),
        audience: audience(&[Role::LeaCaasppCoordinator], Places::California),
        sections: vec![
            section(SectionKind::Reminders, "Order early."),
            section(SectionKind::Notice, "Results are *public*."),
        ],
    }
}

fn draft() -> Bulletin {
    write(&editor(), new(), now()).unwrap()
}

fn scheduled() -> Bulletin {
    publish(&editor(), &draft(), Some(now() + 2.minutes()), now()).unwrap()
}

fn published() -> Bulletin {
    publish(&editor(), &draft(), None, now()).unwrap()
}

#[test]
fn sections_stand_in_the_order_of_the_communication_whatever_order_they_were_written_in() {
    let bulletin = draft();
    let kinds: Vec<_> = bulletin.sections.iter().map(|section| section.kind).collect();
    assert_eq!(kinds, [SectionKind::Notice, SectionKind::Reminders]);
    assert_eq!((bulletin.version, bulletin.state), (1, PublicationState::Draft));
    let headings: Vec<_> = SectionKind::ALL.iter().map(|kind| kind.heading()).collect();
    assert_eq!(headings[..3], ["Notice", "Test Security", "Reminders"]);
}

#[test]
fn a_section_comes_once() {
    let mut twice = new();
    twice.sections.push(section(SectionKind::Notice, "Again."));
    assert_eq!(write(&editor(), twice, now()), Err(Refusal::SectionTwice(2)));
}

#[test]
fn an_audience_has_a_role_that_bulletins_are_mailed_to_and_a_place() {
    let with = |audience| write(&editor(), NewBulletin { audience, ..new() }, now()).map(drop);
    assert_eq!(with(audience(&[], Places::California)), Err(Refusal::NoRole));
    let desk = audience(&[Role::HelpDesk], Places::California);
    assert_eq!(with(desk), Err(Refusal::RoleNotAddressed(Role::HelpDesk)));
    let nowhere = audience(&[Role::Superintendent], Places::Leas(BTreeSet::new()));
    assert_eq!(with(nowhere), Err(Refusal::NoPlace));
    let leas = (0..101).map(|number| format!("99{number:05}").parse().unwrap()).collect();
    assert_eq!(with(audience(&[Role::Superintendent], Places::Leas(leas))), Err(Refusal::TooManyPlaces));
}

#[test]
fn a_change_counts_a_version_and_the_same_again_is_no_change() {
    let headline = "ELPAC Communication: November 2026".parse().unwrap();
    let renamed = BulletinChange { headline: Some(headline), ..BulletinChange::default() };
    let after = change(&editor(), &draft(), renamed.clone(), now()).unwrap().unwrap();
    assert_eq!((after.version, after.headline.as_str()), (2, "ELPAC Communication: November 2026"));
    assert_eq!(change(&editor(), &after, renamed, now()), Ok(None));
}

#[test]
fn what_is_scheduled_or_published_is_not_changed_under_way() {
    let nothing = BulletinChange::default;
    let Err(Refusal::Scheduled(at)) = change(&editor(), &scheduled(), nothing(), now()) else { panic!("changed") };
    assert_eq!(at, now() + 2.minutes());
    assert_eq!(
        Refusal::Scheduled(at).to_string(),
        "this bulletin is to be published on November 22, 2026, 12:02 PM Pacific Time; take it off the schedule before you \
         change it"
    );
    assert_eq!(change(&editor(), &published(), nothing(), now()), Err(Refusal::Published));
}

#[test]
fn a_bulletin_is_published_at_its_time_and_not_before_and_once() {
    let bulletin = scheduled();
    assert_eq!(publish_due(&bulletin, now() + 119.seconds()), None);
    let due = now() + 2.minutes();
    let after = publish_due(&bulletin, due).unwrap();
    assert_eq!(after.state, PublicationState::Published { published_at: due });
    assert_eq!(after.version, bulletin.version + 1);
    assert_eq!(publish_due(&after, due), None);
}

#[test]
fn until_then_it_is_taken_off_or_gets_another_time() {
    let off = unschedule(&editor(), &scheduled(), now()).unwrap();
    assert_eq!(off.state, PublicationState::Draft);
    assert_eq!(publish_due(&off, now() + 1.hour()), None);
    assert_eq!(unschedule(&editor(), &off, now()), Err(Refusal::NotScheduled));
    let later = publish(&editor(), &scheduled(), Some(now() + 3.hours()), now()).unwrap();
    assert_eq!(later.state, PublicationState::Scheduled { publish_at: now() + 3.hours() });
    assert_eq!(unschedule(&editor(), &published(), now()), Err(Refusal::Published));
}

#[test]
fn a_time_lies_a_minute_to_a_year_ahead() {
    let at = |ahead: SignedDuration| publish(&editor(), &draft(), Some(now() + ahead), now()).map(drop);
    assert_eq!(at(SignedDuration::from_secs(59)), Err(Refusal::TooSoon));
    assert_eq!(at(SignedDuration::from_secs(-60)), Err(Refusal::TooSoon));
    assert_eq!(at(SignedDuration::from_mins(1)), Ok(()));
    assert_eq!(at(SignedDuration::from_hours(366 * 24)), Ok(()));
    assert_eq!(at(SignedDuration::from_secs(366 * 86_400 + 1)), Err(Refusal::TooLate));
}

#[test]
fn nothing_is_published_twice_and_nothing_empty() {
    assert_eq!(publish(&editor(), &published(), None, now()), Err(Refusal::Published));
    let empty = write(&editor(), NewBulletin { sections: Vec::new(), ..new() }, now()).unwrap();
    assert_eq!(publish(&editor(), &empty, None, now()), Err(Refusal::Empty));
}

#[test]
fn a_correction_changes_what_is_published_and_says_so() {
    let note = || "The date of the webinar was wrong.".parse().unwrap();
    let right = || vec![section(SectionKind::Notice, "Results are public on December 1.")];
    let after = correct(&editor(), &published(), note(), right(), true, now()).unwrap();
    assert!(after.is_published());
    assert_eq!(after.sections, right());
    let told: Vec<_> = after.corrections.iter().map(|made| (made.note.as_str(), made.mailed)).collect();
    assert_eq!(told, [("The date of the webinar was wrong.", true)]);
    assert_eq!(correct(&editor(), &after, note(), right(), true, now()), Err(Refusal::NothingCorrected));
    assert_eq!(correct(&editor(), &after, note(), Vec::new(), true, now()), Err(Refusal::Empty));
    assert_eq!(correct(&editor(), &draft(), note(), right(), true, now()), Err(Refusal::NotPublished));
}

#[test]
fn only_an_editor_writes_and_publishes() {
    let forbidden = || Err(Refusal::Access(AccessError::Forbidden(Right::WriteBulletins)));
    for role in [Role::LeaCaasppCoordinator, Role::StateAdministrator, Role::HelpDesk, Role::ComplianceAdministrator] {
        let caller = caller(role);
        assert_eq!(write(&caller, new(), now()), forbidden());
        assert_eq!(change(&caller, &draft(), BulletinChange::default(), now()).map(|_| draft()), forbidden());
        assert_eq!(publish(&caller, &draft(), None, now()), forbidden());
        assert_eq!(unschedule(&caller, &scheduled(), now()), forbidden());
        let correction = correct(&caller, &published(), "x".parse().unwrap(), Vec::new(), false, now());
        assert_eq!(correction, forbidden());
    }
    let mut last_year = editor();
    last_year.role.year = "2025-26".parse().unwrap();
    assert_eq!(write(&last_year, new(), now()), Err(Refusal::Access(AccessError::OtherYear)));
}

fn listed(role: Role, organization: &str, lea: &str, year: &str, state: AccountState) -> ListedUser {
    ListedUser {
        id: UserId::from_bytes([1; 16]),
        username: "a@poppy.test".parse().unwrap(),
        first_name: "Ana".into(),
        last_name: "Ortiz".into(),
        state,
        roles: vec![RoleAssignment {
            role,
            organization: organization.parse().unwrap(),
            organization_name: "Poppy Valley Unified".into(),
            scope: Scope::Lea(lea.parse().unwrap()),
            lea: Some(lea.parse().unwrap()),
            year: year.parse().unwrap(),
            instruments: Vec::new(),
        }],
        affidavits: Vec::new(),
    }
}

#[test]
fn those_are_told_who_are_active_in_such_a_role_in_such_a_place_this_year() {
    let this_year = AdministrationYear::at(now());
    let coordinator = |year, state| listed(Role::LeaCaasppCoordinator, "99000010000000", "9900001", year, state);
    let active = coordinator("2026-27", AccountState::Active);
    let poppy = Places::Leas(BTreeSet::from(["9900001".parse().unwrap()]));
    let told = |places: &Places, user: &ListedUser| {
        audience(&[Role::LeaCaasppCoordinator], places.clone()).is_told(user, this_year)
    };
    let county = |code: &str| Places::Counties(BTreeSet::from([code.parse().unwrap()]));
    for places in [Places::California, county("99"), poppy.clone()] {
        assert!(told(&places, &active), "{places:?}");
        assert!(!told(&places, &coordinator("2025-26", AccountState::Active)), "{places:?}");
        assert!(!told(&places, &coordinator("2026-27", AccountState::Deactivated)), "{places:?}");
        let elpac = listed(Role::LeaElpacCoordinator, "99000010000000", "9900001", "2026-27", AccountState::Active);
        assert!(!told(&places, &elpac), "{places:?}");
    }
    assert!(!told(&county("01"), &active));
    // A directly funded charter: its code as an LEA begins with no county.
    let charter = listed(Role::LeaCaasppCoordinator, "99000090000201", "0000201", "2026-27", AccountState::Active);
    assert!(told(&county("99"), &charter) && !told(&county("00"), &charter) && !told(&poppy, &charter));
}

#[test]
fn a_letter_is_addressed_by_the_roles() {
    let to = |roles: &[Role]| audience(roles, Places::California).salutation();
    assert_eq!(to(&[Role::LeaElpacCoordinator]), "Dear LEA ELPAC Coordinator:");
    let two = [Role::LeaElpacCoordinator, Role::LeaCaasppCoordinator];
    assert_eq!(to(&two), "Dear LEA CAASPP Coordinator or LEA ELPAC Coordinator:");
    let three = [Role::Superintendent, Role::LeaCaasppCoordinator, Role::LeaElpacCoordinator];
    assert_eq!(to(&three), "Dear Superintendent, LEA CAASPP Coordinator, or LEA ELPAC Coordinator:");
}

proptest! {
    /// Whatever editors and the job do, in whatever order: a bulletin is published at most once, and never while off the
    /// schedule.
    #[test]
    fn whatever_happens_it_is_published_at_most_once(steps in proptest::collection::vec((0_u8..5, 1_i64..240), 1..40)) {
        let (mut bulletin, mut at, mut publications) = (draft(), now(), 0);
        for (step, minutes) in steps {
            at += minutes.minutes();
            let before = bulletin.clone();
            bulletin = match step {
                0 => publish(&editor(), &before, Some(at + minutes.minutes()), at).unwrap_or(before.clone()),
                1 => publish(&editor(), &before, None, at).unwrap_or(before.clone()),
                2 => unschedule(&editor(), &before, at).unwrap_or(before.clone()),
                _ => publish_due(&before, at).unwrap_or(before.clone()),
            };
            if bulletin.is_published() && !before.is_published() {
                publications += 1;
                if let (PublicationState::Scheduled { publish_at }, true) = (&before.state, step > 2) {
                    prop_assert!(*publish_at <= at);
                }
            }
            prop_assert!(bulletin.version == before.version || bulletin.version == before.version + 1);
        }
        prop_assert!(publications <= 1);
    }
}
