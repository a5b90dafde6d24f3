//! `coord answers import`.

use std::collections::BTreeSet;
use std::time::Instant;

use clap::Subcommand;
use domain::bulletins::{Answer, AnswerColumn, MAX_ANSWERS};
use store::Dynamo;
use store::bulletins::ResourceImports;

use super::{replacing, say};
use crate::cli::Import;
use crate::connection::Places;
use crate::console::Console;
use crate::fatal::Fatal;
use crate::file::read_sheet;
use crate::report::Report;

#[derive(Subcommand)]
pub(crate) enum AnswersCommand {
    /// Import all answers, as CSV with the columns Id, Question, Answer, Topics, Updated On; those not in the file go
    Import(Import),
}

/// Runs the command. `true` when rows were reported.
pub(crate) async fn run(
    dynamo: &Dynamo,
    places: &Places,
    AnswersCommand::Import(import): AnswersCommand,
    console: &mut Console,
) -> Result<bool, Fatal> {
    let started = Instant::now();
    let imports = ResourceImports::new(dynamo, places.bulletins()?);
    let mut report = Report::new(&import)?;
    let rows = read_sheet::<AnswerColumn, _>(&import, MAX_ANSWERS, &mut report, |row| {
        Answer::read(|column| row.field(column as usize))
    })?;
    let (mut answers, mut seen) = (Vec::with_capacity(rows.len()), BTreeSet::new());
    for (line, answer) in rows {
        if seen.insert(answer.id.clone()) {
            answers.push(answer);
        } else {
            report.add(line, &[answer.twice()])?;
        }
    }
    let replaced = imports.answers(&answers, replacing(&import, &report)).await?;
    say("Answers", &import, (answers.len(), replaced), started, report, console)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use store::Table;
    use testkit::World;

    use super::*;
    use crate::testing::Said;

    const HEADER: &str = "Id,Question,Answer,Topics,Updated On\n";

    async fn import(world: &World, rows: &str, dry_run: bool) -> (Value, Option<String>) {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("answers.csv");
        std::fs::write(&file, format!("{HEADER}{rows}")).unwrap();
        let import = Import { file, report: None, dry_run };
        let mut said = Said::default();
        let console = &mut said.console(true);
        let reported = run(&world.operator, &Places::of(world), AnswersCommand::Import(import), console).await.unwrap();
        let report = std::fs::read_to_string(directory.path().join("answers.report.csv")).ok();
        assert_eq!(reported, report.is_some());
        (said.json()["counts"].clone(), report)
    }

    #[tokio::test]
    async fn a_file_is_all_the_answers_and_a_second_import_writes_nothing() {
        let world = World::start().await;
        let two = "sign,How do I sign?,\"In **My account**,\nunder Affidavits.\",Affidavits; Accounts,2026-11-01\n\
            order,How do I order?,See [Order](/order).,Materials,2026-11-02\n";
        let (counts, _) = import(&world, two, true).await;
        assert_eq!((&counts["new"], world.items(Table::Bulletins).await.len()), (&2.into(), 0));
        let (counts, _) = import(&world, two, false).await;
        assert_eq!(counts["new"], 2);
        let stored = world.items(Table::Bulletins).await;
        assert_eq!(stored.len(), 2);
        let sign = stored.iter().find(|item| item["sk"] == "sign").unwrap();
        assert_eq!(sign["answer"], "In **My account**,\nunder Affidavits.");
        assert_eq!(sign["topics"], serde_json::json!(["Accounts", "Affidavits"]));
        let (counts, _) = import(&world, two, false).await;
        assert_eq!((&counts["unchanged"], &counts["new"], &counts["changed"]), (&2.into(), &0.into(), &0.into()));
        let (counts, _) = import(&world, "sign,How do I sign it?,So.,Accounts,2026-11-03\n", false).await;
        assert_eq!((&counts["changed"], &counts["removed"]), (&1.into(), &1.into()));
        assert_eq!(world.items(Table::Bulletins).await.len(), 1);
    }

    #[tokio::test]
    async fn wrong_rows_are_named_by_line_and_nothing_goes_while_there_are_some() {
        let world = World::start().await;
        import(&world, "old,Q?,A.,T,2026-11-01\n", false).await;
        let long = "x".repeat(4001);
        let wrong = format!(
            "new,Q?,A.,T,2026-11-01\nnew,Q?,B.,T,2026-11-01\nBig One,,{long},,11/01/2026\nblank,Q?,,T,2026-11-01\n"
        );
        let (counts, report) = import(&world, &wrong, false).await;
        assert_eq!((&counts["new"], &counts["rows_not_taken"]), (&1.into(), &3.into()));
        assert_eq!((&counts["removed"], &counts["kept_until_every_row_can_be_read"]), (&0.into(), &1.into()));
        let report = report.unwrap();
        let places: Vec<_> = report.lines().skip(1).map(|row| row.split(',').take(2).collect::<Vec<_>>()).collect();
        let mut named: Vec<_> = places.iter().map(|place| format!("{} {}", place[0], place[1])).collect();
        named.sort();
        assert_eq!(named, ["3 Id", "4 Answer", "4 Id", "4 Question", "4 Topics", "4 Updated On", "5 Answer"]);
        assert_eq!(world.items(Table::Bulletins).await.len(), 2);
    }
}
