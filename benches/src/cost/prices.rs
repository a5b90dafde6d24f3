use std::collections::BTreeMap;

/// The list prices of us-west-2 in dollars, by name.
pub(super) struct Prices(BTreeMap<String, f64>);

impl Prices {
    pub(super) fn read() -> Self {
        let mut rows = csv::Reader::from_reader(include_str!("../../prices.csv").as_bytes());
        let priced = rows.records().map(|row| {
            let row = row.expect("a row");
            (row[0].to_owned(), row[1].parse().expect("a price in dollars"))
        });
        Self(priced.collect())
    }

    pub(super) fn of(&self, name: &str) -> f64 {
        *self.0.get(name).unwrap_or_else(|| panic!("no price of {name}"))
    }
}
