import { type TemplateResult, html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { confirmed } from "../../shared/confirm";
import { changeReview } from "../changes";
import type { ReviewPage } from "../types";
import { allowance } from "./actions";
import { greyed } from "./greyed";
import "./new-findings";
import "./new-items";
import "./new-request";
import "./request-change";
import { ReviewPart } from "./review-part";
import "./schedule";

/** What is filled in a form, with the action that the API says it takes. */
const FORMS = [
  ["schedule", "change", "Change the schedule"],
  ["items", "add-items", "Add items"],
  ["request", "request-evidence", "Request evidence"],
  ["request-change", "request-evidence", "Change an evidence request"],
  ["findings", "issue-findings", "Issue findings"],
] as const;

type Form = (typeof FORMS)[number][0];

/** What is done with the review as a whole, and asked before. */
const STATES = [
  {
    action: "open",
    state: "open",
    words: "Open the review",
    title: "Open this review?",
    text: "The LEA is told by letter, and can upload documents and comment from then on.",
    done: "The review is open. The LEA is told by letter.",
  },
  {
    action: "complete",
    state: "completed",
    words: "Complete the review",
    title: "Complete this review?",
    text: "Nothing in it changes any more, and the access of contributors ends. The LEA is told by letter. This cannot be taken back.",
    done: "The review is completed. The LEA is told by letter.",
  },
  {
    action: "cancel",
    state: "cancelled",
    words: "Cancel the review",
    title: "Cancel this review?",
    text: "Nothing in it changes any more, and the access of contributors ends. The LEA is told by letter. This cannot be taken back.",
    done: "The review is cancelled. The LEA is told by letter.",
  },
] as const;

/** Whether the role manages reviews at all, if not this one now. */
export function manages({ allowed, blocked }: ReviewPage): boolean {
  return [...allowed, ...blocked.map(({ action }) => action)].includes("change");
}

/** What a monitor and the compliance administrator do with a review: one form at a time, and its states. */
@customElement("ot-manage-review")
export class ManageReview extends ReviewPart {
  @state() private open: Form | undefined;

  override render() {
    const { review } = this;
    const may = (action: string) => allowance(review, action)?.may === true;
    const forms = FORMS.filter(
      ([form, action]) => may(action) && (form !== "request-change" || review.evidence_requests.length > 0),
    );
    const states = STATES.filter(({ action }) => may(action));
    return html`
      ${this.outcome("The review is not changed")}
      ${
        forms.length + states.length > 0
          ? html`<div class="ot-actions">
              ${forms.map(([form, , words]) => this.#opener(form, words))}
              ${states.map(
                (one) =>
                  html`<button
                    type="button"
                    class="usa-button usa-button--outline"
                    ?disabled=${this.busy}
                    @click=${() => this.#move(one)}
                  >
                    ${one.words}
                  </button>`,
              )}
            </div>`
          : nothing
      }
      ${greyed(
        review,
        [
          ...FORMS.filter(([form]) => form !== "request-change").map(([, action, words]) => [action, words] as const),
          // That it is so already needs no greyed button.
          ...STATES.filter(({ state: to }) => to !== review.state).map(({ action, words }) => [action, words] as const),
        ],
        "manage",
      )}
      ${this.open === undefined ? nothing : html`<div class="ot-manage-form" id="manage-form">${this.#form(this.open)}</div>`}
    `;
  }

  #opener(form: Form, words: string): TemplateResult {
    const isOpen = this.open === form;
    return html`<button
      type="button"
      class="usa-button ${isOpen ? "" : "usa-button--outline"}"
      aria-expanded=${isOpen ? "true" : "false"}
      aria-controls=${isOpen ? "manage-form" : nothing}
      @click=${() => this.#toggle(form)}
    >
      ${words}
    </button>`;
  }

  async #toggle(form: Form): Promise<void> {
    this.forget();
    this.meanwhile = undefined;
    this.open = this.open === form ? undefined : form;
    if (this.open !== undefined) await this.focusOn("#manage-form h3");
  }

  /** Each form shows what came of it, also when the state of the review leaves no button to open it any more. */
  #form(form: Form): TemplateResult {
    const { review } = this;
    switch (form) {
      case "schedule":
        return html`<ot-review-schedule .review=${review}></ot-review-schedule>`;
      case "items":
        return html`<ot-new-items .review=${review}></ot-new-items>`;
      case "request":
        return html`<ot-new-request .review=${review}></ot-new-request>`;
      case "request-change":
        return html`<ot-request-change .review=${review}></ot-request-change>`;
      case "findings":
        return html`<ot-new-findings .review=${review}></ot-new-findings>`;
    }
  }

  async #move({ state: to, title, text, words, done }: (typeof STATES)[number]): Promise<void> {
    this.open = undefined;
    if (!(await confirmed({ title, text, action: words }))) return;
    await this.change(
      () => changeReview(this.review, { state: to }),
      () => done,
    );
  }
}
