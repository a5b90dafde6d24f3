import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type FieldErrors, type FieldText, describedBy, field } from "./form";
import { Part } from "./part";

/** A field for a password that can be shown while it is typed. */
@customElement("ot-password-field")
export class PasswordField extends Part {
  @property({ attribute: false }) text: FieldText = { name: "password", label: "Password" };
  @property({ attribute: false }) errors: FieldErrors = new Map();
  @property({ attribute: false }) autocomplete: "current-password" | "new-password" = "current-password";
  /** The id of what else describes the field. */
  @property({ attribute: false }) describedBy: string | undefined;
  @state() private shown = false;

  override render() {
    const { name } = this.text;
    const wrong = this.errors.has(name);
    const described = [describedBy(this.text, this.errors), this.describedBy].filter((id) => typeof id === "string");
    return field(
      this.text,
      this.errors,
      html`
        <input
          class="usa-input ${wrong ? "usa-input--error" : ""}"
          id=${name}
          name=${name}
          type=${this.shown ? "text" : "password"}
          autocomplete=${this.autocomplete}
          autocapitalize="off"
          spellcheck="false"
          aria-describedby=${described.join(" ") || nothing}
          aria-invalid=${wrong ? "true" : nothing}
          ?required=${this.text.required ?? false}
        />
        <button
          type="button"
          class="usa-button usa-button--unstyled ot-show-password"
          aria-controls=${name}
          @click=${this.#toggle}
        >
          ${this.shown ? "Hide" : "Show"} password
        </button>
      `,
    );
  }

  readonly #toggle = (): void => {
    this.shown = !this.shown;
  };
}
