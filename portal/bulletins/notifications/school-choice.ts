import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type Schemas, api, body } from "../../shared/common/api";
import { type FieldErrors, input, select } from "../../shared/common/form";
import { WorkPart } from "../../shared/work-part";

type School = Pick<Schemas["Organization"], "code" | "name">;

/** A field to choose the whole LEA or one of its schools, found by name where there are many. Sends `choose` with the code. */
@customElement("ot-school-choice")
export class SchoolChoice extends WorkPart {
  /** The code of the LEA. */
  @property({ attribute: false }) lea = "";
  /** The code of what is chosen: the LEA's own, or that of a school. */
  @property({ attribute: false }) value = "";
  /** The name of it, where it is a school. */
  @property({ attribute: false }) valueName = "";
  @property({ attribute: false }) fieldErrors: FieldErrors = new Map();
  @state() private found: readonly School[] = [];
  @state() private more = false;
  @state() private many = false;
  #of = "";

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("lea") || this.lea === this.#of) return;
    this.#of = this.lea;
    void this.#load();
  }

  async #load(query?: string): Promise<void> {
    await this.attempt(async () => {
      const asked = { parent: this.lea, limit: 100, ...(query ? { query } : {}) };
      const { organizations, more } = await body(api.GET("/v1/organizations", { params: { query: asked } }));
      if (!query) this.many = more;
      this.more = more;
      this.found = organizations;
    });
  }

  override render() {
    // What is chosen stays in the list, whatever is looked for.
    const own = this.value === this.lea ? [] : [{ code: this.value, name: this.valueName }];
    const known = new Map([...own, ...this.found].map((school) => [school.code, school.name]));
    return html`
      ${this.complaint("The schools could not be listed")} ${this.many ? this.#search() : nothing}
      ${select(
        {
          name: "organization",
          label: "For",
          required: true,
          value: this.value,
          options: [
            [this.lea, "The whole LEA"],
            ...[...known].map(([code, name]) => [code, `${name} (${code})`] as const),
          ],
          onchange: this.#choose,
        },
        this.fieldErrors,
      )}
    `;
  }

  #search() {
    return html`
      <div class="ot-find">
        ${input({ name: "organization-query", label: "Find a school by name", type: "search" }, new Map())}
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
    await this.#load(this.querySelector<HTMLInputElement>("#organization-query")?.value.trim());
  };

  readonly #choose = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    this.dispatchEvent(new CustomEvent<string>("choose", { detail: value }));
  };
}
