import type { Document, Target } from "../types";
import { isSame } from "./targets";

/** The documents for one thing, as they are shown. */
export interface Shelf {
  /** Accepted and not replaced, with the editions before it, the newest first. */
  current: { document: Document; older: Document[] }[];
  /** On their way: a ticket was given, or they are being checked. */
  underWay: Document[];
  /** Refused, or never arrived. */
  failed: Document[];
}

/** The documents for `target`, the newest first. */
export function shelf(documents: readonly Document[], target: Target): Shelf {
  const here = documents
    .filter((document) => isSame(document.target, target))
    .sort((one, other) => other.uploaded_at.localeCompare(one.uploaded_at));
  const inState = (...states: string[]) => here.filter(({ state }) => states.includes(state));
  return {
    current: here
      .filter(({ current }) => current)
      .map((document) => ({ document, older: editionsBefore(document, here) })),
    underWay: inState("awaiting", "checking"),
    failed: inState("refused", "expired"),
  };
}

function editionsBefore(document: Document, among: readonly Document[]): Document[] {
  const before = among.find(({ id }) => id === document.replaces);
  return before ? [before, ...editionsBefore(before, among)] : [];
}

/** Whether what failed is the last word: nothing newer was accepted. */
export function failedLast({ current, failed }: Shelf): boolean {
  const [last] = failed;
  return last !== undefined && current.every(({ document }) => document.uploaded_at < last.uploaded_at);
}
