import { html } from "lit";

const STATES: Record<string, readonly [words: string, style: string]> = {
  ok: ["OK", "ot-status--ok"],
  "known-issue": ["Known issue", "ot-status--issue"],
  downtime: ["Downtime", "ot-status--down"],
};

/** How a system is, in a word. */
export function systemState(state: string) {
  const [words, style] = STATES[state] ?? [state, ""];
  return html`<span class="ot-status ${style}">${words}</span>`;
}
