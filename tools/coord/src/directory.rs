//! `coord directory import`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::time::Instant;

use domain::access::OrganizationCode;
use domain::cds::{CountyCode, LeaCode};
use domain::directory::calpads_school::{self, CalpadsSchoolColumn};
use domain::directory::public_directory::{self, PublicDirectoryColumn, PublicDirectoryRow};
use domain::directory::{CharterFunding, DirectoryRow, Organization, OrganizationKind, Standing, county, district};
use domain::rows::{Column, RowError};
use store::Dynamo;
use store::directory::{OrganizationImports, Written};

use crate::cli::Import;
use crate::connection::Places;
use crate::console::Console;
use crate::fatal::Fatal;
use crate::file::{Encoding, Header, Read, Row, Rows, Seen};
use crate::progress::Progress;
use crate::report::Report;
use crate::summary::Summary;

/// Imports counties, LEAs and schools. The file is read twice: counties and districts have no rows of their own in the
/// CALPADS file, so a first reading gathers them and a second brings the schools in. `true` when rows were reported.
pub(crate) async fn import(
    dynamo: &Dynamo,
    places: &Places,
    import: &Import,
    console: &mut Console,
) -> Result<bool, Fatal> {
    let started = Instant::now();
    let failed = |source| Fatal::Read { path: import.file.clone(), source };
    let imports = OrganizationImports::new(dynamo, places.directory()?);
    let mut report = Report::new(import)?;
    let encoding = Encoding::of(&import.file).map_err(failed)?;
    let header = Header::read(&import.file, encoding, &['\t', '^'])?;
    let source = Source { import, encoding, header };

    let mut above = Above::default();
    source
        .each(console, false, async |_, row| {
            if let Ok(Parsed::Row(row)) = row {
                above.add(row);
            }
            Ok(())
        })
        .await?;

    let mut counts =
        Counts { counties: above.counties.len() as u64, districts: above.districts.len() as u64, ..Counts::default() };
    let mut loading =
        Loading { imports: &imports, dry_run: import.dry_run, batch: Vec::new(), written: Written::default() };
    let known = named_already(&imports, &above.districts).await?;
    let district_codes: BTreeSet<LeaCode> = above.districts.keys().copied().collect();
    for (code, name) in above.counties {
        loading.add(county(code, name)).await?;
    }
    for (lea, (_, name)) in above.districts {
        let entry = district(lea, name);
        if known.contains_key(&entry.code) {
            loading.written.unchanged += 1;
        } else {
            loading.add(entry).await?;
        }
    }
    let mut seen = Seen::default();
    source
        .each(console, true, async |line, row| {
            counts.rows += 1;
            let school = match row {
                Ok(Parsed::Row(row)) => row.school,
                Ok(Parsed::NotInUse) => {
                    counts.not_in_use += 1;
                    return Ok(());
                }
                Err(errors) => return report.add(line, &errors),
            };
            let Some(school) = school else { return Ok(()) };
            if is_own_lea(&school) && school.lea.is_some_and(|lea| district_codes.contains(&lea)) {
                return report.add(line, &[shared_code(&school)]);
            }
            if !seen.is_new(school.code.code().parse().unwrap_or_default()) {
                return report.add(line, &[twice(&school)]);
            }
            counts.add(&school);
            loading.add(school).await
        })
        .await?;
    loading.flush().await?;

    let mut summary =
        Summary::new(if import.dry_run { "Directory compared, nothing written" } else { "Directory imported" });
    summary.fact("file", import.file.display().to_string());
    summary.fact("encoding", source.encoding.name());
    summary.fact("dry_run", import.dry_run);
    summary.fact("seconds", started.elapsed().as_secs_f64());
    counts.tell(&mut summary, &report, loading.written);
    summary.close(report)?;
    Ok(summary.say(console))
}

enum Parsed {
    Row(DirectoryRow),
    NotInUse,
}

/// The file, as often as it is read.
struct Source<'a> {
    import: &'a Import,
    encoding: Encoding,
    header: Header,
}

impl Source<'_> {
    /// Hands every row to `take`.
    async fn each(
        &self,
        console: &Console,
        with_progress: bool,
        take: impl AsyncFnMut(u64, Result<Parsed, Vec<RowError>>) -> Result<(), Fatal>,
    ) -> Result<(), Fatal> {
        if self.header.delimiter == '\t' {
            let parse = |row: &Row<'_>| {
                public_directory::parse(|column| row.field(column as usize)).map(|row| match row {
                    PublicDirectoryRow::Active(row) => Parsed::Row(row),
                    PublicDirectoryRow::NotInUse(_) => Parsed::NotInUse,
                })
            };
            self.each_of::<PublicDirectoryColumn>(console, with_progress, parse, take).await
        } else {
            let parse = |row: &Row<'_>| calpads_school::parse(|column| row.field(column as usize)).map(Parsed::Row);
            self.each_of::<CalpadsSchoolColumn>(console, with_progress, parse, take).await
        }
    }

    async fn each_of<C: Column>(
        &self,
        console: &Console,
        with_progress: bool,
        parse: impl Fn(&Row<'_>) -> Result<Parsed, Vec<RowError>>,
        mut take: impl AsyncFnMut(u64, Result<Parsed, Vec<RowError>>) -> Result<(), Fatal>,
    ) -> Result<(), Fatal> {
        let path = &self.import.file;
        let failed = |source| Fatal::Read { path: path.clone(), source };
        let file = File::open(path).map_err(failed)?;
        let bytes = if with_progress { file.metadata().map_err(failed)?.len() } else { 0 };
        let progress = with_progress.then(|| Progress::of_file(console, bytes));
        let watched: Box<dyn std::io::Read> = match &progress {
            Some(progress) => Box::new(progress.watch(file)),
            None => Box::new(file),
        };
        let mut rows = Rows::new::<C>(path, &self.header, self.encoding.decode(watched))?;
        while let Some((line, read)) = rows.next::<C>().map_err(failed)? {
            let parsed = match read {
                Read::Row(row) => parse(&row),
                Read::Wrong(errors) => Err(errors),
            };
            take(line, parsed).await?;
        }
        Ok(())
    }
}

/// What lies above the schools. It grows with the number of counties and districts.
#[derive(Default)]
struct Above {
    counties: BTreeMap<CountyCode, String>,
    districts: BTreeMap<LeaCode, (Standing, String)>,
}

impl Above {
    fn add(&mut self, row: DirectoryRow) {
        self.counties.entry(row.county).or_insert(row.county_name);
        if let Some(named) = row.district {
            let known = self.districts.entry(named.lea).or_insert_with(|| (named.standing, named.name.clone()));
            if named.standing > known.0 {
                *known = (named.standing, named.name);
            }
        }
    }
}

/// The districts that this file names only by their programs, where the directory has them: a part of the file must not
/// take from a district the name that its schools gave it.
async fn named_already(
    imports: &OrganizationImports,
    districts: &BTreeMap<LeaCode, (Standing, String)>,
) -> Result<HashMap<OrganizationCode, Organization>, Fatal> {
    let by_program = districts.iter().filter(|(_, (standing, _))| *standing == Standing::Program);
    let codes: Vec<_> = by_program.map(|(lea, _)| OrganizationCode::Cds(lea.district_record())).collect();
    Ok(imports.read(&codes).await?)
}

/// Gathers organizations into batches.
struct Loading<'a> {
    imports: &'a OrganizationImports,
    dry_run: bool,
    batch: Vec<Organization>,
    written: Written,
}

impl Loading<'_> {
    async fn add(&mut self, organization: Organization) -> Result<(), Fatal> {
        self.batch.push(organization);
        if self.batch.len() >= OrganizationImports::BATCH { self.flush().await } else { Ok(()) }
    }

    async fn flush(&mut self) -> Result<(), Fatal> {
        let written = self.imports.import(&self.batch, self.dry_run).await?;
        self.written.new += written.new;
        self.written.changed += written.changed;
        self.written.unchanged += written.unchanged;
        self.batch.clear();
        Ok(())
    }
}

#[derive(Default)]
struct Counts {
    rows: u64,
    not_in_use: u64,
    counties: u64,
    districts: u64,
    own_leas: u64,
    directly_funded: u64,
    locally_funded: u64,
    non_public: u64,
    programs: u64,
    schools: u64,
}

impl Counts {
    fn add(&mut self, school: &Organization) {
        match school.charter {
            Some(CharterFunding::Direct) => self.directly_funded += 1,
            Some(CharterFunding::Local) => self.locally_funded += 1,
            None => {}
        }
        match school.kind {
            OrganizationKind::DirectlyFundedCharter => self.own_leas += 1,
            OrganizationKind::NonPublicSchool => self.non_public += 1,
            OrganizationKind::DistrictLevelProgram => self.programs += 1,
            OrganizationKind::School => self.schools += 1,
            OrganizationKind::County | OrganizationKind::District => {}
        }
    }

    fn tell(&self, summary: &mut Summary, report: &Report, written: Written) {
        for (name, count) in [
            ("rows", self.rows),
            ("rows not taken", report.refused()),
            ("closed, merged or pending", self.not_in_use),
            ("counties", self.counties),
            ("LEAs", self.districts + self.own_leas),
            ("districts", self.districts),
            ("schools that are their own LEA", self.own_leas),
            ("directly funded charters", self.directly_funded),
            ("locally funded charters", self.locally_funded),
            ("non-public schools", self.non_public),
            ("district-level programs", self.programs),
            ("schools", self.schools),
            ("new", written.new),
            ("changed", written.changed),
            ("unchanged", written.unchanged),
        ] {
            summary.count(name, count);
        }
    }
}

fn is_own_lea(school: &Organization) -> bool {
    school.kind == OrganizationKind::DirectlyFundedCharter
}

/// The 7 digits of a charter and of a district are two series that may meet. Whoever holds a role for the one would see the
/// students of the other, so the charter is not taken.
fn shared_code(school: &Organization) -> RowError {
    RowError {
        column: "",
        value: school.code.to_string(),
        problem: "the charter's LEA code is also a district's: their students would be mixed up".into(),
        remedy: "Ask the CDE which of the two codes is right",
        taken: false,
    }
}

fn twice(school: &Organization) -> RowError {
    RowError {
        column: "",
        value: school.code.to_string(),
        problem: "the school stands in the file twice; the first row was taken".into(),
        remedy: "Take the wrong row out of the file",
        taken: false,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::Value;
    use store::Table;
    use testkit::World;

    use super::*;
    use crate::testing::Said;

    /// `ñ`, `é` and `’` in one byte each, as CALPADS writes them.
    const CALPADS: &[u8] = b"County-District Code^School Code^Auth CDS Code^County Name^District Name^School Name^Charter School^Charter Status^NPS School\r\n\
        # a comment\r\n\
        9900001^0000103^99000010000103^Poppy^Poppy Valley Unified^Ca\xf1ada High  ^N^^N\r\n\
        ^^^^^^^^\r\n\
        9900001^9900001^99000019900001^Poppy^Poppy Valley Unified School District^Poppy Valley Unified District Level Program^N^^N\r\n\
        9900001^0000105^99000010000105^Poppy^Poppy Valley Unified^Children\x92s Caf\xe9 Charter^Y^LF^N\r\n\
        0000201^0000201^99000010000201^Poppy^Estuary Charter^Estuary Charter^Y^DF^N\r\n\
        \r\n\
        7776422^7776422^77764227776422^^Out-of-State^Out-of-State District Level Program^N^^N\r\n\
        9900002^6987960^99000026987960^Poppy^Redwood Coast Unified^Hill School^N^^Y\r\n";

    async fn run(world: &World, file: &Path, dry_run: bool) -> (Result<bool, Fatal>, Value) {
        let mut said = Said::default();
        let import = Import { file: file.to_owned(), report: None, dry_run };
        let done = super::import(&world.operator, &Places::of(world), &import, &mut said.console(true)).await;
        let told = if done.is_ok() { said.json() } else { Value::Null };
        (done, told)
    }

    fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        (directory, path)
    }

    #[tokio::test]
    async fn a_charter_whose_code_is_a_districts_is_reported_and_not_taken() {
        let world = World::start().await;
        let clash = b"County-District Code^School Code^Auth CDS Code^County Name^District Name^School Name^Charter School^Charter Status^NPS School\n\
            0100016^0000103^01000160000103^Alameda^Bay Unified^Bay High^N^^N\n\
            0100016^0100016^20652430100016^Madera^Clash Charter^Clash Charter^Y^DF^N\n";
        let (directory, path) = file("schools.csv", clash);
        let (done, told) = run(&world, &path, false).await;
        assert!(done.unwrap(), "{told}");
        let report = std::fs::read_to_string(directory.path().join("schools.report.csv")).unwrap();
        assert!(report.contains("3,,20652430100016,the charter's LEA code is also a district's"), "{report}");
        let items = world.items(Table::Directory).await;
        assert!(items.iter().all(|item| item["code"] != "20652430100016"));
    }

    fn found<'a>(items: &'a [Value], code: &str) -> &'a Value {
        items.iter().find(|item| item["code"] == code).unwrap()
    }

    #[tokio::test]
    async fn the_calpads_file_gives_schools_and_what_lies_above_them_and_a_second_import_writes_nothing() {
        let world = World::start().await;
        let (_directory, path) = file("schools.csv", CALPADS);
        let (done, told) = run(&world, &path, false).await;
        assert!(!done.unwrap());
        let counts = &told["counts"];
        for (name, count) in [
            ("rows", 6),
            ("counties", 2),
            ("leas", 4),
            ("districts", 3),
            ("directly_funded_charters", 1),
            ("locally_funded_charters", 1),
            ("non_public_schools", 1),
            ("district_level_programs", 2),
            ("schools", 2),
            ("new", 11),
        ] {
            assert_eq!(counts[name], count, "{name}");
        }
        assert_eq!(told["encoding"], "Windows-1252");
        assert_eq!(told["report"], Value::Null);

        let items = world.items(Table::Directory).await;
        assert_eq!(items.len(), 11);
        assert_eq!(found(&items, "99000010000103")["name"], "Cañada High");
        assert_eq!(found(&items, "99000010000105")["name"], "Children’s Café Charter");
        assert_eq!(found(&items, "99000010000000")["name"], "Poppy Valley Unified");
        assert_eq!(found(&items, "77")["name"], "Out of state");
        let charter = found(&items, "99000010000201");
        assert_eq!(
            (&charter["lea"], &charter["parent"], &charter["level"]),
            (&"0000201".into(), &"99".into(), &"lea".into())
        );

        let (_, again) = run(&world, &path, false).await;
        assert_eq!(
            (&again["counts"]["new"], &again["counts"]["changed"], &again["counts"]["unchanged"]),
            (&0.into(), &0.into(), &11.into())
        );
        assert_eq!(world.items(Table::Directory).await, items);
    }

    #[tokio::test]
    async fn a_part_of_the_file_does_not_take_a_districts_name_away() {
        let world = World::start().await;
        let (_directory, path) = file("schools.csv", CALPADS);
        run(&world, &path, false).await.0.unwrap();
        let text = String::from_utf8_lossy(CALPADS);
        let lines: Vec<_> = text
            .lines()
            .filter(|line| line.contains("School Code") || line.contains("Valley Unified District Level"))
            .collect();
        let (_directory, part) = file("part.csv", lines.join("\n").as_bytes());
        let (_, told) = run(&world, &part, false).await;
        assert_eq!((&told["counts"]["rows"], &told["counts"]["changed"]), (&1.into(), &0.into()));
        assert_eq!(found(&world.items(Table::Directory).await, "99000010000000")["name"], "Poppy Valley Unified");
    }

    #[tokio::test]
    async fn a_dry_run_counts_and_writes_nothing() {
        let world = World::start().await;
        let (_directory, path) = file("schools.csv", CALPADS);
        let (done, told) = run(&world, &path, true).await;
        assert!(!done.unwrap());
        assert_eq!(told["counts"]["new"], 11);
        assert_eq!(world.items(Table::Directory).await, Vec::<Value>::new());
    }

    #[tokio::test]
    async fn the_public_directory_skips_and_counts_what_is_closed() {
        let world = World::start().await;
        let text = "CDSCode\tNCESDist\tNCESSchool\tStatusType\tCounty\tDistrict\tSchool\tCharter\tCharterNum\tFundingType\n\
            99000010000000\t1\tNo Data\tActive\tPoppy\tPoppy Valley Unified\tNo Data\tNo Data\tNo Data\tNo Data\n\
            99000010000103\t1\t1\tActive\tPoppy\tPoppy Valley\tCedar High\tN\tNo Data\tNo Data\n\
            99000010000199\t1\t1\tClosed\tPoppy\tPoppy Valley Unified\tOld High\tN\tNo Data\tNo Data\n\
            99000010000201\t1\t1\tActive\tPoppy\tPoppy Valley Unified\tEstuary Charter\tY\t0001\tDirectly funded\n";
        let (_directory, path) = file("pubschls.txt", text.as_bytes());
        let (done, told) = run(&world, &path, false).await;
        assert!(!done.unwrap());
        let counts = &told["counts"];
        assert_eq!(
            (&counts["closed_merged_or_pending"], &counts["leas"], &counts["schools"]),
            (&1.into(), &2.into(), &1.into()),
            "{counts}"
        );
        let items = world.items(Table::Directory).await;
        assert_eq!(items.len(), 4);
        assert_eq!(found(&items, "99000010000000")["name"], "Poppy Valley Unified");
    }

    #[tokio::test]
    async fn wrong_rows_are_reported_beside_the_file_and_the_others_are_taken() {
        let world = World::start().await;
        let mut bytes = CALPADS.to_vec();
        bytes.extend(b"990001^0000107^99000010000107^Poppy^^Gum High^?^^N\r\n1^2\r\n9900001^0000103^99000010000103^Poppy^Poppy Valley Unified^Other^N^^N\r\n");
        let (directory, path) = file("schools.csv", &bytes);
        let (done, told) = run(&world, &path, false).await;
        assert!(done.unwrap());
        assert_eq!((&told["counts"]["rows"], &told["counts"]["rows_not_taken"]), (&9.into(), &3.into()));
        let report = std::fs::read_to_string(directory.path().join("schools.report.csv")).unwrap();
        let lines: Vec<_> = report.lines().map(|line| line.split(',').take(2).collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(
            lines,
            ["line column", "11 County-District Code", "11 District Name", "11 Charter School", "12 ", "13 "]
        );
        let items = world.items(Table::Directory).await;
        assert_eq!(found(&items, "99000010000103")["name"], "Cañada High");
    }

    #[tokio::test]
    async fn a_renamed_column_stops_everything_and_is_named() {
        let world = World::start().await;
        let text = String::from_utf8_lossy(CALPADS).replace("NPS School", "NPS");
        let (_directory, path) = file("schools.csv", text.as_bytes());
        let error = run(&world, &path, false).await.0.unwrap_err().to_string();
        assert!(error.contains("the header has no column NPS School; not known: NPS"), "{error}");
        assert_eq!(world.items(Table::Directory).await, Vec::<Value>::new());
    }
}
