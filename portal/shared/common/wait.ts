import { html } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Part } from "./part";

/** Counts down to when a request may be made again, and then says that it may. */
@customElement("ot-wait")
export class Wait extends Part {
  @property({ attribute: false }) seconds = 0;
  @state() private left = 0;
  #until = 0;
  #clock: ReturnType<typeof setInterval> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#clock);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("seconds")) return;
    clearInterval(this.#clock);
    this.#until = Date.now() + this.seconds * 1000;
    this.left = this.seconds;
    this.#clock = setInterval(() => this.#tick(), 1000);
  }

  #tick(): void {
    this.left = Math.max(0, Math.ceil((this.#until - Date.now()) / 1000));
    if (this.left === 0) clearInterval(this.#clock);
  }

  override render() {
    // Numbers that change each second are for the eye; that it is over is said aloud.
    return this.left > 0
      ? html`<p aria-live="off">You can try again in ${duration(this.left)}.</p>`
      : html`<p role="status">You can try again now.</p>`;
  }
}

/** A duration in words: `8 seconds`, `3 minutes`. */
export function duration(seconds: number): string {
  const [count, unit] = seconds < 90 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
