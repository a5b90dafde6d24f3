use domain::access::Role;
use domain::bulletins::{Audience, Bulletin, Correction, Markdown, Places, PublicationState, Section, SectionKind};
use domain::ids::BulletinId;
use domain::students::ProgramFamily;
use proptest::prelude::*;

use super::*;

const OURS: Address<'_> = Address("https://toms.example.org");

fn markdown(source: &str) -> Markdown {
    source.parse().unwrap()
}

fn rendered(source: &str) -> String {
    html(&markdown(source), OURS).to_string()
}

#[test]
fn what_the_communication_holds_is_rendered() {
    let source = "Visit the [Test Security](https://www.caaspp.org/security) page.\n\n* 5 instead of **10**\n* _North_ Carolina\n\n\
                  1. First\n2. Second\n\n# Required Trainings\n\n| Form | Day |\n|---|---|\n| A | 1 |";
    let html = rendered(source);
    for part in [
        "<a href=\"https://www.caaspp.org/security\" rel=\"noopener noreferrer\">Test Security</a>",
        "<li>5 instead of <strong>10</strong></li>",
        "<li><em>North</em> Carolina</li>",
        "<ol>\n<li>First</li>",
        "<h3>Required Trainings</h3>",
        "<table><thead><tr><th>Form</th>",
        "<td>A</td>",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
}

#[test]
fn a_link_to_a_page_of_ours_leads_there_from_a_letter_too() {
    assert_eq!(
        rendered("[Students](/students)"),
        "<p><a href=\"https://toms.example.org/students\" rel=\"noopener noreferrer\">Students</a></p>\n"
    );
    assert_eq!(text(&markdown("[Students](/students)"), OURS), "Students (https://toms.example.org/students)");
}

/// What somebody might try, between lines of `%%`: each runs, loads or leads astray where it is not made harmless.
fn hostile() -> impl Iterator<Item = &'static str> {
    include_str!("hostile.txt").trim_end().split("\n%%\n")
}

/// What no reader may be shown: elements and attributes outside of the list, and addresses outside of the schemes.
fn harmless(html: &str) -> Result<(), String> {
    let allowed = [
        "a",
        "blockquote",
        "br",
        "code",
        "del",
        "em",
        "h3",
        "h4",
        "h5",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ];
    for tag in html.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').ok_or_else(|| format!("an open tag: {tag}"))?;
        let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap_or_default();
        if !allowed.contains(&name) {
            return Err(format!("<{tag}>"));
        }
        let attributes = tag.strip_prefix(name).unwrap_or_default().trim();
        let fine = attributes.is_empty()
            || (name == "ol" && attributes.starts_with("start=\""))
            || (name == "a"
                && (attributes.starts_with("rel=\"")
                    || ["href=\"https://", "href=\"mailto:", "href=\"tel:"]
                        .iter()
                        .any(|href| attributes.starts_with(href))));
        if !fine && !tag.starts_with('/') {
            return Err(format!("<{tag}>"));
        }
    }
    Ok(())
}

fn bulletin(headline: &str, text: &str) -> Bulletin {
    Bulletin {
        id: BulletinId::from_bytes([7; 16]),
        version: 1,
        headline: headline.parse().unwrap(),
        dated: jiff::civil::date(2026, 11, 3),
        audience: Audience {
            roles: [Role::LeaCaasppCoordinator].into(),
            program: Some(ProgramFamily::Caaspp),
            places: Places::California,
        },
        sections: vec![Section { kind: SectionKind::Notice, text: markdown(text) }],
        state: PublicationState::Published { published_at: "2026-12-01T02:00:00Z".parse().unwrap() },
        corrections: vec![Correction {
            at: "2026-12-01T02:00:00Z".parse().unwrap(),
            note: headline.parse().unwrap(),
            mailed: false,
        }],
        mailings: Vec::new(),
        changed_by: "Noor Haddad".into(),
        changed_at: "2026-11-03T20:00:00Z".parse().unwrap(),
    }
}

#[test]
fn the_page_of_a_bulletin_has_no_script_and_shows_what_is_written_as_text() {
    let page = bulletin_page(&bulletin("A <script>alert(1)</script> \" & B", "[Students](/students)")).unwrap();
    assert!(page.contains("<h1>A &lt;script&gt;alert(1)&lt;&#x2f;script&gt; &quot; &amp; B</h1>"), "{page}");
    assert!(page.contains("<a href=\"/students\" rel=\"noopener noreferrer\">Students</a>"));
    assert!(page.contains("Email Update, <time datetime=\"2026-11-03\">November 3, 2026</time> · CAASPP"));
    assert!(page.contains("Corrected on November 30, 2026:"), "the day in California");
    assert!(!page.contains("<script") && !page.contains("style=") && !page.contains("javascript:"), "{page}");
}

#[test]
fn the_archive_is_by_month_in_california_and_says_when_nothing_is_found() {
    let summary = bulletin("CAASPP <b>", "x").summary();
    let view = ArchiveView {
        year: 2026,
        query: "\"><script>",
        wrong: None,
        bulletins: &[summary],
        more: None,
        years: &[2025],
    };
    let page = archive_page(&view).unwrap();
    assert!(page.contains("<h2>November 2026</h2>"), "{page}");
    assert!(page.contains("CAASPP &lt;b&gt;</a>, November 30, 2026 (corrected)"), "{page}");
    assert!(!page.contains("<script"));
    let none = archive_page(&ArchiveView { bulletins: &[], ..view.clone() }).unwrap();
    assert!(none.contains("No bulletin of 2026 holds these words."));
    let none = archive_page(&ArchiveView { bulletins: &[], query: "", ..view }).unwrap();
    assert!(none.contains("No bulletin was published in 2026."));
    assert!(absent_page().unwrap().contains("There is no such bulletin"));
}

#[test]
fn hostile_markdown_is_harmless() {
    for source in hostile() {
        let html = rendered(source);
        harmless(&html).unwrap_or_else(|wrong| panic!("{source:?} became {wrong} in {html}"));
        assert!(!html.contains("<img") && !html.contains("evil.example\""), "{source:?} became {html}");
    }
}

#[test]
fn plain_text_names_no_address_that_a_link_may_not_lead_to() {
    assert_eq!(
        text(&markdown("[a](javascript:alert(1)) [b](//evil.example) [c](https://cde.example)"), OURS),
        "a b c (https://cde.example)"
    );
}

#[test]
fn what_looks_like_html_is_shown_as_it_was_typed() {
    assert_eq!(rendered("x <b>y</b>"), "<p>x &lt;b&gt;y&lt;/b&gt;</p>\n");
    assert_eq!(rendered("![A map](https://evil.example/m.png)"), "<p>A map</p>\n");
}

#[test]
fn a_huge_table_and_deep_nesting_end() {
    let table = format!("|a|\n|-|\n{}", "|b|\n".repeat(2_400));
    harmless(&rendered(&table)).unwrap();
    for deep in ["> ".repeat(4_000), "*".repeat(9_000), "[".repeat(9_000), "- ".repeat(4_000)] {
        let deep = format!("{deep}x");
        harmless(&rendered(&deep)).unwrap();
        let _ = text(&markdown(&deep), OURS);
    }
}

#[test]
fn plain_text_reads_like_a_letter() {
    let source = "# Required Trainings\n\nOptions *for* training:\n\n1. The [Tutorial](https://moodle.example.org)\n2. Local\n\n* a\n  * b\n\n\
                  <https://cde.example.org>\n\n| A | B |\n|---|---|\n| 1 | 2 |";
    assert_eq!(
        text(&markdown(source), OURS),
        "Required Trainings\n\nOptions for training:\n\n1. The Tutorial (https://moodle.example.org)\n2. Local\n\n- a\n  - b\n\n\
         https://cde.example.org\n\nA  B  \n1  2"
    );
}

fn advice(kind: SectionKind, source: &str) -> Vec<Advice> {
    advise(&Section { kind, text: markdown(source) }, |path| path == "/students")
}

#[test]
fn an_editor_is_told_of_what_readers_would_stumble_over() {
    let of = |source: &str| advice(SectionKind::Notice, source);
    assert_eq!(of("[Students](/students#x), [us](mailto:a@example.org)"), []);
    assert_eq!(of("[Pupils](/pupils)"), [Advice::DeadLink("/pupils".into())]);
    assert_eq!(of("[CDE](www.cde.ca.gov)"), [Advice::LostLink("www.cde.ca.gov".into())]);
    assert_eq!(of("[Here](https://a.example)"), [Advice::VagueLink("Here".into())]);
    assert_eq!(of("# A\n\n### B"), [Advice::SkippedHeading("B".into())]);
    assert_eq!(of("<b>a</b> <i>b</i>"), [Advice::RawHtml]);
    assert_eq!(of("![a](https://a.example/b.png)"), [Advice::Picture]);
}

#[test]
fn a_training_says_when() {
    let of = |source: &str| advice(SectionKind::UpcomingTrainings, source);
    assert_eq!(of("Coffee Session, 2–3 p.m."), [Advice::NoDate]);
    for dated in ["November 18: Coffee Session", "January and February 2026", "in 2025–26"] {
        assert_eq!(of(dated), [], "{dated}");
    }
    assert_eq!(advice(SectionKind::Reminders, "Order early."), []);
}

proptest! {
    #[test]
    fn whatever_is_typed_is_harmless(source in "[<>&\"'/a-z\\[\\]()!*_#`|:\\- \n]{1,200}") {
        if let Ok(source) = source.parse::<Markdown>() {
            let html = html(&source, OURS).to_string();
            prop_assert_eq!(harmless(&html), Ok(()));
        }
    }
}
