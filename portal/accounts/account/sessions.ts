import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type Schemas, answer, api, body } from "../../shared/common/api";
import { loading, message } from "../../shared/common/messages";
import { moment } from "../../shared/common/times";
import { confirmed } from "../../shared/confirm";
import { withProof } from "../../shared/verify";
import { WorkPart } from "../../shared/work-part";
import { deviceName } from "./device";

/** Where one is signed in, and ending it there. */
@customElement("ot-sessions")
export class Sessions extends WorkPart {
  /** Read again whenever the account is: changes of how one signs in end sessions. */
  @property({ attribute: false }) account: Schemas["OwnAccount"] | undefined;
  @state() private sessions: readonly Schemas["OwnSession"][] | undefined;
  @state() private done = "";

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("account") && this.account) void this.attempt(() => this.#read());
  }

  async #read(): Promise<void> {
    this.sessions = (await body(api.GET("/v1/account/sessions"))).sessions;
  }

  override render() {
    if (!this.sessions) return this.refused ? this.complaint("") : loading("your sessions");
    const others = this.sessions.filter(({ current }) => !current).length;
    return html`
      ${this.done ? message("success", undefined, this.done) : nothing} ${this.complaint("")}
      <table class="usa-table usa-table--borderless usa-table--stacked ot-table">
        <caption class="usa-sr-only">
          Where you are signed in
        </caption>
        <thead>
          <tr>
            <th scope="col">Device</th>
            <th scope="col">Signed in</th>
            <th scope="col">Last seen</th>
            <th scope="col">Action</th>
          </tr>
        </thead>
        <tbody>
          ${this.sessions.map((session) => this.#row(session))}
        </tbody>
      </table>
      <div class="ot-actions">
        <button
          type="button"
          class="usa-button usa-button--outline"
          aria-describedby=${others > 0 ? nothing : "others-why"}
          ?disabled=${this.busy || others === 0}
          @click=${this.#endOthers}
        >
          End all other sessions
        </button>
      </div>
      ${others > 0 ? nothing : html`<p class="ot-why" id="others-why">You are signed in only here.</p>`}
    `;
  }

  #row(session: Schemas["OwnSession"]) {
    const device = deviceName(session.device);
    return html`
      <tr>
        <th scope="row" data-label="Device">${device}</th>
        <td data-label="Signed in">${moment(session.started_at)}</td>
        <td data-label="Last seen">${moment(session.last_seen_at)}</td>
        <td data-label="Action">
          ${
            session.current
              ? "This session"
              : html`<button
                  type="button"
                  class="usa-button usa-button--unstyled"
                  aria-label="End the session of ${device}, signed in ${moment(session.started_at)}"
                  ?disabled=${this.busy}
                  @click=${() => this.#end(session.id)}
                >
                  End
                </button>`
          }
        </td>
      </tr>
    `;
  }

  async #end(id: string): Promise<void> {
    const done = await this.attempt(async () => {
      await withProof(() => answer(api.DELETE("/v1/account/sessions/{id}", { params: { path: { id } } })));
      await this.#read();
    });
    if (done) await this.#tell("The session has ended.");
  }

  readonly #endOthers = async (): Promise<void> => {
    const sure = await confirmed({
      title: "End all other sessions?",
      text: "Wherever else you are signed in, you are signed out at once. What is not saved there is lost.",
      action: "End them",
    });
    if (!sure) return;
    const done = await this.attempt(async () => {
      await withProof(() => answer(api.DELETE("/v1/account/sessions", { params: { query: { others: true } } })));
      await this.#read();
    });
    if (done) await this.#tell("All other sessions have ended.");
  };

  async #tell(done: string): Promise<void> {
    this.done = done;
    await this.focusOn(".usa-alert--success");
  }
}
