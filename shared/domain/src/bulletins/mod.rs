//! Bulletins: what the CDE's editors write to coordinators, publish and mail, as in the "CAASPP Communication" e-mail updates
//! of the CAASPP & ELPAC Website.
//!
//! Beside them what the same website keeps for coordinators: the list of second scoring, answers, contacts, letter templates.
//!
//! A bulletin is decided on by plain functions that give the next version of it; who may see it before it is published are
//! its editors alone.

mod answers;
mod audience;
mod bulletin;
pub mod calendar;
mod clock;
mod contacts;
mod letter_templates;
mod notification;
mod notifying;
mod publishing;
mod search;
mod second_scoring;
mod section;
mod status;
mod text;
mod writing;

pub use answers::{Answer, AnswerColumn, AnswerId, MAX_ANSWERS, find_answers, topics};
pub use audience::{Audience, Places};
pub use bulletin::{Bulletin, BulletinSummary, Correction, Mailing, PublicationState, Section};
pub use clock::{LocalTime, instant_in_california};
pub use contacts::{ContactColumn, ContactKind, ContactRow, HelpContact, MAX_CONTACTS, ServedCounty};
pub use letter_templates::{Filling, LeaName, LetterTemplate, Stretch};
pub use notification::{NOTIFICATION_TEXT_MAX, Notification, NotificationState, NotificationSubject, NotificationText};
pub use notifying::{
    MAX_NOTIFICATIONS, NewNotification, NotificationRefusal, mail_due, post_notification, revise_notification,
    withdraw_notification,
};
pub use publishing::{correct, publish, publish_due, unschedule};
pub use search::{WordQuery, Words};
pub use second_scoring::{
    MAX_SECOND_SCORING, SchoolQuery, SecondScoringColumn, SecondScoringRow, SecondScoringSchool,
    exempt_from_second_scoring,
};
pub use section::SectionKind;
pub use status::{
    MAX_NOTICES, NoticeText, StatusNotice, StatusNoticeKind, StatusNoticeState, StatusRefusal, close, effect, overall,
    post, revise, status_of,
};
pub use text::{Headline, MARKDOWN_MAX, Markdown};
pub use writing::{BulletinChange, NewBulletin, Refusal, change, write};

#[cfg(test)]
mod tests;
