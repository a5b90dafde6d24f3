import { type TemplateResult, html, nothing } from "lit";
import { sentence } from "../../shared/words";
import type { ReviewPage } from "../types";

/** What the API says of an action: it may be done, or why not now. Nothing where the role never may. */
export type Allowance = { may: true } | { may: false; reason: string } | undefined;

/** What the API says of `action` in this review. */
export function allowance({ allowed, blocked }: Pick<ReviewPage, "allowed" | "blocked">, action: string): Allowance {
  if (allowed.includes(action)) return { may: true };
  const found = blocked.find((one) => one.action === action);
  return found && { may: false, reason: sentence(found.reason) };
}

/** `control` where the action may be done; else a greyed button with why not, or nothing. */
export function allowedOr(allowed: Allowance, words: string, id: string, control: () => unknown): unknown {
  if (allowed === undefined) return nothing;
  return allowed.may ? control() : greyed(words, id, allowed.reason);
}

/** A button that cannot be pressed now, and why. It stays within reach of the keyboard. */
function greyed(words: string, id: string, reason: string): TemplateResult {
  return html`<div class="ot-greyed">
    <button type="button" class="usa-button" aria-disabled="true" aria-describedby="why-${id}">${words}</button>
    <span class="ot-why" id="why-${id}">${reason}</span>
  </div>`;
}
