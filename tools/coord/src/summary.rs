use std::path::PathBuf;

use comfy_table::{CellAlignment, Table, presets};
use serde_json::{Map, Value, json};

use crate::console::Console;
use crate::fatal::Fatal;
use crate::report::{Group, Report};

/// What a command came to, for the end: a table for people, one JSON document for scripts.
pub(crate) struct Summary {
    title: String,
    facts: Vec<(&'static str, Value)>,
    counts: Vec<(&'static str, u64)>,
    report: Option<PathBuf>,
    groups: Vec<Group>,
}

impl Summary {
    pub(crate) fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), facts: Vec::new(), counts: Vec::new(), report: None, groups: Vec::new() }
    }

    /// Something scripts may want to know.
    pub(crate) fn fact(&mut self, name: &'static str, value: impl Into<Value>) {
        self.facts.push((name, value.into()));
    }

    /// A count, named as in `directly funded charters`.
    pub(crate) fn count(&mut self, name: &'static str, count: u64) {
        self.counts.push((name, count));
    }

    /// Adds what `report` holds.
    pub(crate) fn close(&mut self, report: Report) -> Result<(), Fatal> {
        (self.report, self.groups) = report.finish()?;
        Ok(())
    }

    /// Says it. `true` when there were rows to report.
    pub(crate) fn say(&self, console: &mut Console) -> bool {
        if console.json {
            console.say(&self.json().to_string());
        } else {
            console.say(&self.title);
            console.say(&self.counts_table().to_string());
            if let Some(path) = &self.report {
                console.say(&self.problems_table().to_string());
                console.say(&format!("Every row concerned: {}", path.display()));
            }
        }
        self.report.is_some()
    }

    fn json(&self) -> Value {
        let counts: Map<String, Value> =
            self.counts.iter().map(|(name, count)| (key(name), Value::from(*count))).collect();
        let problems: Vec<_> = self
            .groups
            .iter()
            .map(|group| {
                json!({
                    "column": group.column, "problem": group.problem, "remedy": group.remedy,
                    "rows": group.rows, "first_line": group.first_line, "last_line": group.last_line,
                })
            })
            .collect();
        let mut all: Map<String, Value> =
            self.facts.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        all.insert("counts".into(), counts.into());
        all.insert("problems".into(), problems.into());
        all.insert("report".into(), self.report.as_ref().map(|path| path.display().to_string()).into());
        all.into()
    }

    fn counts_table(&self) -> Table {
        let mut table = Table::new();
        table.load_style(presets::UTF8_BORDERS_ONLY);
        for (name, count) in &self.counts {
            table.add_row([(*name).to_owned(), grouped(*count)]);
        }
        right_aligned(&mut table, 1);
        table
    }

    fn problems_table(&self) -> Table {
        let mut table = Table::new();
        table.load_style(presets::UTF8_BORDERS_ONLY);
        table.set_content_arrangement(comfy_table::ContentArrangement::Dynamic);
        table.set_header(["rows", "first line", "last line", "column", "problem", "remedy"]);
        for group in &self.groups {
            table.add_row([
                grouped(group.rows),
                group.first_line.to_string(),
                group.last_line.to_string(),
                group.column.to_owned(),
                group.problem.to_string(),
                group.remedy.to_owned(),
            ]);
        }
        for column in 0..3 {
            right_aligned(&mut table, column);
        }
        table
    }
}

fn right_aligned(table: &mut Table, column: usize) {
    if let Some(column) = table.column_mut(column) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

/// As in `directly_funded_charters`.
pub(crate) fn key(name: &str) -> String {
    name.to_lowercase().replace(',', "").replace([' ', '-'], "_")
}

/// As in `13,500`.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_counts_are_written_in_groups_of_three() {
        assert_eq!([0, 999, 13_500, 1_000_000].map(grouped), ["0", "999", "13,500", "1,000,000"]);
    }
}
