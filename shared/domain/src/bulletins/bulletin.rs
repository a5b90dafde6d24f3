use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Audience, Headline, Markdown, SectionKind, Words};
use crate::ids::BulletinId;

/// A section of a bulletin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Which.
    pub kind: SectionKind,
    /// What it says.
    pub text: Markdown,
}

/// Where a bulletin stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum PublicationState {
    /// Being written.
    Draft,
    /// To be published at a time.
    Scheduled {
        /// When.
        publish_at: Timestamp,
    },
    /// Everybody can read it.
    Published {
        /// Since when.
        published_at: Timestamp,
    },
}

impl PublicationState {
    /// The code, as in JSON and the tables.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Scheduled { .. } => "scheduled",
            Self::Published { .. } => "published",
        }
    }
}

/// That a published bulletin was put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// When.
    pub at: Timestamp,
    /// What was wrong, as readers are told: one line.
    pub note: Headline,
    /// Whether its audience was told by mail.
    pub mailed: bool,
}

/// That a bulletin's audience was written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailing {
    /// The version that it was written to about: the one published, or a correction that is mailed.
    pub version: u64,
    /// When.
    pub at: Timestamp,
}

/// A bulletin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bulletin {
    /// The id; it stands in the public address.
    pub id: BulletinId,
    /// Counts the changes; the first version is 1.
    pub version: u64,
    /// What it is called.
    pub headline: Headline,
    /// The day it bears: "Email Update, November 3, 2025".
    pub dated: Date,
    /// Whom it is mailed to.
    pub audience: Audience,
    /// Its sections, in the order of [`SectionKind`], each at most once.
    pub sections: Vec<Section>,
    /// Where it stands.
    #[serde(flatten)]
    pub state: PublicationState,
    /// How it was put right, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    /// How often its audience was written to, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mailings: Vec<Mailing>,
    /// Who wrote this version.
    pub changed_by: String,
    /// When.
    pub changed_at: Timestamp,
}

impl Bulletin {
    /// Whether everybody may read it.
    #[must_use]
    pub const fn is_published(&self) -> bool {
        matches!(self.state, PublicationState::Published { .. })
    }

    /// The same with its audience written to about this version.
    #[must_use]
    pub(super) fn mailed(mut self, now: Timestamp) -> Self {
        self.mailings.push(Mailing { version: self.version, at: now });
        self
    }

    /// Its words, by which it is found.
    #[must_use]
    pub fn words(&self) -> Words {
        let sections = self.sections.iter().map(|section| section.text.as_str());
        Words::of(sections.chain([self.headline.as_str()]))
    }

    /// What a list shows of it.
    #[must_use]
    pub fn summary(&self) -> BulletinSummary {
        BulletinSummary {
            id: self.id,
            version: self.version,
            headline: self.headline.clone(),
            dated: self.dated,
            audience: self.audience.clone(),
            state: self.state.clone(),
            corrected_at: self.corrections.last().map(|correction| correction.at),
            changed_by: self.changed_by.clone(),
            changed_at: self.changed_at,
        }
    }
}

/// What a list shows of a bulletin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulletinSummary {
    /// The id.
    pub id: BulletinId,
    /// The version.
    pub version: u64,
    /// What it is called.
    pub headline: Headline,
    /// The day it bears.
    pub dated: Date,
    /// Whom it is mailed to.
    pub audience: Audience,
    /// Where it stands.
    #[serde(flatten)]
    pub state: PublicationState,
    /// When it was put right last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_at: Option<Timestamp>,
    /// Who wrote this version.
    pub changed_by: String,
    /// When.
    pub changed_at: Timestamp,
}
