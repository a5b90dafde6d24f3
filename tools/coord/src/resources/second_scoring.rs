//! `coord second-scoring`: the list of a year, and telling the coordinators of the schools on it.

use std::collections::{BTreeSet, HashMap};
use std::time::Instant;

use clap::{Args, Subcommand};
use domain::access::OrganizationCode;
use domain::bulletins::{MAX_SECOND_SCORING, SecondScoringColumn, SecondScoringRow, SecondScoringSchool};
use domain::directory::{Organization, OrganizationKind};
use domain::names::FoldedName;
use domain::year::AdministrationYear;
use store::Dynamo;
use store::accounts::{ListQuery, Lists};
use store::bulletins::ResourceImports;
use store::directory::OrganizationImports;
use store::mail::CircularQueue;

use super::{replacing, say};
use crate::cli::Import;
use crate::connection::{Ambient, Places};
use crate::console::Console;
use crate::fatal::Fatal;
use crate::file::read_sheet;
use crate::report::Report;
use crate::summary::Summary;

/// How many users are read at once.
const PAGE: u8 = 100;

#[derive(Subcommand)]
pub(crate) enum SecondScoringCommand {
    /// Import the list of a year, as CSV with the columns CDS Code, School Name, Form; schools not in the file go
    Import(ListImport),
    /// Tell the coordinators of the schools on the list, each school once; a form that was changed is told anew
    Notify {
        /// The administration year, as in 2026-27
        #[arg(long)]
        year: AdministrationYear,
        /// Only say how many would be told
        #[arg(long)]
        dry_run: bool,
    },
}

/// A list to be imported.
#[derive(Args)]
pub(crate) struct ListImport {
    /// The administration year, as in 2026-27
    #[arg(long)]
    year: AdministrationYear,
    #[command(flatten)]
    import: Import,
}

/// Runs the command. `true` when rows were reported, or schools that nobody coordinates.
pub(crate) async fn run(
    dynamo: &Dynamo,
    places: &Places,
    command: SecondScoringCommand,
    ambient: &Ambient,
    console: &mut Console,
) -> Result<bool, Fatal> {
    match command {
        SecondScoringCommand::Import(ListImport { year, import }) => list(dynamo, places, year, &import, console).await,
        SecondScoringCommand::Notify { year, dry_run } => notify(dynamo, places, year, dry_run, ambient, console).await,
    }
}

async fn list(
    dynamo: &Dynamo,
    places: &Places,
    year: AdministrationYear,
    import: &Import,
    console: &mut Console,
) -> Result<bool, Fatal> {
    let started = Instant::now();
    let imports = ResourceImports::new(dynamo, places.bulletins()?);
    let directory = OrganizationImports::new(dynamo, places.directory()?);
    let mut report = Report::new(import)?;
    let rows = read_sheet::<SecondScoringColumn, _>(import, MAX_SECOND_SCORING, &mut report, |row| {
        SecondScoringRow::read(|column| row.field(column as usize))
    })?;
    let known = Known::read(&directory, &rows).await?;
    let last_year: BTreeSet<_> = imports.listed(year.previous()).await?.iter().map(|listed| listed.school).collect();
    let told: HashMap<_, _> =
        imports.listed(year).await?.into_iter().map(|listed| (listed.school, listed.told_of)).collect();
    let (mut schools, mut seen) = (Vec::with_capacity(rows.len()), BTreeSet::new());
    for (line, row) in rows {
        if !seen.insert(row.school) {
            report.add(line, &[row.twice()])?;
            continue;
        }
        let Some(listed) = known.listed(&row, told.get(&row.school).cloned().flatten()) else {
            report.add(line, &[row.unknown()])?;
            continue;
        };
        let mut doubts = Vec::new();
        if FoldedName::of(&row.name) != FoldedName::of(&listed.name) {
            doubts.push(row.named_otherwise());
        }
        if last_year.contains(&row.school) {
            doubts.push(row.listed_before(year.previous()));
        }
        report.add(line, &doubts)?;
        schools.push(listed);
    }
    let replaced = imports.list(year, &schools, replacing(import, &report)).await?;
    let name = format!("Second scoring of {year}");
    say(&name, import, (schools.len(), replaced), started, report, console)
}

/// The schools of a list as the directory has them, and their LEAs.
struct Known(HashMap<OrganizationCode, Organization>);

impl Known {
    async fn read(directory: &OrganizationImports, rows: &[(u64, SecondScoringRow)]) -> Result<Self, Fatal> {
        let codes: BTreeSet<_> = rows.iter().map(|(_, row)| OrganizationCode::Cds(row.school)).collect();
        let mut known = directory.read(&codes.into_iter().collect::<Vec<_>>()).await?;
        let leas: BTreeSet<_> = known.values().map(Organization::parent).collect();
        known.extend(directory.read(&leas.into_iter().collect::<Vec<_>>()).await?);
        Ok(Self(known))
    }

    fn listed(&self, row: &SecondScoringRow, told_of: Option<String>) -> Option<SecondScoringSchool> {
        let school = self.0.get(&OrganizationCode::Cds(row.school))?;
        // A directly funded charter is its own LEA.
        let lea = match school.kind {
            OrganizationKind::DirectlyFundedCharter => school,
            _ => self.0.get(&school.parent())?,
        };
        Some(SecondScoringSchool {
            school: row.school,
            name: school.name.clone(),
            lea: school.lea?,
            lea_name: lea.name.clone(),
            form: row.form.clone(),
            told_of,
        })
    }
}

async fn notify(
    dynamo: &Dynamo,
    places: &Places,
    year: AdministrationYear,
    dry_run: bool,
    ambient: &Ambient,
    console: &mut Console,
) -> Result<bool, Fatal> {
    let imports = ResourceImports::new(dynamo, places.bulletins()?);
    let queue = CircularQueue::new(dynamo, places.mail()?);
    let lists = Lists::new(dynamo, places.accounts()?);
    let listed = imports.listed(year).await?;
    if listed.is_empty() {
        return Err(Fatal::Refused(format!("there is no list of {year}; import it first")));
    }
    let (told, to_tell): (Vec<_>, Vec<_>) = listed.iter().partition(|school| school.is_told());
    let (mut schools, mut letters, mut nobody) = (0, 0, Vec::new());
    for school in to_tell {
        let circular = school.circular(year, ambient.clock.now());
        let readers = readers(&lists, &circular).await?;
        if readers == 0 {
            // Told once somebody coordinates it.
            nobody.push(format!("{} {}", school.school, school.name));
            continue;
        }
        if !dry_run {
            // Stopped between the two, the next run writes the same circular, which changes nothing.
            queue.put(&circular).await?;
            imports.told(year, school).await?;
        }
        schools += 1;
        letters += readers;
    }
    let title = if dry_run { "Nobody was told yet" } else { "Coordinators are told" };
    let mut summary = Summary::new(format!("{title}: second scoring of {year}"));
    summary.fact("year", year.to_string());
    summary.fact("dry_run", dry_run);
    summary.fact("nobody_coordinates", nobody.clone());
    summary.count("schools on the list", listed.len() as u64);
    summary.count("schools told before", told.len() as u64);
    summary.count(if dry_run { "schools to be told" } else { "schools told" }, schools);
    summary.count(if dry_run { "letters to be sent" } else { "letters" }, letters);
    summary.count("schools that nobody coordinates", nobody.len() as u64);
    summary.say(console);
    if !console.json {
        for school in &nobody {
            console.say(&format!("Nobody coordinates {school}: it is told once somebody does"));
        }
    }
    Ok(!nobody.is_empty())
}

/// How many get the letter.
async fn readers(lists: &Lists, circular: &domain::mail::Circular) -> Result<u64, Fatal> {
    let (place, classes) = circular.to.list();
    let (mut readers, mut after): (u64, Option<String>) = (0, None);
    loop {
        let query = ListQuery { place, classes, last_name: None, sparse: true, limit: PAGE, after: after.as_deref() };
        let page = Box::pin(lists.page(query, |listed| circular.is_for(&listed).then_some(listed))).await?;
        readers += page.users.len() as u64;
        after = page.next;
        if after.is_none() {
            return Ok(readers);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::access::Role;
    use serde_json::{Value, json};
    use store::Table;
    use testkit::places::{CEDAR, DUNE, POPPY};
    use testkit::{Person, World, at_lea, at_school};

    use super::*;
    use crate::testing::{Said, ambient};

    const YEAR: &str = "2026-27";

    /// A world whose directory has Cedar High and Dune High of Poppy Valley, and Estuary Charter, its own LEA.
    async fn world() -> World {
        let world = World::start().await;
        let directory = OrganizationImports::new(&world.operator, world.table(Table::Directory));
        directory.import(&crate::demo::organizations().unwrap(), false).await.unwrap();
        world
    }

    async fn list(world: &World, year: &str, rows: &str, dry_run: bool) -> (Value, String) {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("list.csv");
        std::fs::write(&file, format!("CDS Code,School Name,Form\n{rows}")).unwrap();
        let import = Import { file, report: None, dry_run };
        let command = SecondScoringCommand::Import(ListImport { year: year.parse().unwrap(), import });
        let mut said = Said::default();
        run(&world.operator, &Places::of(world), command, &ambient(world), &mut said.console(true)).await.unwrap();
        let report = std::fs::read_to_string(directory.path().join("list.report.csv")).unwrap_or_default();
        (said.json()["counts"].clone(), report)
    }

    async fn notify(world: &World, dry_run: bool) -> Value {
        let command = SecondScoringCommand::Notify { year: YEAR.parse().unwrap(), dry_run };
        let mut said = Said::default();
        run(&world.operator, &Places::of(world), command, &ambient(world), &mut said.console(true)).await.unwrap();
        said.json()
    }

    async fn listed(world: &World) -> Vec<Value> {
        world.items(Table::Bulletins).await
    }

    #[tokio::test]
    async fn a_list_is_imported_as_the_directory_has_the_schools_and_again_without_harm() {
        let world = world().await;
        let rows = format!("{CEDAR},CEDAR HIGH,Form 2\n99000090000201,Estuary Charter,Form 1\n");
        let (counts, report) = list(&world, YEAR, &rows, true).await;
        assert_eq!((&counts["new"], report.as_str(), listed(&world).await.len()), (&json!(2), "", 0));
        list(&world, YEAR, &rows, false).await;
        let stored = listed(&world).await;
        let cedar = stored.iter().find(|item| item["sk"] == CEDAR).unwrap();
        assert_eq!(cedar["pk"], "SECOND-SCORING#2026-27");
        assert_eq!((&cedar["name"], &cedar["form"]), (&json!("Cedar High"), &json!("Form 2")));
        assert_eq!(cedar["lea_name"], "Poppy Valley Unified (demo)");
        let estuary = stored.iter().find(|item| item["sk"] != CEDAR).unwrap();
        assert_eq!((&estuary["lea"], &estuary["lea_name"]), (&json!("0000201"), &json!("Estuary Charter")));
        let (counts, _) = list(&world, YEAR, &rows, false).await;
        assert_eq!((&counts["unchanged"], &counts["new"], &counts["changed"]), (&json!(2), &json!(0), &json!(0)));
        let (counts, _) = list(&world, YEAR, &format!("{CEDAR},Cedar High,Form 3\n"), false).await;
        assert_eq!((&counts["changed"], &counts["removed"]), (&json!(1), &json!(1)));
        let stored = listed(&world).await;
        assert_eq!((stored.len(), &stored[0]["form"]), (1, &json!("Form 3")));
    }

    #[tokio::test]
    async fn wrong_rows_are_named_by_line_and_a_school_of_last_year_is_warned_about() {
        let world = world().await;
        list(&world, "2025-26", &format!("{CEDAR},Cedar High,Form 1\n"), false).await;
        list(&world, YEAR, &format!("{DUNE},Dune High,Form 1\n"), false).await;
        let rows = format!(
            "{CEDAR},Cedar High,Form 2\n9900001000010,Cedar High,Form 2\n99000010000999,Gone High,Form 2\n\
             {POPPY},Poppy Valley Unified,Form 2\n{CEDAR},Cedar High,Form 2\n99000020000102,Cedar High,\n\
             99000020000102,Gove High,Form 2\n"
        );
        let (counts, report) = list(&world, YEAR, &rows, false).await;
        let named: Vec<_> =
            report.lines().skip(1).map(|row| row.split(',').take(2).collect::<Vec<_>>().join(" ")).collect();
        let mut sorted = named.clone();
        sorted.sort();
        let wrong = ["2 CDS Code", "3 CDS Code", "4 CDS Code", "5 CDS Code", "6 CDS Code", "7 Form", "8 School Name"];
        assert_eq!(sorted, wrong, "{report}");
        assert!(report.contains("the school was on the list of 2025-26 too"), "{report}");
        assert!(report.contains("the directory has no such school"), "{report}");
        assert_eq!((&counts["rows_taken"], &counts["rows_not_taken"]), (&json!(2), &json!(5)));
        assert_eq!((&counts["removed"], &counts["kept_until_every_row_can_be_read"]), (&json!(0), &json!(1)));
    }

    #[tokio::test]
    async fn coordinators_are_told_once_and_anew_of_another_form() {
        let world = world().await;
        Person::coordinator().save(&world).await;
        Person::named("site@poppy.test").with(Role::SiteCaasppCoordinator, at_school(CEDAR)).save(&world).await;
        Person::named("elpac@poppy.test").with(Role::LeaElpacCoordinator, at_lea(POPPY)).save(&world).await;
        let rows = format!("{CEDAR},Cedar High,Form 2\n99000020000102,Grove High,Form 1\n");
        list(&world, YEAR, &rows, false).await;
        let told = notify(&world, true).await;
        assert_eq!(
            (&told["counts"]["schools_to_be_told"], &told["counts"]["letters_to_be_sent"]),
            (&json!(1), &json!(2))
        );
        assert!(world.items(Table::Mail).await.is_empty());
        let told = notify(&world, false).await;
        assert_eq!((&told["counts"]["schools_told"], &told["counts"]["letters"]), (&json!(1), &json!(2)));
        assert_eq!(told["nobody_coordinates"], json!(["99000020000102 Grove High"]));
        let circulars = world.items(Table::Mail).await;
        assert_eq!(circulars.len(), 1);
        let letter = json!({"letter": "second-scoring", "year": YEAR, "school_name": "Cedar High", "form": "Form 2"});
        assert_eq!(circulars[0]["letter"], letter);
        assert_eq!(circulars[0]["to"], json!({"readers": "school", "school": CEDAR, "lea": "9900001"}));
        let again = notify(&world, false).await;
        assert_eq!((&again["counts"]["schools_told"], &again["counts"]["schools_told_before"]), (&json!(0), &json!(1)));
        // An import of the same list forgets nothing, and another form is told.
        list(&world, YEAR, &rows, false).await;
        notify(&world, false).await;
        assert_eq!(world.items(Table::Mail).await.len(), 1);
        list(&world, YEAR, &rows.replace("Form 2", "Form 3"), false).await;
        notify(&world, false).await;
        assert_eq!(world.items(Table::Mail).await.len(), 2);
    }

    #[tokio::test]
    async fn without_a_list_nobody_is_told() {
        let world = world().await;
        let command = SecondScoringCommand::Notify { year: YEAR.parse().unwrap(), dry_run: false };
        let console = &mut Said::default().console(true);
        let refused = run(&world.operator, &Places::of(&world), command, &ambient(&world), console).await.unwrap_err();
        assert_eq!(refused.to_string(), "there is no list of 2026-27; import it first");
    }
}
