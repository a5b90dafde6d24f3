//! `coord students import`.

mod batch;
mod schools;

use std::fs::File;
use std::time::Instant;

use domain::rows::RowError;
use domain::students::extract::{self, ExtractColumn};
use store::Dynamo;
use store::directory::OrganizationImports;
use store::students::StudentImports;

use crate::cli::Import;
use crate::connection::{Ambient, Places};
use crate::console::Console;
use crate::fatal::Fatal;
use crate::file::{Encoding, Header, Read, Rows, Seen};
use crate::progress::Progress;
use crate::report::Report;
use crate::summary::Summary;
use batch::{Batches, Taken};
use schools::Schools;

/// Imports students. `true` when rows were reported.
pub(crate) async fn import(
    dynamo: &Dynamo,
    places: &Places,
    import: &Import,
    ambient: &Ambient,
    console: &mut Console,
) -> Result<bool, Fatal> {
    let started = Instant::now();
    let failed = |source| Fatal::Read { path: import.file.clone(), source };
    let key = places.student_key()?;
    let mut report = Report::new(import)?;
    let mut batches = Batches {
        imports: StudentImports::new(dynamo, places.students()?, places.audit()?),
        schools: Schools::new(OrganizationImports::new(dynamo, places.directory()?)),
        file_name: import.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        ambient,
        dry_run: import.dry_run,
        counts: batch::Counts::default(),
    };

    let encoding = Encoding::of(&import.file).map_err(failed)?;
    let header = Header::read(&import.file, encoding, &['^'])?;
    let file = File::open(&import.file).map_err(failed)?;
    let progress = Progress::of_file(console, file.metadata().map_err(failed)?.len());
    let mut rows = Rows::new::<ExtractColumn>(&import.file, &header, encoding.decode(progress.watch(file)))?;
    let (mut read, mut batch, mut seen) = (0, Vec::new(), Seen::default());
    let today = ambient.clock.today();
    while let Some((line, row)) = rows.next::<ExtractColumn>().map_err(failed)? {
        read += 1;
        let parsed = match row {
            Read::Row(row) => extract::parse(today, |column| row.field(column as usize)),
            Read::Wrong(errors) => Err(errors),
        };
        match parsed {
            Ok(row) if seen.is_new(row.ssid.code().parse().unwrap_or_default()) => {
                let id = key.id(row.ssid);
                batch.push(Taken { line, id, row });
            }
            Ok(row) => report.add(line, &[twice(&row.ssid.code())])?,
            Err(errors) => report.add(line, &errors)?,
        }
        if batch.len() >= StudentImports::BATCH {
            batches.take(std::mem::take(&mut batch), &mut report).await?;
        }
    }
    batches.take(batch, &mut report).await?;
    drop(progress);

    let mut summary =
        Summary::new(if import.dry_run { "Students compared, nothing written" } else { "Students imported" });
    summary.fact("file", import.file.display().to_string());
    summary.fact("encoding", encoding.name());
    summary.fact("dry_run", import.dry_run);
    summary.fact("seconds", started.elapsed().as_secs_f64());
    summary.count("rows", read);
    summary.count("rows not taken", report.refused());
    summary.count("new", batches.counts.new);
    summary.count("moved", batches.counts.moved);
    summary.count("changed", batches.counts.changed);
    summary.count("unchanged", batches.counts.unchanged);
    summary.close(report)?;
    Ok(summary.say(console))
}

fn twice(ssid: &str) -> RowError {
    RowError::new(
        ExtractColumn::Ssid,
        ssid,
        "the student stands in the file twice; only the first row counts",
        "Keep the row of the school that is responsible for the student's tests",
    )
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use domain::rows::Column as _;
    use serde_json::Value;
    use store::Table;
    use testkit::{World, a_student, places::DUNE};

    use super::*;
    use crate::testing::{Said, ambient};

    const CEDAR: &str = "99000010000103";

    /// A world whose directory has Cedar High and Dune High of Poppy Valley.
    async fn world() -> World {
        let world = World::start().await;
        let directory = OrganizationImports::new(&world.operator, world.table(Table::Directory));
        let lea = "9900001".parse().unwrap();
        let mut organizations = vec![domain::directory::district(lea, "Poppy Valley Unified".into())];
        for (code, name) in [(CEDAR, "Cedar High"), (DUNE, "Dune High")] {
            organizations.push(domain::directory::Organization {
                code: code.parse().unwrap(),
                name: name.into(),
                kind: domain::directory::OrganizationKind::School,
                county: "99".parse().unwrap(),
                lea: Some(lea),
                charter: None,
            });
        }
        directory.import(&organizations, false).await.unwrap();
        world
    }

    /// A file of rows, each right but for some columns, with its header.
    fn file(directory: &Path, rows: &[&[(ExtractColumn, &str)]]) -> PathBuf {
        use ExtractColumn as C;
        let names: Vec<_> = C::ALL.iter().map(|column| column.name()).collect();
        let mut text = format!("\u{feff}InfoUpdate^{}\n", names.join("^"));
        for changed in rows {
            let value = |column: C| {
                let given = changed.iter().find(|(name, _)| *name == column).map(|(_, value)| *value);
                given.unwrap_or(match column {
                    C::State => "CA",
                    C::ResponsibleDistrict => "99000010000000",
                    C::ResponsibleSchool => CEDAR,
                    C::LastName => "Álvarez",
                    C::FirstName => "Ana",
                    C::Birthdate => "2010-02-28",
                    C::Ssid => "9000000001",
                    C::Grade => "11",
                    C::Elas => "EO",
                    _ => "",
                })
            };
            let fields: Vec<_> = C::ALL.iter().map(|column| value(*column)).collect();
            text.extend(["2026-11-01^", &fields.join("^"), "\n"]);
        }
        let path = directory.join("students.csv");
        std::fs::write(&path, text).unwrap();
        path
    }

    async fn run(world: &World, path: &Path, dry_run: bool) -> (bool, Value) {
        let mut said = Said::default();
        let import = Import { file: path.to_owned(), report: None, dry_run };
        let (places, ambient, mut console) = (Places::of(world), ambient(world), said.console(true));
        let done = super::import(&world.operator, &places, &import, &ambient, &mut console).await;
        (done.unwrap(), said.json())
    }

    async fn everything(world: &World) -> (Vec<Value>, Vec<Value>) {
        (world.items(Table::Students).await, world.items(Table::Audit).await)
    }

    fn profiles(items: &[Value]) -> Vec<&Value> {
        items.iter().filter(|item| item["sk"] == "PROFILE").collect()
    }

    const BO: &[(ExtractColumn, &str)] = &[(ExtractColumn::Ssid, "9000000002"), (ExtractColumn::FirstName, "Bo")];

    #[tokio::test]
    async fn students_are_imported_with_the_tests_of_their_grade_and_a_second_import_writes_nothing() {
        let (world, directory) = (world().await, tempfile::tempdir().unwrap());
        let path = file(directory.path(), &[&[], BO]);
        let (reported, told) = run(&world, &path, false).await;
        assert!(!reported);
        assert_eq!((&told["counts"]["new"], &told["encoding"]), (&2.into(), &"Unicode".into()));
        let (students, audit) = everything(&world).await;
        let profiles = profiles(&students);
        assert_eq!(profiles.len(), 2);
        assert_eq!(profiles[0]["student"]["enrollment"]["lea_name"], "Poppy Valley Unified");
        let tests = students.iter().filter(|item| item["sk"] == "ASSIGNMENTS#2026-27");
        assert!(tests.clone().all(|item| item["assignments"]["tests"].as_object().unwrap().len() == 2));
        assert_eq!(tests.count(), 2);
        assert!(
            audit.len() == 2
                && audit.iter().all(|row| row["action"] == "imported" && row["by"]["file"] == "students.csv")
        );

        let (_, again) = run(&world, &path, false).await;
        assert_eq!((&again["counts"]["new"], &again["counts"]["unchanged"]), (&0.into(), &2.into()));
        assert_eq!(everything(&world).await, (students, audit));
    }

    #[tokio::test]
    async fn a_student_who_moved_is_moved_in_every_index_with_a_row_in_the_history() {
        let (world, directory) = (world().await, tempfile::tempdir().unwrap());
        run(&world, &file(directory.path(), &[&[], BO]), false).await;
        let moved: &[_] = &[(ExtractColumn::ResponsibleSchool, DUNE), (ExtractColumn::Elas, "EL")];
        let (_, told) = run(&world, &file(directory.path(), &[moved, BO]), false).await;
        assert_eq!((&told["counts"]["moved"], &told["counts"]["unchanged"]), (&1.into(), &1.into()));
        let (students, audit) = everything(&world).await;
        let profile = profiles(&students).into_iter().find(|item| item["student"]["ssid"] == "9000000001").unwrap();
        assert_eq!((&profile["school"], &profile["version"]), (&DUNE.into(), &2.into()));
        assert_eq!(profile["lea_elas"], "9900001#EL");
        let row = audit.iter().find(|row| row["action"] == "moved").unwrap();
        assert_eq!(
            (&row["from"], &row["to"]),
            (&format!("Cedar High ({CEDAR})").into(), &format!("Dune High ({DUNE})").into())
        );
        let row = audit.iter().find(|row| row["action"] == "updated").unwrap();
        assert_eq!(row["fields"], serde_json::json!(["elas", "elpac-summative assigned"]));
    }

    #[tokio::test]
    async fn what_the_file_does_not_have_and_what_a_coordinator_did_are_kept() {
        let (world, directory) = (world().await, tempfile::tempdir().unwrap());
        let student = a_student("9000000001").with_unlisted_resources().also_at(DUNE);
        let started = (domain::students::TestProgram::SbEla, domain::students::Progress::Started);
        student.with_test(started.0, started.1).save(&world).await;
        let (_, told) = run(&world, &file(directory.path(), &[&[]]), false).await;
        assert_eq!(told["counts"]["changed"], 1);
        let (students, _) = everything(&world).await;
        let profile = profiles(&students)[0];
        assert_eq!(profile["student"]["second_enrollment"]["school"], DUNE);
        assert!(profile["student"]["unlisted_resources"].is_object());
        let second = students.iter().find(|item| item["sk"] == "SECOND-ENROLLMENT").unwrap();
        assert_eq!(second["listing"]["enrollment"]["school"], DUNE);
        let tests = students.iter().find(|item| item["sk"] == "ASSIGNMENTS#2026-27").unwrap();
        assert_eq!(tests["assignments"]["tests"]["sb-ela"]["progress"], "started");
    }

    #[tokio::test]
    async fn a_dry_run_compares_and_writes_nothing() {
        let (world, directory) = (world().await, tempfile::tempdir().unwrap());
        run(&world, &file(directory.path(), &[&[]]), false).await;
        let before = everything(&world).await;
        let changed: &[_] = &[(ExtractColumn::Grade, "12")];
        let (_, told) = run(&world, &file(directory.path(), &[changed, BO]), true).await;
        assert_eq!((&told["counts"]["changed"], &told["counts"]["new"]), (&1.into(), &1.into()));
        assert_eq!(everything(&world).await, before);
    }

    #[tokio::test]
    async fn rows_that_cannot_be_taken_are_reported_with_line_column_value_and_remedy() {
        let (world, directory) = (world().await, tempfile::tempdir().unwrap());
        let unknown: &[_] =
            &[(ExtractColumn::ResponsibleSchool, "99000010000999"), (ExtractColumn::Ssid, "9000000003")];
        let mangled: &[_] = &[(ExtractColumn::Ssid, "2.66E+09"), (ExtractColumn::Grade, "G11")];
        let deleted: &[_] = &[(ExtractColumn::Ssid, "9000000004"), (ExtractColumn::Delete, "Y")];
        let (reported, told) =
            run(&world, &file(directory.path(), &[&[], unknown, mangled, deleted, &[]]), false).await;
        assert!(reported);
        assert_eq!((&told["counts"]["new"], &told["counts"]["rows_not_taken"]), (&1.into(), &4.into()));
        let report = std::fs::read_to_string(directory.path().join("students.report.csv")).unwrap();
        let begins: Vec<_> =
            report.lines().skip(1).map(|line| line.split(',').take(3).collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(
            begins,
            [
                "4 SSID 2.66E+09",
                "4 GradeLevelWhenAssessed G11",
                "5 DeleteStudent Y",
                "6 SSID 9000000001",
                "3 ResponsibleSchoolIdentifier 99000010000999"
            ]
        );
        assert!(report.contains("import the directory first"));
        assert!(!told["problems"].to_string().contains("9000000001"));
    }

    #[tokio::test]
    async fn a_missing_column_stops_everything_and_is_named() {
        let (world, directory) = (world().await, tempfile::tempdir().unwrap());
        let path = file(directory.path(), &[&[]]);
        let text = std::fs::read_to_string(&path).unwrap().replace("^SSID^", "^Ssid^");
        std::fs::write(&path, text).unwrap();
        let import = Import { file: path, report: None, dry_run: false };
        let mut console = Said::default().console(true);
        let (places, ambient) = (Places::of(&world), ambient(&world));
        let done = super::import(&world.operator, &places, &import, &ambient, &mut console).await;
        let error = done.unwrap_err().to_string();
        assert!(error.contains("the header has no column SSID; not known: InfoUpdate, Ssid"), "{error}");
    }
}
