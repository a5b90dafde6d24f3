"""The look-up of one student as `read-student` does it, in Python with boto3: the same calls at the same two levels, the same items,
the same checks. The page leaves out what the caller may do to each test, which ours works out.
"""

import base64
import hashlib
import json
import os
import re
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import boto3
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.config import Config

_ACCOUNTS, _STUDENTS, _AUDIT = (os.environ[f"{table}_TABLE"] for table in ("ACCOUNTS", "STUDENTS", "AUDIT"))
_TERMS = "2026-11-22"
_IDLE, _ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)
_ID = re.compile(r"[a-z2-7]{26}")
# The roles that may find students, and the affidavits that they sign first.
_AFFIDAVITS = {
    "lea-caaspp-coordinator": (),
    "lea-elpac-coordinator": (),
    "site-caaspp-coordinator": (),
    "site-elpac-coordinator": (),
    "test-administrator": ("caaspp",),
    "test-examiner": ("caaspp", "elpac"),
}
_HEADERS = {
    "cache-control": "no-store",
    "content-type": "application/json",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_NAMES = {"sb-ela": "Smarter Balanced for ELA", "sb-math": "Smarter Balanced for Mathematics"}

_dynamo = boto3.client("dynamodb", config=Config(retries={"mode": "standard", "total_max_attempts": 3}))
_read, _write = TypeDeserializer().deserialize, TypeSerializer().serialize
# boto3 waits for each call; a second thread makes two of them side by side.
_beside = ThreadPoolExecutor(1)


class Refused(Exception):
    def __init__(self, status, kind):
        super().__init__(kind)
        self.status, self.kind = status, kind


def _batch(table, keys):
    keys = [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in keys]
    answer = _dynamo.batch_get_item(RequestItems={table: {"Keys": keys, "ConsistentRead": True}})
    return [{name: _read(value) for name, value in item.items()} for item in answer["Responses"][table]]


# The connection is opened ahead of the first request, as ours is.
_batch(_ACCOUNTS, [("HEALTH", "HEALTH")])


def _token(event):
    for cookie in event.get("cookies") or ():
        name, _, value = cookie.partition("=")
        user, _, secret = value.partition(".")
        if name == "__Host-session" and _ID.fullmatch(user) and len(secret) == 43:
            try:
                return user, hashlib.sha256(base64.urlsafe_b64decode(secret + "=")).hexdigest()
            except ValueError:
                break
    raise Refused(401, "session.not-signed-in")


def _year_at(now):
    # A year begins with July, which begins in California seven hours after UTC's.
    there = now - timedelta(hours=7)
    first = there.year if there.month >= 7 else there.year - 1
    return f"{first}-{(first + 1) % 100:02}"


def _caller(profile, session, now, year):
    if not (
        profile
        and session
        and profile["state"] == "active"
        and profile["epoch"] == session["epoch"]
        and not session["awaiting_factor"]
        and now < datetime.fromisoformat(session["extended_at"]) + _IDLE
        and now < datetime.fromisoformat(session["started_at"]) + _ABSOLUTE
    ):
        raise Refused(401, "session.not-signed-in")
    if profile.get("terms_accepted") != _TERMS:
        raise Refused(403, "session.terms-not-accepted")
    if session.get("role"):
        held = [role for role in profile["roles"] if [role["role"], role["organization"], role["year"]] == session["role"]]
    else:
        held = [role for role in profile["roles"] if role["year"] == year]
    if len(held) != 1:
        raise Refused(403, "session.role-not-chosen")
    [role] = held
    affidavits = _AFFIDAVITS.get(role["role"])
    if affidavits is None:
        raise Refused(403, "access.forbidden")
    if not session["factor_settled"]:
        raise Refused(403, "session.second-factor-not-enrolled")
    if role["year"] != year:
        raise Refused(403, "access.other-year")
    signed = any(one["year"] == year and one["program"] in affidavits for one in profile.get("affidavits") or ())
    if affidavits and not signed:
        raise Refused(403, "access.affidavit-not-signed")
    return role


def _covers(scope, place):
    return scope == "state" or any(place[level] == code for level, code in scope.items())


def _school(enrollment):
    return {
        "cds_code": enrollment["school"],
        "name": enrollment["school_name"],
        "lea_code": enrollment["lea"],
        "lea_name": enrollment["lea_name"],
    }


def _page(student, assignments):
    name, enrollment, second = student["name"], student["enrollment"], student.get("second_enrollment")
    middle = name.get("middle")
    tests = (assignments or {}).get("tests", {}).items()
    code = lambda test: (test.get("condition") or {}).get("code")
    return {
        "id": student["id"],
        "demographic": {
            "name": f"{name['last']}, {name['first']}" + (f" {middle}" if middle else ""),
            "last_name": name["last"],
            "first_name": name["first"],
            "middle_name": middle,
            "ssid": student["ssid"],
            "birthdate": student["birthdate"],
            "enrollment": _school(enrollment),
            "second_enrollment": _school(second) if second else None,
            "grade": student["grade"],
            "elas": student["elas"],
            "details": student["demographics"],
        },
        "test_assignments": [
            {
                "program": program,
                "name": _NAMES.get(program, program),
                "status": test["progress"],
                "delivery_mode": test["delivery_mode"],
                "condition_code": code(test),
            }
            for program, test in tests
        ],
        "test_settings": {
            "elpac_domain_exemptions": student["demographics"].get("elpac_domain_exemptions", []),
            "delivery_modes": [{"program": program, "delivery_mode": test["delivery_mode"]} for program, test in tests],
        },
        "unlisted_resources": student.get("unlisted_resources"),
        "score_status": [{"program": program, "status": test["progress"]} for program, test in tests],
        "reporting": [
            {
                "program": program,
                "counts_as_enrolled": code(test) != "NTE",
                "counts_as_tested": code(test) is None and test["progress"] == "completed",
                "school": enrollment["school_name"],
            }
            for program, test in tests
        ],
    }


def _new_id():
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


def _number(value):
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(type(value))


def _student(event, request):
    now = datetime.now(timezone.utc)
    year = _year_at(now)
    user, session = _token(event)
    student = event["pathParameters"]["id"]
    if not _ID.fullmatch(student):
        raise Refused(404, "students.not-found")
    of_student = [(f"STUDENT#{student}", "PROFILE"), (f"STUDENT#{student}", f"ASSIGNMENTS#{year}")]
    students = _beside.submit(_batch, _STUDENTS, of_student)
    accounts = {item["sk"]: item for item in _batch(_ACCOUNTS, [(f"USER#{user}", "PROFILE"), (f"USER#{user}", f"SESSION#{session}")])}
    students = {item["sk"]: item for item in students.result()}
    profile = accounts.get("PROFILE")
    role = _caller(profile, accounts.get(f"SESSION#{session}"), now, year)
    found, assigned = students.get("PROFILE"), students.get(f"ASSIGNMENTS#{year}")
    places = [found["student"]["enrollment"], found["student"].get("second_enrollment")] if found else []
    if not any(_covers(role["scope"], place) for place in places if place):
        raise Refused(404, "students.not-found")
    at = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    entry = {
        "pk": f"STUDENT#{student}",
        "sk": f"{at}#{request}",
        "at": at,
        "by": {
            "kind": "user",
            "user": user,
            "name": f"{profile['first_name']} {profile['last_name']}",
            "role": role["role"],
            "organization": role["organization"],
            "organization_name": role["organization_name"],
        },
        "action": "viewed",
        "allowed_by": "find-students",
        "request": request,
        "actor": f"USER#{user}",
    }
    item = {name: _write(value) for name, value in entry.items()}
    _dynamo.put_item(TableName=_AUDIT, Item=item, ConditionExpression="attribute_not_exists(pk)")
    etag = f'"{found["version"]}-{assigned["version"] if assigned else 0}"'
    body = json.dumps(_page(found["student"], assigned and assigned["assignments"]), default=_number, ensure_ascii=False)
    return user, {"statusCode": 200, "headers": {**_HEADERS, "etag": etag}, "body": body}


def handler(event, _context):
    start = time.perf_counter()
    request, user = _new_id(), None
    try:
        user, answer = _student(event, request)
    except Refused as refused:
        body = json.dumps({"type": f"/problems/{refused.kind}", "status": refused.status})
        answer = {"statusCode": refused.status, "headers": _HEADERS, "body": body}
    line = {
        "timestamp": datetime.now(timezone.utc).isoformat(),
        "level": "INFO",
        "message": "request",
        "request_id": request,
        "operation": event["routeKey"],
        "status": answer["statusCode"],
        "user_id": user,
        "duration_ms": (time.perf_counter() - start) * 1000,
    }
    print(json.dumps(line))
    return answer
