//! What the demo's reviews ask. The law is real and said in own words; items and numbers are invented.

use domain::compliance::{ItemKind, ProgramInstrument};

/// An item: number, kind, citation, text.
pub(super) type ItemText = (&'static str, ItemKind, &'static str, &'static str);

use ItemKind::{Core, Supporting};

/// The items of an instrument in the demo.
pub(super) const fn items(instrument: ProgramInstrument) -> &'static [ItemText] {
    match instrument {
        ProgramInstrument::EnglishLearner => ENGLISH_LEARNER,
        ProgramInstrument::FiscalMonitoring => FISCAL_MONITORING,
        _ => &[],
    }
}

const ENGLISH_LEARNER: &[ItemText] = &[
    (
        "I-EL 01",
        Core,
        "20 U.S.C. § 6312(e)(3); EC §§ 313.2, 440",
        "Within 30 days of the beginning of the school year the LEA tells the parents of each English learner, in a language \
         that they understand, why the pupil was identified, the level of proficiency, and which program is offered.",
    ),
    (
        "I-EL 02",
        Core,
        "EC § 52176; 5 CCR § 11308",
        "A school with 21 or more English learners has an advisory committee of their parents, and an LEA with 51 or more has \
         one for the district. Each is elected, trained and asked about the program and the needs assessment.",
    ),
    (
        "II-EL 03",
        Core,
        "EC § 60810; 5 CCR §§ 11518.5, 11518.15",
        "Every new pupil's home language is surveyed. Where it is not English, the Initial ELPAC is given within 30 calendar \
         days of enrollment, and the parents are told the result.",
    ),
    (
        "III-EL 04",
        Core,
        "EC §§ 44253.1–44253.3, 44258.9",
        "Every teacher of an English learner holds an authorization for it. Vacancies are recorded with what was done to fill \
         them.",
    ),
    (
        "IV-EL 05",
        Core,
        "EC § 313(f); 5 CCR §§ 11303, 11304; 20 U.S.C. § 6841(a)(4)(5)",
        "Pupils are reclassified by the four criteria of the law, the parents are consulted, and their progress is watched for \
         four years afterwards.",
    ),
    (
        "V-EL 06",
        Supporting,
        "EC § 306(c); 5 CCR §§ 11300(a), 11309(c)",
        "The language acquisition program holds both designated and integrated English language development, at each level of \
         proficiency, every school day.",
    ),
];

const FISCAL_MONITORING: &[ItemText] = &[
    (
        "I-FM 01",
        Core,
        "2 CFR § 200.430",
        "Salaries charged to federal programs rest on records of the work that was done: certified twice a year for one cost \
         objective, monthly for several.",
    ),
    (
        "I-FM 02",
        Core,
        "20 U.S.C. §§ 6321(b), 6825(g)",
        "Federal money adds to what the LEA would spend anyway and takes the place of nothing. The method by which schools get \
         state and local money does not look at their Title I status.",
    ),
    (
        "II-FM 03",
        Core,
        "2 CFR § 200.313(d); EC § 35168",
        "Equipment bought with federal money is listed with description, serial number, source of the money, cost, place and \
         condition, and is counted at least every two years.",
    ),
    (
        "II-FM 04",
        Supporting,
        "2 CFR §§ 200.403–200.405",
        "Each cost is necessary, reasonable and allocable, and approved in the plan before it is made.",
    ),
];

/// What is asked for as evidence: the item's number, the text, and in how many days from the seeding it is due.
pub(super) const REQUESTS: &[(&str, &str, i64)] = &[
    (
        "I-EL 01",
        "The notification letters of this school year, one for each language, with the date on which they were sent.",
        -3,
    ),
    ("I-EL 02", "Agenda, minutes and sign-in sheets of the last three meetings of the district committee.", 1),
    (
        "II-EL 03",
        "The home language survey in use, and the list of pupils tested with the dates of enrollment and test.",
        7,
    ),
    ("IV-EL 05", "Ten reclassification files of Cedar High and Dune High, with the teachers' evaluations.", 14),
    ("V-EL 06", "Master schedules that show designated English language development at both sites.", 21),
    (
        "I-FM 01",
        "Semi-annual certifications and personnel activity reports of all staff paid from Title I and Title III.",
        6,
    ),
    ("I-FM 02", "The written method by which schools get state and local money.", 13),
    ("II-FM 03", "The inventory of equipment, with the date and the result of the last count.", 20),
];

/// The findings of the review that has ended: the item's number and what was found.
pub(super) const FINDINGS: [(&str, &str); 3] = [
    (
        "I-EL 01",
        "Of 25 letters drawn, 9 were sent in English only, and 4 more than 30 days after the beginning of the year.",
    ),
    ("I-EL 02", "The district committee met once in the year and was not asked about the needs assessment."),
    ("IV-EL 05", "Of 12 pupils reclassified in the last two years, 7 have no record of how they went on."),
];
