//! Reads the calendar: trainings, opportunities and test windows by day, one event, and files for other calendars. Everybody may;
//! nothing here asks who it is.

mod events;
mod files;

use axum::http::header::{CACHE_CONTROL, HeaderName};
use edge::{Clock, Entropy, Settings, SettingsError};
use store::bulletins::Calendar;
use store::{CursorKey, Dynamo, Grant, Table};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    calendar: Calendar,
    cursor_key: CursorKey,
    portal_address: String,
    clock: Clock,
    entropy: Entropy,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] = &[Calendar::GRANTS];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing or wrong.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, entropy: Entropy) -> Result<Self, SettingsError> {
        Ok(Self {
            calendar: Calendar::new(dynamo, settings.required(Table::Bulletins.setting())?),
            cursor_key: settings.parsed("CURSOR_KEY", CursorKey::new)?,
            portal_address: settings.required("PORTAL_ADDRESS")?.trim_end_matches('/').to_owned(),
            clock,
            entropy,
        })
    }

    /// Does ahead of the first request what it would have to wait for.
    pub async fn warm(&self) {
        self.calendar.warm().await;
    }
}

/// How long the calendar may be kept by whoever carries it: so much later does a change show at most.
const FOR_A_MINUTE: (HeaderName, &str) = (CACHE_CONTROL, "public, max-age=60");

/// The endpoints of this workflow.
pub fn router(deps: Deps) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(events::read_calendar))
        .routes(routes!(events::read_calendar_event))
        .routes(routes!(files::read_calendar_file))
        .routes(routes!(files::read_event_file))
        .with_state(deps)
}
