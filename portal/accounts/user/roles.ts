import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Schemas } from "../../shared/common/api";
import { type FieldErrors, errorSummary } from "../../shared/common/form";
import { Part } from "../../shared/common/part";
import type { Session } from "../../shared/common/session";
import { confirmed } from "../../shared/confirm";
import { instrumentNames } from "../../shared/programs";
import "../../shared/role-fields";
import type { RoleFields } from "../../shared/role-fields";
import { heldRole, roleName } from "../../shared/roles";
import type { AskedChange } from "./page";

type Held = Schemas["HeldRole"];

/** The roles of a user that one sees: give and take away. Sends `ask`. */
@customElement("ot-user-roles")
export class UserRoles extends Part {
  @property({ attribute: false }) user: Schemas["User"] | undefined;
  @property({ attribute: false }) session: Session | undefined;
  @property({ attribute: false }) errors: FieldErrors = new Map();
  @property({ attribute: false }) busy = false;
  @property({ attribute: false }) open = false;
  @state() private gaps: FieldErrors = new Map();
  @state() private adding = false;
  /** The names of program instruments, once a role has some. */
  @state() private names: ReadonlyMap<string, string> = new Map();

  override render() {
    const { user } = this;
    if (!user) return nothing;
    return html`
      <section class="ot-section" aria-labelledby="roles-title">
        <h2 id="roles-title">Roles</h2>
        ${user.roles.length > 0 ? this.#table(user) : html`<p>None that you see.</p>`}
        ${this.open ? (this.adding ? this.#form() : this.#button()) : nothing}
      </section>
    `;
  }

  #table({ roles }: Schemas["User"]) {
    return html`
      <table class="usa-table usa-table--borderless usa-table--stacked ot-table">
        <caption class="usa-sr-only">
          Roles of the user
        </caption>
        <thead>
          <tr>
            <th scope="col">Role</th>
            <th scope="col">Organization</th>
            <th scope="col">Year</th>
            ${this.open ? html`<th scope="col">Action</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${roles.map(
            (held) => html`
              <tr>
                <th scope="row" data-label="Role">${roleName(held.role)}${this.#instrumentsOf(held)}</th>
                <td data-label="Organization">${held.organization_name} (${held.organization})</td>
                <td data-label="Year">${held.year}</td>
                ${this.open ? html`<td data-label="Action">${this.#remove(held)}</td>` : nothing}
              </tr>
            `,
          )}
        </tbody>
      </table>
    `;
  }

  #instrumentsOf({ instruments }: Held) {
    if (!instruments) return nothing;
    return html`<span class="ot-small">${instruments.map((code) => this.names.get(code) ?? code).join(", ")}</span>`;
  }

  #remove(held: Held) {
    return html`<button
      type="button"
      class="usa-button usa-button--unstyled"
      aria-label="Remove the role ${heldRole(held)}"
      ?disabled=${this.busy}
      @click=${() => this.#take(held)}
    >
      Remove
    </button>`;
  }

  async #take(held: Held): Promise<void> {
    const sure = await confirmed({
      title: "Remove this role?",
      text: html`
        <p>${heldRole(held)}</p>
        <p>
          What the role allows ends at once, and so does every session of the user: what they have open and not saved is
          lost. They can sign in again with the roles that are left.
        </p>
      `,
      action: "Remove the role",
    });
    if (sure)
      this.#send({ change: { roles: { remove: [keyOf(held)] } }, done: `The role is removed: ${heldRole(held)}.` });
  }

  #button() {
    return html`
      <div class="ot-actions">
        <button type="button" class="usa-button usa-button--outline" ?disabled=${this.busy} @click=${this.#begin}>
          Add a role
        </button>
      </div>
    `;
  }

  #form() {
    const labels = { organization: "Organization", roles: "Role", instruments: "Program instruments" };
    return html`
      <form class="ot-narrow" @submit=${this.#add} novalidate>
        <h3>Add a role</h3>
        ${this.gaps.size > 0 ? errorSummary("The role is not added yet", this.gaps, labels) : nothing}
        <ot-role-fields .session=${this.session} .wrong=${this.gaps}></ot-role-fields>
        <div class="ot-actions">
          <button type="submit" class="usa-button" ?disabled=${this.busy}>Add the role</button>
          <button type="button" class="usa-button usa-button--outline" @click=${() => (this.adding = false)}>
            Cancel
          </button>
        </div>
      </form>
    `;
  }

  readonly #begin = async (): Promise<void> => {
    this.gaps = new Map();
    this.adding = true;
    await this.focusOn("form select, form input");
  };

  readonly #add = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const fields = this.querySelector<RoleFields>("ot-role-fields");
    if (!fields) return;
    this.gaps = fields.gaps;
    if (this.gaps.size > 0) return this.focusOn("#summary");
    const added = fields.roles;
    this.#send({
      change: { roles: { add: added.map((role) => ({ ...keyOf(role), ...instrumentsOf(role) })) } },
      done: `Added: ${added.map(heldRole).join("; ")}. The user is told by letter.`,
    });
  };

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    // Done when the user has the roles.
    if (changed.has("user") && changed.get("user") !== undefined) this.adding = false;
    const isMonitor = this.user?.roles.some(({ instruments }) => instruments) ?? false;
    if (changed.has("user") && isMonitor && this.names.size === 0) void this.#readNames();
  }

  async #readNames(): Promise<void> {
    // Without the names the codes are shown: they can be read, too.
    this.names = await instrumentNames().catch(() => new Map<string, string>());
  }

  #send(detail: AskedChange): void {
    this.dispatchEvent(new CustomEvent("ask", { detail }));
  }
}

function instrumentsOf({ instruments }: Schemas["RoleOfUser"]): Pick<Schemas["RoleOfUser"], "instruments"> {
  return instruments ? { instruments } : {};
}

function keyOf({ role, organization, year }: Schemas["RoleOfUser"]): Schemas["RoleOfUser"] {
  return { role, organization, year };
}
