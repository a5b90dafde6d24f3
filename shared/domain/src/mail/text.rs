use jiff::Timestamp;
use jiff::civil::Date;

use super::{FactorChange, Letter};
use crate::access::Role;
use crate::accounts::{AccountState, LinkPurpose, User};
use crate::bulletins::calendar::NoticeKind;
use crate::compliance::{CommentCount, DueLine, NonSubmitter, ProgramInstrument, ReviewNotice, Side};
use crate::ids::{BulletinId, CalendarEventId, ReviewId};
use crate::year::AdministrationYear;

/// What is written to somebody.
#[derive(Clone, PartialEq, Eq)]
pub enum Text<'a> {
    /// Set your password by this link.
    Activation,
    /// There is nothing to activate: the account is in use.
    AlreadyActive,
    /// Your user name, and a link to set another password.
    PasswordReset,
    /// The password was changed.
    PasswordChanged {
        /// By a link that was mailed.
        by_link: bool,
    },
    /// A second factor changed.
    SecondFactorChanged {
        /// What.
        change: FactorChange,
    },
    /// Roles were given or taken.
    RolesChanged {
        /// Who did it.
        by: &'a str,
        /// Given.
        given: &'a [String],
        /// Taken.
        taken: &'a [String],
    },
    /// Access was stopped.
    AccessStopped {
        /// Who did it.
        by: &'a str,
    },
    /// Access was given back.
    AccessRestored {
        /// Who did it.
        by: &'a str,
    },
    /// Something happened in a compliance review.
    ReviewNotice {
        /// The review.
        review: ReviewId,
        /// The LEA's name.
        organization_name: &'a str,
        /// What.
        notice: &'a ReviewNotice,
    },
    /// Something is due in a compliance review soon, or overdue.
    ReviewReminder {
        /// The review.
        review: ReviewId,
        /// The LEA's name.
        organization_name: &'a str,
        /// What is overdue.
        overdue: &'a [DueLine],
        /// What is due soon.
        upcoming: &'a [DueLine],
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
        leas: &'a [NonSubmitter],
        /// How many more there are.
        more: usize,
    },
    /// Comments were written in a compliance review.
    CommentsDigest {
        /// The review.
        review: ReviewId,
        /// The LEA's name.
        organization_name: &'a str,
        /// The day.
        day: Date,
        /// Of which side they are.
        by: Side,
        /// How many, by the instruments that the addressee sees.
        comments: Vec<CommentCount>,
    },
    /// A notification of an LEA's coordinators.
    Notification {
        /// The name of the LEA or school that it is for.
        organization_name: &'a str,
        /// What it is about.
        subject: &'a str,
        /// What it says.
        text: &'a str,
        /// Who wrote it.
        by: &'a str,
    },
    /// A bulletin, which is read when the letter is sent: page and letter have one source.
    Bulletin {
        /// Which.
        bulletin: BulletinId,
    },
    /// A school is on the list of second scoring.
    SecondScoring {
        /// The year of the list.
        year: AdministrationYear,
        /// The school's name.
        school_name: &'a str,
        /// The form of the test that is scored twice.
        form: &'a str,
    },
    /// About a training that the addressee registered for.
    TrainingNotice {
        /// What there is to tell.
        notice: NoticeKind,
        /// The training.
        event: CalendarEventId,
        /// What it is called.
        title: &'a str,
        /// The series, where one registers for all of it.
        series: Option<&'a str>,
        /// When it begins.
        starts: Timestamp,
        /// When it ends.
        ends: Timestamp,
        /// Where it is.
        place: &'a str,
        /// Where to join it.
        join_address: Option<&'a str>,
    },
}

impl Letter {
    /// What is written to `addressee`, as the account is when the letter is sent; `None` when nothing is. Our choice: a
    /// stranger who asks for a link gets nothing, and neither does an account whose access was stopped.
    #[must_use]
    pub fn text(&self, addressee: &User) -> Option<Text<'_>> {
        let state = addressee.state;
        match self {
            Self::Activation => (state == AccountState::Added).then_some(Text::Activation),
            Self::ActivationRequested => match state {
                AccountState::Added => Some(Text::Activation),
                AccountState::Active => Some(Text::AlreadyActive),
                AccountState::Deactivated => None,
            },
            Self::PasswordResetRequested => match state {
                AccountState::Added => Some(Text::Activation),
                AccountState::Active => Some(Text::PasswordReset),
                AccountState::Deactivated => None,
            },
            Self::PasswordChanged { by_link } => Some(Text::PasswordChanged { by_link: *by_link }),
            Self::SecondFactorChanged { change } => Some(Text::SecondFactorChanged { change: *change }),
            Self::RolesChanged { by, given, taken } => Some(Text::RolesChanged { by, given, taken }),
            Self::AccessStopped { by } => Some(Text::AccessStopped { by }),
            Self::AccessRestored { by } => Some(Text::AccessRestored { by }),
            // Who lost access meanwhile is told nothing more of the review.
            Self::ReviewNotice { review, organization_name, notice } => (state == AccountState::Active)
                .then_some(Text::ReviewNotice { review: *review, organization_name, notice }),
            Self::ReviewReminder { review, organization_name, overdue, upcoming, more } => {
                let text = Text::ReviewReminder { review: *review, organization_name, overdue, upcoming, more: *more };
                (state == AccountState::Active).then_some(text)
            }
            Self::NonSubmitters { instrument, due, leas, more } => (state == AccountState::Active)
                .then_some(Text::NonSubmitters { instrument: *instrument, due: *due, leas, more: *more }),
            Self::CommentsDigest { review, organization_name, day, by, comments } => {
                let mut comments = comments.clone();
                if *by == Side::Lea {
                    // Which instruments a review has is not for monitors of others.
                    comments.retain(|counted| monitors(addressee, counted.instrument, *day));
                }
                let is_told = state == AccountState::Active && !comments.is_empty();
                let (review, day, by) = (*review, *day, *by);
                is_told.then_some(Text::CommentsDigest { review, organization_name, day, by, comments })
            }
            Self::Notification { organization_name, subject, text, by } => {
                (state == AccountState::Active).then_some(Text::Notification { organization_name, subject, text, by })
            }
            Self::Bulletin { bulletin, .. } => {
                (state == AccountState::Active).then_some(Text::Bulletin { bulletin: *bulletin })
            }
            Self::SecondScoring { year, school_name, form } => {
                (state == AccountState::Active).then_some(Text::SecondScoring { year: *year, school_name, form })
            }
            Self::TrainingNotice { notice, event, title, series, starts, ends, place, join_address } => {
                let (series, join_address) = (series.as_deref(), join_address.as_deref());
                let (notice, event, starts, ends) = (*notice, *event, *starts, *ends);
                let text = Text::TrainingNotice { notice, event, title, series, starts, ends, place, join_address };
                (state == AccountState::Active).then_some(text)
            }
        }
    }
}

/// Whether `user` monitors `instrument` in the year of `day` or a later one.
fn monitors(user: &User, instrument: ProgramInstrument, day: Date) -> bool {
    let year = AdministrationYear::of(day);
    user.roles
        .iter()
        .any(|held| held.role == Role::ComplianceMonitor && held.year >= year && held.instruments.contains(&instrument))
}

impl Text<'_> {
    /// What the link in it is for, if it carries one.
    #[must_use]
    pub const fn link(&self) -> Option<LinkPurpose> {
        match self {
            Self::Activation => Some(LinkPurpose::Activation),
            Self::PasswordReset => Some(LinkPurpose::PasswordReset),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Epoch;
    use crate::ids::UserId;

    fn user(state: AccountState) -> User {
        User {
            id: UserId::from_bytes([1; 16]),
            username: "a@poppy.test".parse().unwrap(),
            first_name: "Ana".into(),
            last_name: "Ortiz".into(),
            telephone: None,
            state,
            epoch: Epoch(1),
            version: 1,
            roles: Vec::new(),
            affidavits: Vec::new(),
            second_factors: Vec::new(),
            terms_accepted: None,
        }
    }

    #[test]
    fn what_is_asked_for_by_anyone_depends_on_where_the_account_stands_and_a_stopped_one_gets_nothing() {
        use AccountState::{Active, Added, Deactivated};
        let wrote =
            |letter: Letter, state| letter.text(&user(state)).map(|text| (text.link(), text == Text::AlreadyActive));
        let activation = Some((Some(LinkPurpose::Activation), false));
        assert_eq!(wrote(Letter::ActivationRequested, Added), activation);
        assert_eq!(wrote(Letter::ActivationRequested, Active), Some((None, true)));
        assert_eq!(wrote(Letter::ActivationRequested, Deactivated), None);
        assert_eq!(wrote(Letter::PasswordResetRequested, Added), activation);
        assert_eq!(wrote(Letter::PasswordResetRequested, Active), Some((Some(LinkPurpose::PasswordReset), false)));
        assert_eq!(wrote(Letter::PasswordResetRequested, Deactivated), None);
    }

    #[test]
    fn an_activation_letter_is_only_for_who_has_not_activated() {
        assert!(Letter::Activation.text(&user(AccountState::Added)).is_some());
        assert!(Letter::Activation.text(&user(AccountState::Active)).is_none());
        assert!(Letter::Activation.text(&user(AccountState::Deactivated)).is_none());
    }

    #[test]
    fn who_lost_access_is_told() {
        let by = "Ana".to_owned();
        assert!(Letter::AccessStopped { by }.text(&user(AccountState::Deactivated)).is_some());
    }
}
