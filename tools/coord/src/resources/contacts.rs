//! `coord contacts import`.

use std::time::Instant;

use clap::Subcommand;
use domain::access::OrganizationCode;
use domain::bulletins::{ContactColumn, ContactRow, MAX_CONTACTS};
use domain::cds::county_name;
use store::Dynamo;
use store::bulletins::ResourceImports;
use store::directory::OrganizationImports;

use super::{replacing, say};
use crate::cli::Import;
use crate::connection::Places;
use crate::console::Console;
use crate::fatal::Fatal;
use crate::file::read_sheet;
use crate::report::Report;

#[derive(Subcommand)]
pub(crate) enum ContactsCommand {
    /// Import all contacts, as CSV with the columns Kind, Name, About, Telephone, Email, Hours, Counties; those not in the file go
    Import(Import),
}

/// Runs the command. `true` when rows were reported.
pub(crate) async fn run(
    dynamo: &Dynamo,
    places: &Places,
    ContactsCommand::Import(import): ContactsCommand,
    console: &mut Console,
) -> Result<bool, Fatal> {
    let started = Instant::now();
    let imports = ResourceImports::new(dynamo, places.bulletins()?);
    let mut report = Report::new(&import)?;
    let mut place = 0;
    let rows = read_sheet::<ContactColumn, _>(&import, MAX_CONTACTS, &mut report, |row| {
        place += 1;
        ContactRow::read(place, |column| row.field(column as usize))
    })?;
    // Counties that are not California's: the out-of-state schools, and those of a demo.
    let others = rows.iter().flat_map(|(_, row)| &row.counties).filter(|code| county_name(**code).is_none());
    let others: Vec<_> = others.map(|code| OrganizationCode::County(*code)).collect();
    let known = OrganizationImports::new(dynamo, places.directory()?).read(&others).await?;
    let mut contacts = Vec::with_capacity(rows.len());
    for (line, row) in rows {
        let name = |code| known.get(&OrganizationCode::County(code)).map(|county| county.name.clone());
        match row.named(name) {
            Ok(contact) => contacts.push(contact),
            Err(error) => report.add(line, &[error])?,
        }
    }
    let replaced = imports.contacts(&contacts, replacing(&import, &report)).await?;
    say("Contacts", &import, (contacts.len(), replaced), started, report, console)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use store::Table;
    use testkit::World;

    use super::*;
    use crate::testing::Said;

    const HEADER: &str = "Kind,Name,About,Telephone,Email,Hours,Counties\n";

    async fn import(world: &World, rows: &str) -> (Value, Option<String>) {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("contacts.csv");
        std::fs::write(&file, format!("{HEADER}{rows}")).unwrap();
        let import = Import { file, report: None, dry_run: false };
        let mut said = Said::default();
        let console = &mut said.console(true);
        run(&world.operator, &Places::of(world), ContactsCommand::Import(import), console).await.unwrap();
        let report = std::fs::read_to_string(directory.path().join("contacts.report.csv")).ok();
        (said.json()["counts"].clone(), report)
    }

    #[tokio::test]
    async fn contacts_keep_the_order_of_the_file_and_counties_get_their_names() {
        let world = World::start().await;
        let directory = OrganizationImports::new(&world.operator, world.table(Table::Directory));
        let poppy = domain::directory::county("99".parse().unwrap(), "Poppy County".into());
        directory.import(&[poppy], false).await.unwrap();
        let rows = "help-desk,CalTAC,The systems,800-555-0100,help@caltac.test,\"Monday to Friday, 7 to 5\",\n\
            success-agent,Ada Agent,Everything,,ada@caltac.test,,01; 99\n";
        let (counts, report) = import(&world, rows).await;
        assert_eq!((&counts["new"], report), (&2.into(), None));
        let stored = world.items(Table::Bulletins).await;
        let agent = stored.iter().find(|item| item["sk"] == "0002").unwrap();
        let counties = json!([{"code": "01", "name": "Alameda"}, {"code": "99", "name": "Poppy County"}]);
        assert_eq!((&agent["pk"], &agent["counties"]), (&json!("CONTACTS"), &counties));
    }

    #[tokio::test]
    async fn what_is_wrong_is_named() {
        let world = World::start().await;
        let rows = "helpdesk,,,call us,nobody,,1\n\
            success-agent,Ada,All,,ada@caltac.test,,\n\
            help-desk,CalTAC,All,,,,01\n\
            success-agent,Ada,All,,ada@caltac.test,,98\n";
        let (counts, report) = import(&world, rows).await;
        assert_eq!((&counts["new"], &counts["rows_not_taken"]), (&0.into(), &4.into()));
        let report = report.unwrap();
        let named: Vec<_> =
            report.lines().skip(1).map(|row| row.split(',').take(2).collect::<Vec<_>>().join(" ")).collect();
        let wrong = ["2 Kind", "2 Name", "2 About", "2 Telephone", "2 Email", "2 Counties", "3 Counties", "4 Counties"];
        assert_eq!(named, [&wrong[..], &["4 Telephone", "5 Counties"]].concat());
        assert!(report.contains("there is no such county"), "{report}");
    }
}
