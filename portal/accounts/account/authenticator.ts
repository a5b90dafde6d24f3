import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type Schemas, answer, api, body } from "../../shared/common/api";
import { input, values } from "../../shared/common/form";
import { message } from "../../shared/common/messages";
import { moment } from "../../shared/common/times";
import { confirmed } from "../../shared/confirm";
import { withProof } from "../../shared/verify";
import { WorkPart, missing } from "../../shared/work-part";
import { qrCode } from "./qr-code";

/** The authenticator app: add, remove. Sends `changed`, with recovery codes where new ones came with it. */
@customElement("ot-authenticator")
export class Authenticator extends WorkPart {
  @property({ attribute: false }) addedAt: string | undefined;
  @state() private offer: Schemas["TotpOffer"] | undefined;
  @state() private done = "";

  override render() {
    return html`
      <h3 id="totp-title" tabindex="-1">Authenticator app</h3>
      ${this.done ? message("success", undefined, this.done) : nothing}
      ${this.complaint("The authenticator app is not added", { code: "Code of the app" })}
      ${this.addedAt ? this.#added(this.addedAt) : this.offer ? this.#offered(this.offer) : this.#none()}
    `;
  }

  #none() {
    return html`
      <p>None. It is an app on your telephone or computer that shows a new code every 30 seconds.</p>
      <button type="button" class="usa-button usa-button--outline" ?disabled=${this.busy} @click=${this.#begin}>
        Add an authenticator app
      </button>
    `;
  }

  #added(at: string) {
    return html`
      <p>Added ${moment(at)}.</p>
      <button type="button" class="usa-button usa-button--outline" ?disabled=${this.busy} @click=${this.#remove}>
        Remove the authenticator app
      </button>
    `;
  }

  #offered({ secret, uri, expires_at }: Schemas["TotpOffer"]) {
    return html`
      <ol class="usa-list">
        <li>
          Scan this code with the app, or type the key into it.
          ${qrCode(uri, "QR code for the authenticator app; the same as the key below")}
          <p>Key: <strong class="ot-secret">${secret.match(/.{1,4}/g)?.join(" ")}</strong></p>
        </li>
        <li>Type the code that the app shows, until ${moment(expires_at)}.</li>
      </ol>
      <form class="ot-narrow" @submit=${this.#confirm} novalidate>
        ${input(
          {
            name: "code",
            label: "Code of the app",
            hint: "6 digits",
            inputmode: "numeric",
            autocomplete: "one-time-code",
            maxlength: 7,
            required: true,
          },
          this.errors,
        )}
        <div class="ot-actions">
          <button type="submit" class="usa-button" ?disabled=${this.busy}>Add the app</button>
          <button type="button" class="usa-button usa-button--outline" @click=${this.#giveUp}>Cancel</button>
        </div>
      </form>
    `;
  }

  readonly #begin = async (): Promise<void> => {
    this.done = "";
    const begun = await this.attempt(async () => {
      this.offer = await withProof(() => body(api.POST("/v1/account/totp")));
    });
    if (begun) await this.focusOn("#code");
  };

  readonly #confirm = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const typed = values(event.target as HTMLFormElement);
    if (!(await this.complete(missing(typed, { code: "must be filled in" })))) return;
    const code = (typed["code"] ?? "").replaceAll(" ", "");
    let codes: readonly string[] = [];
    const done = await this.attempt(async () => {
      codes = (await withProof(() => body(api.PUT("/v1/account/totp", { body: { code } })))).recovery_codes;
    }, ["code"]);
    if (done)
      await this.#tell("The authenticator app is added. You are asked for a code of it when you sign in.", codes);
  };

  readonly #remove = async (): Promise<void> => {
    const sure = await confirmed({
      title: "Remove the authenticator app?",
      text: "Its codes are no longer good, at once. If it is your only second factor, the recovery codes end with it.",
      action: "Remove",
    });
    if (!sure) return;
    const done = await this.attempt(async () => {
      await withProof(() => answer(api.DELETE("/v1/account/totp")));
    });
    if (done) await this.#tell("The authenticator app is removed.");
  };

  readonly #giveUp = async (): Promise<void> => {
    this.offer = undefined;
    this.forget();
    await this.focusOn("#totp-title");
  };

  async #tell(done: string, codes: readonly string[] = []): Promise<void> {
    this.offer = undefined;
    this.done = done;
    await this.focusOn(".usa-alert--success");
    this.dispatchEvent(new CustomEvent("changed", { detail: codes, bubbles: true }));
  }
}
