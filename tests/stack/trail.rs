//! The audit trail on the deployed stack: its rows are sealed by themselves, and an operator finds what was done to them.

use std::collections::BTreeSet;

use edge::Clock;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::stack::{Stack, wait_for};

/// Does to three rows about students what nobody may, past the functions, and prints their keys.
const TAMPER: &str = "import boto3, json, os
tables, audit = boto3.client('dynamodb'), os.environ['AUDIT_TABLE']
rows = tables.scan(TableName=audit, FilterExpression='begins_with(pk, :s) AND #a = :i', ExpressionAttributeNames={'#a': 'action'}, ExpressionAttributeValues={':s': {'S': 'STUDENT#'}, ':i': {'S': 'imported'}})['Items']
changed, removed, copied = rows[:3]
key = lambda row: {'pk': row['pk'], 'sk': row['sk']}
tables.update_item(TableName=audit, Key=key(changed), UpdateExpression='SET #a = :v', ExpressionAttributeNames={'#a': 'action'}, ExpressionAttributeValues={':v': {'S': 'viewed'}})
tables.delete_item(TableName=audit, Key=key(removed))
slipped = {**copied, 'sk': {'S': '2026-09-01T08:00:00.000Z#' + copied['sk']['S'].split('#')[1]}}
tables.put_item(TableName=audit, Item=slipped)
print(json.dumps([[row['pk']['S'], row['sk']['S']] for row in (changed, removed, slipped)]))";

/// What `coord trail verify` with these words ends with, and says.
fn verify(stack: &Stack, words: &[&str]) -> (Option<i32>, Value) {
    let output = stack.coord(&[&["--json", "trail", "verify"], words].concat());
    let json = serde_json::from_slice(&output.stdout);
    assert!(json.is_ok(), "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.code(), json.unwrap())
}

/// The faults told, each as row, time and what it is.
fn faults(said: &Value) -> BTreeSet<[String; 3]> {
    let of = |fault: &Value| ["row", "time_and_request", "fault"].map(|name| fault[name].as_str().unwrap().to_owned());
    said["faults"].as_array().unwrap().iter().map(of).collect()
}

pub(crate) fn what_is_done_to_its_rows_is_found(stack: &Stack) {
    let whole = wait_for("the seals of all rows", || {
        let (_, said) = verify(stack, &[]);
        (said["awaited"] == 0).then_some(said)
    });
    assert!(whole["rows"].as_u64().unwrap() > 300, "{whole}");
    // The demo has reviews and a code with a past of months, which nobody could seal then.
    let invented = faults(&whole);
    let slipped_in = "was not sealed in the days of its time";
    assert!(!invented.is_empty() && invented.iter().all(|[_, _, fault]| fault == slipped_in), "{whole}");
    let today = Clock::system().now().to_zoned(TimeZone::UTC).date().to_string();
    let (code, said) = verify(stack, &["--from", &today]);
    assert_eq!((code, faults(&said)), (Some(0), BTreeSet::new()), "{said}");

    let touched: [[String; 2]; 3] = serde_json::from_str(&stack.python(TAMPER, &[], "")).unwrap();
    let (code, said) = verify(stack, &[]);
    let words = ["is not what was sealed, or was something else for a time", "was sealed and is not there", slipped_in];
    let meant = touched.into_iter().zip(words).map(|([row, time], fault)| [row, time, fault.to_owned()]);
    assert_eq!((code, &faults(&said) - &invented), (Some(2), meant.collect()), "{said}");
    // An alarm of the template looks for this in the log.
    wait_for("that rows were touched, in the log", || stack.logs().contains(" touched=").then_some(()));
}
