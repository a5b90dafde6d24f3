//! One name for each workflow: folder, package, binary, operation, resource of the template, event.

use std::collections::{BTreeMap, BTreeSet};

use serde_yaml_ng::Value;
use testkit::{Template, World};
use workflows::{EVENT_FUNCTIONS, FUNCTIONS};

use crate::api::{description_of, operations};
use crate::{at, dependencies, pascal};

/// The functions' folders: wing and name.
fn folders() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for wing in std::fs::read_dir(at("functions")).unwrap() {
        let wing = wing.unwrap();
        for function in std::fs::read_dir(wing.path()).unwrap() {
            let names = (wing.file_name(), function.unwrap().file_name());
            found.push((names.0.into_string().unwrap(), names.1.into_string().unwrap()));
        }
    }
    found.sort_by(|a, b| a.1.cmp(&b.1));
    found
}

fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    names.into_iter().map(str::to_owned).collect()
}

/// Those that answer HTTP and those that are handed events.
fn all_names() -> BTreeSet<String> {
    let of_events = EVENT_FUNCTIONS.iter().map(|function| function.name);
    names(FUNCTIONS.iter().map(|function| function.name).chain(of_events))
}

/// The routes that the template sends to a function: by the name of the event.
fn routes_in_template(function: &Value) -> BTreeMap<String, String> {
    let events = function["Events"].as_mapping().expect("a function has events");
    let routes = events.iter().map(|(name, event)| {
        let (name, route) = (name.as_str().unwrap(), &event["Properties"]);
        assert_eq!(event["Type"], "HttpApi", "{name}");
        assert_eq!(route["ApiId"].as_str(), Some("Api"), "{name}");
        let (method, path) = (route["Method"].as_str().unwrap(), route["Path"].as_str().unwrap());
        (name.to_owned(), format!("{method} {path}"))
    });
    routes.collect()
}

#[test]
fn the_tests_know_every_function_there_is() {
    let folders = folders();
    assert_eq!(names(folders.iter().map(|(_, name)| name.as_str())), all_names());
}

#[test]
fn a_functions_package_and_only_binary_bear_the_name_of_its_folder() {
    let metadata = dependencies::metadata();
    for (wing, name) in folders() {
        let manifest = at(&format!("functions/{wing}/{name}/Cargo.toml")).canonicalize().unwrap();
        let packages = metadata.workspace_packages();
        let package = packages.iter().find(|package| package.manifest_path == manifest).expect("a folder is a package");
        let binaries: Vec<_> =
            package.targets.iter().filter(|target| target.is_bin()).map(|target| &target.name).collect();
        assert_eq!((package.name.as_str(), binaries), (name.as_str(), vec![&name]));
    }
}

#[test]
fn the_template_runs_exactly_the_functions_there_are() {
    let template = Template::read();
    let resources: BTreeMap<_, _> = template.resources("AWS::Serverless::Function").collect();
    let meant: BTreeSet<_> = all_names().iter().map(|name| pascal(name)).collect();
    assert_eq!(names(resources.keys().copied()), meant);
    for name in all_names() {
        let resource = resources[pascal(&name).as_str()];
        assert_eq!(resource["CodeUri"], format!("target/lambda/{name}/"));
    }
}

#[tokio::test]
async fn the_template_routes_to_a_function_exactly_what_its_router_answers_under_the_operations_names() {
    let world = World::start().await;
    let template = Template::read();
    let resources: BTreeMap<_, _> = template.resources("AWS::Serverless::Function").collect();
    for function in &FUNCTIONS {
        let operations = operations(&description_of(function, &world));
        let answered: BTreeMap<_, _> = operations.into_iter().map(|found| (pascal(&found.id), found.route)).collect();
        assert_eq!(routes_in_template(resources[pascal(function.name).as_str()]), answered, "{}", function.name);
    }
}

#[tokio::test]
async fn a_function_is_named_after_one_of_its_operations_and_belongs_to_the_wing_of_all() {
    let world = World::start().await;
    for (wing, name) in folders() {
        let Some(function) = FUNCTIONS.iter().find(|function| function.name == name) else { continue };
        let operations = operations(&description_of(function, &world));
        // What manages something has many verbs, and none of them is "manage".
        let named = name.starts_with("manage-") || operations.iter().any(|operation| operation.id == name);
        assert!(named, "{name}");
        for operation in operations {
            assert_eq!(operation.body["tags"], serde_json::json!([wing]), "{}", operation.id);
        }
    }
}

#[tokio::test]
async fn every_operation_has_exactly_one_function() {
    let world = World::start().await;
    let (mut ids, mut routes) = (BTreeSet::new(), BTreeSet::new());
    for function in &FUNCTIONS {
        for operation in operations(&description_of(function, &world)) {
            assert!(ids.insert(operation.id.clone()), "{} twice", operation.id);
            assert!(routes.insert(operation.route.clone()), "{} twice", operation.route);
        }
    }
    let whole = operations(&crate::api::json(&workflows::router(&world).into_openapi()));
    assert_eq!(whole.into_iter().map(|operation| operation.id).collect::<BTreeSet<_>>(), ids);
}

/// A path may hold the token of a mailed link.
#[test]
fn the_access_log_tells_routes_and_neither_paths_nor_who_asks() {
    let template = Template::read();
    let apis: Vec<_> = template.resources("AWS::Serverless::HttpApi").collect();
    let [(_, api)] = apis.as_slice() else { panic!("one API: {}", apis.len()) };
    let format: serde_json::Value =
        serde_json::from_str(api["AccessLogSettings"]["Format"].as_str().unwrap()).expect("a line is JSON");
    let told: BTreeSet<_> = format.as_object().unwrap().values().map(|value| value.as_str().unwrap()).collect();
    let harmless = [
        "$context.integrationErrorMessage",
        "$context.integrationStatus",
        "$context.requestId",
        "$context.responseLatency",
        "$context.routeKey",
        "$context.status",
    ];
    assert_eq!(told, harmless.into());
}
