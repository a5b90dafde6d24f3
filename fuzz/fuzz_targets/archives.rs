//! Archives as no office program writes them: parts under any names, in any order, one within the other, with bytes changed
//! afterwards. Whatever is accepted has no part that leads out of the archive, and nothing that an archive may not hold.
#![no_main]

use std::io::{Cursor, Read, Write};

use arbitrary::Arbitrary;
use documents::check;
use domain::compliance::ContentType;
use libfuzzer_sys::fuzz_target;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

#[derive(Arbitrary, Debug)]
struct Document<'a> {
    is_word: bool,
    parts: Vec<(Name<'a>, Content<'a>)>,
    changes: Vec<(u16, u8)>,
}

#[derive(Arbitrary, Debug)]
enum Name<'a> {
    Types,
    Main,
    Embedded,
    Macros,
    Any(&'a str),
}

#[derive(Arbitrary, Debug)]
enum Content<'a> {
    Word,
    Excel,
    /// This many zeros.
    Zeros(u32),
    Any(&'a [u8]),
    Archive(Vec<(Name<'a>, &'a [u8])>),
}

const WORD: &[u8] = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
const EXCEL: &[u8] = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";

impl Name<'_> {
    fn text(&self) -> &str {
        match self {
            Self::Types => "[Content_Types].xml",
            Self::Main => "word/document.xml",
            Self::Embedded => "word/embeddings/sheet1.xlsx",
            Self::Macros => "word/vbaProject.bin",
            Self::Any(name) => name,
        }
    }
}

fn archive<'a>(parts: impl Iterator<Item = (&'a str, Vec<u8>)>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (place, (name, content)) in parts.enumerate() {
        let method = if place % 2 == 0 { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        // The writer refuses some names; such a part is left out.
        if writer.start_file(name, SimpleFileOptions::default().compression_method(method)).is_ok() {
            writer.write_all(&content).expect("memory");
        }
    }
    writer.finish().expect("memory").into_inner()
}

fn content(content: &Content<'_>) -> Vec<u8> {
    match content {
        Content::Word => WORD.to_vec(),
        Content::Excel => EXCEL.to_vec(),
        Content::Zeros(count) => vec![0; (*count % (12 * 1024 * 1024)) as usize],
        Content::Any(bytes) => bytes.to_vec(),
        Content::Archive(parts) => archive(parts.iter().map(|(name, bytes)| (name.text(), bytes.to_vec()))),
    }
}

fuzz_target!(|document: Document<'_>| {
    let (said, name) = if document.is_word { (ContentType::Docx, "a.docx") } else { (ContentType::Xlsx, "a.xlsx") };
    let mut bytes = archive(document.parts.iter().map(|(name, inside)| (name.text(), content(inside))));
    for (place, change) in &document.changes {
        let place = usize::from(*place) % bytes.len();
        bytes[place] ^= change;
    }
    if check(said, &name.parse().expect("a name"), Cursor::new(&bytes)).is_err() {
        return;
    }
    let mut accepted = ZipArchive::new(Cursor::new(&bytes)).expect("what is accepted can be read");
    let mut unpacked = 0;
    for place in 0..accepted.len() {
        let mut part = accepted.by_index(place).expect("a part can be read");
        assert!(part.enclosed_name().is_some(), "a part leads out of the archive");
        let name = part.name().expect("a part has a name").to_lowercase();
        assert!(!name.ends_with("vbaproject.bin"));
        let mut inside = Vec::new();
        unpacked += part.read_to_end(&mut inside).expect("a part can be unpacked");
        let is_archive = inside.starts_with(b"PK\x03\x04");
        assert!(!is_archive || name.contains("/embeddings/"), "an archive in an archive");
    }
    assert!(unpacked as u64 <= documents::UNPACKED_MAX);
});
