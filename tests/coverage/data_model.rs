//! The table of items stands twice: where the code is and where the reader of the data model looks.

use crate::read;

const HEADING: [&str; 4] = ["table", "partition", "sort", "what"];

/// The rows of the table of items.
fn items<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Vec<&'a str>> {
    let cells = |line: &'a str| -> Vec<_> { line.trim().trim_matches('|').split('|').map(str::trim).collect() };
    let rows = lines.map(|line| line.starts_with('|').then(|| cells(line)));
    let table = rows.skip_while(|row| row.as_deref() != Some(&HEADING));
    table.skip(2).map_while(|row| row).collect()
}

#[test]
fn the_data_model_lists_the_items_of_the_store_row_by_row() {
    let (store, document) = (read("shared/store/src/lib.rs"), read("docs/DATA-MODEL.md"));
    let of_store = items(store.lines().filter_map(|line| line.strip_prefix("//! ")));
    assert!(!of_store.is_empty(), "the store lists its items");
    let of_document = items(document.lines());
    for (number, row) in of_store.iter().enumerate() {
        assert_eq!(of_document.get(number), Some(row), "docs/DATA-MODEL.md, row {}", number + 1);
    }
    assert_eq!(of_document.len(), of_store.len(), "docs/DATA-MODEL.md lists items that the store does not");
}
