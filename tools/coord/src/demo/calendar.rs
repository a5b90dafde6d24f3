//! The calendar around the day of seeding: a series of Coffee Sessions, webinars for new coordinators, a meeting with few places,
//! two opportunities and the windows of the year's tests: all invented.

use domain::Malformed;
use domain::bulletins::calendar::{
    Act, CalendarEvent, Opportunity, OwnRegistration, Registering, TestWindow, Training,
};
use domain::bulletins::instant_in_california;
use domain::ids::CalendarEventId;
use domain::students::ProgramFamily;
use domain::year::{AdministrationYear, day_in_california};
use jiff::civil::{Date, Weekday, date};
use jiff::{Timestamp, ToSpan};

use crate::fatal::Fatal;

const CDE: &str = "California Department of Education";

/// All of them.
pub(super) fn events(now: Timestamp) -> Result<Vec<CalendarEvent>, Fatal> {
    let today = day_in_california(now);
    let mut acts: Vec<(String, Act)> = Vec::new();
    for (number, later) in (3_u16..).zip(-2..=2) {
        let day = third_tuesday(today.saturating_add(later.months()));
        acts.push((format!("Coffee Session: {}", day.strftime("%B")), coffee_session(number, day, now)?));
    }
    for (number, ago) in [(6_u16, 21), (7, -7), (8, -21)] {
        let day = weekday(today, ago, Weekday::Thursday);
        acts.push((format!("New Coordinator Training Webinar #{number}"), webinar(number, day, now)?));
    }
    let meeting = meeting(weekday(today, -14, Weekday::Wednesday))?;
    acts.push(("Charter School Assessment Coordinator Quarterly Network Meeting".to_owned(), meeting));
    acts.push(("CAST item review meeting (grade eight)".to_owned(), opportunity(today, 10)?));
    acts.push(("CAAs for ELA and mathematics item review meeting".to_owned(), opportunity(today, 30)?));
    let first_year = AdministrationYear::at(now).first_day().year();
    let spring = |month, day| date(first_year + 1, month, day);
    let window = |program, first_day, last_day| Act::TestWindow(TestWindow { program, first_day, last_day });
    acts.push(("CAASPP summative tests".to_owned(), window(ProgramFamily::Caaspp, spring(1, 12), spring(7, 15))));
    acts.push(("Summative ELPAC".to_owned(), window(ProgramFamily::Elpac, spring(2, 1), spring(5, 31))));
    let mut events = Vec::with_capacity(acts.len());
    for (own, (title, act)) in (1_u8..).zip(acts) {
        events.push(CalendarEvent {
            id: CalendarEventId::from_bytes([own; 16]),
            version: 1,
            title: format!("{title} (demo)").parse()?,
            details: None,
            act,
            withdrawn_at: None,
            changed_by: "Esme Editor".to_owned(),
            changed_at: now,
        });
    }
    Ok(events)
}

/// The third Tuesday of the month of `day`.
fn third_tuesday(day: Date) -> Date {
    day.nth_weekday_of_month(3, Weekday::Tuesday).unwrap_or(day)
}

/// The first `weekday` after the day that was so many days `ago`.
fn weekday(today: Date, ago: i32, weekday: Weekday) -> Date {
    let day = today.saturating_sub(ago.days());
    day.nth_weekday(1, weekday).unwrap_or(day)
}

fn at(day: Date, hour: i8) -> Result<Timestamp, Malformed> {
    instant_in_california(day.at(hour, 0, 0, 0))
}

fn coffee_session(number: u16, day: Date, now: Timestamp) -> Result<Act, Malformed> {
    let training = series_training(("Coffee Sessions", number), (at(day, 14)?, at(day, 15)?), now)?;
    Ok(Act::Training(Training { audience: "LEA coordinators".parse()?, ..training }))
}

fn webinar(number: u16, day: Date, now: Timestamp) -> Result<Act, Malformed> {
    let series = ("New Coordinator Training Webinars", number);
    Ok(Act::Training(series_training(series, (at(day, 15)?, at(day, 16)?), now)?))
}

fn series_training(
    (series, number): (&str, u16),
    (starts, ends): (Timestamp, Timestamp),
    now: Timestamp,
) -> Result<Training, Malformed> {
    let recording = (ends <= now).then(|| "https://video.example.org/recording".parse()).transpose()?;
    Ok(Training {
        series: Some(series.parse()?),
        number: Some(number),
        host: CDE.parse()?,
        audience: "New LEA CAASPP and ELPAC coordinators".parse()?,
        starts,
        ends,
        place: "Online".parse()?,
        join_address: Some("https://meet.example.org/training".parse()?),
        registering: Registering::OfSeries,
        recording,
    })
}

fn meeting(day: Date) -> Result<Act, Malformed> {
    let starts = at(day, 9)?;
    Ok(Act::Training(Training {
        series: None,
        number: None,
        host: CDE.parse()?,
        audience: "Charter school coordinators and administrators".parse()?,
        starts,
        ends: at(day, 11)?,
        place: "Online".parse()?,
        join_address: Some("https://meet.example.org/charter".parse()?),
        registering: Registering::Own(OwnRegistration { capacity: Some(3), closes_at: starts }),
        recording: None,
    }))
}

fn opportunity(today: Date, closes_in: i32) -> Result<Act, Malformed> {
    let on = |days: i32| today.saturating_add((closes_in + days).days());
    let dates = format!("{} and {}", on(60).strftime("%B %-d"), on(61).strftime("%B %-d, %Y"));
    Ok(Act::Opportunity(Opportunity {
        dates: dates.parse()?,
        closes_on: on(0),
        apply_address: "https://apply.example.org/".parse()?,
    }))
}
