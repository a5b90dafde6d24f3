import { describe, expect, test } from "vitest";
import { test as exam, student } from "./example";
import {
  type Change,
  NOTHING,
  asBody,
  blockedBecause,
  isAlreadySo,
  rowErrors,
  stage,
  undo,
  wasDone,
  willBe,
} from "./staging";

const pge = { kind: "set-code", code: "PGE", receivedOn: "2026-11-20" } as const;
const set = { by: "Lee Romero", at: "2026-11-22T20:00:00Z", request_received_on: "2026-11-20" };

describe("staging", () => {
  test("holds one change for each test: the later one takes the place of the earlier", () => {
    const ana = student([exam("sb-ela"), exam("sb-math")]);
    let staged = stage(ana, NOTHING, "sb-ela", pge);
    staged = stage(ana, staged, "sb-math", { kind: "set-code", code: "NTE" });
    staged = stage(ana, staged, "sb-ela", { kind: "remove" });
    expect([...staged]).toEqual([
      ["sb-math", { kind: "set-code", code: "NTE" }],
      ["sb-ela", { kind: "remove" }],
    ]);
  });

  test("stages nothing that is so already", () => {
    const ana = student([exam("sb-ela", { condition_code: "PGE", condition_code_set: set })]);
    const staged = stage(ana, NOTHING, "sb-ela", { kind: "set-code", code: "NTE" });
    expect(stage(ana, staged, "sb-ela", pge)).toEqual(NOTHING);
    expect(stage(ana, NOTHING, "sb-ela", { ...pge, receivedOn: "2026-11-19" }).size).toBe(1);
    expect(isAlreadySo(ana, "sb-ela", { kind: "add" })).toBe(true);
    expect(isAlreadySo(ana, "csa", { kind: "remove" })).toBe(true);
    expect(isAlreadySo(ana, "csa", { kind: "remove-code", reason: "x" })).toBe(false);
  });

  test("undoes one change and leaves the others", () => {
    const ana = student([exam("sb-ela"), exam("sb-math")]);
    const staged = stage(ana, stage(ana, NOTHING, "sb-ela", pge), "sb-math", { kind: "remove" });
    expect([...undo(staged, "sb-ela").keys()]).toEqual(["sb-math"]);
    expect([...staged.keys()]).toEqual(["sb-ela", "sb-math"]);
  });

  test("is sent as the API takes it: null removes a code, and only PGE has a date", () => {
    const body = asBody(
      new Map<string, Change>([
        ["sb-ela", pge],
        ["sb-math", { kind: "set-code", code: "NTE" }],
        ["cast", { kind: "remove-code", reason: "Wrong student" }],
        ["csa", { kind: "add" }],
        ["caa-ela", { kind: "remove" }],
      ]),
    );
    expect(body).toEqual([
      { program: "sb-ela", condition_code: "PGE", request_received_on: "2026-11-20" },
      { program: "sb-math", condition_code: "NTE" },
      { program: "cast", condition_code: null, reason: "Wrong student" },
      { program: "csa", assigned: true },
      { program: "caa-ela", assigned: false },
    ]);
  });

  test("is told in words, before and after", () => {
    expect(willBe(pge)).toBe("will be set to PGE, written request received November 20, 2026");
    expect(wasDone(pge)).toBe("set to PGE, written request received November 20, 2026");
    const removal = { kind: "remove-code", reason: "It will be entered for another student" } as const;
    expect(willBe(removal)).toBe("code will be removed, reason: It will be entered for another student");
    expect(wasDone(removal)).toBe("code removed, reason: It will be entered for another student");
    expect(wasDone({ kind: "remove" })).toBe("assignment removed");
  });

  test("knows why something is greyed", () => {
    const blocked = [{ action: "set-condition-code", reason: "this test has expired" }];
    const ana = student([exam("sb-ela", { allowed: [], blocked }), exam("sb-math")]);
    expect(blockedBecause(ana, "sb-ela", "set-code")).toBe("this test has expired");
    expect(blockedBecause(ana, "sb-math", "set-code")).toBeUndefined();
    expect(blockedBecause(ana, "sb-math", "add")).toBe("the student is already assigned to this test");
    expect(blockedBecause(ana, "csa", "set-code")).toBe("the student is not assigned to this test");
  });
});

test("errors of a refused save are found by their test and field; others are left to the summary", () => {
  const sent = [{ program: "sb-ela" }, { program: "csa" }];
  const errors = rowErrors(
    sent,
    new Map([
      ["/changes/1", "not for this grade"],
      ["/changes/0/request_received_on", "in the future"],
      ["/changes/7", "of no row"],
      ["/changes", "too many"],
    ]),
  );
  expect([...errors.keys()]).toEqual(["csa", "sb-ela"]);
  expect(errors.get("csa")).toEqual(new Map([["", "not for this grade"]]));
  expect(errors.get("sb-ela")).toEqual(new Map([["request_received_on", "in the future"]]));
});
