import { type TemplateResult, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type Schemas, refusalOf } from "../../shared/common/api";
import { type FieldErrors, errorSummary, fieldErrors, input, values } from "../../shared/common/form";
import { message, refusal } from "../../shared/common/messages";
import { Part } from "../../shared/common/part";
import type { Refused } from "../../shared/common/problem";

/** What differs between asking for one link and the other. */
export interface LinkRequest {
  heading: string;
  intro: string;
  /** The field, as the API calls it. */
  field: string;
  label: string;
  missing: string;
  button: string;
  send: (typed: string) => Promise<Schemas["LinkRequested"]>;
  /** What to do when no letter comes, besides what holds for every letter. */
  noLetter: TemplateResult;
}

/** Asking for a letter with a link. The answer is the same for every address: nobody learns here who has an account. */
@customElement("ot-request-link")
export class RequestLink extends Part {
  @property({ attribute: false }) request!: LinkRequest;
  @state() private answered: Schemas["LinkRequested"] | undefined;
  @state() private refused: Refused | undefined;
  @state() private errors: FieldErrors = new Map();
  @state() private busy = false;
  #typed = "";

  override render() {
    return html`
      <div class="ot-narrow">
        <h1>${this.request.heading}</h1>
        ${this.answered ? this.#sent(this.answered) : this.#form()}
        <ul class="ot-links">
          <li><a class="usa-link" href="/sign-in">Back to sign in</a></li>
        </ul>
      </div>
    `;
  }

  #form() {
    const { intro, field, label, button } = this.request;
    return html`
      ${this.errors.size > 0 ? errorSummary("Nothing was sent yet", this.errors, { [field]: label }) : nothing}
      ${this.refused && this.errors.size === 0 ? refusal(this.refused) : nothing}
      <p>${intro}</p>
      <form @submit=${this.#submit} novalidate>
        ${input({ name: field, label, type: "text", inputmode: "email", autocomplete: "username", value: this.#typed, required: true }, this.errors)}
        <button class="usa-button" type="submit" ?disabled=${this.busy}>${this.busy ? "Sending …" : button}</button>
      </form>
    `;
  }

  #sent({ message: words, minutes }: Schemas["LinkRequested"]) {
    return html`
      ${message("success", "Look into your mail", words)}
      <p>You entered <strong class="ot-long">${this.#typed}</strong>. The link works once, for ${inWords(minutes)}.</p>
      <h2>No letter after a few minutes?</h2>
      <ul class="usa-list">
        <li>Look into the folder for junk mail, too.</li>
        <li>Make sure that the address above is the one your account was set up with, and free of mistakes.</li>
        <li>${this.request.noLetter}</li>
      </ul>
      <button type="button" class="usa-button usa-button--outline" @click=${this.#again}>
        Use another address, or send again
      </button>
    `;
  }

  readonly #again = async (): Promise<void> => {
    this.answered = undefined;
    await this.focusOn(`#${this.request.field}`);
  };

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { field, missing, send } = this.request;
    this.#typed = values(event.target as HTMLFormElement)[field] ?? "";
    this.refused = undefined;
    this.errors = this.#typed ? new Map() : new Map([[field, missing]]);
    if (this.errors.size > 0) return this.focusOn("#summary");
    this.busy = true;
    try {
      this.answered = await send(this.#typed);
      await this.focusOn(".usa-alert--success");
    } catch (thrown) {
      this.refused = refusalOf(thrown);
      this.errors = fieldErrors(this.refused, [field]);
      await this.focusOn(this.errors.size > 0 ? "#summary" : ".usa-alert--error");
    } finally {
      this.busy = false;
    }
  };
}

/** `15 minutes`, `72 hours`. */
export function inWords(minutes: number): string {
  return minutes % 60 === 0 && minutes >= 120 ? `${minutes / 60} hours` : `${minutes} minutes`;
}
