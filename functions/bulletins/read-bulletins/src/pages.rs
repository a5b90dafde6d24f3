//! The pages of the archive: HTML without script, at addresses that people share.

use axum::extract::State;
use axum::http::StatusCode;
use domain::bulletins::WordQuery;
use domain::ids::BulletinId;
use domain::year::day_in_california;
use edge::{Page, Problem, Refusals};
use jiff::civil::date;
use markup::{ArchiveView, absent_page, archive_page, bulletin_page};
use serde::Deserialize;

use crate::Deps;
use crate::archive::Year;

/// How many bulletins the page of a year shows at once.
const SHOWN: u8 = 100;
/// How many years the archive goes back from this one.
const YEARS: i16 = 5;

/// What is looked for. A page answers whatever it is asked.
#[derive(Deserialize)]
pub(crate) struct ArchiveForm {
    year: Option<Year>,
    #[serde(default)]
    query: String,
}

/// The page of the archive
#[utoipa::path(
    get,
    path = "/bulletins",
    operation_id = "show-archive",
    tag = "bulletins",
    security(()),
    params(
        ("year" = Option<String>, Query, description = "A year; what is none is this year"),
        ("query" = Option<String>, Query, description = "Words, at most 100 characters; the page says what is wrong with them"),
    ),
    responses((status = 200, description = "HTML without script", body = String, content_type = "text/html"), Refusals)
)]
pub(crate) async fn show_archive(
    State(deps): State<Deps>,
    form: Result<axum::extract::Query<ArchiveForm>, axum::extract::rejection::QueryRejection>,
) -> Result<Page, Problem> {
    let form = form.map_or(ArchiveForm { year: None, query: String::new() }, |form| form.0);
    let this_year = day_in_california(deps.clock.now()).year();
    let year = form.year.map_or(this_year, |year| year.0);
    let typed = form.query.trim();
    let (query, wrong) = match typed.parse::<WordQuery>() {
        _ if typed.is_empty() => (None, None),
        Ok(query) => (Some(query), None),
        Err(wrong) => (None, Some(format!("What you look for {wrong}"))),
    };
    let page = deps.archive.page(date(year, 1, 1), true, query.as_ref(), SHOWN, None).await?;
    let years: Vec<i16> = (0..YEARS).map(|ago| this_year - ago).filter(|other| *other != year).collect();
    let view = ArchiveView { year, query: typed, wrong, bulletins: &page.bulletins, more: None, years: &years };
    Ok(Page::new(StatusCode::OK, archive_page(&view).map_err(Problem::internal)?))
}

/// The page of one bulletin
#[utoipa::path(
    get,
    path = "/bulletins/{id}",
    operation_id = "show-bulletin",
    tag = "bulletins",
    security(()),
    params(("id" = String, Path, description = "The id of the bulletin")),
    responses(
        (status = 200, description = "HTML without script", body = String, content_type = "text/html"),
        (status = 404, description = "There is no such bulletin", body = String, content_type = "text/html"),
        Refusals
    )
)]
pub(crate) async fn show_bulletin(
    State(deps): State<Deps>,
    axum::extract::Path(id): axum::extract::Path<String>,
) -> Result<Page, Problem> {
    let bulletin = match id.parse::<BulletinId>() {
        Ok(id) => deps.published(id).await?,
        Err(_) => None,
    };
    match bulletin {
        Some(bulletin) => Ok(Page::new(StatusCode::OK, bulletin_page(&bulletin).map_err(Problem::internal)?)),
        None => Ok(Page::new(StatusCode::NOT_FOUND, absent_page().map_err(Problem::internal)?)),
    }
}
