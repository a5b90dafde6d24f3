//! Publishes the bulletins whose time has come, once a minute: each in one transaction with the letter to its audience, on the
//! condition that it is still the version that was scheduled. So it is published exactly once, however often this runs.

use domain::Failure;
use domain::audit::{Actor, Entry, Event, Subject};
use domain::bulletins::{Bulletin, publish_due};
use domain::ids::RequestId;
use domain::mail::Circular;
use edge::{Clock, Entropy, Handled, Settings, SettingsError};
use jiff::Timestamp;
use serde::Deserialize;
use store::bulletins::{BulletinCommit, BulletinCommits, BulletinOutcome, Desk};
use store::{Dynamo, Grant, Table};

/// What this workflow may touch, and so what its role allows.
#[derive(Clone, Debug)]
pub struct Deps {
    desk: Desk,
    commits: BulletinCommits,
    clock: Clock,
    entropy: Entropy,
}

/// That it is time. Whatever the scheduler says of it: what is due is told by the clock.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Tick {}

impl Deps {
    /// The actions its role allows on tables.
    pub const GRANTS: &[&[Grant]] = &[Desk::GRANTS, BulletinCommits::GRANTS_OF_THE_SERVICE];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, entropy: Entropy) -> Result<Self, SettingsError> {
        let table = |table: Table| settings.required(table.setting());
        let bulletins = table(Table::Bulletins)?;
        Ok(Self {
            desk: Desk::new(dynamo, bulletins.clone()),
            commits: BulletinCommits::of_the_service(dynamo, bulletins, table(Table::Mail)?, table(Table::Audit)?),
            clock,
            entropy,
        })
    }

    /// Publishes what is due. What an editor takes off the schedule meanwhile is left alone.
    ///
    /// # Errors
    /// When a table does not answer: what was published is published, and the rest is in a minute.
    pub async fn handle(&self, _: Tick) -> Result<Handled<()>, Failure> {
        let now = self.clock.now();
        let due = self.desk.due(now).await?;
        let (mut published, mut overtaken) = (0, 0);
        for id in &due {
            let Some(before) = self.desk.read(*id).await? else { continue };
            let Some(after) = publish_due(&before, now) else { continue };
            match self.commit(&before, &after, now).await? {
                BulletinOutcome::Done => published += 1,
                _ => overtaken += 1,
            }
        }
        let outcome = format!("published={published} overtaken={overtaken}");
        Ok(Handled { answer: (), records: due.len(), again: 0, outcome })
    }

    async fn commit(&self, before: &Bulletin, after: &Bulletin, now: Timestamp) -> Result<BulletinOutcome, Failure> {
        let entry = Entry {
            subject: Subject::Bulletin(after.id),
            at: now,
            actor: Actor::Service { function: "publish-due-bulletins".to_owned() },
            event: Event::BulletinChanged { version: after.version, state: after.state.code().to_owned() },
            allowed_by: None,
            request: RequestId::from_bytes(self.entropy.bytes()),
        };
        let circular = Some(Circular::of_bulletin(after, now));
        self.commits.commit(&BulletinCommit { caller: None, before: Some(before), after, circular, entry }).await
    }
}
