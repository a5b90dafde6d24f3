use serde_json::json;

use super::*;
use crate::calendars::events;

/// Of each event its title, its beginning and its end.
fn times(calendar: &str) -> Vec<[String; 3]> {
    let events = events(calendar);
    events.iter().map(|event| ["SUMMARY", "DTSTART", "DTEND"].map(|name| event[name].clone())).collect()
}

/// A training that begins and ends at these local times.
fn training(title: &str, starts: &str, ends: &str) -> Value {
    let mut body = meeting();
    body["title"] = json!(title);
    body["training"]["starts"] = json!(starts);
    body["training"]["ends"] = json!(ends);
    body
}

/// Entered at these local times on both sides of both changes of the clocks, and across them.
const TIMES: [(&str, &str, &str); 8] = [
    ("Winter", "2027-03-12T14:00", "2027-03-12T15:00"),
    ("Before the clocks go forward", "2027-03-14T01:00", "2027-03-14T01:59"),
    ("Across", "2027-03-14T01:30", "2027-03-14T03:30"),
    ("After", "2027-03-14T03:00", "2027-03-14T04:00"),
    ("Summer", "2027-03-15T14:00", "2027-03-15T15:00"),
    ("Before the clocks go back", "2027-11-06T14:00", "2027-11-06T15:00"),
    ("Across again", "2027-11-07T00:30", "2027-11-07T03:00"),
    ("Winter again", "2027-11-08T14:00", "2027-11-08T15:00"),
];

#[tokio::test]
async fn another_program_reads_the_local_times_that_were_entered_on_both_sides_of_the_clock_changes() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let mut ids = Vec::new();
    for (title, starts, ends) in TIMES {
        ids.push(enter(&mut editor, training(title, starts, ends)).await);
    }
    let mut nobody = workflows::browser(&world);
    let answer = nobody.get("/v1/calendar.ics").await.expect(200);
    assert_eq!(answer.header("content-type"), Some("text/calendar; charset=utf-8"));
    assert_eq!(answer.header("cache-control"), Some("public, max-age=60"));
    let meant = TIMES.map(|(title, starts, ends)| [title, starts, ends].map(str::to_owned));
    assert_eq!(times(&answer.text), meant);
    let one = nobody.get(&format!("/v1/calendar/{}/event.ics", ids[2])).await.expect(200);
    assert_eq!(one.header("content-disposition"), Some("attachment; filename=\"event.ics\""));
    assert_eq!(times(&one.text), [meant[2].clone()]);
}

#[tokio::test]
async fn a_file_tells_all_kinds_of_events_and_of_what_was_withdrawn_that_it_was() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let mut with_signs = session(1, 8);
    with_signs["title"] =
        json!("Coffee; \"questions\", answers \\ and señas — a title that is longer than a line of a file may be");
    let id = enter(&mut editor, with_signs.clone()).await;
    for body in [opportunity(), window()] {
        let _ = enter(&mut editor, body).await;
    }
    let mut nobody = workflows::browser(&world);
    let all = nobody.get("/v1/calendar.ics").await.expect(200).text;
    let title = with_signs["title"].as_str().unwrap();
    let meant = [
        ["Applications close: CAST item review meeting (grade eight)", "2026-12-01", "2026-12-02"],
        [title, "2026-12-08T14:00", "2026-12-08T15:00"],
        ["Summative ELPAC", "2027-02-01", "2027-06-01"],
    ];
    assert_eq!(times(&all), meant);
    assert!(!all.contains("meet.example.org"), "where to join is told to those who registered");
    let _ = withdraw(&mut editor, &id, "1").await.expect(200);
    let one = nobody.get(&format!("/v1/calendar/{id}/event.ics")).await.expect(200).text;
    let event = &events(&one)[0];
    assert_eq!((event["STATUS"].as_str(), event["SEQUENCE"].as_str()), ("CANCELLED", "1"));
    assert_eq!(times(&nobody.get("/v1/calendar.ics").await.expect(200).text).len(), 2);
}
