use serde_json::Value;
use testkit::World;

use super::*;
use crate::calendars::{Event, events};
use crate::people::signed_in;

/// The days with what they are.
fn days(events: &[Event]) -> Vec<(&str, &str, &str)> {
    let of = |event: &'_ Event, name: &str| -> String { event[name].clone() };
    let mut days: Vec<_> = events.iter().map(|event| (of(event, "DTSTART"), event)).collect();
    days.sort_by(|a, b| a.0.cmp(&b.0));
    days.into_iter()
        .map(|(_, event)| (event["DTSTART"].as_str(), event["DTEND"].as_str(), event["SUMMARY"].as_str()))
        .collect()
}

async fn calendar(world: &World, person: Person, review: &ReviewBuilder) -> Vec<Event> {
    let mut browser = signed_in(world, person).await;
    let answer = browser.get(&format!("/v1/compliance/reviews/{}/calendar", review.id())).await.expect(200);
    assert_eq!((world.calls.levels(), world.calls.take().len()), (1, 2));
    assert_eq!(answer.header("content-type"), Some("text/calendar; charset=utf-8"));
    assert_eq!(answer.header("content-disposition"), Some("attachment; filename=\"review.ics\""));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    events(&answer.text)
}

#[tokio::test]
async fn every_day_of_a_review_is_an_event_of_a_whole_day() {
    let world = World::start().await;
    let review = full_review();
    let _ = review.save(&world).await;
    let events = calendar(&world, coordinator(), &review).await;
    let at = |text: &str| format!("{text} (Poppy Valley Unified)");
    let expected = [
        ("2026-11-09", "2026-11-10", at("Review begins")),
        ("2026-11-13", "2026-11-14", at("Review ends")),
        ("2026-11-20", "2026-11-21", at("Evidence due: I-02")),
        ("2026-12-01", "2026-12-02", at("Evidence due: I-01")),
        ("2026-12-31", "2027-01-01", at("Resolution due: I-01")),
        ("2027-06-26", "2027-06-27", at("Latest day of a resolution agreement")),
    ];
    let expected: Vec<_> = expected.iter().map(|(from, to, text)| (*from, *to, text.as_str())).collect();
    assert_eq!(days(&events), expected);
    assert!(events.iter().all(|event| event["DTSTAMP"] == "2026-11-22T12:00" && event["TRANSP"] == "TRANSPARENT"));
    let uids: std::collections::BTreeSet<_> = events.iter().map(|event| &event["UID"]).collect();
    assert_eq!(uids.len(), events.len(), "each has an id of its own");
}

#[tokio::test]
async fn a_day_that_moves_keeps_its_id_so_that_a_calendar_moves_it_too() {
    let world = World::start().await;
    let uid = async |due| {
        let review = a_review(1).with_item(ENGLISH_LEARNER).with_request(due);
        let _ = review.save(&world).await;
        let events = calendar(&world, coordinator(), &review).await;
        let event = events.into_iter().find(|event| event["SUMMARY"].starts_with("Evidence")).unwrap();
        (event["UID"].clone(), event["DTSTART"].clone())
    };
    let (before, after) = (uid(date(2026, 12, 1)).await, uid(date(2027, 2, 28)).await);
    assert_eq!(before.0, after.0);
    assert_eq!((before.1.as_str(), after.1.as_str()), ("2026-12-01", "2027-02-28"));
}

#[tokio::test]
async fn a_monitor_gets_the_days_of_the_own_program_and_nothing_that_was_written() {
    let world = World::start().await;
    let review = full_review();
    let _ = review.save(&world).await;
    let events = calendar(&world, monitor_of(&[FISCAL_MONITORING]), &review).await;
    let summaries: Vec<_> =
        days(&events).into_iter().map(|(_, _, summary)| summary.split(" (").next().unwrap()).collect();
    assert_eq!(summaries, ["Review begins", "Review ends", "Evidence due: I-02"]);
    let all = format!("{events:?}");
    assert!(!all.contains("letters") && !all.contains("Moreau"), "what was written stays in the review");
}

#[tokio::test]
async fn a_name_with_commas_and_accents_comes_through() {
    let world = World::start().await;
    let name =
        "Año Nuevo; Unified, a very long name of a school district \\ with a backslash, said in more than 75 octets";
    let review = a_review(1).called(name);
    let _ = review.save(&world).await;
    let events = calendar(&world, coordinator(), &review).await;
    assert_eq!(events[0]["SUMMARY"], format!("Review begins ({name})"));
    assert_eq!(Value::from(events.len()), 2);
}
