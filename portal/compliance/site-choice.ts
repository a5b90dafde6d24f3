import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { api, body } from "../shared/common/api";
import { input } from "../shared/common/form";
import { WorkPart } from "../shared/work-part";
import { checkboxes } from "../shared/checkboxes";

/** A school or office of the LEA. */
export interface Site {
  cds_code: string;
  name: string;
}

/** The sites of a review: the schools of the LEA, found by name where there are many. Sends `choose` with those chosen. */
@customElement("ot-site-choice")
export class SiteChoice extends WorkPart {
  /** The code of the LEA. */
  @property({ attribute: false }) lea = "";
  @property({ attribute: false }) chosen: readonly Site[] = [];
  @state() private found: readonly Site[] = [];
  @state() private more = false;
  @state() private many = false;
  #of = "";

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("lea") || this.lea === this.#of) return;
    this.#of = this.lea;
    this.found = [];
    this.many = false;
    if (this.lea) void this.#load();
  }

  async #load(query?: string): Promise<void> {
    const { lea } = this;
    await this.attempt(async () => {
      const asked = { parent: lea, limit: 100, ...(query ? { query } : {}) };
      const { organizations, more } = await body(api.GET("/v1/organizations", { params: { query: asked } }));
      if (lea !== this.lea) return;
      if (!query) this.many = more;
      this.more = more;
      this.found = organizations.map(({ code, name }) => ({ cds_code: code, name }));
    });
  }

  override render() {
    if (!this.lea) return nothing;
    // What is chosen stays in sight, whatever is looked for.
    const known = new Map([...this.chosen, ...this.found].map((site) => [site.cds_code, site]));
    return html`
      ${this.complaint("The schools could not be listed")} ${this.many ? this.#search() : nothing}
      ${
        known.size === 0
          ? html`<p class="usa-hint">
              ${this.busy ? "Loading the schools …" : "The LEA has no school in the directory."}
            </p>`
          : checkboxes(
              {
                name: "sites",
                legend: "Sites",
                hint: "Leave all empty for the LEA as a whole",
                options: [...known.values()].map(({ cds_code, name }) => [cds_code, `${name} (${cds_code})`] as const),
                chosen: new Set(this.chosen.map(({ cds_code }) => cds_code)),
                onchange: (codes) => this.#choose([...codes].flatMap((code) => known.get(code) ?? [])),
              },
              this.errors,
            )
      }
    `;
  }

  #search() {
    return html`
      <div class="ot-find">
        ${input({ name: "site-query", label: "Find a school by name", type: "search" }, new Map())}
        <button type="button" class="usa-button usa-button--outline" ?disabled=${this.busy} @click=${this.#find}>
          Find
        </button>
      </div>
      <p class="usa-hint" role="status">
        ${this.found.length} schools shown${this.more ? "; there are more: type more of the name" : ""}
      </p>
    `;
  }

  readonly #find = async (): Promise<void> => {
    await this.#load(this.querySelector<HTMLInputElement>("#site-query")?.value.trim());
  };

  #choose(sites: Site[]): void {
    this.dispatchEvent(new CustomEvent<Site[]>("choose", { detail: sites }));
  }
}
