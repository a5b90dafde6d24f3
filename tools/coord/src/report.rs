use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use domain::rows::RowError;

use crate::cli::Import;
use crate::fatal::Fatal;

/// The longest value that is repeated in a report, in characters.
const VALUE_MAX: usize = 100;

const HEADER: [&str; 5] = ["line", "column", "value", "problem", "remedy"];

/// What is wrong with a file's rows: each in a CSV file beside it, written as it is found; and grouped, without the values,
/// which may be personal, for the end.
pub(crate) struct Report {
    path: PathBuf,
    rows: Option<csv::Writer<File>>,
    groups: BTreeMap<(&'static str, Cow<'static, str>), Group>,
    refused: u64,
}

/// A problem that came once or often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) column: &'static str,
    pub(crate) problem: Cow<'static, str>,
    pub(crate) rows: u64,
    pub(crate) first_line: u64,
    pub(crate) last_line: u64,
    pub(crate) remedy: &'static str,
}

impl Report {
    /// For the file of `import`. Nothing is created before there is something to report.
    pub(crate) fn new(import: &Import) -> Result<Self, Fatal> {
        let path = import.report.clone().unwrap_or_else(|| import.file.with_extension("report.csv"));
        if is_same(&path, &import.file) {
            return Err(Fatal::ReportIsInput);
        }
        Ok(Self { path, rows: None, groups: BTreeMap::new(), refused: 0 })
    }

    /// Adds what is wrong with a line.
    pub(crate) fn add(&mut self, line: u64, errors: &[RowError]) -> Result<(), Fatal> {
        if errors.iter().any(|error| !error.taken) {
            self.refused += 1;
        }
        for error in errors {
            self.write(line, error).map_err(|source| Fatal::Report { path: self.path.clone(), source })?;
            let group = self.groups.entry((error.column, error.problem.clone())).or_insert_with(|| Group {
                column: error.column,
                problem: error.problem.clone(),
                rows: 0,
                first_line: line,
                last_line: line,
                remedy: error.remedy,
            });
            group.rows += 1;
            group.first_line = group.first_line.min(line);
            group.last_line = group.last_line.max(line);
        }
        Ok(())
    }

    fn write(&mut self, line: u64, error: &RowError) -> csv::Result<()> {
        let rows = match &mut self.rows {
            Some(rows) => rows,
            none => {
                let mut rows = csv::Writer::from_writer(create(&self.path)?);
                rows.write_record(HEADER)?;
                none.insert(rows)
            }
        };
        let value = harmless(error.value.chars().take(VALUE_MAX).collect());
        rows.write_record([line.to_string().as_str(), error.column, &value, &error.problem, error.remedy])
    }

    /// How many rows were not taken.
    pub(crate) const fn refused(&self) -> u64 {
        self.refused
    }

    /// The path, if there was something to report, and the groups.
    pub(crate) fn finish(mut self) -> Result<(Option<PathBuf>, Vec<Group>), Fatal> {
        if let Some(rows) = &mut self.rows {
            rows.flush().map_err(|source| Fatal::Report { path: self.path.clone(), source: source.into() })?;
        }
        if self.rows.is_none() && is_report(&self.path) {
            // One of an earlier run would say that something is wrong still.
            std::fs::remove_file(&self.path)
                .map_err(|source| Fatal::Report { path: self.path.clone(), source: source.into() })?;
        }
        let mut groups: Vec<_> = self.groups.into_values().collect();
        groups.sort_by_key(|group| (std::cmp::Reverse(group.rows), group.first_line));
        Ok((self.rows.map(|_| self.path), groups))
    }
}

/// A value that a spreadsheet would take for a formula is marked as text, by the apostrophe that spreadsheets use for it.
fn harmless(value: String) -> String {
    if value.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{value}") } else { value }
}

fn is_report(path: &Path) -> bool {
    let header = csv::Reader::from_path(path).and_then(|mut report| report.headers().cloned());
    header.is_ok_and(|header| header.iter().eq(HEADER))
}

fn is_same(one: &Path, other: &Path) -> bool {
    one == other || matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// The report repeats values of the file: it is for its owner's eyes.
fn create(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use domain::directory::public_directory::PublicDirectoryColumn as Column;

    use super::*;

    fn import(directory: &Path) -> Import {
        Import { file: directory.join("schools.csv"), report: None, dry_run: false }
    }

    #[test]
    fn without_a_problem_there_is_no_report() {
        let directory = tempfile::tempdir().unwrap();
        assert_eq!(Report::new(&import(directory.path())).unwrap().finish().unwrap(), (None, vec![]));
        assert!(!directory.path().join("schools.report.csv").exists());
    }

    #[test]
    fn a_report_of_an_earlier_run_goes_when_nothing_is_wrong_any_more_and_no_other_file_does() {
        let directory = tempfile::tempdir().unwrap();
        let mut report = Report::new(&import(directory.path())).unwrap();
        report.add(2, &[RowError::new(Column::Cds, "x", "a CDS code must be 14 digits", "Format it")]).unwrap();
        let path = report.finish().unwrap().0.unwrap();
        Report::new(&import(directory.path())).unwrap().finish().unwrap();
        assert!(!path.exists());
        std::fs::write(&path, "somebody's notes\n").unwrap();
        Report::new(&import(directory.path())).unwrap().finish().unwrap();
        assert!(path.exists());
    }

    #[test]
    fn a_value_is_never_a_formula() {
        for (value, written) in [("=1+1", "'=1+1"), ("@x", "'@x"), ("-2", "'-2"), ("2663752814", "2663752814")] {
            assert_eq!(harmless(value.into()), written);
        }
    }

    #[test]
    fn the_report_has_each_problem_and_the_end_has_each_kind_once() {
        let directory = tempfile::tempdir().unwrap();
        let mut report = Report::new(&import(directory.path())).unwrap();
        for line in [7, 3, 9] {
            report
                .add(line, &[RowError::new(Column::Cds, "1,\"2", "a CDS code must be 14 digits", "Format it")])
                .unwrap();
        }
        assert_eq!(report.refused(), 3);
        let (path, groups) = report.finish().unwrap();
        let written = std::fs::read_to_string(path.unwrap()).unwrap();
        assert_eq!(written.lines().count(), 4);
        assert!(written.starts_with(
            "line,column,value,problem,remedy\n7,CDSCode,\"1,\"\"2\",a CDS code must be 14 digits,Format it\n"
        ));
        let problem = "a CDS code must be 14 digits".into();
        let group = Group { column: "CDSCode", problem, rows: 3, first_line: 3, last_line: 9, remedy: "Format it" };
        assert_eq!(groups, [group]);
    }

    #[test]
    fn a_report_never_overwrites_the_file() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("schools.csv");
        std::fs::write(&file, "x").unwrap();
        let around = directory.path().join(".").join("schools.csv");
        assert!(Report::new(&Import { file, report: Some(around), dry_run: false }).is_err());
    }
}
