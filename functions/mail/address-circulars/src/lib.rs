//! Addresses the circulars that the stream of the mail table tells of: finds out who the readers are and puts a letter to
//! each into the queue.
//!
//! A letter's id comes from circular and reader, and it is created on the condition that it is not there. The circular
//! remembers how far down the list of users it came. So however often a circular is told of, whoever is at it beside, and
//! wherever it is stopped, each reader gets one letter.

mod addressing;

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use domain::Failure;
use edge::{BatchAnswer, Clock, Handled, Settings, SettingsError, StreamEvent};
use store::accounts::Lists;
use store::mail::{Circulars, circular_at};
use store::{Dynamo, Grant, Table};

use addressing::End;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone, Debug)]
pub struct Deps {
    circulars: Circulars,
    lists: Lists,
    clock: Clock,
}

impl Deps {
    /// The actions its role allows on tables.
    pub const GRANTS: &[&[Grant]] = &[Circulars::GRANTS, Lists::GRANTS];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing or wrong.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock) -> Result<Self, SettingsError> {
        Ok(Self {
            circulars: Circulars::new(dynamo, settings.required(Table::Mail.setting())?),
            lists: Lists::new(dynamo, settings.required(Table::Accounts.setting())?),
            clock,
        })
    }

    /// Does ahead of the first event what it would have to wait for.
    pub async fn warm(&self) {
        self.circulars.warm().await;
    }

    /// Addresses what `event` tells of, and says which records are to come again.
    ///
    /// # Errors
    /// None: what cannot be done now comes again by itself.
    pub async fn handle(&self, event: StreamEvent) -> Result<Handled<BatchAnswer>, Failure> {
        let told = event.told(circular_at);
        let until = self.clock.now() + addressing::PATIENCE;
        let mut ends = HashMap::new();
        for id in told.iter().filter_map(|(_, circular)| *circular) {
            if let Entry::Vacant(end) = ends.entry(id) {
                end.insert(addressing::address(self, id, until).await);
            }
        }
        let comes_again = |circular| ends.get(&circular).copied().is_some_and(End::comes_again);
        let again: Vec<_> = told
            .iter()
            .filter(|(_, circular)| circular.is_some_and(comes_again))
            .map(|(record, _)| record.clone())
            .collect();
        Ok(Handled {
            records: told.len(),
            again: again.len(),
            outcome: summary(ends.values()),
            answer: BatchAnswer::failed(again),
        })
    }
}

/// How many circulars ended in which way, as in `addressed=1 nobody=1`.
fn summary<'a>(ends: impl Iterator<Item = &'a End>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for end in ends {
        *counts.entry(end.word()).or_default() += 1;
    }
    let counts: Vec<_> = counts.iter().map(|(word, count)| format!("{word}={count}")).collect();
    counts.join(" ")
}
