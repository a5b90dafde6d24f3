import { type TemplateResult, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { input, textarea, values } from "../../shared/common/form";
import { day, today } from "../../shared/common/times";
import { confirmed } from "../../shared/confirm";
import { missing } from "../../shared/work-part";
import type { Finding, ReviewPage } from "../types";
import { signed } from "../words";
import { allowance } from "./actions";
import "./documents";
import { FINDING_ACTIONS, type FindingAction } from "./finding-actions";
import { agreementState, dueInWords, findingDifferences, findingState, latestInWords } from "./finding-words";
import { greyed } from "./greyed";
import { ReviewPart } from "./review-part";

/** The longest text, in characters. Source: the API. */
const LENGTH = 4000;

/** One finding: what was found, its clocks, documents, resolution and agreement, and what can be done with it now. */
@customElement("ot-finding")
export class FindingView extends ReviewPart {
  @property({ attribute: false }) finding!: Finding;
  /** What is being filled in. */
  @state() private begun: FindingAction | undefined;

  protected override get fieldPrefix(): string {
    return `finding-${this.finding.id}-`;
  }

  override render() {
    const { finding, review } = this;
    const number = numberOf(review, finding);
    return html`
      <article
        class="ot-finding"
        id="finding-${finding.id}"
        tabindex="-1"
        aria-labelledby="finding-${finding.id}-title"
      >
        <h3 id="finding-${finding.id}-title">Finding on ${number} ${tag(finding)}</h3>
        <p class="ot-written">${finding.text}</p>
        <ul class="ot-finding__clocks">
          <li class=${finding.overdue ? "ot-finding__late" : nothing}>${dueInWords(finding, today())}</li>
          ${
            finding.state === "resolved" || finding.agreement?.state === "approved"
              ? nothing
              : html`<li>${latestInWords(finding, today())}</li>`
          }
        </ul>
        <p class="ot-finding__by">
          Notification of findings of ${day(finding.notified_on)}. Issued by
          ${signed(finding.issued_by, finding.issued_at)}
        </p>
        ${this.#resolution(finding)} ${this.#agreement(finding)}
        <h4>Documents that show the resolution<span class="usa-sr-only"> of the finding on ${number}</span></h4>
        <ot-documents
          .review=${review}
          .target=${{ finding: finding.id }}
          .label=${`the finding on ${number}`}
          .closed=${finding.state === "issued" || finding.state === "returned" ? undefined : closed(finding)}
        ></ot-documents>
        ${this.outcome(this.begun?.notDone ?? "Not done", this.#labels())}
        ${this.begun ? this.#form(this.begun, number) : this.#actions(finding, number)}
      </article>
    `;
  }

  #resolution({ resolution, comment }: Finding) {
    if (!resolution) return nothing;
    return html`
      <h4>Resolution</h4>
      <p class="ot-written">${resolution.text}</p>
      <p class="ot-finding__by">Submitted by ${signed(resolution.by, resolution.at)}</p>
      ${comment ? html`<p class="ot-written"><strong>Returned:</strong> ${comment}</p>` : nothing}
    `;
  }

  #agreement({ agreement }: Finding) {
    if (!agreement) return nothing;
    return html`
      <h4>Resolution agreement</h4>
      <p class="ot-written"><strong>${agreementState(agreement)}</strong></p>
      <dl class="ot-facts">
        <dt>What will be done</dt>
        <dd class="ot-written">${agreement.actions}</dd>
        <dt>Why it takes longer</dt>
        <dd class="ot-written">${agreement.justification}</dd>
      </dl>
      <p class="ot-finding__by">Asked for by ${signed(agreement.requested_by, agreement.requested_at)}</p>
    `;
  }

  #actions(finding: Finding, number: string) {
    if (finding.state === "resolved") return nothing;
    const possible = FINDING_ACTIONS.filter(({ action }) => allowance(finding, action)?.may);
    return html`
      ${
        possible.length > 0
          ? html`<div class="ot-actions">
              ${possible.map(
                (action) => html`
                  <button
                    type="button"
                    class="usa-button usa-button--outline"
                    data-action=${action.action}
                    aria-label="${action.begin}: ${number}"
                    ?disabled=${this.busy}
                    @click=${() => this.#begin(action)}
                  >
                    ${action.begin}
                  </button>
                `,
              )}
            </div>`
          : nothing
      }
      ${greyed(
        finding,
        FINDING_ACTIONS.map(({ action, begin }) => [action, begin] as const),
        `finding-${finding.id}`,
      )}
    `;
  }

  #form(action: FindingAction, number: string) {
    const prefix = this.fieldPrefix;
    const fields = action.fields(this.finding).map(({ kind, name, value = "", ...text }) => {
      const named = { ...text, name: prefix + name, value: this.entered[prefix + name] ?? value, required: true };
      return kind === "day"
        ? input({ ...named, type: "date" }, this.errors)
        : textarea({ ...named, maxlength: LENGTH }, this.errors);
    });
    const may = allowance(this.finding, action.action);
    return html`
      <form class="ot-narrow" aria-label="${action.begin}: ${number}" @submit=${this.#send} novalidate>
        ${fields}
        ${may?.may === false ? html`<p class="ot-why" id="${prefix}why">Not possible any more: ${may.reason}</p>` : nothing}
        <div class="ot-actions">
          <button
            type="submit"
            class="usa-button"
            ?disabled=${this.busy}
            aria-disabled=${may?.may ? nothing : "true"}
            aria-describedby=${may?.may === false ? `${prefix}why` : nothing}
          >
            ${this.busy ? "Sending …" : action.send}
          </button>
          <button type="button" class="usa-button usa-button--outline" ?disabled=${this.busy} @click=${this.#giveUp}>
            Cancel
          </button>
        </div>
      </form>
    `;
  }

  async #begin(action: FindingAction): Promise<void> {
    this.forget();
    this.meanwhile = undefined;
    const { finding } = this;
    if (!action.question) {
      this.begun = action;
      return this.focusOn("form input, form textarea");
    }
    if (await confirmed({ ...action.question, action: action.send })) await this.#do(action, finding, {});
  }

  readonly #giveUp = async (): Promise<void> => {
    const action = this.begun?.action;
    this.begun = undefined;
    this.forget();
    this.meanwhile = undefined;
    this.entered = {};
    await this.updateComplete;
    // The action may be gone meanwhile.
    const begin = this.querySelector<HTMLElement>(`[data-action="${action ?? ""}"]`);
    (begin ?? this.querySelector<HTMLElement>(".ot-finding"))?.focus();
  };

  readonly #send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const action = this.begun;
    if (!action || !allowance(this.finding, action.action)?.may) return;
    const typed = values(event.target as HTMLFormElement);
    const names = action.fields(this.finding).map(({ name }) => name);
    this.done = "";
    const gaps = missing(
      typed,
      Object.fromEntries(names.map((name) => [this.fieldPrefix + name, "must be filled in"])),
    );
    if (!(await this.complete(gaps))) return;
    this.keep(typed, {});
    const filled = Object.fromEntries(names.map((name) => [name, typed[this.fieldPrefix + name] ?? ""]));
    if (await this.#do(action, this.finding, filled)) this.begun = undefined;
  };

  #do(action: FindingAction, finding: Finding, filled: Record<string, string>): Promise<boolean> {
    const fields = action.fields(finding).map(({ name }) => this.fieldPrefix + name);
    const now = () => this.review.findings.find(({ id }) => id === finding.id) ?? finding;
    return this.change(
      () => action.change(finding, filled),
      () => action.done(now()),
      fields,
    );
  }

  protected override otherwise(before: ReviewPage, now: ReviewPage): string[] {
    const { id } = this.finding;
    const find = (review: ReviewPage) => review.findings.find((finding) => finding.id === id);
    const found = findingDifferences(find(before) ?? this.finding, find(now));
    return found.length > 0 ? found : super.otherwise(before, now);
  }

  #labels(): Record<string, string> {
    const fields = this.begun?.fields(this.finding) ?? [];
    return Object.fromEntries(fields.map(({ name, label }) => [this.fieldPrefix + name, label]));
  }
}

/** The number of the item that the finding is about. */
export function numberOf({ items }: ReviewPage, finding: Finding): string {
  return items.find(({ id }) => id === finding.item)?.number ?? "an item";
}

function closed({ state }: Finding): string {
  return state === "resolved"
    ? "The finding is resolved."
    : "The resolution is submitted. Documents can be added if the CDE returns it.";
}

function tag({ state, overdue }: Finding): TemplateResult {
  const style = state === "resolved" ? "done" : overdue ? "late" : "open";
  return html`<span class="usa-tag ot-tag--${style}">${overdue ? "Overdue" : findingState(state)}</span>`;
}
