import { type PropertyValues, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { loading } from "../../shared/common/messages";
import { moment } from "../../shared/common/times";
import { WorkPart } from "../../shared/work-part";
import { deliveries } from "../calls";
import type { Draft, Mailing } from "../types";

const COUNTS = [
  ["queued", "Queued"],
  ["sent", "Sent"],
  ["delivered", "Delivered"],
  ["bounced", "Bounced"],
  ["complained", "Complained"],
  ["unsubscribed", "Unsubscribed"],
  ["not_sent", "Not sent"],
  ["failed", "Failed"],
] as const;
/** While letters are on their way, they are counted again. */
const EVERY = 10_000;

/** What became of the letters to a bulletin's audience, mailing by mailing. */
@customElement("ot-deliveries")
export class Deliveries extends WorkPart {
  @property({ attribute: false }) draft!: Draft;
  @state() private mailings: readonly Mailing[] | undefined;
  #clock: ReturnType<typeof setTimeout> | undefined;
  #counted = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#clock);
  }

  /** A correction may have been mailed. */
  protected override updated(changed: PropertyValues): void {
    if (!changed.has("draft") || this.#counted === this.draft.version) return;
    this.#counted = this.draft.version;
    void this.#count();
  }

  async #count(): Promise<void> {
    clearTimeout(this.#clock);
    const isRead = await this.attempt(async () => {
      this.mailings = await deliveries(this.draft.id);
    });
    if (!isRead || !this.isConnected) return;
    // The row that says how many readers there are may come a moment after the bulletin itself.
    const isUnderWay = this.mailings?.length === 0 || this.mailings?.some(underWay);
    if (isUnderWay) this.#clock = setTimeout(() => void this.#count(), EVERY);
  }

  override render() {
    return html`
      <h2>Letters</h2>
      ${this.complaint("The letters cannot be counted")}
      ${this.mailings ? this.#table(this.mailings) : this.refused ? nothing : loading("the counts")}
    `;
  }

  #table(mailings: readonly Mailing[]) {
    if (mailings.length === 0) return html`<p>No letter of the last 90 days is counted.</p>`;
    return html`
      <table class="usa-table usa-table--borderless usa-table--stacked ot-table">
        <caption class="usa-sr-only">
          Letters by mailing
        </caption>
        <thead>
          <tr>
            <th scope="col">Mailing</th>
            ${COUNTS.map(([, words]) => html`<th scope="col">${words}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${mailings.map((mailing) => this.#row(mailing))}
        </tbody>
      </table>
      <p class="usa-hint" role="status">
        ${mailings.some(underWay) ? "Letters are on their way; they are counted again every 10 seconds." : ""}
      </p>
    `;
  }

  #row(mailing: Mailing) {
    const isCorrection = this.draft.corrections.some(({ at }) => at === mailing.at);
    return html`
      <tr>
        <th scope="row" data-label="Mailing">${isCorrection ? "Correction" : "Publication"}, ${moment(mailing.at)}</th>
        ${COUNTS.map(([name, words]) => html`<td data-label=${words}>${mailing[name].toLocaleString("en-US")}</td>`)}
      </tr>
    `;
  }
}

/** Whether there is more to come: readers without a letter, or letters that are not sent yet. */
export function underWay({ addressed, queued }: Mailing): boolean {
  return !addressed || queued > 0;
}
