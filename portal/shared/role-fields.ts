import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Schemas } from "./common/api";
import { type FieldErrors, select } from "./common/form";
import { Part } from "./common/part";
import type { Session } from "./common/session";
import type { ChosenOrganization } from "./organization-choice";
import "./organization-choice";
import { type Role, fits, givenBy, years } from "./roles";

const NO_ERRORS: FieldErrors = new Map();

/** Organization, roles there and administration year, in the order of TOMS. */
@customElement("ot-role-fields")
export class RoleFields extends Part {
  @property({ attribute: false }) session: Session | undefined;
  @property({ attribute: false }) errors: FieldErrors = NO_ERRORS;
  @state() private organization: ChosenOrganization | undefined;
  @state() private chosen: ReadonlySet<string> = new Set();
  @state() private year = "";

  /** The roles as they are to be given. */
  get roles(): (Schemas["RoleOfUser"] & { organization_name: string })[] {
    const { organization } = this;
    if (!organization) return [];
    return this.#offered
      .filter(({ code }) => this.chosen.has(code))
      .map(({ code }) => ({
        role: code,
        organization: organization.code,
        organization_name: organization.name,
        year: this.#year,
      }));
  }

  /** What is missing. */
  get gaps(): FieldErrors {
    if (!this.organization) return new Map([["organization", "must be chosen"]]);
    return this.roles.length > 0 ? NO_ERRORS : new Map([["roles", "at least one must be chosen"]]);
  }

  get #given(): readonly Role[] {
    return givenBy(this.session?.role?.role);
  }

  get #offered(): readonly Role[] {
    const kind = this.organization?.kind;
    return kind === undefined ? [] : this.#given.filter((role) => fits(role, kind));
  }

  get #year(): string {
    return this.year || (this.session?.role?.year ?? "");
  }

  override render() {
    const role = this.session?.role;
    if (!role) return nothing;
    return html`
      <ot-organization-choice
        .label=${"Organization"}
        .own=${role.organization}
        .none=${"Choose"}
        .required=${true}
        .value=${this.organization?.code ?? ""}
        .fieldErrors=${this.errors}
        .offers=${this.#offers}
        @choose=${this.#choose}
      ></ot-organization-choice>
      ${this.#roles()}
      ${select(
        {
          name: "year",
          label: "Administration year",
          required: true,
          value: this.#year,
          options: years(role.year).map((year) => [year, year] as const),
          onchange: (event) => (this.year = (event.target as HTMLSelectElement).value),
        },
        this.errors,
      )}
    `;
  }

  readonly #offers = ({ kind }: ChosenOrganization): boolean => this.#given.some((role) => fits(role, kind));

  readonly #choose = ({ detail }: CustomEvent<ChosenOrganization | undefined>): void => {
    this.organization = detail;
  };

  #roles() {
    const error = this.errors.get("roles");
    return html`
      <fieldset
        class="usa-fieldset usa-form-group ${error ? "usa-form-group--error" : ""}"
        id="roles"
        tabindex="-1"
        aria-describedby=${error ? "roles-error" : nothing}
      >
        <legend class="usa-legend">Role <abbr title="required" class="usa-hint usa-hint--required">*</abbr></legend>
        ${error ? html`<span class="usa-error-message" id="roles-error">${error}</span>` : nothing}
        ${
          this.organization
            ? this.#offered.map((role) => this.#checkbox(role))
            : html`<p class="usa-hint">Choose an organization first: it says which roles can be given there.</p>`
        }
      </fieldset>
    `;
  }

  #checkbox({ code, name }: Role) {
    return html`
      <div class="usa-checkbox">
        <input
          class="usa-checkbox__input"
          type="checkbox"
          id="role-${code}"
          .checked=${this.chosen.has(code)}
          @change=${(event: Event) => this.#toggle(code, (event.target as HTMLInputElement).checked)}
        />
        <label class="usa-checkbox__label" for="role-${code}">${name}</label>
      </div>
    `;
  }

  #toggle(code: string, on: boolean): void {
    const chosen = new Set(this.chosen);
    if (on) chosen.add(code);
    else chosen.delete(code);
    this.chosen = chosen;
  }

  /** Empties the fields. */
  clear(): void {
    this.organization = undefined;
    this.chosen = new Set();
    this.year = "";
  }
}
