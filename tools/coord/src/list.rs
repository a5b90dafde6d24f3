use comfy_table::{ContentArrangement, Table, presets};
use serde_json::{Map, Value};

use crate::console::Console;
use crate::summary::key;

/// Things of one kind, told one by one: a table for people, one JSON document for scripts.
pub(crate) struct List {
    name: &'static str,
    title: String,
    columns: &'static [&'static str],
    facts: Vec<(&'static str, Value)>,
    rows: Vec<Vec<Value>>,
}

impl List {
    /// Of `name`, as in `letters`; the columns are named as in `queued at`.
    pub(crate) fn new(name: &'static str, title: impl Into<String>, columns: &'static [&'static str]) -> Self {
        Self { name, title: title.into(), columns, facts: Vec::new(), rows: Vec::new() }
    }

    /// Something scripts may want to know.
    pub(crate) fn fact(&mut self, name: &'static str, value: impl Into<Value>) {
        self.facts.push((name, value.into()));
    }

    /// One of them: a value for each column.
    pub(crate) fn add<const N: usize>(&mut self, values: [Value; N]) {
        self.rows.push(values.into());
    }

    /// Says it.
    pub(crate) fn say(self, console: &mut Console) {
        if console.json {
            console.say(&self.into_json().to_string());
            return;
        }
        console.say(&self.title);
        if self.rows.is_empty() {
            return;
        }
        let mut table = Table::new();
        table.load_style(presets::UTF8_BORDERS_ONLY);
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_header(self.columns);
        for row in &self.rows {
            table.add_row(row.iter().map(shown));
        }
        console.say(&table.to_string());
    }

    fn into_json(self) -> Value {
        let columns: Vec<_> = self.columns.iter().map(|column| key(column)).collect();
        let row = |row: Vec<Value>| columns.iter().cloned().zip(row).collect::<Map<_, _>>();
        let mut all: Map<_, _> = self.facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        all.insert(self.name.to_owned(), self.rows.into_iter().map(row).collect());
        all.into()
    }
}

/// As people read it: nothing for what there is not.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(several) => several.iter().map(shown).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::Said;

    fn list() -> List {
        let mut list = List::new("letters", "Two letters", &["id", "queued at"]);
        list.fact("dry_run", true);
        list.add([json!("a"), json!(["x", "y"])]);
        list.add([json!("b"), Value::Null]);
        list
    }

    #[test]
    fn people_get_a_table_and_scripts_one_document() {
        let mut said = Said::default();
        list().say(&mut said.console(true));
        let letters = json!([{"id": "a", "queued_at": ["x", "y"]}, {"id": "b", "queued_at": null}]);
        assert_eq!(said.json(), json!({"dry_run": true, "letters": letters}));
        list().say(&mut said.console(false));
        let text = said.text();
        assert!(text.starts_with("Two letters\n") && text.contains("queued at") && text.contains("x; y"), "{text}");
        assert!(!text.contains("null"), "{text}");
    }

    #[test]
    fn an_empty_list_is_its_title_alone() {
        let mut said = Said::default();
        List::new("letters", "No letters", &["id"]).say(&mut said.console(false));
        assert_eq!(said.text(), "No letters\n");
    }
}
