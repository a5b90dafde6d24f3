import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { parameter } from "../../shared/common/addresses";
import { type Schemas, api, body, refusalOf } from "../../shared/common/api";
import type { ListPage } from "../../shared/all-pages";
import { loading } from "../../shared/common/messages";
import { Part } from "../../shared/common/part";
import type { Refused } from "../../shared/common/problem";
import { mendElsewhere, signedIn } from "../../shared/common/session";
import { moment, today } from "../../shared/common/times";
import { ListFile } from "../../shared/list-file";
import { listHead } from "../../shared/list-head";
import { notFound, studentRefusal } from "../refusals";
import { CSV_HEAD, type Entry, csvRow, whatWasDone, who } from "./entries";

/** Who saw and changed a student, the latest first. */
@customElement("ot-student-history")
export class StudentHistory extends Part {
  @state() private student: Schemas["Demographic"] | undefined;
  @state() private page: ListPage<Entry> | undefined;
  @state() private refused: Refused | undefined;
  @state() private busy = false;
  readonly #id = parameter("id") ?? "";
  readonly #file = new ListFile(this, () => ["entry", "entries"]);
  /** What leads to each page up to the one shown. */
  #cursors: (string | undefined)[] = [undefined];

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    await signedIn();
    if (!this.#id) return;
    await this.#show([undefined]);
    if (!this.page) return;
    try {
      const student = await body(api.GET("/v1/students/{id}", { params: { path: { id: this.#id } } }));
      this.student = student.demographic;
    } catch (thrown) {
      await this.#refuse(thrown);
    }
  }

  override render() {
    if (!this.#id || this.refused?.is("record.not-found")) return notFound();
    if (this.refused?.is("access.forbidden")) return this.#forbidden(this.refused);
    if (!this.page && !this.refused) return loading("the history");
    return html`
      <nav aria-label="Student" class="ot-trail">
        <a class="usa-link" href="/student?id=${this.#id}">Back to the student</a>
      </nav>
      <h1>History${this.student ? html` of ${this.student.name}` : nothing}</h1>
      ${
        this.student
          ? html`<p class="ot-student-line">
              SSID ${this.student.ssid} · ${this.student.enrollment.name} (${this.student.enrollment.cds_code})
            </p>`
          : nothing
      }
      <p>Who saw and changed this student, the latest first. Times are California's.</p>
      ${this.refused ? studentRefusal(this.refused) : nothing} ${this.page ? this.#list(this.page) : nothing}
    `;
  }

  #forbidden(refused: Refused) {
    return html`
      <h1>History of a student</h1>
      ${studentRefusal(refused)}
      <p>Who saw and changed a student is shown to the LEA CAASPP and LEA ELPAC coordinators. Ask yours.</p>
      <ul class="ot-links">
        <li><a class="usa-link" href="/student?id=${this.#id}">Back to the student</a></li>
      </ul>
    `;
  }

  #list({ entries, next }: ListPage<Entry>) {
    return html`
      ${listHead({ file: this.#file, onsave: this.#save, print: "Print this page" })}
      <div class="ot-scroll">
        <table
          class="usa-table usa-table--striped usa-table--compact usa-table--stacked ot-records"
          id="entries"
          tabindex="-1"
        >
          <caption class="usa-sr-only">
            History, page ${this.#cursors.length}
          </caption>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">What</th>
            </tr>
          </thead>
          <tbody>
            ${entries.map((entry) => row(entry))}
          </tbody>
        </table>
      </div>
      ${
        next === undefined && this.#cursors.length === 1
          ? nothing
          : html`<nav aria-label="Pages of the history" class="ot-actions ot-pages">
              <button
                type="button"
                class="usa-button usa-button--outline"
                ?disabled=${this.busy || this.#cursors.length === 1}
                @click=${() => this.#turnTo(this.#cursors.slice(0, -1))}
              >
                Previous page
              </button>
              <span>Page ${this.#cursors.length}</span>
              <button
                type="button"
                class="usa-button usa-button--outline"
                ?disabled=${this.busy || next === undefined}
                @click=${() => this.#turnTo([...this.#cursors, next])}
              >
                Next page
              </button>
            </nav>`
      }
    `;
  }

  async #read(cursor: string | undefined, limit: number): Promise<ListPage<Entry>> {
    const read = await body(
      api.GET("/v1/students/{id}/history", {
        params: { path: { id: this.#id }, query: { limit, ...(cursor === undefined ? {} : { cursor }) } },
      }),
    );
    return { entries: read.entries as unknown as Entry[], next: read.next_cursor ?? undefined };
  }

  async #turnTo(cursors: (string | undefined)[]): Promise<void> {
    await this.#show(cursors);
    await this.focusOn("#entries");
  }

  async #show(cursors: (string | undefined)[]): Promise<void> {
    this.busy = true;
    this.refused = undefined;
    try {
      this.page = await this.#read(cursors.at(-1), 50);
      this.#cursors = cursors;
    } catch (thrown) {
      await this.#refuse(thrown);
    } finally {
      this.busy = false;
    }
  }

  async #refuse(thrown: unknown): Promise<void> {
    const refused = refusalOf(thrown);
    await mendElsewhere(refused);
    this.refused = refused;
    await this.focusOn(".usa-alert");
  }

  readonly #save = async (): Promise<void> => {
    const csv = { name: `student-history-${today()}`, columns: CSV_HEAD, cells: csvRow };
    try {
      await this.#file.save((cursor) => this.#read(cursor, 100), csv);
    } catch (thrown) {
      await this.#refuse(thrown);
    }
  };
}

function row(entry: Entry) {
  const { name, office } = who(entry);
  const done = whatWasDone(entry);
  return html`
    <tr>
      <td data-label="When" class="ot-date">${moment(entry.at)}</td>
      <th scope="row" data-label="Who">${name}${office ? html`<span class="ot-small">${office}</span>` : nothing}</th>
      <td data-label="What">
        ${
          done.length === 1
            ? done[0]
            : html`<ul class="usa-list">
                ${done.map((one) => html`<li>${one}</li>`)}
              </ul>`
        }
      </td>
    </tr>
  `;
}
