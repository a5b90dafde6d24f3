//! What holds for every resource of a kind in the template, also for one that is added tomorrow. What one resource does
//! otherwise stands here with its reason.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use testkit::Template;

use crate::as_json;

/// The resources of the template: by logical id, with type, policies and properties.
fn resources() -> BTreeMap<String, Value> {
    let Value::Object(resources) = as_json(&Template::read().value()["Resources"]) else { panic!("resources") };
    resources.into_iter().collect()
}

fn of_kind(kind: &str) -> BTreeMap<String, Value> {
    let found: BTreeMap<_, _> = resources().into_iter().filter(|(_, resource)| resource["Type"] == kind).collect();
    assert!(!found.is_empty(), "{kind}");
    found
}

/// A choice by whether a customer's key was given.
fn by_data_key(with: &Value, without: &Value) -> Value {
    json!({"Fn::If": ["HasDataKey", with, without]})
}

/// The same, as the template writes it in one line.
fn data_key() -> Value {
    json!({"!If": ["HasDataKey", {"!Ref": "DataKeyArn"}, {"!Ref": "AWS::NoValue"}]})
}

#[test]
fn everything_that_keeps_data_is_encrypted_with_the_customers_key_where_there_is_one() {
    for (kind, property) in [
        ("AWS::SecretsManager::Secret", "KmsKeyId"),
        ("AWS::Logs::LogGroup", "KmsKeyId"),
        ("AWS::SNS::Topic", "KmsMasterKeyId"),
    ] {
        for (name, resource) in of_kind(kind) {
            assert_eq!(resource["Properties"][property], data_key(), "{name}");
        }
    }
    for (name, table) in of_kind("AWS::DynamoDB::Table") {
        let key = json!({"SSEEnabled": true, "SSEType": "KMS", "KMSMasterKeyId": {"!Ref": "DataKeyArn"}});
        assert_eq!(
            table["Properties"]["SSESpecification"],
            by_data_key(&key, &json!({"!Ref": "AWS::NoValue"})),
            "{name}"
        );
    }
    for (name, bucket) in of_kind("AWS::S3::Bucket") {
        let own = json!({"SSEAlgorithm": "AES256"});
        let key = json!({"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": {"!Ref": "DataKeyArn"}});
        // What everybody may read needs no key of one's own.
        let meant = if name == "PortalFiles" { own } else { by_data_key(&key, &own) };
        let rules = &bucket["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"];
        assert_eq!(rules[0]["ServerSideEncryptionByDefault"], meant, "{name}");
    }
    for (name, queue) in of_kind("AWS::SQS::Queue") {
        // With SQS's own keys: under another, each function that gives up into it would need rights to that key.
        assert_eq!(queue["Properties"]["SqsManagedSseEnabled"], true, "{name}");
    }
    assert_eq!(globals()["KmsKeyArn"], data_key(), "the environment of the functions");
}

fn globals() -> Value {
    as_json(&Template::read().value()["Globals"]["Function"])
}

#[test]
fn what_cannot_be_made_again_outlives_the_stack() {
    for kind in ["AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SecretsManager::Secret"] {
        for (name, resource) in of_kind(kind) {
            let policies = (resource["DeletionPolicy"].as_str(), resource["UpdateReplacePolicy"].as_str());
            let meant = match name.as_str() {
                // A first deployment that fails leaves no bucket behind whose fixed name is in the way of the next.
                "Documents" => ("RetainExceptOnCreate", "Retain"),
                // Nothing that is stored for long depends on these.
                "NetworkKey" | "OriginKey" => ("Delete", "Delete"),
                _ => ("Retain", "Retain"),
            };
            assert_eq!(policies, (Some(meant.0), Some(meant.1)), "{name}");
        }
    }
}

#[test]
fn every_bucket_is_its_owners_alone_over_tls_and_keeps_versions_or_says_why_not() {
    let policies = of_kind("AWS::S3::BucketPolicy");
    for (name, bucket) in of_kind("AWS::S3::Bucket") {
        let properties = &bucket["Properties"];
        let blocked = properties["PublicAccessBlockConfiguration"].as_object().expect("public access is blocked");
        assert!(blocked.len() == 4 && blocked.values().all(|blocked| blocked == true), "{name}");
        assert_eq!(
            properties["OwnershipControls"]["Rules"],
            json!([{"ObjectOwnership": "BucketOwnerEnforced"}]),
            "{name}"
        );
        // Made anew from the repository by each deployment.
        let versioned = properties["VersioningConfiguration"]["Status"] == "Enabled";
        assert_eq!(versioned, name != "PortalFiles", "{name}");
        let mine = |policy: &&Value| policy["Properties"]["Bucket"] == json!({"!Ref": name});
        let policy = policies.values().find(mine).unwrap_or_else(|| panic!("{name} has a policy"));
        let statements = policy["Properties"]["PolicyDocument"]["Statement"].as_array().unwrap();
        let over_tls = statements.iter().filter(|statement| {
            let choice = &statement["Fn::If"];
            let refused = &choice[2];
            choice[0] == "IsLocal"
                && (&refused["Effect"], &refused["Principal"], &refused["Action"])
                    == (&json!("Deny"), &json!("*"), &json!("s3:*"))
                && refused["Condition"] == json!({"Bool": {"aws:SecureTransport": "false"}})
                && refused["Resource"]
                    == json!([{"!GetAtt": format!("{name}.Arn")}, {"!Sub": format!("${{{name}.Arn}}/*")}])
        });
        assert_eq!(over_tls.count(), 1, "{name}");
    }
}

#[test]
fn every_function_writes_a_log_of_its_own_that_ends_when_the_parameter_says() {
    let logs = of_kind("AWS::Logs::LogGroup");
    let mut written: BTreeSet<_> = BTreeSet::from(["ApiLog".to_owned()]);
    for (name, function) in of_kind("AWS::Serverless::Function") {
        assert_eq!(function["Properties"]["LoggingConfig"]["LogGroup"], json!({"!Ref": format!("{name}Log")}));
        written.insert(format!("{name}Log"));
    }
    assert_eq!(logs.keys().cloned().collect::<BTreeSet<_>>(), written);
    for (name, log) in logs {
        assert_eq!(log["Properties"]["RetentionInDays"], json!({"!Ref": "LogRetentionDays"}), "{name}");
    }
}

/// As long as the HTTP API waits for a function: 30 s, which cannot be changed.
const API_WAITS: u64 = 30;

#[test]
fn every_function_states_its_memory_and_time_and_is_traced() {
    let globals = globals();
    assert_eq!(globals["Tracing"], "Active");
    let (memory, time) = (globals["MemorySize"].as_u64().unwrap(), globals["Timeout"].as_u64().unwrap());
    for (name, function) in of_kind("AWS::Serverless::Function") {
        let properties = &function["Properties"];
        assert!(properties.get("Tracing").is_none(), "{name}");
        let own = properties.get("MemorySize").map_or(memory, |own| own.as_u64().unwrap());
        assert!((128..=1769).contains(&own), "{name}: {own} MB, and not more than one processor");
        let seconds = properties.get("Timeout").map_or(time, |own| own.as_u64().unwrap());
        let answers = is_asked_over_http(properties);
        assert!(seconds < if answers { API_WAITS } else { 900 }, "{name}: {seconds} s");
    }
}

fn is_asked_over_http(function: &Value) -> bool {
    let events = function["Events"].as_object().unwrap();
    let asked = events.values().filter(|event| event["Type"] == "HttpApi").count();
    assert!(asked == 0 || asked == events.len(), "a function answers requests or is handed events");
    asked > 0
}

/// Every statement of every policy, wherever it stands, with the name of the resource.
fn statements() -> Vec<(String, Value)> {
    fn collect(name: &str, value: &Value, found: &mut Vec<(String, Value)>) {
        match value {
            Value::Object(members) if members.contains_key("Effect") => found.push((name.to_owned(), value.clone())),
            Value::Object(members) => members.values().for_each(|member| collect(name, member, found)),
            Value::Array(items) => items.iter().for_each(|item| collect(name, item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for (name, resource) in resources() {
        collect(&name, &resource, &mut found);
    }
    assert!(found.len() > 300, "{}", found.len());
    found
}

#[test]
fn no_policy_allows_a_family_of_actions_everything_or_everybody() {
    for (name, statement) in statements().into_iter().filter(|(_, statement)| statement["Effect"] == "Allow") {
        let said = statement.to_string();
        for forbidden in ["NotAction", "NotResource", "NotPrincipal"] {
            assert!(statement.get(forbidden).is_none(), "{name}: {said}");
        }
        let one_or_many = |value: &Value| value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        for action in one_or_many(&statement["Action"]) {
            assert!(!action.as_str().unwrap().contains('*'), "{name}: {said}");
        }
        for resource in one_or_many(&statement["Resource"]) {
            // X-Ray knows no resources.
            assert!(resource != "*" || name == "Tracing", "{name}: {said}");
        }
        let principal = statement.get("Principal").map(|principal| principal["Service"].as_str());
        assert_ne!(principal, Some(None), "{name}: a service, not whoever comes: {said}");
    }
}

#[test]
fn no_function_can_change_or_delete_a_row_of_the_audit_trail_and_two_can_read_it() {
    let on_audit = |statement: &Value| statement["Resource"].to_string().contains("Audit");
    let mut readers = BTreeSet::new();
    for (name, statement) in statements().into_iter().filter(|(_, statement)| on_audit(statement)) {
        assert_eq!(statement["Effect"], "Allow");
        match statement["Action"].as_str().unwrap() {
            "dynamodb:PutItem" => {}
            "dynamodb:Query" => drop(readers.insert(name)),
            // A partition that holds nothing.
            "dynamodb:GetItem" if name == "CheckHealthRole" => {}
            // What came, for its seal.
            "dynamodb:DescribeStream"
            | "dynamodb:GetRecords"
            | "dynamodb:GetShardIterator"
            | "dynamodb:ListStreams"
                if name == "SealTrailRole" => {}
            other => panic!("{name} may {other}"),
        }
    }
    assert_eq!(readers, ["ReadReviewsRole", "ReadStudentRole"].map(str::to_owned).into());
}

#[test]
fn a_seal_of_the_trail_is_put_by_one_function_and_removed_or_changed_by_nobody() {
    let buckets = of_kind("AWS::S3::Bucket");
    let seals = &buckets["SealsBucket"]["Properties"];
    let kept = json!({"Mode": "COMPLIANCE", "Days": {"!Ref": "SealRetentionDays"}});
    assert_eq!(seals["ObjectLockEnabled"], true);
    let lock = json!({"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": kept}});
    assert_eq!(seals["ObjectLockConfiguration"], lock);
    assert!(seals.get("LifecycleConfiguration").is_none());
    let on_seals = |statement: &Value| statement["Resource"].to_string().contains("SealsBucket");
    let allowed =
        statements().into_iter().filter(|(_, statement)| on_seals(statement) && statement["Effect"] == "Allow");
    let allowed: Vec<_> = allowed.map(|(name, statement)| (name, statement["Action"].clone())).collect();
    assert_eq!(allowed, [("SealTrailRole".to_owned(), json!("s3:PutObject"))]);
    let policies = of_kind("AWS::S3::BucketPolicy");
    let others = &policies["SealsBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"][0];
    assert_eq!(
        (&others["Effect"], &others["Principal"], &others["Action"], &others["Resource"]),
        (&json!("Deny"), &json!("*"), &json!("s3:PutObject"), &json!({"!Sub": "${SealsBucket.Arn}/*"}))
    );
    let session = "arn:${AWS::Partition}:sts::${AWS::AccountId}:assumed-role/${SealTrailRole}/*";
    let role = json!([{"!GetAtt": "SealTrailRole.Arn"}, {"!Sub": session}]);
    let but = json!({"ArnNotLike": {"aws:PrincipalArn": role}});
    assert_eq!(others["Condition"], but);
}

#[test]
fn no_parameter_is_a_secret_and_every_secret_is_generated_here() {
    let parameters = as_json(&Template::read().value()["Parameters"]);
    for (name, parameter) in parameters.as_object().unwrap() {
        assert!(parameter.get("NoEcho").is_none(), "{name}");
        let folded = name.to_lowercase();
        let secret = ["secret", "password", "token", "key"].iter().any(|word| folded.contains(word));
        assert!(!secret || name.ends_with("Arn"), "{name}");
    }
    for (name, secret) in of_kind("AWS::SecretsManager::Secret") {
        let generated = &secret["Properties"]["GenerateSecretString"];
        // 64 of 62 characters: 381 bits.
        assert_eq!(generated["PasswordLength"], 64, "{name}");
        let excluded = generated["ExcludeCharacters"].as_str().unwrap();
        assert!(excluded.chars().all(|character| character.is_ascii_punctuation()), "{name}");
        assert!(secret["Properties"].get("SecretString").is_none(), "{name}");
    }
}

#[test]
fn production_does_not_go_without_protection_second_factors_a_key_seals_a_scanner_alarms_and_a_certificate() {
    let rule = as_json(&Template::read().value()["Rules"]["Production"]);
    assert_eq!(rule["RuleCondition"], json!({"!Equals": [{"!Ref": "Stage"}, "prod"]}));
    let on = |parameter: &str| json!({"!Equals": [{"!Ref": parameter}, "true"]});
    let given = |parameter: &str| json!({"!Not": [{"!Equals": [{"!Ref": parameter}, ""]}]});
    let asserted: Vec<_> = rule["Assertions"].as_array().unwrap().iter().map(|one| one["Assert"].clone()).collect();
    let meant = [
        on("DeletionProtection"),
        on("SecondFactorRequired"),
        given("DataKeyArn"),
        json!({"!Not": [{"!Equals": [{"!Ref": "SealRetentionDays"}, "1"]}]}),
        given("MalwareScannerRoleArn"),
        given("AlarmTopicArn"),
        given("PortalCertificateArn"),
    ];
    assert_eq!(asserted, meant);
}

#[test]
fn what_comes_from_outside_comes_over_tls_1_2_at_least() {
    let portals = of_kind("AWS::CloudFront::Distribution");
    let config = &portals["Portal"]["Properties"]["DistributionConfig"];
    let certificate = &config["ViewerCertificate"]["Fn::If"];
    assert_eq!(
        (&certificate[0], &certificate[1]["MinimumProtocolVersion"]),
        (&json!("HasPortalCertificate"), &json!("TLSv1.2_2021"))
    );
    let origins = config["Origins"].as_array().unwrap().iter().filter_map(|origin| origin.get("CustomOriginConfig"));
    for origin in origins {
        assert_eq!(
            (&origin["OriginProtocolPolicy"], &origin["OriginSSLProtocols"]),
            (&json!("https-only"), &json!(["TLSv1.2"]))
        );
    }
    let behaviours = config["CacheBehaviors"].as_array().unwrap().iter().chain([&config["DefaultCacheBehavior"]]);
    for behaviour in behaviours {
        // Pages that people type the address of are led to TLS; a client of the API that errs is told so.
        let meant = if behaviour["PathPattern"] == "/v1/*" { "https-only" } else { "redirect-to-https" };
        assert_eq!(behaviour["ViewerProtocolPolicy"], meant, "{behaviour}");
    }
    for (name, set) in of_kind("AWS::SES::ConfigurationSet") {
        assert_eq!(set["Properties"]["DeliveryOptions"]["TlsPolicy"], "REQUIRE", "{name}");
    }
}

#[test]
fn the_api_is_for_its_own_origin() {
    for (name, api) in of_kind("AWS::Serverless::HttpApi") {
        assert!(api["Properties"].get("CorsConfiguration").is_none(), "{name}");
    }
}
