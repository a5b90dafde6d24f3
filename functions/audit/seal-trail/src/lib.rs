//! Seals the rows of the audit trail that the table's stream tells of: puts what they are where nobody can change or remove it.
//! `coord trail verify` compares the two.

use domain::Failure;
use edge::{Clock, Handled, Settings, SettingsError};
use store::seals::{Seals, TrailEvent};
use store::{Files, Grant, SealBucket};

/// What this workflow may touch, and so what its role allows.
#[derive(Clone, Debug)]
pub struct Deps {
    seals: Seals,
    clock: Clock,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] = &[Seals::GRANTS];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing.
    pub fn new(settings: &Settings, files: &Files, clock: Clock) -> Result<Self, SettingsError> {
        Ok(Self { seals: Seals::new(files, settings.required(SealBucket::SETTING)?), clock })
    }

    /// Seals what `event` tells of. When it comes again, the seal is the same.
    ///
    /// # Errors
    /// When the seal cannot be put: the stream keeps the rows and hands them over again.
    pub async fn handle(&self, event: TrailEvent) -> Result<Handled<()>, Failure> {
        let seal = event.seal()?;
        let (rows, touched) = (seal.rows.len(), seal.touched.len());
        self.seals.put(self.clock.now(), &seal).await?;
        // An alarm looks for this word.
        let outcome = if touched == 0 { format!("sealed={rows}") } else { format!("sealed={rows} touched={touched}") };
        Ok(Handled { answer: (), records: rows + touched, again: 0, outcome })
    }
}
