//! Records what SES tells of letters: sent, delivered, bounced, complained about. An address that bounced for good, or whose
//! owner complained, gets no letter any more.

mod event;

use std::collections::BTreeMap;

use domain::Failure;
use domain::keyed::LoginKey;
use edge::{Clock, Handled, Settings, SettingsError};
use store::mail::Returns;
use store::{Dynamo, Grant, Table};

pub use event::{Told, TopicEvent};

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    returns: Returns,
    login_key: LoginKey,
    clock: Clock,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] = &[Returns::GRANTS];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing or wrong.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock) -> Result<Self, SettingsError> {
        Ok(Self {
            returns: Returns::new(dynamo, settings.required(Table::Mail.setting())?),
            login_key: settings.parsed("LOGIN_KEY", LoginKey::new)?,
            clock,
        })
    }

    /// Records what `event` tells. What cannot be read, or is about no letter of ours, is left: it would not become better.
    ///
    /// # Errors
    /// When the table cannot be written: then the event comes again.
    pub async fn handle(&self, event: TopicEvent) -> Result<Handled<()>, Failure> {
        let told = event.told();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for told in &told {
            *counts.entry(told.as_ref().map_or("unreadable", Told::word)).or_default() += 1;
            if let Some(told) = told {
                self.record(told).await?;
            }
        }
        let counts: Vec<_> = counts.iter().map(|(word, count)| format!("{word}={count}")).collect();
        Ok(Handled { answer: (), records: told.len(), again: 0, outcome: counts.join(" ") })
    }

    async fn record(&self, told: &Told) -> Result<(), Failure> {
        let Some(feedback) = told.feedback else { return Ok(()) };
        let now = self.clock.now();
        if feedback.suppresses() {
            for address in &told.addresses {
                self.returns.suppress(&self.login_key.address(address), feedback, now).await?;
            }
        }
        match told.letter {
            Some(letter) => self.returns.record(letter, feedback, &told.message_id, now).await,
            None => Ok(()),
        }
    }
}
