import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type Schemas, answer, api } from "../../shared/common/api";
import { values } from "../../shared/common/form";
import { message } from "../../shared/common/messages";
import "../../shared/new-password";
import "../../shared/common/password-field";
import { withProof } from "../../shared/verify";
import { WorkPart, missing } from "../../shared/work-part";

const LABELS = { current_password: "Current password", new_password: "New password" };
const MISSING = { current_password: "must be filled in", new_password: "must be filled in" };

/** Changing the password. */
@customElement("ot-password")
export class Password extends WorkPart {
  @property({ attribute: false }) account: Schemas["OwnAccount"] | undefined;
  @state() private changed = false;

  override render() {
    const { username = "" } = this.account ?? {};
    return html`
      <div class="ot-narrow">
        ${
          this.changed
            ? message(
                "success",
                "Your password is changed",
                "Every other session of yours has ended. A letter says so too.",
              )
            : nothing
        }
        ${this.complaint("The password is not changed", LABELS)}
        <form @submit=${this.#submit} novalidate>
          <input type="text" name="username" autocomplete="username" .value=${username} hidden />
          <ot-password-field
            .text=${{ name: "current_password", label: LABELS.current_password, required: true }}
            .errors=${this.errors}
          ></ot-password-field>
          <ot-new-password .name=${"new_password"} .errors=${this.errors}></ot-new-password>
          <p class="usa-hint">Every other session of yours ends with it.</p>
          <button type="submit" class="usa-button" ?disabled=${this.busy}>
            ${this.busy ? "Changing …" : "Change password"}
          </button>
        </form>
      </div>
    `;
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const typed = values(form);
    this.changed = false;
    if (!(await this.complete(missing(typed, MISSING)))) return;
    const { current_password = "", new_password = "" } = typed;
    const done = await this.attempt(async () => {
      await withProof(() => answer(api.PUT("/v1/account/password", { body: { current_password, new_password } })));
    }, Object.keys(MISSING));
    if (!done) return;
    form.reset();
    this.changed = true;
    this.dispatchEvent(new CustomEvent("changed"));
    await this.focusOn(".usa-alert--success");
  };
}
