import type { Draft } from "../types";
import { type Content, emptyOn } from "./content";

/** A bulletin as it is being written, for tests. */
export function content(change: Partial<Content> = {}): Content {
  const empty = emptyOn("2026-11-23");
  return {
    ...empty,
    headline: "CAASPP Communication: November 2026",
    audience: { ...empty.audience, roles: ["lea-caaspp-coordinator"] },
    sections: [{ kind: "notice", text: "Results are public." }],
    ...change,
  };
}

/** A draft as it is saved, for tests. */
export function draft(change: Partial<Draft> = {}): Draft {
  const { headline, dated } = content();
  return {
    id: "a".repeat(26),
    version: 1,
    headline,
    dated,
    audience: { roles: ["lea-caaspp-coordinator"], salutation: "Dear LEA CAASPP Coordinator:" },
    state: "draft",
    sections: [{ kind: "notice", heading: "Notice", text: "Results are public.", advice: [] }],
    corrections: [],
    changed_by: "Nora Quinn",
    changed_at: "2026-11-20T20:00:00Z",
    ...change,
  };
}
