use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use domain::bulletins::Markdown;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// HTML that is safe to put into a page of ours: made by [`html`] and by nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// The HTML.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where people open the service, without a slash at the end: `https://toms.example.org`. In a letter or a feed a link to one of
/// our own pages needs it; on such a page it is empty.
#[derive(Clone, Copy, Debug)]
pub struct Address<'a>(pub &'a str);

/// Where a link may lead beside our own pages.
pub(crate) const SCHEMES: [&str; 3] = ["https", "mailto", "tel"];

/// The Markdown that is understood: `CommonMark`, tables and strikethrough.
pub(crate) const OPTIONS: Options = Options::ENABLE_TABLES.union(Options::ENABLE_STRIKETHROUGH);

/// Renders `source`. Its headings stand under a section's, so they begin at the third level. Pictures are named and not loaded:
/// letters are read in mail programs that would tell a stranger when.
#[must_use]
pub fn html(source: &Markdown, address: Address<'_>) -> Html {
    let events = Parser::new_ext(source.as_str(), OPTIONS).filter_map(|event| match event {
        // What looks like HTML is shown as it was typed.
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        // Of a picture its words remain.
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::Heading { level, id: _, classes: _, attrs: _ }) => {
            Some(Event::Start(Tag::Heading { level: lower(level), id: None, classes: Vec::new(), attrs: Vec::new() }))
        }
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(lower(level)))),
        Event::Start(Tag::Link { link_type, dest_url, title: _, id: _ }) => Some(Event::Start(Tag::Link {
            link_type,
            dest_url: absolute(dest_url, address),
            title: CowStr::Borrowed(""),
            id: CowStr::Borrowed(""),
        })),
        other => Some(other),
    });
    let mut rendered = String::new();
    pulldown_cmark::html::push_html(&mut rendered, events);
    Html(SANITISER.clean(&rendered).to_string())
}

const fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 | HeadingLevel::H3 => HeadingLevel::H3,
        HeadingLevel::H4 => HeadingLevel::H4,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H5,
    }
}

/// A path of ours with the address before it; anything else as it is, for the sanitiser to judge.
fn absolute<'a>(link: CowStr<'a>, Address(address): Address<'_>) -> CowStr<'a> {
    if is_own_path(&link) { format!("{address}{link}").into() } else { link }
}

/// Whether a link names one of our own pages: `/students`, and not `//elsewhere.example`, however its second slash is written.
pub(crate) fn is_own_path(link: &str) -> bool {
    const ELSEWHERE: [&str; 4] = ["/", "\\", "%5C", "%5c"];
    link.strip_prefix('/').is_some_and(|rest| !ELSEWHERE.iter().any(|slash| rest.starts_with(slash)))
}

/// Of addresses without a scheme only paths of ours are left.
fn own_path(link: &str) -> Option<Cow<'_, str>> {
    is_own_path(link).then_some(Cow::Borrowed(link))
}

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from([
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
        ]))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))]))
        .url_schemes(HashSet::from(SCHEMES))
        .url_relative(UrlRelative::Custom(Box::new(own_path)))
        .link_rel(Some("noopener noreferrer"));
    builder
});
