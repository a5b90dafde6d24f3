import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { refusalOf } from "../../shared/common/api";
import { type FieldErrors, errorSummary, fieldErrors, input, select, values } from "../../shared/common/form";
import { loading } from "../../shared/common/messages";
import { Part } from "../../shared/common/part";
import type { Refused } from "../../shared/common/problem";
import { type Session, mendElsewhere, signedIn } from "../../shared/common/session";
import { ListFile } from "../../shared/list-file";
import { listHead } from "../../shared/list-head";
import { studentRefusal } from "../refusals";
import { ELAS, GRADES } from "../words";
import { type Criteria, type Found, ask, csv, page } from "./found";
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
  #criteria: Criteria = {};
  /** The pages up to the one shown: the last is the one shown. */
  #places: Place[] = [{ cursor: undefined, first: 0 }];
  readonly #file = new ListFile(this, () => ["student", "students"]);
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
        ${found && found.students.length > 0 ? html`${this.#head()} ${results(found, first)}` : nothing}
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

  #head() {
    return listHead({ file: this.#file, onsave: this.#save, print: "Print this page" });
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
    this.#file.forget();
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
    this.#file.forget();
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

  readonly #save = async (): Promise<void> => {
    const criteria = this.#criteria;
    try {
      await this.#file.save(async (cursor) => {
        const { students, next_cursor } = await ask(criteria, 100, cursor);
        return { entries: students, next: next_cursor ?? undefined };
      }, csv());
    } catch (thrown) {
      await this.#refuse(thrown);
    }
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
