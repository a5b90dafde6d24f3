use domain::bulletins::Markdown;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::html::{Address, OPTIONS, SCHEMES, is_own_path};

/// `source` as plain text, for the text part of a letter: an address stands in brackets after what it is linked from.
#[must_use]
pub fn text(source: &Markdown, Address(address): Address<'_>) -> String {
    let mut written = Writer::default();
    for event in Parser::new_ext(source.as_str(), OPTIONS) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => written.push(&text),
            Event::SoftBreak => written.push(" "),
            Event::Start(Tag::Item) => written.item(),
            Event::Start(Tag::List(first)) => written.lists.push(first),
            Event::End(TagEnd::List(_)) => {
                written.lists.pop();
                written.block();
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                written.links.push(shown(&dest_url, address));
            }
            Event::End(TagEnd::Link) => {
                if let Some(link) = written.links.pop().flatten()
                    && !written.out.ends_with(&link)
                {
                    written.push(&format!(" ({link})"));
                }
            }
            Event::End(TagEnd::TableCell) => written.push("  "),
            Event::HardBreak | Event::End(TagEnd::TableRow | TagEnd::TableHead) => written.line(),
            Event::Rule
            | Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::BlockQuote(_) | TagEnd::CodeBlock | TagEnd::Table,
            ) => written.block(),
            _ => {}
        }
    }
    written.out.trim_end().to_owned()
}

/// Where a link leads, if that is where a link of the HTML may lead.
fn shown(link: &str, address: &str) -> Option<String> {
    if is_own_path(link) {
        Some(format!("{address}{link}"))
    } else {
        let scheme = link.split_once(':')?.0.to_ascii_lowercase();
        SCHEMES.contains(&scheme.as_str()).then(|| link.to_owned())
    }
}

#[derive(Default)]
struct Writer {
    out: String,
    /// The lists that are open: the next number of those that are numbered.
    lists: Vec<Option<u64>>,
    /// The links that are open: where they lead, of those that are shown.
    links: Vec<Option<String>>,
}

impl Writer {
    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Begins a line, if something stands on this one.
    fn line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    /// Leaves a line empty, but not between the items of a list.
    fn block(&mut self) {
        self.line();
        if self.lists.is_empty() && !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn item(&mut self) {
        self.line();
        let indent = "  ".repeat(self.lists.len().saturating_sub(1));
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                let mark = format!("{number}. ");
                *number += 1;
                mark
            }
            _ => "- ".to_owned(),
        };
        self.out.push_str(&indent);
        self.out.push_str(&mark);
    }
}
