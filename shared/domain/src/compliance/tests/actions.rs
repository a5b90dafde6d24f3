use super::*;
use crate::access::Right;
use crate::ids::{CommentId, DocumentId};

/// What comes of the command that `action` stands for, with something plausible written.
fn commanded(action: ReviewAction, caller: &Caller, seen: &SeenReview) -> Result<(), Refusal> {
    let instrument = ProgramInstrument::EnglishLearner;
    let text = prose("Please send the letters.");
    match action {
        ReviewAction::Comment => {
            let target = CommentTarget::Instrument(instrument);
            comment(caller, seen, CommentId::new(review_id(), [1; 8]), target, text, now()).map(drop)
        }
        ReviewAction::UploadEvidence => {
            let new = NewDocument {
                id: DocumentId::new(review_id(), [9; 8]),
                target: DocumentTarget::Item(item_of(instrument)),
                file_name: "Letters.pdf".parse().unwrap(),
                content_type: ContentType::Pdf,
                size: 1,
                sha256: FileHash::from_bytes([1; 32]),
                replaces: None,
            };
            give_ticket(caller, seen, new, now()).map(drop)
        }
        ReviewAction::AssignContributors => assign(caller, seen, &[], &BTreeSet::new(), now()).map(drop),
        ReviewAction::Change => {
            let change = ReviewChange { mode: Some(ReviewMode::Online), ..ReviewChange::default() };
            manage(caller, seen, ReviewCommand::Change(change), now()).map(drop)
        }
        ReviewAction::Open => manage(caller, seen, ReviewCommand::Open, now()).map(drop),
        ReviewAction::Complete => manage(caller, seen, ReviewCommand::Complete, now()).map(drop),
        ReviewAction::Cancel => manage(caller, seen, ReviewCommand::Cancel, now()).map(drop),
        ReviewAction::AddItems => {
            let (number, kind) = ("I-99".parse().unwrap(), ItemKind::Core);
            let id = ItemId::new(review_id(), [99; 8]);
            let new = NewItem { id, number, kind, citation: text.clone(), text };
            add_items(caller, seen, instrument, vec![new], now()).map(drop)
        }
        ReviewAction::RequestEvidence => {
            let id = EvidenceRequestId::new(review_id(), [9; 8]);
            request_evidence(caller, seen, id, item_of(instrument), (text, today()), now()).map(drop)
        }
        ReviewAction::IssueFindings => {
            let new = NewFinding { id: finding_id(9), item: item_of(instrument), text };
            issue_findings(caller, seen, today(), vec![new], now()).map(drop)
        }
    }
}

fn command(action: FindingAction) -> FindingCommand {
    let (text, until) = (prose("Letters were sent."), today().tomorrow().unwrap());
    match action {
        FindingAction::SubmitResolution => FindingCommand::Submit { text },
        FindingAction::ReturnResolution => FindingCommand::Return { comment: text },
        FindingAction::Resolve => FindingCommand::Resolve,
        FindingAction::RequestAgreement => {
            FindingCommand::RequestAgreement { until, actions: text.clone(), justification: text }
        }
        FindingAction::ApproveAgreement => FindingCommand::ApproveAgreement { until },
        FindingAction::DenyAgreement => FindingCommand::DenyAgreement { reason: text },
    }
}

fn callers() -> [Caller; 6] {
    [
        coordinator(),
        contributor(),
        english_learner_monitor(),
        monitor(&[ProgramInstrument::EnglishLearner, ProgramInstrument::FiscalMonitoring]),
        administrator(),
        caller(Role::Superintendent, lea(POPPY), 5),
    ]
}

/// A review in every state, before and after its last day, at its limits, with and without a finding.
fn reviews() -> Vec<ReviewRecord> {
    let mut all = Vec::new();
    for last_day in [today().saturating_sub(300.days()), today(), date(2027, 1, 1)] {
        for state in ReviewState::ALL {
            let mut record = record(last_day);
            record.review.state = *state;
            all.push(record.clone());
            record.review.findings = 500;
            record.review.unresolved = 1;
            record.items = vec![record.items[0].clone(); 500];
            record.requests = vec![record.requests[0].clone(); 500];
            all.push(record);
        }
    }
    all
}

#[test]
fn an_action_is_allowed_when_its_command_is_and_blocked_for_the_reason_of_its_refusal() {
    for record in reviews() {
        for caller in callers() {
            // A contributor does not see a review that is over.
            let Ok(seen) = see(&caller, Unchecked::new(Some(record.clone())), caller.role.year) else { continue };
            for (action, answer) in review_actions(&caller, &seen, now()) {
                let state = record.review.state;
                assert_eq!(answer, commanded(action, &caller, &seen), "{action} {} {state}", caller.role.role);
            }
        }
    }
}

#[test]
fn a_finding_in_any_state_says_what_may_be_done_to_it_and_why_not() {
    let issued = with_finding(record(today()), today(), today());
    let mut states = vec![issued.clone()];
    for steps in [
        &[FindingAction::SubmitResolution][..],
        &[FindingAction::SubmitResolution, FindingAction::ReturnResolution],
        &[FindingAction::SubmitResolution, FindingAction::Resolve],
        &[FindingAction::RequestAgreement],
        &[FindingAction::RequestAgreement, FindingAction::ApproveAgreement],
        &[FindingAction::RequestAgreement, FindingAction::DenyAgreement],
    ] {
        let mut record = issued.clone();
        for step in steps {
            let caller = if step.right() == Right::AnswerFindings { coordinator() } else { administrator() };
            let seen = seen(&caller, &record);
            let change = decide(&caller, &seen, finding_id(1), command(*step), now()).unwrap();
            record = seen.after(&change).record().clone();
        }
        states.push(record);
    }
    // The last day that an agreement may name is over.
    let mut late = issued;
    late.findings[0].last_day = today().saturating_sub(225.days());
    states.push(late.clone());
    late.findings[0].agreement = states[4].findings[0].agreement.clone();
    states.push(late);
    let mut allowed = BTreeSet::new();
    for record in states {
        for caller in callers() {
            let seen = seen(&caller, &record);
            for (action, answer) in finding_actions(&caller, &seen, &record.findings[0], now()) {
                let decided = decide(&caller, &seen, finding_id(1), command(action), now()).map(drop);
                assert_eq!(answer, decided, "{action} {} {:?}", caller.role.role, record.findings[0].state);
                if answer.is_ok() {
                    allowed.insert(action);
                }
            }
        }
    }
    assert_eq!(allowed.into_iter().collect::<Vec<_>>(), FindingAction::ALL, "each is possible at some time");
}

#[test]
fn what_a_role_never_allows_is_not_among_the_actions() {
    let record = with_finding(record(today()), today(), today());
    let of = |caller: &Caller| {
        let seen = seen(caller, &record);
        let review = review_actions(caller, &seen, now()).into_iter().map(|(action, _)| action.code());
        let finding = finding_actions(caller, &seen, &record.findings[0], now());
        review.chain(finding.into_iter().map(|(action, _)| action.code())).collect::<Vec<_>>()
    };
    let answers = ["comment", "upload-evidence", "assign-contributors", "submit-resolution", "request-agreement"];
    assert_eq!(of(&coordinator()), answers);
    assert_eq!(of(&contributor()), ["comment", "upload-evidence"]);
    assert_eq!(of(&caller(Role::Superintendent, lea(POPPY), 5)), [""; 0]);
    assert_eq!(of(&english_learner_monitor()).len(), 12);
    assert_eq!(of(&administrator()), of(&english_learner_monitor()));
}

#[test]
fn a_change_is_seen_at_once_in_the_order_in_which_it_would_be_read() {
    let record = record(today());
    let administrator = administrator();
    let before = seen(&administrator, &record);
    let earlier = EvidenceRequestId::new(review_id(), [2; 8]);
    let item = item_of(ProgramInstrument::EnglishLearner);
    let asked = (prose("The list of languages"), date(2026, 11, 23));
    let asked = request_evidence(&administrator, &before, earlier, item, asked, now()).unwrap();
    let after = before.after(&asked);
    let ids: Vec<_> = after.record().requests.iter().map(|request| request.id).collect();
    assert_eq!(ids, [earlier, request_id()], "what is due first stands first");
    let later = (None, Some(date(2027, 1, 1)));
    let moved = change_request(&administrator, &after, earlier, later, now()).unwrap().unwrap();
    let moved = after.after(&moved);
    let requests = &moved.record().requests;
    assert_eq!(requests.iter().map(|request| request.id).collect::<Vec<_>>(), [request_id(), earlier]);
    assert_eq!(requests[1].version, 2);
}

#[test]
fn who_changes_the_instruments_sees_the_new_ones_and_still_the_whole_review() {
    let record = record(today());
    let both = seen(&administrator(), &record);
    let instruments = record.review.instruments.iter().copied().chain([ProgramInstrument::EducationEquity]).collect();
    let change = ReviewChange { instruments: Some(instruments), ..ReviewChange::default() };
    let change = manage(&administrator(), &both, ReviewCommand::Change(change), now()).unwrap().unwrap();
    let after = both.after(&change);
    assert!(after.is_whole() && after.instruments().len() == 3);
    let made = SeenReview::made(&administrator(), record.review);
    assert!(made.is_whole() && made.record().items.is_empty());
    // A monitor of one instrument sees no more after a change than before.
    let monitor = english_learner_monitor();
    let with_finding = with_finding(super::record(today()), today(), today());
    let partly = seen(&monitor, &with_finding);
    let returned = FindingCommand::Submit { text: prose("Sent.") };
    let submitted = decide(&coordinator(), &seen(&coordinator(), &with_finding), finding_id(1), returned, now());
    assert_eq!(partly.after(&submitted.unwrap()).instruments(), [ProgramInstrument::EnglishLearner]);
}

#[test]
fn an_evidence_request_is_answered_by_a_clean_document_and_late_without_one_after_its_day() {
    let mut record = record(today());
    let due = record.requests[0].due;
    let late = |record: &ReviewRecord, day: Date| record.overdue_requests(day).contains(&request_id());
    assert!(!late(&record, due) && late(&record, due.tomorrow().unwrap()));
    for state in [ReviewState::Planned, ReviewState::Completed, ReviewState::Cancelled] {
        record.review.state = state;
        assert!(!late(&record, date(2028, 1, 1)), "{state}");
    }
    record.review.state = ReviewState::Open;
    let mut document = Document {
        id: DocumentId::new(review_id(), [1; 8]),
        version: 1,
        target: DocumentTarget::EvidenceRequest(request_id()),
        instrument: ProgramInstrument::EnglishLearner,
        file_name: "Letters.pdf".parse().unwrap(),
        content_type: ContentType::Pdf,
        size: 1,
        sha256: FileHash::from_bytes([1; 32]),
        uploaded_by: (&coordinator()).into(),
        uploaded_at: now(),
        ticket_ends_at: now() + TICKET,
        replaces: None,
        edition: 1,
        state: DocumentState::Awaiting,
    };
    let refused = DocumentState::Refused { reason: "it holds malware".into() };
    for state in [DocumentState::Awaiting, DocumentState::Checking, refused, DocumentState::Expired] {
        record.documents = vec![Document { state, ..document.clone() }];
        assert!(record.answered_requests().is_empty() && late(&record, date(2028, 1, 1)), "{:?}", record.documents);
    }
    document.state = DocumentState::Clean;
    record.documents = vec![Document { target: DocumentTarget::Finding(finding_id(1)), ..document.clone() }];
    assert!(record.answered_requests().is_empty(), "it is for something else");
    record.documents = vec![document];
    assert!(record.answered_requests().contains(&request_id()) && !late(&record, date(2028, 1, 1)));
}
