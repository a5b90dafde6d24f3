//! The keys. Nothing else spells a prefix.

use std::fmt;

use domain::access::{OrganizationCode, Role};
use domain::accounts::manage::{Holding, Listing, ListingPlace, UserClass};
use domain::accounts::{LinkPurpose, NetworkHash, NetworkWindow, SessionHash};
use domain::bulletins::AnswerId;
use domain::bulletins::calendar::{NoticeKind, Roll};
use domain::cds::{CdsCode, LeaCode};
use domain::compliance::{CommentTarget, Program, ReviewList};
use domain::ids::{
    BulletinId, CalendarEventId, CircularId, CommentId, DocumentId, EvidenceRequestId, FindingId, ItemId, LetterId,
    NotificationId, PasskeyId, RequestId, ReviewId, StatusNoticeId, StudentId, UserId,
};
use domain::keyed::{AddressHash, LoginHash};
use domain::year::AdministrationYear;
use jiff::Timestamp;
use jiff::civil::Date;

/// A partition key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Partition {
    /// A user name, by its keyed hash.
    Login(LoginHash),
    /// A range of addresses, by its keyed hash.
    Network(NetworkHash),
    /// A user.
    User(UserId),
    /// The list of a place's users of one class.
    Listing(ListingPlace, UserClass),
    /// Who holds the offices of an LEA.
    Holders(OrganizationCode),
    /// A student.
    Student(StudentId),
    /// A county, LEA or school.
    Organization(OrganizationCode),
    /// A compliance review with all that lies in it.
    Review(ReviewId),
    /// A list of reviews.
    Reviews(ReviewList),
    /// A monitored program, in the audit trail.
    Program(Program),
    /// The monitored programs.
    Programs,
    /// What was done of the days.
    Reminders,
    /// A bulletin with its versions.
    Bulletin(BulletinId),
    /// The bulletins that are not published.
    BulletinDesk,
    /// The bulletins that have a time.
    BulletinSchedule,
    /// The bulletins published in a year.
    BulletinArchive(i16),
    /// The trainings and opportunities, by day.
    Calendar,
    /// The test windows, by their last day.
    TestWindows,
    /// What those registered for trainings are to be told.
    TrainingNotices,
    /// An event of the calendar.
    CalendarEvent(CalendarEventId),
    /// Those registered for a training or a series; and the trainings of the series.
    Roll(Roll),
    /// What somebody registered for.
    Registrations(UserId),
    /// The notices about the systems that nobody closed.
    Status,
    /// Those that were closed in a year.
    ClosedStatus(i16),
    /// A notice about the systems, in the audit trail.
    StatusNotice(StatusNoticeId),
    /// The schools of second scoring in a year.
    SecondScoring(AdministrationYear),
    /// The answers to questions.
    Answers,
    /// Whom to ask.
    Contacts,
    /// A notification to an LEA.
    Notification(NotificationId),
    /// The notifications of an LEA.
    Notifications(LeaCode),
    /// The notifications that are to be mailed on their first day.
    NotificationsDue,
    /// A letter to be mailed.
    Mail(LetterId),
    /// A letter to everybody of an audience.
    Circular(CircularId),
    /// An e-mail address, by its keyed hash.
    Address(AddressHash),
    /// Somebody who may be sent bulletins.
    Subscriber(UserId),
    /// How fast letters are sent.
    Pace,
    /// Nothing is ever stored here: read to see whether a table answers.
    Health,
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Login(hash) => write!(f, "LOGIN#{}", hash.as_str()),
            Self::Network(hash) => write!(f, "NETWORK#{}", hash.as_str()),
            Self::User(user) => write!(f, "USER#{user}"),
            Self::Listing(ListingPlace::State, class) => write!(f, "LISTING#CA#{class}"),
            Self::Listing(ListingPlace::Lea(lea), class) => write!(f, "LISTING#{lea}#{class}"),
            Self::Listing(ListingPlace::School(school), class) => write!(f, "LISTING#{school}#{class}"),
            Self::Holders(organization) => write!(f, "HOLDERS#{organization}"),
            Self::Student(student) => write!(f, "STUDENT#{student}"),
            Self::Organization(code) => write!(f, "ORGANIZATION#{code}"),
            Self::Review(review) => write!(f, "REVIEW#{review}"),
            Self::Reviews(list) => write!(f, "REVIEWS#{list}"),
            Self::Program(program) => write!(f, "PROGRAM#{program}"),
            Self::Programs => f.write_str("PROGRAMS"),
            Self::Reminders => f.write_str("REMINDERS"),
            Self::Bulletin(bulletin) => write!(f, "BULLETIN#{bulletin}"),
            Self::BulletinDesk => f.write_str("BULLETINS#DESK"),
            Self::BulletinSchedule => f.write_str("BULLETINS#SCHEDULE"),
            Self::BulletinArchive(year) => write!(f, "BULLETINS#{year:04}"),
            Self::Calendar => f.write_str("CALENDAR"),
            Self::TestWindows => f.write_str("CALENDAR#WINDOWS"),
            Self::TrainingNotices => f.write_str("CALENDAR#NOTICES"),
            Self::CalendarEvent(event) => write!(f, "CALENDAR-EVENT#{event}"),
            Self::Roll(roll) => write!(f, "ROLL#{roll}"),
            Self::Registrations(user) => write!(f, "REGISTRATIONS#{user}"),
            Self::Status => f.write_str("STATUS"),
            Self::ClosedStatus(year) => write!(f, "STATUS#{year:04}"),
            Self::StatusNotice(notice) => write!(f, "STATUS-NOTICE#{notice}"),
            Self::SecondScoring(year) => write!(f, "SECOND-SCORING#{year}"),
            Self::Answers => f.write_str("ANSWERS"),
            Self::Contacts => f.write_str("CONTACTS"),
            Self::Notification(notification) => write!(f, "NOTIFICATION#{notification}"),
            Self::Notifications(lea) => write!(f, "NOTIFICATIONS#{lea}"),
            Self::NotificationsDue => f.write_str("NOTIFICATIONS#DUE"),
            Self::Mail(letter) => write!(f, "MAIL#{letter}"),
            Self::Circular(circular) => write!(f, "CIRCULAR#{circular}"),
            Self::Address(hash) => write!(f, "ADDRESS#{}", hash.as_str()),
            Self::Subscriber(user) => write!(f, "SUBSCRIBER#{user}"),
            Self::Pace => f.write_str("PACE"),
            Self::Health => f.write_str("HEALTH"),
        }
    }
}

/// A sort key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sort {
    /// What a sign-in checks.
    Credential,
    /// Failed sign-ins.
    Throttle,
    /// Links asked for at a user name.
    LinkThrottle,
    /// What came from a range of addresses in a stretch of time.
    Window(NetworkWindow),
    /// A user's or a student's own item.
    Profile,
    /// A session.
    Session(SessionHash),
    /// A link that was mailed.
    Link(LinkPurpose),
    /// The secret of an authenticator app.
    Totp,
    /// The recovery codes left.
    RecoveryCodes,
    /// A passkey.
    Passkey(PasskeyId),
    /// What a session was asked and has not answered yet.
    Challenge(SessionHash),
    /// When the activation letter was sent again.
    ActivationSent,
    /// A user that was added, by the key of the request.
    Addition(String),
    /// An entry of a list: in order of last name, first name.
    Listed(String),
    /// Who holds an office in a year.
    Holders(AdministrationYear, Role),
    /// A student's second enrolment.
    SecondEnrollment,
    /// A student's assignments of a year.
    Assignments(AdministrationYear),
    /// A committed save.
    Save(UserId, String),
    /// An organization's own item.
    Organization,
    /// A review's own item.
    Review,
    /// An item of an instrument.
    InstrumentItem(ItemId),
    /// An evidence request.
    EvidenceRequest(EvidenceRequestId),
    /// A document.
    Document(DocumentId),
    /// A comment: in order of time within its thread.
    Comment(CommentTarget, Timestamp, CommentId),
    /// Where a comment stands.
    CommentPlace(CommentId),
    /// A finding.
    Finding(FindingId),
    /// An entry of a list of reviews: in order of the last day.
    ReviewEntry(Date, ReviewId),
    /// Whom an LEA asks about a program.
    Contact(Program),
    /// The last day that was done.
    Done,
    /// A bulletin's own item.
    Bulletin,
    /// A version of it that was replaced.
    BulletinVersion(u64),
    /// A bulletin that is not published.
    DeskEntry(BulletinId),
    /// A bulletin by the time when it is to be published.
    Due(Timestamp, BulletinId),
    /// A bulletin by the day in California and the time when it was published.
    Archived(Date, Timestamp, BulletinId),
    /// An event's own item.
    CalendarEvent,
    /// An event by day and, where it has one, time.
    CalendarEntry(Date, Option<Timestamp>, CalendarEventId),
    /// When what is to be told of an event.
    TrainingNotice(Timestamp, CalendarEventId, NoticeKind),
    /// Somebody on a roll.
    Registered(UserId),
    /// A training of a series by its time.
    SeriesSession(Timestamp, CalendarEventId),
    /// A roll that somebody is on, by administration year.
    OnRoll(AdministrationYear, Roll),
    /// A notice about the systems.
    StatusNotice(StatusNoticeId),
    /// A school of second scoring.
    ListedSchool(CdsCode),
    /// An answer.
    Answer(AnswerId),
    /// Somebody to ask, by the place in the list.
    HelpContact(u16),
    /// A notification's own item.
    Notification,
    /// A notification by a day of it: its last one in the list of its LEA, its first one where it is to be mailed.
    NotificationOn(Date, NotificationId),
    /// A letter's own item.
    Letter,
    /// A circular's own item.
    Circular,
    /// That a letter or a circular is to be looked at again.
    Nudge(Timestamp),
    /// That an address takes no mail.
    Suppression,
    /// That somebody wants no bulletins by mail.
    Unsubscription,
    /// The slots that were given out.
    Slots,
    /// A row of the audit trail: in order of time.
    Entry(Timestamp, RequestId),
    /// See [`Partition::Health`].
    Health,
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Credential => f.write_str("CREDENTIAL"),
            Self::Throttle => f.write_str("THROTTLE"),
            Self::LinkThrottle => f.write_str("LINK-THROTTLE"),
            Self::Window(window) => write!(f, "WINDOW#{}", window.begins_at()),
            Self::Profile => f.write_str("PROFILE"),
            Self::Session(hash) => write!(f, "SESSION#{}", hash.as_str()),
            Self::Link(purpose) => write!(f, "LINK#{purpose}"),
            Self::Totp => f.write_str("FACTOR#TOTP"),
            Self::RecoveryCodes => f.write_str("FACTOR#RECOVERY-CODES"),
            Self::Passkey(id) => write!(f, "FACTOR#PASSKEY#{id}"),
            Self::Challenge(session) => write!(f, "CHALLENGE#{}", session.as_str()),
            Self::ActivationSent => f.write_str("ACTIVATION-SENT"),
            Self::Addition(key) => write!(f, "ADDITION#{key}"),
            Self::Listed(place) => f.write_str(place),
            Self::Holders(year, role) => write!(f, "{year}#{role}"),
            Self::SecondEnrollment => f.write_str("SECOND-ENROLLMENT"),
            Self::Assignments(year) => write!(f, "ASSIGNMENTS#{year}"),
            Self::Save(user, key) => write!(f, "SAVE#{user}#{key}"),
            Self::Organization => f.write_str("ORGANIZATION"),
            Self::Review => f.write_str("REVIEW"),
            Self::InstrumentItem(item) => write!(f, "ITEM#{item}"),
            Self::EvidenceRequest(request) => write!(f, "REQUEST#{request}"),
            Self::Document(document) => write!(f, "DOCUMENT#{document}"),
            Self::Comment(target, at, comment) => write!(f, "{}{at:.3}#{comment}", Thread(*target)),
            Self::CommentPlace(comment) => write!(f, "COMMENT#PLACE#{comment}"),
            Self::Finding(finding) => write!(f, "FINDING#{finding}"),
            Self::ReviewEntry(last_day, review) => write!(f, "{last_day}#{review}"),
            Self::Contact(program) => write!(f, "CONTACT#{program}"),
            Self::Done => f.write_str("DONE"),
            Self::Bulletin => f.write_str("BULLETIN"),
            // In text order up to a million versions.
            Self::BulletinVersion(version) => write!(f, "VERSION#{version:06}"),
            Self::DeskEntry(bulletin) => write!(f, "{bulletin}"),
            Self::Due(at, bulletin) => write!(f, "{at:.3}#{bulletin}"),
            Self::Archived(day, at, bulletin) => write!(f, "{day}#{at:.3}#{bulletin}"),
            Self::CalendarEvent => f.write_str("EVENT"),
            Self::CalendarEntry(day, Some(at), event) => write!(f, "{day}#{at:.3}#{event}"),
            // Before all that have a time on the day.
            Self::CalendarEntry(day, None, event) => write!(f, "{day}##{event}"),
            Self::TrainingNotice(due, event, kind) => write!(f, "{due:.3}#{event}#{kind}"),
            Self::Registered(user) => write!(f, "USER#{user}"),
            Self::SeriesSession(at, event) => write!(f, "SESSION#{at:.3}#{event}"),
            Self::OnRoll(year, roll) => write!(f, "{year}#{roll}"),
            Self::StatusNotice(notice) => write!(f, "NOTICE#{notice}"),
            Self::ListedSchool(school) => write!(f, "{school}"),
            Self::Answer(answer) => write!(f, "{answer}"),
            Self::HelpContact(place) => write!(f, "{place:04}"),
            Self::Notification => f.write_str("NOTIFICATION"),
            Self::NotificationOn(day, notification) => write!(f, "{day}#{notification}"),
            Self::Letter => f.write_str("LETTER"),
            Self::Circular => f.write_str("CIRCULAR"),
            Self::Nudge(at) => write!(f, "NUDGE#{at:.3}"),
            Self::Suppression => f.write_str("SUPPRESSION"),
            Self::Unsubscription => f.write_str("UNSUBSCRIPTION"),
            Self::Slots => f.write_str("SLOTS"),
            // Always three digits of a second, so that text order is the order of time.
            Self::Entry(at, request) => write!(f, "{at:.3}#{request}"),
            Self::Health => f.write_str("HEALTH"),
        }
    }
}

/// How the sort keys of a thread of comments begin.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Thread(pub(crate) CommentTarget);

impl fmt::Display for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            CommentTarget::Instrument(instrument) => write!(f, "COMMENT#INSTRUMENT#{instrument}#"),
            CommentTarget::Item(item) => write!(f, "COMMENT#ITEM#{item}#"),
            CommentTarget::EvidenceRequest(request) => write!(f, "COMMENT#REQUEST#{request}#"),
        }
    }
}

/// The least sort key that is greater than those of all comments of a review; all else in a review is greater.
pub(crate) const AFTER_COMMENTS: &str = "COMMENT$";

/// Where an entry stands in its list.
pub(crate) fn listed(listing: &Listing) -> Sort {
    let (last, first) = &listing.name;
    Sort::Listed(format!("{}#{}#{}", last.as_str(), first.as_str(), listing.user.id))
}

/// The item of an office.
pub(crate) fn office(holding: &Holding) -> (Partition, Sort) {
    (Partition::Holders(holding.organization), Sort::Holders(holding.year, holding.role))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::accounts::NetworkKey;
    use domain::compliance::ProgramInstrument;
    use domain::keyed::LoginKey;

    #[test]
    fn every_partition_is_spelled_as_the_table_of_items_says() {
        let login = LoginKey::new(&"k".repeat(32)).unwrap().hash(&"a@poppy.test".parse().unwrap());
        let spelled = |partition: Partition| partition.to_string();
        assert_eq!(spelled(Partition::Login(login.clone())), format!("LOGIN#{}", login.as_str()));
        let network = NetworkKey::new(&"n".repeat(32)).unwrap().hash("192.0.2.1".parse().unwrap());
        assert_eq!(spelled(Partition::Network(network.clone())), format!("NETWORK#{}", network.as_str()));
        assert_eq!(spelled(Partition::User(UserId::from_bytes([0; 16]))), "USER#aaaaaaaaaaaaaaaaaaaaaaaaaa");
        let listing = |place| spelled(Partition::Listing(place, UserClass::Site));
        assert_eq!(listing(ListingPlace::State), "LISTING#CA#site");
        assert_eq!(listing(ListingPlace::Lea("9900001".parse().unwrap())), "LISTING#9900001#site");
        let school = ListingPlace::School("99000010000103".parse().unwrap());
        assert_eq!(listing(school), "LISTING#99000010000103#site");
        assert_eq!(spelled(Partition::Holders("99000010000000".parse().unwrap())), "HOLDERS#99000010000000");
        assert_eq!(spelled(Partition::Student(StudentId::from_bytes([0; 16]))), "STUDENT#aaaaaaaaaaaaaaaaaaaaaaaaaa");
        assert_eq!(spelled(Partition::Organization("99".parse().unwrap())), "ORGANIZATION#99");
        let review = ReviewId::from_bytes([0; 16]);
        assert_eq!(spelled(Partition::Review(review)), "REVIEW#aaaaaaaaaaaaaaaaaaaaaaaaaa");
        let list = |list| spelled(Partition::Reviews(list));
        assert_eq!(list(ReviewList::Lea("9900001".parse().unwrap())), "REVIEWS#LEA#9900001");
        assert_eq!(
            list(ReviewList::Instrument(ProgramInstrument::EnglishLearner)),
            "REVIEWS#INSTRUMENT#english-learner"
        );
        let contributor = list(ReviewList::Contributor(UserId::from_bytes([0; 16])));
        assert_eq!(contributor, "REVIEWS#CONTRIBUTOR#aaaaaaaaaaaaaaaaaaaaaaaaaa");
        assert_eq!(list(ReviewList::All), "REVIEWS#ALL");
        assert_eq!(spelled(Partition::Program(Program::CharterSchools)), "PROGRAM#charter-schools");
        assert_eq!(spelled(Partition::Programs), "PROGRAMS");
        assert_eq!(spelled(Partition::Reminders), "REMINDERS");
        let bulletin = Partition::Bulletin(BulletinId::from_bytes([0; 16]));
        assert_eq!(spelled(bulletin), "BULLETIN#aaaaaaaaaaaaaaaaaaaaaaaaaa");
        assert_eq!(spelled(Partition::BulletinDesk), "BULLETINS#DESK");
        assert_eq!(spelled(Partition::BulletinSchedule), "BULLETINS#SCHEDULE");
        assert_eq!(spelled(Partition::BulletinArchive(2026)), "BULLETINS#2026");
        assert_eq!(spelled(Partition::Calendar), "CALENDAR");
        assert_eq!(spelled(Partition::TestWindows), "CALENDAR#WINDOWS");
        assert_eq!(spelled(Partition::TrainingNotices), "CALENDAR#NOTICES");
        let event = CalendarEventId::from_bytes([0; 16]);
        assert_eq!(spelled(Partition::CalendarEvent(event)), "CALENDAR-EVENT#aaaaaaaaaaaaaaaaaaaaaaaaaa");
        assert_eq!(spelled(Partition::Roll(Roll::Event(event))), "ROLL#EVENT#aaaaaaaaaaaaaaaaaaaaaaaaaa");
        let series = Roll::Series("2026-27".parse().unwrap(), "coffee-sessions".into());
        assert_eq!(spelled(Partition::Roll(series)), "ROLL#SERIES#2026-27#coffee-sessions");
        let registrations = Partition::Registrations(UserId::from_bytes([0; 16]));
        assert_eq!(spelled(registrations), "REGISTRATIONS#aaaaaaaaaaaaaaaaaaaaaaaaaa");
        assert_eq!(spelled(Partition::Status), "STATUS");
        assert_eq!(spelled(Partition::ClosedStatus(2026)), "STATUS#2026");
        let notice = Partition::StatusNotice(StatusNoticeId::from_bytes([0; 16]));
        assert_eq!(spelled(notice), "STATUS-NOTICE#aaaaaaaaaaaaaaaaaaaaaaaaaa");
        let year = "2026-27".parse().unwrap();
        assert_eq!(spelled(Partition::SecondScoring(year)), "SECOND-SCORING#2026-27");
        assert_eq!(spelled(Partition::Answers), "ANSWERS");
        assert_eq!(spelled(Partition::Contacts), "CONTACTS");
        let notification = Partition::Notification(NotificationId::from_bytes([0; 16]));
        assert_eq!(spelled(notification), "NOTIFICATION#aaaaaaaaaaaaaaaaaaaaaaaaaa");
        assert_eq!(spelled(Partition::Notifications("9900001".parse().unwrap())), "NOTIFICATIONS#9900001");
        assert_eq!(spelled(Partition::NotificationsDue), "NOTIFICATIONS#DUE");
        assert_eq!(spelled(Partition::Mail(LetterId::from_bytes([0; 16]))), "MAIL#aaaaaaaaaaaaaaaaaaaaaaaaaa");
        let circular = Partition::Circular(CircularId::from_bytes([0; 16]));
        assert_eq!(spelled(circular), "CIRCULAR#aaaaaaaaaaaaaaaaaaaaaaaaaa");
        let address = LoginKey::new(&"k".repeat(32)).unwrap().address(&"a@poppy.test".parse().unwrap());
        assert_eq!(spelled(Partition::Address(address.clone())), format!("ADDRESS#{}", address.as_str()));
        assert_ne!(address.as_str(), login.as_str());
        let subscriber = Partition::Subscriber(UserId::from_bytes([0; 16]));
        assert_eq!(spelled(subscriber), "SUBSCRIBER#aaaaaaaaaaaaaaaaaaaaaaaaaa");
        assert_eq!(spelled(Partition::Pace), "PACE");
        assert_eq!(spelled(Partition::Health), "HEALTH");
    }

    #[test]
    fn every_sort_key_is_spelled_as_the_table_of_items_says() {
        let user = UserId::from_bytes([0; 16]);
        let session = SessionHash::of(&[0; 32]);
        let review = ReviewId::from_bytes([0; 16]);
        let comment = CommentId::new(review, [0; 8]);
        let event = CalendarEventId::from_bytes([0; 16]);
        let at: Timestamp = "2026-11-22T20:00:00Z".parse().unwrap();
        for (sort, spelled) in [
            (Sort::Credential, "CREDENTIAL".to_owned()),
            (Sort::Throttle, "THROTTLE".to_owned()),
            (Sort::LinkThrottle, "LINK-THROTTLE".to_owned()),
            (Sort::Window(NetworkWindow::at(at)), "WINDOW#2026-11-22T20:00:00Z".to_owned()),
            (Sort::Profile, "PROFILE".to_owned()),
            (Sort::Session(session.clone()), format!("SESSION#{}", session.as_str())),
            (Sort::Link(LinkPurpose::PasswordReset), "LINK#password-reset".to_owned()),
            (Sort::Totp, "FACTOR#TOTP".to_owned()),
            (Sort::RecoveryCodes, "FACTOR#RECOVERY-CODES".to_owned()),
            (Sort::Passkey(PasskeyId::from_bytes([0; 16])), format!("FACTOR#PASSKEY#{}", "a".repeat(26))),
            (Sort::Challenge(session.clone()), format!("CHALLENGE#{}", session.as_str())),
            (Sort::ActivationSent, "ACTIVATION-SENT".to_owned()),
            (Sort::Addition("k1".into()), "ADDITION#k1".to_owned()),
            (Sort::Listed("romero#lee#x".into()), "romero#lee#x".to_owned()),
            (
                Sort::Holders("2026-27".parse().unwrap(), Role::LeaElpacCoordinator),
                "2026-27#lea-elpac-coordinator".to_owned(),
            ),
            (Sort::SecondEnrollment, "SECOND-ENROLLMENT".to_owned()),
            (Sort::Assignments("2026-27".parse().unwrap()), "ASSIGNMENTS#2026-27".to_owned()),
            (Sort::Save(user, "k1".into()), format!("SAVE#{user}#k1")),
            (Sort::Organization, "ORGANIZATION".to_owned()),
            (Sort::Review, "REVIEW".to_owned()),
            (Sort::InstrumentItem(ItemId::new(review, [0; 8])), format!("ITEM#{}", "a".repeat(39))),
            (Sort::EvidenceRequest(EvidenceRequestId::new(review, [0; 8])), format!("REQUEST#{}", "a".repeat(39))),
            (Sort::Document(DocumentId::new(review, [0; 8])), format!("DOCUMENT#{}", "a".repeat(39))),
            (
                Sort::Comment(CommentTarget::Instrument(ProgramInstrument::EnglishLearner), at, comment),
                format!("COMMENT#INSTRUMENT#english-learner#2026-11-22T20:00:00.000Z#{}", "a".repeat(39)),
            ),
            (
                Sort::Comment(CommentTarget::Item(ItemId::new(review, [0; 8])), at, comment),
                format!("COMMENT#ITEM#{0}#2026-11-22T20:00:00.000Z#{0}", "a".repeat(39)),
            ),
            (
                Sort::Comment(CommentTarget::EvidenceRequest(EvidenceRequestId::new(review, [0; 8])), at, comment),
                format!("COMMENT#REQUEST#{0}#2026-11-22T20:00:00.000Z#{0}", "a".repeat(39)),
            ),
            (Sort::CommentPlace(comment), format!("COMMENT#PLACE#{}", "a".repeat(39))),
            (Sort::Finding(FindingId::new(review, [0; 8])), format!("FINDING#{}", "a".repeat(39))),
            (Sort::ReviewEntry(jiff::civil::date(2026, 11, 22), review), format!("2026-11-22#{review}")),
            (Sort::Contact(Program::CharterSchools), "CONTACT#charter-schools".to_owned()),
            (Sort::Done, "DONE".to_owned()),
            (Sort::Bulletin, "BULLETIN".to_owned()),
            (Sort::BulletinVersion(7), "VERSION#000007".to_owned()),
            (Sort::DeskEntry(BulletinId::from_bytes([0; 16])), "a".repeat(26)),
            (Sort::Due(at, BulletinId::from_bytes([0; 16])), format!("2026-11-22T20:00:00.000Z#{}", "a".repeat(26))),
            (
                Sort::Archived(jiff::civil::date(2026, 11, 22), at, BulletinId::from_bytes([0; 16])),
                format!("2026-11-22#2026-11-22T20:00:00.000Z#{}", "a".repeat(26)),
            ),
            (Sort::CalendarEvent, "EVENT".to_owned()),
            (
                Sort::CalendarEntry(jiff::civil::date(2026, 11, 22), Some(at), event),
                format!("2026-11-22#2026-11-22T20:00:00.000Z#{}", "a".repeat(26)),
            ),
            (
                Sort::CalendarEntry(jiff::civil::date(2026, 11, 22), None, event),
                format!("2026-11-22##{}", "a".repeat(26)),
            ),
            (
                Sort::TrainingNotice(at, event, NoticeKind::Moved),
                format!("2026-11-22T20:00:00.000Z#{}#moved", "a".repeat(26)),
            ),
            (Sort::Registered(user), format!("USER#{user}")),
            (Sort::SeriesSession(at, event), format!("SESSION#2026-11-22T20:00:00.000Z#{}", "a".repeat(26))),
            (Sort::OnRoll("2026-27".parse().unwrap(), Roll::Event(event)), format!("2026-27#EVENT#{}", "a".repeat(26))),
            (Sort::StatusNotice(StatusNoticeId::from_bytes([0; 16])), format!("NOTICE#{}", "a".repeat(26))),
            (Sort::ListedSchool("99000010000103".parse().unwrap()), "99000010000103".to_owned()),
            (Sort::Answer("sign-the-affidavit".parse().unwrap()), "sign-the-affidavit".to_owned()),
            (Sort::HelpContact(7), "0007".to_owned()),
            (Sort::Notification, "NOTIFICATION".to_owned()),
            (
                Sort::NotificationOn(jiff::civil::date(2026, 11, 22), NotificationId::from_bytes([0; 16])),
                format!("2026-11-22#{}", "a".repeat(26)),
            ),
            (Sort::Letter, "LETTER".to_owned()),
            (Sort::Circular, "CIRCULAR".to_owned()),
            (Sort::Nudge(at), "NUDGE#2026-11-22T20:00:00.000Z".to_owned()),
            (Sort::Suppression, "SUPPRESSION".to_owned()),
            (Sort::Unsubscription, "UNSUBSCRIPTION".to_owned()),
            (Sort::Slots, "SLOTS".to_owned()),
            (Sort::Entry(at, RequestId::from_bytes([0; 16])), format!("2026-11-22T20:00:00.000Z#{}", "a".repeat(26))),
            (Sort::Health, "HEALTH".to_owned()),
        ] {
            assert_eq!(sort.to_string(), spelled);
        }
        let comments =
            Sort::Comment(CommentTarget::EvidenceRequest(EvidenceRequestId::new(review, [255; 8])), at, comment);
        assert!(comments.to_string().as_str() < AFTER_COMMENTS);
        assert!(Sort::CommentPlace(comment).to_string().as_str() < AFTER_COMMENTS);
        assert!(AFTER_COMMENTS < Sort::Document(DocumentId::new(review, [0; 8])).to_string().as_str());
    }

    #[test]
    fn rows_of_the_audit_trail_sort_by_time_to_the_millisecond() {
        let entry = |at: &str| Sort::Entry(at.parse().unwrap(), RequestId::from_bytes([0; 16])).to_string();
        assert!(entry("2026-11-22T20:00:00Z") < entry("2026-11-22T20:00:00.001Z"));
        assert!(entry("2026-11-22T20:00:00.9Z") < entry("2026-11-22T20:00:01Z"));
    }
}
