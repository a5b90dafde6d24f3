"""Runs MiniStack in its own environment, with four of its ways (1.5.33) changed. Each part says which and why."""

import copy
import json
import socketserver

# Its Lambda runtime API writes headers and body apart on a connection that is kept open. The body then waits 40 ms (Nagle's
# algorithm) for the function to acknowledge the headers, which it delays. Without the algorithm nothing else changes.
socketserver.StreamRequestHandler.disable_nagle_algorithm = True

from ministack.core import iam_actions  # noqa: E402 - after what it must find changed
from ministack.services import dynamodb, lambda_svc  # noqa: E402


def _name_sender() -> None:
    """Asks a role for `ses:SendRawEmail` on the sender's identity, and tells the address, as AWS does.

    MiniStack asks on `*` and tells no address: no policy limited to either would allow it.
    """
    resource_arn = iam_actions.extract_resource_arn
    request_context = iam_actions.request_tag_context

    def sender(service, params):
        read = iam_actions._query_param
        return read(params, "Source") if service == "ses" and read(params, "Action") == "SendRawEmail" else ""

    def with_identity(service, method, path, headers, body, query_params, region, account_id):
        address = sender(service, query_params)
        if address:
            return f"arn:aws:ses:{region}:{account_id}:identity/{address}"
        return resource_arn(service, method, path, headers, body, query_params, region, account_id)

    def with_address(service, iam_action, body, params):
        address = sender(service, params)
        # One text, not a list of one: `StringEquals` compares it as it is.
        return {**request_context(service, iam_action, body, params), **({"ses:FromAddress": address} if address else {})}

    iam_actions.extract_resource_arn = with_identity
    iam_actions.request_tag_context = with_address


def _keep_streams() -> None:
    """Saves the records of streams with the tables, as long as DynamoDB keeps them.

    MiniStack saves how far a function has read and not what it reads. After a restart as many changes as were read before would
    go unseen, and so would those that were not read yet.
    """
    get_state = dynamodb.get_state
    restore = dynamodb.load_persisted_state
    kept = {"stream_records": dynamodb._stream_records, "stream_trimmed": dynamodb._stream_trimmed}

    def with_streams():
        return {**get_state(), **{name: copy.deepcopy(store) for name, store in kept.items()}}

    def restore_with_streams(data):
        restore(data)
        for name, store in kept.items():
            store.update(data.get(name, {}))

    dynamodb.get_state = with_streams
    dynamodb.load_persisted_state = restore_with_streams


def _heed_partial_failures() -> None:
    """Hands a stream's batch over again when the function names records of it that failed.

    MiniStack takes such a batch as done. AWS begins again at the first of these records, here the whole batch comes again: what
    was done is done twice at the most, which a function that reads a stream has to bear anyway.
    """
    execute = lambda_svc._execute_function

    def with_failures(func, event):
        result = execute(func, event)
        records = event.get("Records") if isinstance(event, dict) else None
        if records and records[0].get("eventSource") == "aws:dynamodb" and _failures(result.get("body")):
            return {**result, "error": True}
        return result

    lambda_svc._execute_function = with_failures


def _failures(body) -> list:
    answer = json.loads(body) if isinstance(body, str) and body else body
    return answer.get("batchItemFailures") or [] if isinstance(answer, dict) else []


_name_sender()
_keep_streams()
_heed_partial_failures()

from ministack.app import main  # noqa: E402

main()
