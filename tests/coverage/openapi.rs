//! `openapi.json`: what the handlers say of themselves, committed for those who write clients.

use std::collections::{BTreeMap, BTreeSet};

use edge::Settings;
use serde_json::{Value, json};
use testkit::World;
use utoipa::openapi::schema::AdditionalProperties;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::openapi::tag::Tag;
use utoipa::openapi::{Info, License, OpenApi, RefOr, Schema, Server};
use workflows::FUNCTIONS;

use crate::api::{description_of, json, operations};
use crate::{at, read};

/// What the wings are about.
const WINGS: [(&str, &str); 4] = [
    ("accounts", "Signing in, the session, the terms of use, the role to work in, the systems behind the one sign-in."),
    ("compliance", "Reviews of LEAs: what is asked, documents, comments, findings and the agreements about them."),
    ("directory", "Counties, LEAs and schools; the service itself."),
    ("students", "Students, their test assignments and condition codes, and who saw and changed them."),
];

const ABOUT: &str = "Sign-in, student administration and compliance reviews for California's LEAs. \
    Every refusal is a problem (RFC 9457): programs decide by its `type`, people read its `title`, `detail` and `errors`. \
    Fields that no endpoint knows are refused.";

/// The description of the whole API, with what no handler can know.
pub(crate) fn description(world: &World) -> OpenApi {
    let mut api = workflows::router(world).into_openapi();
    let mut license = License::new("Apache-2.0");
    license.identifier = Some("Apache-2.0".to_owned());
    api.info = Info::new("OpenTOMS", env!("CARGO_PKG_VERSION"));
    api.info.description = Some(ABOUT.to_owned());
    api.info.license = Some(license);
    api.servers = Some(vec![Server::new("/")]);
    let tag = |(name, about): (&str, &str)| {
        let mut tag = Tag::new(name);
        tag.description = Some(about.to_owned());
        tag
    };
    api.tags = Some(WINGS.into_iter().map(tag).collect());
    let cookie = ApiKeyValue::with_description("__Host-session", "Set by sign-in, replaced when a role is chosen.");
    let components = api.components.get_or_insert_default();
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    api.security = Some(vec![SecurityRequirement::new("session", Vec::<String>::new())]);
    close_request_bodies(&mut api);
    api
}

/// No body takes fields it does not know; the handlers collect these to refuse them by name, which the macro cannot tell.
fn close_request_bodies(api: &mut OpenApi) {
    let described = json(api);
    let operations = operations(&described);
    let mut next: Vec<_> = operations.iter().flat_map(|operation| references(&operation.body["requestBody"])).collect();
    let mut seen = BTreeSet::new();
    while let Some(reference) = next.pop() {
        let name = reference.rsplit('/').next().unwrap_or_default();
        if seen.insert(name) {
            next.extend(references(&described["components"]["schemas"][name]));
            let components = api.components.get_or_insert_default();
            let Some(RefOr::T(Schema::Object(body))) = components.schemas.get_mut(name) else { panic!("{name}") };
            body.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
        }
    }
}

/// Every `$ref` below `value`.
fn references(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(members) => {
            let own = members.get("$ref").and_then(Value::as_str);
            own.into_iter().chain(members.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn openapi_json_says_what_the_handlers_say() {
    let mut said = description(&World::start().await).to_pretty_json().unwrap();
    said.push('\n');
    if Settings::from_env().optional("OPENTOMS_WRITE_OPENAPI").is_some() {
        std::fs::write(at("openapi.json"), &said).unwrap();
    }
    let committed = read("openapi.json");
    let differs = committed.lines().zip(said.lines()).position(|(committed, said)| committed != said);
    assert!(committed == said, "openapi.json differs from line {:?} on: `make openapi`", differs.map(|line| line + 1));
}

#[tokio::test]
async fn every_reference_leads_to_a_schema_and_every_schema_is_referred_to() {
    let api = json(&description(&World::start().await));
    let referred: BTreeSet<_> = references(&api).into_iter().collect();
    let schemas = api["components"]["schemas"].as_object().unwrap().keys();
    let schemas: BTreeSet<_> = schemas.map(|name| format!("#/components/schemas/{name}")).collect();
    assert_eq!(referred, schemas.iter().map(String::as_str).collect());
}

#[tokio::test]
async fn no_two_functions_give_different_schemas_the_same_name() {
    let world = World::start().await;
    let mut named = BTreeMap::new();
    for function in &FUNCTIONS {
        let api = description_of(function, &world);
        // A function whose answers are all empty has none.
        for (name, schema) in api["components"]["schemas"].as_object().into_iter().flatten() {
            let (first, by) = named.entry(name.clone()).or_insert_with(|| (schema.clone(), function.name));
            assert_eq!(first, schema, "{name} of {by} and {}", function.name);
        }
    }
}

#[tokio::test]
async fn every_refusal_is_a_problem() {
    let api = json(&description(&World::start().await));
    let problem = json!({"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}});
    for operation in operations(&api) {
        let mut answers = operation.body["responses"].as_object().unwrap().clone();
        if operation.id == "check-health" {
            answers.remove("503").expect("health has a body of its own for what does not answer");
        }
        if operation.id == "show-bulletin" {
            answers.remove("404").expect("people who follow an old address are told so on a page");
        }
        answers.retain(|status, _| !status.starts_with('2'));
        assert!(answers.contains_key("4XX"), "{}", operation.id);
        assert!(answers.values().all(|answer| answer["content"] == problem), "{}", operation.id);
    }
}

#[tokio::test]
async fn every_operation_and_every_parameter_says_what_it_is() {
    let api = json(&description(&World::start().await));
    let is_said = |text: &Value| text.as_str().is_some_and(|text| !text.is_empty());
    for operation in operations(&api) {
        assert!(is_said(&operation.body["summary"]), "{}", operation.id);
        let parameters = operation.body["parameters"].as_array().into_iter().flatten();
        for parameter in parameters {
            assert!(is_said(&parameter["description"]), "{}: {}", operation.id, parameter["name"]);
        }
    }
}

/// What somebody else may know is no proof of who it is.
#[tokio::test]
async fn nothing_asks_for_a_hint_or_a_secret_question() {
    let described = json(&description(&World::start().await));
    let accounts = operations(&described).into_iter().filter(|operation| operation.body["tags"][0] == "accounts");
    let bodies: Vec<_> = accounts.filter(|operation| operation.body["requestBody"].is_object()).collect();
    assert!(bodies.len() > 10);
    for operation in bodies {
        for reference in references(&operation.body["requestBody"]) {
            let schema = &described["components"]["schemas"][reference.rsplit('/').next().unwrap()];
            let asked = schema["properties"].as_object().unwrap().keys();
            assert!(asked.clone().all(|name| !name.contains("hint") && !name.contains("question")), "{schema}");
        }
    }
}
