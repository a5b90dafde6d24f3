use domain::compliance::ReviewState;
use jiff::civil::Date;
use serde_json::{Value, json};
use testkit::{Browser, World};

use super::*;
use crate::people::signed_in;

/// Five reviews, one after the other in November; the third is planned.
async fn five(world: &World) {
    for own in 1..=5 {
        let day: Date = date(2026, 11, i8::try_from(own).unwrap());
        let state = if own == 3 { ReviewState::Planned } else { ReviewState::Open };
        let _ = a_review(own).held(day, day).in_state(state).save(world).await;
    }
}

async fn walk(browser: &mut Browser, path: &str) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let cursor_part = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
        let page = browser.get(&format!("{path}{cursor_part}")).await.expect(200).json();
        all.extend(page["reviews"].as_array().unwrap().iter().map(|review| review["last_day"].clone()));
        cursor = page["next_cursor"].as_str().map(str::to_owned);
        if cursor.is_none() {
            return all;
        }
        assert!(all.len() < 10, "{all:?}");
    }
}

#[tokio::test]
async fn reviews_are_listed_in_pages_the_latest_first_in_two_levels() {
    let world = World::start().await;
    five(&world).await;
    let both = monitor_of(&[ENGLISH_LEARNER, FISCAL_MONITORING]);
    for person in [coordinator(), superintendent(), administrator(), both] {
        let mut browser = signed_in(&world, person).await;
        let days = walk(&mut browser, "/v1/compliance/reviews?limit=2").await;
        assert_eq!(days, ["2026-11-05", "2026-11-04", "2026-11-03", "2026-11-02", "2026-11-01"]);
        let _ = world.calls.take();
        let _ = browser.get("/v1/compliance/reviews").await.expect(200);
        assert_eq!(world.calls.levels(), 2);
    }
}

#[tokio::test]
async fn reviews_of_one_state_are_found_on_any_page() {
    let world = World::start().await;
    five(&world).await;
    let mut browser = signed_in(&world, coordinator()).await;
    assert_eq!(walk(&mut browser, "/v1/compliance/reviews?limit=1&state=planned").await, ["2026-11-03"]);
    assert_eq!(walk(&mut browser, "/v1/compliance/reviews?limit=3&state=open").await.len(), 4);
    let wrong = browser.get("/v1/compliance/reviews?state=closed&limit=0&sort=name").await.expect(422).json();
    let pointers: Vec<_> = wrong["errors"].as_array().unwrap().iter().map(|error| &error["pointer"]).collect();
    assert_eq!(pointers, ["/state", "/limit", "/sort"]);
}

#[tokio::test]
async fn a_cursor_is_good_only_for_whom_it_was_given_to() {
    let world = World::start().await;
    five(&world).await;
    let mut browser = signed_in(&world, coordinator()).await;
    let page = browser.get("/v1/compliance/reviews?limit=2").await.expect(200).json();
    let cursor = page["next_cursor"].as_str().unwrap().to_owned();
    assert!(!cursor.contains("2026"), "it says nothing");
    let mut other = signed_in(&world, superintendent()).await;
    for (browser, cursor) in [(&mut other, cursor.clone()), (&mut browser, format!("{cursor}A"))] {
        let refused = browser.get(&format!("/v1/compliance/reviews?limit=2&cursor={cursor}")).await.expect(422);
        assert_eq!(refused.json()["errors"][0]["pointer"], "/cursor");
    }
}

#[tokio::test]
async fn a_review_moved_meanwhile_is_neither_shown_twice_nor_left_out() {
    let world = World::start().await;
    five(&world).await;
    let mut browser = signed_in(&world, coordinator()).await;
    let page = browser.get("/v1/compliance/reviews?limit=2").await.expect(200).json();
    let _ = a_review(6).held(date(2026, 11, 20), date(2026, 11, 20)).save(&world).await;
    let cursor = page["next_cursor"].as_str().unwrap();
    let rest = walk(&mut browser, &format!("/v1/compliance/reviews?limit=5&cursor={cursor}")).await;
    assert_eq!(rest, ["2026-11-03", "2026-11-02", "2026-11-01"]);
}

#[tokio::test]
async fn the_programs_are_those_of_cais_with_their_offices_for_whoever_is_signed_in() {
    let world = World::start().await;
    for person in without_the_right().into_iter().chain([coordinator()]) {
        let mut browser = signed_in(&world, person).await;
        let body = browser.get("/v1/compliance/programs").await.expect(200).json();
        assert_eq!((world.calls.levels(), world.calls.take().len()), (1, 2));
        let programs = body["programs"].as_array().unwrap();
        assert_eq!(programs.len(), 7);
        let fpm = programs.iter().find(|row| row["program"] == "federal-program-monitoring").unwrap();
        assert_eq!(
            (&fpm["office"], &fpm["telephone"]),
            (&json!("Federal Program Monitoring Office"), &json!("916-319-0935"))
        );
        assert_eq!((&fpm["version"], fpm["instruments"].as_array().unwrap().len()), (&json!(0), 14));
    }
}
