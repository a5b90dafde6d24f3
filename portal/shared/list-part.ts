import { html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { type AskPage, type ListPage, allPages } from "./all-pages";
import { refusalOf } from "./common/api";
import { loading } from "./common/messages";
import { type Session, mendElsewhere } from "./common/session";
import { type Csv, ListFile } from "./list-file";
import { listHead } from "./list-head";
import { WorkPart } from "./work-part";

/** The largest page that the API gives, for taking a list as a whole. */
const LARGEST = 100;
const SHOWN = 50;

/** A list that is shown page by page, and saved or printed as a whole. */
export abstract class ListPart<T, Criteria> extends WorkPart {
  @state() protected session: Session | undefined;
  @state() protected entries: readonly T[] | undefined;
  @state() protected criteria: Criteria | undefined;
  @state() private next: string | undefined;
  readonly #file = new ListFile(this, () => this.words);

  /** One entry, and several. */
  protected abstract readonly words: readonly [string, string];
  /** The fields of the search form. */
  protected abstract readonly fields: readonly string[];
  /** Asks for a page. */
  protected abstract page(criteria: Criteria, cursor: string | undefined, limit: number): Promise<ListPage<T>>;
  protected abstract readonly csv: Csv<T>;

  /** Begins the list anew. */
  protected async find(criteria: Criteria): Promise<void> {
    this.#file.forget();
    await this.attempt(async () => {
      const { entries, next } = await this.page(criteria, undefined, SHOWN);
      this.criteria = criteria;
      this.entries = entries;
      this.next = next;
    }, this.fields);
  }

  readonly #more = async (): Promise<void> => {
    const { criteria } = this;
    if (criteria === undefined) return;
    const before = this.entries?.length ?? 0;
    const done = await this.attempt(async () => {
      const { entries, next } = await this.page(criteria, this.next, SHOWN);
      this.entries = [...(this.entries ?? []), ...entries];
      this.next = next;
    });
    // The button may be gone: go on at the first row that is new.
    if (done) await this.focusOn(`tbody tr:nth-child(${before + 1}) a`);
  };

  /** The list as a whole, whatever of it is shown. */
  protected async all(criteria: Criteria): Promise<readonly T[]> {
    return (await allPages(this.#whole(criteria))).entries;
  }

  #whole(criteria: Criteria): AskPage<T> {
    const { entries } = this;
    if (this.next === undefined && entries && criteria === this.criteria) {
      return () => Promise.resolve({ entries, next: undefined });
    }
    return (cursor) => this.page(criteria, cursor, LARGEST);
  }

  readonly #save = async (): Promise<void> => {
    const { criteria } = this;
    if (criteria === undefined) return;
    this.forget();
    try {
      await this.#file.save(this.#whole(criteria), this.csv);
    } catch (thrown) {
      const refused = refusalOf(thrown);
      await mendElsewhere(refused);
      await this.refuse(refused);
    }
  };

  readonly #print = async (): Promise<void> => {
    const { criteria } = this;
    if (criteria === undefined) return;
    const done = await this.attempt(async () => {
      this.entries = await this.all(criteria);
      this.next = undefined;
    });
    if (!done) return;
    await this.updateComplete;
    print();
  };

  /** Whether there is a list at all: whoever may not see it needs no form to narrow it. */
  protected get isRefused(): boolean {
    return this.entries === undefined && this.refused !== undefined;
  }

  /** What is said of a list without entries. */
  protected get none() {
    return html`<p>Nothing fits. Leave out some of what you entered.</p>`;
  }

  /** How many there are and what can be done with all of them, above `table`; the next page below it. */
  protected list(table: unknown, actions: unknown = nothing) {
    const { entries } = this;
    if (!entries) return this.isRefused ? nothing : loading(`the ${this.words[1]}`);
    const [one, several] = this.words;
    const count = `${entries.length}${this.next === undefined ? "" : "+"} ${entries.length === 1 ? one : several}`;
    return html`
      ${listHead({
        count: this.busy ? `Loading ${several} …` : entries.length === 0 ? `No ${several}` : count,
        actions,
        disabled: this.busy || entries.length === 0,
        file: this.#file,
        onsave: this.#save,
        onprint: this.#print,
      })}
      ${entries.length === 0 ? this.none : table}
      ${
        this.next === undefined
          ? nothing
          : html`<div class="ot-actions">
              <button type="button" class="usa-button usa-button--outline" ?disabled=${this.busy} @click=${this.#more}>
                Show more
              </button>
            </div>`
      }
    `;
  }
}
