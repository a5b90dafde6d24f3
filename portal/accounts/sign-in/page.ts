import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { leaveFor, next, parameter } from "../../shared/common/addresses";
import { type Schemas, answer, api, refusalOf } from "../../shared/common/api";
import { type FieldErrors, errorSummary, fieldErrors, input, values } from "../../shared/common/form";
import { message, refusal } from "../../shared/common/messages";
import { Part } from "../../shared/common/part";
import type { Refused } from "../../shared/common/problem";
import { type Session, goOnTo } from "../../shared/common/session";
import "../../shared/common/password-field";
import { systemName } from "../../shared/common/systems";
import "./second-factor";

const LABELS = { username: "User name", password: "Password" };

/** Signing in: user name and password, then the second factor where the account has one. */
@customElement("ot-sign-in")
export class SignIn extends Part {
  @state() private refused: Refused | undefined;
  @state() private errors: FieldErrors = new Map();
  @state() private busy = false;
  @state() private awaited: Schemas["AwaitedFactor"] | undefined;
  @state() private overdue = false;
  #username = "";

  override render() {
    if (this.awaited) {
      return html`<ot-second-factor
        .awaited=${this.awaited}
        .system=${system()}
        @proved=${({ detail }: CustomEvent<Session>) => goOn(detail)}
        @again=${this.#again}
      ></ot-second-factor>`;
    }
    return html`
      <div class="ot-narrow">
        <h1>${title()}</h1>
        ${this.#welcome()}
        ${this.errors.size > 0 ? errorSummary("You are not signed in yet", this.errors, LABELS) : nothing}
        ${this.refused && this.errors.size === 0 ? refusal(this.refused) : nothing}
        <form @submit=${this.#submit} novalidate>
          ${input({ name: "username", label: LABELS.username, hint: "Your e-mail address", type: "email", autocomplete: "username", value: this.#username, required: true }, this.errors)}
          <ot-password-field
            .text=${{ name: "password", label: LABELS.password, required: true }}
            .errors=${this.errors}
          ></ot-password-field>
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
        <p class="ot-note">
          By using this site you agree to the <a class="usa-link" href="/terms">Terms and Conditions of Use</a>. If you
          cannot sign in, ask the coordinator who added you; LEA coordinators ask the help desk.
        </p>
      </div>
    `;
  }

  #welcome() {
    const why = new URLSearchParams(location.search);
    if (this.overdue) {
      return message(
        "warning",
        "The second step came too late",
        "It must follow within 5 minutes. Enter your password once more.",
      );
    }
    if (why.has("signed-out")) return message("success", undefined, "You are signed out.");
    if (why.has("ended"))
      return message("info", "Your session has ended", "Sign in again to go on. What was saved is safe.");
    if (why.has("password-set")) return message("success", undefined, "Your password is set. Sign in with it.");
    if (why.has("next")) return message("info", undefined, "Sign in to go on to the page you asked for.");
    return nothing;
  }

  readonly #again = async ({ detail: overdue }: CustomEvent<boolean>): Promise<void> => {
    this.awaited = undefined;
    this.overdue = overdue;
    await this.focusOn(overdue ? ".usa-alert" : "#username");
  };

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { username = "", password = "" } = values(event.target as HTMLFormElement);
    this.#username = username;
    this.refused = undefined;
    this.overdue = false;
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
      else await goOn(data as Session);
    } catch (thrown) {
      this.refused = refusalOf(thrown);
      this.errors = fieldErrors(this.refused, ["username", "password"]);
      await this.focusOn(this.errors.size > 0 ? "#summary" : ".usa-alert--error");
    } finally {
      this.busy = false;
    }
  };
}

/** The system selected before signing in; none for a name that no system has. */
function system(): string | undefined {
  const id = parameter("system");
  return systemName(id) === undefined ? undefined : id;
}

function title(): string {
  const name = systemName(system());
  return name === undefined ? "Sign in" : `Sign in to ${name}`;
}

/**
 * To the system that was selected, or to the page that was asked for. Whoever may not launch that system is told so at home.
 */
function goOn(session: Session): Promise<never> {
  const address = session.redirect_to;
  // Another system asks for terms and role itself.
  if (address && !address.startsWith("/")) return leaveFor(address);
  const selected = system();
  const wanted = next();
  if (selected && !address && wanted === "/") return goOnTo(session, `/?system=${selected}`);
  return goOnTo(session, wanted === "/" && address ? address : wanted);
}
