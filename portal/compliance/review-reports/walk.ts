import { html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { type AskPage, allPages } from "../../shared/all-pages";
import { saveCsv } from "../../shared/files";
import type { Csv } from "../../shared/list-file";
import { counted } from "../../shared/words";
import { WorkPart } from "../../shared/work-part";

/** A report that needs every page before it can say something: tells how far it is, and can be stopped. */
export abstract class Walk<T> extends WorkPart {
  @state() protected found: readonly T[] | undefined;
  @state() private count = 0;
  @state() private stopped = false;
  #reading: AbortController | undefined;

  /** One of what is read, and several. */
  protected abstract readonly words: readonly [string, string];
  protected abstract readonly page: AskPage<T>;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.read();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#reading?.abort();
  }

  protected async read(): Promise<void> {
    const reading = new AbortController();
    this.#reading = reading;
    this.count = 0;
    this.stopped = false;
    await this.attempt(async () => {
      try {
        const progress = (count: number) => (this.count = count);
        this.found = (await allPages(this.page, { signal: reading.signal, progress })).entries;
      } catch (thrown) {
        if (!reading.signal.aborted) throw thrown;
      }
    });
  }

  /** How far it is, or what stopped it. */
  protected progress() {
    if (this.refused) return this.complaint("The report cannot be made");
    if (this.found) return nothing;
    if (this.stopped) {
      return html`<p role="status">Stopped: there is no report of a part of the ${this.words[1]}.</p>
        <div class="ot-actions">
          <button type="button" class="usa-button" ?disabled=${this.busy} @click=${() => this.read()}>
            Make the report
          </button>
        </div>`;
    }
    return html`
      <p role="status">Reading: ${counted(this.count, ...this.words)} so far …</p>
      <div class="ot-actions">
        <button type="button" class="usa-button usa-button--outline" @click=${this.#stop}>Stop</button>
      </div>
    `;
  }

  readonly #stop = async (): Promise<void> => {
    this.#reading?.abort();
    this.stopped = true;
    await this.focusOn(".ot-actions .usa-button");
  };

  protected async save<R>(rows: readonly R[], { name, columns, cells }: Csv<R>): Promise<void> {
    await saveCsv(name, columns, rows.map(cells));
  }
}
