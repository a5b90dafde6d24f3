//! What is recorded of every view and every change. Source: 34 CFR 99.32(a) (a record of each access, kept with the
//! student's record) and EC 49064; the terms ask for a legitimate interest "for each instance of access".

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::access::{Caller, OrganizationCode, Right, Role};
use crate::accounts::{AccountState, LinkPurpose};
use crate::compliance::{Change, Program, ReviewEvent};
use crate::ids::{BulletinId, CalendarEventId, NotificationId, RequestId, ReviewId, StatusNoticeId, StudentId, UserId};
use crate::students::{ProgramFamily, Recorded};
use crate::year::AdministrationYear;

/// Who did something, as it was at that moment: a later change of name or role does not rewrite the past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Actor {
    /// A person in a role.
    User {
        /// The user.
        user: UserId,
        /// The name shown.
        name: String,
        /// The role in force.
        role: Role,
        /// The organization it was for.
        organization: OrganizationCode,
        /// That organization's name.
        organization_name: String,
    },
    /// A person whose role does not matter here, as at sign-in.
    Account {
        /// The user.
        user: UserId,
    },
    /// Nobody known: a sign-in that failed.
    Nobody,
    /// The service itself: it checked a document, or a day came.
    Service {
        /// The function's name.
        function: String,
    },
    /// An operator's import.
    Import {
        /// The file's name.
        file: String,
    },
    /// An operator's command.
    Operator,
}

impl From<&Caller> for Actor {
    fn from(caller: &Caller) -> Self {
        Self::User {
            user: caller.user,
            name: caller.name.clone(),
            role: caller.role.role,
            organization: caller.role.organization,
            organization_name: caller.role.organization_name.clone(),
        }
    }
}

/// What it was done to: the partition of the audit trail, so that "who has seen this student?" is one query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A student.
    Student(StudentId),
    /// A user: their sign-ins and searches.
    User(UserId),
    /// A user name that was signed in to, by its keyed hash.
    Login(crate::keyed::LoginHash),
    /// A compliance review.
    Review(ReviewId),
    /// A monitored program.
    Program(Program),
    /// A bulletin.
    Bulletin(BulletinId),
    /// An event of the calendar.
    CalendarEvent(CalendarEventId),
    /// A planned downtime or known issue.
    StatusNotice(StatusNoticeId),
    /// A notification to an LEA.
    Notification(NotificationId),
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case")]
pub enum Event {
    /// The record was opened.
    Viewed,
    /// The history was opened.
    HistoryViewed,
    /// A record was asked for that is not there for the caller: absent or out of scope.
    NotFound {
        /// The id asked for.
        student: StudentId,
    },
    /// A list of students was asked for. The criteria are kept, the names in it are those typed.
    Searched {
        /// The criteria, by their names.
        criteria: serde_json::Value,
    },
    /// Test assignments and condition codes were saved.
    Saved {
        /// Each change.
        changes: Vec<Recorded>,
    },
    /// The student came with an import.
    Imported,
    /// An import changed the student's data.
    Updated {
        /// Which fields.
        fields: Vec<String>,
    },
    /// An import moved the student to another school.
    Moved {
        /// The school before, with its name.
        from: String,
        /// The school after, with its name.
        to: String,
    },
    /// Signed in.
    SignedIn,
    /// A sign-in that failed, whatever the reason.
    SignInFailed,
    /// Signed out.
    SignedOut,
    /// Accepted the terms.
    TermsAccepted {
        /// Which version.
        version: String,
    },
    /// Chose a role to work in.
    RoleChosen {
        /// The role.
        role: Role,
        /// The organization.
        organization: OrganizationCode,
    },
    /// The right password; the second factor is still awaited.
    PasswordAccepted,
    /// Proved again who it is.
    Verified {
        /// By what.
        by: String,
    },
    /// A proof of who it is that failed.
    VerificationFailed,
    /// A link was asked for.
    LinkRequested {
        /// What for.
        purpose: LinkPurpose,
    },
    /// Set the first password.
    Activated,
    /// Set another password by a mailed link.
    PasswordReset,
    /// Changed the password.
    PasswordChanged,
    /// Changed a second factor.
    SecondFactorChanged {
        /// What was done, as in `totp-added`.
        change: String,
    },
    /// Ended sessions other than by signing out.
    SessionsEnded {
        /// All of them, or one.
        all: bool,
    },
    /// Signed a security affidavit.
    AffidavitSigned {
        /// The program.
        program: ProgramFamily,
        /// The administration year.
        year: AdministrationYear,
        /// The version of the text.
        version: String,
    },
    /// The account was added.
    UserAdded {
        /// The roles given, as people say them.
        given: Vec<String>,
    },
    /// The account was changed: all that one request changed.
    UserChanged {
        /// Which of the user's own data.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        fields: Vec<String>,
        /// Where the account stands now, if that changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        state: Option<AccountState>,
        /// The roles given, as people say them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        given: Vec<String>,
        /// Those taken away.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        taken: Vec<String>,
    },
    /// The activation link was sent again.
    ActivationSent,
    /// Something in a review was changed, or a document of it opened.
    ReviewChanged {
        /// What.
        change: ReviewEvent,
    },
    /// A bulletin was written, changed, scheduled, published or put right.
    BulletinChanged {
        /// Its version now.
        version: u64,
        /// Draft, scheduled or published.
        state: String,
    },
    /// An event of the calendar was entered, changed or withdrawn.
    CalendarChanged {
        /// Its version now.
        version: u64,
        /// Whether it was withdrawn.
        withdrawn: bool,
    },
    /// Somebody registered for a training or its series, or ended that.
    RegistrationChanged {
        /// Whether they are registered now.
        registered: bool,
    },
    /// A planned downtime or known issue was posted, changed or closed.
    StatusChanged {
        /// Its version now.
        version: u64,
        /// Whether it was closed.
        closed: bool,
    },
    /// A notification to an LEA was posted, changed, mailed or withdrawn.
    NotificationChanged {
        /// Its version now.
        version: u64,
        /// Scheduled, live or withdrawn.
        state: String,
        /// Whether its mail went out with this version.
        mailed: bool,
    },
    /// Whom an LEA asks about a program was changed.
    ProgramContactChanged {
        /// The office now.
        office: String,
        /// Its telephone number now.
        telephone: String,
    },
}

/// One row of the trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it was done to.
    pub subject: Subject,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: Actor,
    /// What.
    pub event: Event,
    /// The right that allowed it, where one was needed.
    pub allowed_by: Option<Right>,
    /// The request it belongs to; with `at` it makes the row unique.
    pub request: RequestId,
}

impl Entry {
    /// `caller` asked for `student` and was answered that there is none: the same row whether absent or out of scope.
    #[must_use]
    pub fn not_found(caller: &Caller, request: RequestId, at: Timestamp, student: StudentId) -> Self {
        let subject = Subject::User(caller.user);
        Self::by(caller, request, at, subject, Event::NotFound { student }, Right::FindStudents)
    }

    /// What the service itself did to `review` at `at`, in `request`.
    #[must_use]
    pub fn by_service(
        function: &'static str,
        request: RequestId,
        at: Timestamp,
        review: ReviewId,
        change: ReviewEvent,
    ) -> Self {
        let (subject, actor) = (Subject::Review(review), Actor::Service { function: function.to_owned() });
        Self { subject, at, actor, event: Event::ReviewChanged { change }, allowed_by: None, request }
    }

    /// The `change` of `review` that `caller` decided at `at`, in `request`.
    #[must_use]
    pub fn of_review(caller: &Caller, request: RequestId, at: Timestamp, review: ReviewId, change: &Change) -> Self {
        let event = Event::ReviewChanged { change: change.event.clone() };
        Self {
            subject: Subject::Review(review),
            at,
            actor: caller.into(),
            event,
            allowed_by: change.allowed_by,
            request,
        }
    }

    /// What `caller` did at `at`, in `request`.
    #[must_use]
    pub fn by(
        caller: &Caller,
        request: RequestId,
        at: Timestamp,
        subject: Subject,
        event: Event,
        right: Right,
    ) -> Self {
        Self { subject, at, actor: caller.into(), event, allowed_by: Some(right), request }
    }
}
