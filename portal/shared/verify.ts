import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { api, body } from "./common/api";
import { input, values } from "./common/form";
import { askForPasskey } from "./common/passkey";
import { Refused } from "./common/problem";
import { sessionIfAny, setSession } from "./common/session";
import "./common/password-field";
import { WorkPart, missing } from "./work-part";

/**
 * Does `work`; where it asks to show again who it is, asks for that in a dialog and then does it once more. Who gives up there is
 * told what the API said: that it was not done.
 */
export async function withProof<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof Refused && thrown.is("session.verification-required"))) throw thrown;
    const part = new Verify();
    part.methods = methodsOf((await sessionIfAny())?.second_factors ?? []);
    const proved = await part.ask();
    part.remove();
    if (!proved) throw thrown;
    return await work();
  }
}

type Method = "totp" | "passkey" | "recovery_code" | "password";

const WORDS: Record<Method, string> = {
  passkey: "A passkey",
  totp: "A code of the authenticator app",
  recovery_code: "A recovery code",
  password: "The password",
};

/** The ways to show who it is: the second factors that there are, or else the password. */
export function methodsOf(factors: readonly string[]): Method[] {
  const found = (["passkey", "totp", "recovery_code"] as const).filter((method) =>
    factors.includes(method.replace("_", "-")),
  );
  return found.length > 0 ? found : ["password"];
}

/** The dialog that asks for a fresh proof of who it is. */
@customElement("ot-verify")
export class Verify extends WorkPart {
  @property({ attribute: false }) methods: readonly Method[] = ["password"];
  @state() private chosen: Method | undefined;
  #proved: (proved: boolean) => void = () => {};

  /** Opens the dialog; whether it was shown, once it is closed. */
  ask(): Promise<boolean> {
    document.body.append(this);
    return new Promise((resolve) => {
      this.#proved = resolve;
    });
  }

  get #method(): Method {
    return this.chosen ?? this.methods[0] ?? "password";
  }

  protected override firstUpdated(): void {
    this.querySelector("dialog")?.showModal();
  }

  override render() {
    return html`
      <dialog class="ot-dialog" aria-labelledby="verify-title" @close=${() => this.#proved(false)}>
        <h2 id="verify-title">Show again that it is you</h2>
        <p>This concerns how you are signed in. It can then be done for 10 minutes without being asked again.</p>
        ${this.complaint("This does not show that it is you yet", WORDS)}
        <form @submit=${this.#submit} novalidate>
          ${this.methods.length > 1 ? this.#choice() : nothing} ${this.#control()}
          <div class="ot-actions">
            <button type="submit" class="usa-button" ?disabled=${this.busy}>
              ${this.#method === "passkey" ? "Use the passkey" : "Continue"}
            </button>
            <button type="button" class="usa-button usa-button--outline" @click=${() => this.#close(false)}>
              Cancel
            </button>
          </div>
        </form>
      </dialog>
    `;
  }

  #choice() {
    return html`
      <fieldset class="usa-fieldset">
        <legend class="usa-legend">Show it with</legend>
        ${this.methods.map(
          (method) => html`
            <div class="usa-radio">
              <input
                class="usa-radio__input"
                type="radio"
                name="method"
                id="method-${method}"
                .checked=${method === this.#method}
                @change=${() => this.#choose(method)}
              />
              <label class="usa-radio__label" for="method-${method}">${WORDS[method]}</label>
            </div>
          `,
        )}
      </fieldset>
    `;
  }

  #choose(method: Method): void {
    this.chosen = method;
    this.forget();
  }

  #control() {
    const text = { name: this.#method, label: WORDS[this.#method], required: true };
    switch (this.#method) {
      case "passkey":
        return html`<p>Your browser asks you to unlock the passkey.</p>`;
      case "password":
        return html`<ot-password-field .text=${text} .errors=${this.errors}></ot-password-field>`;
      case "totp":
        return input(
          { ...text, hint: "6 digits", inputmode: "numeric", autocomplete: "one-time-code", maxlength: 7 },
          this.errors,
        );
      case "recovery_code":
        return input({ ...text, hint: "One that you have not used yet", autocomplete: "off" }, this.errors);
    }
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const method = this.#method;
    const typed = values(event.target as HTMLFormElement);
    const words = method === "passkey" ? {} : { [method]: "must be filled in" };
    if (!(await this.complete(missing(typed, words)))) return;
    const done = await this.attempt(async () => {
      const proof = method === "passkey" ? await askForPasskey() : { [method]: typed[method] };
      setSession(await body(api.POST("/v1/session/verification", { body: proof })));
    }, [method]);
    if (done) this.#close(true);
  };

  #close(proved: boolean): void {
    this.#proved(proved);
    this.querySelector("dialog")?.close();
  }
}
