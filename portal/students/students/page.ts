import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { refusalOf } from "../../shared/common/api";
import { saveCsv } from "../../shared/files";
import { type FieldErrors, errorSummary, fieldErrors, input, select, values } from "../../shared/common/form";
import { loading, message } from "../../shared/common/messages";
import { Part } from "../../shared/common/part";
import type { Refused } from "../../shared/common/problem";
import { type Session, mendElsewhere, signedIn } from "../../shared/common/session";
import { today } from "../../shared/common/times";
import { studentRefusal } from "../refusals";
import { counted } from "../../shared/words";
import { ELAS, GRADES } from "../words";
import { CSV_HEAD, type Criteria, EXPORT_MAX, type Found, all, csvRow, page } from "./found";
import { type Schools, codeOf, organizationField, readSchools } from "./organization-field";
import { countOf, results } from "./results";

const LABELS = {
  ssid: "SSID",
  first_name: "First Name",
  last_name: "Last Name",
  organization: "Organization",
  grade: "Grade",
  unlisted_resources: "Unlisted Resources (UR)",
  elas: "English Language Acquisition Status",
};

const PAGE_SIZE = 50;

const inWords = (codes: readonly (readonly [string, string])[]) =>
  codes.map(([code, words]) => [code, code === words ? code : `${code}: ${words}`] as const);

/** Where a page begins: what leads to it, and the number of its first student. */
interface Place {
  cursor: string | undefined;
  first: number;
}

/**
 * Search for Students.
 *
 * What was searched for is personal, so it stands in no address and no storage. Going back from a student shows the form and the
 * results as they were because the browser keeps the page itself (its back/forward cache); where it does not, the search is
 * empty.
 */
@customElement("ot-students")
export class Students extends Part {
  @state() private session: Session | undefined;
  @state() private schools: Schools | undefined;
  @state() private found: Found | undefined;
  @state() private refused: Refused | undefined;
  @state() private errors: FieldErrors = new Map();
  @state() private busy = false;
  /** How many students the file under way has so far. */
  @state() private exporting: number | undefined;
  @state() private exportEnd: string | undefined;
  #criteria: Criteria = {};
  /** The pages up to the one shown: the last is the one shown. */
  #places: Place[] = [{ cursor: undefined, first: 0 }];
  /** Ends the file under way when another takes its place. */
  #export = 0;
  #suggesting: ReturnType<typeof setTimeout> | undefined;

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    const session = await signedIn();
    this.session = session;
    try {
      if (session.role) this.schools = await readSchools(session.role);
    } catch (thrown) {
      await this.#refuse(thrown);
    }
  }

  override render() {
    if (!this.session || (!this.schools && !this.refused)) return loading("the search");
    return html`
      <h1>Search for Students</h1>
      ${this.errors.size > 0 ? errorSummary("The search was not made", this.errors, LABELS) : nothing}
      ${this.refused && this.errors.size === 0 ? studentRefusal(this.refused) : nothing}
      ${this.schools ? this.#form(this.schools) : nothing} ${this.#results()}
    `;
  }

  #form(schools: Schools) {
    const text = (name: "ssid" | "first_name" | "last_name", more: object = {}) =>
      input({ name, label: LABELS[name], ...more }, this.errors);
    return html`
      <form class="ot-search" role="search" aria-label="Students" @submit=${this.#submit} novalidate>
        <p class="ot-search__hint">
          Fill in what you know; leave all fields empty to list everybody. Names are found by their beginning, with or
          without accents.
        </p>
        <div class="ot-search__fields">
          ${text("ssid", { inputmode: "numeric", maxlength: 20 })} ${text("first_name")} ${text("last_name")}
          ${organizationField(schools, "", this.errors, this.#suggest)}
          ${select({ name: "grade", label: LABELS.grade, options: [["", "All"], ...inWords(GRADES)] }, this.errors)}
          ${select(
            {
              name: "unlisted_resources",
              label: LABELS.unlisted_resources,
              options: [
                ["", "All"],
                ["true", "With a request"],
                ["false", "Without a request"],
              ],
            },
            this.errors,
          )}
          ${select({ name: "elas", label: LABELS.elas, options: [["", "All"], ...inWords(ELAS)] }, this.errors)}
        </div>
        <div class="ot-actions">
          <button type="submit" class="usa-button" ?disabled=${this.busy}>SEARCH</button>
          <button type="button" class="usa-button usa-button--outline" @click=${this.#clear}>CLEAR</button>
        </div>
      </form>
    `;
  }

  #results() {
    const { found } = this;
    const { first } = this.#places.at(-1) ?? { first: 0 };
    const text = this.busy ? "Searching …" : found ? countOf(found, first) : "";
    return html`
      <section aria-labelledby="found" class="ot-found">
        <div role="status"><h2 id="found" tabindex="-1" ?hidden=${text === ""}>${text}</h2></div>
        ${found && found.students.length === 0 ? this.#nobody() : nothing}
        ${found && found.students.length > 0 ? html`${this.#listActions(found)} ${results(found, first)}` : nothing}
        ${found ? this.#pages(found) : nothing}
      </section>
    `;
  }

  #nobody() {
    return html`<p>
      Nobody in your organization matches all that was given. Check the spelling, give less of the name, or leave fields
      empty. A student who has just enrolled is here after CALPADS has sent the enrollment, within 48 hours.
    </p>`;
  }

  #listActions(found: Found) {
    const running = this.exporting !== undefined;
    return html`
      <div class="ot-actions ot-list-actions">
        <button type="button" class="usa-button usa-button--outline" ?disabled=${running} @click=${this.#exportAll}>
          ${found.next === undefined && this.#places.length === 1 ? "Export as CSV" : "Export all pages as CSV"}
        </button>
        <button type="button" class="usa-button usa-button--outline" @click=${() => print()}>Print this page</button>
        ${
          running
            ? html`<button type="button" class="usa-button usa-button--unstyled" @click=${this.#cancelExport}>
                Cancel the export
              </button>`
            : nothing
        }
      </div>
      <div role="status">
        ${running ? html`<p>Reading the students for the file: ${counted(this.exporting ?? 0, "student")} so far …</p>` : nothing}
      </div>
      ${this.exportEnd ? message("info", undefined, this.exportEnd) : nothing}
    `;
  }

  #pages(found: Found) {
    if (found.next === undefined && this.#places.length === 1) return nothing;
    return html`
      <nav aria-label="Pages of results" class="ot-actions ot-pages">
        <button
          type="button"
          class="usa-button usa-button--outline"
          ?disabled=${this.busy || this.#places.length === 1}
          @click=${() => this.#turnTo(this.#places.slice(0, -1))}
        >
          Previous page
        </button>
        <span>Page ${this.#places.length}</span>
        <button
          type="button"
          class="usa-button usa-button--outline"
          ?disabled=${this.busy || found.next === undefined}
          @click=${() => this.#turnTo([...this.#places, this.#nextPlace(found)])}
        >
          Next page
        </button>
      </nav>
    `;
  }

  #nextPlace({ next, students }: Found): Place {
    const { first } = this.#places.at(-1) ?? { first: 0 };
    return { cursor: next, first: first + students.length };
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    this.#criteria = criteriaOf(values(event.target as HTMLFormElement));
    this.found = undefined;
    await this.#show([{ cursor: undefined, first: 0 }]);
  };

  async #turnTo(places: Place[]): Promise<void> {
    await this.#show(places);
    await this.focusOn("#found");
  }

  async #show(places: Place[]): Promise<void> {
    this.#cancelExport();
    this.exportEnd = undefined;
    this.refused = undefined;
    this.errors = new Map();
    this.busy = true;
    try {
      this.found = await page(this.#criteria, PAGE_SIZE, places.at(-1)?.cursor);
      this.#places = places;
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
    this.errors = fieldErrors(refused, Object.keys(LABELS));
    await this.focusOn("#summary, main .usa-alert");
  }

  readonly #clear = async (): Promise<void> => {
    this.#cancelExport();
    this.querySelector("form")?.reset();
    this.found = undefined;
    this.refused = undefined;
    this.errors = new Map();
    this.#criteria = {};
    await this.focusOn("#ssid");
  };

  readonly #suggest = (typed: string): void => {
    const role = this.session?.role;
    clearTimeout(this.#suggesting);
    this.#suggesting = setTimeout(async () => {
      // A suggestion that does not come is no error: the name can be typed all the same.
      const suggested = role && (await readSchools(role, typed).catch(() => undefined));
      if (suggested) this.schools = { ...suggested, many: true };
    }, 300);
  };

  readonly #exportAll = async (): Promise<void> => {
    this.#export += 1;
    const mine = this.#export;
    this.exporting = 0;
    this.exportEnd = undefined;
    try {
      const exported = await all(
        this.#criteria,
        (count) => {
          this.exporting = count;
        },
        () => this.#export !== mine,
      );
      if (!exported) return;
      await saveCsv(`students-${today()}`, CSV_HEAD, exported.students.map(csvRow));
      const count = counted(exported.students.length, "student");
      this.exportEnd = exported.cut
        ? `The file holds the first ${EXPORT_MAX.toLocaleString("en-US")} students. Narrow the search for the others.`
        : `The file holds ${count}.`;
    } catch (thrown) {
      if (this.#export === mine) await this.#refuse(thrown);
    } finally {
      if (this.#export === mine) this.exporting = undefined;
    }
  };

  readonly #cancelExport = (): void => {
    this.#export += 1;
    this.exporting = undefined;
  };
}

/** What was filled in, as the API takes it. Spaces in an SSID come from copying it. */
export function criteriaOf(given: Record<string, string>): Criteria {
  const { ssid = "", organization = "", unlisted_resources: requested, ...others } = given;
  const filled = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== ""));
  return {
    ...filled,
    ...(ssid ? { ssid: ssid.replaceAll(/\s/g, "") } : {}),
    ...(organization ? { organization: codeOf(organization) } : {}),
    ...(requested ? { unlisted_resources: requested === "true" } : {}),
  };
}
