//! Reads a type from a JSON value with messages for people: what was expected, never what was found. `serde_json` itself
//! would quote the value, and with it what a student's record holds.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error, Expected, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Value;

use crate::FieldError;

/// `value` as a `T`, or what is wrong with it.
pub(crate) fn read<T: DeserializeOwned>(value: Value) -> Result<T, FieldError> {
    T::deserialize(Reading(value)).map_err(|wrong| wrong.error)
}

#[derive(Debug)]
struct Wrong {
    error: FieldError,
    /// Whether it is in a type's own words, not in ours.
    own_words: bool,
}

impl Wrong {
    fn at(pointer: impl Into<String>, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { error: FieldError::new(pointer, detail), own_words: false }
    }

    fn because(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::at("", detail)
    }

    /// A value of a type that says it expects `expected`.
    fn expecting(expected: &str) -> Self {
        Self::because(match expected {
            "a date string" => "must be a date written like 2026-11-22".into(),
            "a boolean" => "must be true or false".into(),
            "a string" | "a borrowed string" => "must be text".into(),
            "a sequence" => "must be a list".into(),
            "a map" => "must be an object".into(),
            name if is_whole_number(name) => "must be a whole number".into(),
            name if name.starts_with("struct ") => "must be an object".into(),
            name if name.starts_with("enum ") => "must be one of the values described in the documentation".into(),
            other => Cow::Owned(format!("must be {other}")),
        })
    }
}

fn is_whole_number(name: &str) -> bool {
    matches!(name, "u8" | "u16" | "u32" | "u64" | "usize" | "i8" | "i16" | "i32" | "i64" | "isize")
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.error.detail)
    }
}

impl std::error::Error for Wrong {}

impl Error for Wrong {
    /// What a type says about a value. Those of `domain` say it for people and never repeat the value.
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { own_words: true, ..Self::because(message.to_string()) }
    }

    fn invalid_type(_found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::expecting(&expected.to_string())
    }

    fn invalid_value(_found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let expected = expected.to_string();
        if is_whole_number(&expected) {
            Self::because("must be a whole number in range")
        } else {
            Self::expecting(&expected)
        }
    }

    fn invalid_length(_length: usize, expected: &dyn Expected) -> Self {
        Self::expecting(&expected.to_string())
    }

    fn unknown_variant(_found: &str, expected: &'static [&'static str]) -> Self {
        Self::because(format!("must be one of {}", expected.join(", ")))
    }

    fn unknown_field(_found: &str, expected: &'static [&'static str]) -> Self {
        Self::because(format!("may have only the fields {}", expected.join(", ")))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::at(format!("/{field}"), "must be given")
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::at(format!("/{field}"), "is given more than once")
    }
}

struct Reading(Value);

impl IntoDeserializer<'_, Wrong> for Reading {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// Hands one value to a visitor. One that reads the value itself, as those of other crates do, may quote it in its own
/// words; then only what it expects is told. The types of `domain` read text first and judge it afterwards.
fn scalar<'de, V: Visitor<'de>>(
    visitor: V,
    visit: impl FnOnce(V) -> Result<V::Value, Wrong>,
) -> Result<V::Value, Wrong> {
    let expected = (&visitor as &dyn Expected).to_string();
    visit(visitor).map_err(|wrong| if wrong.own_words { Wrong::expecting(&expected) } else { wrong })
}

impl<'de> Deserializer<'de> for Reading {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.0 {
            Value::Null => scalar(visitor, V::visit_unit),
            Value::Bool(value) => scalar(visitor, |visitor| visitor.visit_bool(value)),
            Value::String(text) => scalar(visitor, |visitor| visitor.visit_string(text)),
            Value::Number(number) => scalar(visitor, |visitor| match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => visitor.visit_u64(number),
                (None, Some(number)) => visitor.visit_i64(number),
                (None, None) => visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN)),
            }),
            Value::Array(values) => visitor.visit_seq(SeqDeserializer::new(values.into_iter().map(Reading))),
            Value::Object(members) => {
                visitor.visit_map(MapDeserializer::new(members.into_iter().map(|(name, value)| (name, Reading(value)))))
            }
        }
    }

    /// Null is told as a unit, so that a [`super::Field`] can tell it from an absent field.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        if self.0.is_null() { visitor.visit_unit() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        match self.0 {
            Value::String(variant) => visitor.visit_enum(variant.into_deserializer()),
            Value::Object(members) => {
                let members = members.into_iter().map(|(name, value)| (name, Reading(value)));
                visitor.visit_enum(MapAccessDeserializer::new(MapDeserializer::new(members)))
            }
            _ => Err(Wrong::expecting(&(&visitor as &dyn Expected).to_string())),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "kebab-case")]
    enum Colour {
        DarkRed,
        Mixed { red: u8 },
    }

    #[derive(Debug, Deserialize)]
    struct Strict {
        #[expect(dead_code, reason = "only read for what is wrong with it")]
        colour: Colour,
    }

    fn wrong<T: DeserializeOwned + fmt::Debug>(value: Value) -> String {
        let FieldError { pointer, detail } = read::<T>(value).unwrap_err();
        format!("{pointer} {detail}").trim().to_owned()
    }

    #[test]
    fn every_shape_of_json_is_read() {
        assert_eq!(
            read(json!({"a": [1, -1, 1.5, true, null, "x"]})).ok(),
            Some(json!({"a": [1, -1, 1.5, true, null, "x"]}))
        );
        assert_eq!(read(json!("dark-red")).ok(), Some(Colour::DarkRed));
        assert_eq!(read(json!({"mixed": {"red": 7}})).ok(), Some(Colour::Mixed { red: 7 }));
        assert_eq!(read(json!(-7)).ok(), Some(-7));
    }

    #[test]
    fn a_message_says_what_is_expected() {
        assert_eq!(wrong::<bool>(json!("secret")), "must be true or false");
        assert_eq!(wrong::<String>(json!(1)), "must be text");
        assert_eq!(wrong::<u8>(json!("secret")), "must be a whole number");
        assert_eq!(wrong::<u8>(json!(4711)), "must be a whole number in range");
        assert_eq!(wrong::<Vec<u8>>(json!("secret")), "must be a list");
        assert_eq!(wrong::<Strict>(json!("secret")), "must be an object");
        assert_eq!(wrong::<Strict>(json!({})), "/colour must be given");
        assert_eq!(wrong::<Strict>(json!({"colour": "secret"})), "must be one of dark-red, mixed");
        assert_eq!(wrong::<Colour>(json!(4711)), "must be one of the values described in the documentation");
        assert_eq!(wrong::<Date>(json!("2026-02-30")), "must be a date written like 2026-11-22");
        assert_eq!(wrong::<Option<Date>>(json!("secret")), "must be a date written like 2026-11-22");
    }
}
