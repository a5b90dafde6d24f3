//! The calendar: trainings that people register for, opportunities that educators apply for until a day, and the windows in
//! which tests are given. Source: "CAASPP Communication: November 2025", its trainings and meeting opportunities.

mod event;
mod keeping;
mod notice;
mod registering;
mod text;

pub use event::{
    Act, CalendarEvent, CalendarKind, Opportunity, OwnRegistration, Registering, Roll, TestWindow, Training,
    TrainingState,
};
pub use keeping::{CalendarRefusal, EventText, keep, revise_event, withdraw};
pub use notice::{NoticeKind, TrainingNotice, news, reminder_at};
pub use registering::{Registration, RegistrationRefusal, register};
pub use text::{Details, Line, Series, WebAddress};

#[cfg(test)]
mod tests;
