import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Part } from "../../shared/common/part";
import { guardLeaving } from "../../shared/common/unsaved";
import { counted } from "../../shared/words";

/** Keeps staged changes from being lost unawares: asks before the page is left, and before all are discarded. */
@customElement("ot-unsaved-dialog")
export class UnsavedDialog extends Part {
  /** How many changes are not saved. */
  @property({ type: Number }) count = 0;
  @property({ attribute: false }) ondiscard: () => void = () => {};
  @state() private leave: (() => void) | undefined;
  #unguard: (() => void) | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.disarm();
  }

  /** Lets the page be left without a question, from now on and until something is staged again. */
  disarm(): void {
    this.#unguard?.();
    this.#unguard = undefined;
  }

  /** Asks before discarding while staying on the page. */
  askToDiscard(): void {
    this.leave = () => {};
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (this.count > 0) {
      this.#unguard ??= guardLeaving((leave) => {
        this.leave = leave;
      });
    } else {
      this.disarm();
    }
    const dialog = this.querySelector("dialog");
    if (changed.has("leave") && dialog && !dialog.open) dialog.showModal();
  }

  override render() {
    if (!this.leave || this.count === 0) return nothing;
    return html`
      <dialog class="ot-dialog" aria-labelledby="unsaved-title" @close=${this.#stay}>
        <h2 id="unsaved-title">${counted(this.count, "change")} not saved</h2>
        <p>Nothing of it has been recorded. To record it, go back and click SAVE at the bottom of the page.</p>
        <div class="ot-actions">
          <button type="button" class="usa-button" @click=${() => this.querySelector("dialog")?.close()}>
            Go back to the changes
          </button>
          <button type="button" class="usa-button usa-button--outline" @click=${this.#discard}>Discard changes</button>
        </div>
      </dialog>
    `;
  }

  readonly #stay = (): void => {
    this.leave = undefined;
  };

  readonly #discard = (): void => {
    const { leave } = this;
    this.leave = undefined;
    this.disarm();
    this.ondiscard();
    leave?.();
  };
}
