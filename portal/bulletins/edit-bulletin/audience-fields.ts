import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { checkboxes } from "../../shared/checkboxes";
import { api, body } from "../../shared/common/api";
import { type FieldErrors, select } from "../../shared/common/form";
import { loading } from "../../shared/common/messages";
import type { ChosenOrganization } from "../../shared/organization-choice";
import "../../shared/organization-choice";
import { WorkPart } from "../../shared/work-part";
import { AUDIENCE_ROLES, PROGRAMS } from "../words";
import type { Audience } from "./content";

const PLACES: readonly (readonly [Audience["places"], string])[] = [
  ["california", "All of California"],
  ["counties", "Some counties"],
  ["leas", "Some LEAs"],
];

/** The code of a place, and its name. */
export type Named = readonly [code: string, name: string];

/** Whom a bulletin is mailed to: roles, and where. Sends `write` with all of it, and `named` with each place that is added. */
@customElement("ot-audience-fields")
export class AudienceFields extends WorkPart {
  @property({ attribute: false }) audience!: Audience;
  @property({ attribute: false }) fieldErrors: FieldErrors = new Map();
  /** The names of places that are known, by their codes. */
  @property({ attribute: false }) names: ReadonlyMap<string, string> = new Map();
  @state() private counties: readonly (readonly [string, string])[] | undefined;

  override render() {
    const { roles, program, places } = this.audience;
    return html`
      ${checkboxes(
        {
          name: "audience-roles",
          legend: "Roles",
          hint: "It is mailed to those who hold one of them. Everybody can read it once it is published.",
          required: true,
          options: AUDIENCE_ROLES,
          chosen: new Set(roles),
          onchange: (chosen) => this.#write({ roles: [...chosen] }),
        },
        this.fieldErrors,
      )}
      ${select(
        {
          name: "audience-program",
          label: "Program it is about",
          value: program,
          options: PROGRAMS,
          onchange: ({ target }) => this.#write({ program: (target as HTMLSelectElement).value }),
        },
        this.fieldErrors,
      )}
      <fieldset class="usa-fieldset usa-form-group" id="audience" tabindex="-1">
        <legend class="usa-legend">Where</legend>
        ${
          this.fieldErrors.has("audience")
            ? html`<span class="usa-error-message">${this.fieldErrors.get("audience")}</span>`
            : nothing
        }
        ${PLACES.map(
          ([value, words]) => html`
            <div class="usa-radio">
              <input
                class="usa-radio__input"
                type="radio"
                name="audience-places"
                id="places-${value}"
                .checked=${value === places}
                @change=${() => this.#write({ places: value })}
              />
              <label class="usa-radio__label" for="places-${value}">${words}</label>
            </div>
          `,
        )}
      </fieldset>
      ${places === "counties" ? this.#counties() : places === "leas" ? this.#leas() : nothing}
    `;
  }

  protected override updated(): void {
    if (this.audience.places === "counties" && !this.counties && !this.busy && !this.refused) void this.#readCounties();
  }

  async #readCounties(): Promise<void> {
    await this.attempt(async () => {
      const query = { parent: "CA", limit: 100 };
      const { organizations } = await body(api.GET("/v1/organizations", { params: { query } }));
      this.counties = organizations.filter(({ kind }) => kind === "county").map(({ code, name }) => [code, name]);
    });
  }

  #counties() {
    if (!this.counties) return this.refused ? this.complaint("The counties cannot be listed") : loading("the counties");
    return checkboxes(
      {
        name: "audience-counties",
        legend: "Counties",
        required: true,
        options: this.counties,
        chosen: new Set(this.audience.counties),
        onchange: (chosen) => this.#write({ counties: [...chosen] }),
      },
      this.fieldErrors,
    );
  }

  #leas() {
    const { leas } = this.audience;
    return html`
      <ot-organization-choice
        class="ot-narrow"
        .name=${"audience-leas"}
        .label=${"LEA to add"}
        .own=${"CA"}
        .none=${"Choose"}
        .fieldErrors=${this.fieldErrors}
        .offers=${isLea}
        @choose=${this.#add}
      ></ot-organization-choice>
      ${
        leas.length === 0
          ? html`<p class="usa-hint">No LEA is chosen yet.</p>`
          : html`<ul class="ot-people" aria-label="LEAs">
              ${leas.map((code) => this.#lea(code))}
            </ul>`
      }
    `;
  }

  #lea(code: string) {
    const name = this.names.get(code);
    return html`
      <li>
        <span>${name === undefined ? code : `${name} (${code})`}</span>
        <button
          type="button"
          class="usa-button usa-button--unstyled"
          aria-label="Remove ${name ?? code}"
          @click=${() => this.#remove(code)}
        >
          Remove
        </button>
      </li>
    `;
  }

  readonly #add = ({ detail }: CustomEvent<ChosenOrganization | undefined>): void => {
    const code = detail?.lea_code;
    if (!code || this.audience.leas.includes(code)) return;
    this.dispatchEvent(new CustomEvent<Named>("named", { detail: [code, detail.name] }));
    this.#write({ leas: [...this.audience.leas, code] });
  };

  async #remove(code: string): Promise<void> {
    this.#write({ leas: this.audience.leas.filter((one) => one !== code) });
    await this.focusOn("#audience-leas");
  }

  #write(change: Partial<Audience>): void {
    this.audience = { ...this.audience, ...change };
    this.dispatchEvent(new CustomEvent<Audience>("write", { detail: this.audience }));
  }
}

function isLea({ kind }: ChosenOrganization): boolean {
  return kind === "district" || kind === "directly-funded-charter";
}
