import { type TemplateResult, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type Schemas, api, body, refusalOf } from "../../shared/common/api";
import { type FieldErrors, errorSummary, fieldErrors, input, values } from "../../shared/common/form";
import { refusal } from "../../shared/common/messages";
import { Part } from "../../shared/common/part";
import { askForPasskey, canUsePasskeys } from "../../shared/common/passkey";
import type { Refused } from "../../shared/common/problem";

type Method = "passkey" | "totp" | "recovery-code";
type Proof = Omit<Schemas["Verification"], "system">;

/** What is asked by each method, the easiest first, and how it is called when another way is chosen. */
const METHODS: readonly (readonly [method: Method, words: string])[] = [
  ["passkey", "Use a passkey"],
  ["totp", "Use a code of the authenticator app"],
  ["recovery-code", "Use a recovery code"],
];
const LABELS = { totp: "Code", "recovery-code": "Recovery code" };

/** The second step of signing in: `proved` tells the session, `again` that the first step is needed once more. */
@customElement("ot-second-factor")
export class SecondFactor extends Part {
  @property({ attribute: false }) awaited: Schemas["AwaitedFactor"] | undefined;
  @property({ attribute: false }) system: string | undefined;
  @state() private method: Method | undefined;
  @state() private refused: Refused | undefined;
  @state() private errors: FieldErrors = new Map();
  @state() private busy = false;
  #overdue: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const left = Date.parse(this.awaited?.expires_at ?? "") - Date.now();
    this.#overdue = setTimeout(() => this.#again(true), Math.max(0, left));
    void this.#choose(this.#possible()[0]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#overdue);
  }

  override render() {
    return html`
      <div class="ot-narrow">
        <h1 tabindex="-1">Second step: show that it is you</h1>
        ${this.errors.size > 0 ? errorSummary("You are not signed in yet", this.errors, LABELS) : nothing}
        ${this.refused && this.errors.size === 0 ? refusal(this.refused) : nothing} ${this.#step()} ${this.#otherWays()}
        <ul class="ot-links">
          <li>
            <button type="button" class="usa-button usa-button--unstyled" @click=${() => this.#again(false)}>
              Sign in as somebody else
            </button>
          </li>
        </ul>
        <p class="ot-note">This step must follow within 5 minutes of the password.</p>
      </div>
    `;
  }

  #step(): TemplateResult {
    switch (this.method) {
      case "passkey":
        return html`
          <p>Your browser will ask you for the passkey you added: a fingerprint, a face, a PIN or a security key.</p>
          <button type="button" class="usa-button" ?disabled=${this.busy} @click=${this.#usePasskey}>
            ${this.busy ? "Waiting for the passkey …" : "Use a passkey"}
          </button>
        `;
      case "totp":
        return this.#form("Open the authenticator app you set up and enter the code it shows for OpenTOMS.", {
          hint: "6 digits",
          inputmode: "numeric",
          autocomplete: "one-time-code",
        });
      case "recovery-code":
        return this.#form("Enter one of the recovery codes you wrote down. Each can be used once.", {
          hint: "24 letters and digits, like k7mq-2xtr-9dnh-c4wp-6v3e-zt0b",
        });
      default:
        return html`<p>This browser cannot use your passkey. Sign in with a browser or device that can.</p>`;
    }
  }

  #form(words: string, more: Pick<Parameters<typeof input>[0], "hint" | "inputmode" | "autocomplete">): TemplateResult {
    const name = this.method === "totp" ? "totp" : "recovery-code";
    return html`
      <p>${words}</p>
      <form @submit=${this.#submit} novalidate>
        ${input({ name, label: LABELS[name], required: true, ...more }, this.errors)}
        <button class="usa-button" type="submit" ?disabled=${this.busy}>${this.busy ? "Checking …" : "Go on"}</button>
      </form>
    `;
  }

  #otherWays() {
    const others = METHODS.filter(([method]) => method !== this.method && this.#possible().includes(method));
    if (others.length === 0) return nothing;
    return html`
      <h2>Another way</h2>
      <ul class="ot-links ot-links--close">
        ${others.map(
          ([method, words]) =>
            html`<li>
              <button type="button" class="usa-button usa-button--unstyled" @click=${() => this.#choose(method)}>
                ${words}
              </button>
            </li>`,
        )}
      </ul>
    `;
  }

  #possible(): Method[] {
    const offered = this.awaited?.methods ?? [];
    return METHODS.map(([method]) => method).filter(
      (method) => offered.includes(method) && (method !== "passkey" || canUsePasskeys()),
    );
  }

  async #choose(method: Method | undefined): Promise<void> {
    this.method = method;
    this.#clear();
    await this.focusOn(method === "totp" || method === "recovery-code" ? `#${method}` : "h1");
  }

  #clear(): void {
    this.refused = undefined;
    this.errors = new Map();
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const [[name, code] = ["totp", ""]] = Object.entries(values(event.target as HTMLFormElement));
    this.#clear();
    if (!code) {
      this.errors = new Map([[name, "Enter the code."]]);
      return this.focusOn("#summary");
    }
    await this.#prove(() => Promise.resolve(name === "totp" ? { totp: code } : { recovery_code: code }));
  };

  readonly #usePasskey = (): Promise<void> => {
    this.#clear();
    return this.#prove(askForPasskey);
  };

  async #prove(by: () => Promise<Proof>): Promise<void> {
    this.busy = true;
    try {
      const proof = await by();
      const system = this.system ? { system: this.system } : {};
      const session = await body(api.POST("/v1/session/verification", { body: { ...proof, ...system } }));
      this.dispatchEvent(new CustomEvent("proved", { detail: session }));
    } catch (thrown) {
      const refused = refusalOf(thrown);
      if (refused.is("session.not-signed-in")) return this.#again(true);
      this.refused = refused;
      this.errors = this.#atFields(refused);
      await this.focusOn(this.errors.size > 0 ? "#summary" : ".usa-alert--error");
    } finally {
      this.busy = false;
    }
  }

  #atFields(refused: Refused): FieldErrors {
    const wrong = fieldErrors(refused, ["totp", "recovery_code"]);
    return new Map([...wrong].map(([name, detail]) => [name.replace("_", "-"), detail]));
  }

  #again(overdue: boolean): void {
    this.dispatchEvent(new CustomEvent("again", { detail: overdue }));
  }
}
