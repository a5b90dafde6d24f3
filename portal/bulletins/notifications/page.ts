import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { loading, message } from "../../shared/common/messages";
import { type Session, signedIn } from "../../shared/common/session";
import { confirmed } from "../../shared/confirm";
import type { ChosenOrganization } from "../../shared/organization-choice";
import "../../shared/organization-choice";
import { WorkPart } from "../../shared/work-part";
import { counted } from "../../shared/words";
import { type Posted, posted, withdraw } from "./calls";
import "./form";
import { audience, days, isOpen, mail, stateName } from "./words";

const POSTERS = ["lea-caaspp-coordinator", "lea-elpac-coordinator", "state-administrator"];

/** Notifications to the people of an LEA: those there are, and new ones. */
@customElement("ot-notification-list")
export class NotificationList extends WorkPart {
  @state() private session: Session | undefined;
  /** The code of the LEA whose notifications are shown. */
  @state() private lea = "";
  @state() private found: readonly Posted[] | undefined;
  /** The one that is being changed, or a new one. */
  @state() private open: Posted | "new" | undefined;
  @state() private done = "";

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    this.session = await signedIn();
    const { role } = this.session;
    if (!role || !POSTERS.includes(role.role) || role.organization === "CA") return;
    this.lea = role.organization;
    await this.attempt(() => this.#read());
  }

  async #read(): Promise<void> {
    this.found = await posted(this.lea);
  }

  override render() {
    const role = this.session?.role;
    if (!role) return loading("the notifications");
    if (!POSTERS.includes(role.role)) {
      return html`<h1>Notifications</h1>
        ${message("info", undefined, "Notifications are posted by the CAASPP and ELPAC coordinators of an LEA. Those for you are at home.")}`;
    }
    return html`
      <h1>Notifications</h1>
      <p>
        What is posted here shows at home to the people of the LEA, from the first to the last day. On request they are
        told by mail, too.
      </p>
      ${role.organization === "CA" ? this.#choice() : nothing}
      ${this.done ? message("success", undefined, this.done) : nothing}
      ${this.open === undefined ? this.complaint("The notifications cannot be shown") : nothing} ${this.#content()}
    `;
  }

  #choice() {
    return html`<div class="ot-narrow">
      <ot-organization-choice
        .label=${"LEA"}
        .own=${"CA"}
        .none=${"Choose"}
        .value=${this.lea}
        .offers=${({ kind }: ChosenOrganization) => kind === "district" || kind === "directly-funded-charter"}
        @choose=${({ detail }: CustomEvent<ChosenOrganization | undefined>) => this.#choose(detail?.code ?? "")}
      ></ot-organization-choice>
    </div>`;
  }

  #content() {
    if (this.lea === "") return nothing;
    if (!this.found) return this.refused ? nothing : loading("the notifications");
    const { open } = this;
    if (open !== undefined) {
      return html`<ot-notification-form
        .lea=${this.lea}
        .posted=${open === "new" ? undefined : open}
        @posted=${({ detail }: CustomEvent<Posted>) => this.#posted(detail)}
        @cancel=${() => this.#close()}
      ></ot-notification-form>`;
    }
    return html`
      <div class="ot-bar">
        <p role="status"><strong>${counted(this.found.length, "notification")}</strong></p>
        <div class="ot-actions">
          <button type="button" class="usa-button" id="new" @click=${() => this.#open("new")}>New notification</button>
        </div>
      </div>
      ${this.found.length === 0 ? html`<p>Nothing is posted yet.</p>` : this.#list(this.found)}
    `;
  }

  #list(found: readonly Posted[]) {
    return html`
      <table class="usa-table usa-table--borderless usa-table--stacked ot-table">
        <caption class="usa-sr-only">
          Notifications
        </caption>
        <thead>
          <tr>
            <th scope="col">Notification</th>
            <th scope="col">For</th>
            <th scope="col">Days</th>
            <th scope="col">State</th>
            <th scope="col">Mail</th>
            <th scope="col" class="ot-when">Action</th>
          </tr>
        </thead>
        <tbody>
          ${found.map((one) => this.#row(one))}
        </tbody>
      </table>
    `;
  }

  #row(one: Posted) {
    return html`
      <tr>
        <th scope="row" data-label="Notification">
          ${one.subject}
          <span class="ot-why ot-lines">${one.text}</span>
          <span class="ot-why">${one.changed_by}</span>
        </th>
        <td data-label="For">${audience(one)}</td>
        <td data-label="Days">${days(one)}</td>
        <td data-label="State" class="ot-when">${stateName(one.state)}</td>
        <td data-label="Mail" class="ot-mail">${mail(one)}</td>
        <td data-label="Action" class="ot-when">${isOpen(one) ? this.#actions(one) : "None: it is over"}</td>
      </tr>
    `;
  }

  #actions(one: Posted) {
    const button = (words: string, onclick: () => void) =>
      html`<button
        type="button"
        class="usa-button usa-button--unstyled"
        id="${words.toLowerCase()}-${one.id}"
        aria-label="${words} “${one.subject}”"
        ?disabled=${this.busy}
        @click=${onclick}
      >
        ${words}
      </button>`;
    return html`${button("Change", () => this.#open(one))}<br />${button("Withdraw", () => void this.#withdraw(one))}`;
  }

  async #choose(code: string): Promise<void> {
    this.lea = code;
    this.found = undefined;
    this.open = undefined;
    this.done = "";
    if (code !== "") await this.attempt(() => this.#read());
  }

  #open(which: Posted | "new"): void {
    this.forget();
    this.done = "";
    this.open = which;
  }

  async #close(): Promise<void> {
    const { open } = this;
    this.open = undefined;
    // Somebody else's change may have been shown meanwhile.
    await this.attempt(() => this.#read());
    await this.focusOn(open === undefined || open === "new" ? "#new" : `#change-${open.id}`);
  }

  async #posted(saved: Posted): Promise<void> {
    this.open = undefined;
    await this.attempt(() => this.#read());
    this.done = saved.version === 1 ? `“${saved.subject}” is posted.` : `“${saved.subject}” is changed.`;
    await this.focusOn(".usa-alert--success");
  }

  async #withdraw(one: Posted): Promise<void> {
    const before = one.state === "scheduled" && one.mail ? " Its mail does not go out." : "";
    const sure = await confirmed({
      title: `Withdraw “${one.subject}”?`,
      text: `It does not show any more, and cannot be taken up again.${before}`,
      action: "Withdraw",
    });
    if (!sure) return;
    this.done = "";
    const isDone = await this.attempt(async () => {
      await withdraw(one);
      this.done = `“${one.subject}” is withdrawn.`;
    });
    if (isDone) {
      await this.attempt(() => this.#read());
      await this.focusOn(".usa-alert--success");
    } else if (this.refused?.problem.status === 412) {
      const { refused } = this;
      await this.attempt(() => this.#read());
      await this.refuse(refused);
    }
  }
}
