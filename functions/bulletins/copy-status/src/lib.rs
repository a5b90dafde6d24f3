//! Copies the status of the systems among the portal's files, once a minute: the copy is read when the API does not answer, and
//! its `as_of` says how old it is.

use domain::Failure;
use edge::bulletins::StatusBody;
use edge::{Clock, Handled, Settings, SettingsError};
use serde::Deserialize;
use store::bulletins::{StatusCopy, StatusNotices};
use store::{Dynamo, Files, Grant, StatusFile, Table};

/// What this workflow may touch, and so what its role allows.
#[derive(Clone, Debug)]
pub struct Deps {
    notices: StatusNotices,
    copy: StatusCopy,
    clock: Clock,
}

/// That it is time. Whatever the scheduler says of it.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Tick {}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] = &[StatusNotices::GRANTS, StatusCopy::GRANTS];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing.
    pub fn new(settings: &Settings, dynamo: &Dynamo, files: &Files, clock: Clock) -> Result<Self, SettingsError> {
        Ok(Self {
            notices: StatusNotices::new(dynamo, settings.required(Table::Bulletins.setting())?),
            copy: StatusCopy::new(files, settings.required(StatusFile::SETTING)?),
            clock,
        })
    }

    /// Writes the answer of `GET /v1/status` as it would be now.
    ///
    /// # Errors
    /// When the notices cannot be read or the copy cannot be written: the one that was there stays, and tells its age.
    pub async fn handle(&self, _: Tick) -> Result<Handled<()>, Failure> {
        let notices = self.notices.open().await?;
        let (records, status) = (notices.len(), StatusBody::of(notices, self.clock.now()));
        let json = serde_json::to_vec(&status).map_err(|error| Failure::Internal(Box::new(error)))?;
        self.copy.write(json).await?;
        Ok(Handled { answer: (), records, again: 0, outcome: "copied".to_owned() })
    }
}
