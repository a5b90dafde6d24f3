//! Reads what is published: the archive of bulletins by month and by words, one bulletin, feeds, pages without script, and the
//! status of the systems. Everybody may; nothing here asks who it is.

mod archive;
mod bulletin;
mod feeds;
mod pages;
mod status;

use axum::http::header::{CACHE_CONTROL, HeaderName};
use domain::bulletins::Bulletin;
use domain::ids::BulletinId;
use edge::{Clock, Entropy, Problem, Settings, SettingsError};
use store::bulletins::{Archive, Desk, StatusNotices};
use store::{CursorKey, Dynamo, Grant, Table};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What this workflow may touch, and so what its role allows.
#[derive(Clone)]
pub struct Deps {
    desk: Desk,
    archive: Archive,
    notices: StatusNotices,
    cursor_key: CursorKey,
    portal_address: String,
    clock: Clock,
    entropy: Entropy,
}

impl Deps {
    /// The actions its role allows.
    pub const GRANTS: &[&[Grant]] =
        &[Desk::GRANTS_TO_READ_ONE, Desk::GRANTS_TO_READ_MANY, Archive::GRANTS, StatusNotices::GRANTS];

    /// From the function's settings.
    ///
    /// # Errors
    /// A setting that is missing or wrong.
    pub fn new(settings: &Settings, dynamo: &Dynamo, clock: Clock, entropy: Entropy) -> Result<Self, SettingsError> {
        let bulletins = settings.required(Table::Bulletins.setting())?;
        Ok(Self {
            desk: Desk::new(dynamo, bulletins.clone()),
            archive: Archive::new(dynamo, bulletins.clone()),
            notices: StatusNotices::new(dynamo, bulletins),
            cursor_key: settings.parsed("CURSOR_KEY", CursorKey::new)?,
            portal_address: settings.required("PORTAL_ADDRESS")?.trim_end_matches('/').to_owned(),
            clock,
            entropy,
        })
    }

    /// Does ahead of the first request what it would have to wait for.
    pub async fn warm(&self) {
        let _ = self.notices.open().await;
    }

    /// A bulletin that everybody may read. One that is not published is like one that does not exist.
    async fn published(&self, id: BulletinId) -> Result<Option<Bulletin>, Problem> {
        Ok(self.desk.read(id).await?.filter(Bulletin::is_published))
    }
}

/// How long what is published may be kept by whoever carries it: so much later does a correction show at most.
const FOR_A_MINUTE: (HeaderName, &str) = (CACHE_CONTROL, "public, max-age=60");

/// The endpoints of this workflow.
pub fn router(deps: Deps) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(archive::read_bulletins))
        .routes(routes!(bulletin::read_bulletin))
        .routes(routes!(feeds::read_atom_feed))
        .routes(routes!(feeds::read_json_feed))
        .routes(routes!(status::read_status))
        .routes(routes!(pages::show_archive))
        .routes(routes!(pages::show_bulletin))
        .with_state(deps)
}
