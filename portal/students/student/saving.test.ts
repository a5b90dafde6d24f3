import { expect, test, vi } from "vitest";
import { Refused } from "../../shared/common/problem";
import { attemptFor, isUnsettled, save } from "./saving";
import { student } from "./example";
import type { Staged } from "./staging";

const staged: Staged = new Map([["sb-ela", { kind: "set-code", code: "NTE" }]]);
const more: Staged = new Map([...staged, ["csa", { kind: "add" }]]);

test("the same save keeps its key; other changes or another state of the student get a new one", () => {
  let made = 0;
  const key = () => `key-${(made += 1)}`;
  const first = attemptFor(undefined, '"1-1"', staged, key);
  expect(first).toEqual({ key: "key-1", etag: '"1-1"', changes: [{ program: "sb-ela", condition_code: "NTE" }] });
  expect(attemptFor(first, '"1-1"', new Map(staged), key)).toBe(first);
  expect(attemptFor(first, '"1-1"', more, key).key).toBe("key-2");
  expect(attemptFor(first, '"1-2"', staged, key).key).toBe("key-3");
});

const busy = new Refused({ type: "/problems/test-assignments.busy", title: "Busy", status: 503 }, 2);
const attempt = attemptFor(undefined, '"1-1"', staged, () => "one-key");
const saved = { student: student([]), etag: '"1-2"', at: "2026-11-22T20:00:00.000Z" };

test("a busy student is asked again with the same key after the time that the answer names", async () => {
  const sendOnce = vi.fn().mockRejectedValueOnce(busy).mockRejectedValueOnce(busy).mockResolvedValue(saved);
  const pause = vi.fn().mockResolvedValue(undefined);
  expect(await save("a", attempt, sendOnce, pause)).toBe(saved);
  expect(sendOnce.mock.calls).toEqual([
    ["a", attempt],
    ["a", attempt],
    ["a", attempt],
  ]);
  expect(pause.mock.calls).toEqual([[2], [2]]);
});

test("a student who stays busy, and every other refusal, is told to the person", async () => {
  const pause = vi.fn().mockResolvedValue(undefined);
  const always = vi.fn().mockRejectedValue(busy);
  await expect(save("a", attempt, always, pause)).rejects.toBe(busy);
  expect(always).toHaveBeenCalledTimes(4);
  const stale = new Refused({ type: "/problems/test-assignments.stale", title: "Stale", status: 412 });
  const once = vi.fn().mockRejectedValue(stale);
  await expect(save("a", attempt, once, pause)).rejects.toBe(stale);
  expect(once).toHaveBeenCalledTimes(1);
});

test.each([
  [0, true],
  [401, false],
  [412, false],
  [422, false],
  [429, true],
  [500, true],
  [503, true],
])("after %i it is unsettled whether the save was made: %s", (status, unsettled) => {
  expect(isUnsettled(status)).toBe(unsettled);
});
