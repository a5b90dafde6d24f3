use jiff::SignedDuration;

use super::*;
use crate::access::{AccessError, Right};
use crate::ids::{CommentId, DocumentId};

fn document_id(own: u8) -> DocumentId {
    DocumentId::new(review_id(), [own; 8])
}

fn new(own: u8) -> NewDocument {
    NewDocument {
        id: document_id(own),
        target: DocumentTarget::EvidenceRequest(request_id()),
        file_name: "Letters.pdf".parse().unwrap(),
        content_type: ContentType::Pdf,
        size: 60 * 1024 * 1024,
        sha256: FileHash::from_bytes([1; 32]),
        replaces: None,
    }
}

fn ticket(caller: &Caller, record: &ReviewRecord, new: NewDocument) -> Result<(Document, Change), Refusal> {
    give_ticket(caller, &seen(caller, record), new, now())
}

fn with_clean(record: ReviewRecord, new: NewDocument) -> ReviewRecord {
    let (document, change) = ticket(&coordinator(), &record, new).unwrap();
    let record = apply(record, &change);
    let settled = settle(&document, Verdict::Clean, now()).unwrap().unwrap();
    apply(record, &settled)
}

#[test]
fn an_lea_may_upload_to_an_item_an_evidence_request_and_a_finding_that_awaits_it() {
    let record = with_finding(record(today()), today(), today());
    for caller in [coordinator(), contributor()] {
        for target in [
            DocumentTarget::Item(item_of(ProgramInstrument::FiscalMonitoring)),
            DocumentTarget::EvidenceRequest(request_id()),
            DocumentTarget::Finding(finding_id(1)),
        ] {
            let (document, change) = ticket(&caller, &record, NewDocument { target, ..new(1) }).unwrap();
            assert_eq!((document.state, document.edition), (DocumentState::Awaiting, 1));
            assert_eq!(change.allowed_by, Some(Right::UploadEvidence));
            assert_eq!(document.ticket_ends_at, now() + TICKET);
        }
    }
    let foreign = ItemId::new(ReviewId::from_bytes([8; 16]), [1; 8]);
    let refused = ticket(&coordinator(), &record, NewDocument { target: DocumentTarget::Item(foreign), ..new(1) });
    assert_eq!(refused.err(), Some(Refusal::NoSuchTarget));
    for caller in [english_learner_monitor(), administrator(), caller(Role::Superintendent, lea(POPPY), 5)] {
        let forbidden = Refusal::Access(AccessError::Forbidden(Right::UploadEvidence));
        assert_eq!(ticket(&caller, &record, new(1)).err(), Some(forbidden), "{}", caller.role.role);
    }
    let submitted = FindingCommand::Submit { text: prose("Sent.") };
    let submitted = decide(&coordinator(), &seen(&coordinator(), &record), finding_id(1), submitted, now()).unwrap();
    let to_submitted = NewDocument { target: DocumentTarget::Finding(finding_id(1)), ..new(1) };
    let refused = ticket(&coordinator(), &apply(record, &submitted), to_submitted);
    assert_eq!(refused.err(), Some(Refusal::NotYourTurn));
}

#[test]
fn nothing_is_uploaded_or_commented_before_a_review_is_open_or_after_it_is_over() {
    let mut record = record(today());
    for (state, refusal) in [
        (ReviewState::Planned, Refusal::NotOpenYet),
        (ReviewState::Completed, Refusal::Over(ReviewState::Completed)),
        (ReviewState::Cancelled, Refusal::Over(ReviewState::Cancelled)),
    ] {
        record.review.state = state;
        assert_eq!(ticket(&coordinator(), &record, new(1)).err(), Some(refusal.clone()));
        let target = CommentTarget::EvidenceRequest(request_id());
        let (id, seen) = (CommentId::new(review_id(), [1; 8]), seen(&coordinator(), &record));
        assert_eq!(comment(&coordinator(), &seen, id, target, prose("When?"), now()), Err(refusal));
    }
}

#[test]
fn a_file_has_a_size_and_a_name_that_agrees_with_its_type() {
    let record = record(today());
    for size in [1, FILE_MAX] {
        assert!(ticket(&coordinator(), &record, NewDocument { size, ..new(1) }).is_ok());
    }
    for size in [0, FILE_MAX + 1] {
        let refused = ticket(&coordinator(), &record, NewDocument { size, ..new(1) });
        assert_eq!(refused.err(), Some(Refusal::Size));
    }
    let refused = ticket(&coordinator(), &record, NewDocument { content_type: ContentType::Jpeg, ..new(1) });
    assert_eq!(refused.err(), Some(Refusal::ExtensionDisagrees(".jpg or .jpeg".into())));
}

#[test]
fn a_new_edition_replaces_the_current_document_of_the_same_target_and_keeps_it() {
    let record = with_clean(record(today()), new(1));
    let target = DocumentTarget::EvidenceRequest(request_id());
    let second = NewDocument { replaces: Some(document_id(1)), ..new(2) };
    let (document, change) = ticket(&coordinator(), &record, second.clone()).unwrap();
    assert_eq!((document.edition, document.replaces), (2, Some(document_id(1))));
    let current = |record: &ReviewRecord| -> Vec<_> {
        seen(&coordinator(), record).current_documents(target).iter().map(|document| document.id).collect()
    };
    let awaited = apply(record.clone(), &change);
    assert_eq!(current(&awaited), [document_id(1)], "until the new one is clean, the old one stays");
    let refused = settle(&document, Verdict::Refused("It is empty.".into()), now()).unwrap().unwrap();
    assert_eq!(current(&apply(awaited.clone(), &refused)), [document_id(1)]);
    let clean = apply(awaited, &settle(&document, Verdict::Clean, now()).unwrap().unwrap());
    assert_eq!(current(&clean), [document_id(2)]);
    assert_eq!(clean.documents.len(), 2, "the old edition is kept");
    let other_target = DocumentTarget::Item(item_of(ProgramInstrument::EnglishLearner));
    for wrong in [
        NewDocument { replaces: Some(document_id(9)), ..new(3) },
        NewDocument { target: other_target, replaces: Some(document_id(1)), ..new(3) },
    ] {
        assert_eq!(ticket(&coordinator(), &record, wrong).err(), Some(Refusal::NotReplaceable));
    }
    let again = NewDocument { id: document_id(3), ..second };
    assert_eq!(ticket(&coordinator(), &clean, again).err(), Some(Refusal::NotReplaceable));
}

#[test]
fn the_same_verdict_three_times_settles_a_document_once_and_what_is_settled_stays() {
    let record = record(today());
    let (document, _) = ticket(&coordinator(), &record, new(1)).unwrap();
    let after = |change: &Change| match change.parts.as_slice() {
        [Part::Document(document)] => document.clone(),
        other => panic!("{other:?}"),
    };
    let checking = after(&settle(&document, Verdict::Arrived, now()).unwrap().unwrap());
    assert_eq!((&checking.state, checking.version), (&DocumentState::Checking, 2));
    assert_eq!(settle(&checking, Verdict::Arrived, now()), Ok(None));
    let clean = after(&settle(&checking, Verdict::Clean, now()).unwrap().unwrap());
    for verdict in [Verdict::Clean, Verdict::Arrived, Verdict::Refused("late".into())] {
        assert_eq!(settle(&clean, verdict, now()), Ok(None));
    }
    let refused = settle(&checking, Verdict::Refused("It is a program.".into()), now()).unwrap().unwrap();
    let told = ReviewNotice::DocumentRefused { file_name: "Letters.pdf".into(), reason: "It is a program.".into() };
    assert_eq!(refused.notices, [(Audience::User(coordinator().user), told)]);
    assert_eq!(settle(&after(&refused), Verdict::Clean, now()), Ok(None));
}

#[test]
fn a_ticket_that_was_not_used_ends_by_itself() {
    let record = record(today());
    let (document, _) = ticket(&coordinator(), &record, new(1)).unwrap();
    let second = SignedDuration::from_secs(1);
    assert_eq!(document.state_at(now() + TICKET - second), DocumentState::Awaiting);
    assert_eq!(document.state_at(now() + TICKET), DocumentState::Expired);
    assert_eq!(expire(&document, now() + TICKET), None, "a transfer that began in time may still end");
    let hour = SignedDuration::from_hours(1);
    assert_eq!(settle(&document, Verdict::Arrived, now() + TICKET + hour), Err(Refusal::TicketEnded));
    assert!(settle(&document, Verdict::Arrived, now() + TICKET + hour - second).unwrap().is_some());
    let expired = expire(&document, now() + TICKET + hour).unwrap();
    assert!(expired.allowed_by.is_none() && expired.notices.is_empty());
    let [Part::Document(expired)] = expired.parts.as_slice() else { panic!("one document") };
    assert_eq!(expired.state, DocumentState::Expired);
    assert_eq!(settle(expired, Verdict::Clean, now()), Ok(None));
}

#[test]
fn items_are_added_with_numbers_of_their_own() {
    let record = record(today());
    let item = |own: u8, number: &str| NewItem {
        id: ItemId::new(review_id(), [100 + own; 8]),
        number: number.parse().unwrap(),
        kind: ItemKind::Supporting,
        citation: prose("EC 313"),
        text: prose("The LEA reclassifies."),
    };
    let add = |caller: &Caller, instrument, items| add_items(caller, &seen(caller, &record), instrument, items, now());
    let english_learner = ProgramInstrument::EnglishLearner;
    let monitor = english_learner_monitor();
    let added = add(&monitor, english_learner, vec![item(1, "I-02"), item(2, "I-03")]).unwrap();
    assert_eq!(added.event, ReviewEvent::ItemsAdded { instrument: english_learner, count: 2 });
    assert_eq!(add(&monitor, english_learner, vec![item(1, "I-01")]), Err(Refusal::NumberTaken(0)));
    assert_eq!(add(&monitor, english_learner, vec![item(1, "I-02"), item(2, "I-02")]), Err(Refusal::NumberTaken(1)));
    assert_eq!(add(&monitor, english_learner, Vec::new()), Err(Refusal::Nothing));
    let many = (0..51).map(|own| item(own, &format!("II-{own}"))).collect();
    assert_eq!(add(&monitor, english_learner, many), Err(Refusal::TooMany("at most 50 items are added at once")));
    let fiscal = add(&monitor, ProgramInstrument::FiscalMonitoring, vec![item(1, "I-02")]);
    assert_eq!(fiscal, Err(Refusal::NoSuchTarget));
}

#[test]
fn evidence_is_asked_for_by_today_or_later_and_asked_again_only_for_what_changes() {
    let record = record(today());
    let item = item_of(ProgramInstrument::EnglishLearner);
    let monitor = english_learner_monitor();
    let ask = |due| {
        let id = EvidenceRequestId::new(review_id(), [2; 8]);
        request_evidence(&monitor, &seen(&monitor, &record), id, item, (prose("The plan"), due), now())
    };
    assert_eq!(ask(today()).unwrap().notices, [(Audience::Lea, ReviewNotice::EvidenceRequested { due: today() })]);
    assert_eq!(ask(date(2026, 11, 21)), Err(Refusal::DueInThePast(today())));
    let change = |text, due| change_request(&monitor, &seen(&monitor, &record), request_id(), (text, due), now());
    assert_eq!(change(None, Some(date(2026, 12, 1))), Ok(None));
    assert_eq!(change(None, Some(date(2026, 11, 21))), Err(Refusal::DueInThePast(today())));
    let changed = change(None, Some(date(2026, 12, 2))).unwrap().unwrap();
    assert_eq!(changed.parts[0].version(), 2);
    let fiscal = super::monitor(&[ProgramInstrument::FiscalMonitoring]);
    let refused = change_request(&fiscal, &seen(&fiscal, &record), request_id(), (None, None), now());
    assert_eq!(refused, Err(Refusal::NoSuchTarget));
}

#[test]
fn everybody_with_a_part_in_a_review_comments_on_instruments_items_and_evidence_requests() {
    let record = record(today());
    let id = CommentId::new(review_id(), [1; 8]);
    for caller in [coordinator(), contributor(), english_learner_monitor(), administrator()] {
        for target in [
            CommentTarget::Instrument(ProgramInstrument::EnglishLearner),
            CommentTarget::Item(item_of(ProgramInstrument::EnglishLearner)),
            CommentTarget::EvidenceRequest(request_id()),
        ] {
            let written = comment(&caller, &seen(&caller, &record), id, target, prose("See page 3."), now()).unwrap();
            let [Part::Comment(comment)] = written.parts.as_slice() else { panic!("one comment") };
            assert_eq!((comment.instrument, comment.by.user), (ProgramInstrument::EnglishLearner, caller.user));
            assert!(written.notices.is_empty(), "the day's digest tells of it");
        }
    }
    let fiscal = CommentTarget::Item(item_of(ProgramInstrument::FiscalMonitoring));
    let monitor = english_learner_monitor();
    let refused = comment(&monitor, &seen(&monitor, &record), id, fiscal, prose("See page 3."), now());
    assert_eq!(refused, Err(Refusal::NoSuchTarget));
    let superintendent = caller(Role::Superintendent, lea(POPPY), 5);
    let target = CommentTarget::EvidenceRequest(request_id());
    let refused = comment(&superintendent, &seen(&superintendent, &record), id, target, prose("Hm."), now());
    assert_eq!(refused, Err(Refusal::Access(AccessError::Forbidden(Right::Comment))));
}
