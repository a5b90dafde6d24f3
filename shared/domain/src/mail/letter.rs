use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::bulletins::calendar::NoticeKind;
use crate::compliance::{CommentCount, DueLine, NonSubmitter, ProgramInstrument, ReviewNotice, Side};
use crate::ids::{BulletinId, CalendarEventId, ReviewId, UserId};
use crate::keyed::LoginHash;
use crate::year::AdministrationYear;

pub use crate::ids::LetterId;

/// Whom a letter is for. Never an address: that is looked up when the letter is sent, so none is stored with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recipient {
    /// A user.
    User(UserId),
    /// Whoever signs in with what was typed, if anyone does.
    Login(LoginHash),
}

/// What a letter says. It holds no address and no token: a link is made when the letter is sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "letter", rename_all = "kebab-case")]
pub enum Letter {
    /// You were added: set your password by this link. Also when it is sent again.
    Activation,
    /// Somebody asked for a new activation link. Added: the activation letter. Active: that the account is in use already.
    /// Otherwise nothing is sent.
    ActivationRequested,
    /// Somebody forgot user name or password. Active: both, the name and a link. Added: the activation letter. Otherwise
    /// nothing is sent.
    PasswordResetRequested,
    /// The password was changed.
    PasswordChanged {
        /// By a link that was mailed; otherwise while signed in.
        by_link: bool,
    },
    /// Something about the second factor changed.
    SecondFactorChanged {
        /// What.
        change: FactorChange,
    },
    /// Roles were given or taken.
    RolesChanged {
        /// The name of who did it.
        by: String,
        /// As people say them: "test administrator, Cedar High, 2026-27".
        given: Vec<String>,
        /// Likewise.
        taken: Vec<String>,
    },
    /// The account was deactivated.
    AccessStopped {
        /// The name of who did it.
        by: String,
    },
    /// The account was activated again.
    AccessRestored {
        /// The name of who did it.
        by: String,
    },
    /// Something happened in a compliance review.
    ReviewNotice {
        /// The review.
        review: ReviewId,
        /// The LEA's name.
        organization_name: String,
        /// What.
        notice: ReviewNotice,
    },
    /// Something is due in a compliance review soon, or overdue.
    ReviewReminder {
        /// The review.
        review: ReviewId,
        /// The LEA's name.
        organization_name: String,
        /// What is overdue.
        overdue: Vec<DueLine>,
        /// What is due soon.
        upcoming: Vec<DueLine>,
        /// How much more there is.
        more: usize,
    },
    /// LEAs did not submit what was due.
    NonSubmitters {
        /// The program instrument.
        instrument: ProgramInstrument,
        /// The day it was due.
        due: Date,
        /// The LEAs.
        leas: Vec<NonSubmitter>,
        /// How many more there are.
        more: usize,
    },
    /// Comments were written in a compliance review.
    CommentsDigest {
        /// The review.
        review: ReviewId,
        /// The LEA's name.
        organization_name: String,
        /// The day.
        day: Date,
        /// Of which side they are.
        by: Side,
        /// How many, by instrument.
        comments: Vec<CommentCount>,
    },
    /// A bulletin was published, or put right.
    Bulletin {
        /// Which.
        bulletin: BulletinId,
        /// The version that was published.
        version: u64,
    },
    /// A school is on the list of second scoring.
    SecondScoring {
        /// The year of the list.
        year: AdministrationYear,
        /// The school's name.
        school_name: String,
        /// The form of the test that is scored twice.
        form: String,
    },
    /// A notification of an LEA's coordinators began.
    Notification {
        /// The name of the LEA or school that it is for.
        organization_name: String,
        /// What it is about.
        subject: String,
        /// What it says.
        text: String,
        /// Who wrote it, as they sign.
        by: String,
    },
    /// About a training that the addressee registered for.
    TrainingNotice {
        /// What there is to tell.
        notice: NoticeKind,
        /// The training.
        event: CalendarEventId,
        /// What it is called.
        title: String,
        /// The series, where one registers for all of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        series: Option<String>,
        /// When it begins.
        starts: Timestamp,
        /// When it ends.
        ends: Timestamp,
        /// Where it is.
        place: String,
        /// Where to join it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        join_address: Option<String>,
    },
}

/// What changed about somebody's second factors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactorChange {
    /// An authenticator app was added.
    TotpAdded,
    /// It was removed.
    TotpRemoved,
    /// New recovery codes; the old ones ended.
    RecoveryCodesRenewed,
    /// A passkey was added.
    PasskeyAdded,
    /// One was removed.
    PasskeyRemoved,
    /// Somebody signed in with a recovery code.
    RecoveryCodeUsed {
        /// How many are left.
        left: u8,
    },
}

impl Letter {
    /// Its name, as stored and in the log.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Activation => "activation",
            Self::ActivationRequested => "activation-requested",
            Self::PasswordResetRequested => "password-reset-requested",
            Self::PasswordChanged { .. } => "password-changed",
            Self::SecondFactorChanged { .. } => "second-factor-changed",
            Self::RolesChanged { .. } => "roles-changed",
            Self::AccessStopped { .. } => "access-stopped",
            Self::AccessRestored { .. } => "access-restored",
            Self::ReviewNotice { .. } => "review-notice",
            Self::ReviewReminder { .. } => "review-reminder",
            Self::NonSubmitters { .. } => "non-submitters",
            Self::CommentsDigest { .. } => "comments-digest",
            Self::Bulletin { .. } => "bulletin",
            Self::SecondScoring { .. } => "second-scoring",
            Self::Notification { .. } => "notification",
            Self::TrainingNotice { .. } => "training-notice",
        }
    }
}

impl Letter {
    /// The bulletin that goes with it.
    #[must_use]
    pub const fn bulletin(&self) -> Option<BulletinId> {
        match self {
            Self::Bulletin { bulletin, .. } => Some(*bulletin),
            _ => None,
        }
    }

    /// Whether people may say that they want no more of its kind.
    #[must_use]
    pub const fn may_be_ended(&self) -> bool {
        matches!(self, Self::Bulletin { .. } | Self::Notification { .. })
    }
}

/// Its kind alone: some letters name people.
impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Letter({})", self.kind())
    }
}

/// A letter to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedLetter {
    /// The id: random, or of a circular.
    pub id: LetterId,
    /// Whom it is for.
    pub to: Recipient,
    /// What it says.
    pub letter: Letter,
    /// When it was put into the queue.
    pub queued_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::{json, to_value};

    use super::*;
    use crate::compliance::DueKind;

    #[test]
    fn a_letters_name_is_the_one_it_is_stored_under() {
        let by = "Ana Ortiz".to_owned();
        for letter in [
            Letter::Activation,
            Letter::ActivationRequested,
            Letter::PasswordResetRequested,
            Letter::PasswordChanged { by_link: true },
            Letter::SecondFactorChanged { change: FactorChange::RecoveryCodeUsed { left: 3 } },
            Letter::RolesChanged { by: by.clone(), given: Vec::new(), taken: Vec::new() },
            Letter::AccessStopped { by: by.clone() },
            Letter::AccessRestored { by },
            Letter::Bulletin { bulletin: BulletinId::from_bytes([0; 16]), version: 2 },
            Letter::SecondScoring {
                year: "2026-27".parse().unwrap(),
                school_name: "Cedar High".into(),
                form: "Form 2".into(),
            },
            Letter::Notification {
                organization_name: "Poppy Valley Unified".into(),
                subject: "Training for Ana".into(),
                text: "Ana trains on Tuesday.".into(),
                by: "Ana Ortiz".into(),
            },
            Letter::TrainingNotice {
                notice: NoticeKind::Moved,
                event: CalendarEventId::from_bytes([0; 16]),
                title: "Coffee Session".into(),
                series: Some("Coffee Sessions".into()),
                starts: "2026-12-08T22:00:00Z".parse().unwrap(),
                ends: "2026-12-08T23:00:00Z".parse().unwrap(),
                place: "Online".into(),
                join_address: None,
            },
            Letter::ReviewNotice {
                review: ReviewId::from_bytes([0; 16]),
                organization_name: "Poppy Valley Unified".into(),
                notice: ReviewNotice::DocumentRefused { file_name: "Ana.pdf".into(), reason: "Ana".into() },
            },
            Letter::ReviewReminder {
                review: ReviewId::from_bytes([0; 16]),
                organization_name: "Poppy Valley Unified".into(),
                overdue: vec![DueLine {
                    what: DueKind::Evidence,
                    number: "I-EL 01".parse().unwrap(),
                    instrument: ProgramInstrument::EnglishLearner,
                    due: date(2026, 11, 21),
                }],
                upcoming: Vec::new(),
                more: 0,
            },
            Letter::NonSubmitters {
                instrument: ProgramInstrument::EnglishLearner,
                due: date(2026, 11, 21),
                leas: vec![NonSubmitter {
                    review: ReviewId::from_bytes([0; 16]),
                    organization_name: "Poppy Valley Unified".into(),
                    evidence_requests: 1,
                    findings: 0,
                }],
                more: 0,
            },
            Letter::CommentsDigest {
                review: ReviewId::from_bytes([0; 16]),
                organization_name: "Poppy Valley Unified".into(),
                day: date(2026, 11, 21),
                by: Side::Lea,
                comments: vec![CommentCount { instrument: ProgramInstrument::EnglishLearner, count: 2 }],
            },
        ] {
            let stored = to_value(&letter).unwrap();
            assert_eq!(stored["letter"], letter.kind());
            assert_eq!(serde_json::from_value::<Letter>(stored).unwrap(), letter);
            assert!(!format!("{letter:?}").contains("Ana"));
        }
    }

    #[test]
    fn a_recipient_is_stored_as_an_id_or_a_hash() {
        let user = UserId::from_bytes([0; 16]);
        assert_eq!(to_value(Recipient::User(user)).unwrap(), json!({"user": "a".repeat(26)}));
        let login: LoginHash = "ab".repeat(32).parse().unwrap();
        assert_eq!(to_value(Recipient::Login(login)).unwrap(), json!({"login": "ab".repeat(32)}));
        assert!(serde_json::from_value::<Recipient>(json!({"login": "a@poppy.test"})).is_err());
    }
}
