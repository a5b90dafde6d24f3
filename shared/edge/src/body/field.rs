use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, Visitor};
use serde_json::Value;

use super::reading::read;

/// A field as it came: reading goes on when it is wrong, so that all wrong fields can be named at once. Absent is
/// [`Field::Missing`]. So is `null`, unless `T` is an `Option`: then it is `Valid(None)`, which a change may take for "remove".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Field<T> {
    /// Absent.
    #[default]
    Missing,
    /// As it should be.
    Valid(T),
    /// Not as it should be: why, in words a person can act on.
    Invalid(String),
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(FieldVisitor(PhantomData))
    }
}

struct FieldVisitor<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for FieldVisitor<T> {
    type Value = Field<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field")
    }

    fn visit_none<E: Error>(self) -> Result<Field<T>, E> {
        Ok(Field::Missing)
    }

    fn visit_unit<E: Error>(self) -> Result<Field<T>, E> {
        Ok(read(Value::Null).map_or(Field::Missing, Field::Valid))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Field<T>, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(match read(value) {
            Ok(value) => Field::Valid(value),
            Err(wrong) => Field::Invalid(wrong.detail.into_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use domain::students::Ssid;
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Change {
        ssid: Field<Ssid>,
        code: Field<Option<String>>,
        #[serde(default)]
        rows: Field<Vec<Field<u8>>>,
    }

    fn change(value: Value) -> Change {
        read(value).unwrap()
    }

    #[test]
    fn absent_null_and_a_value_are_three_things_for_an_option() {
        assert_eq!(change(json!({})).code, Field::Missing);
        assert_eq!(change(json!({"code": null})).code, Field::Valid(None));
        assert_eq!(change(json!({"code": "PGE"})).code, Field::Valid(Some("PGE".into())));
    }

    #[test]
    fn null_is_absent_for_anything_else() {
        let change = change(json!({"ssid": null, "rows": null}));
        assert_eq!(change.ssid, Field::Missing);
        assert_eq!(change.rows, Field::Missing);
    }

    #[test]
    fn a_wrong_field_does_not_stop_the_others() {
        let change = change(json!({"ssid": {}, "code": 7, "rows": [1, 300, "x"]}));
        assert_eq!(change.ssid, Field::Invalid("must be text".into()));
        assert_eq!(change.code, Field::Invalid("must be text".into()));
        let Field::Valid(rows) = change.rows else { panic!("{:?}", change.rows) };
        assert_eq!(rows[0], Field::Valid(1));
        assert_eq!(rows[1], Field::Invalid("must be a whole number in range".into()));
        assert_eq!(rows[2], Field::Invalid("must be a whole number".into()));
    }
}
