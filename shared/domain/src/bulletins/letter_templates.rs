//! Letter templates: the notices that an LEA sends to parents and guardians every year, to be filled in and sent by the LEA.
//!
//! They tell what the law is and ask for nothing. An LEA may inform of the right to have a child excused and must not solicit
//! or encourage it (5 CCR 852(c)), so there is no template that a parent could fill in, and none may be added.

use crate::Malformed;
use crate::students::ProgramFamily;
use crate::year::AdministrationYear;

/// The longest name of an LEA in a letter, in characters. Our choice.
const NAME_MAX: usize = 100;

codes! {
    /// A letter template.
    pub enum LetterTemplate, "a letter template" {
        /// The notice of the CAASPP tests. Source: Education Code 60604, 60615 and 5 CCR 852: yearly, and it tells of 60615.
        CaasppNotice = "caaspp-notice",
        /// The notice of the ELPAC. Source: Education Code 313 and 60810. Nobody is excused from the ELPAC, so it tells of no such
        /// right.
        ElpacNotice = "elpac-notice",
    }
}

impl LetterTemplate {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CaasppNotice => "Yearly notice to parents and guardians: CAASPP",
            Self::ElpacNotice => "Yearly notice to parents and guardians: ELPAC",
        }
    }

    /// What it is for.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::CaasppNotice => {
                "Tells of the CAASPP tests of the year, as Education Code 60604 asks, and of Education Code 60615, as 5 CCR 852 asks."
            }
            Self::ElpacNotice => "Tells of the ELPAC of the year, as Education Code 313 and 60810 ask.",
        }
    }

    /// The tests that it is about.
    #[must_use]
    pub const fn family(self) -> ProgramFamily {
        match self {
            Self::CaasppNotice => ProgramFamily::Caaspp,
            Self::ElpacNotice => ProgramFamily::Elpac,
        }
    }

    /// Its text in Markdown. What is **strong** is the LEA's own to write; `{year}` and `{lea}` are filled in ([`Filling`]).
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::CaasppNotice => include_str!("letter_templates/caaspp-notice.md"),
            Self::ElpacNotice => include_str!("letter_templates/elpac-notice.md"),
        }
    }

    /// The name of its file.
    #[must_use]
    pub fn file(self) -> String {
        format!("{}.docx", self.code())
    }

    /// The template whose file this is.
    #[must_use]
    pub fn of_file(name: &str) -> Option<Self> {
        name.strip_suffix(".docx").and_then(|id| id.parse().ok())
    }
}

/// The name of an LEA, as it stands in a letter: one line of 1 to 100 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaName(String);

impl std::str::FromStr for LeaName {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        super::second_scoring::line(text.trim(), NAME_MAX).map(Self)
    }
}

impl LeaName {
    fn code(&self) -> std::borrow::Cow<'_, str> {
        (&self.0).into()
    }
}

text_form!(LeaName);

/// What is filled into a letter.
#[derive(Clone, Debug)]
pub struct Filling {
    /// The year that it tells of.
    pub year: AdministrationYear,
    /// The LEA that sends it; where nobody said, its place is left to be filled in.
    pub lea: Option<LeaName>,
}

/// A stretch of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The words.
    pub text: String,
    /// Whether the LEA writes its own words in their place.
    pub own: bool,
}

impl Filling {
    /// `text`, a stretch of a template, with what is filled in; `own` says whether all of it is the LEA's to write.
    #[must_use]
    pub fn fill(&self, text: &str, own: bool) -> Vec<Stretch> {
        let text = text.replace("{year}", &self.year.code());
        if let Some(lea) = &self.lea {
            return vec![Stretch { text: text.replace("{lea}", &lea.0), own }];
        }
        let mut stretches = Vec::new();
        for (number, part) in text.split("{lea}").enumerate() {
            if number > 0 {
                stretches.push(Stretch { text: "[Name of the LEA]".to_owned(), own: true });
            }
            if !part.is_empty() {
                stretches.push(Stretch { text: part.to_owned(), own });
            }
        }
        stretches
    }
}
