use domain::access::Epoch;
use domain::accounts::{AccountState, LinkKey};
use domain::compliance::{DueKind, DueLine, ProgramInstrument};
use domain::ids::{ReviewId, UserId};
use domain::mail::{Letter, LetterId};
use jiff::civil::date;

use super::*;

fn letters(stage: &str) -> Letters {
    Letters::new(stage, "https://portal.example".parse().unwrap()).unwrap()
}

fn user(first_name: &str, username: &str) -> User {
    User {
        id: UserId::from_bytes([0; 16]),
        username: username.parse().unwrap(),
        first_name: first_name.into(),
        last_name: "Ortiz".into(),
        telephone: None,
        state: AccountState::Active,
        epoch: Epoch(1),
        version: 1,
        roles: Vec::new(),
        affidavits: Vec::new(),
        second_factors: Vec::new(),
        terms_accepted: None,
    }
}

fn ana() -> User {
    user("Ana", "ana.ortiz@poppy.test")
}

fn at() -> Timestamp {
    "2026-11-22T20:00:00Z".parse().unwrap()
}

fn sample<C: Context>(letters: &Letters, own: &C) -> Written {
    letters.fill_in(&ana(), own).unwrap()
}

fn samples(letters: &Letters) -> Vec<(&'static str, Written)> {
    vec![
        ("activation", sample(letters, &activation::Activation::sample())),
        ("already-active", sample(letters, &already_active::AlreadyActive::sample())),
        ("bulletin", sample(letters, &bulletin::Bulletin::sample())),
        ("password-reset", sample(letters, &password_reset::PasswordReset::sample())),
        ("password-changed", sample(letters, &password_changed::PasswordChanged::sample())),
        ("second-factor-changed", sample(letters, &second_factor_changed::SecondFactorChanged::sample())),
        ("roles-changed", sample(letters, &roles_changed::RolesChanged::sample())),
        ("access-stopped", sample(letters, &access_stopped::AccessStopped::sample())),
        ("access-restored", sample(letters, &access_restored::AccessRestored::sample())),
        ("review-notice", sample(letters, &review_notice::ReviewNotice::sample())),
        ("review-reminder", sample(letters, &review_reminder::ReviewReminder::sample())),
        ("notification", sample(letters, &notification::Notification::sample())),
        ("non-submitters", sample(letters, &non_submitters::NonSubmitters::sample())),
        ("training-notice", sample(letters, &training_notice::TrainingNotice::sample())),
        ("comments-digest", sample(letters, &comments_digest::CommentsDigest::sample())),
        ("second-scoring", sample(letters, &second_scoring::SecondScoring::sample())),
    ]
}

#[test]
fn every_letter_reads_as_it_was_last_looked_at() {
    let samples = samples(&letters("prod"));
    assert_eq!(samples.len(), FILES.len());
    for (name, Written { subject, text, html, .. }) in samples {
        insta::assert_snapshot!(format!("{name}.txt"), format!("Subject: {subject}\n\n{text}"));
        insta::assert_snapshot!(format!("{name}.html"), html);
    }
}

#[test]
fn outside_production_every_letter_says_so_first() {
    for (name, written) in samples(&letters("staging")) {
        assert!(written.text.starts_with("*** STAGING: THIS IS NOT THE REAL SYSTEM."), "{name}");
        assert!(written.html.contains("STAGING: this is not the real system."), "{name}");
    }
    for (name, written) in samples(&letters("prod")) {
        assert!(!written.text.contains("***") && !written.html.contains("not the real system"), "{name}");
    }
}

#[test]
fn no_letter_loads_anything_or_asks_for_a_password() {
    for (name, Written { html, text, .. }) in samples(&letters("prod")) {
        for loads in ["<img", "<script", "<link", "url(", "@import", "<form", "<input", "src="] {
            assert!(!html.contains(loads), "{name}: {loads}");
        }
        assert!(text.contains("never asks for your password"), "{name}");
        assert!(text.lines().all(|line| line.len() <= 140 && line.trim_end() == line), "{name}");
    }
}

#[test]
fn a_link_is_in_the_text_and_in_the_html_behind_a_number_sign() {
    let secret = LinkKey::new(&"l".repeat(64)).unwrap().secret(LinkPurpose::Activation, "one");
    let token = LinkToken { user: ana().id, secret };
    for (text, page) in [(Text::Activation, "activate"), (Text::PasswordReset, "reset-password")] {
        let written = letters("prod").write(text.clone(), &ana(), Some(&token), at()).unwrap();
        let link = format!("https://portal.example/{page}#{}", token.reveal());
        assert!(written.text.contains(&format!("\n{link}\n")));
        assert_eq!(written.html.matches(&link.replace('/', "&#x2f;")).count() + written.html.matches(&link).count(), 3);
        assert_eq!(letters("prod").write(text, &ana(), None, at()).err(), Some(Unwritten::Link));
    }
}

#[test]
fn every_text_there_is_can_be_written() {
    let by = "Luz".to_owned();
    let roles = vec!["test examiner, Cedar High, 2026-27".to_owned()];
    for change in [
        FactorChange::TotpAdded,
        FactorChange::TotpRemoved,
        FactorChange::RecoveryCodesRenewed,
        FactorChange::PasskeyAdded,
        FactorChange::PasskeyRemoved,
        FactorChange::RecoveryCodeUsed { left: 0 },
        FactorChange::RecoveryCodeUsed { left: 1 },
    ] {
        let letter = Letter::SecondFactorChanged { change };
        assert!(letters("prod").write(letter.text(&ana()).unwrap(), &ana(), None, at()).is_ok());
    }
    for letter in [
        Letter::PasswordChanged { by_link: false },
        Letter::RolesChanged { by: by.clone(), given: roles.clone(), taken: Vec::new() },
        Letter::RolesChanged { by: by.clone(), given: Vec::new(), taken: roles },
        Letter::AccessStopped { by: by.clone() },
        Letter::AccessRestored { by },
        Letter::ActivationRequested,
        Letter::SecondScoring {
            year: "2026-27".parse().unwrap(),
            school_name: "Cedar High".into(),
            form: "Form 2".into(),
        },
    ] {
        assert!(letters("prod").write(letter.text(&ana()).unwrap(), &ana(), None, at()).is_ok());
    }
}

#[test]
fn a_notification_is_ended_by_its_link_and_by_the_mail_programs_one_request() {
    let token = LinkKey::new(&"l".repeat(64)).unwrap().unsubscription(ana().id);
    let letter = Letter::Notification {
        organization_name: "Poppy Valley Unified".into(),
        subject: "Training".into(),
        text: "On Tuesday.\n<b>Be there.</b>".into(),
        by: "Lee Romero".into(),
    };
    let text = || letter.text(&ana()).unwrap();
    let written = letters("prod").write(text(), &ana(), Some(&token), at()).unwrap();
    assert_eq!(written.subject, "Poppy Valley Unified: Training");
    assert!(written.text.contains(&format!("https://portal.example/unsubscribe#{}", token.reveal())));
    assert!(!written.html.contains("<b>Be"));
    let one_click = format!("List-Unsubscribe: <https://portal.example/v1/unsubscriptions/{}>", token.reveal());
    let message = message_of(&written).replace("\r\n ", "").replace("\r\n\t", "");
    assert!(message.contains(&one_click), "{message}");
    assert_eq!(letters("prod").write(text(), &ana(), None, at()).err(), Some(Unwritten::Link));
}

#[test]
fn a_reminder_says_what_is_due_for_which_item_and_until_when() {
    let line = |what, day| DueLine {
        what,
        number: "I-EL 01".parse().unwrap(),
        instrument: ProgramInstrument::EnglishLearner,
        due: date(2026, 11, day),
    };
    let (late, soon) = (line(DueKind::Evidence, 21), line(DueKind::Resolution, 23));
    let written = |overdue: &[&DueLine], upcoming: &[&DueLine]| {
        let owned = |lines: &[&DueLine]| lines.iter().map(|line| (*line).clone()).collect();
        let letter = Letter::ReviewReminder {
            review: ReviewId::from_bytes([0; 16]),
            organization_name: "Poppy Valley Unified".into(),
            overdue: owned(overdue),
            upcoming: owned(upcoming),
            more: 0,
        };
        letters("prod").write(letter.text(&ana()).unwrap(), &ana(), None, at()).unwrap()
    };
    for (overdue, upcoming, subject, said) in [
        (
            &[&late][..],
            &[][..],
            "something is overdue",
            "Evidence for item I-EL 01 (English Learner), was due on November 21, 2026",
        ),
        (
            &[],
            &[&soon],
            "something is due soon",
            "Resolution of the finding on item I-EL 01 (English Learner), due on November 23, 2026",
        ),
        (&[&late], &[&soon], "something is overdue in the review, and more is due soon", "Overdue:"),
    ] {
        let written = written(overdue, upcoming);
        assert!(written.subject.starts_with("Poppy Valley Unified: ") && written.subject.contains(subject));
        assert!(written.text.contains(said), "{}", written.text);
        assert!(!written.text.contains("more."));
    }
}

#[test]
fn what_is_filled_in_stays_text() {
    let mallory = user("<b>Mallory</b>", "mallory@poppy.test");
    let by = "Eve\r\nBcc: everyone@poppy.test <script>";
    let written = letters("prod").write(Text::AccessStopped { by }, &mallory, None, at()).unwrap();
    assert!(!written.html.contains("<script>") && !written.html.contains("<b>Mallory"));
    let subject = SubjectOf { at: "", what: "Roles\r\nBcc: everyone@poppy.test", left: None };
    assert_eq!(
        letters("prod").fill_in(&ana(), &subject).unwrap().subject,
        "Your OpenTOMS sign-in: Roles Bcc: everyone@poppy.test"
    );
    let message = message_of(&written);
    let headers = message.split("\r\n\r\n").next().unwrap();
    assert!(!headers.contains("Bcc"), "{headers}");
}

/// The one letter whose subject is filled in, with something that no code of ours fills in.
#[derive(Serialize)]
struct SubjectOf {
    at: &'static str,
    what: &'static str,
    left: Option<u8>,
}

impl Context for SubjectOf {
    const FILES: Files = second_factor_changed::SecondFactorChanged::FILES;

    fn sample() -> Self {
        Self { at: "", what: "", left: None }
    }
}

fn message_of(written: &Written) -> String {
    let from = "no-reply@opentoms.example".parse().unwrap();
    String::from_utf8(written.message(&from, LetterId::from_bytes([0; 16]), at()).unwrap()).unwrap()
}

#[test]
fn a_message_has_both_forms_and_is_the_same_every_time() {
    let written = letters("prod").write(Text::PasswordChanged { by_link: true }, &ana(), None, at()).unwrap();
    let message = message_of(&written);
    assert_eq!(message, message_of(&written));
    insta::assert_snapshot!("message", message.split("\r\n\r\n").next().unwrap());
    assert!(message.contains("Content-Type: text/plain") && message.contains("Content-Type: text/html"));
    assert!(message.is_ascii() && message.lines().all(|line| line.len() <= 998));
}

#[test]
fn an_address_that_could_be_more_than_one_is_not_written_to() {
    for username in ["a,b@poppy.test", "a>,<b@poppy.test", "jürgen@poppy.test"] {
        let addressee = user("Ana", username);
        let written = letters("prod").write(Text::AlreadyActive, &addressee, None, at());
        assert_eq!(written.err(), Some(Unwritten::Address), "{username}");
    }
}
