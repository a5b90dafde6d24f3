import { html } from "lit";
import { customElement, state } from "lit/decorators.js";
import { input, select, textarea, values } from "../../shared/common/form";
import { counted } from "../../shared/words";
import { missing } from "../../shared/work-part";
import { addItems } from "../changes";
import { ReviewPart } from "./review-part";
import { type Rows, anotherRow, rowsOf } from "./rows";

/** The most items at once. Source: the API. */
const MOST = 50;
const FIELDS = { number: "Number", kind: "Kind", citation: "Legal citation", text: "What it asks" };
const KINDS = [
  ["core", "Core"],
  ["supporting", "Supporting"],
] as const;

/** Adds items to a program instrument of a review, one or several. */
@customElement("ot-new-items")
export class NewItems extends ReviewPart {
  @state() private rows: Rows = anotherRow([]);

  override render() {
    const { review, errors } = this;
    return html`
      <h3 tabindex="-1">Add items</h3>
      ${this.outcome("The items are not added", this.#labels())}
      <form class="ot-narrow" @submit=${this.#send} @input=${this.touched} novalidate>
        ${select(
          {
            name: "items-instrument",
            label: "Program instrument",
            required: true,
            options: review.instruments.map(({ instrument, name }) => [instrument, name] as const),
          },
          errors,
        )}
        ${rowsOf({
          one: "Item",
          rows: this.rows,
          most: MOST,
          fields: (index) => this.#fields(index),
          onrows: (rows) => void this.#turn(rows),
        })}
        <div class="ot-actions">
          <button type="submit" class="usa-button" ?disabled=${this.busy}>
            ${this.busy ? "Adding …" : `Add ${this.rows.length === 1 ? "the item" : `${this.rows.length} items`}`}
          </button>
        </div>
      </form>
    `;
  }

  #fields(index: number) {
    const { errors } = this;
    const named = (name: keyof typeof FIELDS) => ({
      name: `items-${index}-${name}`,
      label: FIELDS[name],
      required: true,
    });
    return html`
      ${input({ ...named("number"), hint: "As it is printed in the instrument: I-EL 01", maxlength: 20 }, errors)}
      ${select({ ...named("kind"), options: KINDS }, errors)}
      ${input({ ...named("citation"), hint: "Statutes and regulations: EC 313; 5 CCR 11307", maxlength: 4000 }, errors)}
      ${textarea({ ...named("text"), maxlength: 4000 }, errors)}
    `;
  }

  #labels(): Record<string, string> {
    const name = (index: number, label: string) => (this.rows.length > 1 ? `Item ${index + 1}, ${label}` : label);
    return Object.fromEntries(
      this.rows.flatMap((_, index) =>
        Object.entries(FIELDS).map(([field, label]) => [`items-${index}-${field}`, name(index, label)]),
      ),
    );
  }

  async #turn(rows: Rows): Promise<void> {
    const isMore = rows.length > this.rows.length;
    this.rows = rows;
    this.forget();
    this.touched();
    await this.focusOn(isMore ? ".ot-row:last-of-type input" : ".ot-row");
  }

  readonly #send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const typed = values(event.target as HTMLFormElement);
    this.done = "";
    const must = Object.fromEntries(Object.keys(this.#labels()).map((name) => [name, "must be filled in"]));
    if (!(await this.complete(missing(typed, must)))) return;
    const at = (index: number, name: keyof typeof FIELDS) => typed[`items-${index}-${name}`] ?? "";
    const items = this.rows.map((_, index) => ({
      number: at(index, "number"),
      kind: at(index, "kind"),
      citation: at(index, "citation"),
      text: at(index, "text"),
    }));
    const isDone = await this.change(
      () => addItems(this.review.id, typed["items-instrument"] ?? "", items, this.key),
      () => `${counted(items.length, "item")} added.`,
      Object.keys(must),
    );
    if (isDone) this.rows = anotherRow([]);
  };
}
