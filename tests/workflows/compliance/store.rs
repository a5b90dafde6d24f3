//! What the store does with what was decided in a review.

use std::collections::BTreeSet;

use domain::access::{Role, Unchecked};
use domain::audit::{Entry, Event, Subject};
use domain::compliance::{
    self, Change, CommentTarget, ContentType, FileHash, FindingCommand, NewDocument, NewFinding, Part, ProgramContact,
    ProgramInstrument, ReviewCommand, ReviewList, Verdict,
};
use domain::ids::{CommentId, DocumentId, EvidenceRequestId, FindingId, once};
use jiff::SignedDuration;
use jiff::civil::date;
use store::compliance::{
    ContactCommits, ContactOutcome, Contacts, DAY_SHARDS, Days, ReviewCommits, ReviewLists, ReviewOutcome, Reviews,
    Settlements,
};
use store::{Grant, Table};
use testkit::places::POPPY;
use testkit::{Person, at_lea};

use super::office::{ENGLISH_LEARNER, Office, prose, review_id};

fn all(grants: &[&[Grant]]) -> BTreeSet<Grant> {
    grants.concat().into_iter().collect()
}

fn submit() -> FindingCommand {
    FindingCommand::Submit { text: prose("Letters were sent.") }
}

#[tokio::test]
async fn a_review_is_stored_with_its_lists_its_circulars_and_its_audit_row_or_not_at_all() {
    let office = Office::open().await;
    let rows = office.world.items(Table::Compliance).await;
    let keys: Vec<_> = rows.iter().map(|row| (row["pk"].as_str().unwrap(), row["sk"].as_str().unwrap())).collect();
    let (id, entry) = (format!("REVIEW#{}", review_id(1)), format!("2026-11-17#{}", review_id(1)));
    let expected = [
        (id.as_str(), "REVIEW"),
        ("REVIEWS#ALL", entry.as_str()),
        ("REVIEWS#INSTRUMENT#english-learner", entry.as_str()),
        ("REVIEWS#LEA#9900001", entry.as_str()),
    ];
    assert_eq!(keys, expected);
    let [row] = office.world.items(Table::Audit).await.try_into().unwrap();
    assert_eq!((&row["pk"], &row["change"]["what"]), (&id.clone().into(), &"made".into()));
    assert_eq!(row["allowed_by"], "decide-reviews");
    let [circular] = office.world.items(Table::Mail).await.try_into().unwrap();
    assert_eq!(
        (&circular["letter"]["letter"], &circular["letter"]["notice"]["notice"]),
        (&"review-notice".into(), &"opened".into())
    );
    assert_eq!((&circular["to"]["readers"], &circular["to"]["lea"]), (&"reviewed-lea".into(), &"9900001".into()));
    assert_eq!((&circular["sk"], &circular["unsent"]), (&"CIRCULAR".into(), &"unaddressed".into()));
    assert_eq!(office.make(1).await, ReviewOutcome::Repeated);
    assert_eq!(office.world.items(Table::Audit).await.len(), 1);
    assert_eq!(office.world.items(Table::Mail).await.len(), 1);
}

#[tokio::test]
async fn all_that_lies_in_a_review_is_read_in_one_call_and_comments_apart() {
    let office = Office::open().await;
    let item = office.with_item().await;
    let request = EvidenceRequestId::new(review_id(1), [1; 8]);
    let asked = office.act(&office.monitor, |seen, now| {
        let what = (prose("The letters"), date(2026, 12, 1));
        compliance::request_evidence(&office.monitor, seen, request, item, what, now)
    });
    assert_eq!(asked.await, ReviewOutcome::Done);
    let target = CommentTarget::EvidenceRequest(request);
    for place in 0..3 {
        let id = CommentId::new(review_id(1), once(office.coordinator.user, "k", place));
        let written = office.act(&office.coordinator, |seen, now| {
            compliance::comment(&office.coordinator, seen, id, target, prose(&format!("Comment {place}")), now)
        });
        assert_eq!(written.await, ReviewOutcome::Done);
        office.world.pass(SignedDuration::from_secs(1));
    }
    let _ = office.world.calls.take();
    let record = office.record().await;
    assert_eq!((record.items.len(), record.requests.len()), (1, 1));
    assert_eq!(office.world.calls.levels(), 1);
    assert_eq!(office.used(), all(&[Reviews::GRANTS]));
    let reviews = Reviews::new(&office.world.dynamo, office.compliance());
    let texts = |page: &store::compliance::CommentPage| -> Vec<_> {
        page.comments.iter().map(|comment| comment.text.to_string()).collect()
    };
    let first = reviews.comments(review_id(1), target, 2, None).await.unwrap();
    assert_eq!(texts(&first), ["Comment 2", "Comment 1"]);
    let second = reviews.comments(review_id(1), target, 2, first.next.as_deref()).await.unwrap();
    assert_eq!((texts(&second), second.next), (vec!["Comment 0".to_owned()], None));
    let other = reviews.comments(review_id(1), CommentTarget::Item(item), 2, None).await.unwrap();
    assert!(other.comments.is_empty());
    assert_eq!(office.due(date(2026, 12, 1)).await.len(), 1);
    let mut commented = 0;
    for shard in 0..DAY_SHARDS {
        commented += office.days().commented(date(2026, 11, 22), shard, None).await.unwrap().found.len();
    }
    assert_eq!(commented, 3);
    let _ = office.world.calls.take();
    let _ = office.due(date(2026, 12, 1)).await;
    assert_eq!(office.used(), all(&[Days::GRANTS]));
}

#[tokio::test]
async fn a_finding_is_found_by_its_due_day_while_it_awaits_the_lea_and_no_longer() {
    let office = Office::open().await;
    let finding = office.with_finding().await;
    let (due, until) = (date(2027, 1, 4), date(2027, 3, 1));
    assert_eq!(office.due(due).await.len(), 1);
    let ask = FindingCommand::RequestAgreement { until, actions: prose("Letters."), justification: prose("Printer.") };
    for (caller, command) in [(&office.coordinator, ask), (&office.monitor, FindingCommand::ApproveAgreement { until })]
    {
        let done = office.act(caller, |seen, now| compliance::decide(caller, seen, finding, command, now));
        assert_eq!(done.await, ReviewOutcome::Done);
    }
    assert!(office.due(due).await.is_empty());
    assert_eq!(office.due(until).await.len(), 1);
    for (caller, command) in [(&office.coordinator, submit()), (&office.monitor, FindingCommand::Resolve)] {
        let done = office.act(caller, |seen, now| compliance::decide(caller, seen, finding, command, now));
        assert_eq!(done.await, ReviewOutcome::Done);
        assert!(office.due(until).await.is_empty());
    }
    let record = office.record().await;
    assert_eq!((record.review.findings, record.review.unresolved), (1, 0));
    let listed = ReviewLists::new(&office.world.dynamo, office.compliance());
    let page = listed.page(&[ReviewList::Lea("9900001".parse().unwrap())], 10, None).await.unwrap();
    assert_eq!(page.reviews, [record.review], "the lists say what the review says");
}

#[tokio::test]
async fn of_two_who_decide_on_the_same_state_one_is_told_that_it_is_stale() {
    let office = Office::open().await;
    let finding = office.with_finding().await;
    let seen = office.seen(&office.coordinator).await;
    let now = office.world.now();
    let change = compliance::decide(&office.coordinator, &seen, finding, submit(), now).unwrap();
    let commit = || office.commit(&office.coordinator, Some(seen.review()), review_id(1), &change);
    assert_eq!(commit().await, ReviewOutcome::Done);
    let audited = office.world.items(Table::Audit).await.len();
    assert_eq!(commit().await, ReviewOutcome::Stale);
    assert_eq!(office.world.items(Table::Audit).await.len(), audited);
}

#[tokio::test]
async fn nothing_is_written_in_a_review_that_is_over_meanwhile_and_none_is_over_with_a_finding_issued_meanwhile() {
    let office = Office::open().await;
    let item = office.with_item().await;
    let now = office.world.now();
    let (seen, seen_by_monitor) = (office.seen(&office.coordinator).await, office.seen(&office.monitor).await);
    let id = CommentId::new(review_id(1), [1; 8]);
    let target = CommentTarget::Item(item);
    let comment = compliance::comment(&office.coordinator, &seen, id, target, prose("When?"), now).unwrap();
    let new = NewFinding { id: FindingId::new(review_id(1), [1; 8]), item, text: prose("No letters.") };
    let issue = compliance::issue_findings(&office.monitor, &seen_by_monitor, date(2026, 11, 20), vec![new], now);
    let complete = compliance::manage(&office.monitor, &seen_by_monitor, ReviewCommand::Complete, now);
    let (issue, complete) = (issue.unwrap(), complete.unwrap().unwrap());
    let commit = |caller, change| office.commit(caller, Some(seen.review()), review_id(1), change);
    assert_eq!(commit(&office.monitor, &issue).await, ReviewOutcome::Done);
    assert_eq!(commit(&office.monitor, &complete).await, ReviewOutcome::Stale);
    assert_eq!(commit(&office.coordinator, &comment).await, ReviewOutcome::Stale);
    assert_eq!(office.record().await.review.unresolved, 1);
}

#[tokio::test]
async fn who_lost_access_meanwhile_commits_nothing() {
    let office = Office::open().await;
    let finding = office.with_finding().await;
    let mut stopped = Person::named("rc@poppy.test").with(Role::LeaReviewCoordinator, at_lea(POPPY));
    stopped.save(&office.world).await;
    stopped.save(&office.world).await;
    let before = office.world.items(Table::Compliance).await;
    let done = office
        .act(&office.coordinator, |seen, now| compliance::decide(&office.coordinator, seen, finding, submit(), now));
    assert_eq!(done.await, ReviewOutcome::Revoked);
    assert_eq!(office.world.items(Table::Compliance).await, before);
}

#[tokio::test]
async fn a_document_is_settled_once_however_often_the_storage_tells_of_it() {
    let office = Office::open().await;
    let item = office.with_item().await;
    let id = DocumentId::new(review_id(1), once(office.coordinator.user, "k", 0));
    let new = NewDocument {
        id,
        target: compliance::DocumentTarget::Item(item),
        file_name: "plan.pdf".parse().unwrap(),
        content_type: ContentType::Pdf,
        size: 1_000,
        sha256: FileHash::from_bytes([1; 32]),
        replaces: None,
    };
    let settlements = office.settlements();
    assert_eq!(settlements.read(id).await.unwrap(), None, "the event may come before the row");
    let given = office.act(&office.coordinator, |seen, now| {
        compliance::give_ticket(&office.coordinator, seen, new, now).map(|(_, change)| change)
    });
    assert_eq!(given.await, ReviewOutcome::Done);
    let mut awaited = Vec::new();
    for shard in 0..DAY_SHARDS {
        awaited.extend(office.days().awaited(date(2026, 11, 22), shard, None).await.unwrap().found);
    }
    assert_eq!(awaited.len(), 1);
    let document = settlements.read(id).await.unwrap().unwrap();
    assert_eq!(document, awaited[0]);
    let refused = Verdict::Refused("The file is a program.".into());
    let change = compliance::settle(&document, refused, office.world.now()).unwrap().unwrap();
    let _ = office.world.calls.take();
    let settle = async || {
        let request = office.request();
        let event = change.event.clone();
        let entry = Entry::by_service("accept-document", request, office.world.now(), review_id(1), event);
        let letters: Vec<_> =
            change.notices.iter().map(|(_, notice)| office.letter(review_id(1), notice, request)).collect();
        settlements.commit(&change, &letters, &entry).await.unwrap()
    };
    assert_eq!(settle().await, ReviewOutcome::Done);
    let mails = office.world.items(Table::Mail).await.len();
    for _ in 0..2 {
        assert_eq!(settle().await, ReviewOutcome::Stale);
    }
    assert_eq!(office.world.items(Table::Mail).await.len(), mails);
    let settled = settlements.read(id).await.unwrap().unwrap();
    assert_eq!(compliance::settle(&settled, Verdict::Clean, office.world.now()), Ok(None));
    assert_eq!(office.used(), all(&[Settlements::GRANTS]));
    assert_eq!(office.record().await.documents.len(), 1);
}

#[tokio::test]
async fn lists_are_merged_in_pages_each_review_once_the_latest_first() {
    let office = Office::open().await;
    for own in 2..=5 {
        assert_eq!(office.make(own).await, ReviewOutcome::Done);
    }
    let lists = ReviewLists::new(&office.world.dynamo, office.compliance());
    let both = [ReviewList::Instrument(ENGLISH_LEARNER), ReviewList::Lea("9900001".parse().unwrap())];
    let (mut ids, mut after) = (Vec::new(), None);
    for _ in 0..5 {
        let page = lists.page(&both, 2, after.as_deref()).await.unwrap();
        ids.extend(page.reviews.iter().map(|review| review.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(ids, [5, 4, 3, 2, 1].map(review_id));
    let foreign = lists.page(&[ReviewList::Lea("9900002".parse().unwrap())], 2, None).await.unwrap();
    assert!(foreign.reviews.is_empty() && foreign.next.is_none());
    assert!(lists.page(&[], 2, None).await.unwrap().reviews.is_empty());
}

#[tokio::test]
async fn an_absent_review_is_read_like_a_foreign_one() {
    let office = Office::open().await;
    let reviews = Reviews::new(&office.world.dynamo, office.compliance());
    let year = office.monitor.role.year;
    let absent = compliance::see(&office.monitor, reviews.read(review_id(9)).await.unwrap(), year).err();
    let mut foreign = office.monitor.clone();
    foreign.role.instruments = vec![ProgramInstrument::MigrantEducation];
    let foreign = compliance::see(&foreign, reviews.read(review_id(1)).await.unwrap(), year).err();
    assert_eq!(absent, foreign);
    assert_eq!(absent, compliance::see(&office.monitor, Unchecked::new(None), year).err());
}

#[tokio::test]
async fn a_contact_is_what_cais_lists_until_it_is_changed_once_by_each_version() {
    let office = Office::open().await;
    let [accounts, audit] = [Table::Accounts, Table::Audit].map(|table| office.world.table(table));
    let contacts = Contacts::new(&office.world.dynamo, office.compliance());
    let commits = ContactCommits::new(&office.world.dynamo, accounts, office.compliance(), audit);
    let listed = contacts.read().await.unwrap();
    assert_eq!(listed.len(), 7);
    let after = ProgramContact { telephone: "916-555-0100".into(), version: 1, ..listed[0].clone() };
    let commit = async |after: &ProgramContact| {
        let event = Event::ProgramContactChanged { office: after.office.clone(), telephone: after.telephone.clone() };
        let right = domain::access::Right::ChangeProgramContacts;
        let subject = Subject::Program(after.program);
        let entry = Entry::by(&office.coordinator, office.request(), office.world.now(), subject, event, right);
        commits.commit(&office.coordinator, after, &entry).await.unwrap()
    };
    assert_eq!(commit(&after).await, ContactOutcome::Done);
    assert_eq!(commit(&after).await, ContactOutcome::Stale);
    let again = ProgramContact { version: 2, ..after.clone() };
    assert_eq!(commit(&again).await, ContactOutcome::Done);
    let read = contacts.read().await.unwrap();
    assert_eq!((read.len(), &read[0]), (7, &again));
    assert_eq!(read[1..], listed[1..]);
    assert_eq!(office.used(), all(&[Contacts::GRANTS, ContactCommits::GRANTS]));
}

#[tokio::test]
async fn a_commit_uses_what_it_grants() {
    let office = Office::open().await;
    let finding = office.with_finding().await;
    let mut record = office.record().await;
    let _ = office.world.calls.take();
    let seen = office.seen(&office.coordinator).await;
    let _ = office.used();
    let now = office.world.now();
    let change = compliance::decide(&office.coordinator, &seen, finding, submit(), now).unwrap();
    let submitted = office.commit(&office.coordinator, Some(seen.review()), review_id(1), &change).await;
    assert_eq!(submitted, ReviewOutcome::Done);
    // A review whose last day moves leaves its place in the lists.
    record.review.version += 1;
    record.review.last_day = date(2026, 11, 18);
    let moved = Change { parts: vec![Part::Review(record.review)], notices: Vec::new(), ..change };
    assert_eq!(office.commit(&office.monitor, Some(seen.review()), review_id(1), &moved).await, ReviewOutcome::Done);
    assert_eq!(office.used(), all(&[ReviewCommits::GRANTS, ReviewCommits::GRANTS_TO_MOVE]));
    let entries = office.world.items(Table::Compliance).await;
    let entries = entries.iter().filter(|row| row["pk"].as_str().unwrap().starts_with("REVIEWS#"));
    assert!(entries.clone().all(|row| row["sk"].as_str().unwrap().starts_with("2026-11-18#")));
    assert_eq!(entries.count(), 3);
}
