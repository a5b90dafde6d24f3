import { type TemplateResult, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Schemas } from "../../shared/common/api";
import { Part } from "../../shared/common/part";
import { day, moment } from "../../shared/common/times";
import { sentence, spelled } from "../../shared/words";
import { CODES, isSettable } from "../words";
import "./code-dialog";
import type { CodeQuestion } from "./code-dialog";
import { groups } from "./groups";
import { type Change, type RowErrors, type Staged, blockedBecause, stateOf, willBe } from "./staging";

/** The tab Test Assignments: the tests with their condition codes, and which tests are assigned. */
@customElement("ot-test-assignments")
export class TestAssignments extends Part {
  @property({ attribute: false }) student!: Schemas["Student"];
  @property({ attribute: false }) staged: Staged = new Map();
  @property({ attribute: false }) errors: RowErrors = new Map();
  /** Nothing can be staged while a save is under way. */
  @property({ attribute: false }) busy = false;
  @property({ attribute: false }) onstage: (program: string, change: Change) => void = () => {};
  @property({ attribute: false }) onundo: (program: string) => void = () => {};
  @state() private question: CodeQuestion | undefined;

  override render() {
    return html`
      <h2>Test Assignments</h2>
      ${this.#table()} ${this.#addAndRemove()}
      <ot-code-dialog
        .question=${this.question}
        .onstage=${this.onstage}
        .onclosed=${() => {
          this.question = undefined;
        }}
      ></ot-code-dialog>
    `;
  }

  #table() {
    const { student } = this;
    const added = student.assignable.filter((test) => this.staged.get(test.program)?.kind === "add");
    return html`
      <div class="ot-scroll">
        <table class="usa-table usa-table--stacked ot-records ot-assignments">
          <caption>
            Current Active Test Assignments for ${student.demographic.name}
          </caption>
          <thead>
            <tr>
              <th scope="col">Test Program</th>
              <th scope="col">Test Assignment Status</th>
              <th scope="col">Test Delivery Mode</th>
              <th scope="col">Condition Code</th>
              <th scope="col">Action</th>
            </tr>
          </thead>
          <tbody>
            ${student.test_assignments.map((test) => this.#row(test))} ${added.map((test) => this.#added(test))}
          </tbody>
        </table>
      </div>
      ${
        student.test_assignments.length + added.length === 0
          ? html`<p>No test is assigned to this student this year.</p>`
          : nothing
      }
    `;
  }

  #row(test: Schemas["TestAssignment"]) {
    const change = this.staged.get(test.program);
    return html`
      <tr class=${change ? "ot-row--staged" : ""}>
        <th scope="row" data-label="Test Program">${test.name}</th>
        <td data-label="Test Assignment Status">
          ${spelled(test.status)}${test.status === "assigned" ? html` <span aria-hidden="true">✓</span>` : nothing}
          ${change?.kind === "remove" ? this.#pending(test, change) : nothing}
        </td>
        <td data-label="Test Delivery Mode">${spelled(test.delivery_mode)}</td>
        <td data-label="Condition Code">
          ${test.condition_code ? recorded(test) : "None"}
          ${change && change.kind !== "remove" ? this.#pending(test, change) : nothing} ${this.#wrong(test.program)}
        </td>
        <td data-label="Action">${this.#codeButton(test, change)}</td>
      </tr>
    `;
  }

  #added(test: Schemas["AssignableTest"]) {
    return html`
      <tr class="ot-row--staged">
        <th scope="row" data-label="Test Program">${test.name}</th>
        <td data-label="Test Assignment Status">
          ${this.#pending(test, { kind: "add" })} ${this.#wrong(test.program)}
        </td>
        <td data-label="Test Delivery Mode">Online</td>
        <td data-label="Condition Code">None</td>
        <td data-label="Action">${greyed(test, "Save the assignment first; then a condition code can be set.")}</td>
      </tr>
    `;
  }

  #pending({ program, name }: { program: string; name: string }, change: Change) {
    return html`
      <p class="ot-staged">
        <span class="usa-tag">Not saved yet</span> ${willBe(change)}
        <button
          type="button"
          class="usa-button usa-button--unstyled"
          aria-label="Undo the change of ${name}"
          ?disabled=${this.busy}
          @click=${() => this.onundo(program)}
        >
          Undo
        </button>
      </p>
    `;
  }

  #wrong(program: string) {
    const wrong = this.errors.get(program);
    if (!wrong) return nothing;
    return html`<p class="usa-error-message" id="error-${program}">
      ${[...wrong].map(([name, detail]) => sentence(named(name, detail))).join(" ")}
    </p>`;
  }

  #codeButton(test: Schemas["TestAssignment"], change: Change | undefined) {
    if (change?.kind === "remove") return greyed(test, "The assignment will be removed: undo that first.");
    const reason = blockedBecause(this.student, test.program, "set-code");
    const noRemoval = blockedBecause(this.student, test.program, "remove-code");
    if (reason !== undefined && noRemoval !== undefined) return greyed(test, sentence(reason));
    return html`<button
      type="button"
      class="usa-button ot-code-button"
      id="code-button-${test.program}"
      aria-label="CONDITION CODE for ${test.name}"
      aria-haspopup="dialog"
      aria-describedby=${this.errors.has(test.program) ? `error-${test.program}` : nothing}
      ?disabled=${this.busy}
      @click=${() => {
        this.question = { student: this.student, test, staged: change };
      }}
    >
      CONDITION CODE
    </button>`;
  }

  #addAndRemove() {
    return html`
      <h3>Add/Remove Test Assignments</h3>
      <p>Check a test to assign it, clear it to remove the assignment. Nothing is recorded before you click SAVE.</p>
      <div class="ot-groups">
        ${groups(this.student).map(
          ({ name, programs, reason }) => html`
            <fieldset class="usa-fieldset ot-group">
              <legend class="usa-legend">${name}</legend>
              ${programs.map((program) => this.#checkbox(program.program, program.name, program.reason, reason))}
              ${reason ? html`<p class="ot-why" id="why-${programs[0]?.program ?? ""}">${sentence(reason)}</p>` : nothing}
            </fieldset>
          `,
        )}
      </div>
    `;
  }

  #checkbox(program: string, name: string, reason: string | undefined, shared: string | undefined) {
    const { assigned } = stateOf(this.student, program);
    const change = this.staged.get(program);
    const checked = change?.kind === "add" || (assigned && change?.kind !== "remove");
    const toggle = (event: Event): void => {
      const { checked: wanted } = event.target as HTMLInputElement;
      if (wanted === assigned) this.onundo(program);
      else this.onstage(program, { kind: wanted ? "add" : "remove" });
    };
    return html`
      <div class="usa-checkbox">
        <input
          class="usa-checkbox__input"
          type="checkbox"
          id="assigned-${program}"
          .checked=${checked}
          ?disabled=${reason !== undefined || this.busy}
          aria-describedby=${reason && !shared ? `why-${program}` : nothing}
          @change=${toggle}
        />
        <label class="usa-checkbox__label" for="assigned-${program}">
          ${name}
          ${change?.kind === "add" || change?.kind === "remove" ? html`<span class="usa-tag">Not saved yet</span>` : nothing}
        </label>
        ${reason && !shared ? html`<p class="ot-why" id="why-${program}">${sentence(reason)}</p>` : nothing}
      </div>
    `;
  }
}

/** An error of a change as a whole stands alone; one of a field names it. */
function named(field: string, detail: string): string {
  const names: Record<string, string> = { request_received_on: "date of the written request", reason: "reason" };
  return names[field] && !detail.includes("written request") ? `${names[field]}: ${detail}` : detail;
}

function recorded({ condition_code: code, condition_code_set: set }: Schemas["TestAssignment"]): TemplateResult {
  return html`
    <strong>${code}</strong>
    ${isSettable(code) ? html`<span class="ot-small">${CODES[code]}</span>` : nothing}
    ${
      set
        ? html`<span class="ot-small">Set by ${set.by}, ${moment(set.at)}</span> ${
              set.request_received_on
                ? html`<span class="ot-small">Written request received ${day(set.request_received_on)}</span>`
                : nothing
            }`
        : html`<span class="ot-small">Determined from data and responses</span>`
    }
  `;
}

/** A button that cannot be used, and why. It stays reachable, so that the reason is read with it. */
function greyed({ program, name }: { program: string; name: string }, reason: string): TemplateResult {
  return html`
    <button
      type="button"
      class="usa-button ot-code-button"
      id="code-button-${program}"
      aria-label="CONDITION CODE for ${name}"
      aria-disabled="true"
      aria-describedby="blocked-${program}"
    >
      CONDITION CODE
    </button>
    <span class="ot-why" id="blocked-${program}">${reason}</span>
  `;
}
