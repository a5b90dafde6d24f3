//! Does once a day what a day brings in compliance reviews: reminds the LEAs of what is due, tells the monitors who did not
//! submit, sends the digests of comments, and ends the tickets of documents that never came.
//!
//! The last day that was done is remembered, so a day that was missed is done later. What a day writes has ids of the day, so
//! a day that was stopped anywhere is done once more from its beginning, and writes nothing twice.

mod day;

use domain::Failure;
use domain::compliance::next_day;
use edge::{Clock, Entropy, Handled, Settings, SettingsError};
use serde::Deserialize;
use store::compliance::{Days, DoneDays, Reviews, Settlements};
use store::mail::CircularQueue;
use store::{Dynamo, Grant, Table};

use day::Told;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone, Debug)]
pub struct Deps {
    done: DoneDays,
    days: Days,
    reviews: Reviews,
    settlements: Settlements,
    queue: CircularQueue,
    clock: Clock,
    entropy: Entropy,
}

/// That it is time. Whatever the scheduler says of it: the day is told by the clock.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Tick {}

impl Deps {
    /// The actions its role allows on tables.
    pub const GRANTS: &[&[Grant]] =
        &[DoneDays::GRANTS, Days::GRANTS, Reviews::GRANTS, Settlements::GRANTS, CircularQueue::GRANTS];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing or wrong.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, entropy: Entropy) -> Result<Self, SettingsError> {
        let compliance = settings.required(Table::Compliance.setting())?;
        let mail = settings.required(Table::Mail.setting())?;
        let audit = settings.required(Table::Audit.setting())?;
        Ok(Self {
            done: DoneDays::new(dynamo, compliance.clone()),
            days: Days::new(dynamo, compliance.clone()),
            reviews: Reviews::new(dynamo, compliance.clone()),
            settlements: Settlements::new(dynamo, compliance, mail.clone(), audit),
            queue: CircularQueue::new(dynamo, mail),
            clock,
            entropy,
        })
    }

    /// Does the days that have begun and are not done, the oldest first.
    ///
    /// # Errors
    /// When a table does not answer: what was done stays done, and the rest is done the next time.
    pub async fn handle(&self, _: Tick) -> Result<Handled<()>, Failure> {
        let (mut days, mut told) = (0, Told::default());
        loop {
            let done = self.done.read().await?;
            let now = self.clock.now();
            let Some(day) = next_day(done, now) else { break };
            told += day::bring(self, day, now).await?;
            // Where somebody else did the day beside, it is done as well.
            self.done.advance(done, day).await?;
            days += 1;
        }
        Ok(Handled { answer: (), records: days, again: 0, outcome: told.to_string() })
    }
}
