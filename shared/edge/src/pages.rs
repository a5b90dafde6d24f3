use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// How many rows a page has: 1 to 100, 50 unless asked. Read from a number (a body) or from digits (a query).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit(u8);

impl Limit {
    /// The most rows a page has.
    pub const MAX: u8 = 100;

    /// The number.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(50)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Rows;

        impl Visitor<'_> for Rows {
            type Value = Limit;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number from 1 to 100")
            }

            fn visit_u64<E: Error>(self, rows: u64) -> Result<Limit, E> {
                let limit = u8::try_from(rows).ok().filter(|rows| (1..=Limit::MAX).contains(rows)).map(Limit);
                limit.ok_or_else(|| E::custom("must be a whole number from 1 to 100"))
            }

            fn visit_str<E: Error>(self, digits: &str) -> Result<Limit, E> {
                self.visit_u64(digits.parse().unwrap_or_default())
            }
        }

        deserializer.deserialize_any(Rows)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, from_value, json};

    use super::*;

    #[test]
    fn a_page_has_1_to_100_rows_and_50_unless_asked() {
        let read = |value: Value| from_value::<Limit>(value).map(Limit::get).ok();
        assert_eq!(Limit::default().get(), 50);
        for (given, rows) in [(json!(1), 1), (json!(100), 100), (json!("25"), 25)] {
            assert_eq!(read(given), Some(rows));
        }
        for wrong in [json!(0), json!(101), json!(-1), json!(1.5), json!("all"), json!(""), json!(true), json!(null)] {
            assert_eq!(read(wrong.clone()), None, "{wrong}");
        }
    }
}
