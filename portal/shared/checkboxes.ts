import { type TemplateResult, html, nothing } from "lit";
import type { FieldErrors } from "./common/form";

interface Checkboxes {
  name: string;
  legend: string;
  hint?: string;
  required?: boolean;
  /** Value and words of each. */
  options: readonly (readonly [value: string, words: string])[];
  chosen: ReadonlySet<string>;
  onchange: (chosen: ReadonlySet<string>) => void;
}

/** A field of check boxes, of which any number is chosen. */
export function checkboxes(field: Checkboxes, errors: FieldErrors): TemplateResult {
  const { name, legend, hint, options, chosen } = field;
  const error = errors.get(name);
  const ids = [hint ? `${name}-hint` : "", error ? `${name}-error` : ""].filter(Boolean).join(" ");
  const toggle = (value: string, on: boolean): void => {
    const now = new Set(chosen);
    if (on) now.add(value);
    else now.delete(value);
    field.onchange(now);
  };
  return html`
    <fieldset
      class="usa-fieldset usa-form-group ${error ? "usa-form-group--error" : ""}"
      id=${name}
      tabindex="-1"
      aria-describedby=${ids || nothing}
    >
      <legend class="usa-legend">
        ${legend}${field.required ? html` <abbr title="required" class="usa-hint usa-hint--required">*</abbr>` : nothing}
      </legend>
      ${hint ? html`<div class="usa-hint" id="${name}-hint">${hint}</div>` : nothing}
      ${error ? html`<span class="usa-error-message" id="${name}-error">${error}</span>` : nothing}
      <div class="ot-checkboxes">
        ${options.map(
          ([value, words]) => html`
            <div class="usa-checkbox">
              <input
                class="usa-checkbox__input"
                type="checkbox"
                id="${name}-${value}"
                .checked=${chosen.has(value)}
                @change=${({ target }: Event) => toggle(value, (target as HTMLInputElement).checked)}
              />
              <label class="usa-checkbox__label" for="${name}-${value}">${words}</label>
            </div>
          `,
        )}
      </div>
    </fieldset>
  `;
}
