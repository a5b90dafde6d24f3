//! Tells whether the service works: `GET /v1/health`, its build and whether each table answers. Public; says nothing else.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use edge::{Clock, Entropy, Json, Problem, Settings, SettingsError};
use serde::Serialize;
use store::directory::Health;
use store::{Dynamo, Grant, Table};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    health: Health,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] = &[Health::GRANTS];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing.
    pub fn new(settings: &Settings, dynamo: &Dynamo, _: Clock, _: Entropy) -> Result<Self, SettingsError> {
        let named = |table: Table| Ok((table, settings.required(table.setting())?));
        let tables = Table::ALL.into_iter().map(named);
        Ok(Self { health: Health::new(dynamo, tables.collect::<Result<_, SettingsError>>()?) })
    }

    /// Does ahead of the first request what it would have to wait for.
    pub async fn warm(&self) {
        self.health.ask().await;
    }
}

/// The endpoints of this workflow.
pub fn router(deps: Deps) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(check_health)).with_state(deps)
}

/// How the service is.
#[derive(Serialize, ToSchema)]
#[schema(as = Health)]
struct HealthBody {
    /// `ok` when everything answers.
    status: &'static str,
    /// The version of this build.
    build: &'static str,
    /// Each table: `ok` or `unreachable`.
    #[schema(value_type = Object)]
    tables: BTreeMap<&'static str, &'static str>,
}

/// Check the service's health
#[utoipa::path(
    get,
    path = "/v1/health",
    operation_id = "check-health",
    tag = "directory",
    security(()),
    responses(
        (status = 200, description = "Everything answers", body = HealthBody),
        (status = 503, description = "Something does not", body = HealthBody),
        (status = "4XX", description = "Refused", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn check_health(State(deps): State<Deps>) -> (StatusCode, Json<HealthBody>) {
    let answers = deps.health.ask().await;
    let healthy = answers.iter().all(|(_, answer)| answer.is_ok());
    let tables = answers
        .into_iter()
        .map(|(table, answer)| (table.name(), if answer.is_ok() { "ok" } else { "unreachable" }))
        .collect();
    let (code, status) =
        if healthy { (StatusCode::OK, "ok") } else { (StatusCode::SERVICE_UNAVAILABLE, "unreachable") };
    (code, Json(HealthBody { status, build: env!("CARGO_PKG_VERSION"), tables }))
}
