use std::fs::File;
use std::io::Read as _;

use domain::rows::{Column, RowError};

use super::encoding::Encoding;
use super::rows::{Header, Row, wrong_width};
use crate::cli::Import;
use crate::fatal::Fatal;
use crate::report::Report;

/// The largest file, in bytes: a thousand answers of the longest.
const SIZE_MAX: u64 = 16 * 1024 * 1024;

/// Reads a list that somebody keeps by hand and saves from a spreadsheet: values with commas between them, quoted where they
/// hold one or a line break (RFC 4180). Lines that begin with `#` and blank ones are passed over. Each row that `parse` takes
/// comes with its line; what is wrong with the others goes into `report`.
///
/// A list has at most `most` rows.
pub(crate) fn read_sheet<C: Column, T>(
    import: &Import,
    most: usize,
    report: &mut Report,
    mut parse: impl FnMut(&Row<'_>) -> Result<T, Vec<RowError>>,
) -> Result<Vec<(u64, T)>, Fatal> {
    let path = &import.file;
    let failed = |source| Fatal::Read { path: path.clone(), source };
    let unreadable = |error: csv::Error| failed(std::io::Error::other(error));
    let mut decoded = Encoding::of(path).map_err(failed)?.decode(File::open(path).map_err(failed)?);
    let mut text = String::new();
    let size = decoded.by_ref().take(SIZE_MAX + 1).read_to_string(&mut text).map_err(failed)?;
    if size as u64 > SIZE_MAX {
        return Err(Fatal::Refused("the file is larger than 16 MB, so it cannot be this list".to_owned()));
    }
    // The reader counts lines by their ends, and each has one of one character.
    let text = text.replace("\r\n", "\n") + "\n";
    let mut rows = csv::ReaderBuilder::new().flexible(true).comment(Some(b'#')).from_reader(text.as_bytes());
    let header = Header::of(',', rows.headers().map_err(unreadable)?.iter());
    let positions = header.positions::<C>(path)?;
    let (mut taken, mut count, mut record) = (Vec::new(), 0, csv::StringRecord::new());
    while rows.read_record(&mut record).map_err(unreadable)? {
        // It stands behind the row now, whose own lines are those within its fields.
        let within: usize = record.iter().map(|field| field.matches('\n').count()).sum();
        let line = rows.position().line().saturating_sub(1 + within as u64);
        let row = Row::of(record.iter(), &positions);
        if row.is_blank() {
            continue;
        }
        count += 1;
        if count > most {
            return Err(Fatal::Refused(format!("the file has more than {most} rows, so it cannot be this list")));
        }
        let parsed = match row.lost::<C>() {
            _ if record.len() != header.width() => Err(vec![wrong_width(record.len(), header.width())]),
            lost if !lost.is_empty() => Err(lost),
            _ => parse(&row),
        };
        match parsed {
            Ok(row) => taken.push((line, row)),
            Err(errors) => report.add(line, &errors)?,
        }
    }
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use domain::bulletins::SecondScoringColumn;

    use super::*;

    fn read(text: &str, most: usize) -> Result<(Vec<(u64, String)>, u64), Fatal> {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("list.csv");
        std::fs::write(&file, text).unwrap();
        let import = Import { file, report: None, dry_run: true };
        let mut report = Report::new(&import)?;
        let name = |row: &Row<'_>| Ok(row.field(SecondScoringColumn::School as usize).to_owned());
        let rows = read_sheet::<SecondScoringColumn, _>(&import, most, &mut report, name)?;
        Ok((rows, report.refused()))
    }

    #[test]
    fn quotes_commas_and_line_breaks_are_read_and_each_row_knows_its_line() {
        let text = "\u{feff}School Name,CDS Code,Form\r\n# a comment\r\n\"Cedar, \"\"High\"\"\",1,2\r\n,,\r\n\"Two\r\nlines\",1,2\r\nLast,1,2\r\n";
        let rows = vec![(3, "Cedar, \"High\"".to_owned()), (5, "Two\nlines".to_owned()), (7, "Last".to_owned())];
        assert_eq!(read(text, 10).unwrap(), (rows, 0));
    }

    #[test]
    fn a_row_of_another_width_is_reported_and_a_column_that_is_missing_stops_everything() {
        let (rows, refused) = read("CDS Code,School Name,Form\n1,Cedar\n1,Dune,2\n", 10).unwrap();
        assert_eq!((rows, refused), (vec![(3, "Dune".to_owned())], 1));
        let error = read("CDS Code,School\n", 10).unwrap_err().to_string();
        assert!(error.contains("the header has no column School Name, Form; not known: School"), "{error}");
    }

    #[test]
    fn a_file_that_is_too_long_is_no_list() {
        let error = read("CDS Code,School Name,Form\n1,Cedar,2\n1,Dune,2\n", 1).unwrap_err().to_string();
        assert_eq!(error, "the file has more than 1 rows, so it cannot be this list");
    }
}
