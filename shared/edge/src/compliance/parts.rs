//! What lies in a review and is decided on by nobody but whom the review's own actions name.

use domain::compliance::{Contributor, EvidenceRequest, Item, Site};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::AuthorBody;

/// A school or office that is visited or looked at.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewSite)]
pub(super) struct SiteBody {
    /// 14 digits.
    cds_code: String,
    name: String,
}

impl From<&Site> for SiteBody {
    fn from(site: &Site) -> Self {
        Self { cds_code: site.code.to_string(), name: site.name.clone() }
    }
}

/// A user whom the LEA's review coordinator let in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewContributor)]
pub(super) struct ContributorBody {
    #[schema(pattern = "^[a-z2-7]{26}$")]
    id: String,
    name: String,
}

impl From<&Contributor> for ContributorBody {
    fn from(contributor: &Contributor) -> Self {
        Self { id: contributor.user.to_string(), name: contributor.name.clone() }
    }
}

/// An item of a program instrument.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewItem)]
pub(super) struct ItemBody {
    #[schema(pattern = "^[a-z2-7]{39}$")]
    id: String,
    version: u64,
    #[schema(value_type = String)]
    instrument: &'static str,
    /// As it is printed in the instrument.
    number: String,
    /// `core` or `supporting`.
    #[schema(value_type = String)]
    kind: &'static str,
    /// The statutes and regulations.
    citation: String,
    text: String,
}

impl From<&Item> for ItemBody {
    fn from(item: &Item) -> Self {
        Self {
            id: item.id.to_string(),
            version: item.version,
            instrument: item.instrument.code(),
            number: item.number.to_string(),
            kind: item.kind.code(),
            citation: item.citation.to_string(),
            text: item.text.to_string(),
        }
    }
}

/// What the CDE asks the LEA to show for an item.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EvidenceRequest)]
pub(super) struct EvidenceRequestBody {
    #[schema(pattern = "^[a-z2-7]{39}$")]
    id: String,
    /// For `If-Match` of a change of it.
    version: u64,
    item: String,
    #[schema(value_type = String)]
    instrument: &'static str,
    text: String,
    #[schema(value_type = String, format = Date)]
    due: Date,
    /// Whether the LEA is late today.
    overdue: bool,
    /// Whether there is a clean document for it.
    answered: bool,
    requested_by: AuthorBody,
    #[schema(value_type = String, format = DateTime)]
    requested_at: Timestamp,
}

impl EvidenceRequestBody {
    pub(super) fn of(request: &EvidenceRequest, answered: bool, overdue: bool) -> Self {
        Self {
            id: request.id.to_string(),
            version: request.version,
            item: request.item.to_string(),
            instrument: request.instrument.code(),
            text: request.text.to_string(),
            due: request.due,
            overdue,
            answered,
            requested_by: (&request.requested_by).into(),
            requested_at: request.requested_at,
        }
    }
}
