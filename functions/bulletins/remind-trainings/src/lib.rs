//! Tells those who registered for trainings what there is to tell: in the morning of the day before that it is about to take place,
//! and soon after an editor changed it that it was moved or withdrawn.
//!
//! Each letter has the id of what it tells and to whom. So whatever is stopped is done once more from its beginning, and nobody is
//! told twice.

use domain::Failure;
use domain::bulletins::calendar::TrainingNotice;
use edge::{Clock, Entropy, Handled, Settings, SettingsError};
use serde::Deserialize;
use store::bulletins::{Calendar, Rolls, TrainingNotices};
use store::mail::LetterQueue;
use store::{Dynamo, Grant, Table};

/// How many of those on a roll are told at a time.
const AT_ONCE: i32 = 200;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone, Debug)]
pub struct Deps {
    notices: TrainingNotices,
    calendar: Calendar,
    rolls: Rolls,
    queue: LetterQueue,
    clock: Clock,
}

/// That it is time. Whatever the scheduler says of it: what is due is told by the clock.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Tick {}

impl Deps {
    /// The actions its role allows on tables.
    pub const GRANTS: &[&[Grant]] =
        &[TrainingNotices::GRANTS, Calendar::GRANTS_TO_READ_BY_ID, Rolls::GRANTS, LetterQueue::GRANTS];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, _: Entropy) -> Result<Self, SettingsError> {
        let bulletins = settings.required(Table::Bulletins.setting())?;
        Ok(Self {
            notices: TrainingNotices::new(dynamo, bulletins.clone()),
            calendar: Calendar::new(dynamo, bulletins.clone()),
            rolls: Rolls::new(dynamo, bulletins),
            queue: LetterQueue::new(dynamo, settings.required(Table::Mail.setting())?),
            clock,
        })
    }

    /// Tells what is due. What changed meanwhile so that it is not so any more is told to nobody.
    ///
    /// # Errors
    /// When a table does not answer: what was told is told, and the rest is the next time.
    pub async fn handle(&self, _: Tick) -> Result<Handled<()>, Failure> {
        let due = self.notices.due(self.clock.now()).await?;
        let mut letters = 0;
        for notice in &due {
            letters += self.tell(notice).await?;
            self.notices.done(notice).await?;
        }
        let outcome = format!("notices={} letters={letters}", due.len());
        Ok(Handled { answer: (), records: due.len(), again: 0, outcome })
    }

    /// Writes to each on the roll. How many letters were new.
    async fn tell(&self, notice: &TrainingNotice) -> Result<usize, Failure> {
        let now = self.clock.now();
        let event = self.calendar.read(notice.event).await?.map(|kept| kept.event);
        let Some(event) = event.filter(|event| notice.still_holds(event, now)) else { return Ok(0) };
        let Some(roll) = event.roll() else { return Ok(0) };
        let (mut letters, mut after) = (0, None);
        loop {
            let (people, next) = self.rolls.page(&roll, AT_ONCE, after.as_deref()).await?;
            let to_each = people.iter().filter_map(|registered| notice.letter_to(registered, &event, now)).collect();
            letters += self.queue.put(to_each).await?;
            after = next;
            if after.is_none() {
                return Ok(letters);
            }
        }
    }
}
