//! Bulletins: what the CDE's editors write to coordinators, publish and mail, as in the "CAASPP Communication" e-mail updates
//! of the CAASPP & ELPAC Website.
//!
//! A bulletin is decided on by plain functions that give the next version of it; who may see it before it is published are
//! its editors alone.

mod audience;
mod bulletin;
mod clock;
mod publishing;
mod search;
mod section;
mod status;
mod text;
mod writing;

pub use audience::{Audience, Places};
pub use bulletin::{Bulletin, BulletinSummary, Correction, Mailing, PublicationState, Section};
pub use clock::{LocalTime, instant_in_california};
pub use publishing::{correct, publish, publish_due, unschedule};
pub use search::{WordQuery, Words};
pub use section::SectionKind;
pub use status::{
    MAX_NOTICES, NoticeText, StatusNotice, StatusNoticeKind, StatusNoticeState, StatusRefusal, close, effect, overall,
    post, revise, status_of,
};
pub use text::{Headline, MARKDOWN_MAX, Markdown};
pub use writing::{BulletinChange, NewBulletin, Refusal, change, write};

#[cfg(test)]
mod tests;
