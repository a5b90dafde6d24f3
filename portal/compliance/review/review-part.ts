import { type TemplateResult, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { message } from "../../shared/common/messages";
import { withDays } from "../../shared/words";
import { WorkPart } from "../../shared/work-part";
import { review as readReview } from "../calls";
import type { ReviewPage } from "../types";
import { differences } from "./differences";

/** A part of a review that changes something of it. Sends `changed` with the review as it is then. */
export abstract class ReviewPart extends WorkPart {
  @property({ attribute: false }) review!: ReviewPage;
  /** What was done; stays until the next change is tried. */
  @state() protected done = "";
  /** What somebody else changed after the page was read. */
  @state() protected meanwhile: readonly string[] | undefined;
  /** What was entered otherwise than the page had it, by field: it outlasts somebody else's change. */
  @state() protected entered: Readonly<Record<string, string>> = {};
  #key: string | undefined;

  /** Names what is sent, so that a repeat after a lost answer does it once. */
  protected get key(): string {
    return (this.#key ??= crypto.randomUUID());
  }

  /** What is sent is another thing from now on. */
  protected readonly touched = (): void => {
    this.#key = undefined;
  };

  /** Keeps of what was typed what is otherwise than `before`: a field that was not touched shows the review as it is. */
  protected keep(typed: Readonly<Record<string, string>>, before: Readonly<Record<string, string | undefined>>): void {
    this.entered = entered(typed, before);
  }

  /** Makes a change, shows the review as it is then, and says whether it was done. */
  protected async change(
    work: () => Promise<ReviewPage>,
    done: () => string,
    fields: readonly string[] = [],
  ): Promise<boolean> {
    this.done = "";
    this.meanwhile = undefined;
    const before = this.review;
    const isDone = await this.attempt(async () => this.show(await work()), fields);
    if (isDone) {
      this.touched();
      this.entered = {};
      this.done = done();
      await this.focusOn(".usa-alert--success");
    } else if (this.refused?.problem.status === 412) {
      await this.#overtaken(before, this.refused.problem["current"] as ReviewPage | undefined);
    }
    return isDone;
  }

  async #overtaken(before: ReviewPage, current: ReviewPage | undefined): Promise<void> {
    const isRead = await this.attempt(async () => {
      const now = current ?? (await readReview(before.id));
      this.meanwhile = this.otherwise(before, now);
      this.show(now);
    });
    if (isRead) await this.focusOn(".usa-alert--warning");
  }

  /** What of the review is otherwise than when the page was read, in words. */
  protected otherwise(before: ReviewPage, now: ReviewPage): string[] {
    return differences(before, now);
  }

  protected show(review: ReviewPage): void {
    this.review = review;
    this.dispatchEvent(new CustomEvent<ReviewPage>("changed", { detail: review, bubbles: true }));
  }

  /** What became of the last change: done, overtaken by somebody else's, or refused. */
  protected outcome(what: string, labels: Record<string, string> = {}): TemplateResult {
    return html`
      ${this.done ? message("success", undefined, this.done) : nothing}
      ${this.meanwhile ? overtaken(what, this.meanwhile) : this.complaint(what, labels)}
    `;
  }

  protected override forget(): void {
    super.forget();
    this.done = "";
  }

  /** The days in what the API says of a field, as people write them. */
  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("errors")) return;
    const worded = [...this.errors].map(([name, detail]) => [name, withDays(detail)] as const);
    if (worded.some(([name, detail]) => this.errors.get(name) !== detail)) this.errors = new Map(worded);
  }
}

/** Of what was typed, by field, what is otherwise than `before`. */
export function entered(
  typed: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(typed).filter(([name, value]) => value !== (before[name] ?? "")));
}

/** What somebody else changed while the page was open. What was typed stays for the person to decide about. */
function overtaken(what: string, meanwhile: readonly string[]): TemplateResult {
  return message(
    "warning",
    `${what}: somebody changed the review after you opened the page`,
    html`<p>What changed:</p>
      <ul class="usa-list">
        ${meanwhile.map((line) => html`<li>${line}</li>`)}
      </ul>
      <p>
        The page shows the review as it is now, and what you entered is still here. If you still want it, send it again.
      </p>`,
  );
}
