//! Day 225 after the last day of the review is the last that an agreement may name, and today is a day in California.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::super::manage::{Scene, coordinator, new_review, pointers};
use super::{Found, agreement, finding, issue};
use crate::people::signed_in;

#[tokio::test]
async fn day_225_is_accepted_and_day_226_refused_with_both_clocks() {
    // Day 225 after 20 November 2026 lies behind the end of the year.
    let mut found = Found::issued().await;
    let refused = found.by_lea("resolution-agreements", 1, agreement("2027-07-04")).await.expect(422).json();
    assert_eq!(pointers(&refused), ["/until"]);
    let words = refused["errors"][0]["detail"].as_str().unwrap();
    assert!(words.contains("225 calendar days") && words.contains("2027-07-03"), "{words}");
    let detail = refused["detail"].as_str().unwrap();
    assert!(
        ["2027-01-04", "45 calendar days", "2027-07-03", "2026-11-20"].iter().all(|part| detail.contains(part)),
        "{detail}"
    );
    assert_eq!(refused["clocks"], json!({"resolution_due": "2027-01-04", "agreement_latest": "2027-07-03"}));
    let answer = found.by_lea("resolution-agreements", 1, agreement("2027-07-03")).await.expect(201);
    assert_eq!(finding(&answer)["agreement"]["until"], "2027-07-03");
}

#[tokio::test]
async fn the_clock_runs_over_a_leap_day() {
    // 2028 has a 29 February: without it, day 225 after 22 November 2027 would be 5 July.
    let mut found = Found::later(SignedDuration::from_hours(24 * 365), "2027-11-22").await;
    let clocks = json!({"resolution_due": "2028-01-06", "agreement_latest": "2028-07-04"});
    let refused = found.by_lea("resolution-agreements", 1, agreement("2028-07-05")).await.expect(422).json();
    assert_eq!((pointers(&refused), &refused["clocks"]), (vec!["/until"], &clocks));
    let _ = found.by_lea("resolution-agreements", 1, agreement("2028-07-04")).await.expect(201);
}

#[tokio::test]
async fn half_past_eleven_at_night_in_los_angeles_is_still_that_day() {
    let mut found = Found::later(SignedDuration::ZERO, "2026-11-22").await;
    // Day 224, 23:30 in Los Angeles, is 06:30 UTC of day 225 in summer.
    let night: Timestamp = "2027-07-05T06:30:00Z".parse().unwrap();
    found.scene.world.pass(night.duration_since(found.scene.world.now()));
    found.scene.coordinator = signed_in(&found.scene.world, coordinator()).await;
    let refused = found.by_lea("resolution-agreements", 1, agreement("2027-07-04")).await.expect(422).json();
    assert_eq!(pointers(&refused), ["/until"], "an agreement ends tomorrow or later");
    assert!(refused["errors"][0]["detail"].as_str().unwrap().contains("2027-07-05"), "{refused}");
    let _ = found.by_lea("resolution-agreements", 1, agreement("2027-07-05")).await.expect(201);
}

#[tokio::test]
async fn a_notification_is_not_of_tomorrow_as_long_as_it_is_today_in_los_angeles() {
    // 23:30 in Los Angeles on 22 November is 07:30 UTC of the 23rd in winter.
    let mut scene = Scene::later(SignedDuration::from_mins(11 * 60 + 30), new_review()).await;
    assert_eq!(scene.world.now().to_string(), "2026-11-23T07:30:00Z");
    let item = scene.item("I-EL 01").await;
    let refused = issue(&mut scene, "one", &item, "2026-11-23").await.expect(422).json();
    assert_eq!(pointers(&refused), ["/notified_on"]);
    let _ = issue(&mut scene, "one", &item, "2026-11-22").await.expect(201);
}
