"""Runs MiniStack in its own environment, with two of its ways (1.5.33) changed.

Its Lambda runtime API writes headers and body apart on a connection that is kept open. The body then waits 40 ms (Nagle's
algorithm) for the function to acknowledge the headers, which it delays. Without the algorithm nothing else changes.

It asks a role for `ses:SendRawEmail` on `*` and without the sender's address, so that no policy limited to an identity or an
address would allow it. Here it asks for the identity of the sender, and tells the address, as AWS does.
"""

import socketserver

socketserver.StreamRequestHandler.disable_nagle_algorithm = True

from ministack.core import iam_actions  # noqa: E402 - after what it must find changed


def _sender(service: str, params: dict) -> str:
    """The address that `SendRawEmail` sends from; empty for any other call."""
    read = iam_actions._query_param
    return read(params, "Source") if service == "ses" and read(params, "Action") == "SendRawEmail" else ""


_resource_arn = iam_actions.extract_resource_arn
_request_context = iam_actions.request_tag_context


def _with_identity(service, method, path, headers, body, query_params, region, account_id):
    sender = _sender(service, query_params)
    if sender:
        return f"arn:aws:ses:{region}:{account_id}:identity/{sender}"
    return _resource_arn(service, method, path, headers, body, query_params, region, account_id)


def _with_sender(service, iam_action, body, params):
    sender = _sender(service, params)
    return {**_request_context(service, iam_action, body, params), **({"ses:FromAddress": [sender]} if sender else {})}


iam_actions.extract_resource_arn = _with_identity
iam_actions.request_tag_context = _with_sender

from ministack.app import main  # noqa: E402

main()
