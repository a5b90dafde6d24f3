import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type Schemas, api, body } from "./common/api";
import type { FieldErrors } from "./common/form";
import { Part } from "./common/part";
import "./common/password-field";

const PAUSE = 400;
const SCORES = ["Guessed at once", "Guessed soon", "Can be guessed", "Nearly there", "Strong"];

/** A field for a new password, with what the API says of it while it is typed. */
@customElement("ot-new-password")
export class NewPassword extends Part {
  @property({ attribute: false }) name = "password";
  @property({ attribute: false }) label = "New password";
  @property({ attribute: false }) errors: FieldErrors = new Map();
  @state() private found: Schemas["PasswordAssessment"] | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #check: AbortController | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#pause);
    this.#check?.abort();
  }

  override render() {
    const text = {
      name: this.name,
      label: this.label,
      hint: "At least 15 characters of any kind. A few words that have nothing to do with each other are easy to remember and hard to guess.",
      required: true,
    };
    return html`
      <ot-password-field
        .text=${text}
        .errors=${this.errors}
        .autocomplete=${"new-password" as const}
        .describedBy=${`${this.name}-strength`}
        @input=${this.#typed}
      ></ot-password-field>
      <div class="ot-strength" id="${this.name}-strength" role="status">
        ${this.found ? this.#said(this.found) : nothing}
      </div>
    `;
  }

  #said({ score, acceptable, reasons }: Schemas["PasswordAssessment"]) {
    const words = SCORES[score] ?? "";
    return html`
      <meter aria-label="Strength of the password" min="0" max="4" low="3" high="4" optimum="4" .value=${score}>
        ${words}
      </meter>
      <p><strong>${words}.</strong> ${acceptable ? "This password can be used." : "This password …"}</p>
      ${
        acceptable
          ? nothing
          : html`<ul class="usa-list">
              ${reasons.map(({ detail }) => html`<li>${detail}</li>`)}
            </ul>`
      }
    `;
  }

  readonly #typed = (event: Event): void => {
    const password = (event.target as HTMLInputElement).value;
    clearTimeout(this.#pause);
    this.#check?.abort();
    // What was wrong was said of another password.
    this.errors = new Map();
    if (!password) this.found = undefined;
    else this.#pause = setTimeout(() => void this.#judge(password), PAUSE);
  };

  async #judge(password: string): Promise<void> {
    const check = new AbortController();
    this.#check = check;
    try {
      const found = await body(api.POST("/v1/password-checks", { body: { password }, signal: check.signal }));
      if (!check.signal.aborted) this.found = found;
    } catch {
      // The meter only helps; the password is judged again when it is saved.
      if (!check.signal.aborted) this.found = undefined;
    }
  }
}
