import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Schemas } from "../../shared/common/api";
import { Part } from "../../shared/common/part";
import { sentence } from "../../shared/words";
import { type ConflictRow, type Decision, compare, decisions, inWords, kept } from "./conflict";
import { type Staged, willBe } from "./staging";

/** What somebody else changed while the page was open, beside one's own changes: each is kept or dropped. */
@customElement("ot-conflict")
export class Conflict extends Part {
  @property({ attribute: false }) opened!: Schemas["Student"];
  @property({ attribute: false }) now!: Schemas["Student"];
  @property({ attribute: false }) staged: Staged = new Map();
  @property({ attribute: false }) busy = false;
  /** Told which changes are kept, once each is decided. */
  @property({ attribute: false }) ondecided: (kept: Staged) => void = () => {};
  @state() private decided: ReadonlyMap<string, Decision> = new Map();
  @state() private missing = false;

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("now")) return;
    this.decided = decisions(this.#rows());
    this.missing = false;
  }

  #rows(): ConflictRow[] {
    return compare(this.opened, this.now, this.staged);
  }

  override render() {
    const keeps = kept(this.staged, this.decided).size;
    return html`
      <section class="usa-alert usa-alert--warning ot-conflict" aria-labelledby="conflict-title">
        <div class="usa-alert__body">
          <h2 class="usa-alert__heading" id="conflict-title" tabindex="-1">
            Somebody changed this student after you opened the page
          </h2>
          <p>Nothing of yours was saved. Look at what changed, decide about each of your changes, then save again.</p>
          <div class="ot-scroll">
            <table class="usa-table usa-table--stacked ot-records">
              <thead>
                <tr>
                  <th scope="col">Test Program</th>
                  <th scope="col">When you opened the page</th>
                  <th scope="col">Now</th>
                  <th scope="col">Your change</th>
                </tr>
              </thead>
              <tbody>
                ${this.#rows().map((row) => this.#row(row))}
              </tbody>
            </table>
          </div>
          ${
            this.missing
              ? html`<p class="usa-error-message" role="alert">
                  Decide about each of your changes first: keep or drop.
                </p>`
              : nothing
          }
          <div class="ot-actions">
            <button type="button" class="usa-button" ?disabled=${this.busy} @click=${this.#go}>
              ${keeps > 0 ? "SAVE what I keep" : "Go on with the current state"}
            </button>
          </div>
        </div>
      </section>
    `;
  }

  #row(row: ConflictRow) {
    return html`
      <tr>
        <th scope="row" data-label="Test Program">${row.name}</th>
        <td data-label="When you opened the page">${inWords(row.before)}</td>
        <td data-label="Now">${row.changedByOthers ? html`<strong>${inWords(row.now)}</strong>` : "Not changed"}</td>
        <td data-label="Your change">${this.#mine(row)}</td>
      </tr>
    `;
  }

  #mine({ program, name, mine, alreadySo, impossible }: ConflictRow) {
    if (!mine) return "None";
    if (alreadySo) return html`${sentence(willBe(mine))} It is so already: nothing is left to do.`;
    if (impossible !== undefined) {
      return html`${sentence(willBe(mine))} No longer possible: ${sentence(impossible)}`;
    }
    const choice = (decision: "keep" | "drop", words: string) => html`
      <div class="usa-radio">
        <input
          class="usa-radio__input"
          type="radio"
          name="decision-${program}"
          id="${decision}-${program}"
          .checked=${this.decided.get(program) === decision}
          @change=${() => {
            this.decided = new Map(this.decided).set(program, decision);
          }}
        />
        <label class="usa-radio__label" for="${decision}-${program}">${words}</label>
      </div>
    `;
    return html`
      <fieldset class="usa-fieldset">
        <legend class="usa-legend">${sentence(willBe(mine))}<span class="usa-sr-only"> ${name}</span></legend>
        ${choice("keep", "Keep my change")} ${choice("drop", "Drop my change")}
      </fieldset>
    `;
  }

  readonly #go = (): void => {
    this.missing = [...this.decided.values()].includes(undefined);
    if (!this.missing) this.ondecided(kept(this.staged, this.decided));
  };
}
