// The look-up of one student as `read-student` does it, in Node.js with the AWS SDK v3: the same calls at the same two levels,
// the same items, the same checks. The page leaves out what the caller may do to each test, which ours works out.

import { createHash, randomBytes } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BatchGetCommand, DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";

const { ACCOUNTS_TABLE, STUDENTS_TABLE, AUDIT_TABLE } = process.env;
const TERMS = "2026-11-22";
const IDLE = 30 * 60_000;
const ABSOLUTE = 12 * 3_600_000;
const ID = /^[a-z2-7]{26}$/;
/** The roles that may find students, and the affidavits that they sign first. */
const AFFIDAVITS = {
  "lea-caaspp-coordinator": [],
  "lea-elpac-coordinator": [],
  "site-caaspp-coordinator": [],
  "site-elpac-coordinator": [],
  "test-administrator": ["caaspp"],
  "test-examiner": ["caaspp", "elpac"],
};
const HEADERS = {
  "cache-control": "no-store",
  "content-type": "application/json",
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: 3 }));
// The connection is opened ahead of the first request, as ours is.
await batch(ACCOUNTS_TABLE, [{ pk: "HEALTH", sk: "HEALTH" }]);

class Refused extends Error {
  constructor(status, type) {
    super(type);
    this.status = status;
  }
}

async function batch(table, keys) {
  const answer = await dynamo.send(new BatchGetCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }));
  return answer.Responses[table];
}

function token(event) {
  const pair = (event.cookies ?? []).map((cookie) => cookie.split("=")).find(([name]) => name === "__Host-session");
  const [user, secret] = (pair?.[1] ?? "").split(".");
  const bytes = Buffer.from(secret ?? "", "base64url");
  if (!ID.test(user) || bytes.length !== 32) throw new Refused(401, "session.not-signed-in");
  return { user, session: createHash("sha256").update(bytes).digest("hex") };
}

function yearAt(now) {
  // A year begins with July, which begins in California seven hours after UTC's.
  const there = new Date(now - 7 * 3_600_000);
  const first = there.getUTCMonth() >= 6 ? there.getUTCFullYear() : there.getUTCFullYear() - 1;
  return `${first}-${String((first + 1) % 100).padStart(2, "0")}`;
}

function caller(profile, session, now, year) {
  const at = (time) => Date.parse(time);
  const open =
    profile && session && profile.state === "active" && profile.epoch === session.epoch && !session.awaiting_factor &&
    now < Math.min(at(session.extended_at) + IDLE, at(session.started_at) + ABSOLUTE);
  if (!open) throw new Refused(401, "session.not-signed-in");
  if (profile.terms_accepted !== TERMS) throw new Refused(403, "session.terms-not-accepted");
  const [chosen, organization, of] = session.role ?? [];
  const held = session.role
    ? profile.roles.filter((role) => role.role === chosen && role.organization === organization && role.year === of)
    : profile.roles.filter((role) => role.year === year);
  if (held.length !== 1) throw new Refused(403, "session.role-not-chosen");
  const affidavits = AFFIDAVITS[held[0].role];
  if (!affidavits) throw new Refused(403, "access.forbidden");
  if (!session.factor_settled) throw new Refused(403, "session.second-factor-not-enrolled");
  if (held[0].year !== year) throw new Refused(403, "access.other-year");
  const signed = (profile.affidavits ?? []).some((one) => one.year === year && affidavits.includes(one.program));
  if (affidavits.length > 0 && !signed) throw new Refused(403, "access.affidavit-not-signed");
  return held[0];
}

function covers(scope, place) {
  if (scope === "state") return true;
  return scope.county === place.county || scope.lea === place.lea || scope.school === place.school;
}

const NAMES = {
  "sb-ela": "Smarter Balanced for ELA", "sb-math": "Smarter Balanced for Mathematics",
};

function school({ school, school_name, lea, lea_name }) {
  return { cds_code: school, name: school_name, lea_code: lea, lea_name };
}

function page(student, assignments) {
  const { name, enrollment, second_enrollment: second } = student;
  const tests = Object.entries(assignments?.tests ?? {});
  return {
    id: student.id,
    demographic: {
      name: `${name.last}, ${name.first}${name.middle ? ` ${name.middle}` : ""}`,
      last_name: name.last,
      first_name: name.first,
      middle_name: name.middle ?? null,
      ssid: student.ssid,
      birthdate: student.birthdate,
      enrollment: school(enrollment),
      second_enrollment: second ? school(second) : null,
      grade: student.grade,
      elas: student.elas,
      details: student.demographics,
    },
    test_assignments: tests.map(([program, test]) => ({
      program,
      name: NAMES[program] ?? program,
      status: test.progress,
      delivery_mode: test.delivery_mode,
      condition_code: test.condition?.code ?? null,
    })),
    test_settings: {
      elpac_domain_exemptions: student.demographics.elpac_domain_exemptions ?? [],
      delivery_modes: tests.map(([program, test]) => ({ program, delivery_mode: test.delivery_mode })),
    },
    unlisted_resources: student.unlisted_resources ?? null,
    score_status: tests.map(([program, test]) => ({ program, status: test.progress })),
    reporting: tests.map(([program, test]) => ({
      program,
      counts_as_enrolled: test.condition?.code !== "NTE",
      counts_as_tested: !test.condition && test.progress === "completed",
      school: enrollment.school_name,
    })),
  };
}

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

function newId() {
  let [text, bits, value] = ["", 0, 0];
  for (const byte of randomBytes(16)) {
    value = (value << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET[(value >> (bits - 5)) & 31];
    value &= 31;
  }
  return text + ALPHABET[(value << (5 - bits)) & 31];
}

async function read(event, request) {
  const now = new Date();
  const year = yearAt(now);
  const { user, session } = token(event);
  const id = event.pathParameters.id;
  if (!ID.test(id)) throw new Refused(404, "students.not-found");
  const [accounts, students] = await Promise.all([
    batch(ACCOUNTS_TABLE, [{ pk: `USER#${user}`, sk: "PROFILE" }, { pk: `USER#${user}`, sk: `SESSION#${session}` }]),
    batch(STUDENTS_TABLE, [{ pk: `STUDENT#${id}`, sk: "PROFILE" }, { pk: `STUDENT#${id}`, sk: `ASSIGNMENTS#${year}` }]),
  ]);
  const profile = accounts.find((item) => item.sk === "PROFILE");
  const role = caller(profile, accounts.find((item) => item.sk !== "PROFILE"), now, year);
  const found = students.find((item) => item.sk === "PROFILE");
  const assigned = students.find((item) => item.sk !== "PROFILE");
  const places = found ? [found.student.enrollment, found.student.second_enrollment].filter(Boolean) : [];
  if (!places.some((place) => covers(role.scope, place))) throw new Refused(404, "students.not-found");
  const at = now.toISOString();
  const { organization, organization_name } = role;
  const name = `${profile.first_name} ${profile.last_name}`;
  await dynamo.send(
    new PutCommand({
      TableName: AUDIT_TABLE,
      Item: {
        pk: `STUDENT#${id}`,
        sk: `${at}#${request}`,
        at,
        by: { kind: "user", user, name, role: role.role, organization, organization_name },
        action: "viewed",
        allowed_by: "find-students",
        request,
        actor: `USER#${user}`,
      },
      ConditionExpression: "attribute_not_exists(pk)",
    }),
  );
  const etag = `"${found.version}-${assigned?.version ?? 0}"`;
  return { user, answer: { statusCode: 200, headers: { ...HEADERS, etag }, body: JSON.stringify(page(found.student, assigned?.assignments)) } };
}

export async function handler(event) {
  const start = performance.now();
  const request = newId();
  let [user, answer] = [undefined, undefined];
  try {
    ({ user, answer } = await read(event, request));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    answer = { statusCode: error.status, headers: HEADERS, body: JSON.stringify({ type: `/problems/${error.message}`, status: error.status }) };
  }
  const line = { request_id: request, operation: event.routeKey, status: answer.statusCode, user_id: user, duration_ms: performance.now() - start };
  console.log(JSON.stringify({ timestamp: new Date(), level: "INFO", message: "request", ...line }));
  return answer;
}
