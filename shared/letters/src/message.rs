use domain::mail::LetterId;
use jiff::Timestamp;
use mail_builder::MessageBuilder;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::MimePart;

use crate::Unwritten;
use crate::settings::{Address, Sender};

/// A letter's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The subject: one line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// A letter, written out.
#[derive(Clone, PartialEq, Eq)]
pub struct Written {
    /// The subject: one line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    pub(crate) to: Address,
    /// Where mail programs unsubscribe with one request (RFC 8058), for letters that may be ended.
    pub(crate) one_click: Option<String>,
}

impl Written {
    /// Whom it goes to.
    #[must_use]
    pub fn to(&self) -> &str {
        self.to.as_str()
    }

    /// The message as it is sent (RFC 5322), the same bytes for the same letter and time.
    ///
    /// # Errors
    /// When it cannot be put together.
    pub fn message(&self, from: &Sender, id: LetterId, at: Timestamp) -> Result<Vec<u8>, Unwritten> {
        // A boundary must not come in a part, and no part of ours holds a letter's id.
        let alternatives = ContentType::new("multipart/alternative").attribute("boundary", format!("part-{id}"));
        let parts = vec![
            MimePart::new(ContentType::new("text/plain").attribute("charset", "utf-8"), self.text.as_str()),
            MimePart::new(ContentType::new("text/html").attribute("charset", "utf-8"), self.html.as_str()),
        ];
        let mut message = MessageBuilder::new()
            .from((Sender::NAME, from.as_str()))
            .to(self.to.as_str())
            .subject(self.subject.as_str())
            .date(at.as_second())
            .message_id(format!("{id}@{}", from.domain()))
            .header("Auto-Submitted", Raw::new("auto-generated"))
            .body(MimePart::new(alternatives, parts));
        if let Some(address) = &self.one_click {
            message = message
                .header("List-Unsubscribe", Raw::new(format!("<{address}>")))
                .header("List-Unsubscribe-Post", Raw::new("List-Unsubscribe=One-Click"));
        }
        message.write_to_vec().map_err(|_| Unwritten::Message)
    }
}
