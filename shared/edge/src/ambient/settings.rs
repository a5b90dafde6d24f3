use std::collections::BTreeMap;

use domain::Malformed;

/// The program's settings: environment variables, read once at the start. Some are secrets, so it has no `Debug`.
#[derive(Clone)]
pub struct Settings(BTreeMap<String, String>);

/// What is wrong with a setting. It names the variable and never shows its value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Not set, or empty.
    #[error("the environment variable {0} is not set")]
    Missing(&'static str),
    /// Set to something of no use.
    #[error("the environment variable {0} is wrong: {1}")]
    Wrong(&'static str, #[source] Malformed),
}

impl Settings {
    /// Those of the environment. A variable that is not UTF-8 counts as not set.
    #[must_use]
    pub fn from_env() -> Self {
        let variables = std::env::vars_os();
        Self(
            variables.filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))).collect(),
        )
    }

    /// Those given: for tests.
    #[must_use]
    pub fn from_pairs<N: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// The setting `name`.
    ///
    /// # Errors
    /// It is not set, or empty.
    pub fn required(&self, name: &'static str) -> Result<String, SettingsError> {
        self.optional(name).ok_or(SettingsError::Missing(name))
    }

    /// The setting `name`, as what `parse` makes of it.
    ///
    /// # Errors
    /// It is not set, or empty, or `parse` refuses it.
    pub fn parsed<T>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Malformed>,
    ) -> Result<T, SettingsError> {
        parse(&self.required(name)?).map_err(|reason| SettingsError::Wrong(name, reason))
    }

    /// The setting `name`, `true` or `false`.
    ///
    /// # Errors
    /// It is not set, or neither.
    pub fn switch(&self, name: &'static str) -> Result<bool, SettingsError> {
        self.parsed(name, |text| text.parse().map_err(|_| Malformed::because("must be true or false")))
    }

    /// The setting `name`, if set and not empty.
    #[must_use]
    pub fn optional(&self, name: &str) -> Option<String> {
        self.0.get(name).filter(|value| !value.is_empty()).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_setting_is_not_set() {
        let settings = Settings::from_pairs([("A", "1"), ("B", "")]);
        assert_eq!(settings.required("A").as_deref(), Ok("1"));
        assert_eq!(settings.required("B"), Err(SettingsError::Missing("B")));
        assert_eq!(settings.optional("C"), None);
    }

    #[test]
    fn a_switch_is_true_or_false_and_nothing_else() {
        let settings = Settings::from_pairs([("ON", "true"), ("OFF", "false"), ("ODD", "yes")]);
        assert_eq!((settings.switch("ON"), settings.switch("OFF")), (Ok(true), Ok(false)));
        assert!(settings.switch("ODD").is_err() && settings.switch("MISSING").is_err());
    }

    #[test]
    fn an_error_names_the_variable_and_does_not_show_its_value() {
        let settings = Settings::from_pairs([("SECRET_KEY", "hunter2")]);
        let wrong = |text: &str| text.parse().map_err(|_| Malformed::because("must be a number"));
        let error = settings.parsed::<u8>("SECRET_KEY", wrong).unwrap_err();
        assert_eq!(error.to_string(), "the environment variable SECRET_KEY is wrong: must be a number");
        assert!(!format!("{error:?}").contains("hunter2"));
        let missing = settings.parsed::<u8>("LOGIN_KEY", wrong).unwrap_err();
        assert_eq!(missing.to_string(), "the environment variable LOGIN_KEY is not set");
    }

    #[test]
    fn the_environment_is_read() {
        assert!(Settings::from_env().required("PATH").is_ok());
    }
}
