import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { input, select, textarea, values } from "../../shared/common/form";
import { day } from "../../shared/common/times";
import { missing } from "../../shared/work-part";
import { changeRequest } from "../changes";
import type { EvidenceRequest, ReviewPage } from "../types";
import { ReviewPart } from "./review-part";

const LABELS = { "request-text": "What the LEA is asked for", "request-due": "Due" };
const MUST = { "request-text": "must be filled in", "request-due": "must be filled in" };

/** Changes an evidence request: what is asked for, and until when. */
@customElement("ot-request-change")
export class RequestChange extends ReviewPart {
  @state() private chosen = "";

  protected override get fieldPrefix(): string {
    return "request-";
  }

  get #request(): EvidenceRequest | undefined {
    return this.review.evidence_requests.find(({ id }) => id === this.chosen);
  }

  override render() {
    const { review, errors } = this;
    const request = this.#request;
    return html`
      <h3 tabindex="-1">Change an evidence request</h3>
      ${this.outcome("The evidence request is not changed", LABELS)}
      <form class="ot-narrow" @submit=${this.#send} novalidate>
        ${select(
          {
            name: "changed-request",
            label: "Evidence request",
            required: true,
            value: this.chosen,
            options: [
              ["", "Choose"],
              ...review.evidence_requests.map((one) => [one.id, inWords(review, one)] as const),
            ],
            onchange: this.#choose,
          },
          errors,
        )}
        ${request ? this.#fields(request) : nothing}
      </form>
    `;
  }

  #fields(request: EvidenceRequest) {
    const now = { ...fieldsOf(request), ...this.entered };
    const named = (name: keyof typeof LABELS) => ({ name, label: LABELS[name], required: true });
    return html`
      ${textarea({ ...named("request-text"), value: now["request-text"], maxlength: 4000 }, this.errors)}
      ${input({ ...named("request-due"), type: "date", value: now["request-due"] }, this.errors)}
      <div class="ot-actions">
        <button type="submit" class="usa-button" ?disabled=${this.busy}>
          ${this.busy ? "Saving …" : "Save the evidence request"}
        </button>
      </div>
    `;
  }

  readonly #choose = (event: Event): void => {
    this.forget();
    this.meanwhile = undefined;
    this.entered = {};
    this.chosen = (event.target as HTMLSelectElement).value;
  };

  readonly #send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const request = this.#request;
    if (!request) return;
    const typed = values(event.target as HTMLFormElement);
    this.done = "";
    if (!(await this.complete(missing(typed, MUST)))) return;
    const { "request-text": text = "", "request-due": due = "" } = typed;
    this.keep({ "request-text": text, "request-due": due }, fieldsOf(request));
    const told = this.review.state === "open" ? " The LEA is told by letter." : "";
    await this.change(
      () => changeRequest(request, { text, due }),
      () => `The evidence request is saved, due ${day(due)}.${told}`,
      Object.keys(LABELS),
    );
  };
}

/** The fields of the form as a request has them. */
function fieldsOf({ text, due }: EvidenceRequest) {
  return { "request-text": text, "request-due": due };
}

const BEGINNING = 60;

/** An evidence request in one line. */
export function inWords({ items }: ReviewPage, { item, text, due }: EvidenceRequest): string {
  const number = items.find(({ id }) => id === item)?.number ?? "";
  const short = text.length > BEGINNING ? `${text.slice(0, BEGINNING).trimEnd()} …` : text;
  return `${number}, due ${day(due)}: ${short}`;
}
