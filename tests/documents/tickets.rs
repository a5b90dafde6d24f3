//! A ticket and a link are good for what they were given for and for nothing else, as far as this storage enforces it. What
//! is signed: `tests/workflows/compliance/ticket_signature.rs`.

use domain::compliance::{ContentType, Document};
use jiff::SignedDuration;

use crate::storage::{Storage, pdf};

fn fresh(storage: &Storage) -> Document {
    storage.announced("plan.pdf", ContentType::Pdf, &pdf())
}

#[tokio::test]
async fn a_ticket_takes_the_file_it_was_given_for() {
    let storage = Storage::open().await;
    let document = fresh(&storage);
    let answer = storage.send(&document, &pdf()).await;
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    assert!(storage.lies_in("quarantine", &document).await);
}

#[tokio::test]
async fn a_ticket_takes_no_other_content_length_type_or_key() {
    let storage = Storage::open().await;
    let mut other = pdf();
    other[0] = b'X';
    let longer = [pdf(), b"more".to_vec()].concat();
    let sum = "x-amz-checksum-sha256";
    let another = fresh(&storage).id.to_string();
    for (what, status, content, headers) in [
        ("content", 400, &other, &[][..]),
        ("length", 403, &longer, &[]),
        ("type", 403, &pdf(), &[("content-type", Some("text/html"))]),
        ("no type", 403, &pdf(), &[("content-type", None)]),
        ("sum", 403, &other, &[(sum, Some("3q2+7w=="))]),
        ("no sum", 403, &other, &[(sum, None)]),
    ] {
        let document = fresh(&storage);
        let answer = storage.send_changed(&document, content, headers, str::to_owned).await;
        assert_eq!(answer.status, status, "{what}: {}", String::from_utf8_lossy(&answer.body));
        assert!(!storage.lies_in("quarantine", &document).await, "{what}");
    }
    for (what, from, to) in
        [("another key", None, another.as_str()), ("another shelf", Some("/quarantine/"), "/clean/")]
    {
        let document = fresh(&storage);
        let id = document.id.to_string();
        let changed = |url: &str| url.replace(from.unwrap_or(&id), to);
        assert_eq!(storage.send_changed(&document, &pdf(), &[], changed).await.status, 403, "{what}");
        assert!(!storage.lies_in("quarantine", &document).await && !storage.lies_in("clean", &document).await);
    }
}

#[tokio::test]
async fn a_ticket_is_over_after_15_minutes_and_cannot_be_stretched() {
    let storage = Storage::open().await;
    let mut document = fresh(&storage);
    document.uploaded_at -= SignedDuration::from_mins(14);
    document.ticket_ends_at -= SignedDuration::from_mins(14);
    assert_eq!(storage.send(&document, &pdf()).await.status, 200);
    let mut document = fresh(&storage);
    document.uploaded_at -= SignedDuration::from_mins(16);
    document.ticket_ends_at -= SignedDuration::from_mins(16);
    assert_eq!(storage.send(&document, &pdf()).await.status, 403);
    let stretched = |url: &str| url.replace("X-Amz-Expires=900", "X-Amz-Expires=9000");
    assert_eq!(storage.send_changed(&document, &pdf(), &[], stretched).await.status, 403);
    assert!(!storage.lies_in("quarantine", &document).await);
}

#[tokio::test]
async fn a_link_opens_the_clean_document_under_its_name_and_nothing_else() {
    let storage = Storage::open().await;
    let content = b"School,Students\nCedar High,12\n";
    let document = storage.awaited("A\u{f1}o 2026.csv", ContentType::Csv, content).await;
    assert_eq!(storage.send(&document, content).await.status, 200);
    assert_eq!(storage.download(&document, str::to_owned).await.status, 404, "it is not checked yet");
    let quarantined = |url: &str| url.replace("/clean/", "/quarantine/");
    assert_eq!(storage.download(&document, quarantined).await.status, 403);
    assert_eq!(storage.deliver(&document).await.unwrap(), "clean=1");
    let answer = storage.download(&document, str::to_owned).await;
    assert_eq!((answer.status, answer.body.as_slice()), (200, content.as_slice()));
    assert_eq!(answer.headers["content-type"], "text/csv");
    let name = "attachment; filename=\"A_o 2026.csv\"; filename*=UTF-8''A%C3%B1o%202026.csv";
    assert_eq!(answer.headers["content-disposition"], name);
    assert_eq!(answer.headers["cache-control"], "private, no-store");
    let as_page = |url: &str| url.replace("text%2Fcsv", "text%2Fhtml");
    assert_eq!(storage.download(&document, as_page).await.status, 403);
}
