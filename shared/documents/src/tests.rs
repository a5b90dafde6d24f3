use std::io::{Cursor, Write};

use domain::compliance::ContentType;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;

const WORD: &str = r#"<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const EXCEL: &str = r#"<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;

fn refusal(said: ContentType, name: &str, bytes: &[u8]) -> Option<Reason> {
    match check(said, &name.parse().unwrap(), Cursor::new(bytes)) {
        Ok(()) => None,
        Err(Failed::Refused(reason)) => Some(reason),
        Err(Failed::Unreadable(error)) => panic!("{error}"),
    }
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn word(more: &[(&str, &[u8])]) -> Vec<u8> {
    let own = [("[Content_Types].xml", WORD.as_bytes()), ("word/document.xml", b"<w:document/>".as_slice())];
    archive(&[&own, more].concat())
}

fn of_word(bytes: &[u8]) -> Option<Reason> {
    refusal(ContentType::Docx, "plan.docx", bytes)
}

fn compound(streams: &[&str]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for stream in streams {
        if let Some((storage, _)) = stream[1..].rsplit_once('/') {
            file.create_storage_all(format!("/{storage}")).unwrap();
        }
        file.create_stream(stream).unwrap().write_all(b"content").unwrap();
    }
    file.into_inner().into_inner()
}

fn eicar() -> Vec<u8> {
    [br"X5O!P%@AP[4\PZX54(P^)7CC)7}$".as_slice(), b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].concat()
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
const PROGRAM: &[u8] = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0";
const ELF: &[u8] = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

#[test]
fn a_document_that_is_what_it_says_is_accepted() {
    for (said, name, bytes) in [
        (ContentType::Pdf, "a.pdf", b"%PDF-1.7\n1 0 obj".to_vec()),
        (ContentType::Png, "a.png", PNG.to_vec()),
        (ContentType::Jpeg, "a.JPG", b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec()),
        (ContentType::Gif, "a.gif", b"GIF89a\x01\0\x01\0".to_vec()),
        (ContentType::Tiff, "a.tif", b"II*\0\x08\0\0\0\0\0\0\0".to_vec()),
        (ContentType::Heic, "a.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec()),
        (ContentType::Csv, "a.csv", "SSID,Name\n9000000001,\u{c1}lvarez\n".into()),
        (ContentType::Csv, "a.csv", b"Name\r\nN\xfa\xf1ez\r\n\x93quoted\x94".to_vec()),
        (ContentType::Text, "a.txt", "\u{feff}Minutes".into()),
        (ContentType::Docx, "a.docx", word(&[("word/media/image1.png", PNG)])),
        (
            ContentType::Xlsx,
            "a.xlsx",
            archive(&[("[Content_Types].xml", EXCEL.as_bytes()), ("xl/workbook.xml", b"<w/>")]),
        ),
        (ContentType::Doc, "a.doc", compound(&["/WordDocument", "/1Table"])),
        (ContentType::Xls, "a.xls", compound(&["/Workbook"])),
    ] {
        assert_eq!(refusal(said, name, &bytes), None, "{name}");
    }
}

#[test]
fn a_program_is_refused_whatever_it_is_called() {
    for (said, name) in [
        (ContentType::Pdf, "plan.pdf"),
        (ContentType::Docx, "plan.docx"),
        (ContentType::Doc, "plan.doc"),
        (ContentType::Png, "plan.png"),
        (ContentType::Csv, "plan.csv"),
    ] {
        for program in [PROGRAM, ELF] {
            assert_eq!(refusal(said, name, program), Some(Reason::Program), "{name}");
        }
    }
}

#[test]
fn scripts_pages_and_drawings_are_refused_also_as_text() {
    for bytes in [
        "#!/bin/sh\nrm -rf /",
        "<!DOCTYPE html><p>",
        "\u{feff}  <HTML>",
        "<script>alert(1)</script>",
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "<?xml version='1.0'?><svg/>",
        "<?php echo 1;",
    ] {
        for (said, name) in [(ContentType::Text, "a.txt"), (ContentType::Csv, "a.csv"), (ContentType::Pdf, "a.pdf")] {
            assert_eq!(refusal(said, name, bytes.as_bytes()), Some(Reason::Script), "{bytes:?} as {name}");
        }
    }
}

#[test]
fn another_type_than_it_says_is_refused_and_named() {
    let other = |said: ContentType, is| Some(Reason::OtherType { said: said.name(), is });
    let (png, pdf) = (ContentType::Png, ContentType::Pdf);
    assert_eq!(refusal(png, "a.png", b"%PDF-1.7\n"), other(png, "a PDF document"));
    assert_eq!(refusal(pdf, "a.pdf", b"PK\x03\x04rest"), other(pdf, "an archive"));
    assert_eq!(refusal(pdf, "a.pdf", b"nothing in particular"), other(pdf, "something else"));
    assert_eq!(refusal(pdf, "a.pdf", b"Rar!\x1a\x07\x01\0"), other(pdf, "an archive"));
    assert_eq!(refusal(ContentType::Csv, "a.csv", PNG), other(ContentType::Csv, "a PNG image"));
    let workbook = archive(&[("[Content_Types].xml", EXCEL.as_bytes())]);
    assert_eq!(of_word(&workbook), other(ContentType::Docx, "an Excel workbook"));
    assert_eq!(of_word(&archive(&[("a.txt", b"x")])), other(ContentType::Docx, "an archive"));
    let doc = ContentType::Doc;
    assert_eq!(refusal(doc, "a.doc", &compound(&["/Workbook"])), other(doc, "an Excel workbook"));
    let installer = compound(&["/SummaryInformation"]);
    assert_eq!(refusal(doc, "a.doc", &installer), other(doc, "a file of another program"));
}

#[test]
fn a_name_that_ends_as_another_type_is_refused() {
    let refused = Some(Reason::Extension("PDF document"));
    for name in ["plan.exe", "plan.pdf.exe", "plan", "plan.docx"] {
        assert_eq!(refusal(ContentType::Pdf, name, b"%PDF-1.7"), refused, "{name}");
    }
}

#[test]
fn an_empty_file_is_refused() {
    assert_eq!(refusal(ContentType::Pdf, "a.pdf", b""), Some(Reason::Empty));
}

#[test]
fn a_file_of_more_than_100_mb_is_refused_unread() {
    struct Huge;
    impl Read for Huge {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            panic!("it is not read")
        }
    }
    impl Seek for Huge {
        fn seek(&mut self, _: io::SeekFrom) -> io::Result<u64> {
            Ok(FILE_MAX + 1)
        }
    }
    let refused = check(ContentType::Pdf, &"a.pdf".parse().unwrap(), Huge);
    assert!(matches!(refused, Err(Failed::Refused(Reason::TooLarge))));
}

#[test]
fn the_test_virus_is_found_anywhere_also_packed() {
    assert_eq!(refusal(ContentType::Text, "a.txt", &eicar()), Some(Reason::TestVirus));
    // Across the border of two pieces.
    for before in [64 * 1024 - 30, 64 * 1024 - 67, 64 * 1024 - 1] {
        let pdf = [b"%PDF-1.7".as_slice(), &vec![b' '; before - 8], &eicar()].concat();
        assert_eq!(refusal(ContentType::Pdf, "a.pdf", &pdf), Some(Reason::TestVirus), "{before}");
    }
    assert_eq!(of_word(&word(&[("word/note.txt", &eicar())])), Some(Reason::TestVirus));
}

#[test]
fn macros_are_refused_under_whatever_name_they_stand() {
    assert_eq!(of_word(&word(&[("word/vbaProject.bin", b"x")])), Some(Reason::Macros));
    assert_eq!(of_word(&word(&[("word/VBAPROJECT.BIN", b"x")])), Some(Reason::Macros));
    let renamed = WORD.replace(
        "</Types>",
        r#"<Default Extension="dat" ContentType="application/vnd.ms-office.vbaProject"/></Types>"#,
    );
    assert_eq!(of_word(&archive(&[("[Content_Types].xml", renamed.as_bytes())])), Some(Reason::Macros));
    let old = compound(&["/WordDocument", "/Macros/VBA/dir"]);
    assert_eq!(refusal(ContentType::Doc, "a.doc", &old), Some(Reason::Macros));
    let old = compound(&["/Workbook", "/_VBA_PROJECT_CUR/VBA/dir"]);
    assert_eq!(refusal(ContentType::Xls, "a.xls", &old), Some(Reason::Macros));
}

#[test]
fn archives_old_documents_and_programs_inside_a_document_are_refused() {
    let inner = archive(&[("a.txt", b"x")]);
    for nested in [inner.as_slice(), &compound(&["/x"]), b"7z\xbc\xaf\x27\x1c\0\x04", b"Rar!\x1a\x07\0"] {
        assert_eq!(of_word(&word(&[("word/embeddings/a.bin", nested)])), Some(Reason::Nested), "{:?}", &nested[..4]);
    }
    assert_eq!(of_word(&word(&[("word/media/image1.png", PROGRAM)])), Some(Reason::Program));
    let old = compound(&["/WordDocument", "/ObjectPool/_1/x"]);
    assert_eq!(refusal(ContentType::Doc, "a.doc", &old), Some(Reason::Nested));
}

const POWERPOINT: &str = r#"<Types><Override PartName="/ppt/presentation.xml" ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>"#;

fn workbook(more: &[(&str, &[u8])]) -> Vec<u8> {
    let own = [("[Content_Types].xml", EXCEL.as_bytes()), ("xl/workbook.xml", b"<workbook/>".as_slice())];
    archive(&[&own, more].concat())
}

#[test]
fn a_document_of_todays_office_may_be_embedded_as_the_workbook_of_a_chart_is() {
    let slides = archive(&[("[Content_Types].xml", POWERPOINT.as_bytes())]);
    let chart = word(&[
        ("word/charts/chart1.xml", b"<c:chart/>"),
        ("word/embeddings/Microsoft_Excel_Sheet1.xlsx", &workbook(&[])),
        ("word/embeddings/Microsoft_Word_Document2.docx", &word(&[])),
        ("word/embeddings/Microsoft_PowerPoint3.pptx", &slides),
    ]);
    assert_eq!(of_word(&chart), None);
    let sheet = workbook(&[("xl/embeddings/Microsoft_Excel_Sheet1.xlsx", &workbook(&[]))]);
    assert_eq!(refusal(ContentType::Xlsx, "a.xlsx", &sheet), None);
}

#[test]
fn what_is_embedded_keeps_the_rules_and_has_nothing_embedded_itself() {
    let embedded = |name: &str, content: &[u8]| of_word(&word(&[(name, content)]));
    let in_place = |content: &[u8]| embedded("word/embeddings/Sheet1.xlsx", content);
    let macros = EXCEL.replace("sheet.main+xml", "sheet.macroEnabled.main+xml");
    for (content, reason) in [
        (workbook(&[("xl/vbaProject.bin", b"x")]), Reason::Macros),
        (archive(&[("[Content_Types].xml", macros.as_bytes())]), Reason::Macros),
        (workbook(&[("xl/note.txt", &eicar())]), Reason::TestVirus),
        (workbook(&[("xl/media/image1.png", PROGRAM)]), Reason::Program),
        (workbook(&[("xl/embeddings/Sheet1.xlsx", &workbook(&[]))]), Reason::Nested),
        (workbook(&[("xl/a.bin", &compound(&["/x"]))]), Reason::Nested),
        (archive(&[("a.txt", b"x")]), Reason::Nested),
        (compound(&["/Workbook"]), Reason::Nested),
        (PROGRAM.to_vec(), Reason::Program),
        (b"PK\x03\x04rest".to_vec(), Reason::Damaged("Word document")),
    ] {
        assert_eq!(in_place(&content), Some(reason.clone()), "{reason:?}");
    }
    for elsewhere in
        ["word/media/Sheet1.xlsx", "word/embeddings/Sheet1.bin", "word/embeddings/a/Sheet1.xlsx", "Sheet1.xlsx"]
    {
        assert_eq!(embedded(elsewhere, &workbook(&[])), Some(Reason::Nested), "{elsewhere}");
    }
    // Old charts keep an object of OLE, which could be anything.
    assert_eq!(embedded("word/embeddings/oleObject1.bin", &compound(&["/Workbook"])), Some(Reason::Nested));
}

#[test]
fn what_is_embedded_counts_with_the_document_it_is_in() {
    let half = vec![0; usize::try_from(RATIO_FROM).unwrap() / 2 + 1024];
    let part = ("xl/zeros.xml", half.as_slice());
    assert_eq!(refusal(ContentType::Xlsx, "a.xlsx", &workbook(&[part])), None);
    let sheets = [("word/embeddings/1.xlsx", workbook(&[part])), ("word/embeddings/2.xlsx", workbook(&[part]))];
    let sheets: Vec<_> = sheets.iter().map(|(name, content)| (*name, content.as_slice())).collect();
    assert_eq!(of_word(&word(&sheets)), Some(Reason::Bomb));
    let large = vec![b'x'; EMBEDDED_MAX + 1];
    let noise: Vec<u8> = (0..600_000_u32).flat_map(|number| number.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let large = [b"PK\x03\x04".as_slice(), &large].concat();
    let document = word(&[("word/embeddings/1.xlsx", &large), ("word/media/noise.dat", &noise)]);
    assert_eq!(of_word(&document), Some(Reason::EmbeddedTooLarge));
}

#[test]
fn a_bomb_is_refused_by_what_it_unpacks_to_whatever_it_says() {
    let zeros = vec![0; usize::try_from(RATIO_FROM).unwrap() + 1024 * 1024];
    let mut bomb = word(&[("word/zeros.xml", &zeros)]);
    assert_eq!(of_word(&bomb), Some(Reason::Bomb));
    // Says in the directory that the part unpacks to 10 bytes.
    let size = u32::try_from(zeros.len()).unwrap().to_le_bytes();
    let places: Vec<_> = memchr::memmem::find_iter(&bomb, &size).collect();
    assert!(!places.is_empty());
    for place in places {
        bomb[place..place + 4].copy_from_slice(&10_u32.to_le_bytes());
    }
    assert!(matches!(of_word(&bomb), Some(Reason::Bomb | Reason::Damaged(_))));
}

#[test]
fn parts_have_names_of_paths_below_the_root() {
    for name in ["../evil", "word/../../evil", "/etc/passwd", "word\\evil", "C:evil", "word//evil", "a\u{0}b", "./a"] {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("PLACEHOLD".repeat(3), SimpleFileOptions::default()).unwrap();
        let bytes = writer.finish().unwrap().into_inner();
        // The writer refuses or mends some of these names, so they are put in afterwards, as long as they were.
        let padded = format!("{name:x<27}");
        let mut bytes = replace(&bytes, "PLACEHOLD".repeat(3).as_bytes(), padded.as_bytes());
        assert_eq!(bytes.len(), bytes.len());
        assert_eq!(of_word(&bytes), Some(Reason::PartName), "{name:?}");
        bytes.clear();
    }
    let huge = "x".repeat(300);
    assert_eq!(of_word(&word(&[(&huge, b"x")])), Some(Reason::PartName));
    let mut link = ZipWriter::new(Cursor::new(Vec::new()));
    link.add_symlink("word/link", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    assert_eq!(of_word(&link.finish().unwrap().into_inner()), Some(Reason::PartName));
    assert_eq!(of_word(&word(&[("word/A.xml", b"x"), ("word/a.xml", b"x")])), Some(Reason::PartName));
}

fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let places: Vec<_> = memchr::memmem::find_iter(&bytes, from).collect();
    assert!(!places.is_empty());
    for place in places {
        bytes[place..place + to.len()].copy_from_slice(to);
    }
    bytes
}

#[test]
fn an_archive_of_too_many_parts_is_refused_before_its_directory_is_read() {
    let mut bytes = word(&[]);
    let end = bytes.len() - 22;
    bytes[end + 10..end + 12].copy_from_slice(&10_001_u16.to_le_bytes());
    assert_eq!(of_word(&bytes), Some(Reason::TooManyParts));
    bytes[end + 10..end + 12].copy_from_slice(&1_u16.to_le_bytes());
    assert_eq!(of_word(&bytes), Some(Reason::Damaged("Word document")));
}

#[test]
fn a_password_is_told() {
    let old = compound(&["/EncryptionInfo", "/EncryptedPackage"]);
    assert_eq!(of_word(&old), Some(Reason::Encrypted));
    assert_eq!(refusal(ContentType::Doc, "a.doc", &old), Some(Reason::Encrypted));
    // The bit of a part that says so, in both of its headers.
    let mut bytes = word(&[]);
    for header in [b"PK\x03\x04".as_slice(), b"PK\x01\x02"] {
        let offset = if header[2] == 3 { 6 } else { 8 };
        for place in memchr::memmem::find_iter(&bytes.clone(), header) {
            bytes[place + offset] |= 1;
        }
    }
    assert_eq!(of_word(&bytes), Some(Reason::Encrypted));
}

#[test]
fn what_cannot_be_read_is_damaged_and_nothing_panics() {
    let whole = word(&[]);
    for end in 0..whole.len() {
        assert!(of_word(&whole[..end]).is_some(), "cut at {end}");
    }
    let old = compound(&["/WordDocument"]);
    assert_eq!(refusal(ContentType::Doc, "a.doc", &old[..100]), Some(Reason::Damaged("Word document")));
    for byte in 0..whole.len() {
        let mut changed = whole.clone();
        changed[byte] ^= 0x55;
        let _ = of_word(&changed);
    }
}

#[test]
fn text_has_no_control_characters_and_one_encoding() {
    for wrong in [
        b"a,b\0c".as_slice(),
        b"a\x1b[31m",
        b"\xff\xfea\0,\0b\0",
        // Neither UTF-8 nor a character of Windows-1252.
        b"caf\x81",
        // UTF-8 at first, then not, with bytes that are none of Windows-1252.
        b"\xc3\x81\xc3\x9d\xff",
        // Ends within a character that is none of Windows-1252 either.
        b"abc\xe2\x81",
    ] {
        assert_eq!(refusal(ContentType::Csv, "a.csv", wrong), Some(Reason::NotText), "{wrong:?}");
    }
    // A character across the border of two pieces.
    let long = [vec![b'a'; 64 * 1024 - 1], "\u{c1}".into()].concat();
    assert_eq!(refusal(ContentType::Text, "a.txt", &long), None);
}
