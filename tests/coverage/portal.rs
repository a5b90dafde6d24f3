//! What the portal's part of the template must hold.

use std::collections::BTreeSet;

use serde_yaml_ng::Value;
use testkit::Template;

fn only<'a>(template: &'a Template, kind: &'a str) -> &'a Value {
    let found: Vec<_> = template.resources(kind).collect();
    let [(_, resource)] = found.as_slice() else { panic!("one {kind}: {}", found.len()) };
    resource
}

#[test]
fn the_portals_files_are_encrypted_and_nobodys_but_the_distributions() {
    let template = Template::read();
    let bucket = &template.value()["Resources"]["PortalFiles"]["Properties"];
    let blocked = bucket["PublicAccessBlockConfiguration"].as_mapping().unwrap();
    assert_eq!(blocked.len(), 4);
    assert!(blocked.values().all(|blocked| *blocked == Value::Bool(true)));
    assert!(bucket["BucketEncryption"].is_mapping());
    let policy = &template.value()["Resources"]["PortalFilesPolicy"]["Properties"]["PolicyDocument"]["Statement"];
    let [ours, tls] = policy.as_sequence().unwrap().as_slice() else { panic!("two statements") };
    assert_eq!((&ours["Effect"], &ours["Action"]), (&"Allow".into(), &"s3:GetObject".into()));
    assert_eq!(ours["Principal"]["Service"], "cloudfront.amazonaws.com");
    let Value::Tagged(source) = &ours["Condition"]["StringEquals"]["aws:SourceArn"] else { panic!("a condition") };
    assert!(source.value.as_str().unwrap().ends_with(":distribution/${Portal}"));
    let [local, here, tls] = tls["Fn::If"].as_sequence().unwrap().as_slice() else { panic!("a choice") };
    let Value::Tagged(nothing) = here else { panic!("nothing where there is no TLS") };
    assert_eq!((local, &nothing.value), (&"IsLocal".into(), &"AWS::NoValue".into()));
    assert_eq!((&tls["Effect"], &tls["Condition"]["Bool"]["aws:SecureTransport"]), (&"Deny".into(), &"false".into()));
}

/// An error page of a distribution stands in for the API's refusals too, which a client must see as they are.
#[test]
fn the_apis_answers_come_through_the_distribution_as_they_are() {
    let template = Template::read();
    let distribution = &only(&template, "AWS::CloudFront::Distribution")["DistributionConfig"];
    assert!(distribution["CustomErrorResponses"].is_null());
    let behaviours = distribution["CacheBehaviors"].as_sequence().unwrap();
    let api = behaviours.iter().find(|behaviour| behaviour["PathPattern"] == "/v1/*").expect("the API's behaviour");
    assert_eq!((&api["TargetOriginId"], &api["ResponseHeadersPolicyId"]), (&"api".into(), &Value::Null));
    let methods: BTreeSet<_> =
        api["AllowedMethods"].as_sequence().unwrap().iter().map(|method| method.as_str().unwrap()).collect();
    assert_eq!(methods, ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"].into());
    assert_eq!(api["ViewerProtocolPolicy"], "https-only");
    assert!(distribution["Logging"].is_null(), "a path may hold the token of a mailed link");
}
