import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Schemas } from "../../shared/common/api";
import { type FieldErrors, describedBy, field, input, values } from "../../shared/common/form";
import { Part } from "../../shared/common/part";
import { today } from "../../shared/common/times";
import { sentence } from "../../shared/words";
import { CODES, PARTICIPATION, type SettableCode } from "../words";
import { type Change, blockedBecause, stateOf } from "./staging";

/** The longest reason that the API takes, in characters. */
const REASON_MAX = 500;
const REMOVE = "REMOVE";

/** What the dialog is about. */
export interface CodeQuestion {
  student: Schemas["Student"];
  test: Schemas["TestAssignment"];
  /** What was staged for this test before. */
  staged: Change | undefined;
}

/** Selecting a condition code. Its SAVE puts the choice on the page; only the page's own SAVE records it. */
@customElement("ot-code-dialog")
export class CodeDialog extends Part {
  @property({ attribute: false }) question: CodeQuestion | undefined;
  /** Told what was chosen. */
  @property({ attribute: false }) onstage: (program: string, change: Change) => void = () => {};
  @property({ attribute: false }) onclosed: () => void = () => {};
  @state() private choice: SettableCode | typeof REMOVE | undefined;
  @state() private errors: FieldErrors = new Map();

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("question")) return;
    const staged = this.question?.staged;
    this.errors = new Map();
    if (staged?.kind === "set-code") this.choice = staged.code;
    else this.choice = staged?.kind === "remove-code" ? REMOVE : undefined;
  }

  protected override updated(changed: Map<string, unknown>): void {
    // Only a new question opens it: what changes while it closes must not open it again.
    if (changed.has("question")) this.querySelector("dialog")?.showModal();
  }

  override render() {
    if (!this.question) return nothing;
    const { student, test } = this.question;
    const { code } = stateOf(student, test.program);
    const noRemoval = blockedBecause(student, test.program, "remove-code");
    return html`
      <dialog class="ot-dialog" aria-labelledby="code-title" @close=${this.onclosed}>
        <form @submit=${this.#stage} novalidate>
          <h2 id="code-title">Select Condition Code</h2>
          <p>${test.name}${code ? html`. Recorded now: <strong>${code}</strong>` : nothing}</p>
          ${this.#choices(code !== undefined && noRemoval === undefined)} ${this.#details()}
          <p class="usa-hint">
            SAVE puts this on the page. It is recorded when you click SAVE at the bottom of the page.
          </p>
          <div class="ot-actions">
            <button type="button" class="usa-button usa-button--outline" @click=${this.#cancel}>CANCEL</button>
            <button type="submit" class="usa-button">SAVE</button>
          </div>
        </form>
      </dialog>
    `;
  }

  #choices(mayRemove: boolean) {
    const error = this.errors.get("condition_code");
    const text = { name: "condition_code", label: "" };
    const radio = (value: SettableCode | typeof REMOVE, words: string) => html`
      <div class="usa-radio">
        <input
          class="usa-radio__input"
          type="radio"
          name="condition_code"
          id="code-${value}"
          value=${value}
          .checked=${this.choice === value}
          @change=${() => {
            this.choice = value;
            this.errors = new Map();
          }}
        />
        <label class="usa-radio__label" for="code-${value}">${words}</label>
      </div>
    `;
    return html`
      <fieldset
        class="usa-fieldset usa-form-group ${error ? "usa-form-group--error" : ""}"
        aria-describedby=${describedBy(text, this.errors)}
      >
        <legend class="usa-legend">
          Condition code for this student
          <abbr title="required" class="usa-hint usa-hint--required">*</abbr>
        </legend>
        ${error ? html`<span class="usa-error-message" id="condition_code-error" role="alert">${error}</span>` : nothing}
        ${radio("PGE", `PGE: ${CODES.PGE}`)} ${radio("NTE", `NTE: ${CODES.NTE}`)}
        ${mayRemove ? radio(REMOVE, "No code: remove the one recorded") : nothing}
      </fieldset>
    `;
  }

  #details() {
    if (this.choice === undefined) return nothing;
    if (this.choice === REMOVE) return this.#reason();
    return html`
      ${this.choice === "PGE" ? this.#request() : nothing}
      <p>${PARTICIPATION[this.choice]}</p>
    `;
  }

  #request() {
    const staged = this.question?.staged;
    const recorded = this.question?.test.condition_code_set?.request_received_on;
    return input(
      {
        name: "request_received_on",
        label: "Date the written request was received",
        hint: "A parent's or guardian's request in writing must have been received first. The LEA keeps it.",
        type: "date",
        value: staged?.kind === "set-code" && staged.code === "PGE" ? staged.receivedOn : (recorded ?? ""),
        required: true,
      },
      this.errors,
    );
  }

  #reason() {
    const staged = this.question?.staged;
    const text = {
      name: "reason",
      label: "Reason for removing the code",
      hint: "It is kept in the student's history. Up to 500 characters.",
      required: true,
    };
    const wrong = this.errors.has("reason");
    return field(
      text,
      this.errors,
      html`<textarea
        class="usa-textarea ${wrong ? "usa-input--error" : ""}"
        id="reason"
        name="reason"
        rows="3"
        maxlength=${REASON_MAX}
        aria-describedby=${describedBy(text, this.errors)}
        aria-invalid=${wrong ? "true" : nothing}
        required
        .value=${staged?.kind === "remove-code" ? staged.reason : ""}
      ></textarea>`,
    );
  }

  readonly #cancel = (): void => this.querySelector("dialog")?.close();

  readonly #stage = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (!this.question) return;
    const { test } = this.question;
    const given = values(event.target as HTMLFormElement);
    const { change, errors } = changeOf(this.choice, given);
    this.errors = errors;
    if (!change) return this.focusOn("[aria-invalid], #code-PGE");
    this.onstage(test.program, change);
    this.#cancel();
  };
}

/** The change that was chosen, or what is missing. The year's first day for requests is the API's to judge. */
export function changeOf(
  choice: SettableCode | typeof REMOVE | undefined,
  given: Record<string, string>,
  now = today(),
): { change?: Change; errors: FieldErrors } {
  const wrong = (name: string, detail: string) => ({ errors: new Map([[name, detail]]) });
  const none: FieldErrors = new Map();
  switch (choice) {
    case undefined:
      return wrong("condition_code", "Select a condition code.");
    case "NTE":
      return { change: { kind: "set-code", code: "NTE" }, errors: none };
    case "PGE": {
      const receivedOn = given["request_received_on"] ?? "";
      if (!receivedOn) return wrong("request_received_on", "Enter the date the written request was received.");
      if (receivedOn > now) {
        return wrong("request_received_on", sentence("the written request cannot have been received after today"));
      }
      return { change: { kind: "set-code", code: "PGE", receivedOn }, errors: none };
    }
    case REMOVE: {
      const reason = given["reason"] ?? "";
      if (!reason) return wrong("reason", "Enter the reason.");
      return { change: { kind: "remove-code", reason }, errors: none };
    }
  }
}
