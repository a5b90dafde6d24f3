use std::collections::BTreeSet;

use serde_json::{Value, json};
use testkit::{Browser, World};

use super::{draft_as, editor, new_bulletin, publish};

/// What somebody might try, each between lines of `%%`.
fn hostile() -> impl Iterator<Item = &'static str> {
    include_str!("../../../shared/markup/src/hostile.txt").trim_end().split("\n%%\n")
}

fn of(texts: [&str; 3]) -> Value {
    let mut body = new_bulletin();
    let kinds = ["notice", "test-security", "reminders"];
    let section = |(kind, text): (&str, &str)| json!({"kind": kind, "text": text});
    body["sections"] = kinds.into_iter().zip(texts).map(section).collect();
    body
}

/// The elements of a document, each with the names of its attributes.
fn elements(html: &str) -> BTreeSet<String> {
    let tags = html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap());
    tags.map(|tag| {
        let names = tag.split('"').step_by(2).map(|outside| outside.trim().trim_end_matches('='));
        names.collect::<Vec<_>>().join(" ").trim_end().to_owned()
    })
    .collect()
}

/// What Markdown may become, beside what is in every document.
fn of_markdown() -> BTreeSet<String> {
    let plain = ["blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "hr", "li", "ol", "p", "pre", "strong"];
    let table = ["table", "tbody", "td", "th", "thead", "tr", "ul", "a"];
    let plain = plain.into_iter().chain(table).flat_map(|name| [name.to_owned(), format!("/{name}")]);
    // A link that may not lead anywhere keeps its words.
    plain.chain(["a href rel", "a rel", "ol start"].map(str::to_owned)).collect()
}

/// Whether a document holds no element and no address but those of the harmless one and those of Markdown.
fn assert_harmless(html: &str, like: &str, source: &str) {
    let known: BTreeSet<_> = elements(like).into_iter().chain(of_markdown()).collect();
    let strange: Vec<_> = elements(html).difference(&known).cloned().collect();
    assert!(strange.is_empty(), "{source:?} became {strange:?} in {html}");
    let html = html.replace("&#x2f;", "/");
    let tags = html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap());
    for tag in tags {
        for address in ["href=\"", "src=\"", "action=\""].iter().flat_map(|attribute| tag.split(attribute).skip(1)) {
            let fine = ["https://", "mailto:", "tel:", "#"].iter().any(|scheme| address.starts_with(scheme))
                || (address.starts_with('/') && !address.starts_with("//"));
            assert!(fine, "{source:?} leads to {}", &address[..address.len().min(60)]);
        }
    }
}

async fn preview(editor: &mut Browser, body: Value) -> [String; 3] {
    let shown = editor.post("/v1/bulletin-previews", body).await.expect(200).json();
    let letter = &shown["letter"];
    [&shown["page"], &letter["html"], &letter["text"]].map(|text| text.as_str().unwrap().to_owned())
}

#[tokio::test]
async fn hostile_markdown_is_harmless_in_page_and_letter() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let [page, letter, _] = preview(&mut editor, of(["x", "y", "z"])).await;
    let huge = format!("|a|\n|-|\n{}", "|<script>|\n".repeat(800));
    for source in hostile().map(str::to_owned).chain([huge]) {
        let source = source.as_str();
        // What is left open must not reach into the next section.
        let shown = preview(&mut editor, of(["before", source, "after"])).await;
        assert_harmless(&shown[0], &page, source);
        assert_harmless(&shown[1], &letter, source);
        assert!(!shown[2].contains("(javascript:") && !shown[2].contains("(data:"), "{source:?}: {}", shown[2]);
        let headings = ["<h2>Notice</h2>", "<h2>Test Security</h2>", "<h2>Reminders</h2>"];
        assert!(headings.iter().all(|heading| shown[0].matches(heading).count() == 1), "{source:?}");
    }
}

#[tokio::test]
async fn hostile_markdown_is_harmless_in_the_archive_and_the_feeds() {
    let world = World::start().await;
    let mut editor = editor(&world).await;
    let all = hostile().collect::<Vec<_>>().join("\n\n");
    let draft = draft_as(&mut editor, "one", of(["x", &all, "y"])).await.expect(201).json();
    let id = draft["id"].as_str().unwrap().to_owned();
    let _ = publish(&mut editor, &id, "1", json!({})).await.expect(200);
    let mut nobody = workflows::browser(&world);
    let read = nobody.get(&format!("/v1/bulletins/{id}")).await.expect(200).json();
    for section in read["sections"].as_array().unwrap() {
        assert_harmless(section["html"].as_str().unwrap(), "", "the bulletin");
    }
    let feed = nobody.get("/v1/bulletins.json").await.expect(200).json();
    assert_harmless(feed["items"][0]["content_html"].as_str().unwrap(), "", "the JSON feed");
    // In Atom the HTML stands as text, so that no element of it is one of the feed's.
    let atom = nobody.get("/v1/bulletins.atom").await.expect(200).text;
    let known = [
        "author",
        "content type",
        "entry",
        "feed xmlns",
        "generator",
        "id",
        "link",
        "name",
        "published",
        "title",
        "updated",
    ];
    let strange: Vec<_> = elements(&atom)
        .into_iter()
        .filter(|element| !element.starts_with('/') && !element.starts_with("?xml"))
        .filter(|element| !known.iter().any(|known| element.starts_with(known)))
        .collect();
    assert!(strange.is_empty(), "{strange:?} in {atom}");
}
