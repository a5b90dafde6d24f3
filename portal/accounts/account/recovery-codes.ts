import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { api, body } from "../../shared/common/api";
import { confirmed } from "../../shared/confirm";
import { saveFile } from "../../shared/files";
import { withProof } from "../../shared/verify";
import { WorkPart } from "../../shared/work-part";

/**
 * Recovery codes: how many are left, and new ones, which are shown this once. Sends `changed` with new codes, and `kept` when the
 * person has them.
 */
@customElement("ot-recovery-codes")
export class RecoveryCodes extends WorkPart {
  @property({ attribute: false }) left = 0;
  /** Whether there is a second factor that they stand in for. */
  @property({ attribute: false }) possible = false;
  @property({ attribute: false }) codes: readonly string[] = [];
  @property({ attribute: false }) username = "";
  @state() private copied = false;

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("codes") && this.codes.length > 0) {
      this.copied = false;
      this.querySelector<HTMLElement>("#codes-title")?.focus();
    }
  }

  override render() {
    return html`
      <h3 id="recovery-title" tabindex="-1">Recovery codes</h3>
      ${this.complaint("")} ${this.codes.length > 0 ? this.#shown() : this.#count()}
    `;
  }

  #count() {
    const few = this.possible && this.left < 4;
    return html`
      <p>
        ${
          this.possible
            ? html`${this.left} left${few ? html`: <strong>get new ones soon</strong>` : nothing}. Each is good once, in
              place of the second factor.`
            : "They come with your first second factor, and stand in for it when it is lost."
        }
      </p>
      <button
        type="button"
        class="usa-button usa-button--outline"
        aria-describedby=${this.possible ? nothing : "codes-why"}
        ?disabled=${this.busy || !this.possible}
        @click=${this.#renew}
      >
        Get new recovery codes
      </button>
      ${this.possible ? nothing : html`<p class="ot-why" id="codes-why">Add a second factor first.</p>`}
    `;
  }

  #shown() {
    return html`
      <div class="usa-alert usa-alert--warning">
        <div class="usa-alert__body">
          <h4 class="usa-alert__heading" id="codes-title" tabindex="-1">Keep these recovery codes now</h4>
          <p class="usa-alert__text">
            They are not shown again. Each is good once, to sign in as ${this.username} at ${location.host} when the
            second factor is not at hand.
          </p>
          <ol class="ot-codes">
            ${this.codes.map((code) => html`<li>${code}</li>`)}
          </ol>
          <div class="ot-actions">
            <button type="button" class="usa-button usa-button--outline" @click=${this.#copy}>Copy</button>
            <button type="button" class="usa-button usa-button--outline" @click=${this.#save}>Save as a file</button>
            <button type="button" class="usa-button usa-button--outline" @click=${() => print()}>Print</button>
            <button type="button" class="usa-button" @click=${this.#kept}>I have kept them</button>
          </div>
          <p role="status">${this.copied ? "Copied." : ""}</p>
        </div>
      </div>
    `;
  }

  readonly #copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(this.codes.join("\n"));
    this.copied = true;
  };

  readonly #save = (): void => {
    const head = `Recovery codes of ${this.username} at ${location.host}. Each is good once.`;
    saveFile("recovery-codes.txt", [head, "", ...this.codes, ""].join("\r\n"), "text/plain;charset=utf-8");
  };

  readonly #kept = async (): Promise<void> => {
    this.dispatchEvent(new CustomEvent("kept"));
    await this.focusOn("#recovery-title");
  };

  readonly #renew = async (): Promise<void> => {
    const sure = await confirmed({
      title: "Get new recovery codes?",
      text: "The old ones are no longer good, at once.",
      action: "Get new codes",
    });
    if (!sure) return;
    let codes: readonly string[] = [];
    const done = await this.attempt(async () => {
      codes = (await withProof(() => body(api.POST("/v1/account/recovery-codes")))).recovery_codes;
    });
    if (done) this.dispatchEvent(new CustomEvent("changed", { detail: codes, bubbles: true }));
  };
}
