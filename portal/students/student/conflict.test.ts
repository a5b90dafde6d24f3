import { expect, test } from "vitest";
import { compare, decisions, inWords, kept } from "./conflict";
import { test as exam, student } from "./example";
import type { Staged } from "./staging";

const set = { by: "Noor Haddad, site CAASPP coordinator", at: "2026-11-22T20:00:00Z" };
const nte = { kind: "set-code", code: "NTE" } as const;

test("a test that both changed waits for a decision, one that nobody else touched is kept", () => {
  const before = student([exam("sb-ela"), exam("sb-math"), exam("cast")]);
  const pge = { condition_code: "PGE", condition_code_set: { ...set, request_received_on: "2026-11-20" } };
  const now = student([exam("sb-ela", pge), exam("sb-math"), exam("cast")]);
  const staged: Staged = new Map([
    ["sb-ela", nte],
    ["sb-math", nte],
  ]);
  const rows = compare(before, now, staged);
  expect(rows.map(({ program, changedByOthers }) => [program, changedByOthers])).toEqual([
    ["sb-ela", true],
    ["sb-math", false],
  ]);
  const decided = decisions(rows);
  expect([...decided]).toEqual([
    ["sb-ela", undefined],
    ["sb-math", "keep"],
  ]);
  expect([...kept(staged, decided).keys()]).toEqual(["sb-math"]);
  expect([...kept(staged, new Map(decided).set("sb-ela", "keep")).keys()]).toEqual(["sb-ela", "sb-math"]);
});

test("what is so already, and what became impossible, is dropped and says so", () => {
  const before = student([exam("sb-ela"), exam("sb-math")]);
  const now = student([
    exam("sb-ela", { condition_code: "NTE", condition_code_set: set }),
    exam("sb-math", {
      status: "completed",
      allowed: [],
      blocked: [{ action: "set-condition-code", reason: "all parts of this test are submitted" }],
    }),
  ]);
  const staged: Staged = new Map([
    ["sb-ela", nte],
    ["sb-math", nte],
  ]);
  const rows = compare(before, now, staged);
  expect(rows.map((row) => [row.alreadySo, row.impossible])).toEqual([
    [true, undefined],
    [false, "all parts of this test are submitted"],
  ]);
  expect([...decisions(rows).values()]).toEqual(["drop", "drop"]);
});

test("others' changes to tests that one did not touch are shown, and nothing is to be decided about them", () => {
  const before = student([exam("sb-ela"), exam("sb-math")]);
  const added = { program: "sb-math", name: "SB-MATH", allowed: ["add-assignment"], blocked: [] };
  const rows = compare(before, student([exam("sb-ela")], [added]), new Map());
  expect(rows.map((row) => [row.program, inWords(row.before), inWords(row.now), row.mine])).toEqual([
    ["sb-math", "Assigned, no condition code", "Not assigned", undefined],
  ]);
  expect(decisions(rows).size).toBe(0);
});

test("a state is told with who set the code, when, and when the request was received", () => {
  const state = { ...set, request_received_on: "2026-11-20" };
  expect(inWords({ assigned: true, status: "partially-submitted", code: "PGE", set: state })).toBe(
    "Partially submitted, PGE, request received November 20, 2026, set by Noor Haddad, site CAASPP coordinator, Nov 22, 2026, 12:00 PM",
  );
  expect(inWords({ assigned: true, status: "assigned", code: "NEL", set: undefined })).toBe("Assigned, NEL");
});
