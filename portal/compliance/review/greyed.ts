import { type TemplateResult, html } from "lit";
import { sentence, withDays } from "../../shared/words";
import type { Blocked } from "../types";

/**
 * Buttons that cannot be pressed now, with why: those of one reason together. They stay within reach of the keyboard, so that
 * the reason is read with them.
 */
export function greyed(
  { blocked }: { blocked: readonly Blocked[] },
  actions: readonly (readonly [action: string, words: string])[],
  id: string,
): TemplateResult {
  const reasons = new Set(blocked.map(({ reason }) => reason));
  const groups = [...reasons].map((reason) => ({
    reason: sentence(withDays(reason)),
    words: actions.flatMap(([action, words]) =>
      blocked.some((one) => one.action === action && one.reason === reason) ? [words] : [],
    ),
  }));
  return html`${groups
    .filter(({ words }) => words.length > 0)
    .map(
      ({ reason, words }, index) => html`
        <div class="ot-blocked">
          ${words.map(
            (text) =>
              html`<button type="button" class="usa-button" aria-disabled="true" aria-describedby="${id}-why-${index}">
                ${text}
              </button>`,
          )}
          <span class="ot-why" id="${id}-why-${index}">${reason}</span>
        </div>
      `,
    )}`;
}
