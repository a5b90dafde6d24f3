//! Files that are not what they say, from the ticket to the letter. What is looked for in them: `shared/documents`.

use domain::compliance::ContentType;

use crate::storage::{Storage, archive, pdf};

fn eicar() -> Vec<u8> {
    [br"X5O!P%@AP[4\PZX54(P^)7CC)7}$".as_slice(), b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].concat()
}

const WORD: &[u8] = br#"<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;

fn word(more: &[(&str, &[u8])]) -> Vec<u8> {
    let own = [("[Content_Types].xml", WORD), ("word/document.xml", b"<w:document/>".as_slice())];
    archive(&[&own, more].concat())
}

/// An archive with a part whose name leads out of it: the writer would not write it, so it is put in afterwards.
fn leads_out() -> Vec<u8> {
    let mut bytes = word(&[("word/placeholder", b"x")]);
    let (from, to) = (b"word/placeholder", b"../../etc/passwd");
    for place in 0..bytes.len() - from.len() {
        if bytes[place..].starts_with(from) {
            bytes[place..place + to.len()].copy_from_slice(to);
        }
    }
    bytes
}

#[tokio::test]
async fn what_is_not_what_it_says_or_does_harm_is_refused_and_the_uploader_is_told_why() {
    let storage = Storage::open().await;
    let zeros = vec![0; 12 * 1024 * 1024];
    let virus = eicar();
    let program: &[u8] = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0";
    let rar: &[u8] = b"Rar!\x1a\x07\x01\0";
    for (name, said, content, told) in [
        ("a.txt", ContentType::Text, virus.clone(), "EICAR"),
        ("a.docx", ContentType::Docx, word(&[("word/note.txt", &virus)]), "EICAR"),
        ("a.docx", ContentType::Docx, word(&[("word/zeros.xml", &zeros)]), "unpacks to far more"),
        ("a.docx", ContentType::Docx, word(&[("word/embeddings/a.bin", rar)]), "another file embedded"),
        ("a.docx", ContentType::Docx, word(&[("word/vbaProject.bin", b"x")]), "macros"),
        ("a.docx", ContentType::Docx, leads_out(), "names that are not allowed"),
        ("a.pdf", ContentType::Pdf, program.to_vec(), "a program"),
        ("a.pdf", ContentType::Pdf, b"<html><script>".to_vec(), "a script"),
        ("a.xlsx", ContentType::Xlsx, word(&[]), "a Word document"),
        ("a.png", ContentType::Png, pdf(), "a PDF document"),
        ("a.csv", ContentType::Csv, b"a\0b".to_vec(), "not text"),
    ] {
        let before = storage.letters().await.len();
        let document = storage.awaited(name, said, &content).await;
        assert_eq!(storage.send(&document, &content).await.status, 200, "{told}");
        assert_eq!(storage.deliver(&document).await.unwrap(), "refused=1", "{told}");
        let row = storage.row(&document).await;
        assert!(row["reason"].as_str().unwrap().contains(told), "{row}");
        assert_eq!(storage.letters().await.len(), before + 1, "{told}");
        assert!(
            !storage.lies_in("clean", &document).await && !storage.lies_in("quarantine", &document).await,
            "{told}"
        );
    }
}

#[tokio::test]
async fn another_file_than_the_one_that_was_announced_is_refused_however_it_got_there() {
    let storage = Storage::open().await;
    let longer = [pdf(), b"more".to_vec()].concat();
    let mut other = pdf();
    other[10] = b'X';
    for (content_type, content) in [("application/pdf", &longer), ("application/pdf", &other), ("text/html", &pdf())] {
        let document = storage.awaited("plan.pdf", ContentType::Pdf, &pdf()).await;
        storage.put(&document, content_type, content).await;
        assert_eq!(storage.deliver(&document).await.unwrap(), "refused=1");
        let row = storage.row(&document).await;
        assert_eq!(row["reason"], "What arrived is not the file that was announced. Upload it again.");
        assert!(!storage.lies_in("clean", &document).await);
    }
}
