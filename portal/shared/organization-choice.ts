import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type Schemas, api, body } from "./common/api";
import { type FieldErrors, input, select } from "./common/form";
import { WorkPart } from "./work-part";

/** An organization to choose; California as a whole is `CA`. */
export type ChosenOrganization = Pick<Schemas["Organization"], "code" | "name" | "kind" | "lea_code">;

const CALIFORNIA: ChosenOrganization = { code: "CA", name: "California", kind: "state" };

/**
 * A field to choose an organization of one's own scope: a list, and where there are too many for one, a search above it. Sends
 * `choose` with what was chosen, or nothing.
 */
@customElement("ot-organization-choice")
export class OrganizationChoice extends WorkPart {
  @property({ attribute: false }) name = "organization";
  @property({ attribute: false }) label = "Organization";
  @property({ attribute: false }) required = false;
  @property({ attribute: false }) value = "";
  @property({ attribute: false }) fieldErrors: FieldErrors = new Map();
  /** The organization of the role in force. */
  @property({ attribute: false }) own = "";
  /** Which are offered. */
  @property({ attribute: false }) offers: (organization: ChosenOrganization) => boolean = () => true;
  /** What is said where nothing is chosen. */
  @property({ attribute: false }) none = "All";
  @state() private found: readonly ChosenOrganization[] = [];
  @state() private more = false;
  @state() private tooMany = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  async #load(query?: string): Promise<void> {
    await this.attempt(async () => {
      const asked = { limit: 100, ...(query ? { query } : {}) };
      const { organizations, more } = await body(api.GET("/v1/organizations", { params: { query: asked } }));
      // California's list begins with its counties; who works there finds LEAs and schools by name.
      if (!query) this.tooMany = more || this.own === "CA";
      const all = this.own === "CA" ? [CALIFORNIA, ...organizations] : organizations;
      this.found = all.filter((entry) => entry.kind !== "county" && this.offers(entry));
      this.more = more;
    });
  }

  override render() {
    const chosenElsewhere = this.value !== "" && !this.found.some(({ code }) => code === this.value);
    return html`
      ${this.tooMany ? this.#search() : nothing} ${this.complaint("The organizations could not be listed")}
      ${select(
        {
          name: this.name,
          label: this.label,
          required: this.required,
          value: chosenElsewhere ? "" : this.value,
          options: [["", this.none], ...this.found.map(({ code, name }) => [code, `${name} (${code})`] as const)],
          onchange: this.#choose,
        },
        this.fieldErrors,
      )}
    `;
  }

  #search() {
    return html`
      <div class="ot-find">
        ${input({ name: `${this.name}-query`, label: `Find ${inSentence(this.label)} by name`, type: "search" }, new Map())}
        <button type="button" class="usa-button usa-button--outline" ?disabled=${this.busy} @click=${this.#find}>
          Find
        </button>
      </div>
      <p class="usa-hint" role="status">
        ${this.found.length} to choose from${this.more ? "; there are more: type more of the name" : ""}
      </p>
    `;
  }

  readonly #find = async (): Promise<void> => {
    await this.#load(this.querySelector<HTMLInputElement>(`#${this.name}-query`)?.value.trim());
  };

  readonly #choose = (event: Event): void => {
    const chosen = this.found.find(({ code }) => code === (event.target as HTMLSelectElement).value);
    this.dispatchEvent(new CustomEvent<ChosenOrganization | undefined>("choose", { detail: chosen }));
  };
}

/** A label within a sentence: `organization`, but `LEA` as it is. */
function inSentence(label: string): string {
  return /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}
