import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { type Schemas, api, body } from "../../shared/common/api";
import { loading, message } from "../../shared/common/messages";
import { type Session, signedIn } from "../../shared/common/session";
import { saveCsv } from "../../shared/files";
import { givenBy, roleName } from "../../shared/roles";
import { WorkPart } from "../../shared/work-part";
import { type Line, lineList, peopleByLine } from "./lines";

const COLUMNS = ["First name", "Last name", "CDS code", "E-mail address", "Telephone number", "Role in organization"];
/** What becomes of a person, before the file is committed and after. */
const OUTCOMES: Record<string, readonly [string, string]> = {
  add: ["will be added", "added; the activation letter was sent"],
  "give-role": ["has an account and will be given the role", "given the role; told by letter"],
  unchanged: ["has the role already", "had the role already"],
  "not-done": ["", "not done: somebody changed the account at the same moment. Upload the same file again"],
};

/** Adding many users by a file: look it through, then commit it. */
@customElement("ot-upload-users")
export class UploadUsers extends WorkPart {
  @state() private session: Session | undefined;
  @state() private result: Schemas["UserUploadResult"] | undefined;
  @state() private people: ReadonlyMap<number, Line> = new Map();
  @state() private file = "";
  #csv = "";

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    this.session = await signedIn();
  }

  override render() {
    const { session, result } = this;
    if (!session) return loading("the form");
    if (givenBy(session.role?.role).length === 0) {
      return html`<h1>Upload users</h1>
        ${message("info", undefined, "Your role gives no roles, so it adds no users.")}`;
    }
    return html`
      <h1>Upload users</h1>
      ${this.complaint("The file was not looked through", { csv: "File" })}
      ${result?.committed ? nothing : this.#form()} ${result ? this.#result(result) : nothing}
    `;
  }

  #form() {
    return html`
      <p>
        Add up to 500 users at once by a CSV file. It is looked through first, and nothing is saved before you say so.
        Roles are given for this administration year.
      </p>
      <details>
        <summary>What the file must hold</summary>
        <p>One line with these columns, in any order, then one line for each person and role:</p>
        <ul class="usa-list">
          ${COLUMNS.map((column) => html`<li>${column}${column === "Telephone number" ? " (may be empty)" : nothing}</li>`)}
        </ul>
        <p>The role must be one of these, exactly; a person with both roles of a test site may stand on one line:</p>
        <ul class="usa-list">
          ${this.#roles.map((role) => html`<li>${role}</li>`)}
        </ul>
      </details>
      <button
        type="button"
        class="usa-button usa-button--unstyled"
        @click=${() => saveCsv("users-template", COLUMNS, [])}
      >
        Save an empty file as a template
      </button>
      <form @submit=${this.#lookThrough} novalidate>
        <div class="usa-form-group ${this.errors.has("csv") ? "usa-form-group--error" : ""}">
          <label class="usa-label" for="csv">CSV file</label>
          ${this.errors.has("csv") ? html`<span class="usa-error-message" id="csv-error">${this.errors.get("csv")}</span>` : nothing}
          <input
            class="ot-file"
            type="file"
            id="csv"
            name="csv"
            accept=".csv,text/csv"
            aria-describedby=${this.errors.has("csv") ? "csv-error" : nothing}
            @change=${this.#forgetResult}
          />
        </div>
        <div class="ot-actions">
          <button
            type="submit"
            class="usa-button ${this.result?.digest ? "usa-button--outline" : ""}"
            ?disabled=${this.busy}
          >
            ${this.busy ? "Looking through …" : "Look through"}
          </button>
        </div>
      </form>
    `;
  }

  /** The words of the role column: the names of the roles, each word with a capital letter. */
  get #roles(): readonly string[] {
    const given = givenBy(this.session?.role?.role).filter(
      ({ code, level }) => level !== "state" && code !== "superintendent",
    );
    const words = given.map(({ code }) => capitalized(roleName(code)));
    const both = ["Test Administrator", "Test Examiner"];
    return both.every((word) => words.includes(word)) ? [...words, both.join(" & ")] : words;
  }

  readonly #forgetResult = (): void => {
    this.result = undefined;
    this.forget();
  };

  readonly #lookThrough = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const file = this.querySelector<HTMLInputElement>("#csv")?.files?.[0];
    this.result = undefined;
    if (!(await this.complete(file ? new Map() : new Map([["csv", "must be chosen"]]))) || !file) return;
    const done = await this.attempt(async () => {
      const [csv, { parse }] = await Promise.all([file.text(), import("papaparse")]);
      this.result = await body(api.POST("/v1/users/uploads", { body: { csv } }));
      this.people = peopleByLine(parse<string[]>(csv).data);
      this.#csv = csv;
      this.file = file.name;
    }, ["csv"]);
    if (done) await this.focusOn("#result-title");
  };

  readonly #commit = async (): Promise<void> => {
    const digest = this.result?.digest;
    if (!digest) return;
    const done = await this.attempt(async () => {
      this.result = await body(api.POST("/v1/users/uploads", { body: { csv: this.#csv, commit: true, digest } }));
    });
    if (done) await this.focusOn("#result-title");
  };

  readonly #another = async (): Promise<void> => {
    this.result = undefined;
    await this.focusOn("#csv");
  };

  #result(result: Schemas["UserUploadResult"]) {
    const { committed, faults, counts } = result;
    const changes = (counts["add"] ?? 0) + (counts["give-role"] ?? 0);
    const title = committed
      ? "The file is committed"
      : faults.length > 0
        ? "The file has faults, so nothing can be committed"
        : "Nothing is wrong with the file";
    return html`
      <section class="ot-section" aria-labelledby="result-title">
        <h2 id="result-title" tabindex="-1">${title}</h2>
        <p>${this.file}</p>
        ${faults.length > 0 ? this.#faults(faults) : this.#outcomes(result)}
        ${
          committed
            ? html`<div class="ot-actions">
                <button type="button" class="usa-button" @click=${this.#another}>Upload another file</button>
                <a class="usa-button usa-button--outline" href="/users">All users</a>
              </div>`
            : faults.length > 0
              ? html`<p>Correct the file, choose it again and have it looked through again.</p>`
              : this.#commitButton(changes)
        }
      </section>
    `;
  }

  #commitButton(changes: number) {
    return html`
      <div class="ot-actions">
        <button
          type="button"
          class="usa-button"
          aria-describedby=${changes > 0 ? nothing : "commit-why"}
          ?disabled=${this.busy || changes === 0}
          @click=${this.#commit}
        >
          ${this.busy ? "Committing …" : `Commit ${changes} ${changes === 1 ? "user" : "users"}`}
        </button>
      </div>
      ${changes > 0 ? nothing : html`<p class="ot-why" id="commit-why">The file changes nothing.</p>`}
    `;
  }

  #faults(faults: readonly Schemas["UploadFault"][]) {
    return html`
      <table class="usa-table usa-table--borderless usa-table--stacked ot-table">
        <caption class="usa-sr-only">
          What is wrong with the file
        </caption>
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Column</th>
            <th scope="col">Problem</th>
            <th scope="col">Remedy</th>
          </tr>
        </thead>
        <tbody>
          ${faults.map(
            ({ lines, count, column, problem, remedy }) => html`
              <tr>
                <th scope="row" data-label="Line">${lineList(lines)}${count > 1 ? ` (${count} times)` : nothing}</th>
                <td data-label="Column">${column ?? "Whole row"}</td>
                <td data-label="Problem">${problem}</td>
                <td data-label="Remedy">${remedy}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    `;
  }

  #outcomes({ rows, counts, committed }: Schemas["UserUploadResult"]) {
    const words = (outcome: string) => OUTCOMES[outcome]?.[committed ? 1 : 0] ?? outcome;
    return html`
      <ul class="usa-list">
        ${Object.entries(counts).map(([outcome, count]) => html`<li><strong>${count}</strong> ${words(outcome)}</li>`)}
      </ul>
      <table class="usa-table usa-table--borderless usa-table--stacked ot-table">
        <caption class="usa-sr-only">
          What becomes of each person
        </caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">E-mail address</th>
            <th scope="col">Line</th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(({ lines, outcome }) => {
            const person = this.people.get(lines[0] ?? 0);
            return html`
              <tr>
                <th scope="row" data-label="Name">${person?.name}</th>
                <td data-label="E-mail address">${person?.email}</td>
                <td data-label="Line">${lineList(lines)}</td>
                <td data-label="Outcome">${words(outcome)}</td>
              </tr>
            `;
          })}
        </tbody>
      </table>
    `;
  }
}

function capitalized(name: string): string {
  return name.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
