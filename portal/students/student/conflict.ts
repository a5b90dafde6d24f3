import type { Schemas } from "../../shared/common/api";
import { day, moment } from "../../shared/common/times";
import { spelled } from "../../shared/words";
import { type Change, type Staged, type TestState, blockedBecause, isAlreadySo, nameOf, stateOf } from "./staging";

type Student = Schemas["Student"];

/** One test of a page that was changed by somebody else meanwhile. */
export interface ConflictRow {
  program: string;
  name: string;
  before: TestState;
  now: TestState;
  changedByOthers: boolean;
  /** What this person had staged. */
  mine: Change | undefined;
  /** Why one's own change is no longer possible. */
  impossible: string | undefined;
  /** Whether things are already as one's own change would have them. */
  alreadySo: boolean;
}

/** Keep one's own change, or drop it; a row that others changed too waits for the person's decision. */
export type Decision = "keep" | "drop" | undefined;

/**
 * What others changed between `before` and `now`, and what it means for the changes staged: every test that either side
 * changed, in the order of the page.
 */
export function compare(before: Student, now: Student, staged: Staged): ConflictRow[] {
  const programs = new Set(
    [...before.test_assignments, ...now.test_assignments, ...now.assignable].map((test) => test.program),
  );
  for (const program of staged.keys()) programs.add(program);
  return [...programs]
    .map((program) => {
      const mine = staged.get(program);
      const states = { before: stateOf(before, program), now: stateOf(now, program) };
      const alreadySo = mine !== undefined && isAlreadySo(now, program, mine);
      return {
        program,
        name: nameOf(now, program),
        ...states,
        changedByOthers: JSON.stringify(states.before) !== JSON.stringify(states.now),
        mine,
        impossible: mine && !alreadySo ? blockedBecause(now, program, mine.kind) : undefined,
        alreadySo,
      };
    })
    .filter((row) => row.changedByOthers || row.mine !== undefined);
}

/** What is decided without asking: what is so already or cannot be done is dropped, what nobody else touched is kept. */
export function decisions(rows: readonly ConflictRow[]): ReadonlyMap<string, Decision> {
  return new Map(
    rows
      .filter((row) => row.mine)
      .map(({ program, alreadySo, impossible, changedByOthers }) => {
        if (alreadySo || impossible !== undefined) return [program, "drop"];
        return [program, changedByOthers ? undefined : "keep"];
      }),
  );
}

/** The changes that are kept. */
export function kept(staged: Staged, decided: ReadonlyMap<string, Decision>): Staged {
  return new Map([...staged].filter(([program]) => decided.get(program) === "keep"));
}

/** A state of a test in words, with by whom and when where a code is set. */
export function inWords(state: TestState): string {
  if (!state.assigned) return "Not assigned";
  const status = spelled(state.status ?? "assigned");
  if (state.code === undefined) return `${status}, no condition code`;
  const request = state.set?.request_received_on;
  const received = request ? `, request received ${day(request)}` : "";
  const by = state.set ? `, set by ${state.set.by}, ${moment(state.set.at)}` : "";
  return `${status}, ${state.code}${received}${by}`;
}
