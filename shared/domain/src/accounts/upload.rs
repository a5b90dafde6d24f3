//! The file by which coordinators add many users at once. Source: TOMS, "Upload Users" (columns, and that the role must
//! match exactly). Which current roles the exact words stand for is our reading: see [`UploadedRole`].

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::Username;
use super::manage::{GrantRefused, Granted, NewUser, RoleKey, family_name, given_name, grant, telephone};
use crate::access::{Caller, OrganizationCode, Role, Seat};
use crate::cds::CdsCode;
use crate::year::AdministrationYear;

/// The most rows of a file. Our choice: validated and committed within one request.
pub const MAX_ROWS: usize = 500;
/// The largest file, in bytes. Our choice.
pub const MAX_BYTES: usize = 200 * 1024;

columns! {
    /// The columns of the file, in any order, each name exactly.
    pub enum UploadColumn, "a column" {
        /// First name.
        FirstName = "First name",
        /// Last name.
        LastName = "Last name",
        /// Of the LEA or school.
        CdsCode = "CDS code",
        /// The user name.
        Email = "E-mail address",
        /// May be blank.
        Telephone = "Telephone number",
        /// One of [`UploadedRole`].
        Role = "Role in organization",
    }
}

codes! {
    /// The words of the role column, which must match exactly.
    pub enum UploadedRole, "a role of the file" {
        /// The older word for the coordinator of the CAASPP tests of a school.
        TestSiteCoordinator = "Test Site Coordinator",
        /// Site CAASPP coordinator.
        SiteCaasppCoordinator = "Site CAASPP Coordinator",
        /// Site ELPAC coordinator.
        SiteElpacCoordinator = "Site ELPAC Coordinator",
        /// Test administrator.
        TestAdministrator = "Test Administrator",
        /// Test examiner.
        TestExaminer = "Test Examiner",
        /// Both.
        Both = "Test Administrator & Test Examiner",
        /// LEA CAASPP coordinator.
        LeaCaasppCoordinator = "LEA CAASPP Coordinator",
        /// LEA ELPAC coordinator.
        LeaElpacCoordinator = "LEA ELPAC Coordinator",
        /// LEA review coordinator.
        LeaReviewCoordinator = "LEA Review Coordinator",
        /// LEA compliance contributor.
        LeaComplianceContributor = "LEA Compliance Contributor",
    }
}

impl UploadedRole {
    /// The roles it stands for.
    #[must_use]
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::TestSiteCoordinator | Self::SiteCaasppCoordinator => &[Role::SiteCaasppCoordinator],
            Self::SiteElpacCoordinator => &[Role::SiteElpacCoordinator],
            Self::TestAdministrator => &[Role::TestAdministrator],
            Self::TestExaminer => &[Role::TestExaminer],
            Self::Both => &[Role::TestAdministrator, Role::TestExaminer],
            Self::LeaCaasppCoordinator => &[Role::LeaCaasppCoordinator],
            Self::LeaElpacCoordinator => &[Role::LeaElpacCoordinator],
            Self::LeaReviewCoordinator => &[Role::LeaReviewCoordinator],
            Self::LeaComplianceContributor => &[Role::LeaComplianceContributor],
        }
    }
}

/// A row that can be read.
#[derive(Clone, Debug)]
pub struct UploadedRow {
    /// The line it begins on, from 1; the header is line 1.
    pub line: u64,
    /// The address.
    pub username: Username,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Telephone number.
    pub telephone: Option<String>,
    /// The organization.
    pub organization: OrganizationCode,
    /// The role.
    pub role: UploadedRole,
}

/// What is wrong with a place of the file, without what stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: u64,
    /// The column; none for the row as a whole.
    pub column: Option<UploadColumn>,
    /// What is wrong: the same words for the same fault.
    pub problem: Cow<'static, str>,
    /// What to do.
    pub remedy: &'static str,
}

/// The rows of a file, and all that is wrong with it. Blank rows are passed over.
#[must_use]
pub fn read(text: &str) -> (Vec<UploadedRow>, Vec<Fault>) {
    // The reader counts a row that follows a carriage return to the line before.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let of_file = |problem: Cow<'static, str>, remedy| Fault { line: 1, column: None, problem, remedy };
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(_) => return (Vec::new(), vec![of_file("the file is no CSV".into(), "save it as CSV in UTF-8")]),
    };
    let mut faults = Vec::new();
    let mut places = BTreeMap::new();
    for column in UploadColumn::ALL {
        let mut found = header.iter().enumerate().filter(|(_, name)| name.trim() == column.code());
        match (found.next(), found.next()) {
            (Some((place, _)), None) => {
                places.insert(*column, place);
            }
            (Some(_), Some(_)) => {
                let problem = format!("the column “{column}” is there twice").into();
                faults.push(of_file(problem, "leave one of them out"));
            }
            (None, _) => {
                let problem = format!("the column “{column}” is missing").into();
                faults.push(of_file(problem, "name the columns in the first line exactly as in the template"));
            }
        }
    }
    if !faults.is_empty() {
        return (Vec::new(), faults);
    }
    let mut rows = Vec::new();
    let mut count = 0;
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(1, csv::Position::line);
                let remedy = "close every quotation mark and save the file as CSV in UTF-8";
                faults.push(Fault { line, column: None, problem: "the row cannot be read".into(), remedy });
                break;
            }
        };
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        count += 1;
        if count > MAX_ROWS {
            let problem = format!("a file has at most {MAX_ROWS} rows").into();
            faults.push(of_file(problem, "split it into several files"));
            break;
        }
        let line = record.position().map_or(1, csv::Position::line);
        let cell = |column: UploadColumn| places.get(&column).and_then(|place| record.get(*place)).unwrap_or("").trim();
        match row(line, cell) {
            Ok(row) => rows.push(row),
            Err(more) => faults.extend(more),
        }
    }
    (rows, faults)
}

fn row<'a>(line: u64, cell: impl Fn(UploadColumn) -> &'a str) -> Result<UploadedRow, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut fault = |column: UploadColumn, problem: Cow<'static, str>, remedy: &'static str| {
        let problem = if cell(column).is_empty() { "is blank".into() } else { problem };
        faults.push(Fault { line, column: Some(column), problem, remedy });
    };
    let first_name = given_name(cell(UploadColumn::FirstName))
        .map_err(|wrong| fault(UploadColumn::FirstName, wrong.0, "give the first name alone"));
    let last_name = family_name(cell(UploadColumn::LastName))
        .map_err(|wrong| fault(UploadColumn::LastName, wrong.0, "give the last name alone"));
    let organization = cell(UploadColumn::CdsCode).parse::<CdsCode>().map(OrganizationCode::Cds).map_err(|wrong| {
        fault(UploadColumn::CdsCode, wrong.0, "give all 14 digits; format the column as text, so that no zero is lost");
    });
    let username = cell(UploadColumn::Email)
        .parse::<Username>()
        .map_err(|wrong| fault(UploadColumn::Email, wrong.0, "give the address that the person reads at work"));
    let number = match cell(UploadColumn::Telephone) {
        "" => Ok(None),
        text => telephone(text)
            .map(Some)
            .map_err(|wrong| fault(UploadColumn::Telephone, wrong.0, "correct it or leave it blank")),
    };
    let role = cell(UploadColumn::Role).parse::<UploadedRole>().map_err(|_| {
        let remedy = "copy one of the template's roles exactly, as in Test Administrator";
        fault(UploadColumn::Role, "is not a role of this file".into(), remedy);
    });
    match (first_name, last_name, organization, username, number, role) {
        (Ok(first_name), Ok(last_name), Ok(organization), Ok(username), Ok(telephone), Ok(role)) => {
            Ok(UploadedRow { line, username, first_name, last_name, telephone, organization, role })
        }
        _ => Err(faults),
    }
}

/// Somebody of the file, with all the roles that its rows give.
#[derive(Clone, Debug)]
pub struct UploadedUser {
    /// The lines.
    pub lines: Vec<u64>,
    /// Who.
    pub new: NewUser,
    /// The roles.
    pub granted: Vec<Granted>,
}

/// Everybody of the file once, in its order, with the roles that the caller may give; and what is wrong. `seat` tells what
/// the directory has, `id` the user's id.
pub fn people<'a>(
    caller: &Caller,
    rows: Vec<UploadedRow>,
    seat: impl Fn(OrganizationCode) -> Option<Seat<'a>>,
    id: impl Fn(&Username) -> crate::ids::UserId,
    this_year: AdministrationYear,
) -> (Vec<UploadedUser>, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut people: Vec<UploadedUser> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut seen: BTreeMap<(String, OrganizationCode, Role), u64> = BTreeMap::new();
    let mut named: BTreeSet<(u64, &'static str)> = BTreeSet::new();
    for row in rows {
        let line = row.line;
        let mut fault = |column: UploadColumn, problem: Cow<'static, str>, remedy: &'static str| {
            // Two roles of one row may fail for the same reason.
            if named.insert((line, column.code())) {
                faults.push(Fault { line, column: Some(column), problem, remedy });
            }
        };
        let address = Username::fold(row.username.as_str());
        let mut granted = Vec::new();
        for role in row.role.roles() {
            if let Some(first) = seen.insert((address.clone(), row.organization, *role), line) {
                let problem = format!("gives the same role at the same organization as line {first}").into();
                fault(UploadColumn::Email, problem, "leave one of the two rows out");
                continue;
            }
            let key = RoleKey { role: *role, organization: row.organization, year: this_year };
            match grant(caller, &key.into(), seat(row.organization), this_year) {
                Ok(role) => granted.push(role),
                Err(refused @ (GrantRefused::Organization | GrantRefused::Level(_))) => {
                    let remedy = "give the code of an organization within yours, of the kind that the role is for";
                    fault(UploadColumn::CdsCode, refused.to_string().into(), remedy);
                }
                Err(refused) => {
                    fault(UploadColumn::Role, refused.to_string().into(), "ask somebody whose role may give it");
                }
            }
        }
        if let Some(known) = places.get(&address).and_then(|place| people.get_mut(*place)) {
            if (&known.new.first_name, &known.new.last_name) != (&row.first_name, &row.last_name) {
                let first = known.lines.first().copied().unwrap_or_default();
                let problem = format!("has another name on line {first}").into();
                fault(UploadColumn::Email, problem, "give each person an address of their own, and one name");
            }
            known.lines.push(line);
            known.granted.extend(granted);
        } else {
            places.insert(address, people.len());
            let (first_name, last_name, telephone) = (row.first_name, row.last_name, row.telephone);
            let new = NewUser { id: id(&row.username), username: row.username, first_name, last_name, telephone };
            people.push(UploadedUser { lines: vec![line], new, granted });
        }
    }
    (people, faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "First name,Last name,CDS code,E-mail address,Telephone number,Role in organization\n";

    #[test]
    fn a_file_is_read_with_its_columns_in_any_order_a_byte_order_mark_quotes_and_blank_rows() {
        let text = "\u{feff}Role in organization,E-mail address,CDS code,Last name,First name,Telephone number\r\n\
                    Test Administrator & Test Examiner,ana@poppy.test,99000010000103,\"Ortiz, Jr.\",Ana,\r\n\
                    ,,,,,\r\n\
                    Test Site Coordinator,bo@poppy.test,99000010000103,O'Neil,Bo,(415) 555-0100\r\n";
        let (rows, faults) = read(text);
        assert_eq!(faults, []);
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(rows[0].last_name, "Ortiz, Jr.");
        assert_eq!(rows[0].role.roles(), [Role::TestAdministrator, Role::TestExaminer]);
        assert_eq!(rows[1].telephone.as_deref(), Some("(415) 555-0100"));
    }

    #[test]
    fn everything_wrong_with_a_row_is_named_with_its_line_and_no_value() {
        let text = format!("{HEADER}=cmd,,9900001,nobody,555,test administrator\n");
        let (rows, faults) = read(&text);
        assert!(rows.is_empty());
        let columns: Vec<_> = faults.iter().map(|fault| fault.column.unwrap()).collect();
        assert_eq!(
            columns,
            UploadColumn::ALL.iter().copied().filter(|_| true).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
        );
        assert!(faults.iter().all(|fault| fault.line == 2 && !fault.problem.contains("nobody")));
        assert_eq!(faults[1].problem, "is blank");
    }

    #[test]
    fn a_missing_or_doubled_column_is_named() {
        let (_, faults) = read("First name,Last name,Last name,CDS code,E-mail address,Role in organization\n");
        let problems: Vec<_> = faults.iter().map(|fault| fault.problem.as_ref()).collect();
        assert_eq!(problems, ["the column “Last name” is there twice", "the column “Telephone number” is missing"]);
        assert_eq!(read("").1.len(), UploadColumn::ALL.len());
    }

    #[test]
    fn a_file_of_more_than_500_rows_is_refused() {
        let row = "Ana,Ortiz,99000010000103,ana@poppy.test,,Test Examiner\n";
        assert!(read(&format!("{HEADER}{}", row.repeat(MAX_ROWS))).1.is_empty());
        assert_eq!(read(&format!("{HEADER}{}", row.repeat(MAX_ROWS + 1))).1.len(), 1);
    }

    #[test]
    fn an_unclosed_quotation_mark_is_no_panic() {
        let (_, faults) = read(&format!("{HEADER}\"Ana,Ortiz"));
        assert!(!faults.is_empty());
    }
}
