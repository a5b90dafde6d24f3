//! Reads what is kept for coordinators: the schools of second scoring, answers, contacts, letter templates. Everybody may;
//! nothing here asks who it is.

mod answers;
mod contacts;
mod letter_templates;
mod second_scoring;
mod word;

use axum::http::header::{CACHE_CONTROL, HeaderName};
use edge::{Clock, Entropy, Settings, SettingsError};
use store::bulletins::Resources;
use store::{Dynamo, Grant, Table};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone, Debug)]
pub struct Deps {
    resources: Resources,
    clock: Clock,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] = &[Resources::GRANTS];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing or wrong.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, _entropy: Entropy) -> Result<Self, SettingsError> {
        let resources = Resources::new(dynamo, settings.required(Table::Bulletins.setting())?);
        Ok(Self { resources, clock })
    }

    /// Does ahead of the first request what it would have to wait for.
    pub async fn warm(&self) {
        let _ = self.resources.contacts().await;
    }
}

/// How long what changes by an operator's import may be kept by whoever carries it.
const FOR_FIVE_MINUTES: (HeaderName, &str) = (CACHE_CONTROL, "public, max-age=300");

/// The endpoints of this workflow.
pub fn router(deps: Deps) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(second_scoring::find_second_scoring))
        .routes(routes!(answers::find_answers))
        .routes(routes!(contacts::read_contacts))
        .routes(routes!(letter_templates::list_letter_templates))
        .routes(routes!(letter_templates::read_letter_template))
        .with_state(deps)
}
