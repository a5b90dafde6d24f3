import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { input, values } from "../../shared/common/form";
import { loading, message } from "../../shared/common/messages";
import { type Session, signedIn } from "../../shared/common/session";
import { listHead } from "../../shared/list-head";
import { saveCsv } from "../../shared/files";
import { type Program, programs } from "../../shared/programs";
import { WorkPart, missing } from "../../shared/work-part";
import { changeProgram } from "../changes";
import { entered } from "../review/review-part";

const LABELS = { office: "Office", telephone: "Telephone" };
const MISSING = { office: "must be filled in", telephone: "must be filled in" };

/** Program Contacts: the programs that are monitored, what each uses the system for, and where an LEA asks. */
@customElement("ot-programs")
export class Programs extends WorkPart {
  @state() private session: Session | undefined;
  @state() private programs: readonly Program[] | undefined;
  /** The code of the program that is being changed. */
  @state() private changing: string | undefined;
  @state() private done = "";
  /** What was entered otherwise than the page had it. */
  @state() private entered: Readonly<Record<string, string>> = {};
  /** The program as the page showed it before somebody else's change. */
  @state() private was: Program | undefined;

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    this.session = await signedIn();
    await this.attempt(() => this.#read());
  }

  async #read(): Promise<void> {
    this.programs = await programs();
  }

  get #mayChange(): boolean {
    return this.session?.role?.role === "compliance-administrator";
  }

  override render() {
    if (!this.session) return loading("the programs");
    const { programs: found } = this;
    return html`
      <h1>Program contacts</h1>
      <p>
        The programs that the CDE monitors here, what each uses this system for, and the office that answers an LEA.
      </p>
      ${this.done ? message("success", undefined, this.done) : nothing}
      ${found && this.changing !== undefined ? nothing : this.complaint("The programs cannot be shown")}
      ${found ? this.#list(found) : this.refused ? nothing : loading("the programs")}
    `;
  }

  #list(found: readonly Program[]) {
    const columns = this.#mayChange ? 5 : 4;
    return html`
      ${listHead({ count: `${found.length} programs`, onsave: () => void this.#save(found) })}
      <table class="usa-table usa-table--borderless usa-table--stacked ot-table">
        <caption class="usa-sr-only">
          Program contacts
        </caption>
        <thead>
          <tr>
            <th scope="col">Program</th>
            <th scope="col">Use of the system</th>
            <th scope="col">Office</th>
            <th scope="col">Telephone</th>
            ${this.#mayChange ? html`<th scope="col" class="ot-when ot-noprint">Action</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${found.map(
            (program) => html`
              ${this.#row(program)}
              ${
                this.changing === program.program
                  ? html`<tr class="ot-change-row">
                      <td colspan=${columns}>${this.#form(program)}</td>
                    </tr>`
                  : nothing
              }
            `,
          )}
        </tbody>
      </table>
    `;
  }

  #row(program: Program) {
    const { name, description_of_use: use, office, telephone, program: code } = program;
    return html`
      <tr>
        <th scope="row" data-label="Program">${name}</th>
        <td data-label="Use of the system">${use}</td>
        <td data-label="Office">${office}</td>
        <td data-label="Telephone" class="ot-when">${telephone}</td>
        ${
          this.#mayChange
            ? html`<td data-label="Action" class="ot-when ot-noprint">
                <button
                  type="button"
                  class="usa-button usa-button--unstyled"
                  id="change-${code}"
                  aria-label="Change the contact of ${name}"
                  aria-expanded=${this.changing === code ? "true" : "false"}
                  ?disabled=${this.busy}
                  @click=${() => this.#begin(this.changing === code ? undefined : code)}
                >
                  Change
                </button>
              </td>`
            : nothing
        }
      </tr>
    `;
  }

  #form(program: Program) {
    const { office, telephone } = program;
    const now = { office, telephone, ...this.entered };
    return html`
      ${this.was ? overtaken(this.was, program) : this.complaint("The contact is not changed", LABELS)}
      <form class="ot-narrow" aria-label="Contact of ${program.name}" @submit=${this.#send} novalidate>
        ${input({ name: "office", label: LABELS.office, value: now.office, maxlength: 100, required: true }, this.errors)}
        ${input(
          {
            name: "telephone",
            label: LABELS.telephone,
            value: now.telephone,
            type: "tel",
            maxlength: 40,
            required: true,
          },
          this.errors,
        )}
        <div class="ot-actions">
          <button type="submit" class="usa-button" ?disabled=${this.busy}>${this.busy ? "Saving …" : "Save"}</button>
          <button type="button" class="usa-button usa-button--outline" @click=${() => this.#begin(undefined)}>
            Cancel
          </button>
        </div>
      </form>
    `;
  }

  async #begin(code: string | undefined): Promise<void> {
    const last = this.changing;
    this.forget();
    this.done = "";
    this.was = undefined;
    this.entered = {};
    this.changing = code;
    await this.focusOn(code === undefined ? `#change-${last ?? ""}` : "#office");
  }

  readonly #send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const program = this.programs?.find(({ program: code }) => code === this.changing);
    const { office = "", telephone = "" } = values(event.target as HTMLFormElement);
    this.was = undefined;
    if (!program || !(await this.complete(missing({ office, telephone }, MISSING)))) return;
    this.entered = entered({ office, telephone }, { office: program.office, telephone: program.telephone });
    const done = await this.attempt(
      async () => this.#show(await changeProgram(program, { office, telephone })),
      Object.keys(LABELS),
    );
    if (done) {
      this.changing = undefined;
      this.done = `The contact of ${program.name} is changed.`;
      await this.focusOn(".usa-alert--success");
    } else if (this.refused?.problem.status === 412) {
      await this.attempt(() => this.#read());
      this.was = program;
      await this.focusOn(".usa-alert--warning");
    }
  };

  #show(changed: Program): void {
    this.programs = this.programs?.map((program) => (program.program === changed.program ? changed : program));
  }

  async #save(found: readonly Program[]): Promise<void> {
    await saveCsv(
      "program-contacts",
      ["Program", "Use of the system", "Office", "Telephone", "Program instruments"],
      found.map((program) => [
        program.name,
        program.description_of_use,
        program.office,
        program.telephone,
        program.instruments.map(({ name }) => name).join("; "),
      ]),
    );
  }
}

/** What somebody else changed while the form was open. What was typed stays for the person to decide about. */
function overtaken(before: Program, now: Program) {
  const changes = (["office", "telephone"] as const).filter((name) => before[name] !== now[name]);
  return message(
    "warning",
    "Somebody changed this contact after you opened the page",
    html`<p>Nothing of yours was saved. What changed:</p>
      <ul class="usa-list">
        ${changes.map((name) => html`<li>${LABELS[name]}: ${now[name]}, before: ${before[name]}</li>`)}
      </ul>
      <p>If you still want what you entered, save it again.</p>`,
  );
}
