//! What editors write in Markdown, rendered: one source for the page, the letter and the feeds.
//!
//! Two guards stand in a row. The renderer ([`html()`]) writes raw HTML of the source as text and only knows a small set of
//! elements; then a kept sanitiser goes over what it wrote. So a mistake in either is caught by the other.

mod advice;
mod html;
mod pages;
mod text;

pub use advice::{Advice, advise};
pub use html::{Address, Html, html};
pub use pages::{ArchiveView, Unfilled, absent_page, archive_page, bulletin_page, day};
pub use text::text;

#[cfg(test)]
mod tests;
