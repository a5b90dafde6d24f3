import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { leaveFor, next } from "../../shared/common/addresses";
import { type Schemas, answer, api, refusalOf } from "../../shared/common/api";
import { type FieldErrors, errorSummary, fieldErrors, input, values } from "../../shared/common/form";
import { message, refusal } from "../../shared/common/messages";
import { Part } from "../../shared/common/part";
import type { Refused } from "../../shared/common/problem";
import "./second-factor";

const LABELS = { username: "User name", password: "Password" };

/** Signing in: user name and password, then the second factor where the account has one. */
@customElement("ot-sign-in")
export class SignIn extends Part {
  @state() private refused: Refused | undefined;
  @state() private errors: FieldErrors = new Map();
  @state() private busy = false;
  @state() private awaited: Schemas["AwaitedFactor"] | undefined;
  #username = "";

  override render() {
    if (this.awaited) return html`<ot-second-factor .awaited=${this.awaited} .system=${system()}></ot-second-factor>`;
    return html`
      <div class="ot-narrow">
        <h1>Sign in</h1>
        ${this.#welcome()}
        ${this.errors.size > 0 ? errorSummary("You are not signed in yet", this.errors, LABELS) : nothing}
        ${this.refused && this.errors.size === 0 ? refusal(this.refused) : nothing}
        <form @submit=${this.#submit} novalidate>
          ${input({ name: "username", label: LABELS.username, hint: "Your e-mail address", type: "email", autocomplete: "username", value: this.#username, required: true }, this.errors)}
          ${input({ name: "password", label: LABELS.password, type: "password", autocomplete: "current-password", required: true }, this.errors)}
          <button class="usa-button" type="submit" ?disabled=${this.busy}>
            ${this.busy ? "Signing in …" : "Sign in"}
          </button>
        </form>
        <ul class="ot-links">
          <li><a class="usa-link" href="/forgot">Forgot user name or password?</a></li>
          <li>
            <a class="usa-link" href="/first-time-user">First-time user, or the activation link is lost or expired?</a>
          </li>
        </ul>
      </div>
    `;
  }

  #welcome() {
    const why = new URLSearchParams(location.search);
    if (why.has("signed-out")) return message("success", undefined, "You are signed out.");
    if (why.has("ended"))
      return message("info", "Your session has ended", "Sign in again to go on. What was saved is safe.");
    if (why.has("password-set")) return message("success", undefined, "Your password is set. Sign in with it.");
    if (why.has("next")) return message("info", undefined, "Sign in to go on to the page you asked for.");
    return nothing;
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { username = "", password = "" } = values(event.target as HTMLFormElement);
    this.#username = username;
    this.refused = undefined;
    this.errors = new Map([
      ...(username ? [] : [["username", "Enter your e-mail address."] as const]),
      ...(password ? [] : [["password", "Enter your password."] as const]),
    ]);
    if (this.errors.size > 0) return this.focusOn("#summary");
    this.busy = true;
    try {
      const selected = system();
      const { data, status } = await answer(
        api.POST("/v1/session", { body: { username, password, ...(selected ? { system: selected } : {}) } }),
      );
      if (status === 202) this.awaited = (data as unknown as Schemas["SecondFactorAwaited"]).second_factor;
      else await goOn(data as Schemas["Session"]);
    } catch (thrown) {
      this.refused = refusalOf(thrown);
      this.errors = fieldErrors(this.refused, ["username", "password"]);
      await this.focusOn(this.errors.size > 0 ? "#summary" : ".usa-alert--error");
    } finally {
      this.busy = false;
    }
  };
}

/** The system selected before signing in. */
function system(): string | undefined {
  return new URLSearchParams(location.search).get("system") ?? undefined;
}

/** To the system that was selected, or to the page that was asked for. Terms and role are asked for there. */
export async function goOn(session: Schemas["Session"]): Promise<never> {
  return leaveFor(session.redirect_to ?? next());
}
