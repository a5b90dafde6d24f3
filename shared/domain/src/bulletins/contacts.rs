//! Whom to ask: help desks, offices for one kind of question, and the success agent of a county. Source: "Contact Us" of the
//! CAASPP & ELPAC Website, "Contact your region's Success Agent".

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::second_scoring::line;
use crate::Malformed;
use crate::accounts::Username;
use crate::accounts::manage::telephone;
use crate::cds::{CountyCode, county_name};
use crate::rows::{Fields, RowError};

/// The most contacts that are kept. Our choice.
pub const MAX_CONTACTS: usize = 500;

codes! {
    /// What a contact is for.
    pub enum ContactKind, "a kind of contact" {
        /// Help with the systems, for everybody.
        HelpDesk = "help-desk",
        /// An office for one kind of question.
        Program = "program",
        /// Help with the whole of testing, for the LEAs of some counties.
        SuccessAgent = "success-agent",
    }
}

/// A county that a success agent serves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ServedCounty {
    /// Its code.
    pub code: CountyCode,
    /// Its name.
    pub name: String,
}

/// Whom to ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelpContact {
    /// Whose turn it is in the lists: the first first.
    pub place: u16,
    /// What for.
    pub kind: ContactKind,
    /// The name of the desk, the office or the person.
    pub name: String,
    /// What may be asked there.
    pub about: String,
    /// The telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub telephone: Option<String>,
    /// The e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// When somebody is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<String>,
    /// The counties of a success agent.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub counties: BTreeSet<ServedCounty>,
}

impl HelpContact {
    /// Whether it is a success agent for this county.
    #[must_use]
    pub fn serves(&self, county: CountyCode) -> bool {
        self.kind == ContactKind::SuccessAgent && self.counties.iter().any(|served| served.code == county)
    }
}

columns! {
    /// The columns of a file of contacts. Our choice.
    pub enum ContactColumn, "a column of the contacts" {
        /// `help-desk`, `program` or `success-agent`.
        Kind = "Kind",
        /// Of the desk, the office or the person.
        Name = "Name",
        /// What may be asked there.
        About = "About",
        /// Blank where there is none.
        Telephone = "Telephone",
        /// Blank where there is none.
        Email = "Email",
        /// Blank where it does not matter.
        Hours = "Hours",
        /// Of a success agent: codes of counties with `;` between.
        Counties = "Counties",
    }
}

/// A row of a file of contacts: the contact, and the codes of its counties, whose names another file may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactRow {
    contact: HelpContact,
    /// The counties of a success agent.
    pub counties: BTreeSet<CountyCode>,
}

impl ContactRow {
    /// Reads one row, the `place`-th of its file.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub fn read<'a>(place: u16, field: impl Fn(ContactColumn) -> &'a str) -> Result<Self, Vec<RowError>> {
        use ContactColumn as C;
        const BLANK: &str = "Put it right, or leave it blank";
        let mut fields = Fields::new(field);
        let kind = fields.read(C::Kind, "Write help-desk, program or success-agent", str::parse::<ContactKind>);
        let name = fields.read(C::Name, "Give a name", |text| line(text, 100));
        let about = fields.read(C::About, "Say what may be asked there", |text| line(text, 300));
        let telephone = fields.optional(C::Telephone, BLANK, telephone);
        let email =
            fields.optional(C::Email, BLANK, |text| text.parse::<Username>().map(|email| email.as_str().to_owned()));
        let hours = fields.optional(C::Hours, BLANK, |text| line(text, 100));
        let counties = fields.read(C::Counties, "Write the two digits of each county with ; between them", counties);
        let agent = kind == Some(ContactKind::SuccessAgent);
        if agent && counties.as_ref().is_some_and(BTreeSet::is_empty) {
            fields.wrong(C::Counties, "a success agent serves one county at least", "Give the counties");
        }
        if kind.is_some() && !agent && counties.as_ref().is_some_and(|counties| !counties.is_empty()) {
            fields.wrong(C::Counties, "only a success agent has counties", "Leave the field blank");
        }
        if telephone == Some(None) && email == Some(None) {
            fields.wrong(C::Telephone, "nobody can be reached", "Give a telephone or an e-mail address");
        }
        if !fields.errors.is_empty() {
            return Err(fields.errors);
        }
        match (kind, name, about, telephone, email, hours, counties) {
            (Some(kind), Some(name), Some(about), Some(telephone), Some(email), Some(hours), Some(counties)) => {
                let contact =
                    HelpContact { place, kind, name, about, telephone, email, hours, counties: BTreeSet::new() };
                Ok(Self { contact, counties })
            }
            _ => Err(fields.errors),
        }
    }

    /// The contact, with the names of its counties: those of California, and what `other` knows besides.
    ///
    /// # Errors
    /// A county that nobody knows.
    pub fn named(mut self, other: impl Fn(CountyCode) -> Option<String>) -> Result<HelpContact, RowError> {
        for code in self.counties {
            let Some(name) = county_name(code).map(str::to_owned).or_else(|| other(code)) else {
                let remedy = "Write a code from 01 to 58, or import the directory that has this county";
                return Err(RowError::new(ContactColumn::Counties, &code.code(), "there is no such county", remedy));
            };
            self.contact.counties.insert(ServedCounty { code, name });
        }
        Ok(self.contact)
    }
}

fn counties(text: &str) -> Result<BTreeSet<CountyCode>, Malformed> {
    text.split(';').map(str::trim).filter(|code| !code.is_empty()).map(str::parse).collect()
}
