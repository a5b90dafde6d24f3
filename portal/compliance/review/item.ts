import { type TemplateResult, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Part } from "../../shared/common/part";
import { day, today } from "../../shared/common/times";
import { counted, spelled } from "../../shared/words";
import type { EvidenceRequest, Item, ReviewPage } from "../types";
import { fromToday, signed } from "../words";
import "./documents";
import { shelf } from "./editions";
import "./thread";

/** One item of a program instrument: what is asked, the documents and the comments. */
@customElement("ot-review-item")
export class ReviewItem extends Part {
  @property({ attribute: false }) review!: ReviewPage;
  @property({ attribute: false }) item!: Item;
  /** Whether it is shown open at first. */
  @property({ attribute: false }) first = false;
  @state() private isOpen: boolean | undefined;

  /** Opens or folds it. */
  unfold(open: boolean): void {
    this.isOpen = open;
  }

  get #open(): boolean {
    return this.isOpen ?? this.first;
  }

  override render() {
    const { item } = this;
    const requests = this.review.evidence_requests.filter((request) => request.item === item.id);
    return html`
      <details
        class="ot-item"
        id="item-${item.id}"
        ?open=${this.#open}
        @toggle=${(event: Event) => {
          if (event.target === event.currentTarget) this.isOpen = (event.target as HTMLDetailsElement).open;
        }}
      >
        <summary>
          <h3>${item.number} <span class="ot-item__kind">${spelled(item.kind)} item</span></h3>
          <span class="ot-item__state">${itemState(requests)}</span>
        </summary>
        ${this.#open ? this.#content(requests) : nothing}
      </details>
    `;
  }

  #content(requests: readonly EvidenceRequest[]) {
    const { item, review } = this;
    const { current, underWay, failed } = shelf(review.documents, { item: item.id });
    const label = `item ${item.number}`;
    return html`
      <div class="ot-item__content">
        <p class="ot-written">${item.text}</p>
        <p class="ot-citation"><span class="ot-term">Legal citation</span> ${item.citation}</p>
        ${requests.map((request, index) => this.#request(request, index + 1, requests.length))}
        ${
          requests.length === 0 || current.length + underWay.length + failed.length > 0
            ? html`<h4>Documents for the item as a whole</h4>
                <ot-documents .review=${review} .target=${{ item: item.id }} .label=${label}></ot-documents>`
            : html`<details class="ot-fold">
                <summary>Documents for the item as a whole<span class="usa-sr-only">, ${item.number}</span></summary>
                <ot-documents .review=${review} .target=${{ item: item.id }} .label=${label}></ot-documents>
              </details>`
        }
        <ot-thread .review=${review} .target=${{ item: item.id }} .label=${label}></ot-thread>
      </div>
    `;
  }

  #request(request: EvidenceRequest, number: number, of: number) {
    const { review, item } = this;
    const name = of === 1 ? "Evidence request" : `Evidence request ${number} of ${of}`;
    const label = `${name.toLowerCase()}, ${item.number}`;
    const target = { evidence_request: request.id };
    return html`
      <section class="ot-request" id="evidence-request-${request.id}" tabindex="-1" aria-label=${label}>
        <h4>${name} ${requestTag(request)}</h4>
        <p class="ot-written">${request.text}</p>
        <p class="ot-request__due">
          Due
          <strong>${day(request.due)}</strong
          >${request.answered ? nothing : html`, ${fromToday(request.due, today())}`}.
          <span class="ot-document__by">Asked for by ${signed(request.requested_by, request.requested_at)}</span>
        </p>
        <ot-documents .review=${review} .target=${target} .label=${label}></ot-documents>
        <ot-thread .review=${review} .target=${target} .label=${label}></ot-thread>
      </section>
    `;
  }
}

function requestTag({ answered, overdue }: EvidenceRequest): TemplateResult {
  if (answered) return html`<span class="usa-tag ot-tag--done">Answered</span>`;
  return overdue
    ? html`<span class="usa-tag ot-tag--late">Overdue</span>`
    : html`<span class="usa-tag ot-tag--open">Not answered</span>`;
}

/** Where the evidence requests of an item stand, for the folded item. */
export function itemState(requests: readonly EvidenceRequest[]): TemplateResult | string {
  if (requests.length === 0) return "No evidence requested";
  const open = requests.filter(({ answered }) => !answered);
  const overdue = open.filter((request) => request.overdue).length;
  if (open.length === 0) return html`${counted(requests.length, "evidence request")}, all answered`;
  const next = open.map(({ due }) => due).sort()[0] ?? "";
  return html`${open.length} of ${counted(requests.length, "evidence request")} not answered
  ${
    overdue > 0
      ? html`<span class="usa-tag ot-tag--late">${overdue} overdue</span>`
      : html`<span class="ot-item__due">due ${day(next)}</span>`
  }`;
}
