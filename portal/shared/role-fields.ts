import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Schemas } from "./common/api";
import { type FieldErrors, select } from "./common/form";
import type { Session } from "./common/session";
import { checkboxes } from "./checkboxes";
import type { ChosenOrganization } from "./organization-choice";
import "./organization-choice";
import { type Program, programs } from "./programs";
import { type Role, fits, givenBy, years } from "./roles";
import { WorkPart } from "./work-part";

/** The role that is given for program instruments. */
const MONITOR = "compliance-monitor";

const NO_ERRORS: FieldErrors = new Map();

/** Organization, roles there and administration year, in the order of TOMS. */
@customElement("ot-role-fields")
export class RoleFields extends WorkPart {
  @property({ attribute: false }) session: Session | undefined;
  /** What is wrong with the fields. */
  @property({ attribute: false }) wrong: FieldErrors = NO_ERRORS;
  @state() private organization: ChosenOrganization | undefined;
  @state() private chosen: ReadonlySet<string> = new Set();
  @state() private year = "";
  @state() private programs: readonly Program[] | undefined;
  @state() private instruments: ReadonlySet<string> = new Set();

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
        ...(code === MONITOR ? { instruments: [...this.instruments] } : {}),
      }));
  }

  /** What is missing. */
  get gaps(): FieldErrors {
    if (!this.organization) return new Map([["organization", "must be chosen"]]);
    if (this.roles.length === 0) return new Map([["roles", "at least one must be chosen"]]);
    const lacks = this.roles.some(({ role }) => role === MONITOR) && this.instruments.size === 0;
    return lacks ? new Map([["instruments", "at least one must be chosen"]]) : NO_ERRORS;
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
        .fieldErrors=${this.wrong}
        .offers=${this.#offers}
        @choose=${this.#choose}
      ></ot-organization-choice>
      ${this.#roles()} ${this.roles.some(({ role }) => role === MONITOR) ? this.#instruments() : nothing}
      ${select(
        {
          name: "year",
          label: "Administration year",
          required: true,
          value: this.#year,
          options: years(role.year).map((year) => [year, year] as const),
          onchange: (event) => (this.year = (event.target as HTMLSelectElement).value),
        },
        this.wrong,
      )}
    `;
  }

  readonly #offers = ({ kind }: ChosenOrganization): boolean => this.#given.some((role) => fits(role, kind));

  readonly #choose = ({ detail }: CustomEvent<ChosenOrganization | undefined>): void => {
    this.organization = detail;
  };

  #roles() {
    const error = this.wrong.get("roles");
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
    if (on && code === MONITOR && !this.programs) void this.#readPrograms();
  }

  async #readPrograms(): Promise<void> {
    await this.attempt(async () => {
      this.programs = await programs();
    });
  }

  #instruments() {
    if (!this.programs) return this.refused ? this.complaint("The program instruments cannot be listed") : nothing;
    return this.programs.map(({ program, name, instruments }, index) =>
      checkboxes(
        {
          name: index === 0 ? "instruments" : `instruments-${program}`,
          legend: index === 0 ? `Program instruments: ${name}` : name,
          ...(index === 0 ? { hint: "A compliance monitor sees reviews of these, and of no other" } : {}),
          required: index === 0,
          options: instruments.map(({ instrument, name: words }) => [instrument, words] as const),
          chosen: this.instruments,
          onchange: (chosen) => (this.instruments = chosen),
        },
        this.wrong,
      ),
    );
  }

  /** Empties the fields. */
  clear(): void {
    this.organization = undefined;
    this.chosen = new Set();
    this.instruments = new Set();
    this.year = "";
  }
}
