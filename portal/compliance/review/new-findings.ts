import { html } from "lit";
import { customElement, state } from "lit/decorators.js";
import { input, select, textarea, values } from "../../shared/common/form";
import { day, today } from "../../shared/common/times";
import { confirmed } from "../../shared/confirm";
import { counted } from "../../shared/words";
import { missing } from "../../shared/work-part";
import { issueFindings } from "../changes";
import { itemOptions } from "./item-options";
import { ReviewPart } from "./review-part";
import { type Rows, anotherRow, rowsOf } from "./rows";

/** The most findings at once. Source: the API. */
const MOST = 50;
const FIELDS = { item: "Item", text: "What was found" };

/** Issues findings with one notification of findings. */
@customElement("ot-new-findings")
export class NewFindings extends ReviewPart {
  @state() private rows: Rows = anotherRow([]);

  override render() {
    const { review, errors } = this;
    return html`
      <h3 tabindex="-1">Issue findings</h3>
      ${this.outcome("The findings are not issued", this.#labels())}
      <form class="ot-narrow" @submit=${this.#send} @input=${this.touched} novalidate>
        ${input(
          {
            name: "notified_on",
            label: "Date of the notification of findings",
            hint: `From the last day of the review (${day(review.last_day)}) to today. Each finding is due 45 calendar days after it.`,
            type: "date",
            value: today(),
            required: true,
          },
          errors,
        )}
        ${rowsOf({
          one: "Finding",
          rows: this.rows,
          most: MOST,
          fields: (index) => this.#fields(index),
          onrows: (rows) => void this.#turn(rows),
        })}
        <div class="ot-actions">
          <button type="submit" class="usa-button" ?disabled=${this.busy}>
            ${this.busy ? "Issuing …" : `Issue ${this.rows.length === 1 ? "the finding" : `${this.rows.length} findings`}`}
          </button>
        </div>
      </form>
    `;
  }

  #fields(index: number) {
    const named = (name: keyof typeof FIELDS) => ({
      name: `findings-${index}-${name}`,
      label: FIELDS[name],
      required: true,
    });
    return html`
      ${select({ ...named("item"), options: [["", "Choose"], ...itemOptions(this.review)] }, this.errors)}
      ${textarea({ ...named("text"), maxlength: 4000 }, this.errors)}
    `;
  }

  #labels(): Record<string, string> {
    const name = (index: number, label: string) => (this.rows.length > 1 ? `Finding ${index + 1}, ${label}` : label);
    return {
      notified_on: "Date of the notification",
      ...Object.fromEntries(
        this.rows.flatMap((_, index) =>
          Object.entries(FIELDS).map(([field, label]) => [`findings-${index}-${field}`, name(index, label)]),
        ),
      ),
    };
  }

  async #turn(rows: Rows): Promise<void> {
    const isMore = rows.length > this.rows.length;
    this.rows = rows;
    this.forget();
    this.touched();
    await this.focusOn(isMore ? ".ot-row:last-of-type select" : ".ot-row");
  }

  readonly #send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const typed = values(form);
    this.done = "";
    const must = Object.fromEntries(Object.keys(this.#labels()).map((name) => [name, "must be filled in"]));
    if (!(await this.complete(missing(typed, must)))) return;
    const { notified_on = "" } = typed;
    const findings = this.rows.map((_, index) => ({
      item: typed[`findings-${index}-item`] ?? "",
      text: typed[`findings-${index}-text`] ?? "",
    }));
    const count = counted(findings.length, "finding");
    const sure = await confirmed({
      title: `Issue ${count}?`,
      text: `The LEA is told by letter. A finding cannot be taken back, only resolved; from now on the days of the review stay as they are and it cannot be cancelled.`,
      action: `Issue ${count}`,
    });
    if (!sure) return;
    const isDone = await this.change(
      () => issueFindings(this.review.id, { notified_on, findings }, this.key),
      () => `${count} issued with the notification of ${day(notified_on)}. The LEA is told by letter.`,
      Object.keys(must),
    );
    if (isDone) this.rows = anotherRow([]);
  };
}
