//! `coord trail verify`: whether the audit trail is what it was when its rows were written.

use clap::Subcommand;
use domain::seal::{Days, Verdict, Verification};
use jiff::civil::Date;
use serde_json::json;
use store::seals::{Archive, Found, Spoilt};
use store::{Dynamo, Files};

use crate::connection::{Ambient, Places};
use crate::console::Console;
use crate::fatal::Fatal;
use crate::list::List;
use crate::progress::Progress;

#[derive(Subcommand)]
pub(crate) enum TrailCommand {
    /// Compare every row of the audit trail with its seal, and name those that were changed, removed or slipped in
    Verify {
        /// Only rows from this day on, in UTC, as in 2026-11-22; a month at a time needs little memory
        #[arg(long)]
        from: Option<Date>,
        /// Only rows until the end of this day, in UTC
        #[arg(long)]
        to: Option<Date>,
    },
}

/// Runs the command. `true` when something is not what it was.
pub(crate) async fn run(
    (dynamo, files): (&Dynamo, &Files),
    places: &Places,
    command: TrailCommand,
    ambient: &Ambient,
    console: &mut Console,
) -> Result<bool, Fatal> {
    let TrailCommand::Verify { from, to } = command;
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        return Err(Fatal::Refused(format!("there is no day from {from} to {to}: give the earlier one with --from")));
    }
    let days = Days { from, to };
    let archive = Archive::new(files, places.seals()?, dynamo, places.audit()?);
    let (mut verification, mut spoilt) = (Verification::new(days, ambient.clock.now()), Vec::new());
    let progress = Progress::of_unknown(console, "seals read");
    let reading = archive.seals(days, |found| {
        progress.advance(1);
        match found {
            Found::Seal(day, seal) => verification.seal(day, seal),
            Found::Spoilt(name, how) => spoilt.push((name, how)),
        }
    });
    reading.await?;
    drop(progress);
    let progress = Progress::of_unknown(console, "rows looked at");
    let take = |key, hash| verification.row(key, hash);
    archive.rows(days, take, |count| progress.advance(u64::try_from(count).unwrap_or_default())).await?;
    drop(progress);
    Ok(tell(&verification.verdict(), &spoilt, days, console))
}

/// What is wrong with what lies under a seal's name.
const fn in_words(spoilt: Spoilt) -> &'static str {
    match spoilt {
        Spoilt::Forged => "is no seal that was put there in its time",
        Spoilt::Removed => "was removed; what it said is still there and was compared",
    }
}

/// Says what came of it. `true` when something is not what it was.
fn tell(verdict: &Verdict, spoilt: &[(String, Spoilt)], days: Days, console: &mut Console) -> bool {
    let Verdict { rows, awaited, faults } = verdict;
    let (rows, awaited) = (*rows, *awaited);
    let sealed = match awaited {
        0 => format!("{rows} rows"),
        awaited => format!("{rows} rows, {awaited} of them of the last hour and not yet sealed"),
    };
    let title = match (faults.len(), spoilt.len()) {
        (0, 0) => format!("The trail is what was sealed: {sealed}"),
        (faults, 0) => format!("Not what was sealed: {faults} of {sealed}"),
        (faults, seals) => format!("Not what was sealed: {faults} of {sealed}. Among the seals: {seals}"),
    };
    let mut list = List::new("faults", title, &["row", "time and request", "fault"]);
    list.fact("from", json!(days.from));
    list.fact("to", json!(days.to));
    list.fact("rows", rows);
    list.fact("awaited", awaited);
    for (key, fault) in faults {
        list.add([json!(key.pk), json!(key.sk), json!(fault.in_words())]);
    }
    for (name, how) in spoilt {
        list.add([json!("seal"), json!(name), json!(in_words(*how))]);
    }
    list.say(console);
    !faults.is_empty() || !spoilt.is_empty()
}

#[cfg(test)]
mod tests {
    use domain::seal::{Fault, RowKey};
    use serde_json::Value;

    use super::*;
    use crate::testing::Said;

    fn told(faults: &[Fault], awaited: usize, spoilt: &[(String, Spoilt)]) -> (bool, String, Value) {
        let row = |number: usize| RowKey { pk: format!("STUDENT#{number}"), sk: "2026-11-22T20:00:00.000Z#a".into() };
        let faults = faults.iter().enumerate().map(|(number, fault)| (row(number), *fault)).collect();
        let verdict = Verdict { rows: 12, awaited, faults };
        let mut said = Said::default();
        let wrong = tell(&verdict, spoilt, Days::default(), &mut said.console(false));
        let text = said.text();
        assert_eq!(tell(&verdict, spoilt, Days::default(), &mut said.console(true)), wrong);
        (wrong, text, said.json())
    }

    #[test]
    fn a_trail_that_is_what_was_sealed_is_told_in_one_line() {
        let (wrong, text, json) = told(&[], 0, &[]);
        assert_eq!((wrong, text.as_str()), (false, "The trail is what was sealed: 12 rows\n"));
        assert_eq!(json, json!({"from": null, "to": null, "rows": 12, "awaited": 0, "faults": []}));
        let (wrong, text, _) = told(&[], 2, &[]);
        let young = "The trail is what was sealed: 12 rows, 2 of them of the last hour and not yet sealed\n";
        assert_eq!((wrong, text.as_str()), (false, young));
    }

    #[test]
    fn every_row_and_seal_that_is_not_what_it_was_is_named() {
        let spoilt = [("2026-11-22/ab.json".to_owned(), Spoilt::Forged), ("x".to_owned(), Spoilt::Removed)];
        let (wrong, text, json) = told(&[Fault::Changed, Fault::NotSealed], 0, &spoilt);
        assert!(wrong && text.starts_with("Not what was sealed: 2 of 12 rows. Among the seals: 2\n"), "{text}");
        let row = |row: &str, time: &str, fault: &str| json!({"row": row, "time_and_request": time, "fault": fault});
        let time = "2026-11-22T20:00:00.000Z#a";
        assert_eq!(
            json["faults"],
            json!([
                row("STUDENT#0", time, "is not what was sealed, or was something else for a time"),
                row("STUDENT#1", time, "was not sealed in the days of its time"),
                row("seal", "2026-11-22/ab.json", "is no seal that was put there in its time"),
                row("seal", "x", "was removed; what it said is still there and was compared"),
            ])
        );
        let (wrong, text, _) = told(&[Fault::Missing], 0, &[]);
        assert!(wrong && text.starts_with("Not what was sealed: 1 of 12 rows\n"), "{text}");
    }
}
