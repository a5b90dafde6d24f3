//! Anything an editor may type: what becomes of it on a page or in a letter has no element, attribute or address but those
//! that are known to be harmless.
#![no_main]

use domain::bulletins::{Markdown, Section, SectionKind};
use libfuzzer_sys::fuzz_target;
use markup::{Address, advise, html, text};

const OURS: Address<'_> = Address("https://toms.example.org");
const ELEMENTS: [&str; 22] = [
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "hr", "li", "ol", "p", "pre", "strong", "table", "tbody", "td",
    "th", "thead", "tr", "ul",
];
const ADDRESSES: [&str; 3] = ["https:", "mailto:", "tel:"];

/// Walks over what is rendered: outside of an element there is no `<`, and of the elements and attributes only the known ones.
fn assert_harmless(html: &str) {
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        let (element, next) = after.split_once('>').expect("an element ends");
        let name: String = element.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        assert!(ELEMENTS.contains(&name.as_str()), "<{element}>");
        for attribute in element.split("=\"").collect::<Vec<_>>().windows(2) {
            let name = attribute[0].rsplit(' ').next().unwrap_or_default();
            let value = attribute[1].split('"').next().unwrap_or_default();
            match name {
                "href" => assert!(ADDRESSES.iter().any(|scheme| value.to_lowercase().starts_with(scheme)), "{value}"),
                "rel" | "start" => {}
                other => panic!("{other}"),
            }
        }
        rest = next;
    }
}

fuzz_target!(|source: &str| {
    let Ok(source) = source.parse::<Markdown>() else { return };
    assert_harmless(html(&source, OURS).as_str());
    let _ = text(&source, OURS);
    let _ = advise(&Section { kind: SectionKind::Notice, text: source }, |_| false);
});
