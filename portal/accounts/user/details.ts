import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Schemas } from "../../shared/common/api";
import { type FieldErrors, input, values } from "../../shared/common/form";
import { Part } from "../../shared/common/part";
import type { AskedChange } from "./page";

type Field = (typeof FIELDS)[number];
const FIELDS = ["first_name", "last_name", "telephone"] as const;

/** Name and telephone of a user. Sends `ask`. */
@customElement("ot-user-details")
export class UserDetails extends Part {
  @property({ attribute: false }) user: Schemas["User"] | undefined;
  @property({ attribute: false }) errors: FieldErrors = new Map();
  @property({ attribute: false }) busy = false;
  /** Whether they are the caller's to change. */
  @property({ attribute: false }) open = false;
  /** What was typed and is not saved: it stays when somebody else changes the user meanwhile. */
  @state() private typed: Partial<Record<Field, string>> = {};
  @state() private unchanged = false;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("user")) this.typed = this.#otherThanSaved(this.typed);
  }

  #otherThanSaved(typed: Partial<Record<Field, string>>): Partial<Record<Field, string>> {
    const other = FIELDS.filter((name) => typed[name] !== undefined && typed[name] !== (this.user?.[name] ?? ""));
    return Object.fromEntries(other.map((name) => [name, typed[name]]));
  }

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

  #form(user: Schemas["User"]) {
    const value = (name: Field) => this.typed[name] ?? user[name] ?? "";
    return html`
      <form class="ot-narrow" @submit=${this.#submit} novalidate>
        ${input({ name: "first_name", label: "First name", value: value("first_name"), maxlength: 35, required: true }, this.errors)}
        ${input({ name: "last_name", label: "Last name", value: value("last_name"), maxlength: 100, required: true }, this.errors)}
        ${input(
          {
            name: "telephone",
            label: "Telephone",
            hint: "With extension, as people write it",
            type: "tel",
            value: value("telephone"),
            maxlength: 40,
          },
          this.errors,
        )}
        <p class="usa-hint">
          The e-mail address is the user name and cannot be changed: add the person with the new address, then
          deactivate this account.
        </p>
        <button type="submit" class="usa-button" ?disabled=${this.busy}>Save name and telephone</button>
        <p role="status">${this.unchanged ? "Nothing is changed, so nothing was saved." : ""}</p>
      </form>
    `;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    this.typed = this.#otherThanSaved(values(event.target as HTMLFormElement));
    const { telephone, ...names } = this.typed;
    this.unchanged = Object.keys(this.typed).length === 0;
    if (this.unchanged) return;
    const detail: AskedChange = {
      change: { ...names, ...(telephone === undefined ? {} : { telephone: telephone || null }) },
      done: "Name and telephone are saved.",
      fields: FIELDS,
    };
    this.dispatchEvent(new CustomEvent("ask", { detail }));
  };
}
