//! Any text as the file by which users are added, and any fields as rows of the files that operators import: each fault is told
//! with a remedy, and nothing that was told as a fault is taken.
#![no_main]

use arbitrary::Arbitrary;
use domain::accounts::upload;
use domain::bulletins::{Answer, ContactRow, SecondScoringRow};
use domain::directory::{calpads_school, public_directory};
use domain::rows::{Column, RowError};
use domain::students::extract;
use jiff::civil::date;
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Files<'a> {
    /// The rows below the right header, or a whole file.
    users: &'a str,
    has_header: bool,
    fields: Vec<&'a str>,
}

const HEADER: &str = "First name,Last name,CDS code,E-mail address,Telephone number,Role in organization\n";

/// The field of `column`: what was made up for its place.
fn field<'a, C: Column + PartialEq + 'static>(fields: &[&'a str], column: C) -> &'a str {
    let place = C::ALL.iter().position(|other| *other == column).expect("a column is one of all");
    fields.get(place).copied().unwrap_or_default()
}

fn told<T>(read: Result<T, Vec<RowError>>) {
    if let Err(faults) = read {
        assert!(!faults.is_empty());
        assert!(faults.iter().all(|fault| !fault.problem.is_empty() && !fault.remedy.is_empty()));
    }
}

fuzz_target!(|files: Files<'_>| {
    let users = if files.has_header { format!("{HEADER}{}", files.users) } else { files.users.to_owned() };
    let (rows, faults) = upload::read(&users);
    assert!(faults.iter().all(|fault| fault.line > 0 && !fault.remedy.is_empty()));
    assert!(rows.len() <= users.lines().count());

    let fields = &files.fields;
    told(extract::parse(date(2026, 11, 23), |column| field(fields, column)));
    told(calpads_school::parse(|column| field(fields, column)));
    told(public_directory::parse(|column| field(fields, column)));
    told(Answer::read(|column| field(fields, column)));
    told(ContactRow::read(1, |column| field(fields, column)));
    told(SecondScoringRow::read(|column| field(fields, column)));
});
