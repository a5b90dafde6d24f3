use super::*;
use crate::access::{AccessError, Right};
use crate::accounts::{AccountState, RoleAssignment, User};
use crate::compliance::ReviewChange;

fn new(instruments: &[ProgramInstrument]) -> NewReview {
    NewReview {
        id: review_id(),
        instruments: instruments.iter().copied().collect(),
        mode: ReviewMode::Online,
        first_day: today(),
        last_day: today(),
        open: false,
    }
}

fn managed(record: &ReviewRecord, command: ReviewCommand) -> Result<Option<Change>, Refusal> {
    manage(&administrator(), &seen(&administrator(), record), command, now())
}

fn review_after(change: &Change) -> &Review {
    let found = change.parts.iter().find_map(|part| match part {
        Part::Review(review) => Some(review),
        _ => None,
    });
    found.unwrap()
}

#[test]
fn a_review_is_made_for_an_lea_with_instruments_of_one_program_and_days_in_order() {
    let english_learner = [ProgramInstrument::EnglishLearner];
    let made = make(&administrator(), &district(), &[], new(&english_learner), now()).unwrap();
    let review = review_after(&made);
    assert_eq!((review.state, review.version), (ReviewState::Planned, 1));
    assert_eq!((review.program, review.lea.to_string()), (Program::FederalProgramMonitoring, POPPY.to_owned()));
    assert!(made.notices.is_empty(), "nobody is told of a plan");
    let open = NewReview { open: true, ..new(&english_learner) };
    let made = make(&administrator(), &district(), &[], open, now()).unwrap();
    assert_eq!(made.notices, [(Audience::Lea, ReviewNotice::Opened)]);

    let refused = |caller: &Caller, lea: &Organization, new: NewReview| make(caller, lea, &[], new, now()).unwrap_err();
    let school = organization("99000010000103", OrganizationKind::School, POPPY);
    assert_eq!(refused(&administrator(), &school, new(&english_learner)), Refusal::NotAnLea);
    assert_eq!(refused(&administrator(), &district(), new(&[])), Refusal::NoInstrument);
    let mixed = new(&[ProgramInstrument::EnglishLearner, ProgramInstrument::CharterSchools]);
    let other = Refusal::InstrumentOfAnotherProgram(ProgramInstrument::CharterSchools);
    assert_eq!(refused(&administrator(), &district(), mixed), other);
    let reversed = NewReview { last_day: date(2026, 11, 21), ..new(&english_learner) };
    assert_eq!(refused(&administrator(), &district(), reversed), Refusal::EndsBeforeItBegins);
    let long = NewReview { last_day: date(2036, 11, 22), ..new(&english_learner) };
    assert_eq!(refused(&administrator(), &district(), long), Refusal::TooLong);
    let days = (date(2062, 11, 22), date(2062, 11, 23));
    let far = NewReview { first_day: days.0, last_day: days.1, ..new(&english_learner) };
    assert_eq!(refused(&administrator(), &district(), far), Refusal::FarAway);
    let forbidden = Refusal::Access(AccessError::Forbidden(Right::DecideReviews));
    assert_eq!(refused(&coordinator(), &district(), new(&english_learner)), forbidden);
}

#[test]
fn a_monitor_makes_and_changes_reviews_of_the_assigned_programs_alone() {
    let monitor = english_learner_monitor();
    assert!(make(&monitor, &district(), &[], new(&[ProgramInstrument::EnglishLearner]), now()).is_ok());
    for foreign in [
        vec![ProgramInstrument::FiscalMonitoring],
        vec![ProgramInstrument::EnglishLearner, ProgramInstrument::FiscalMonitoring],
    ] {
        let refused = make(&monitor, &district(), &[], new(&foreign), now());
        assert_eq!(refused, Err(Refusal::InstrumentNotAssigned(ProgramInstrument::FiscalMonitoring)));
    }
    let record = record(today());
    let refused = manage(&monitor, &seen(&monitor, &record), ReviewCommand::Complete, now());
    assert_eq!(refused, Err(Refusal::NotWhole));
}

#[test]
fn sites_lie_in_the_lea() {
    let cedar = organization("99000010000103", OrganizationKind::School, POPPY);
    let grove = organization("99000020000102", OrganizationKind::School, REDWOOD);
    let made = |sites: &[Organization]| {
        make(&administrator(), &district(), sites, new(&[ProgramInstrument::EnglishLearner]), now())
    };
    assert_eq!(review_after(&made(std::slice::from_ref(&cedar)).unwrap()).sites.len(), 1);
    assert_eq!(made(&[cedar.clone(), grove]), Err(Refusal::SiteElsewhere(1)));
    assert_eq!(made(&vec![cedar; 51]), Err(Refusal::TooMany("a review has at most 50 sites")));
}

#[test]
fn a_review_is_opened_once_and_completed_when_every_finding_is_resolved() {
    let mut planned = record(today());
    planned.review.state = ReviewState::Planned;
    assert_eq!(managed(&planned, ReviewCommand::Complete), Err(Refusal::NotOpenYet));
    let opened = managed(&planned, ReviewCommand::Open).unwrap().unwrap();
    assert_eq!(opened.notices, [(Audience::Lea, ReviewNotice::Opened)]);
    let open = apply(planned, &opened);
    assert_eq!((open.review.state, open.review.version), (ReviewState::Open, 2));
    assert_eq!(managed(&open, ReviewCommand::Open), Err(Refusal::AlreadyOpen));
    let found = with_finding(open.clone(), today(), today());
    assert_eq!(managed(&found, ReviewCommand::Complete), Err(Refusal::Unresolved(1)));
    assert_eq!(managed(&found, ReviewCommand::Cancel), Err(Refusal::HasFindings));
    for (command, state) in
        [(ReviewCommand::Complete, ReviewState::Completed), (ReviewCommand::Cancel, ReviewState::Cancelled)]
    {
        let over = apply(open.clone(), &managed(&open, command).unwrap().unwrap());
        assert_eq!(over.review.state, state);
        for command in [ReviewCommand::Open, ReviewCommand::Complete, ReviewCommand::Cancel] {
            assert_eq!(managed(&over, command), Err(Refusal::Over(state)));
        }
    }
}

#[test]
fn what_is_changed_is_named_and_what_is_so_already_changes_nothing() {
    let record = record(today());
    let change = |change| managed(&record, ReviewCommand::Change(change));
    let moved =
        ReviewChange { last_day: Some(date(2026, 12, 1)), mode: Some(ReviewMode::OnSite), ..ReviewChange::default() };
    let changed = change(moved).unwrap().unwrap();
    assert_eq!(changed.event, ReviewEvent::Changed { fields: vec!["last_day".into()] });
    assert_eq!(change(ReviewChange { mode: Some(ReviewMode::OnSite), ..ReviewChange::default() }), Ok(None));
    let reversed = ReviewChange { first_day: Some(date(2026, 12, 1)), ..ReviewChange::default() };
    assert_eq!(change(reversed), Err(Refusal::EndsBeforeItBegins));
    let fewer = BTreeSet::from([ProgramInstrument::EnglishLearner]);
    let dropped = change(ReviewChange { instruments: Some(fewer), ..ReviewChange::default() });
    assert_eq!(dropped, Err(Refusal::InstrumentInUse(ProgramInstrument::FiscalMonitoring)));
    let found = with_finding(record.clone(), today(), today());
    let later = ReviewChange { last_day: Some(date(2026, 12, 1)), ..ReviewChange::default() };
    assert_eq!(managed(&found, ReviewCommand::Change(later)), Err(Refusal::FindingsIssued));
}

fn user(id: u8, role: Role, lea: &str, state: AccountState) -> User {
    User {
        id: UserId::from_bytes([id; 16]),
        username: "dev@poppy.test".parse().unwrap(),
        first_name: "Dev".into(),
        last_name: "Patel-Ruiz".into(),
        telephone: None,
        state,
        epoch: Epoch(1),
        version: 1,
        roles: vec![RoleAssignment {
            role,
            organization: OrganizationCode::State,
            organization_name: "Poppy Valley Unified".into(),
            scope: Scope::Lea(lea.parse().unwrap()),
            lea: Some(lea.parse().unwrap()),
            year: AdministrationYear::at(now()),
            instruments: Vec::new(),
        }],
        affidavits: Vec::new(),
        second_factors: Vec::new(),
        terms_accepted: None,
    }
}

#[test]
fn the_review_coordinator_lets_contributors_of_the_lea_in_and_takes_them_out() {
    let record = record(today());
    let seen_by_coordinator = seen(&coordinator(), &record);
    let let_in = |users: &[User]| assign(&coordinator(), &seen_by_coordinator, users, &BTreeSet::new(), now());
    let dev = user(20, Role::LeaComplianceContributor, POPPY, AccountState::Active);
    let change = let_in(std::slice::from_ref(&dev)).unwrap().unwrap();
    assert!(review_after(&change).has_contributor(dev.id));
    assert_eq!(change.notices, [(Audience::User(dev.id), ReviewNotice::LetIn)]);
    for wrong in [
        user(21, Role::LeaComplianceContributor, REDWOOD, AccountState::Active),
        user(21, Role::TestExaminer, POPPY, AccountState::Active),
        user(21, Role::LeaComplianceContributor, POPPY, AccountState::Deactivated),
    ] {
        assert_eq!(let_in(std::slice::from_ref(&wrong)), Err(Refusal::NotAContributor(wrong.id)));
    }
    let many: Vec<_> =
        (30..50).map(|id| user(id, Role::LeaComplianceContributor, POPPY, AccountState::Active)).collect();
    assert_eq!(let_in(&many), Err(Refusal::TooMany("a review has at most 20 contributors")));
    let out = BTreeSet::from([contributor().user]);
    let change = assign(&coordinator(), &seen_by_coordinator, &[], &out, now()).unwrap().unwrap();
    assert!(review_after(&change).contributors.is_empty());
    let known = user(2, Role::LeaComplianceContributor, POPPY, AccountState::Active);
    assert_eq!(let_in(&[known]), Ok(None));
    for caller in [administrator(), english_learner_monitor(), contributor()] {
        let refused = assign(&caller, &seen(&caller, &record), &[], &out, now());
        let forbidden = Refusal::Access(AccessError::Forbidden(Right::AssignContributors));
        assert_eq!(refused, Err(forbidden), "{}", caller.role.role);
    }
    let mut over = record.clone();
    over.review.state = ReviewState::Completed;
    let refused = assign(&coordinator(), &seen(&coordinator(), &over), &[], &out, now());
    assert_eq!(refused, Err(Refusal::Over(ReviewState::Completed)));
}

#[test]
fn a_program_contact_is_changed_by_the_compliance_administrator_alone() {
    let listed = ProgramContact::listed(Program::CharterSchools);
    let change = || ContactChange { office: None, telephone: Some("916-555-0100".into()) };
    let after = change_contact(&administrator(), &listed, change(), now()).unwrap().unwrap();
    assert_eq!((after.version, after.telephone.as_str()), (1, "916-555-0100"));
    assert_eq!(after.office, listed.office);
    assert_eq!(change_contact(&administrator(), &listed, ContactChange::default(), now()), Ok(None));
    let forbidden = AccessError::Forbidden(Right::ChangeProgramContacts);
    assert_eq!(change_contact(&english_learner_monitor(), &listed, change(), now()), Err(forbidden));
    assert!(office(" ").is_err() && office(&"x".repeat(101)).is_err() && office("a\nb").is_err());
    assert_eq!(office(" Charter Schools Division ").as_deref(), Ok("Charter Schools Division"));
}
