import { type TemplateResult, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Schemas } from "../../shared/common/api";
import { Part } from "../../shared/common/part";
import { confirmed } from "../../shared/confirm";
import type { AskedChange } from "./page";

/** Whether a user can sign in, and help with it. Sends `ask` for changes of the state and `help` for the rest. */
@customElement("ot-user-access")
export class UserAccess extends Part {
  @property({ attribute: false }) user: Schemas["User"] | undefined;
  @property({ attribute: false }) busy = false;
  @property({ attribute: false }) own = false;
  /** Whether the caller's role changes users; the help desk's only helps. */
  @property({ attribute: false }) changes = false;

  override render() {
    const { user } = this;
    if (!user) return nothing;
    return html`
      <section class="ot-section" aria-labelledby="access-title">
        <h2 id="access-title">Access</h2>
        <p>${STATES[user.state]}</p>
        ${this.#action("activation", "Send the activation letter again", this.#whyNoActivation(user), this.#sendActivation)}
        ${this.#action("sessions", "End all sessions", this.own ? OWN : "", this.#endSessions)}
        ${
          this.changes
            ? user.state === "deactivated"
              ? this.#action("state", "Re-activate", this.#whyNotState(user), this.#activate)
              : this.#action("state", "Deactivate", this.#whyNotState(user), this.#deactivate)
            : nothing
        }
      </section>
    `;
  }

  #whyNoActivation({ state }: Schemas["User"]): string {
    if (this.own) return OWN;
    if (state === "added") return "";
    return state === "active"
      ? "The account is activated. Who has forgotten the password asks for a link on the sign-in page."
      : "The account is deactivated.";
  }

  #whyNotState({ changeable }: Schemas["User"]): string {
    if (this.own) return OWN;
    return changeable ? "" : "The user also works elsewhere: the state is not yours alone to change.";
  }

  #action(name: string, words: string, why: string, act: () => void): TemplateResult {
    return html`
      <div class="ot-actions">
        <button
          type="button"
          class="usa-button usa-button--outline"
          aria-describedby=${why ? `${name}-why` : nothing}
          ?disabled=${this.busy || why !== ""}
          @click=${act}
        >
          ${words}
        </button>
      </div>
      ${why ? html`<p class="ot-why" id="${name}-why">${why}</p>` : nothing}
    `;
  }

  readonly #sendActivation = (): void => {
    this.dispatchEvent(new CustomEvent("help", { detail: "activation" }));
  };

  readonly #endSessions = async (): Promise<void> => {
    const sure = await confirmed({
      title: "End all sessions of this user?",
      text: "Wherever they are signed in, they are signed out at once; what is not saved is lost. They can sign in again.",
      action: "End all sessions",
    });
    if (sure) this.dispatchEvent(new CustomEvent("help", { detail: "sessions" }));
  };

  readonly #deactivate = async (): Promise<void> => {
    const sure = await confirmed({
      title: "Deactivate this user?",
      text: html`
        <ul class="usa-list">
          <li>Every session ends at once, also a request that is under way. What is not saved is lost.</li>
          <li>They cannot sign in any more, nor reset the password.</li>
          <li>Their roles stay, and come back into force if you re-activate the user.</li>
          <li>What they did stays in the history.</li>
        </ul>
      `,
      action: "Deactivate",
    });
    if (sure) this.#ask("deactivated", "The user is deactivated: every session has ended and signing in is refused.");
  };

  readonly #activate = async (): Promise<void> => {
    const sure = await confirmed({
      title: "Re-activate this user?",
      text: "They can sign in again at once, with the roles shown here and any that they hold elsewhere. An account that was never activated waits for its activation.",
      action: "Re-activate",
    });
    if (sure) this.#ask("active", "The user is re-activated.");
  };

  #ask(state: string, done: string): void {
    const detail: AskedChange = { change: { state }, done };
    this.dispatchEvent(new CustomEvent("ask", { detail }));
  }
}

const OWN = "This is your own account.";
const STATES: Record<string, string> = {
  added: "The activation letter was sent; the account has not been activated with its link yet.",
  active: "The user can sign in.",
  deactivated: "The user cannot sign in.",
};
