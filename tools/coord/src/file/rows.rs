use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::path::Path;

use domain::rows::{Column, RowError};

use super::encoding::Encoding;
use super::lines::{Line, Lines};
use crate::fatal::Fatal;

/// The longest field, in characters. What is longer is no field of these files.
const FIELD_MAX: usize = 255;

/// The first line of a file.
pub(crate) struct Header {
    /// What stands between the columns.
    pub(crate) delimiter: char,
    names: Vec<String>,
}

impl Header {
    /// Reads it. `delimiters` are those that the kinds of file have.
    pub(crate) fn read(path: &Path, encoding: Encoding, delimiters: &[char]) -> Result<Self, Fatal> {
        let failed = |source| Fatal::Read { path: path.to_owned(), source };
        let mut lines = Lines::new(encoding.decode(File::open(path).map_err(failed)?));
        let wrong = |problem: &str| Fatal::Header { path: path.to_owned(), problem: problem.to_owned() };
        let Some(Line::Text(line)) = lines.next().map_err(failed)? else {
            return Err(wrong("there is no header in it"));
        };
        let delimiter = delimiters.iter().copied().find(|delimiter| line.contains(*delimiter));
        let delimiter = delimiter.ok_or_else(|| {
            wrong("the first line is not a header with ^ or tabs between the columns; use the file as it was exported")
        })?;
        Ok(Self { delimiter, names: split(line, delimiter).into_iter().map(|name| name.trim().to_owned()).collect() })
    }

    /// One with these names.
    pub(super) fn of(delimiter: char, names: impl Iterator<Item = impl AsRef<str>>) -> Self {
        Self { delimiter, names: names.map(|name| name.as_ref().trim().to_owned()).collect() }
    }

    /// How many columns it has.
    pub(super) const fn width(&self) -> usize {
        self.names.len()
    }

    /// Where each of a kind of file's columns stands.
    pub(super) fn positions<C: Column>(&self, path: &Path) -> Result<Vec<usize>, Fatal> {
        let standing = |column: &C| self.names.iter().filter(|name| *name == column.name()).count();
        let missing: Vec<_> =
            C::ALL.iter().filter(|column| standing(column) == 0).map(|column| column.name()).collect();
        let twice: Vec<_> = C::ALL.iter().filter(|column| standing(column) > 1).map(|column| column.name()).collect();
        if missing.is_empty() && twice.is_empty() {
            return Ok(C::ALL
                .iter()
                .filter_map(|column| self.names.iter().position(|name| name == column.name()))
                .collect());
        }
        let is_known = |name: &str| C::ALL.iter().any(|column| column.name() == name);
        let unknown: Vec<_> = self.names.iter().map(String::as_str).filter(|name| !is_known(name)).take(10).collect();
        let mut problem = Vec::new();
        if !missing.is_empty() {
            problem.push(format!("the header has no column {}", missing.join(", ")));
        }
        if !twice.is_empty() {
            problem.push(format!("the header has twice {}", twice.join(", ")));
        }
        if !unknown.is_empty() {
            problem.push(format!("not known: {}", unknown.join(", ")));
        }
        Err(Fatal::Header { path: path.to_owned(), problem: problem.join("; ") })
    }
}

/// The rows of a file under its header, one at a time.
pub(crate) struct Rows<R> {
    lines: Lines<R>,
    delimiter: char,
    width: usize,
    positions: Vec<usize>,
    text: String,
}

/// A row, by its columns.
pub(crate) struct Row<'a> {
    fields: Vec<Cow<'a, str>>,
    positions: &'a [usize],
}

/// What a line under the header is.
pub(crate) enum Read<'a> {
    /// A row.
    Row(Row<'a>),
    /// No row: what is wrong with it.
    Wrong(Vec<RowError>),
}

impl<R: io::Read> Rows<R> {
    /// Rows of columns `C`.
    pub(crate) fn new<C: Column>(path: &Path, header: &Header, decoded: R) -> Result<Self, Fatal> {
        let positions = header.positions::<C>(path)?;
        let mut rows = Self {
            lines: Lines::new(decoded),
            delimiter: header.delimiter,
            width: header.names.len(),
            positions,
            text: String::new(),
        };
        rows.lines.next().map_err(|source| Fatal::Read { path: path.to_owned(), source })?;
        Ok(rows)
    }

    /// The next line, with its number.
    pub(crate) fn next<C: Column>(&mut self) -> io::Result<Option<(u64, Read<'_>)>> {
        self.text.clear();
        match self.lines.next()? {
            None => return Ok(None),
            Some(Line::Text(text)) => self.text.push_str(text),
            Some(Line::TooLong) => return Ok(Some((self.lines.number(), Read::Wrong(vec![too_long_a_line()])))),
        }
        let fields = split(&self.text, self.delimiter);
        let found = fields.len();
        let row = Row { fields, positions: &self.positions };
        let errors = if found == self.width { row.unreadable::<C>() } else { vec![wrong_width(found, self.width)] };
        Ok(Some((self.lines.number(), if errors.is_empty() { Read::Row(row) } else { Read::Wrong(errors) })))
    }
}

impl<'a> Row<'a> {
    /// One of these fields.
    pub(super) fn of(fields: impl Iterator<Item = &'a str>, positions: &'a [usize]) -> Self {
        Self { fields: fields.map(Cow::Borrowed).collect(), positions }
    }

    /// Whether nothing stands in it.
    pub(super) fn is_blank(&self) -> bool {
        self.fields.iter().all(|field| field.trim().is_empty())
    }

    /// The field of the column that is `index`-th in its kind's order.
    pub(crate) fn field(&self, index: usize) -> &str {
        self.positions.get(index).and_then(|position| self.fields.get(*position)).map_or("", AsRef::as_ref)
    }

    /// Where characters were lost.
    pub(super) fn lost<C: Column>(&self) -> Vec<RowError> {
        let fields = C::ALL.iter().enumerate().map(|(index, column)| (column, self.field(index)));
        let lost = fields.filter(|(_, field)| field.contains(char::REPLACEMENT_CHARACTER));
        let error = |(column, field): (&C, &str)| {
            let problem = "a character was lost when the file was converted";
            RowError::new(*column, field, problem, "Export the file again and convert it no more")
        };
        lost.map(error).collect()
    }

    fn unreadable<C: Column>(&self) -> Vec<RowError> {
        let mut errors = self.lost::<C>();
        for (index, column) in C::ALL.iter().enumerate() {
            let field = self.field(index);
            if field.len() > FIELD_MAX && field.chars().count() > FIELD_MAX {
                errors.push(RowError::new(
                    *column,
                    field,
                    "the field has more than 255 characters",
                    "See whether a delimiter or the end of a line is missing, and export the file again",
                ));
            }
        }
        errors
    }
}

/// Neither kind of file quotes its fields; a spreadsheet that saved it again does.
fn split(line: &str, delimiter: char) -> Vec<Cow<'_, str>> {
    line.split(delimiter).map(unquoted).collect()
}

fn unquoted(field: &str) -> Cow<'_, str> {
    match field.strip_prefix('"').and_then(|field| field.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\"").into(),
        None => field.into(),
    }
}

fn too_long_a_line() -> RowError {
    RowError {
        column: "",
        value: String::new(),
        problem: "the line is longer than any row".into(),
        remedy: "See whether the ends of lines are missing, and export the file again",
        taken: false,
    }
}

pub(super) fn wrong_width(found: usize, width: usize) -> RowError {
    RowError {
        column: "",
        value: format!("{found} instead of {width}"),
        problem: "the row has another number of columns than the header".into(),
        remedy: "See whether a delimiter stands in a field or is missing, and export the file again",
        taken: false,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use domain::directory::public_directory::PublicDirectoryColumn;

    use super::*;

    fn file(text: &str) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file
    }

    /// Every line under the header: its number, and the code and school or what is wrong.
    fn read(text: &str) -> Result<Vec<(u64, String)>, Fatal> {
        let file = file(text);
        let encoding = Encoding::of(file.path()).unwrap();
        let header = Header::read(file.path(), encoding, &['\t', '^'])?;
        let decoded = encoding.decode(File::open(file.path()).unwrap());
        let mut rows = Rows::new::<PublicDirectoryColumn>(file.path(), &header, decoded)?;
        let mut all = Vec::new();
        while let Some((line, read)) = rows.next::<PublicDirectoryColumn>().unwrap() {
            all.push(match read {
                Read::Row(row) => (line, format!("{} {}", row.field(0), row.field(4))),
                Read::Wrong(errors) => {
                    (line, errors.iter().map(|error| error.problem.as_ref()).collect::<Vec<_>>().join("; "))
                }
            });
        }
        Ok(all)
    }

    const HEADER: &str = "CDSCode\tNCESDist\tStatusType\tCounty\tDistrict\tSchool\tCharter\tFundingType\n";

    #[test]
    fn columns_are_found_by_name_whatever_stands_between_and_around_them() {
        let row = "99000010000103\tx\tActive\tPoppy\tPoppy Valley\tCedar High\tN\tNo Data\n";
        assert_eq!(read(&format!("# one\n\n{HEADER}# two\n{row}")).unwrap(), [(5, "99000010000103 Cedar High".into())]);
        let turned = "School^FundingType^Charter^District^County^StatusType^CDSCode\nCedar High^^N^Poppy Valley^Poppy^Active^99000010000103";
        assert_eq!(read(turned).unwrap(), [(2, "99000010000103 Cedar High".into())]);
    }

    #[test]
    fn a_field_that_a_spreadsheet_quoted_is_read_and_a_quote_in_a_name_stays() {
        let rows = "1\t\t\t\t\t\"Cedar \"\"C\"\" High, East\"\t\t\n2\t\t\t\t\t\"O\" Street\t\t\n";
        assert_eq!(
            read(&format!("{HEADER}{rows}")).unwrap(),
            [(2, "1 Cedar \"C\" High, East".into()), (3, "2 \"O\" Street".into())]
        );
    }

    #[test]
    fn a_row_with_more_or_fewer_columns_is_reported_with_its_line() {
        let problem = "the row has another number of columns than the header".to_owned();
        assert_eq!(
            read(&format!("{HEADER}1\t2\n\n1\t\t\t\t\t\t\t\t9\n")).unwrap(),
            [(2, problem.clone()), (4, problem)]
        );
    }

    #[test]
    fn an_over_long_field_and_a_lost_character_are_reported() {
        let rows = format!("1\t\t\t\t\t{}\t\t\n2\t\t\t\tU\u{fffd}\tx\t\t\n", "ñ".repeat(256));
        assert_eq!(
            read(&format!("{HEADER}{rows}")).unwrap(),
            [
                (2, "the field has more than 255 characters".into()),
                (3, "a character was lost when the file was converted".into())
            ]
        );
    }

    #[test]
    fn a_missing_a_renamed_and_a_doubled_column_are_named() {
        let error = |header: &str| read(header).unwrap_err().to_string();
        let renamed = error(&HEADER.replace("CDSCode", "CDS"));
        assert!(renamed.ends_with("the header has no column CDSCode; not known: CDS, NCESDist"), "{renamed}");
        let doubled = error(&HEADER.replace("NCESDist", "School"));
        assert!(doubled.contains("the header has twice School"), "{doubled}");
    }

    #[test]
    fn what_has_no_header_is_refused() {
        for text in ["", "\n#x\n", "CDSCode,School\n1,2\n"] {
            assert!(read(text).is_err(), "{text:?}");
        }
    }
}
