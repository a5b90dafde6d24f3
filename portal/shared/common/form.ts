import { type TemplateResult, html, nothing } from "lit";
import type { Refused } from "./problem";

/** What is wrong with the fields of a form, by field name, in the order of the form. */
export type FieldErrors = ReadonlyMap<string, string>;

/** One field of a form: its name is its id, its place in the body and what an error is found by. */
export interface FieldText {
  name: string;
  label: string;
  hint?: string | TemplateResult;
  required?: boolean;
}

/** The ids that describe a field to a screen reader. */
export function describedBy({ name, hint }: FieldText, errors: FieldErrors): string | typeof nothing {
  const ids = [hint ? `${name}-hint` : "", errors.has(name) ? `${name}-error` : ""].filter(Boolean).join(" ");
  return ids || nothing;
}

/** Label, hint and error of a field around its control, as the design system has them. */
export function field(text: FieldText, errors: FieldErrors, control: TemplateResult): TemplateResult {
  const error = errors.get(text.name);
  return html`
    <div class="usa-form-group ${error ? "usa-form-group--error" : ""}">
      <label class="usa-label ${error ? "usa-label--error" : ""}" for=${text.name}
        >${text.label}${text.required ? html` <abbr title="required" class="usa-hint usa-hint--required">*</abbr>` : nothing}</label
      >
      ${text.hint ? html`<div class="usa-hint" id="${text.name}-hint">${text.hint}</div>` : nothing}
      ${error ? html`<span class="usa-error-message" id="${text.name}-error">${error}</span>` : nothing} ${control}
    </div>
  `;
}

interface InputText extends FieldText {
  type?: "text" | "email" | "password" | "tel" | "date" | "datetime-local" | "search";
  value?: string;
  autocomplete?: AutoFill;
  inputmode?: "numeric" | "email" | "tel" | "text";
  maxlength?: number;
  oninput?: (event: InputEvent) => void;
}

/** A field with an input of one line. */
export function input(text: InputText, errors: FieldErrors): TemplateResult {
  const wrong = errors.has(text.name);
  return field(
    text,
    errors,
    html`<input
      class="usa-input ${wrong ? "usa-input--error" : ""}"
      id=${text.name}
      name=${text.name}
      type=${text.type ?? "text"}
      .value=${text.value ?? ""}
      autocomplete=${text.autocomplete ?? "off"}
      inputmode=${text.inputmode ?? nothing}
      maxlength=${text.maxlength ?? nothing}
      aria-describedby=${describedBy(text, errors)}
      aria-invalid=${wrong ? "true" : nothing}
      ?required=${text.required ?? false}
      @input=${text.oninput ?? nothing}
    />`,
  );
}

interface AreaText extends FieldText {
  value?: string;
  maxlength?: number;
  rows?: number;
}

/** A field for several lines. */
export function textarea(text: AreaText, errors: FieldErrors): TemplateResult {
  const wrong = errors.has(text.name);
  return field(
    text,
    errors,
    html`<textarea
      class="usa-textarea ${wrong ? "usa-input--error" : ""}"
      id=${text.name}
      name=${text.name}
      rows=${text.rows ?? 4}
      maxlength=${text.maxlength ?? nothing}
      aria-describedby=${describedBy(text, errors)}
      aria-invalid=${wrong ? "true" : nothing}
      ?required=${text.required ?? false}
      .value=${text.value ?? ""}
    ></textarea>`,
  );
}

interface SelectText extends FieldText {
  value?: string;
  /** Value and words of each choice. */
  options: readonly (readonly [value: string, words: string])[];
  onchange?: (event: Event) => void;
}

/** A field with a list to choose from. */
export function select(text: SelectText, errors: FieldErrors): TemplateResult {
  const wrong = errors.has(text.name);
  return field(
    text,
    errors,
    html`<select
      class="usa-select ${wrong ? "usa-input--error" : ""}"
      id=${text.name}
      name=${text.name}
      aria-describedby=${describedBy(text, errors)}
      aria-invalid=${wrong ? "true" : nothing}
      ?required=${text.required ?? false}
      @change=${text.onchange ?? nothing}
    >
      ${text.options.map(
        ([value, words]) => html`<option value=${value} ?selected=${value === (text.value ?? "")}>${words}</option>`,
      )}
    </select>`,
  );
}

/**
 * What is wrong with a form's fields: of a refusal's, those the form has. A field is named as its pointer, `items-0-text` for
 * `/items/0/text`, after what all names of the form begin with.
 */
export function fieldErrors(refused: Refused, names: readonly string[], prefix = ""): FieldErrors {
  const wrong = new Map(
    [...refused.fields].map(([pointer, detail]) => [prefix + pointer.slice(1).replaceAll("/", "-"), detail]),
  );
  return new Map(names.flatMap((name) => (wrong.has(name) ? [[name, wrong.get(name) ?? ""]] : [])));
}

/**
 * The summary above a form: why it was refused, with a link to each field that is wrong. Focus it after a failed submit
 * (`#summary`).
 */
export function errorSummary(title: string, errors: FieldErrors, labels: Record<string, string> = {}): TemplateResult {
  const toField = (name: string) => (event: Event) => {
    event.preventDefault();
    document.getElementById(name)?.focus();
  };
  return html`
    <div class="usa-alert usa-alert--error" role="alert" tabindex="-1" id="summary">
      <div class="usa-alert__body">
        <h2 class="usa-alert__heading">${title}</h2>
        <ul class="usa-list">
          ${[...errors].map(
            ([name, detail]) =>
              html`<li>
                <a class="usa-link" href="#${name}" @click=${toField(name)}>${labels[name] ?? name}: ${detail}</a>
              </li>`,
          )}
        </ul>
      </div>
    </div>
  `;
}

/** The fields of a submitted form, trimmed; passwords as they were typed. */
export function values(form: HTMLFormElement): Record<string, string> {
  const entries = [...new FormData(form)].map(([name, value]) => {
    const control = form.elements.namedItem(name);
    // By what it is for: a password that is shown has the type of ordinary text.
    const verbatim = control instanceof HTMLInputElement && control.autocomplete.endsWith("-password");
    const text = typeof value === "string" ? value : "";
    return [name, verbatim ? text : text.trim()];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}
