//! What a file is by its first bytes.

use domain::compliance::ContentType;
use infer::MatcherType;

use crate::Reason;

/// How many bytes tell a type.
pub(crate) const HEAD: u64 = 8 * 1024;

const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
const ZIP: &[u8] = b"PK\x03\x04";

/// What is found at the beginning of a file.
enum Found {
    Type(ContentType),
    /// An archive in the format of Word and Excel, whatever is in it.
    Zip,
    /// A file in the old format of Word and Excel, whatever is in it.
    Compound,
    Program,
    Script,
    Other(&'static str),
    Unknown,
}

fn found(head: &[u8]) -> Found {
    if head.starts_with(ZIP) {
        return Found::Zip;
    }
    if head.starts_with(COMPOUND) {
        return Found::Compound;
    }
    if is_script(head) {
        return Found::Script;
    }
    let Some(kind) = infer::get(head) else { return Found::Unknown };
    match (kind.mime_type(), kind.matcher_type()) {
        ("application/pdf", _) => Found::Type(ContentType::Pdf),
        ("image/png", _) => Found::Type(ContentType::Png),
        ("image/jpeg", _) => Found::Type(ContentType::Jpeg),
        ("image/gif", _) => Found::Type(ContentType::Gif),
        ("image/tiff", _) => Found::Type(ContentType::Tiff),
        ("image/heif" | "image/heic", _) => Found::Type(ContentType::Heic),
        ("text/html" | "text/xml" | "text/x-shellscript", _) => Found::Script,
        (_, MatcherType::App) => Found::Program,
        (_, MatcherType::Archive) => Found::Other("an archive"),
        (_, MatcherType::Audio | MatcherType::Video) => Found::Other("a sound or a film"),
        (_, MatcherType::Image) => Found::Other("an image of another type"),
        _ => Found::Other("a file of another type"),
    }
}

/// Whether something begins like what a browser or a shell runs: behind a byte order mark and white space, in any case of
/// letters.
fn is_script(head: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 14] = [
        b"#!",
        b"<!doctype",
        b"<html",
        b"<head",
        b"<body",
        b"<script",
        b"<iframe",
        b"<svg",
        b"<?xml",
        b"<?php",
        b"<%",
        b"<!--",
        b"<meta",
        b"{\\rtf",
    ];
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    BEGINNINGS
        .iter()
        .any(|beginning| head.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning)))
}

/// That `head` begins a file of the type `said`; for Word and Excel, of their container.
pub(crate) fn is(said: ContentType, head: &[u8]) -> Result<(), Reason> {
    let other = |is| Err(Reason::OtherType { said: said.name(), is });
    match (found(head), said) {
        (Found::Type(is), _) if is == said => Ok(()),
        (Found::Zip, ContentType::Docx | ContentType::Xlsx)
        | (Found::Compound, ContentType::Doc | ContentType::Xls) => Ok(()),
        // Word and Excel write documents with a password in the old container, whatever the extension.
        (Found::Compound, ContentType::Docx | ContentType::Xlsx) => Err(Reason::Encrypted),
        (Found::Program, _) => Err(Reason::Program),
        (Found::Script, _) => Err(Reason::Script),
        (Found::Type(is), _) => other(with_article(is)),
        (Found::Zip, _) => other("an archive"),
        (Found::Compound, _) => other("a document of an old office program"),
        (Found::Other(is), _) => other(is),
        (Found::Unknown, _) => other("something else"),
    }
}

/// That `head` begins none of the files that are told by their first bytes.
pub(crate) fn not_binary(said: ContentType, head: &[u8]) -> Result<(), Reason> {
    match found(head) {
        Found::Unknown => Ok(()),
        _ => is(said, head),
    }
}

/// Whether something is an archive in the format of Word and Excel.
pub(crate) fn is_zip(head: &[u8]) -> bool {
    head.starts_with(ZIP)
}

/// Whether a part of a document is a file that could hold others: archives, old office documents, programs.
pub(crate) fn nested(head: &[u8]) -> Result<(), Reason> {
    match found(head) {
        Found::Zip | Found::Compound | Found::Other("an archive") => Err(Reason::Nested),
        Found::Program => Err(Reason::Program),
        _ => Ok(()),
    }
}

/// As in a sentence: "it is a PDF document".
const fn with_article(kind: ContentType) -> &'static str {
    use ContentType as T;
    match kind {
        T::Pdf => "a PDF document",
        T::Doc | T::Docx => "a Word document",
        T::Xls | T::Xlsx => "an Excel workbook",
        T::Png => "a PNG image",
        T::Jpeg => "a JPEG image",
        T::Gif => "a GIF image",
        T::Tiff => "a TIFF image",
        T::Heic => "a HEIC image",
        T::Csv => "a CSV file",
        T::Text => "a text file",
    }
}
