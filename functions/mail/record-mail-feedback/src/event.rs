use domain::accounts::Username;
use domain::mail::{Feedback, LetterId};
use serde::Deserialize;

/// What the topic hands over: texts of SES's.
#[derive(Clone, Debug, Deserialize)]
pub struct TopicEvent {
    #[serde(rename = "Records")]
    records: Vec<Record>,
}

#[derive(Clone, Debug, Deserialize)]
struct Record {
    #[serde(rename = "Sns")]
    sns: Sns,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Sns {
    message: String,
}

/// An event of SES: of a configuration set, or a notification of an identity, which has another name for its kind and no tags.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    #[serde(rename = "eventType", alias = "notificationType")]
    kind: String,
    mail: Mail,
    bounce: Option<Bounce>,
    complaint: Option<Complaint>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mail {
    message_id: String,
    #[serde(default)]
    tags: Tags,
}

#[derive(Default, Deserialize)]
struct Tags {
    #[serde(default)]
    letter: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    bounce_type: String,
    bounced_recipients: Vec<Recipient>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    complained_recipients: Vec<Recipient>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    email_address: String,
}

/// What SES tells.
pub struct Told {
    /// What happened; `None` for what nobody asked about.
    pub feedback: Option<Feedback>,
    /// The letter, where it is named.
    pub letter: Option<LetterId>,
    /// What SES calls the message.
    pub message_id: String,
    /// The addresses that bounced or complained.
    pub addresses: Vec<Username>,
}

impl TopicEvent {
    /// Each record: what it tells, or `None` where that cannot be read.
    #[must_use]
    pub fn told(&self) -> Vec<Option<Told>> {
        self.records.iter().map(|record| serde_json::from_str(&record.sns.message).ok().map(told)).collect()
    }
}

impl Told {
    /// A word for the log.
    pub(crate) fn word(&self) -> &'static str {
        self.feedback.map_or("other", |feedback| feedback.state().code())
    }
}

fn told(event: Event) -> Told {
    let feedback = match event.kind.as_str() {
        "Send" => Some(Feedback::Send),
        "Reject" => Some(Feedback::Reject),
        "Delivery" => Some(Feedback::Delivery),
        "Bounce" => {
            let permanent = event.bounce.as_ref().is_some_and(|bounce| bounce.bounce_type == "Permanent");
            Some(Feedback::Bounce { permanent })
        }
        "Complaint" => Some(Feedback::Complaint),
        _ => None,
    };
    let bounced = event.bounce.into_iter().flat_map(|bounce| bounce.bounced_recipients);
    let complained = event.complaint.into_iter().flat_map(|complaint| complaint.complained_recipients);
    let addresses = bounced.chain(complained).filter_map(|recipient| address(&recipient.email_address)).collect();
    let letter = event.mail.tags.letter.first().and_then(|letter| letter.parse().ok());
    Told { feedback, letter, message_id: event.mail.message_id, addresses }
}

/// An address as SES writes it: alone or as `Name <address>`.
fn address(text: &str) -> Option<Username> {
    let inner = text.rsplit_once('<').and_then(|(_, rest)| rest.strip_suffix('>'));
    inner.unwrap_or(text).parse().ok()
}
