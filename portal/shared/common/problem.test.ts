import { expect, test } from "vitest";
import { answer, refusalOf } from "./api";
import { Refused, problemOf } from "./problem";

test("a problem of the API is kept as the API worded it", () => {
  const problem = {
    type: "/problems/student.not-found",
    title: "No such student",
    status: 404,
    detail: "Search again.",
  };
  expect(problemOf(404, problem)).toBe(problem);
});

test.each([undefined, null, "", "<html>", {}, { type: "x" }, { title: "x" }, []])(
  "what stands in front of the API and answers %j becomes a problem in words",
  (body) => {
    expect(problemOf(502, body)).toMatchObject({ type: "/problems/portal.no-answer", status: 502 });
    expect(problemOf(429, body)).toMatchObject({ type: "/problems/portal.too-many-requests", status: 429 });
  },
);

test("a refusal is told by its type and by its fields", () => {
  const refused = new Refused({
    type: "/problems/session.not-signed-in",
    title: "You are not signed in",
    status: 401,
    errors: [{ pointer: "/a", detail: "A is wrong." }],
  });
  expect(refused.is("session.not-signed-in")).toBe(true);
  expect(refused.is("session")).toBe(false);
  expect(refused.fields).toEqual(new Map([["/a", "A is wrong."]]));
});

const call = (status: number, error: unknown, headers: Record<string, string> = {}) =>
  answer(Promise.resolve({ error, response: new Response(null, { status, headers }) }));

test("a refused call rejects with the wait that the answer names", async () => {
  await expect(call(429, undefined, { "Retry-After": "7" })).rejects.toMatchObject({ retryAfter: 7 });
  const dated = call(429, undefined, { "Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT" });
  await expect(dated).rejects.toMatchObject({ retryAfter: undefined });
});

test("a call without an answer says that the service cannot be reached", async () => {
  const failed = answer(Promise.reject(new TypeError("Failed to fetch")));
  await expect(failed).rejects.toMatchObject({ problem: { type: "/problems/portal.unreachable" } });
});

test("a fault of the page is no refusal and is not hidden", () => {
  const fault = new TypeError("x is undefined");
  expect(() => refusalOf(fault)).toThrow(fault);
});
