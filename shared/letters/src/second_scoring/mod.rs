use domain::bulletins::exempt_from_second_scoring;
use domain::year::AdministrationYear;
use serde::Serialize;

use crate::context::{Context, Files, files};

/// A school is on the list of second scoring.
#[derive(Serialize)]
pub(crate) struct SecondScoring {
    pub(crate) year: String,
    pub(crate) school: String,
    pub(crate) form: String,
    pub(crate) exempt: Option<&'static str>,
}

impl SecondScoring {
    pub(crate) fn new(year: AdministrationYear, school: &str, form: &str) -> Self {
        let is_exempt = !exempt_from_second_scoring(year).is_empty();
        Self {
            year: year.to_string(),
            school: school.to_owned(),
            form: form.to_owned(),
            exempt: is_exempt.then_some("Grades three through five need no second scoring."),
        }
    }
}

impl Context for SecondScoring {
    const FILES: Files = files!("second_scoring");

    fn sample() -> Self {
        Self::new(AdministrationYear::of(jiff::civil::date(2026, 11, 22)), "Cedar High", "Form 2")
    }
}
