import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { parameter } from "../../shared/common/addresses";
import { type Schemas, api, body, refusalOf } from "../../shared/common/api";
import { saveCsv } from "../../shared/files";
import { loading, message } from "../../shared/common/messages";
import { Part } from "../../shared/common/part";
import type { Refused } from "../../shared/common/problem";
import { mendElsewhere, signedIn } from "../../shared/common/session";
import { moment, today } from "../../shared/common/times";
import { notFound, studentRefusal } from "../refusals";
import { counted } from "../../shared/words";
import { CSV_HEAD, type Entry, csvRow, whatWasDone, who } from "./entries";

/** How many entries one file holds at most: 100 requests. Our choice. */
const EXPORT_MAX = 10_000;

interface HistoryPage {
  entries: Entry[];
  next: string | undefined;
}

/** Who saw and changed a student, the latest first. */
@customElement("ot-student-history")
export class StudentHistory extends Part {
  @state() private student: Schemas["Demographic"] | undefined;
  @state() private page: HistoryPage | undefined;
  @state() private refused: Refused | undefined;
  @state() private busy = false;
  @state() private exporting: number | undefined;
  @state() private exportEnd: string | undefined;
  readonly #id = parameter("id") ?? "";
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

  #list({ entries, next }: HistoryPage) {
    const running = this.exporting !== undefined;
    return html`
      <div class="ot-actions ot-list-actions">
        <button type="button" class="usa-button usa-button--outline" ?disabled=${running} @click=${this.#exportAll}>
          Export as CSV
        </button>
        <button type="button" class="usa-button usa-button--outline" @click=${() => print()}>Print this page</button>
      </div>
      <div role="status">
        ${running ? html`<p>Reading the history for the file: ${counted(this.exporting ?? 0, "entry", "entries")} so far …</p>` : nothing}
      </div>
      ${this.exportEnd ? message("info", undefined, this.exportEnd) : nothing}
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

  async #read(cursor: string | undefined, limit: number): Promise<HistoryPage> {
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

  readonly #exportAll = async (): Promise<void> => {
    this.exporting = 0;
    this.exportEnd = undefined;
    try {
      const entries: Entry[] = [];
      let next: string | undefined;
      do {
        const read = await this.#read(next, 100);
        entries.push(...read.entries);
        next = read.next;
        this.exporting = entries.length;
      } while (next !== undefined && entries.length < EXPORT_MAX);
      await saveCsv(`student-history-${today()}`, CSV_HEAD, entries.map(csvRow));
      this.exportEnd =
        next === undefined
          ? "The file holds the whole history."
          : `The file holds the latest ${entries.length.toLocaleString("en-US")} entries.`;
    } catch (thrown) {
      await this.#refuse(thrown);
    } finally {
      this.exporting = undefined;
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
