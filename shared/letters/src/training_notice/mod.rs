use domain::bulletins::calendar::NoticeKind;
use domain::ids::CalendarEventId;
use domain::year::period_in_california;
use jiff::Timestamp;
use serde::Serialize;

use crate::context::{Context, Files, files};

/// About a training that the addressee registered for.
#[derive(Serialize)]
pub(crate) struct TrainingNotice {
    pub(crate) heading: &'static str,
    pub(crate) said: &'static str,
    pub(crate) title: String,
    pub(crate) series: Option<String>,
    pub(crate) when: String,
    pub(crate) place: String,
    pub(crate) join_address: Option<String>,
    pub(crate) takes_place: bool,
    pub(crate) event: String,
}

impl TrainingNotice {
    pub(crate) fn new(
        (notice, event): (NoticeKind, CalendarEventId),
        (title, series): (&str, Option<&str>),
        (starts, ends): (Timestamp, Timestamp),
        (place, join_address): (&str, Option<&str>),
    ) -> Self {
        let (heading, said) = match (notice, series) {
            (NoticeKind::Registered, None) => ("You are registered", "You are registered for this training."),
            (NoticeKind::Registered, Some(_)) => (
                "You are registered",
                "You are registered for this training and all others of its series in this administration year.",
            ),
            (NoticeKind::Reminder, _) => {
                ("Reminder", "This training that you are registered for is about to take place.")
            }
            (NoticeKind::Moved, _) => {
                ("Time or place changed", "The time or place of this training has changed. You stay registered.")
            }
            (NoticeKind::Withdrawn, _) => ("Does not take place", "This training does not take place."),
        };
        Self {
            heading,
            said,
            title: title.to_owned(),
            series: series.map(str::to_owned),
            when: period_in_california(starts, ends),
            place: place.to_owned(),
            join_address: join_address.map(str::to_owned),
            takes_place: notice != NoticeKind::Withdrawn,
            event: event.to_string(),
        }
    }
}

impl Context for TrainingNotice {
    const FILES: Files = files!("training_notice");

    fn sample() -> Self {
        let time = |hour: i64| Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(24 * 20_795 + hour);
        Self::new(
            (NoticeKind::Reminder, CalendarEventId::from_bytes([0; 16])),
            ("Coffee Session", Some("Coffee Sessions")),
            (time(22), time(23)),
            ("Online", Some("https://meet.example.org/coffee")),
        )
    }
}
