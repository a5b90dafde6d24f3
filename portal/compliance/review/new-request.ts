import { html } from "lit";
import { customElement } from "lit/decorators.js";
import { input, select, textarea, values } from "../../shared/common/form";
import { day } from "../../shared/common/times";
import { missing } from "../../shared/work-part";
import { requestEvidence } from "../changes";
import { itemOptions } from "./item-options";
import { ReviewPart } from "./review-part";

const LABELS = { "request-item": "Item", "request-text": "What the LEA is asked for", "request-due": "Due" };
const MUST = {
  "request-item": "must be chosen",
  "request-text": "must be filled in",
  "request-due": "must be filled in",
};

/** Asks for evidence for an item. */
@customElement("ot-new-request")
export class NewRequest extends ReviewPart {
  protected override get fieldPrefix(): string {
    return "request-";
  }

  override render() {
    const { review, errors } = this;
    const named = (name: keyof typeof LABELS) => ({ name, label: LABELS[name], required: true });
    return html`
      <h3 tabindex="-1">Request evidence</h3>
      ${this.outcome("The evidence is not requested", LABELS)}
      <form class="ot-narrow" @submit=${this.#send} @input=${this.touched} novalidate>
        ${select({ ...named("request-item"), options: [["", "Choose"], ...itemOptions(review)] }, errors)}
        ${textarea({ ...named("request-text"), maxlength: 4000 }, errors)}
        ${input({ ...named("request-due"), hint: "The LEA is reminded by letter 14, 7 days and 1 day before", type: "date" }, errors)}
        <div class="ot-actions">
          <button type="submit" class="usa-button" ?disabled=${this.busy}>
            ${this.busy ? "Requesting …" : "Request the evidence"}
          </button>
        </div>
      </form>
    `;
  }

  readonly #send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const typed = values(form);
    this.done = "";
    if (!(await this.complete(missing(typed, MUST)))) return;
    const { "request-item": item = "", "request-text": text = "", "request-due": due = "" } = typed;
    const number = this.review.items.find(({ id }) => id === item)?.number ?? "";
    const told = this.review.state === "open" ? "The LEA is told by letter." : "The LEA is told when the review opens.";
    const isDone = await this.change(
      () => requestEvidence(item, { text, due }, this.key),
      () => `Evidence for ${number} is requested until ${day(due)}. ${told}`,
      Object.keys(LABELS),
    );
    if (isDone) form.reset();
  };
}
