import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { loading } from "../../shared/common/messages";
import { moment } from "../../shared/common/times";
import { WorkPart } from "../../shared/work-part";
import { history } from "../calls";
import type { ReviewPage } from "../types";
import { type ReviewEvent, whatHappened } from "./events";

/** What happened in a review, the newest first. It is read when it is opened, and again when the review has changed. */
@customElement("ot-review-history")
export class ReviewHistory extends WorkPart {
  @property({ attribute: false }) review!: ReviewPage;
  @state() private events: readonly ReviewEvent[] | undefined;
  @state() private next: string | undefined;
  @state() private isOpen = false;

  override render() {
    return html`
      <details class="ot-fold" @toggle=${this.#toggle}>
        <summary>What happened, and who did it</summary>
        ${this.complaint("The history cannot be shown")}
        ${this.events ? this.#table(this.events) : this.refused ? nothing : loading("the history")}
      </details>
    `;
  }

  #table(events: readonly ReviewEvent[]) {
    return html`
      <table class="usa-table usa-table--borderless usa-table--stacked ot-table">
        <caption class="usa-sr-only">
          History of the review, the newest first
        </caption>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
          </tr>
        </thead>
        <tbody>
          ${events.map(
            (event) => html`
              <tr>
                <td data-label="When" class="ot-when">${moment(event.at)}</td>
                <th scope="row" data-label="Who" tabindex="-1">
                  ${event.by?.name ?? "The service"}
                  ${
                    event.by
                      ? html`<span class="ot-document__by">${event.by.role}, ${event.by.organization_name}</span>`
                      : nothing
                  }
                </th>
                <td data-label="What">${whatHappened(event, this.review)}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
      ${
        this.next === undefined
          ? nothing
          : html`<div class="ot-actions">
              <button type="button" class="usa-button usa-button--outline" ?disabled=${this.busy} @click=${this.#more}>
                Show older events
              </button>
            </div>`
      }
    `;
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("review") && changed.get("review") !== undefined && this.isOpen) void this.#read();
  }

  readonly #toggle = (event: Event): void => {
    this.isOpen = (event.target as HTMLDetailsElement).open;
    if (this.isOpen) void this.#read();
  };

  async #read(): Promise<void> {
    await this.attempt(async () => {
      const { entries, next } = await history(this.review.id, undefined);
      this.events = entries as readonly ReviewEvent[];
      this.next = next;
    });
  }

  readonly #more = async (): Promise<void> => {
    const before = this.events?.length ?? 0;
    const done = await this.attempt(async () => {
      const { entries, next } = await history(this.review.id, this.next);
      this.events = [...(this.events ?? []), ...(entries as readonly ReviewEvent[])];
      this.next = next;
    });
    if (done) await this.focusOn(`tbody tr:nth-child(${before + 1}) th`);
  };
}
