use super::*;
use crate::ids::{CommentId, DocumentId};

fn document_id(own: u8) -> DocumentId {
    DocumentId::new(review_id(), [own; 8])
}

/// With a finding and a document for English Learner.
fn with_all() -> ReviewRecord {
    let record = with_finding(record(today()), today(), today());
    let new = NewDocument {
        id: document_id(1),
        target: DocumentTarget::EvidenceRequest(request_id()),
        file_name: "Letters.pdf".parse().unwrap(),
        content_type: ContentType::Pdf,
        size: 1024,
        sha256: FileHash::from_bytes([1; 32]),
        replaces: None,
    };
    let (_, change) = give_ticket(&coordinator(), &seen(&coordinator(), &record), new, now()).unwrap();
    apply(record, &change)
}

/// What happened to the review itself.
fn of_the_review() -> Vec<ReviewEvent> {
    vec![
        ReviewEvent::Made { state: ReviewState::Open },
        ReviewEvent::Changed { fields: vec!["mode".into()] },
        ReviewEvent::StateChanged { state: ReviewState::Open },
        ReviewEvent::ContributorsChanged { added: vec![contributor().user], removed: Vec::new() },
    ]
}

/// What happened to something of English Learner.
fn of_english_learner() -> Vec<ReviewEvent> {
    let (request, document, finding, day) = (request_id(), document_id(1), finding_id(1), today());
    vec![
        ReviewEvent::ItemsAdded { instrument: ProgramInstrument::EnglishLearner, count: 1 },
        ReviewEvent::EvidenceRequested { request, due: day },
        ReviewEvent::EvidenceRequestChanged { request, due: day },
        ReviewEvent::TicketGiven { document },
        ReviewEvent::DocumentChecked { document, state: DocumentState::Clean },
        ReviewEvent::DocumentOpened { document },
        ReviewEvent::FindingsIssued { findings: vec![finding_id(9), finding], notified_on: day },
        ReviewEvent::ResolutionSubmitted { finding },
        ReviewEvent::ResolutionReturned { finding },
        ReviewEvent::FindingResolved { finding },
        ReviewEvent::AgreementRequested { finding, until: day },
        ReviewEvent::AgreementApproved { finding, until: day },
        ReviewEvent::AgreementDenied { finding },
    ]
}

#[test]
fn a_history_shows_what_happened_to_what_one_sees() {
    let record = with_all();
    let commented = ReviewEvent::Commented { comment: CommentId::new(review_id(), [1; 8]) };
    let fiscal = monitor(&[ProgramInstrument::FiscalMonitoring]);
    for (caller, sees_all, sees_english_learner) in [
        (coordinator(), true, true),
        (administrator(), true, true),
        (english_learner_monitor(), false, true),
        (fiscal, false, false),
    ] {
        let seen = seen(&caller, &record);
        for event in of_the_review() {
            assert!(seen.shows(&event), "{:?}: {event:?}", caller.role);
        }
        for event in of_english_learner() {
            assert_eq!(seen.shows(&event), sees_english_learner, "{:?}: {event:?}", caller.role);
        }
        assert_eq!(seen.shows(&commented), sees_all, "{:?}", caller.role);
    }
}

#[test]
fn a_document_is_found_by_its_id_by_whoever_sees_it() {
    let record = with_all();
    let id = document_id(1);
    assert_eq!(seen(&english_learner_monitor(), &record).document(id).unwrap().id, id);
    assert_eq!(seen(&coordinator(), &record).document(document_id(2)).err(), Some(Refusal::NoSuchTarget));
    let fiscal = seen(&monitor(&[ProgramInstrument::FiscalMonitoring]), &record);
    assert_eq!(fiscal.document(id).err(), Some(Refusal::NoSuchTarget));
}
