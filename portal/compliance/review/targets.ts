import type { Target } from "../types";

/** Something that documents or comments stand at, as one text: for comparing, and for the ids of a page. */
export function keyOf(target: Target | { instrument: string }): string {
  return Object.entries(target as Record<string, string>)
    .map(([kind, id]) => `${kind.replace("_", "-")}-${id}`)
    .join("");
}

export function isSame(one: Target, other: Target): boolean {
  return keyOf(one) === keyOf(other);
}
