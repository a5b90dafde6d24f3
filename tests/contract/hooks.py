"""Who asks, and about what: each operation is asked by somebody who may do it, and half of the made-up ids and versions are
replaced by ones that exist. Without that, nearly every made-up request would end at "not signed in" or "not there"."""

import functools
import os
import re
import threading
from urllib.parse import parse_qs, urlsplit

import requests
import schemathesis
from hypothesis import strategies

_URL = os.environ["OPENTOMS_URL"]
_PASSWORD = "poppies bloom in april 2026"

# The first that matches the operation's path. Where a change of somebody's account would end the work of the others, somebody asks
# who may change few.
_ASKERS = [
    (r"^/v1/students", "lea.coordinator@poppy.test"),
    (r"^/v1/(users|affidavits)", "site.coordinator@poppy.test"),
    (r"^/v1/compliance/(document-uploads|findings/\{id\}/resolution(s|-agreements)$)", "review.coordinator@poppy.test"),
    (r"^/v1/compliance/reviews/\{id\}/contributors", "review.coordinator@poppy.test"),
    (r"^/v1/compliance", "compliance.admin@cde.test"),
    (r"^/v1/(bulletin|calendar|status)", "editor@cde.test"),
    (r"notifications", "elpac.coordinator@poppy.test"),
    (r"^/v1/(account|session)", "test.administrator@poppy.test"),
    (r"", "superintendent@poppy.test"),
]
# After which the asker has another session or none, so that the next asker signs in again.
_ENDS_SESSIONS = re.compile(r"^/v1/(session|account)")


class _Sessions:
    """One session for each asker, begun when first needed and again when it has ended."""

    def __init__(self):
        self._cookies = {}
        self._lock = threading.Lock()

    def of(self, username):
        with self._lock:
            if username not in self._cookies:
                self._cookies[username] = _sign_in(username)
            return self._cookies[username]

    def forget(self, username):
        with self._lock:
            self._cookies.pop(username, None)


def _sign_in(username):
    session = requests.Session()
    answer = session.post(f"{_URL}/v1/session", json={"username": username, "password": _PASSWORD}, timeout=60)
    answer.raise_for_status()
    cookie = _cookie(answer)
    headers = {"cookie": cookie}
    version = requests.get(f"{_URL}/v1/session/terms", timeout=60).json()["version"]
    requests.post(f"{_URL}/v1/session/terms", json={"version": version}, headers=headers, timeout=60).raise_for_status()
    state = requests.get(f"{_URL}/v1/session", headers=headers, timeout=60).json()
    if state["role"] is None:
        first = state["roles"][0]
        role = {"role": first["role"], "organization": first["organization"], "year": first["year"]}
        answer = requests.put(f"{_URL}/v1/session/role", json=role, headers=headers, timeout=60)
        answer.raise_for_status()
        cookie = _cookie(answer)
    return cookie


def _cookie(answer):
    return answer.headers["set-cookie"].split(";")[0]


_SESSIONS = _Sessions()


def _asker(path):
    return next(username for pattern, username in _ASKERS if re.search(pattern, path))


@schemathesis.auth(refresh_interval=None)
class Asker:
    def get(self, case, context):
        return _SESSIONS.of(_asker(context.operation.path))

    def set(self, case, data, context):
        case.headers["cookie"] = data


@schemathesis.hook
def after_call(context, case, response):
    if response.status_code == 401 or _ENDS_SESSIONS.match(case.operation.path):
        _SESSIONS.forget(_asker(case.operation.path))


# Lists that show ids, for the operations whose path begins so.
_LISTS = {
    "/v1/users": ("GET", "/v1/users", None),
    "/v1/students": ("POST", "/v1/students/search", {"organization": "99000010000103"}),
    "/v1/compliance/reviews": ("GET", "/v1/compliance/reviews", None),
    "/v1/bulletin-drafts": ("GET", "/v1/bulletin-drafts", None),
    "/v1/bulletins": ("GET", "/v1/bulletins", None),
    "/bulletins": ("GET", "/v1/bulletins", None),
    "/v1/calendar": ("GET", "/v1/calendar?from=2026-09-01&to=2027-08-31", None),
    "/v1/status": ("GET", "/v1/status", None),
    "/v1/notifications": ("GET", "/v1/posted-notifications", None),
    "/v1/account": ("GET", "/v1/account/sessions", None),
}
# What stands in one review: the parts' ids begin with its own.
_PARTS = re.compile(r"^/v1/compliance/(documents|evidence-requests|findings|items)/")
_ID = re.compile(r'"id":"([0-9a-z-]{26,39})"')


@functools.cache
def _known(path):
    """Ids that exist, for the operation at `path`."""
    if _PARTS.match(path):
        reviews = _known("/v1/compliance/reviews/{id}")
        texts = [_ask(path, "GET", f"/v1/compliance/reviews/{review}", None) for review in reviews]
        return sorted({found for text in texts for found in _ID.findall(text) if len(found) == 39})
    asked = next((asked for beginning, asked in _LISTS.items() if path.startswith(beginning)), None)
    return [] if asked is None else sorted(set(_ID.findall(_ask(path, *asked))))[:40]


def _ask(path, method, url, body):
    headers = {"cookie": _SESSIONS.of(_asker(path))}
    answer = requests.request(method, f"{_URL}{url}", json=body, headers=headers, timeout=60)
    answer.raise_for_status()
    return answer.text


@schemathesis.hook
def before_generate_path_parameters(context, strategy):
    path = context.operation.path
    if "{id}" not in path or not _known(path):
        return strategy
    known = strategies.sampled_from(_known(path))
    return strategy | strategy.flatmap(lambda drawn: known.map(lambda found: _with(drawn, "id", found)))


@schemathesis.hook
def before_generate_headers(context, strategy):
    """The versions that records have at first, written as each kind writes them."""
    if not any(header.name == "If-Match" for header in context.operation.headers):
        return strategy
    version = strategies.sampled_from([f'"{number}"' for number in range(1, 6)] + [f'"1-{number}"' for number in range(1, 6)])
    return strategy | strategy.flatmap(lambda drawn: version.map(lambda tag: _with(drawn, "If-Match", tag)))


def _with(drawn, name, value):
    """What was drawn with one value in its place; as it is where it was drawn to be wrong."""
    return {**drawn, name: value} if isinstance(drawn, dict) else drawn


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """What was drawn to be wrong and cannot be sent, as a field whose value is an empty list, is no wrong request."""
    if type(failure).__name__ != "AcceptedNegativeData" or case.body:
        return True
    sent = parse_qs(urlsplit(response.request.url).query, keep_blank_values=True)
    return not set(sent) <= {parameter.name for parameter in context.operation.query}
