//! What is mailed. Each letter has a folder with its subject, its text and its HTML, and the type of what they are filled in
//! with; `frame` is around all of them. Pure: the time and the link come in as parameters, and nothing is sent here.
//!
//! Text and HTML say the same. The HTML has its styles inline and loads nothing from anywhere, so nobody learns whether or
//! when it was read.

mod access_restored;
mod access_stopped;
mod activation;
mod already_active;
mod bulletin;
mod comments_digest;
mod context;
mod message;
mod non_submitters;
mod notification;
mod password_changed;
mod password_reset;
mod review_notice;
mod review_reminder;
mod roles_changed;
mod second_factor_changed;
mod second_scoring;
mod settings;
mod training_notice;

use domain::accounts::{LinkPurpose, LinkToken, User};
use domain::mail::{FactorChange, Text};
use domain::year::time_in_california;
use jiff::Timestamp;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

use context::{Context, Files};
use settings::Address;

pub use message::{Filled, Written};
pub use settings::{PortalAddress, Sender};

/// Why a letter could not be written. It names neither the letter's words nor its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unwritten {
    /// The address cannot stand in a header.
    #[error("the address cannot be mailed to")]
    Address,
    /// The letter carries a link, and none was given.
    #[error("the letter has no link")]
    Link,
    /// A file of the letter is wrong: a fault of this program.
    #[error("the letter cannot be filled in")]
    Files,
    /// The message cannot be put together.
    #[error("the message cannot be put together")]
    Message,
}

impl Unwritten {
    /// A word for it, as stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Link => "link",
            Self::Files => "files",
            Self::Message => "message",
        }
    }
}

/// Writes letters.
#[derive(Clone)]
pub struct Letters {
    templates: Environment<'static>,
    stage: Option<String>,
    portal: PortalAddress,
}

#[derive(Serialize)]
struct Page<'a, C> {
    name: &'a str,
    portal: &'a str,
    stage: Option<&'a str>,
    #[serde(flatten)]
    own: &'a C,
}

impl Letters {
    /// For a stage of which every letter says that it is not the real system, unless it is `prod`.
    ///
    /// # Errors
    /// A file that cannot be read: a fault of this program.
    pub fn new(stage: &str, portal: PortalAddress) -> Result<Self, Unwritten> {
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        templates.set_auto_escape_callback(|name| {
            if name.rsplit('.').next() == Some("html") { AutoEscape::Html } else { AutoEscape::None }
        });
        let mut add = |name: String, source| templates.add_template_owned(name, source).map_err(|_| Unwritten::Files);
        add("frame/body.txt".into(), include_str!("frame/body.txt"))?;
        add("frame/body.html".into(), include_str!("frame/body.html"))?;
        add("frame/button.html".into(), include_str!("frame/button.html"))?;
        for Files { name, subject, text, html } in FILES {
            add(format!("{name}/subject.txt"), subject)?;
            add(format!("{name}/body.txt"), text)?;
            add(format!("{name}/body.html"), html)?;
        }
        let stage = (stage != "prod").then(|| stage.to_owned());
        Ok(Self { templates, stage, portal })
    }

    /// Writes `text` to `addressee`, about something that happened `at` that time. A letter that carries a link needs `link`; one
    /// that may be ended needs there what ends it.
    ///
    /// # Errors
    /// An address that cannot be mailed to, a link that is missing, or a fault of this program.
    pub fn write(
        &self,
        text: Text<'_>,
        addressee: &User,
        link: Option<&LinkToken>,
        at: Timestamp,
    ) -> Result<Written, Unwritten> {
        let username = addressee.username.as_str().to_owned();
        let purpose = text.link();
        let secret = || link.ok_or(Unwritten::Link);
        let link = || Ok(self.address_of(purpose, secret()?));
        let at = time_in_california(at);
        match text {
            Text::Activation => {
                let hours = LinkPurpose::Activation.lifetime().as_hours();
                self.fill_in(addressee, &activation::Activation { username, link: link()?, hours })
            }
            Text::AlreadyActive => self.fill_in(addressee, &already_active::AlreadyActive { username }),
            Text::PasswordReset => {
                let minutes = LinkPurpose::PasswordReset.lifetime().as_mins();
                self.fill_in(addressee, &password_reset::PasswordReset { username, link: link()?, minutes })
            }
            Text::PasswordChanged { by_link } => {
                self.fill_in(addressee, &password_changed::PasswordChanged { at, by_link })
            }
            Text::SecondFactorChanged { change } => {
                let (what, left) = said(change);
                self.fill_in(addressee, &second_factor_changed::SecondFactorChanged { at, what, left })
            }
            Text::RolesChanged { by, given, taken } => {
                let (by, given, taken) = (by.to_owned(), given.to_vec(), taken.to_vec());
                self.fill_in(addressee, &roles_changed::RolesChanged { by, at, given, taken })
            }
            Text::AccessStopped { by } => {
                self.fill_in(addressee, &access_stopped::AccessStopped { by: by.to_owned(), at })
            }
            Text::AccessRestored { by } => {
                self.fill_in(addressee, &access_restored::AccessRestored { by: by.to_owned(), at, username })
            }
            Text::ReviewNotice { review, organization_name, notice } => {
                self.fill_in(addressee, &review_notice::ReviewNotice::new(review, organization_name, notice, at))
            }
            Text::ReviewReminder { review, organization_name, overdue, upcoming, more } => {
                let due = (overdue, upcoming);
                self.fill_in(addressee, &review_reminder::ReviewReminder::new(review, organization_name, due, more))
            }
            Text::NonSubmitters { instrument, due, leas, more } => {
                self.fill_in(addressee, &non_submitters::NonSubmitters::new(instrument, due, leas, more))
            }
            Text::CommentsDigest { review, organization_name, day, by, comments } => {
                let digest = comments_digest::CommentsDigest::new(review, organization_name, (by, day), &comments);
                self.fill_in(addressee, &digest)
            }
            Text::SecondScoring { year, school_name, form } => {
                self.fill_in(addressee, &second_scoring::SecondScoring::new(year, school_name, form))
            }
            Text::Notification { organization_name, subject, text, by } => {
                let (unsubscribe, one_click) = self.ending(secret()?);
                let own = notification::Notification {
                    organization_name: organization_name.to_owned(),
                    subject: subject.to_owned(),
                    text: text.to_owned(),
                    by: by.to_owned(),
                    unsubscribe,
                };
                Ok(Written { one_click: Some(one_click), ..self.fill_in(addressee, &own)? })
            }
            Text::TrainingNotice { notice, event, title, series, starts, ends, place, join_address } => {
                let (what, times) = ((title, series), (starts, ends));
                let own = training_notice::TrainingNotice::new((notice, event), what, times, (place, join_address));
                self.fill_in(addressee, &own)
            }
            // It comes with the bulletin itself.
            Text::Bulletin { .. } => Err(Unwritten::Link),
        }
    }

    /// Writes `bulletin` to `addressee`, who can end bulletins by mail with `token`; the letter was put into the queue at
    /// `queued_at`, and tells of a correction that was made by then.
    ///
    /// # Errors
    /// An address that cannot be mailed to, or a fault of this program.
    pub fn write_bulletin(
        &self,
        bulletin: &domain::bulletins::Bulletin,
        addressee: &User,
        token: &LinkToken,
        queued_at: Timestamp,
    ) -> Result<Written, Unwritten> {
        let portal = self.portal.as_str();
        let (page, one_click) = self.ending(token);
        let own = bulletin::Bulletin::new(bulletin, portal, page, queued_at);
        Ok(Written { one_click: Some(one_click), ..self.fill_in(addressee, &own)? })
    }

    /// What the letter of `bulletin` will look like.
    ///
    /// # Errors
    /// A fault of this program.
    pub fn preview(&self, bulletin: &domain::bulletins::Bulletin) -> Result<Filled, Unwritten> {
        let portal = self.portal.as_str();
        let page = format!("{portal}/unsubscribe");
        self.fill("Coordinator", &bulletin::Bulletin::new(bulletin, portal, page, bulletin.changed_at))
    }

    /// Where `token` ends letters that may be ended: the page for people, and the address for mail programs.
    fn ending(&self, token: &LinkToken) -> (String, String) {
        let (portal, token) = (self.portal.as_str(), token.reveal());
        (format!("{portal}/unsubscribe#{token}"), format!("{portal}/v1/unsubscriptions/{token}"))
    }

    /// The link: its token stands behind `#`, which browsers send to no server and name in no referrer.
    fn address_of(&self, purpose: Option<LinkPurpose>, token: &LinkToken) -> String {
        let page = match purpose {
            Some(LinkPurpose::PasswordReset) => "reset-password",
            _ => "activate",
        };
        format!("{}/{page}#{}", self.portal.as_str(), token.reveal())
    }

    fn fill_in<C: Context>(&self, addressee: &User, own: &C) -> Result<Written, Unwritten> {
        let to = Address::of(&addressee.username).ok_or(Unwritten::Address)?;
        let Filled { subject, text, html } = self.fill(&addressee.first_name, own)?;
        Ok(Written { subject, text, html, to, one_click: None })
    }

    fn fill<C: Context>(&self, name: &str, own: &C) -> Result<Filled, Unwritten> {
        let page = Value::from(Serde(Page { name, portal: self.portal.as_str(), stage: self.stage.as_deref(), own }));
        let fill = |file: &str| {
            let template = self.templates.get_template(&format!("{}/{file}", C::FILES.name));
            template.and_then(|template| template.render(page.clone())).map_err(|_| Unwritten::Files)
        };
        let subject = fill("subject.txt")?;
        // One line: what is filled in cannot begin another header.
        let subject = subject.split(|c: char| c.is_control() || c.is_whitespace()).filter(|word| !word.is_empty());
        let subject = subject.collect::<Vec<_>>().join(" ");
        Ok(Filled { subject, text: fill("body.txt")?, html: fill("body.html")? })
    }
}

/// Every letter's files.
const FILES: [Files; 16] = [
    access_restored::AccessRestored::FILES,
    access_stopped::AccessStopped::FILES,
    activation::Activation::FILES,
    already_active::AlreadyActive::FILES,
    bulletin::Bulletin::FILES,
    comments_digest::CommentsDigest::FILES,
    non_submitters::NonSubmitters::FILES,
    notification::Notification::FILES,
    password_changed::PasswordChanged::FILES,
    password_reset::PasswordReset::FILES,
    review_notice::ReviewNotice::FILES,
    review_reminder::ReviewReminder::FILES,
    roles_changed::RolesChanged::FILES,
    second_factor_changed::SecondFactorChanged::FILES,
    second_scoring::SecondScoring::FILES,
    training_notice::TrainingNotice::FILES,
];

/// A change of factors as people say it, and how many recovery codes are left where that matters.
const fn said(change: FactorChange) -> (&'static str, Option<u8>) {
    match change {
        FactorChange::TotpAdded => ("an authenticator app was added", None),
        FactorChange::TotpRemoved => ("the authenticator app was removed", None),
        FactorChange::RecoveryCodesRenewed => ("new recovery codes were made, and the old ones ended", None),
        FactorChange::PasskeyAdded => ("a passkey was added", None),
        FactorChange::PasskeyRemoved => ("a passkey was removed", None),
        FactorChange::RecoveryCodeUsed { left } => ("a recovery code was used to sign in", Some(left)),
    }
}

#[cfg(test)]
mod tests;
