use jiff::Timestamp;

use super::{Affidavit, User};
use crate::students::ProgramFamily;
use crate::year::AdministrationYear;

/// The text of a security affidavit.
pub struct AffidavitText {
    /// Whose tests it is about.
    pub program: ProgramFamily,
    /// Which text this is: the date it came into force, `YYYY-MM-DD`.
    pub version: &'static str,
    /// The text, in Markdown.
    pub text: &'static str,
}

/// The affidavits, one for each program; each is signed anew every administration year. Law and duties are those that TOMS
/// asks to sign; the sentences are ours. A changed text needs a new version.
pub const AFFIDAVITS: [AffidavitText; 2] = [
    AffidavitText { program: ProgramFamily::Caaspp, version: "2026-11-22", text: include_str!("affidavits/caaspp.md") },
    AffidavitText { program: ProgramFamily::Elpac, version: "2026-11-22", text: include_str!("affidavits/elpac.md") },
];

impl User {
    /// The affidavit signed for `program` in `year`.
    #[must_use]
    pub fn affidavit(&self, program: ProgramFamily, year: AdministrationYear) -> Option<&Affidavit> {
        self.affidavits.iter().find(|signed| signed.program == program && signed.year == year)
    }

    /// This user, with the affidavit signed at `now`; `None` if it was already.
    #[must_use]
    pub fn signing(&self, text: &AffidavitText, year: AdministrationYear, now: Timestamp) -> Option<Self> {
        if self.affidavit(text.program, year).is_some() {
            return None;
        }
        let mut signed = self.clone();
        signed.affidavits.push(Affidavit {
            program: text.program,
            year,
            version: text.version.to_owned(),
            signed_at: now,
        });
        Some(signed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_program_has_its_affidavit() {
        let programs: Vec<_> = AFFIDAVITS.iter().map(|affidavit| affidavit.program).collect();
        assert_eq!(programs, ProgramFamily::ALL);
        for affidavit in &AFFIDAVITS {
            assert!(affidavit.text.to_lowercase().contains(affidavit.program.code()), "{}", affidavit.program);
        }
    }
}
