//! The bucket of documents in the template and what the code expects of it.

use serde_json::{Value, json};
use store::Shelf;
use testkit::Template;

use crate::as_json;

fn resource(name: &str) -> Value {
    as_json(&Template::read().value()["Resources"][name])
}

/// The statement of this name, with what it depends on in the template.
fn statement(id: &str) -> Value {
    let policy = resource("DocumentsPolicy");
    let statements = policy["Properties"]["PolicyDocument"]["Statement"].as_array().unwrap().clone();
    statements.into_iter().find(|statement| statement.to_string().contains(id)).unwrap()
}

#[test]
fn the_bucket_is_private_versioned_encrypted_and_outlives_the_stack() {
    let bucket = resource("Documents");
    let properties = &bucket["Properties"];
    for block in ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"] {
        assert_eq!(properties["PublicAccessBlockConfiguration"][block], true, "{block}");
    }
    assert_eq!(properties["OwnershipControls"]["Rules"], json!([{"ObjectOwnership": "BucketOwnerEnforced"}]));
    assert_eq!(properties["VersioningConfiguration"]["Status"], "Enabled");
    let encryption = &properties["BucketEncryption"]["ServerSideEncryptionConfiguration"][0];
    let by_key = json!({"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": {"!Ref": "DataKeyArn"}});
    let chosen = json!(["HasDataKey", by_key, {"SSEAlgorithm": "AES256"}]);
    assert_eq!(encryption["ServerSideEncryptionByDefault"]["Fn::If"], chosen);
    assert_eq!(
        (&bucket["DeletionPolicy"], &bucket["UpdateReplacePolicy"]),
        (&"RetainExceptOnCreate".into(), &"Retain".into())
    );
}

#[test]
fn only_the_local_stack_does_without_tls() {
    let [condition, here, elsewhere] =
        statement("OnlyOverTls")["Fn::If"].as_array().unwrap().clone().try_into().unwrap();
    assert_eq!((condition, here), ("IsLocal".into(), json!({"!Ref": "AWS::NoValue"})));
    assert_eq!(
        (&elsewhere["Effect"], &elsewhere["Action"], &elsewhere["Principal"]),
        (&"Deny".into(), &"s3:*".into(), &"*".into())
    );
    assert_eq!(elsewhere["Condition"], json!({"Bool": {"aws:SecureTransport": "false"}}));
    let local = as_json(&Template::read().value()["Conditions"]["IsLocal"]);
    assert_eq!(local, json!({"!Equals": [{"!Ref": "Stage"}, "local"]}));
}

#[test]
fn where_a_scanner_is_named_nothing_is_read_that_it_did_not_find_clean_and_nobody_else_tags() {
    let scanner = json!({"ArnNotEquals": {"aws:PrincipalArn": {"!Ref": "MalwareScannerRoleArn"}}});
    let only = |id: &str| {
        let [condition, with, without] = statement(id)["Fn::If"].as_array().unwrap().clone().try_into().unwrap();
        assert_eq!((condition, without), ("HasMalwareScanner".into(), json!({"!Ref": "AWS::NoValue"})));
        assert_eq!((&with["Effect"], &with["Principal"]), (&"Deny".into(), &"*".into()));
        with
    };
    let read = only("OnlyWhatWasScanned");
    assert_eq!(read["Action"], json!(["s3:GetObject", "s3:GetObjectVersion"]));
    assert_eq!(read["Resource"], json!({"!Sub": format!("${{Documents.Arn}}/{}/*", Shelf::Clean.name())}));
    let mut condition = scanner.clone();
    condition["StringNotEquals"] = json!({"s3:ExistingObjectTag/GuardDutyMalwareScanStatus": "NO_THREATS_FOUND"});
    assert_eq!(read["Condition"], condition);
    assert_eq!(only("OnlyTheScannerTags")["Condition"], scanner);
}

#[test]
fn a_page_may_send_a_file_with_the_headers_that_a_ticket_signs_and_do_nothing_else() {
    let rules = &resource("Documents")["Properties"]["CorsConfiguration"]["CorsRules"];
    let rule = json!({
        "AllowedOrigins": [{"!Ref": "PortalAddress"}],
        "AllowedMethods": ["PUT"],
        "AllowedHeaders": ["content-type", "x-amz-checksum-sha256"],
        "MaxAge": 3600,
    });
    assert_eq!(rules, &json!([rule]));
    for policy in ["PortalDocumentHeaders", "PortalAssetHeaders"] {
        let headers = resource(policy);
        let config = &headers["Properties"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"];
        let policy = config["ContentSecurityPolicy"]["ContentSecurityPolicy"]["!Sub"].as_str().unwrap();
        assert!(policy.contains("; connect-src 'self' https://${Documents.RegionalDomainName};"), "{policy}");
    }
}

#[test]
fn what_arrives_is_told_three_times_then_given_up_and_what_is_left_in_the_quarantine_ends() {
    let function = resource("AcceptDocument");
    let [(_, event)] = function["Properties"]["Events"].as_object().unwrap().iter().collect::<Vec<_>>()[..] else {
        panic!("one source of events")
    };
    let quarantine = format!("{}/", Shelf::Quarantine.name());
    let arrived = json!({
        "Bucket": {"!Ref": "Documents"},
        "Events": "s3:ObjectCreated:Put",
        "Filter": {"S3Key": {"Rules": [{"Name": "prefix", "Value": quarantine}]}},
    });
    assert_eq!((&event["Type"], &event["Properties"]), (&"S3".into(), &arrived));
    let retries = &function["Properties"]["EventInvokeConfig"];
    assert_eq!((&retries["MaximumRetryAttempts"], &retries["MaximumEventAgeInSeconds"]), (&2.into(), &21_600.into()));
    let given_up = &retries["DestinationConfig"]["OnFailure"]["Destination"];
    assert_eq!(given_up, &json!({"!GetAtt": "DocumentDeadLetters.Arn"}));
    let rules = resource("Documents")["Properties"]["LifecycleConfiguration"]["Rules"].as_array().unwrap().clone();
    let ends: Vec<_> = rules.iter().filter(|rule| rule.get("ExpirationInDays").is_some()).collect();
    let [end] = ends[..] else { panic!("one rule lets objects expire: {ends:?}") };
    assert_eq!((&end["Prefix"], &end["ExpirationInDays"]), (&quarantine.as_str().into(), &2.into()));
    let of_clean =
        |rule: &&Value| rule["Prefix"].as_str().is_some_and(|prefix| prefix.starts_with(Shelf::Clean.name()));
    assert_eq!(rules.iter().filter(of_clean).count(), 0, "what was accepted is kept");
}
