//! What a function may do and what it is told: its role is its `Deps`, its environment the settings it needs.

use std::collections::{BTreeMap, BTreeSet};

use serde_yaml_ng::{Mapping, Value};
use store::{Grant, Table};
use testkit::{Template, World};
use workflows::{FUNCTIONS, Function};

use crate::pascal;

/// A statement as the template has it: id, action, resource; and the key it is limited to, where it is.
type Statement = (String, String, String, Option<String>);

/// A text and its tag, as in `!Ref Accounts`.
fn tagged(value: &Value) -> String {
    match value {
        Value::Tagged(tagged) => format!("{} {}", tagged.tag, tagged.value.as_str().expect("a text")),
        value => value.as_str().expect("a text").to_owned(),
    }
}

fn mapping(value: &Value) -> &Mapping {
    value.as_mapping().expect("a mapping")
}

fn sequence(value: &Value) -> &[Value] {
    value.as_sequence().expect("a sequence")
}

fn statement(value: &Value) -> Statement {
    let known = ["Sid", "Effect", "Action", "Resource", "Condition"];
    assert!(mapping(value).keys().all(|key| key.as_str().is_some_and(|key| known.contains(&key))), "{value:?}");
    assert_eq!(value["Effect"], "Allow");
    let limit = value.get("Condition").map(|condition| {
        let keys = &condition["ForAllValues:StringEquals"]["dynamodb:LeadingKeys"];
        let [key] = sequence(keys) else { panic!("a limit to one key: {condition:?}") };
        assert_eq!((mapping(condition).len(), mapping(&condition["ForAllValues:StringEquals"]).len()), (1, 1));
        tagged(key)
    });
    (tagged(&value["Sid"]), tagged(&value["Action"]), tagged(&value["Resource"]), limit)
}

/// The statements of a role, by policy. Nothing but the two inline policies and the tracing gives it anything.
fn policies(role: &Value) -> BTreeMap<&str, Vec<Statement>> {
    let own = ["AssumeRolePolicyDocument", "ManagedPolicyArns", "Policies"];
    assert!(mapping(role).keys().all(|key| key.as_str().is_some_and(|key| own.contains(&key))), "{role:?}");
    assert_eq!(sequence(&role["ManagedPolicyArns"]).iter().map(tagged).collect::<Vec<_>>(), ["!Ref Tracing"]);
    let statements = |policy: &Value| {
        let mut found: Vec<_> = sequence(&policy["PolicyDocument"]["Statement"]).iter().map(statement).collect();
        found.sort();
        found
    };
    let policies = sequence(&role["Policies"]).iter();
    policies.map(|policy| (policy["PolicyName"].as_str().unwrap(), statements(policy))).collect()
}

fn statement_for(grant: Grant, limit: Option<&str>) -> Statement {
    let table = pascal(grant.table.name());
    let action = grant.action.strip_prefix("dynamodb:").expect("an action of DynamoDB");
    let (of, resource) = if grant.on_indexes {
        ("Indexes", format!("!Sub ${{{table}.Arn}}/index/*"))
    } else {
        ("", format!("!GetAtt {table}.Arn"))
    };
    (format!("{table}{of}{action}"), grant.action.to_owned(), resource, limit.map(str::to_owned))
}

fn log_statements(function: &Function) -> Vec<Statement> {
    let log = format!("!GetAtt {}Log.Arn", pascal(function.name));
    let statement = |action: &str| (action.to_owned(), format!("logs:{action}"), log.clone(), None);
    vec![statement("CreateLogStream"), statement("PutLogEvents")]
}

#[test]
fn a_functions_role_allows_exactly_what_its_deps_need_and_to_write_its_log() {
    let template = Template::read();
    let roles: BTreeMap<_, _> = template.resources("AWS::IAM::Role").collect();
    for function in &FUNCTIONS {
        let role = roles[format!("{}Role", pascal(function.name)).as_str()];
        // Anyone may ask for the health, so it reads one partition that holds nothing.
        let limit = (function.name == "check-health").then_some("HEALTH");
        let mut needed: Vec<_> = function.granted().into_iter().map(|grant| statement_for(grant, limit)).collect();
        needed.sort();
        let policies = policies(role);
        assert_eq!(policies["workflow"], needed, "{}", function.name);
        assert_eq!(policies["log"], log_statements(function), "{}", function.name);
        assert_eq!(policies.len(), 2, "{}", function.name);
    }
}

#[test]
fn each_function_has_a_role_of_its_own_and_there_is_no_other() {
    let template = Template::read();
    let roles: BTreeSet<_> = template.resources("AWS::IAM::Role").map(|(name, _)| name.to_owned()).collect();
    let meant: BTreeSet<_> = FUNCTIONS.iter().map(|function| format!("{}Role", pascal(function.name))).collect();
    assert_eq!(roles, meant);
    for (name, function) in template.resources("AWS::Serverless::Function") {
        assert_eq!(tagged(&function["Role"]), format!("!GetAtt {name}Role.Arn"));
        assert!(function.get("Policies").is_none(), "{name}");
    }
}

#[test]
fn no_statement_allows_a_whole_family_of_actions_and_only_tracing_is_for_every_resource() {
    let template = Template::read();
    for kind in ["AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy", "AWS::IAM::User"] {
        assert_eq!(template.resources(kind).count(), 0, "{kind}");
    }
    let managed: Vec<_> = template.resources("AWS::IAM::ManagedPolicy").collect();
    let [("Tracing", tracing)] = managed.as_slice() else { panic!("only tracing is shared: {managed:?}") };
    let statements = sequence(&tracing["PolicyDocument"]["Statement"]).iter().map(statement);
    let actions: Vec<_> = statements.map(|(_, action, _, _)| action).collect();
    assert_eq!(actions, ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]);
}

#[tokio::test]
async fn a_function_is_told_exactly_the_settings_it_needs() {
    let world = World::start().await;
    let template = Template::read();
    let functions: BTreeMap<_, _> = template.resources("AWS::Serverless::Function").collect();
    for function in &FUNCTIONS {
        let variables = mapping(&functions[pascal(function.name).as_str()]["Environment"]["Variables"]);
        let told: BTreeMap<_, _> =
            variables.iter().map(|(name, value)| (name.as_str().unwrap().to_owned(), tagged(value))).collect();
        let needed = function.needs(&world).into_iter().map(|name| (name.to_owned(), value_of(name))).collect();
        assert_eq!(told, needed, "{}", function.name);
    }
}

#[tokio::test]
async fn a_function_is_told_the_tables_that_its_role_opens_and_no_other() {
    let world = World::start().await;
    for function in &FUNCTIONS {
        let opened: BTreeSet<_> = function.granted().iter().map(|grant| grant.table.setting()).collect();
        let needed = function.needs(&world);
        let told = Table::ALL.into_iter().map(Table::setting).filter(|table| needed.contains(table)).collect();
        assert_eq!(opened, told, "{}", function.name);
    }
}

/// Where the template takes a setting from.
fn value_of(setting: &str) -> String {
    match setting.rsplit_once('_') {
        Some((table, "TABLE")) => format!("!Ref {}", pascal(table)),
        Some((_, "KEY")) => format!("!Sub {{{{resolve:secretsmanager:${{{}}}}}}}", pascal(setting)),
        _ => format!("!Ref {}", pascal(setting)),
    }
}
