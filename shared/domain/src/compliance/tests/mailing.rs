use super::*;
use crate::mail::{Circular, CircularId, Letter, Readership, Recipient};

fn told(notices: Vec<(Audience, ReviewNotice)>) -> Change {
    let event = ReviewEvent::StateChanged { state: ReviewState::Open };
    Change { allowed_by: None, parts: Vec::new(), event, notices }
}

/// 1, 2, 3, …
fn counted() -> impl FnMut() -> [u8; 16] {
    let mut count = 0;
    move || {
        count += 1;
        [count; 16]
    }
}

#[test]
fn a_user_gets_a_letter_and_an_audience_a_circular() {
    let review = record(today()).review;
    let user = UserId::from_bytes([9; 16]);
    let change = told(vec![
        (Audience::Lea, ReviewNotice::Opened),
        (Audience::User(user), ReviewNotice::LetIn),
        (Audience::Monitors(ProgramInstrument::EnglishLearner), ReviewNotice::ResolutionSubmitted),
    ]);
    let (letters, circulars) = change.mailing(&review, counted(), now());
    let [letter] = letters.try_into().unwrap();
    assert_eq!((letter.to, letter.queued_at), (Recipient::User(user), now()));
    let says = |notice| Letter::ReviewNotice {
        review: review.id,
        organization_name: review.organization_name.clone(),
        notice,
    };
    assert_eq!(letter.letter, says(ReviewNotice::LetIn));
    let circular = |own: u8, to, notice| Circular {
        id: CircularId::from_bytes([own; 16]),
        to,
        letter: says(notice),
        queued_at: now(),
    };
    let monitors = Readership::Monitors { instruments: [ProgramInstrument::EnglishLearner].into() };
    let expected = [
        circular(1, Readership::lea_of(&review), ReviewNotice::Opened),
        circular(3, monitors, ReviewNotice::ResolutionSubmitted),
    ];
    assert_eq!(circulars, expected);
}

#[test]
fn monitors_who_are_told_the_same_of_several_instruments_share_a_circular() {
    let instruments = [ProgramInstrument::EnglishLearner, ProgramInstrument::MigrantEducation];
    let mut notices: Vec<_> =
        instruments.iter().map(|own| (Audience::Monitors(*own), ReviewNotice::ResolutionSubmitted)).collect();
    notices.push((Audience::Monitors(ProgramInstrument::PhysicalEducation), ReviewNotice::Completed));
    notices.push((Audience::Lea, ReviewNotice::Completed));
    let (letters, circulars) = told(notices).mailing(&record(today()).review, counted(), now());
    assert!(letters.is_empty());
    let to: Vec<_> = circulars.into_iter().map(|circular| circular.to).collect();
    let both = Readership::Monitors { instruments: instruments.into() };
    let other = Readership::Monitors { instruments: [ProgramInstrument::PhysicalEducation].into() };
    assert_eq!(to, [both, other, Readership::lea_of(&record(today()).review)]);
}
