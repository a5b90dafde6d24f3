// @vitest-environment node
import { expect, test } from "vitest";
import { document } from "../example";
import { failedLast, shelf } from "./editions";

const TARGET = { evidence_request: "r" };
const ids = (documents: readonly { id: string }[]) => documents.map(({ id }) => id);

test("the current edition comes with those before it, the newest first; others are told apart", () => {
  const found = shelf(
    [
      document("first", { target: TARGET, current: false, uploaded_at: "2026-11-01T00:00:00Z" }),
      document("second", { target: TARGET, current: false, replaces: "first", uploaded_at: "2026-11-02T00:00:00Z" }),
      document("third", { target: TARGET, replaces: "second", uploaded_at: "2026-11-03T00:00:00Z" }),
      document("another", { target: TARGET, uploaded_at: "2026-11-04T00:00:00Z" }),
      document("checked", { target: TARGET, current: false, state: "checking" }),
      document("program", { target: TARGET, current: false, state: "refused", reason: "The file is a program." }),
      document("elsewhere", { target: { item: "r" } }),
    ],
    TARGET,
  );
  expect(found.current.map(({ document: { id }, older }) => [id, ids(older)])).toEqual([
    ["another", []],
    ["third", ["second", "first"]],
  ]);
  expect(ids(found.underWay)).toEqual(["checked"]);
  expect(ids(found.failed)).toEqual(["program"]);
});

test("a refusal is the last word until something newer is accepted", () => {
  const refused = document("a", { current: false, state: "refused", uploaded_at: "2026-11-02T00:00:00Z" });
  const target = refused.target;
  expect(failedLast(shelf([], target))).toBe(false);
  expect(failedLast(shelf([refused], target))).toBe(true);
  expect(failedLast(shelf([refused, document("b", { uploaded_at: "2026-11-01T00:00:00Z" })], target))).toBe(true);
  expect(failedLast(shelf([refused, document("b", { uploaded_at: "2026-11-03T00:00:00Z" })], target))).toBe(false);
});
