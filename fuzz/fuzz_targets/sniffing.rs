//! Any bytes, said to be of any type under any name: the check answers and never panics, hangs or grows.
#![no_main]

use std::io::Cursor;

use arbitrary::Arbitrary;
use documents::check;
use domain::compliance::{ContentType, FileName};
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct File<'a> {
    said: u8,
    /// Read as a name; where it is none, the file is called as its type is.
    name: Option<&'a str>,
    content: &'a [u8],
}

fuzz_target!(|file: File<'_>| {
    let said = ContentType::ALL[usize::from(file.said) % ContentType::ALL.len()];
    let usual = format!("file.{}", said.extensions()[0]);
    let name: FileName = file.name.and_then(|name| name.parse().ok()).unwrap_or_else(|| usual.parse().expect("a name"));
    let checked = check(said, &name, Cursor::new(file.content));
    assert!(checked.is_err() || !file.content.is_empty());
    assert!(checked.is_err() || name.agrees_with(said));
});
