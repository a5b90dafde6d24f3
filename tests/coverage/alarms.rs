//! Alarms: somebody is told, a page says what to do, and no function fails unheard.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use testkit::Template;

use crate::as_json;

fn of_kind(kind: &str) -> BTreeMap<String, Value> {
    Template::read().resources(kind).map(|(name, resource)| (name.to_owned(), as_json(resource))).collect()
}

fn alarms() -> BTreeMap<String, Value> {
    let alarms = of_kind("AWS::CloudWatch::Alarm");
    assert!(alarms.len() > 10, "{}", alarms.len());
    alarms
}

/// The heading's link, as Markdown's readers make it.
fn anchor(heading: &str) -> String {
    heading.trim_start_matches('#').trim().to_lowercase().replace(' ', "-")
}

#[test]
fn every_alarm_tells_the_topic_and_names_a_page_and_a_heading_that_are_there() {
    let topic = json!({"Fn::If": ["HasAlarmTopic", [{"!Ref": "AlarmTopicArn"}], {"!Ref": "AWS::NoValue"}]});
    for (name, alarm) in alarms() {
        assert_eq!((&alarm["AlarmActions"], &alarm["OKActions"]), (&topic, &topic), "{name}");
        let description = alarm["AlarmDescription"].as_str().unwrap();
        let (_, runbook) = description.split_once(" Runbook: ").unwrap_or_else(|| panic!("{name}: {description}"));
        let (page, wanted) = runbook.split_once('#').unwrap_or_else(|| panic!("{name}: {runbook}"));
        let text = crate::read(page);
        let headings = text.lines().filter(|line| line.starts_with("## "));
        assert!(headings.map(anchor).any(|anchor| anchor == wanted), "{name}: {page} has no heading {wanted}");
        assert!(text.contains(&format!("`{name}`")), "{page} does not name {name}");
    }
}

#[test]
fn every_alarm_says_what_no_data_means() {
    for (name, alarm) in alarms() {
        // Of these, silence is the fault.
        let meant = if name.ends_with("Missing") { "breaching" } else { "notBreaching" };
        assert_eq!(alarm["TreatMissingData"], meant, "{name}");
    }
}

#[test]
fn no_function_fails_unheard() {
    let alarms = alarms();
    let watches = |metric: &str, dimension: Value| {
        alarms.values().any(|alarm| alarm["MetricName"] == metric && alarm["Dimensions"] == json!([dimension]))
    };
    let api = watches("5xx", json!({"Name": "ApiId", "Value": {"!Ref": "Api"}}));
    let queues: BTreeSet<_> = of_kind("AWS::SQS::Queue").into_keys().collect();
    let has_alarm = |queue: &str| {
        let name = json!({"Name": "QueueName", "Value": {"!GetAtt": format!("{queue}.QueueName")}});
        watches("ApproximateNumberOfMessagesVisible", name)
    };
    assert!(!queues.is_empty() && queues.iter().all(|queue| has_alarm(queue)), "what is given up is told");
    for (name, function) in of_kind("AWS::Serverless::Function") {
        let events = function["Events"].as_object().unwrap();
        let asked = events.values().all(|event| event["Type"] == "HttpApi");
        let own = watches("Errors", json!({"Name": "FunctionName", "Value": {"!Ref": name}}));
        let gives_up = function.to_string().contains("DeadLetters.Arn");
        assert!(if asked { api } else { own || gives_up }, "{name}");
        // What is called by the clock has an alarm of its own, which says more than a queue for all.
        let scheduled = events.values().any(|event| event["Type"] == "ScheduleV2");
        assert!(!scheduled || own, "{name}");
    }
}
