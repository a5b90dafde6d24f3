import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type Schemas, answer, api, body } from "../../shared/common/api";
import { input, values } from "../../shared/common/form";
import { message } from "../../shared/common/messages";
import { newPasskey } from "../../shared/common/passkey";
import { moment } from "../../shared/common/times";
import { confirmed } from "../../shared/confirm";
import { withProof } from "../../shared/verify";
import { WorkPart, missing } from "../../shared/work-part";

/** Passkeys: list, add, remove. Sends `changed`, with recovery codes where new ones came with it. */
@customElement("ot-passkeys")
export class Passkeys extends WorkPart {
  @property({ attribute: false }) passkeys: readonly Schemas["OwnPasskey"][] = [];
  @state() private done = "";

  override render() {
    return html`
      <h3 id="passkeys-title" tabindex="-1">Passkeys</h3>
      <p>A passkey is kept by your device or by a security key, and is unlocked there: by finger, face or PIN.</p>
      ${this.done ? message("success", undefined, this.done) : nothing}
      ${this.complaint("The passkey is not added", { name: "Name of the new passkey" })}
      ${this.passkeys.length > 0 ? this.#table() : html`<p>None.</p>`}
      ${
        "PublicKeyCredential" in window
          ? this.#form()
          : html`<p class="ot-why">This browser knows no passkeys. Use a newer one to add a passkey.</p>`
      }
    `;
  }

  #table() {
    return html`
      <table class="usa-table usa-table--borderless usa-table--stacked ot-table">
        <caption class="usa-sr-only">
          Your passkeys
        </caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Added</th>
            <th scope="col">Last used</th>
            <th scope="col">Action</th>
          </tr>
        </thead>
        <tbody>
          ${this.passkeys.map(
            (passkey) => html`
              <tr>
                <th scope="row" data-label="Name">${passkey.name}</th>
                <td data-label="Added">${moment(passkey.added_at)}</td>
                <td data-label="Last used">${passkey.last_used_at ? moment(passkey.last_used_at) : "Not yet"}</td>
                <td data-label="Action">
                  <button
                    type="button"
                    class="usa-button usa-button--unstyled"
                    aria-label="Remove ${passkey.name}"
                    ?disabled=${this.busy}
                    @click=${() => this.#remove(passkey)}
                  >
                    Remove
                  </button>
                </td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    `;
  }

  #form() {
    return html`
      <form class="ot-narrow" @submit=${this.#add} novalidate>
        ${input(
          {
            name: "name",
            label: "Name of the new passkey",
            hint: "To know it by, such as “my telephone”",
            maxlength: 50,
            required: true,
          },
          this.errors,
        )}
        <div class="ot-actions">
          <button type="submit" class="usa-button usa-button--outline" ?disabled=${this.busy}>Add a passkey</button>
        </div>
      </form>
    `;
  }

  readonly #add = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const { name = "" } = values(form);
    this.done = "";
    if (!(await this.complete(missing({ name }, { name: "must be filled in" })))) return;
    let codes: readonly string[] = [];
    const done = await this.attempt(async () => {
      const { options } = await withProof(() => body(api.POST("/v1/account/passkeys/challenge")));
      const credential = await newPasskey(options);
      codes = (await body(api.POST("/v1/account/passkeys", { body: { name, credential } }))).recovery_codes;
    }, ["name"]);
    if (!done) return;
    form.reset();
    await this.#tell(`The passkey “${name}” is added.`, codes);
  };

  async #remove({ id, name }: Schemas["OwnPasskey"]): Promise<void> {
    const sure = await confirmed({
      title: `Remove the passkey “${name}”?`,
      text: "It is no longer good for signing in, at once. If it is your only second factor, the recovery codes end with it.",
      action: "Remove",
    });
    if (!sure) return;
    const done = await this.attempt(async () => {
      await withProof(() => answer(api.DELETE("/v1/account/passkeys/{id}", { params: { path: { id } } })));
    });
    if (done) await this.#tell(`The passkey “${name}” is removed.`);
  }

  async #tell(done: string, codes: readonly string[] = []): Promise<void> {
    this.done = done;
    await this.focusOn(".usa-alert--success");
    this.dispatchEvent(new CustomEvent("changed", { detail: codes, bubbles: true }));
  }
}
