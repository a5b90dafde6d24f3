//! A bulletin as it is sent and answered.

use std::collections::{BTreeMap, BTreeSet};

use domain::access::Role;
use domain::bulletins::{
    Audience, Bulletin, BulletinSummary, Markdown, Places, PublicationState, Section, SectionKind,
};
use domain::cds::{CountyCode, LeaCode};
use domain::students::ProgramFamily;
use edge::{Field, FieldErrors};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A section as it is sent.
#[derive(Clone, Deserialize, ToSchema)]
#[schema(as = NewBulletinSection)]
pub(crate) struct SectionBody {
    #[serde(default)]
    #[schema(value_type = String, required, example = "notice")]
    kind: Field<SectionKind>,
    /// Markdown.
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 10_000)]
    text: Field<Markdown>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

/// Whom a bulletin is mailed to. Without counties and LEAs: in all of California.
#[derive(Clone, Deserialize, ToSchema)]
#[schema(as = NewBulletinAudience)]
pub(crate) struct AudienceBody {
    #[serde(default)]
    #[schema(value_type = Vec<String>, required, min_items = 1, example = json!(["lea-caaspp-coordinator"]))]
    roles: Field<Vec<Field<Role>>>,
    /// Which tests it is about.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "caaspp")]
    program: Field<ProgramFamily>,
    /// 2-digit codes.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, max_items = 100)]
    counties: Field<Vec<Field<CountyCode>>>,
    /// 7-digit codes.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, max_items = 100)]
    leas: Field<Vec<Field<LeaCode>>>,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: BTreeMap<String, Value>,
}

/// The sections at `pointer`.
pub(crate) fn sections(pointer: &str, sent: Vec<SectionBody>, errors: &mut FieldErrors) -> Vec<Section> {
    let mut sections = Vec::with_capacity(sent.len());
    for (place, section) in sent.into_iter().enumerate() {
        let at = format!("{pointer}/{place}");
        let kind = errors.required(format!("{at}/kind"), section.kind);
        let text = errors.required(format!("{at}/text"), section.text);
        errors.unknown(&at, &section.unknown);
        sections.extend(kind.zip(text).map(|(kind, text)| Section { kind, text }));
    }
    sections
}

/// The audience at `pointer`.
pub(crate) fn audience(pointer: &str, sent: AudienceBody, errors: &mut FieldErrors) -> Option<Audience> {
    let at = |field: &str| format!("{pointer}/{field}");
    let roles = errors.required(at("roles"), sent.roles).map(|roles| each(&at("roles"), roles, errors));
    let program = errors.optional(at("program"), sent.program);
    let counties = errors.optional(at("counties"), sent.counties).map(|sent| each(&at("counties"), sent, errors));
    let leas = errors.optional(at("leas"), sent.leas).map(|sent| each(&at("leas"), sent, errors));
    errors.unknown(pointer, &sent.unknown);
    let places = match (counties, leas) {
        (None, None) => Places::California,
        (Some(counties), None) => Places::Counties(counties),
        (None, Some(leas)) => Places::Leas(leas),
        (Some(_), Some(_)) => {
            errors.push(at("leas"), "choose either counties or LEAs");
            return None;
        }
    };
    Some(Audience { roles: roles?, program, places })
}

fn each<T: Ord>(pointer: &str, sent: Vec<Field<T>>, errors: &mut FieldErrors) -> BTreeSet<T> {
    let one = |(place, value)| errors.required(format!("{pointer}/{place}"), value);
    sent.into_iter().enumerate().filter_map(one).collect()
}

/// Whom a bulletin is mailed to.
#[derive(Serialize, ToSchema)]
#[schema(as = BulletinAudience)]
struct AudienceAnswer {
    #[schema(value_type = Vec<String>)]
    roles: Vec<Role>,
    #[schema(value_type = Option<String>)]
    program: Option<ProgramFamily>,
    /// None for all of California.
    #[schema(value_type = Option<Vec<String>>)]
    counties: Option<Vec<CountyCode>>,
    /// None for all of California.
    #[schema(value_type = Option<Vec<String>>)]
    leas: Option<Vec<LeaCode>>,
    /// How the letter begins.
    salutation: String,
}

impl From<&Audience> for AudienceAnswer {
    fn from(audience: &Audience) -> Self {
        let (counties, leas) = match &audience.places {
            Places::California => (None, None),
            Places::Counties(counties) => (Some(counties.iter().copied().collect()), None),
            Places::Leas(leas) => (None, Some(leas.iter().copied().collect())),
        };
        let roles = audience.roles.iter().copied().collect();
        Self { roles, program: audience.program, counties, leas, salutation: audience.salutation() }
    }
}

/// What a list shows of a bulletin that is not published.
#[derive(Serialize, ToSchema)]
#[schema(as = BulletinDraftSummary)]
pub(crate) struct DraftSummary {
    id: String,
    headline: String,
    #[schema(value_type = String, format = Date)]
    dated: Date,
    audience: AudienceAnswer,
    /// `draft` or `scheduled`.
    state: &'static str,
    #[schema(value_type = Option<String>, format = DateTime)]
    publish_at: Option<Timestamp>,
    changed_by: String,
    #[schema(value_type = String, format = DateTime)]
    changed_at: Timestamp,
}

impl From<&BulletinSummary> for DraftSummary {
    fn from(summary: &BulletinSummary) -> Self {
        Self {
            id: summary.id.to_string(),
            headline: summary.headline.as_str().to_owned(),
            dated: summary.dated,
            audience: (&summary.audience).into(),
            state: summary.state.code(),
            publish_at: publish_at(&summary.state),
            changed_by: summary.changed_by.clone(),
            changed_at: summary.changed_at,
        }
    }
}

const fn publish_at(state: &PublicationState) -> Option<Timestamp> {
    match state {
        PublicationState::Scheduled { publish_at } => Some(*publish_at),
        PublicationState::Draft | PublicationState::Published { .. } => None,
    }
}

/// A section, as its editors see it.
#[derive(Serialize, ToSchema)]
#[schema(as = BulletinDraftSection)]
struct SectionAnswer {
    #[schema(value_type = String)]
    kind: SectionKind,
    heading: &'static str,
    /// Markdown.
    text: String,
    /// What to look at again before it is published.
    advice: Vec<String>,
}

/// How a bulletin was put right.
#[derive(Serialize, ToSchema)]
#[schema(as = BulletinDraftCorrection)]
struct CorrectionAnswer {
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    note: String,
    mailed: bool,
}

/// A bulletin, as its editors see it.
#[derive(Serialize, ToSchema)]
#[schema(as = BulletinDraft)]
pub(crate) struct Draft {
    #[serde(flatten)]
    summary: DraftSummary,
    version: u64,
    sections: Vec<SectionAnswer>,
    #[schema(value_type = Option<String>, format = DateTime)]
    published_at: Option<Timestamp>,
    corrections: Vec<CorrectionAnswer>,
}

impl From<&Bulletin> for Draft {
    fn from(bulletin: &Bulletin) -> Self {
        let section = |section: &Section| SectionAnswer {
            kind: section.kind,
            heading: section.kind.heading(),
            text: section.text.as_str().to_owned(),
            advice: advice(section),
        };
        let published_at = match bulletin.state {
            PublicationState::Published { published_at } => Some(published_at),
            PublicationState::Draft | PublicationState::Scheduled { .. } => None,
        };
        let corrections = bulletin.corrections.iter().map(|made| CorrectionAnswer {
            at: made.at,
            note: made.note.as_str().to_owned(),
            mailed: made.mailed,
        });
        Self {
            summary: (&bulletin.summary()).into(),
            version: bulletin.version,
            sections: bulletin.sections.iter().map(section).collect(),
            published_at,
            corrections: corrections.collect(),
        }
    }
}

/// What to look at again in `section`.
pub(crate) fn advice(section: &Section) -> Vec<String> {
    markup::advise(section, is_page).iter().map(ToString::to_string).collect()
}

/// The pages that an editor may link to: those of the portal that everybody has, and the bulletins.
fn is_page(path: &str) -> bool {
    const PAGES: &[&str] = &[
        "/",
        "/home",
        "/students",
        "/users",
        "/affidavits",
        "/organizations",
        "/account",
        "/reviews",
        "/bulletins",
        "/status",
    ];
    PAGES.contains(&path)
        || path.strip_prefix("/bulletins/").is_some_and(|id| id.parse::<domain::ids::BulletinId>().is_ok())
}
