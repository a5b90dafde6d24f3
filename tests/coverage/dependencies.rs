//! The direction of dependencies: functions know edge and store, these know the domain, and the domain knows nothing of
//! what surrounds it.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

use crate::at;

/// Which floor of the house uses which: exactly these, so a row that nobody needs any more goes.
const USES: [(&str, &str); 32] = [
    ("benches", "domain"),
    ("benches", "edge"),
    ("benches", "function"),
    ("benches", "store"),
    ("benches", "testkit"),
    ("benches", "workflows"),
    ("coord", "domain"),
    ("coord", "edge"),
    ("coord", "store"),
    ("coord's tests", "testkit"),
    ("documents", "domain"),
    ("edge", "domain"),
    ("function", "documents"),
    ("function", "domain"),
    ("function", "edge"),
    ("function", "letters"),
    ("function", "markup"),
    ("function", "passkeys"),
    ("function", "store"),
    ("letters", "domain"),
    ("letters", "markup"),
    ("markup", "domain"),
    ("passkeys", "domain"),
    ("store", "domain"),
    ("testkit", "domain"),
    ("testkit", "edge"),
    ("testkit", "store"),
    ("workflows", "domain"),
    ("workflows", "edge"),
    ("workflows", "function"),
    ("workflows", "store"),
    ("workflows", "testkit"),
];

/// What floors do not reach, by the beginning of a package's name.
const OUT_OF_REACH: [(&str, &[&str]); 6] = [
    ("documents", &["aws", "edge", "http", "hyper", "lambda", "store", "tokio"]),
    ("domain", &["aws", "axum", "http", "hyper", "lambda", "serde_dynamo", "tokio", "tower", "utoipa"]),
    ("edge", &["aws-config", "aws-sdk", "aws-smithy", "serde_dynamo", "store"]),
    ("letters", &["aws", "edge", "http", "hyper", "lambda", "store", "tokio"]),
    ("markup", &["aws", "edge", "hyper", "lambda", "store", "tokio"]),
    ("store", &["axum", "edge", "lambda", "utoipa"]),
];

pub(crate) fn metadata() -> Metadata {
    // Without the packages of other platforms, which nobody has fetched.
    let options = ["--locked", "--offline", "--filter-platform", &platform()].map(str::to_owned);
    MetadataCommand::new().manifest_path(at("Cargo.toml")).other_options(options).exec().expect("cargo describes us")
}

/// What is compiled for, as in `x86_64-unknown-linux-gnu`.
fn platform() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let said = String::from_utf8(output.stdout).expect("text");
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("rustc says what it compiles for").to_owned()
}

/// `function` for each of them, else the package's own name.
fn floor(package: &Package) -> &str {
    let is_function = package.manifest_path.components().any(|part| part.as_str() == "functions");
    if is_function { "function" } else { &package.name }
}

/// The packages that `package` is built from, whoever of them brings them.
fn reached_from<'a>(metadata: &'a Metadata, package: &'a Package) -> BTreeSet<&'a str> {
    let nodes = &metadata.resolve.as_ref().expect("dependencies are resolved").nodes;
    let nodes: BTreeMap<_, _> = nodes.iter().map(|node| (&node.id, node)).collect();
    let mut reached = BTreeSet::new();
    let mut next = vec![&package.id];
    while let Some(id) = next.pop() {
        let built_in = nodes[id]
            .deps
            .iter()
            .filter(|dependency| dependency.dep_kinds.iter().any(|kind| kind.kind != DependencyKind::Development));
        next.extend(built_in.map(|dependency| &dependency.pkg).filter(|id| reached.insert(*id)));
    }
    reached.into_iter().map(|id| metadata[id].name.as_str()).collect()
}

#[test]
fn each_floor_uses_exactly_the_floors_it_is_meant_to_use() {
    let metadata = metadata();
    let ours = metadata.workspace_packages();
    let ours: BTreeMap<&str, &Package> = ours.into_iter().map(|package| (package.name.as_str(), package)).collect();
    let used = ours.values().flat_map(|package| {
        package.dependencies.iter().filter_map(|dependency| {
            let used = floor(ours.get(dependency.name.as_str())?);
            let by = match dependency.kind {
                DependencyKind::Development => format!("{}'s tests", floor(package)),
                _ => floor(package).to_owned(),
            };
            Some((by, used))
        })
    });
    let used: BTreeSet<_> = used.collect();
    let meant = USES.iter().map(|(by, used)| ((*by).to_owned(), *used)).collect();
    assert_eq!(used, meant);
}

#[test]
fn the_domain_reaches_nothing_of_what_surrounds_it_and_edge_and_store_do_not_meet() {
    let metadata = metadata();
    for (floor, out_of_reach) in OUT_OF_REACH {
        let package = metadata.workspace_packages().into_iter().find(|package| package.name == floor);
        let reached = reached_from(&metadata, package.expect("a floor is a package"));
        let wrong = reached.iter().filter(|name| out_of_reach.iter().any(|start| name.starts_with(start)));
        assert_eq!(wrong.collect::<Vec<_>>(), Vec::<&&str>::new(), "{floor}");
    }
}

/// The one that speaks to SES.
const SENDS: (&str, [&str; 2]) = ("send-mail", ["aws-config", "aws-sdk-ses"]);

#[test]
fn only_the_store_speaks_to_aws_for_a_function_but_for_the_one_that_sends_mail() {
    for package in metadata().workspace_packages() {
        let direct = package.dependencies.iter().filter(|dependency| dependency.name.starts_with("aws"));
        let direct: Vec<_> = direct.map(|dependency| &dependency.name).collect();
        if package.name.as_str() == SENDS.0 {
            assert_eq!(direct, SENDS.1);
            continue;
        }
        assert!(floor(package) != "function" || direct.is_empty(), "{} uses {direct:?}", package.name);
    }
}
