import { html, nothing } from "lit";
import { type FieldErrors, input } from "../../shared/common/form";
import { moment } from "../../shared/common/times";
import type { Draft } from "../types";

/** What a correction needs beside the sections as they are to be. */
export function correctionFields(errors: FieldErrors) {
  return html`
    <h2>Correction</h2>
    <div class="ot-narrow">
      ${input(
        {
          name: "note",
          label: "What was wrong",
          hint: "One line. Readers see it above the bulletin.",
          maxlength: 150,
          required: true,
        },
        errors,
      )}
      <div class="usa-checkbox">
        <input class="usa-checkbox__input" type="checkbox" name="mail" id="mail" />
        <label class="usa-checkbox__label" for="mail">Mail it to the audience again, with what was wrong</label>
      </div>
    </div>
  `;
}

/** How a published bulletin was put right so far. */
export function corrections({ corrections: made }: Draft) {
  if (made.length === 0) return nothing;
  return html`
    <h2>Corrections</h2>
    <ul class="usa-list">
      ${made.map(({ at, note, mailed }) => html`<li>${moment(at)}: ${note} (${mailed ? "mailed" : "not mailed"})</li>`)}
    </ul>
  `;
}
