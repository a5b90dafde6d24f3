//! Publishes the bulletins whose time has come and mails the notifications whose first day has come, once a minute: each in one
//! transaction with the letter to its readers, on the condition that it is still the version that was read. So each is published
//! or mailed exactly once, however often this runs.

use domain::Failure;
use domain::audit::{Actor, Entry, Event, Subject};
use domain::bulletins::{Bulletin, Notification, mail_due, publish_due};
use domain::ids::RequestId;
use domain::mail::Circular;
use domain::year::day_in_california;
use edge::{Clock, Entropy, Handled, Settings, SettingsError};
use jiff::Timestamp;
use serde::Deserialize;
use store::bulletins::{
    BulletinCommit, BulletinCommits, BulletinOutcome, Desk, NotificationCommit, NotificationCommits,
    NotificationOutcome, Notifications,
};
use store::{Dynamo, Grant, Table};

/// What this workflow may touch, and so what its role allows.
#[derive(Clone, Debug)]
pub struct Deps {
    desk: Desk,
    commits: BulletinCommits,
    notifications: Notifications,
    notification_commits: NotificationCommits,
    clock: Clock,
    entropy: Entropy,
}

/// That it is time. Whatever the scheduler says of it: what is due is told by the clock.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Tick {}

impl Deps {
    /// The actions its role allows on tables.
    pub const GRANTS: &[&[Grant]] = &[
        Desk::GRANTS,
        BulletinCommits::GRANTS_OF_THE_SERVICE,
        Notifications::GRANTS_TO_LIST,
        Notifications::GRANTS_TO_READ_ONE,
        NotificationCommits::GRANTS_OF_THE_SERVICE,
    ];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, entropy: Entropy) -> Result<Self, SettingsError> {
        let table = |table: Table| settings.required(table.setting());
        let (bulletins, mail, audit) = (table(Table::Bulletins)?, table(Table::Mail)?, table(Table::Audit)?);
        Ok(Self {
            desk: Desk::new(dynamo, bulletins.clone()),
            commits: BulletinCommits::of_the_service(dynamo, bulletins.clone(), mail.clone(), audit.clone()),
            notifications: Notifications::new(dynamo, bulletins.clone()),
            notification_commits: NotificationCommits::of_the_service(dynamo, bulletins, mail, audit),
            clock,
            entropy,
        })
    }

    /// Publishes and mails what is due. What somebody takes back meanwhile is left alone.
    ///
    /// # Errors
    /// When a table does not answer: what was published is published, and the rest is in a minute.
    pub async fn handle(&self, _: Tick) -> Result<Handled<()>, Failure> {
        let now = self.clock.now();
        let bulletins = self.publish(now).await?;
        let notifications = self.mail(now).await?;
        let outcome = format!(
            "published={} mailed={} overtaken={}",
            bulletins.done,
            notifications.done,
            bulletins.overtaken + notifications.overtaken
        );
        Ok(Handled { answer: (), records: bulletins.due + notifications.due, again: 0, outcome })
    }

    async fn publish(&self, now: Timestamp) -> Result<Count, Failure> {
        let due = self.desk.due(now).await?;
        let mut count = Count::of(due.len());
        for id in due {
            let Some(before) = self.desk.read(id).await? else { continue };
            let Some(after) = publish_due(&before, now) else { continue };
            count.add(self.commit(&before, &after, now).await? == BulletinOutcome::Done);
        }
        Ok(count)
    }

    async fn mail(&self, now: Timestamp) -> Result<Count, Failure> {
        let due = self.notifications.due(day_in_california(now)).await?;
        let mut count = Count::of(due.len());
        for id in due {
            let Some(before) = self.notifications.stored(id).await? else { continue };
            let Some(after) = mail_due(&before, now) else { continue };
            count.add(self.commit_notification(&before, &after, now).await? == NotificationOutcome::Done);
        }
        Ok(count)
    }

    async fn commit(&self, before: &Bulletin, after: &Bulletin, now: Timestamp) -> Result<BulletinOutcome, Failure> {
        let event = Event::BulletinChanged { version: after.version, state: after.state.code().to_owned() };
        let entry = self.entry(Subject::Bulletin(after.id), event, now);
        let circular = Some(Circular::of_bulletin(after, now));
        self.commits.commit(&BulletinCommit { caller: None, before: Some(before), after, circular, entry }).await
    }

    async fn commit_notification(
        &self,
        before: &Notification,
        after: &Notification,
        now: Timestamp,
    ) -> Result<NotificationOutcome, Failure> {
        let state = after.state_on(day_in_california(now)).code().to_owned();
        let event = Event::NotificationChanged { version: after.version, state, mailed: after.mailed_at.is_some() };
        let entry = self.entry(Subject::Notification(after.id), event, now);
        let commit = NotificationCommit { caller: None, before: Some(before), after, entry };
        self.notification_commits.commit(&commit).await
    }

    fn entry(&self, subject: Subject, event: Event, now: Timestamp) -> Entry {
        Entry {
            subject,
            at: now,
            actor: Actor::Service { function: "publish-due-bulletins".to_owned() },
            event,
            allowed_by: None,
            request: RequestId::from_bytes(self.entropy.bytes()),
        }
    }
}

/// How many were due, how many of them were published or mailed, and how many somebody else was faster at.
struct Count {
    due: usize,
    done: usize,
    overtaken: usize,
}

impl Count {
    const fn of(due: usize) -> Self {
        Self { due, done: 0, overtaken: 0 }
    }

    const fn add(&mut self, is_done: bool) {
        if is_done {
            self.done += 1;
        } else {
            self.overtaken += 1;
        }
    }
}
