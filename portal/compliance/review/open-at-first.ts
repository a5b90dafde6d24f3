import type { ReviewPage } from "../types";

/** So many items that wait for an answer are shown open; more would hide each other. Our choice. */
const OPEN_AT_FIRST = 3;

/** The items that are shown open at first: those that wait for an answer, if they are few. */
export function openAtFirst({ state, items, evidence_requests: requests }: ReviewPage): ReadonlySet<string> {
  if (state === "completed" || state === "cancelled") return new Set();
  const waiting = items.filter(({ id }) => requests.some(({ item, answered }) => item === id && !answered));
  return new Set(waiting.length <= OPEN_AT_FIRST ? waiting.map(({ id }) => id) : []);
}
