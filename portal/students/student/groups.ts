import type { Schemas } from "../../shared/common/api";
import { blockedBecause, stateOf } from "./staging";

/** The tests as TOMS groups them under "Add/Remove Test Assignments". The codes are the API's. */
const GROUPS: readonly (readonly [name: string, programs: readonly string[]])[] = [
  ["General Assessments", ["sb-ela", "sb-math"]],
  ["California Science Test", ["cast"]],
  ["California Spanish Assessment", ["csa"]],
  ["California Alternate Assessments", ["caa-ela", "caa-math", "caa-science"]],
  ["ELPAC", ["elpac-initial", "elpac-summative", "elpac-alt-initial", "elpac-alt-summative"]],
];

interface GroupedTest {
  program: string;
  name: string;
  /** Why it can be neither added nor removed. */
  reason: string | undefined;
}

interface Group {
  name: string;
  programs: GroupedTest[];
  /** The reason, where it is one and the same for all tests of the group: it is told once. */
  reason: string | undefined;
}

/** The student's tests by group; a test that the page does not know comes last. */
export function groups(student: Schemas["Student"]): Group[] {
  const known = new Set(GROUPS.flatMap(([, programs]) => programs));
  const tests = [...student.test_assignments, ...student.assignable];
  const others = tests.filter((test) => !known.has(test.program)).map((test) => test.program);
  return [...GROUPS, ["Other tests", others] as const]
    .map(([name, programs]) => {
      const grouped = programs.flatMap((program) => {
        const test = tests.find((one) => one.program === program);
        if (!test) return [];
        const kind = stateOf(student, program).assigned ? "remove" : "add";
        return [{ program, name: test.name, reason: blockedBecause(student, program, kind) }];
      });
      const reasons = new Set(grouped.map((test) => test.reason));
      const [reason] = reasons;
      return { name, programs: grouped, reason: reasons.size === 1 && grouped.length > 1 ? reason : undefined };
    })
    .filter((group) => group.programs.length > 0);
}
