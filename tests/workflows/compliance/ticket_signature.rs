//! What a ticket signs, by the rules of the signature itself: AWS, "Authenticating requests: using query parameters (AWS
//! Signature Version 4)". The storage computes the same from what it is sent, and takes nothing else.

use std::collections::BTreeMap;

use data_encoding::{BASE64, HEXLOWER};
use domain::compliance::{
    Author, ContentType, Document, DocumentState, DocumentTarget, FileHash, ProgramInstrument, TICKET,
};
use domain::ids::{DocumentId, ItemId, UserId};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use store::compliance::{DOWNLOAD, Downloads, UploadTickets};
use testkit::World;
use url::Url;

use super::office::review_id;

/// A request as the storage gets it.
#[derive(Clone)]
struct Sent {
    method: &'static str,
    url: Url,
    headers: BTreeMap<String, String>,
}

fn hash(text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}

fn keyed(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

impl Sent {
    fn parameter(&self, name: &str) -> String {
        self.url.query_pairs().find(|(found, _)| found == name).unwrap().1.into_owned()
    }

    /// The signature that goes with it, under the tests' secret.
    fn signature(&self) -> String {
        let mut query: Vec<_> = self.url.query().unwrap().split('&').collect();
        query.retain(|pair| !pair.starts_with("X-Amz-Signature="));
        query.sort_unstable();
        let signed = self.parameter("X-Amz-SignedHeaders");
        let header = |name: &str| format!("{name}:{}\n", self.headers.get(name).map_or("", String::as_str));
        let headers = signed.split(';').map(header).collect::<Vec<_>>().concat();
        let request =
            [self.method, self.url.path(), &query.join("&"), &headers, &signed, "UNSIGNED-PAYLOAD"].join("\n");
        let (date, credential) = (self.parameter("X-Amz-Date"), self.parameter("X-Amz-Credential"));
        let scope = credential.split_once('/').unwrap().1;
        let text = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", hash(&request));
        let key = scope.split('/').fold(b"AWS4test".to_vec(), |key, part| keyed(&key, part));
        HEXLOWER.encode(&keyed(&key, &text))
    }

    fn is_signed(&self) -> bool {
        self.signature() == self.parameter("X-Amz-Signature")
    }

    fn with(&self, name: &str, value: &str) -> Self {
        let mut changed = self.clone();
        changed.headers.insert(name.to_owned(), value.to_owned());
        changed
    }

    fn at(&self, from: &str, to: &str) -> Self {
        let changed = self.url.as_str().replace(from, to);
        assert_ne!(changed, self.url.as_str());
        Self { url: changed.parse().unwrap(), ..self.clone() }
    }
}

fn document(world: &World) -> Document {
    let now = world.now();
    Document {
        id: DocumentId::new(review_id(1), [1; 8]),
        version: 1,
        target: DocumentTarget::Item(ItemId::new(review_id(1), [1; 8])),
        instrument: ProgramInstrument::EnglishLearner,
        file_name: "A\u{f1}o \"2026\".pdf".parse().unwrap(),
        content_type: ContentType::Pdf,
        size: 1000,
        sha256: FileHash::from_bytes([7; 32]),
        uploaded_by: Author {
            user: UserId::from_bytes([1; 16]),
            name: "Ana Ortiz".into(),
            role: domain::access::Role::LeaReviewCoordinator,
            organization_name: "Poppy Valley Unified".into(),
        },
        uploaded_at: now,
        ticket_ends_at: now + TICKET,
        replaces: None,
        edition: 1,
        state: DocumentState::Awaiting,
    }
}

#[tokio::test]
async fn a_ticket_signs_key_length_type_content_and_time_and_whatever_else_is_sent_is_not_what_was_signed() {
    let world = World::start().await;
    let document = document(&world);
    let ticket = UploadTickets::new(&world.files, "documents".into()).ticket(&document).await.unwrap();
    let mut headers: BTreeMap<_, _> = ticket.headers.into_iter().collect();
    headers.insert("host".into(), "127.0.0.1:9".into());
    headers.insert("content-length".into(), "1000".into());
    let sent = Sent { method: "PUT", url: ticket.url.parse().unwrap(), headers };
    assert_eq!(sent.parameter("X-Amz-SignedHeaders"), "content-length;content-type;host;x-amz-checksum-sha256");
    assert_eq!(sent.parameter("X-Amz-Expires"), "900");
    assert_eq!(sent.parameter("X-Amz-Date"), "20261122T200000Z");
    assert!(sent.is_signed());
    let id = document.id.to_string();
    let other = DocumentId::new(review_id(1), [2; 8]).to_string();
    for changed in [
        sent.with("content-length", "1001"),
        sent.with("content-type", "text/html"),
        sent.with("x-amz-checksum-sha256", &BASE64.encode(&[8; 32])),
        sent.with("host", "elsewhere.example"),
        Sent { method: "GET", ..sent.clone() },
        sent.at(&id, &other),
        sent.at("/quarantine/", "/clean/"),
        sent.at("X-Amz-Expires=900", "X-Amz-Expires=9000"),
        sent.at("20261122T200000Z", "20261123T200000Z"),
        sent.at("X-Amz-SignedHeaders=content-length%3B", "X-Amz-SignedHeaders="),
        sent.at("x-id=PutObject", "x-id=PutObject&x-amz-acl=public-read"),
    ] {
        assert!(!changed.is_signed(), "{} {} {:?}", changed.method, changed.url, changed.headers);
    }
}

#[tokio::test]
async fn a_link_signs_the_document_its_name_its_type_and_five_minutes() {
    let world = World::start().await;
    let document = document(&world);
    let link = Downloads::new(&world.files, "documents".into()).link(&document, world.now()).await.unwrap();
    assert_eq!(link.expires_at, world.now() + DOWNLOAD);
    let headers = BTreeMap::from([("host".to_owned(), "127.0.0.1:9".to_owned())]);
    let sent = Sent { method: "GET", url: link.url.parse().unwrap(), headers };
    assert_eq!(sent.url.path(), format!("/documents/clean/{}", document.id));
    assert_eq!(sent.parameter("X-Amz-Expires"), "300");
    assert_eq!(sent.parameter("response-content-type"), "application/pdf");
    assert_eq!(
        sent.parameter("response-content-disposition"),
        "attachment; filename=\"A_o _2026_.pdf\"; filename*=UTF-8''A%C3%B1o%20%222026%22.pdf"
    );
    assert!(sent.is_signed());
    for changed in [
        sent.at("/clean/", "/quarantine/"),
        sent.at("response-content-type=application%2Fpdf", "response-content-type=text%2Fhtml"),
        sent.at("=attachment", "=inline"),
        Sent { method: "PUT", ..sent.clone() },
    ] {
        assert!(!changed.is_signed(), "{} {}", changed.method, changed.url);
    }
}
