//! What must agree though it stands in several places: dependencies and floors, functions and template, roles and `Deps`,
//! tables and indexes, the bucket, the API and its description, events and routes, the portal's distribution.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at what is wrong")]

mod access;
mod alarms;
mod api;
mod asvs;
mod data_model;
mod dependencies;
mod documents;
mod events;
mod evidence;
mod functions;
mod least_privilege;
mod openapi;
mod people;
mod portal;
mod reading;
mod roles;
mod sources;
mod sp800_63b;
mod tables;
mod template_rules;

use std::path::{Path, PathBuf};

/// A path in the workspace.
fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// A file of the workspace, as text.
fn read(path: &str) -> String {
    std::fs::read_to_string(at(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// As the template names what the code calls `sign-in` or `LOGIN_KEY`.
fn pascal(name: &str) -> String {
    let capitalized = |word: &str| word[..1].to_uppercase() + &word[1..].to_lowercase();
    name.split(['-', '_']).map(capitalized).collect()
}

/// A part of the template as JSON: tagged values as a map of the tag.
fn as_json(value: &serde_yaml_ng::Value) -> serde_json::Value {
    match value {
        serde_yaml_ng::Value::Tagged(tagged) => serde_json::json!({tagged.tag.to_string(): as_json(&tagged.value)}),
        serde_yaml_ng::Value::Sequence(items) => items.iter().map(as_json).collect(),
        serde_yaml_ng::Value::Mapping(members) => {
            members.iter().map(|(name, value)| (name.as_str().unwrap().to_owned(), as_json(value))).collect()
        }
        plain => serde_json::to_value(plain).unwrap(),
    }
}
