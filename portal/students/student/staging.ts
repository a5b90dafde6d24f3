import type { Schemas } from "../../shared/common/api";
import { day } from "../../shared/common/times";

type Student = Schemas["Student"];

/** A change that was made on the page and is not saved yet. */
export type Change =
  | { kind: "set-code"; code: "PGE"; receivedOn: string }
  | { kind: "set-code"; code: "NTE" }
  | { kind: "remove-code"; reason: string }
  | { kind: "add" }
  | { kind: "remove" };

/** The changes of the page by test, in the order in which they were made: one for each test at most. */
export type Staged = ReadonlyMap<string, Change>;

export const NOTHING: Staged = new Map();

/** What is recorded of one test of a student. */
export interface TestState {
  assigned: boolean;
  status: string | undefined;
  code: string | undefined;
  set: Schemas["ConditionCodeSet"] | undefined;
}

/** What is recorded of `program`. */
export function stateOf(student: Student, program: string): TestState {
  const test = student.test_assignments.find((assignment) => assignment.program === program);
  return {
    assigned: test !== undefined,
    status: test?.status,
    code: test?.condition_code ?? undefined,
    set: test?.condition_code_set ?? undefined,
  };
}

/** The name of a test, assigned or not. */
export function nameOf(student: Student, program: string): string {
  const tests = [...student.test_assignments, ...student.assignable];
  return tests.find((test) => test.program === program)?.name ?? program;
}

/** Whether `change` would leave things as they are. */
export function isAlreadySo(student: Student, program: string, change: Change): boolean {
  const { assigned, code, set } = stateOf(student, program);
  switch (change.kind) {
    case "set-code":
      return code === change.code && (change.code === "NTE" || set?.request_received_on === change.receivedOn);
    case "remove-code":
      return assigned && code === undefined;
    case "add":
      return assigned;
    case "remove":
      return !assigned;
  }
}

/** `staged` with `change` in place of what was staged for this test; without either where it would change nothing. */
export function stage(student: Student, staged: Staged, program: string, change: Change): Staged {
  const after = new Map(staged);
  after.delete(program);
  if (!isAlreadySo(student, program, change)) after.set(program, change);
  return after;
}

/** `staged` without the change of one test. */
export function undo(staged: Staged, program: string): Staged {
  const after = new Map(staged);
  after.delete(program);
  return after;
}

const ACTIONS: Record<Change["kind"], string> = {
  "set-code": "set-condition-code",
  "remove-code": "remove-condition-code",
  add: "add-assignment",
  remove: "remove-assignment",
};

/** Why the API would refuse `kind` for this test as it stands; nothing where it may be done. */
export function blockedBecause(student: Student, program: string, kind: Change["kind"]): string | undefined {
  const action = ACTIONS[kind];
  const test = [...student.test_assignments, ...student.assignable].find((known) => known.program === program);
  if (test?.allowed.includes(action)) return undefined;
  const reason = test?.blocked.find((blocked) => blocked.action === action)?.reason;
  if (reason) return reason;
  const { assigned } = stateOf(student, program);
  return assigned ? "the student is already assigned to this test" : "the student is not assigned to this test";
}

/** The changes as the API takes them, in the order of `staged`: its errors point into this list. */
export function asBody(staged: Staged): Schemas["TestAssignmentChange"][] {
  return [...staged].map(([program, change]) => {
    switch (change.kind) {
      case "set-code":
        return change.code === "PGE"
          ? { program, condition_code: change.code, request_received_on: change.receivedOn }
          : { program, condition_code: change.code };
      case "remove-code":
        return { program, condition_code: null, reason: change.reason };
      case "add":
        return { program, assigned: true };
      case "remove":
        return { program, assigned: false };
    }
  });
}

/** What a change will do: `will be set to PGE, written request received November 20, 2026`. */
export function willBe(change: Change): string {
  return phrase(change, "will be ");
}

/** What a change did: `set to PGE, written request received November 20, 2026`. */
export function wasDone(change: Change): string {
  return phrase(change, "");
}

function phrase(change: Change, willBe: string): string {
  switch (change.kind) {
    case "set-code":
      return change.code === "PGE"
        ? `${willBe}set to PGE, written request received ${day(change.receivedOn)}`
        : `${willBe}set to NTE`;
    case "remove-code":
      return `code ${willBe}removed, reason: ${change.reason}`;
    case "add":
      return `${willBe}assigned`;
    case "remove":
      return `assignment ${willBe}removed`;
  }
}

/** What is wrong with each change by its test, and by its field (`""` for the change as a whole). */
export type RowErrors = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** The errors of a refusal, whose pointers are `/changes/0` or `/changes/0/reason`, by test and field. */
export function rowErrors(sent: readonly { program: string }[], fields: ReadonlyMap<string, string>): RowErrors {
  const errors = new Map<string, Map<string, string>>();
  for (const [pointer, detail] of fields) {
    const [, index, field = ""] = /^\/changes\/(\d+)(?:\/(.*))?$/.exec(pointer) ?? [];
    const program = index === undefined ? undefined : sent[Number(index)]?.program;
    if (program === undefined) continue;
    errors.set(program, (errors.get(program) ?? new Map<string, string>()).set(field, detail));
  }
  return errors;
}
