//! A circular and the daily job on the deployed stack.

use crate::mailbox::letter_to;
use crate::stack::Stack;

/// Puts a circular as a change of a review does. Functions that do it answer requests elsewhere; this is about the stream.
const PUT: &str = "import boto3, datetime, os
now = datetime.datetime.now(datetime.timezone.utc)
boto3.resource('dynamodb').Table(os.environ['MAIL_TABLE']).put_item(Item={
    'pk': 'CIRCULAR#mzxw6ytboi4dcmrtgq2tmnzyha', 'sk': 'CIRCULAR',
    'to': {'readers': 'reviewed-lea', 'lea': '9900001'},
    'letter': {'letter': 'review-notice', 'review': 'a' * 26, 'organization_name': 'Poppy Valley Unified',
               'notice': {'notice': 'opened'}},
    'state': 'queued', 'unsent': 'unaddressed', 'queued_at': now.strftime('%Y-%m-%dT%H:%M:%SZ'),
    'readers': 0, 'ttl': int(now.timestamp()) + 86400})";

const STATE: &str = "import boto3, os
table = boto3.resource('dynamodb').Table(os.environ['MAIL_TABLE'])
key = {'pk': 'CIRCULAR#mzxw6ytboi4dcmrtgq2tmnzyha', 'sk': 'CIRCULAR'}
print(table.get_item(Key=key, ConsistentRead=True)['Item']['state'])";

const REMIND: &str = "import boto3
functions = boto3.client('lambda')
names = [one['FunctionName'] for one in functions.list_functions()['Functions']]
[name] = [name for name in names if 'RemindReviews' in name]
answer = functions.invoke(FunctionName=name, Payload=b'{}')
assert 'FunctionError' not in answer, answer['Payload'].read()";

/// The circular goes over the stream to its function, and its letter over the same stream to the other.
pub(crate) fn a_circular_reaches_its_reader_and_the_daily_job_runs(stack: &Stack) {
    stack.python(PUT, &[], "");
    let letter = letter_to(stack, "review.coordinator@poppy.test", 1);
    assert_eq!(letter.subject, "Poppy Valley Unified: the review is open");
    assert!(letter.text.contains(&format!("{}/review?id={}", stack.url(), "a".repeat(26))));
    assert_eq!(stack.python(STATE, &[], "").trim(), "addressed");
    stack.python(REMIND, &[], "");
    assert!(stack.logs().contains("\"operation\":\"remind-reviews\""));
}
