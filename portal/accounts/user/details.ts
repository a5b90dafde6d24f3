import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Schemas } from "../../shared/common/api";
import { type FieldErrors, input, values } from "../../shared/common/form";
import { Part } from "../../shared/common/part";
import type { AskedChange } from "./page";

/** Name and telephone of a user. Sends `ask`. */
@customElement("ot-user-details")
export class UserDetails extends Part {
  @property({ attribute: false }) user: Schemas["User"] | undefined;
  @property({ attribute: false }) errors: FieldErrors = new Map();
  @property({ attribute: false }) busy = false;
  /** Whether they are the caller's to change. */
  @property({ attribute: false }) open = false;

  override render() {
    const { user } = this;
    if (!user) return nothing;
    return html`
      <section class="ot-section" aria-labelledby="details-title">
        <h2 id="details-title">Name and contact</h2>
        ${this.open ? this.#form(user) : this.#facts(user)}
      </section>
    `;
  }

  #facts({ first_name, last_name, telephone }: Schemas["User"]) {
    return html`
      <dl class="ot-facts">
        <dt>Name</dt>
        <dd>${first_name} ${last_name}</dd>
        <dt>Telephone</dt>
        <dd>${telephone ?? "None"}</dd>
      </dl>
    `;
  }

  #form({ first_name, last_name, telephone }: Schemas["User"]) {
    return html`
      <form class="ot-narrow" @submit=${this.#submit} novalidate>
        ${input({ name: "first_name", label: "First name", value: first_name, maxlength: 35, required: true }, this.errors)}
        ${input({ name: "last_name", label: "Last name", value: last_name, maxlength: 100, required: true }, this.errors)}
        ${input(
          {
            name: "telephone",
            label: "Telephone",
            hint: "With extension, as people write it",
            type: "tel",
            value: telephone ?? "",
            maxlength: 40,
          },
          this.errors,
        )}
        <p class="usa-hint">
          The e-mail address is the user name and cannot be changed: add the person with the new address, then
          deactivate this account.
        </p>
        <button type="submit" class="usa-button" ?disabled=${this.busy}>Save name and telephone</button>
      </form>
    `;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const { first_name = "", last_name = "", telephone } = values(event.target as HTMLFormElement);
    const detail: AskedChange = {
      change: { first_name, last_name, telephone: telephone || null },
      done: "Name and telephone are saved.",
      fields: ["first_name", "last_name", "telephone"],
    };
    this.dispatchEvent(new CustomEvent("ask", { detail }));
  };
}
