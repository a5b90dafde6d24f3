import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { next } from "../../shared/common/addresses";
import { type Schemas, api, body, refusalOf } from "../../shared/common/api";
import { loading, message, refusal } from "../../shared/common/messages";
import { Part } from "../../shared/common/part";
import type { Refused } from "../../shared/common/problem";
import { type Session, goOnTo, mendElsewhere, setSession, signedIn } from "../../shared/common/session";
import { byYear, isSame } from "./roles";

type Role = Schemas["Role"];

/** Choosing the role to work in. */
@customElement("ot-choose-role")
export class ChooseRole extends Part {
  @state() private session: Session | undefined;
  /** The administration year that it is. */
  @state() private year: string | undefined;
  @state() private refused: Refused | undefined;
  @state() private busy = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override render() {
    return html`
      <h1>Choose a role</h1>
      ${this.refused ? refusal(this.refused) : nothing}
      ${this.session && this.year ? this.#roles(this.session, this.year) : this.refused ? nothing : loading("your roles")}
    `;
  }

  #roles(session: Session, year: string) {
    const years = byYear(session.roles, year);
    return html`
      ${
        session.roles.some((role) => role.year === year)
          ? html`<p>You work in one role at a time. You can change it whenever you like.</p>`
          : message(
              "warning",
              `You have no role in ${year}`,
              "Ask your LEA coordinator to give you one; LEA coordinators ask their superintendent. Then sign in again.",
            )
      }
      ${years.map(
        ([of, roles]) => html`
          <section aria-labelledby="year-${of}">
            <h2 id="year-${of}">${of}${of === year ? " (this administration year)" : ""}</h2>
            ${of === year ? nothing : html`<p class="usa-hint">In a role of another year, this year's students stay closed.</p>`}
            <ul class="ot-choices">
              ${roles.map((role, at) => this.#role(role, `role-${of}-${at}`, session))}
            </ul>
          </section>
        `,
      )}
    `;
  }

  #role(role: Role, id: string, session: Session) {
    const inForce = isSame(role, session.role);
    return html`
      <li class="ot-choice">
        <p id=${id}>
          <strong>${role.name}</strong>${inForce ? html` <span class="usa-tag">In force</span>` : nothing}<br />
          ${role.organization_name}
        </p>
        <button
          type="button"
          class="usa-button ${inForce ? "usa-button--outline" : ""}"
          aria-describedby=${id}
          ?disabled=${this.busy}
          @click=${() => this.#choose(role)}
        >
          ${inForce ? "Keep this role" : "Work in this role"}
        </button>
      </li>
    `;
  }

  #load(): Promise<void> {
    return this.#try(async () => {
      const session = await signedIn("session");
      // The one answer that tells which administration year it is.
      this.year = (await body(api.GET("/v1/account/affidavits"))).year;
      this.session = session;
    });
  }

  #choose({ role, organization, year }: Role): Promise<void> {
    return this.#try(async () => {
      const session = await body(api.PUT("/v1/session/role", { body: { role, organization, year } }));
      setSession(session);
      await goOnTo(session, next());
    });
  }

  async #try(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.refused = undefined;
    try {
      await work();
    } catch (thrown) {
      const refused = refusalOf(thrown);
      await mendElsewhere(refused);
      this.refused = refused;
      await this.focusOn(".usa-alert--error");
    } finally {
      this.busy = false;
    }
  }
}
