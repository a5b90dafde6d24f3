use jiff::SignedDuration;
use serde_json::{Value, json};
use testkit::{Browser, World};

use super::{draft_as, editor, new_bulletin, publish};

/// Publishes a bulletin of this headline and notice.
async fn published(editor: &mut Browser, headline: &str, notice: &str) -> String {
    let mut body = new_bulletin();
    body["headline"] = json!(headline);
    body["sections"] = json!([{"kind": "notice", "text": notice}]);
    let key = headline.replace(' ', "-");
    let id = draft_as(editor, &key, body).await.expect(201).json()["id"].as_str().unwrap().to_owned();
    let _ = publish(editor, &id, "1", json!({})).await.expect(200);
    id
}

fn headlines(page: &Value) -> Vec<&str> {
    page["bulletins"].as_array().unwrap().iter().map(|bulletin| bulletin["headline"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_archive_is_for_everybody_the_latest_first_by_month_and_page_by_page() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    for (headline, later) in [("First", 0), ("Second", 24), ("Third", 24 * 10)] {
        world.pass(SignedDuration::from_hours(later));
        if later > 0 {
            // The session has ended meanwhile.
            editor = super::editor(&world).await;
        }
        published(&mut editor, headline, "x").await;
    }
    let mut nobody = workflows::browser(&world);
    let _ = world.calls.take();
    let all = nobody.get("/v1/bulletins").await.expect(200).json();
    assert_eq!(world.calls.levels(), 1);
    assert_eq!(headlines(&all), ["Third", "Second", "First"]);
    let november = nobody.get("/v1/bulletins?year=2026&month=11").await.expect(200).json();
    assert_eq!(headlines(&november), ["Second", "First"]);
    let none = nobody.get("/v1/bulletins?year=2025").await.expect(200).json();
    assert_eq!((headlines(&none), &none["next_cursor"]), (vec![], &Value::Null));
    let first = nobody.get("/v1/bulletins?limit=2").await.expect(200).json();
    assert_eq!(headlines(&first), ["Third", "Second"]);
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = nobody.get(&format!("/v1/bulletins?limit=2&cursor={cursor}")).await.expect(200).json();
    assert_eq!((headlines(&rest), &rest["next_cursor"]), (vec!["First"], &Value::Null));
    let elsewhere = nobody.get(&format!("/v1/bulletins?year=2025&cursor={cursor}")).await.expect(422).json();
    assert_eq!(elsewhere["errors"][0]["pointer"], "/cursor");
    let wrong = nobody.get("/v1/bulletins?year=20&month=13&query=%2B&limit=0").await.expect(422).json();
    assert_eq!(wrong["errors"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn words_find_what_holds_all_of_them_and_with_a_plus_any() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    published(&mut editor, "One", "The CAST meeting in José's school").await;
    published(&mut editor, "Two", "The CSA meeting").await;
    let mut nobody = workflows::browser(&world);
    for (query, found) in [
        ("meeting", vec!["Two", "One"]),
        ("cast%20meeting", vec!["One"]),
        ("cast%2Bcsa", vec!["Two", "One"]),
        ("jose", vec!["One"]),
        ("elpac", vec![]),
    ] {
        let page = nobody.get(&format!("/v1/bulletins?query={query}")).await.expect(200).json();
        assert_eq!(headlines(&page), found, "{query}");
    }
}

#[tokio::test]
async fn pages_are_html_without_script_that_load_the_style_sheet_alone() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let id = published(&mut editor, "A <script> & B", "<script>alert(1)</script>\n\n[x](javascript:alert(1))").await;
    let mut nobody = workflows::browser(&world);
    for (path, status) in [
        (format!("/bulletins/{id}"), 200),
        ("/bulletins".to_owned(), 200),
        ("/bulletins?query=script&year=2026".to_owned(), 200),
        ("/bulletins?query=%22%3E%3Cscript%3E&year=never".to_owned(), 200),
        (format!("/bulletins/{}", "a".repeat(26)), 404),
        ("/bulletins/nothing".to_owned(), 404),
    ] {
        let answer = nobody.get(&path).await.expect(status);
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'self'"), "{path}: {policy}");
        assert!(!answer.text.contains("<script") && !answer.text.contains("javascript:"), "{path}: {}", answer.text);
    }
    let page = nobody.get(&format!("/bulletins/{id}")).await.expect(200).text;
    assert!(page.contains("<h1>A &lt;script&gt; &amp; B</h1>"), "{page}");
}

#[tokio::test]
async fn the_feeds_hold_what_was_published_last_with_whole_addresses() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let mut ids = Vec::new();
    for headline in ["One", "Two <b>"] {
        ids.push(published(&mut editor, headline, "See [Students](/students) & <b>more</b>").await);
        world.pass(SignedDuration::from_mins(1));
    }
    let mut nobody = workflows::browser(&world);
    let _ = world.calls.take();
    let answer = nobody.get("/v1/bulletins.json").await.expect(200);
    assert_eq!(world.calls.levels(), 2);
    assert_eq!(answer.header("content-type"), Some("application/feed+json"));
    let feed = answer.json();
    let items = feed["items"].as_array().unwrap();
    assert_eq!(items.iter().map(|item| &item["title"]).collect::<Vec<_>>(), ["Two <b>", "One"]);
    assert_eq!(items[0]["url"], format!("https://opentoms.example/bulletins/{}", ids[1]));
    let html = items[0]["content_html"].as_str().unwrap();
    assert!(html.contains("<a href=\"https://opentoms.example/students\""), "{html}");
    let atom = nobody.get("/v1/bulletins.atom").await.expect(200);
    assert_eq!(atom.header("content-type"), Some("application/atom+xml; charset=utf-8"));
    assert!(atom.text.contains("<title>Two &lt;b&gt;</title>"), "{}", atom.text);
    assert_eq!(atom.text.matches("<entry>").count(), 2);
    assert!(atom.text.contains("rel=\"self\"") && !atom.text.contains("<script"), "{}", atom.text);
}
