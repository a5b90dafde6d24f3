//! Sends the letters that the stream of the mail table tells of: each is claimed, written, sent through SES in a slot of its
//! own, and recorded.
//!
//! SES takes no key by which it would know a letter again. So a letter whose sending was not answered stays `sending`, and
//! is sent again only after its lease and a time in which SES's *Send* event would have settled it. A letter is doubled only
//! if SES took it and both its answer and its event were lost.

mod post;
mod round;
mod sending;
mod sleep;

use domain::Failure;
use domain::accounts::LinkKey;
use domain::keyed::LoginKey;
use domain::mail::Rate;
use edge::{BatchAnswer, Clock, Handled, Settings, SettingsError, StreamEvent};
use letters::{Letters, PortalAddress, Sender};
use store::bulletins::Desk;
use store::mail::{Outbox, Pace, letter_at};
use store::{Dynamo, Grant, Table};

pub use post::{Mailed, Post, Refusal};
pub use sleep::Sleep;

/// What this workflow may touch, and so what its role allows beside sending through SES.
#[derive(Clone)]
pub struct Deps {
    outbox: Outbox,
    pace: Pace,
    bulletins: Desk,
    post: Post,
    letters: Letters,
    from: Sender,
    configuration_set: String,
    login_key: LoginKey,
    link_key: LinkKey,
    clock: Clock,
    sleep: Sleep,
}

impl Deps {
    /// The actions its role allows on tables.
    pub const GRANTS: &[&[Grant]] = &[Outbox::GRANTS, Pace::GRANTS, Desk::GRANTS_TO_READ_MANY];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing or wrong.
    pub fn new(
        settings: &Settings,
        dynamo: &Dynamo,
        post: Post,
        clock: Clock,
        sleep: Sleep,
    ) -> Result<Self, SettingsError> {
        let accounts = settings.required(Table::Accounts.setting())?;
        let mail = settings.required(Table::Mail.setting())?;
        let portal = settings.parsed("PORTAL_ADDRESS", str::parse::<PortalAddress>)?;
        let letters = settings.parsed("STAGE", |stage| {
            Letters::new(stage, portal).map_err(|error| domain::Malformed(error.to_string().into()))
        })?;
        Ok(Self {
            bulletins: Desk::new(dynamo, settings.required(Table::Bulletins.setting())?),
            outbox: Outbox::new(dynamo, accounts, mail.clone()),
            pace: Pace::new(dynamo, mail, settings.parsed("MAIL_RATE", str::parse::<Rate>)?),
            post,
            letters,
            from: settings.parsed("MAIL_FROM", str::parse)?,
            configuration_set: settings.required("MAIL_CONFIGURATION_SET")?,
            login_key: settings.parsed("LOGIN_KEY", LoginKey::new)?,
            link_key: settings.parsed("LINK_KEY", LinkKey::new)?,
            clock,
            sleep,
        })
    }

    /// Does ahead of the first event what it would have to wait for.
    pub async fn warm(&self) {
        self.outbox.warm().await;
    }

    /// Sends what `event` tells of, and says which records are to come again.
    ///
    /// # Errors
    /// When the tables cannot be read: then the whole event is to come again.
    pub async fn handle(&self, event: StreamEvent) -> Result<Handled<BatchAnswer>, Failure> {
        let told = event.told(letter_at);
        let done = round::send_all(self, told.iter().filter_map(|(_, letter)| *letter).collect()).await?;
        let again: Vec<_> = told
            .iter()
            .filter(|(_, letter)| letter.is_some_and(|letter| done.get(&letter).is_some_and(|end| end.comes_again())))
            .map(|(record, _)| record.clone())
            .collect();
        Ok(Handled {
            records: told.len(),
            again: again.len(),
            outcome: round::summary(&done),
            answer: BatchAnswer::failed(again),
        })
    }
}
