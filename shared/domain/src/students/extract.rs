//! A row of California's student extract: 57 columns with `^` between them, one row a student. Source: the layout of the
//! `SmarterApp` data files for California. The columns that say nothing a coordinator sees here (registration ids, forms,
//! score history, placeholders) must be in the header, which tells the file from others, and are not read.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};

use super::{Demographics, Elas, Enrollment, Grade, Sex, Ssid, TestProgram};
use crate::Malformed;
use crate::cds::{self, CdsCode, LeaCode};
use crate::directory::Organization;
use crate::names::{GIVEN_NAME_MAX, LAST_NAME_MAX, PersonName, name_part};
use crate::rows::{Fields, RowError};

columns! {
    /// The columns. A leading `InfoUpdate` with the date of the row may stand before them.
    pub enum ExtractColumn, "a column of the student extract" {
        /// `CA`.
        State = "StateAbbreviation",
        /// The responsible LEA: 14 digits, or its first 7.
        ResponsibleDistrict = "ResponsibleDistrictIdentifier",
        /// Where the student lives. Not read.
        DistrictOfResidence = "DistrictOfResidence",
        /// The responsible school: 14 digits, or the last 7 of them.
        ResponsibleSchool = "ResponsibleSchoolIdentifier",
        /// Last name or surname.
        LastName = "LastOrSurname",
        /// First name.
        FirstName = "FirstName",
        /// Middle name or blank.
        MiddleName = "MiddleName",
        /// `YYYY-MM-DD`.
        Birthdate = "Birthdate",
        /// 10 digits.
        Ssid = "SSID",
        /// The grade.
        Grade = "GradeLevelWhenAssessed",
        /// `FEMALE`, `MALE`, `X` or blank.
        Sex = "Sex",
        /// `Y`, `N` or blank, as are all that follow with `Y` or blank.
        Idea = "IDEAIndicator",
        /// Follows from the English language acquisition status. Not read.
        LepStatus = "LEPStatus",
        /// `Y` or blank.
        Section504 = "Section504Status",
        /// `Y` or blank.
        EconomicDisadvantage = "EconomicDisadvantageStatus",
        /// 2 or 3 characters.
        Language = "LanguageCode",
        /// Not read.
        ProficiencyLevel = "EnglishLanguageProficiencyLevel",
        /// `EO`, `IFEP`, `EL`, `RFEP`, `TBD`.
        Elas = "EnglishLanguageAcquisitionStatus",
        /// 10 to 15.
        ParentEducation = "ParentHighestEducationLevel",
        /// `Y` or blank.
        Migrant = "MigrantStatus",
        /// `YYYY-MM-DD` or blank.
        FirstUsEntry = "FirstEntryDateIntoUSSchool",
        /// `YYYY-MM-DD` or blank.
        LepEntry = "LimitedEnglishProficiencyEntryDate",
        /// `YYYY-MM-DD` or blank.
        LepExit = "LEPExitDate",
        /// As in `AUT` or `260`.
        Disability = "PrimaryDisabilityType",
        /// Not read.
        TestAdmin = "TestAdmin",
        /// Not read: assignments are made for the year in which the file is imported.
        AdminYear = "AdminYear",
        /// Not read.
        RegistrationEla = "ContentRegistrationIDELA",
        /// Not read.
        RegistrationMath = "ContentRegistrationIDMath",
        /// Not read.
        RegistrationScience = "ContentRegistrationIDScience",
        /// Not read.
        RegistrationSpanish = "ContentRegistrationIDSpanish",
        /// As CALPADS codes it.
        Ethnicity = "Ethnicity",
        /// `Y` is left out and reported: why a student is not tested is a coordinator's entry.
        BlockEla = "TestBlockELA",
        /// Likewise.
        BlockMath = "TestBlockMath",
        /// Likewise.
        BlockScience = "TestBlockScience",
        /// Likewise.
        BlockSpanish = "TestBlockSpanish",
        /// `Y` or blank.
        ListeningExemption = "ELPACListeningExemption",
        /// `Y` or blank.
        ReadingExemption = "ELPACReadingExemption",
        /// `Y` or blank.
        WritingExemption = "ELPACWritingExemption",
        /// `Y` or blank.
        SpeakingExemption = "ELPACSpeakingExemption",
        /// Not read.
        BlockElaReason = "TestBlockELAReasonCode",
        /// Not read.
        BlockMathReason = "TestBlockMathReasonCode",
        /// Not read.
        BlockScienceReason = "TestBlockScienceReasonCode",
        /// Not read.
        BlockSpanishReason = "TestBlockSpanishReasonCode",
        /// `Y` or blank.
        Alternate = "AltStudent",
        /// Not read: the CSA is the LEA's choice.
        Spanish = "SpanishStudent",
        /// Not read: follows from the English language acquisition status.
        Elpac = "ELPACStudent",
        /// Not read.
        ElpacForm = "ELPACForm",
        /// `Paper`, `Online` or blank.
        ModeEla = "SummativeTestModeELA",
        /// Likewise.
        ModeMath = "SummativeTestModeMath",
        /// Likewise.
        ModeScience = "SummativeTestModeScience",
        /// Likewise.
        ModeElpac = "SummativeTestModeELPAC",
        /// `Y` or blank.
        Military = "MilitaryStatus",
        /// `Y` is refused: an import removes nobody.
        Delete = "DeleteStudent",
        /// Not read.
        Placeholder1 = "PlaceholderColumn1",
        /// Not read.
        Placeholder2 = "PlaceholderColumn2",
        /// Not read.
        Placeholder3 = "PlaceholderColumn3",
        /// Not read.
        Placeholder4 = "PlaceholderColumn4",
    }
}

/// A student as one row has it. Which school that is, the directory tells: see [`ExtractRow::enroll`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtractRow {
    /// The statewide identifier.
    pub ssid: Ssid,
    /// The name.
    pub name: PersonName,
    /// Born on.
    pub birthdate: Date,
    /// The grade.
    pub grade: Grade,
    /// English language acquisition status.
    pub elas: Elas,
    /// Everything else.
    pub demographics: Demographics,
    /// The responsible school.
    pub school: CdsCode,
    /// The responsible LEA, where the row has one.
    pub district: Option<LeaCode>,
    /// The tests that are to be given on paper.
    pub on_paper: BTreeSet<TestProgram>,
    /// What of the row was left out.
    pub left_out: Vec<RowError>,
    written_school: String,
}

const AS_TEXT: &str = "A spreadsheet may have changed it: format the column as text and export the file again";
const IN_CALPADS: &str = "Correct it in CALPADS and export the file again";
const AS_DATE: &str = "Write dates as YYYY-MM-DD: format the column as text and export the file again";
const SCHOOL: &str = "Write the school's 14-digit CDS code; if the school is new, import the directory first";

/// The disabilities, by letters and by CALPADS number. Source: CALPADS code set "Disability category".
const DISABILITIES: [&str; 25] = [
    "AUT", "DB", "DD", "EMN", "HI", "ID", "MD", "OI", "OHI", "SLD", "SLI", "TBI", "VI", "320", "300", "260", "220",
    "210", "310", "270", "280", "290", "240", "330", "250",
];

/// Nobody in school was born before.
const EARLIEST_BIRTH: Date = date(1900, 1, 1);

/// Reads one row, on `today`.
///
/// # Errors
/// Everything that is wrong with the row.
pub fn parse<'a>(today: Date, field: impl Fn(ExtractColumn) -> &'a str) -> Result<ExtractRow, Vec<RowError>> {
    use ExtractColumn as C;
    let mut fields = Fields::new(field);
    let state = fields.read(C::State, IN_CALPADS, california);
    let district = fields.optional(C::ResponsibleDistrict, AS_TEXT, district);
    let school = fields.read(C::ResponsibleSchool, SCHOOL, |text| school(district.flatten(), text));
    let last = fields.read(C::LastName, IN_CALPADS, |text| name_part(text, LAST_NAME_MAX));
    let first = fields.read(C::FirstName, IN_CALPADS, |text| name_part(text, GIVEN_NAME_MAX));
    let middle = fields.optional(C::MiddleName, IN_CALPADS, |text| name_part(text, GIVEN_NAME_MAX));
    let birthdate = fields.read(C::Birthdate, AS_DATE, |text| birthdate(today, text));
    let ssid = fields.read(C::Ssid, AS_TEXT, ssid);
    let grade = fields.read(C::Grade, AS_TEXT, str::parse::<Grade>);
    let elas = fields.read(C::Elas, IN_CALPADS, str::parse::<Elas>);
    let demographics = demographics(&mut fields);
    if fields.read(C::Delete, IN_CALPADS, yes) == Some(true) {
        fields.wrong(
            C::Delete,
            "the row asks to delete the student, and an import deletes nobody",
            "Nothing was changed. End the enrolment in CALPADS, or take the row out of the file",
        );
    }
    let left_out = left_out(&mut fields);
    let on_paper = on_paper(&mut fields);

    let read = (state, district, school, last, first, middle, birthdate, ssid, grade, elas, demographics);
    let (
        Some(()),
        Some(district),
        Some(school),
        Some(last),
        Some(first),
        Some(middle),
        Some(birthdate),
        Some(ssid),
        Some(grade),
        Some(elas),
        Some(demographics),
    ) = read
    else {
        return Err(fields.errors);
    };
    if !fields.errors.is_empty() {
        return Err(fields.errors);
    }
    let name = PersonName { last, first, middle };
    let written_school = fields.text(C::ResponsibleSchool).to_owned();
    Ok(ExtractRow {
        ssid,
        name,
        birthdate,
        grade,
        elas,
        demographics,
        school,
        district,
        on_paper,
        left_out,
        written_school,
    })
}

impl ExtractRow {
    /// The enrolment, with what the directory has under the row's school, if anything, and that school's LEA's name.
    ///
    /// # Errors
    /// When there is no such school, or it belongs to another LEA than the row says.
    pub fn enroll(&self, school: Option<&Organization>, lea_name: &str) -> Result<Enrollment, RowError> {
        let wrong = |problem| RowError::new(ExtractColumn::ResponsibleSchool, &self.written_school, problem, SCHOOL);
        let school = school.ok_or_else(|| wrong("the directory has no school with this code"))?;
        let place = school.placement().ok_or_else(|| wrong("this is a district or county, not a school"))?;
        if self.district.is_some_and(|district| district != place.lea && district != place.school.county_district()) {
            return Err(wrong("the school does not belong to the row's responsible district"));
        }
        Ok(Enrollment { place, school_name: school.name.clone(), lea_name: lea_name.to_owned() })
    }
}

fn demographics<'a>(fields: &mut Fields<impl Fn(ExtractColumn) -> &'a str>) -> Option<Demographics> {
    use ExtractColumn as C;
    let sex = fields.optional(C::Sex, IN_CALPADS, |text| text.to_uppercase().parse::<Sex>());
    let idea = fields.read(C::Idea, IN_CALPADS, yes);
    let section_504 = fields.read(C::Section504, IN_CALPADS, yes);
    let economic_disadvantage = fields.read(C::EconomicDisadvantage, IN_CALPADS, yes);
    let primary_language = fields.optional(C::Language, IN_CALPADS, language);
    let parent_education = fields.optional(C::ParentEducation, IN_CALPADS, parent_education);
    let migrant = fields.read(C::Migrant, IN_CALPADS, yes);
    let first_us_school_entry = fields.optional(C::FirstUsEntry, AS_DATE, day);
    let lep_entry = fields.optional(C::LepEntry, AS_DATE, day);
    let lep_exit = fields.optional(C::LepExit, AS_DATE, day);
    let primary_disability = fields.optional(C::Disability, IN_CALPADS, disability);
    let ethnicity = fields.optional(C::Ethnicity, IN_CALPADS, ethnicity);
    let elpac_domain_exemptions = elpac_domain_exemptions(fields);
    let alternate = fields.read(C::Alternate, IN_CALPADS, yes);
    let military = fields.read(C::Military, IN_CALPADS, yes);
    Some(Demographics {
        local_student_id: None,
        sex: sex?,
        ethnicity: ethnicity?,
        primary_language: primary_language?,
        idea: idea?,
        primary_disability: primary_disability?,
        section_504: section_504?,
        economic_disadvantage: economic_disadvantage?,
        migrant: migrant?,
        military: military?,
        alternate: alternate?,
        parent_education: parent_education?,
        first_us_school_entry: first_us_school_entry?,
        lep_entry: lep_entry?,
        lep_exit: lep_exit?,
        elpac_domain_exemptions,
    })
}

fn elpac_domain_exemptions<'a>(fields: &mut Fields<impl Fn(ExtractColumn) -> &'a str>) -> Vec<String> {
    use ExtractColumn as C;
    let mut exemptions = Vec::new();
    for (column, domain) in [
        (C::ListeningExemption, "listening"),
        (C::ReadingExemption, "reading"),
        (C::WritingExemption, "writing"),
        (C::SpeakingExemption, "speaking"),
    ] {
        if fields.read(column, IN_CALPADS, yes) == Some(true) {
            exemptions.push(domain.to_owned());
        }
    }
    exemptions
}

fn left_out<'a>(fields: &mut Fields<impl Fn(ExtractColumn) -> &'a str>) -> Vec<RowError> {
    use ExtractColumn as C;
    let mut left_out = Vec::new();
    for column in [C::BlockEla, C::BlockMath, C::BlockScience, C::BlockSpanish] {
        if fields.read(column, IN_CALPADS, yes) == Some(true) {
            left_out.push(RowError::left_out(
                column,
                fields.text(column),
                "the student is imported, the test block is not",
                "If the student is not to be tested, set a condition code on the student's test assignments",
            ));
        }
    }
    left_out
}

fn on_paper<'a>(fields: &mut Fields<impl Fn(ExtractColumn) -> &'a str>) -> BTreeSet<TestProgram> {
    use ExtractColumn as C;
    let mut on_paper = BTreeSet::new();
    for (column, program) in [
        (C::ModeEla, TestProgram::SbEla),
        (C::ModeMath, TestProgram::SbMath),
        (C::ModeScience, TestProgram::Cast),
        (C::ModeElpac, TestProgram::ElpacSummative),
    ] {
        if fields.read(column, IN_CALPADS, is_paper) == Some(true) {
            on_paper.insert(program);
        }
    }
    on_paper
}

fn california(text: &str) -> Result<(), Malformed> {
    if text == "CA" { Ok(()) } else { Err(Malformed::because("the state must be CA")) }
}

fn yes(text: &str) -> Result<bool, Malformed> {
    match text.to_ascii_uppercase().as_str() {
        "Y" | "YES" => Ok(true),
        "N" | "NO" | "" => Ok(false),
        _ => Err(Malformed::because("this must be Y, N or blank")),
    }
}

fn is_paper(text: &str) -> Result<bool, Malformed> {
    match text.to_ascii_uppercase().as_str() {
        "PAPER" => Ok(true),
        "ONLINE" | "" => Ok(false),
        _ => Err(Malformed::because("this must be Paper, Online or blank")),
    }
}

/// What a spreadsheet writes around digits without changing them is taken off: `="0123456789"`, `'0123456789`.
fn digits(text: &str) -> &str {
    let text = text.strip_prefix('\'').unwrap_or(text);
    text.strip_prefix("=\"").and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}

fn ssid(text: &str) -> Result<Ssid, Malformed> {
    let text = digits(text);
    let whole = text.strip_suffix(".0").unwrap_or(text);
    whole.parse().map_err(|wrong| {
        let all_digits = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
        let is_exponent = text.contains(['E', 'e']) && text.starts_with(|c: char| c.is_ascii_digit());
        if is_exponent {
            Malformed::because("an SSID must be 10 digits; a spreadsheet has rounded this one")
        } else if all_digits && whole.len() < 10 {
            Malformed::because("an SSID must be 10 digits; leading zeros may be lost")
        } else {
            wrong
        }
    })
}

fn district(text: &str) -> Result<LeaCode, Malformed> {
    const WRONG: Malformed = Malformed::because("a district must be 14 or 7 digits");
    let text = digits(text);
    match text.len() {
        14 => text.parse::<CdsCode>().map(|cds| cds.county_district()).map_err(|_| WRONG),
        _ => text.parse().map_err(|_| WRONG),
    }
}

fn school(district: Option<LeaCode>, text: &str) -> Result<CdsCode, Malformed> {
    const WRONG: Malformed = Malformed::because("a school must be 14 digits, or 7 beside its district");
    let text = digits(text);
    match (text.len(), district) {
        (7, Some(district)) => cds::join(&district.code(), text).map_err(|_| WRONG),
        _ => text.parse().map_err(|_| WRONG),
    }
}

fn day(text: &str) -> Result<Date, Malformed> {
    let is_iso = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let day = if is_iso { text.parse().ok() } else { None };
    day.ok_or(Malformed::because("a date must be a day of the calendar, as in 2010-09-28"))
}

fn birthdate(today: Date, text: &str) -> Result<Date, Malformed> {
    let born = day(text)?;
    let plausible = (EARLIEST_BIRTH..=today).contains(&born);
    plausible.then_some(born).ok_or(Malformed::because("a date of birth must lie after 1900 and not in the future"))
}

fn language(text: &str) -> Result<String, Malformed> {
    code(text, 2..=3).ok_or(Malformed::because("a language must be a code of 2 or 3 letters or digits"))
}

fn ethnicity(text: &str) -> Result<String, Malformed> {
    code(text, 1..=3).ok_or(Malformed::because("an ethnicity must be a code of 1 to 3 letters or digits"))
}

fn code(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<String> {
    let fits = lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    fits.then(|| text.to_owned())
}

fn parent_education(text: &str) -> Result<String, Malformed> {
    let known = matches!(text, "10" | "11" | "12" | "13" | "14" | "15");
    known.then(|| text.to_owned()).ok_or(Malformed::because("a parent education must be a code from 10 to 15"))
}

fn disability(text: &str) -> Result<String, Malformed> {
    let known = DISABILITIES.contains(&text);
    known.then(|| text.to_owned()).ok_or(Malformed::because("a disability must be a code as in AUT or 320"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::access::OrganizationCode;
    use crate::directory::OrganizationKind;

    const TODAY: Date = date(2026, 11, 22);

    /// A row that is right, but for `changed`.
    fn row(changed: &[(ExtractColumn, &str)]) -> Result<ExtractRow, Vec<RowError>> {
        use ExtractColumn as C;
        let mut fields = BTreeMap::from([
            (C::State, "CA"),
            (C::ResponsibleDistrict, "99000010000000"),
            (C::ResponsibleSchool, "99000010000103"),
            (C::LastName, "Álvarez"),
            (C::FirstName, "Ana"),
            (C::Birthdate, "2010-02-28"),
            (C::Ssid, "9000000001"),
            (C::Grade, "11"),
            (C::Sex, "FEMALE"),
            (C::Language, "01"),
            (C::Elas, "EL"),
        ]);
        fields.extend(changed.iter().copied());
        parse(TODAY, |column| fields.get(&column).copied().unwrap_or_default())
    }

    fn only_error(column: ExtractColumn, value: &str) -> RowError {
        let mut errors = row(&[(column, value)]).unwrap_err();
        assert_eq!(errors.len(), 1, "{errors:?}");
        errors.remove(0)
    }

    fn cedar() -> Organization {
        let code: CdsCode = "99000010000103".parse().unwrap();
        Organization {
            code: OrganizationCode::Cds(code),
            name: "Cedar High".into(),
            kind: OrganizationKind::School,
            county: code.county(),
            lea: Some(code.county_district()),
            charter: None,
        }
    }

    #[test]
    fn a_right_row_is_read_whole() {
        use ExtractColumn as C;
        let read = row(&[
            (C::MiddleName, "ñ"),
            (C::Idea, "Y"),
            (C::Disability, "SLI"),
            (C::Migrant, "N"),
            (C::LepEntry, "2019-08-01"),
            (C::SpeakingExemption, "Y"),
            (C::ModeElpac, "Paper"),
        ])
        .unwrap();
        assert_eq!(read.name.last_first(), "Álvarez, Ana ñ");
        assert_eq!((read.grade, read.elas, read.birthdate), (Grade::G11, Elas::El, date(2010, 2, 28)));
        assert_eq!(read.demographics.primary_disability.as_deref(), Some("SLI"));
        assert!(read.demographics.idea && !read.demographics.migrant);
        assert_eq!(read.demographics.lep_entry, Some(date(2019, 8, 1)));
        assert_eq!(read.demographics.elpac_domain_exemptions, ["speaking"]);
        assert_eq!(read.on_paper, BTreeSet::from([TestProgram::ElpacSummative]));
        assert_eq!(read.left_out, []);
    }

    #[test]
    fn a_school_may_be_written_with_14_digits_or_with_the_last_7() {
        let school = |text| row(&[(ExtractColumn::ResponsibleSchool, text)]).unwrap().school.to_string();
        assert_eq!(school("99000010000103"), "99000010000103");
        assert_eq!(school("0000103"), "99000010000103");
        let error = only_error(ExtractColumn::ResponsibleSchool, "SchoolNaturalId1");
        assert_eq!(error.problem, "a school must be 14 digits, or 7 beside its district");
        assert_eq!(error.value, "SchoolNaturalId1");
    }

    #[test]
    fn ten_digits_are_read_through_what_a_spreadsheet_writes_around_them() {
        for written in ["0123456789", "=\"0123456789\"", "'0123456789", "0123456789.0", " 0123456789\u{a0}"] {
            assert_eq!(row(&[(ExtractColumn::Ssid, written)]).unwrap().ssid.to_string(), "0123456789", "{written}");
        }
    }

    #[test]
    fn an_ssid_that_a_spreadsheet_has_changed_is_refused_with_the_remedy() {
        for (written, problem) in [
            ("2.66E+09", "an SSID must be 10 digits; a spreadsheet has rounded this one"),
            ("2.663752814E+09", "an SSID must be 10 digits; a spreadsheet has rounded this one"),
            ("123456789", "an SSID must be 10 digits; leading zeros may be lost"),
            ("123456789.0", "an SSID must be 10 digits; leading zeros may be lost"),
            ("12345678901", "an SSID must be 10 digits"),
            ("2663752814.5", "an SSID must be 10 digits"),
            ("", "an SSID must be 10 digits"),
        ] {
            let error = only_error(ExtractColumn::Ssid, written);
            assert_eq!(error.problem, problem, "{written}");
            assert!(error.remedy.contains("format the column as text and export the file again"));
        }
    }

    #[test]
    fn everything_wrong_with_a_row_is_told_at_once() {
        use ExtractColumn as C;
        let errors = row(&[
            (C::State, "NV"),
            (C::ResponsibleSchool, "SchoolNaturalId1"),
            (C::FirstName, ""),
            (C::Birthdate, "9/28/2002"),
            (C::Ssid, "2.66E+09"),
            (C::Grade, "3"),
            (C::Sex, "F"),
            (C::Elas, "ADEL"),
            (C::Migrant, "?"),
            (C::SpeakingExemption, "?"),
            (C::Military, "?"),
            (C::ModeEla, "Oral"),
            (C::Delete, "Y"),
        ])
        .unwrap_err();
        let mut columns: Vec<_> = errors.iter().map(|error| error.column).collect();
        columns.sort_unstable();
        assert_eq!(
            columns,
            [
                "Birthdate",
                "DeleteStudent",
                "ELPACSpeakingExemption",
                "EnglishLanguageAcquisitionStatus",
                "FirstName",
                "GradeLevelWhenAssessed",
                "MigrantStatus",
                "MilitaryStatus",
                "ResponsibleSchoolIdentifier",
                "SSID",
                "Sex",
                "StateAbbreviation",
                "SummativeTestModeELA"
            ]
        );
    }

    #[test]
    fn a_row_that_asks_for_a_deletion_is_refused_and_says_so() {
        let error = only_error(ExtractColumn::Delete, "Y");
        assert_eq!(error.problem, "the row asks to delete the student, and an import deletes nobody");
        assert!(!error.taken);
    }

    #[test]
    fn a_test_block_is_left_out_and_told_and_the_student_is_taken() {
        let read = row(&[(ExtractColumn::BlockMath, "Y")]).unwrap();
        assert_eq!(read.left_out.len(), 1);
        assert!(read.left_out[0].taken && read.left_out[0].column == "TestBlockMath");
    }

    #[test]
    fn a_day_that_is_not_in_the_calendar_or_lies_ahead_is_no_date_of_birth() {
        for wrong in ["2010-02-29", "2010-2-28", "20100228", "2026-11-23", "1899-12-31", "+12010-02-28"] {
            assert_eq!(only_error(ExtractColumn::Birthdate, wrong).column, "Birthdate", "{wrong}");
        }
        assert!(row(&[(ExtractColumn::Birthdate, "2026-11-22")]).is_ok());
        assert!(row(&[(ExtractColumn::Birthdate, "2012-02-29")]).is_ok());
    }

    #[test]
    fn an_enrolment_is_where_the_directory_has_the_school() {
        let enrollment = row(&[]).unwrap().enroll(Some(&cedar()), "Poppy Valley Unified").unwrap();
        assert_eq!(enrollment.place.lea.to_string(), "9900001");
        assert_eq!(
            (enrollment.school_name.as_str(), enrollment.lea_name.as_str()),
            ("Cedar High", "Poppy Valley Unified")
        );
    }

    #[test]
    fn a_school_that_is_unknown_a_district_or_in_another_lea_is_refused() {
        let read = row(&[]).unwrap();
        assert_eq!(read.enroll(None, "").unwrap_err().problem, "the directory has no school with this code");
        let district = Organization { kind: OrganizationKind::District, ..cedar() };
        assert_eq!(read.enroll(Some(&district), "").unwrap_err().problem, "this is a district or county, not a school");
        let foreign = row(&[(ExtractColumn::ResponsibleDistrict, "9900002")]).unwrap();
        let error = foreign.enroll(Some(&cedar()), "").unwrap_err();
        assert_eq!(error.problem, "the school does not belong to the row's responsible district");
    }

    #[test]
    fn a_directly_funded_charter_is_found_under_its_authorizer_and_under_its_own_code() {
        let charter = Organization {
            kind: OrganizationKind::DirectlyFundedCharter,
            lea: Some("0000103".parse().unwrap()),
            ..cedar()
        };
        for district in ["99000010000000", "0000103"] {
            let read = row(&[(ExtractColumn::ResponsibleDistrict, district)]).unwrap();
            assert_eq!(read.enroll(Some(&charter), "Cedar").unwrap().place.lea.to_string(), "0000103");
        }
    }

    proptest! {
        #[test]
        fn whatever_stands_in_a_row_it_is_read_or_refused_with_a_reason(
            fields in prop::collection::vec("[-0-9YNCA=\"'.Eñ ]{0,16}", ExtractColumn::ALL.len())
        ) {
            if let Err(errors) = parse(TODAY, |column| fields[column as usize].as_str()) {
                prop_assert!(!errors.is_empty());
            }
        }

        #[test]
        fn every_ten_digits_are_an_ssid_and_no_other_number_of_digits(digits in "[0-9]{1,14}") {
            prop_assert_eq!(row(&[(ExtractColumn::Ssid, digits.as_str())]).is_ok(), digits.len() == 10);
        }
    }
}
