//! What a function may do and what it is told: its role is its `Deps`, its environment the settings it needs.

use std::collections::{BTreeMap, BTreeSet};

use serde_yaml_ng::{Mapping, Value};
use store::{Grant, On, Shelf, StatusFile, Table};
use testkit::{Template, World};
use workflows::{EVENT_FUNCTIONS, FUNCTIONS};

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
        if let Some(from) = condition["StringEquals"].get("ses:FromAddress") {
            assert_eq!((mapping(condition).len(), mapping(&condition["StringEquals"]).len()), (1, 1));
            return tagged(from);
        }
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

/// The name of the bucket of documents.
const DOCUMENTS: &str = "${AWS::StackName}-documents-${AWS::AccountId}";

fn statement_for(grant: Grant, limit: Option<&str>) -> Statement {
    let action = grant.action.split_once(':').expect("an action of a service").1;
    let (of, resource) = match grant.on {
        On::Table(table) => {
            let table = pascal(table.name());
            (table.clone(), format!("!GetAtt {table}.Arn"))
        }
        On::Indexes(table) => {
            let table = pascal(table.name());
            (format!("{table}Indexes"), format!("!Sub ${{{table}.Arn}}/index/*"))
        }
        On::Objects(shelf) => {
            let resource = format!("!Sub arn:${{AWS::Partition}}:s3:::{DOCUMENTS}/{}/*", shelf.name());
            (pascal(shelf.name()), resource)
        }
        On::StatusFile => ("Status".to_owned(), format!("!Sub ${{PortalFiles.Arn}}/{}", StatusFile::KEY)),
        On::Seals => ("Seals".to_owned(), "!Sub ${SealsBucket.Arn}/*".to_owned()),
    };
    (format!("{of}{action}"), grant.action.to_owned(), resource, limit.map(str::to_owned))
}

fn log_statements(name: &str) -> Vec<Statement> {
    let log = format!("!GetAtt {}Log.Arn", pascal(name));
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
        assert_eq!(policies["log"], log_statements(function.name), "{}", function.name);
        assert_eq!(policies.len(), 2, "{}", function.name);
    }
}

/// What a role of a function that is handed events holds beside its tables and its log: where its events come from, where
/// those that are given up go, and to send mail as us.
fn beside(name: &str) -> BTreeMap<&'static str, Vec<Statement>> {
    let on = |resource: &str, service: &str, action: &str| {
        (action.to_owned(), format!("{service}:{action}"), format!("!GetAtt {resource}"), None)
    };
    let give_up = |queue: &str| on(&format!("{queue}.Arn"), "sqs", "SendMessage");
    let ours = "!Sub arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}";
    let send = |id: &str, resource: &str, limit: Option<&str>| {
        (id.to_owned(), "ses:SendRawEmail".to_owned(), format!("{ours}:{resource}"), limit.map(str::to_owned))
    };
    let stream = |table: &str| {
        ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"]
            .map(|action| on(&format!("{table}.StreamArn"), "dynamodb", action))
            .to_vec()
    };
    let from_stream = [stream("Mail"), vec![give_up("MailDeadLetters")]].concat();
    match name {
        "send-mail" => BTreeMap::from([
            (
                "mail",
                vec![
                    send("SendAsUs", "identity/*", Some("!Ref MailFrom")),
                    send("SendThroughSet", "configuration-set/${MailConfigurationSet}", None),
                ],
            ),
            ("source", from_stream),
        ]),
        "address-circulars" => BTreeMap::from([("source", from_stream)]),
        "publish-due-bulletins" | "record-mail-feedback" | "remind-reviews" | "remind-trainings" => {
            BTreeMap::from([("source", vec![give_up("MailDeadLetters")])])
        }
        "copy-status" => BTreeMap::new(),
        // A row is tried for as long as the stream keeps it.
        "seal-trail" => BTreeMap::from([("source", stream("Audit"))]),
        "accept-document" => BTreeMap::from([("source", vec![give_up("DocumentDeadLetters")])]),
        other => panic!("{other} is handed no events"),
    }
}

#[test]
fn the_role_of_a_function_that_is_handed_events_allows_its_deps_its_source_and_its_log() {
    let template = Template::read();
    let roles: BTreeMap<_, _> = template.resources("AWS::IAM::Role").collect();
    for function in &EVENT_FUNCTIONS {
        let mut meant = beside(function.name);
        let mut needed: Vec<_> = function.granted().into_iter().map(|grant| statement_for(grant, None)).collect();
        needed.sort();
        meant.insert("workflow", needed);
        meant.insert("log", log_statements(function.name));
        assert_eq!(policies(roles[format!("{}Role", pascal(function.name)).as_str()]), meant, "{}", function.name);
    }
}

#[test]
fn what_is_handed_over_comes_again_in_part_is_given_up_in_the_end_and_is_only_what_is_new_and_theirs() {
    let template = Template::read();
    let functions: BTreeMap<_, _> = template.resources("AWS::Serverless::Function").collect();
    for (function, event, prefix) in [("SendMail", "Letters", "MAIL#"), ("AddressCirculars", "Circulars", "CIRCULAR#")]
    {
        let source = &functions[function]["Events"][event];
        let stream = &source["Properties"];
        assert_eq!(
            (source["Type"].as_str(), tagged(&stream["Stream"])),
            (Some("DynamoDB"), "!GetAtt Mail.StreamArn".into())
        );
        assert_eq!(sequence(&stream["FunctionResponseTypes"]), [Value::from("ReportBatchItemFailures")]);
        assert!(
            stream["MaximumRetryAttempts"].as_u64().is_some() && stream["MaximumRecordAgeInSeconds"].as_u64().is_some()
        );
        assert_eq!(tagged(&stream["DestinationConfig"]["OnFailure"]["Destination"]), "!GetAtt MailDeadLetters.Arn");
        let [filter] = sequence(&stream["FilterCriteria"]["Filters"]) else { panic!("one filter") };
        let pattern: serde_json::Value = serde_json::from_str(filter["Pattern"].as_str().unwrap()).unwrap();
        let new_and_theirs = serde_json::json!({
            "eventName": ["INSERT"], "dynamodb": {"Keys": {"pk": {"S": [{"prefix": prefix}]}}}
        });
        assert_eq!(pattern, new_and_theirs, "{function}");
    }
    // All that is told, for as long as it is told: also what was done to a row, by whom it should not.
    let rows = &functions["SealTrail"]["Events"]["Rows"]["Properties"];
    assert_eq!(tagged(&rows["Stream"]), "!GetAtt Audit.StreamArn");
    assert!(rows.get("FilterCriteria").is_none() && rows.get("DestinationConfig").is_none());
    assert_eq!(
        (rows["MaximumRetryAttempts"].as_i64(), rows["MaximumRecordAgeInSeconds"].as_i64()),
        (Some(-1), Some(-1))
    );
    let feedback = &functions["RecordMailFeedback"];
    assert_eq!(tagged(&feedback["Events"]["Feedback"]["Properties"]["Topic"]), "!Ref MailFeedback");
    let given_up = &feedback["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]["Destination"];
    assert_eq!(tagged(given_up), "!GetAtt MailDeadLetters.Arn");
    let tables: BTreeMap<_, _> = template.resources("AWS::DynamoDB::Table").collect();
    assert_eq!(tables["Mail"]["StreamSpecification"]["StreamViewType"], "KEYS_ONLY");
    assert_eq!(tables["Audit"]["StreamSpecification"]["StreamViewType"], "NEW_IMAGE");
}

/// What the scheduler calls: the function, its one event, when, and in which time zone.
const SCHEDULED: [(&str, &str, &str, Option<&str>); 4] = [
    ("CopyStatus", "EveryMinute", "rate(1 minute)", None),
    ("PublishDueBulletins", "EveryMinute", "rate(1 minute)", None),
    // The day begins in California.
    ("RemindReviews", "Daily", "cron(0 7 * * ? *)", Some("America/Los_Angeles")),
    ("RemindTrainings", "EveryQuarterHour", "rate(15 minutes)", None),
];

#[test]
fn what_is_scheduled_is_called_in_its_time_by_who_may_call_it_alone() {
    let template = Template::read();
    let functions: BTreeMap<_, _> = template.resources("AWS::Serverless::Function").collect();
    let roles: BTreeMap<_, _> = template.resources("AWS::IAM::Role").collect();
    for (name, event, expression, zone) in SCHEDULED {
        let function = &functions[name];
        let events = mapping(&function["Events"]);
        assert_eq!(events.keys().collect::<Vec<_>>(), [event], "{name}");
        assert_eq!(events[event]["Type"], "ScheduleV2", "{name}");
        let schedule = &events[event]["Properties"];
        let said = (schedule["ScheduleExpression"].as_str(), schedule["ScheduleExpressionTimezone"].as_str());
        assert_eq!(said, (Some(expression), zone), "{name}");
        assert_eq!(schedule["OmitName"], true, "{name}: stages in one account must not share a schedule");
        assert_eq!(tagged(&schedule["RoleArn"]), format!("!GetAtt {name}{event}Role.Arn"));
        // Of a copy that failed nothing is kept: the next minute writes the whole one.
        let kept = (name != "CopyStatus").then_some("MailDeadLetters");
        let given_up = function["EventInvokeConfig"].get("DestinationConfig");
        let given_up = given_up.map(|config| tagged(&config["OnFailure"]["Destination"]));
        assert_eq!(given_up, kept.map(|queue| format!("!GetAtt {queue}.Arn")), "{name}");
        calls_alone(roles[format!("{name}{event}Role").as_str()], name);
    }
}

/// The scheduler may call this function, and do nothing else.
fn calls_alone(role: &Value, function: &str) {
    assert_eq!(mapping(role).len(), 2);
    let trusted = &role["AssumeRolePolicyDocument"]["Statement"];
    let [trusted] = sequence(trusted) else { panic!("one statement") };
    assert_eq!(trusted["Principal"]["Service"], "scheduler.amazonaws.com");
    let [policy] = sequence(&role["Policies"]) else { panic!("one policy") };
    let [call] = sequence(&policy["PolicyDocument"]["Statement"]) else { panic!("one statement") };
    let (_, action, resource, limit) = statement(call);
    let meant = format!("!GetAtt {function}.Arn");
    assert_eq!((action.as_str(), resource.as_str(), limit), ("lambda:InvokeFunction", meant.as_str(), None));
}

#[test]
fn each_function_has_a_role_of_its_own_and_the_scheduler_one_and_there_is_no_other() {
    let template = Template::read();
    let mut roles: BTreeSet<_> = template.resources("AWS::IAM::Role").map(|(name, _)| name.to_owned()).collect();
    for (function, event, ..) in SCHEDULED {
        assert!(roles.remove(&format!("{function}{event}Role")), "{function}");
    }
    let names =
        FUNCTIONS.iter().map(|function| function.name).chain(EVENT_FUNCTIONS.iter().map(|function| function.name));
    let meant: BTreeSet<_> = names.map(|name| format!("{}Role", pascal(name))).collect();
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
        let mut needed: BTreeMap<_, _> =
            function.needs(&world).into_iter().map(|name| (name.to_owned(), value_of(name))).collect();
        if needed.contains_key("NETWORK_KEY") {
            // Who counts by network must know the viewer's address behind CloudFront: `edge::serve` takes the key to it.
            needed.insert("ORIGIN_KEY".to_owned(), value_of("ORIGIN_KEY"));
        }
        assert_eq!(told, needed, "{}", function.name);
    }
    for function in &EVENT_FUNCTIONS {
        let variables = mapping(&functions[pascal(function.name).as_str()]["Environment"]["Variables"]);
        let told: BTreeMap<_, _> =
            variables.iter().map(|(name, value)| (name.as_str().unwrap().to_owned(), tagged(value))).collect();
        let needed = function.needs(&world).await.into_iter().map(|name| (name.to_owned(), value_of(name))).collect();
        assert_eq!(told, needed, "{}", function.name);
    }
}

#[tokio::test]
async fn a_function_is_told_the_tables_and_the_bucket_that_its_role_opens_and_no_other() {
    let world = World::start().await;
    for function in &FUNCTIONS {
        let opened: BTreeSet<_> = function.granted().iter().map(Grant::setting).collect();
        let needed = function.needs(&world);
        let places = Table::ALL.into_iter().map(Table::setting).chain([Shelf::SETTING]);
        let told = places.filter(|place| needed.contains(place)).collect();
        assert_eq!(opened, told, "{}", function.name);
    }
}

/// Where the template takes a setting from.
fn value_of(setting: &str) -> String {
    match setting.rsplit_once('_') {
        Some((table, "TABLE")) => format!("!Ref {}", pascal(table)),
        Some((_, "KEY")) => format!("!Sub {{{{resolve:secretsmanager:${{{}}}}}}}", pascal(setting)),
        _ if setting == Shelf::SETTING => format!("!Sub {DOCUMENTS}"),
        _ if setting == StatusFile::SETTING => "!Ref PortalFiles".to_owned(),
        _ => format!("!Ref {}", pascal(setting)),
    }
}
