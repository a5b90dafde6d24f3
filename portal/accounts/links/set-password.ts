import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { leaveFor } from "../../shared/common/addresses";
import { refusalOf } from "../../shared/common/api";
import { type FieldErrors, errorSummary, fieldErrors, values } from "../../shared/common/form";
import { message, refusal } from "../../shared/common/messages";
import { Part } from "../../shared/common/part";
import type { Refused } from "../../shared/common/problem";
import "../../shared/new-password";
import { takeToken } from "../../shared/common/token";

/** What differs between the first password and another one. */
export interface Purpose {
  heading: string;
  intro: string;
  /** The field, as the API calls it. */
  field: string;
  button: string;
  save: (token: string, password: string) => Promise<unknown>;
  /** The type of the problem that means that the link cannot be used. */
  notValid: string;
  /** Where another link is asked for. */
  renewal: string;
}

/**
 * Setting a password by the link of a letter. Opening the page sends nothing and so uses nothing up: programs that look through
 * mail open links too.
 */
@customElement("ot-set-password")
export class SetPassword extends Part {
  @property({ attribute: false }) purpose!: Purpose;
  @state() private token = takeToken();
  @state() private refused: Refused | undefined;
  @state() private errors: FieldErrors = new Map();
  @state() private busy = false;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("hashchange", this.#anotherLink);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("hashchange", this.#anotherLink);
  }

  override render() {
    const { heading } = this.purpose;
    return html`
      <div class="ot-narrow">
        <h1>${heading}</h1>
        ${this.token === undefined ? this.#noLink() : this.#form()}
      </div>
    `;
  }

  #noLink() {
    return html`
      ${message("info", "Open the link in your letter", "This page is opened by a link that was mailed to you. If you have loaded it again, open the link once more: nothing was used up.")}
      ${this.#ways()}
    `;
  }

  #form() {
    const { intro, field, button, notValid } = this.purpose;
    if (this.refused?.is(notValid)) return html`${refusal(this.refused)} ${this.#ways()}`;
    return html`
      ${this.errors.size > 0 ? errorSummary("The password is not set yet", this.errors, { [field]: "New password" }) : nothing}
      ${this.refused && this.errors.size === 0 ? refusal(this.refused) : nothing}
      <p>${intro}</p>
      <form @submit=${this.#submit} novalidate>
        <ot-new-password .name=${field} .errors=${this.errors}></ot-new-password>
        <button class="usa-button" type="submit" ?disabled=${this.busy}>
          ${this.busy ? "Setting the password …" : button}
        </button>
      </form>
    `;
  }

  #ways() {
    return html`
      <ul class="ot-links">
        <li><a class="usa-link" href=${this.purpose.renewal}>Request a new link</a></li>
        <li><a class="usa-link" href="/sign-in">Sign in</a></li>
      </ul>
    `;
  }

  readonly #anotherLink = (): void => {
    this.token = takeToken();
    this.refused = undefined;
    this.errors = new Map();
  };

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { field, save } = this.purpose;
    const password = values(event.target as HTMLFormElement)[field] ?? "";
    this.refused = undefined;
    this.errors = password ? new Map() : new Map([[field, "Enter a password."]]);
    if (this.errors.size > 0 || this.token === undefined) return this.focusOn("#summary");
    this.busy = true;
    try {
      await save(this.token, password);
      await leaveFor("/sign-in?password-set");
    } catch (thrown) {
      this.refused = refusalOf(thrown);
      this.errors = fieldErrors(this.refused, [field]);
      await this.focusOn(this.errors.size > 0 ? "#summary" : ".usa-alert--error");
    } finally {
      this.busy = false;
    }
  };
}
