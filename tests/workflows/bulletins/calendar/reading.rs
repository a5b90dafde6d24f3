use serde_json::json;

use super::*;

fn titles(page: &Value) -> Vec<&str> {
    page["events"].as_array().unwrap().iter().map(|event| event["title"].as_str().unwrap()).collect()
}

fn windows(page: &Value) -> Vec<&str> {
    page["test_windows"].as_array().unwrap().iter().map(|event| event["title"].as_str().unwrap()).collect()
}

/// The browser of nobody, with all kinds of events in the calendar.
async fn full_calendar(world: &World) -> Browser {
    let mut editor = editor(world).await;
    for body in [session(2, 15), meeting(), session(1, 8), opportunity(), window()] {
        let _ = enter(&mut editor, body).await;
    }
    let _ = world.calls.take();
    workflows::browser(world)
}

#[tokio::test]
async fn the_calendar_is_read_by_day_and_kind_and_windows_stand_beside_it() {
    let world = World::start().await;
    let mut nobody = full_calendar(&world).await;
    let answer = nobody.get("/v1/calendar").await.expect(200);
    assert_eq!((world.calls.levels(), world.calls.take().len()), (2, 4));
    assert_eq!(answer.header("cache-control"), Some("public, max-age=60"));
    let all = answer.json();
    let in_order = [
        "CAST item review meeting (grade eight)",
        "Coffee Session 1",
        "Meeting of charter school coordinators",
        "Coffee Session 2",
    ];
    assert_eq!((titles(&all), windows(&all)), (in_order.to_vec(), vec!["Summative ELPAC"]));
    assert_eq!(all["events"][0]["opportunity"]["closes_on"], "2026-12-01");
    let trainings = nobody.get("/v1/calendar?kind=training").await.expect(200).json();
    assert_eq!((titles(&trainings).len(), windows(&trainings).len()), (3, 0));
    let only = nobody.get("/v1/calendar?kind=test-window").await.expect(200).json();
    assert_eq!((titles(&only).len(), windows(&only)), (0, vec!["Summative ELPAC"]));
    let a_day = nobody.get("/v1/calendar?from=2026-12-08&to=2026-12-08").await.expect(200).json();
    assert_eq!((titles(&a_day), windows(&a_day)), (vec!["Coffee Session 1"], vec![]));
    let april = nobody.get("/v1/calendar?from=2027-04-01&to=2027-04-30").await.expect(200).json();
    assert_eq!((titles(&april), windows(&april)), (vec![], vec!["Summative ELPAC"]));
    let june = nobody.get("/v1/calendar?from=2027-06-01&to=2027-06-30").await.expect(200).json();
    assert_eq!(windows(&june), Vec::<&str>::new());
}

#[tokio::test]
async fn long_lists_come_page_by_page() {
    let world = World::start().await;
    let mut nobody = full_calendar(&world).await;
    let first = nobody.get("/v1/calendar?limit=3").await.expect(200).json();
    assert_eq!((titles(&first).len(), windows(&first).len()), (3, 1));
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = nobody.get(&format!("/v1/calendar?limit=3&cursor={cursor}")).await.expect(200).json();
    assert_eq!((titles(&rest), windows(&rest).len()), (vec!["Coffee Session 2"], 0));
    assert_eq!(rest["next_cursor"], Value::Null);
    let elsewhere = nobody.get(&format!("/v1/calendar?from=2026-12-01&cursor={cursor}")).await.expect(422).json();
    assert_eq!(elsewhere["errors"][0]["pointer"], "/cursor");
}

#[tokio::test]
async fn a_time_too_long_or_backwards_and_an_unknown_kind_are_refused() {
    let world = World::start().await;
    let mut nobody = workflows::browser(&world);
    for (query, pointer) in [
        ("from=2026-12-02&to=2026-12-01", "/to"),
        ("from=2026-01-01&to=2027-01-03", "/to"),
        ("from=yesterday", "/from"),
        ("kind=party", "/kind"),
        ("limit=0", "/limit"),
        ("month=12", "/month"),
    ] {
        let wrong = nobody.get(&format!("/v1/calendar?{query}")).await.expect(422).json();
        assert_eq!(wrong["errors"][0]["pointer"], pointer, "{query}");
    }
    let _ = nobody.get(&format!("/v1/calendar/{}", "a".repeat(26))).await.expect(404);
    let _ = nobody.get("/v1/calendar/nothing/event.ics").await.expect(404);
    assert_eq!(nobody.get("/v1/calendar").await.expect(200).json()["events"], json!([]));
}

#[tokio::test]
async fn where_one_need_not_register_everybody_is_told_where_to_join() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let mut free = session(1, 8);
    free["training"]["registration"] = json!("none");
    let id = enter(&mut editor, free).await;
    let shown = workflows::browser(&world).get(&format!("/v1/calendar/{id}")).await.expect(200).json();
    assert_eq!(shown["training"]["join_address"], "https://meet.example.org/coffee-1");
}
