import { nothing } from "lit";
import { state } from "lit/decorators.js";
import { refusalOf } from "./common/api";
import { type FieldErrors, errorSummary, fieldErrors } from "./common/form";
import { refusal } from "./common/messages";
import { Part } from "./common/part";
import type { Refused } from "./common/problem";
import { mendElsewhere } from "./common/session";

/** A part that asks something of the API: one thing at a time, and what was refused is shown. */
export abstract class WorkPart extends Part {
  @state() protected refused: Refused | undefined;
  @state() protected errors: FieldErrors = new Map();
  @state() protected busy = false;
  /** What the names of the fields begin with where a page has several forms at once: names are ids. */
  protected get fieldPrefix(): string {
    return "";
  }

  /**
   * Does `work`, and says whether it was done. A refusal is mended on its own page, or shown here: at those of its `fields` that
   * this part has, else as a message.
   */
  protected async attempt(work: () => Promise<void>, fields: readonly string[] = []): Promise<boolean> {
    if (this.busy) return false;
    this.forget();
    this.busy = true;
    try {
      await work();
      return true;
    } catch (thrown) {
      const refused = refusalOf(thrown);
      await mendElsewhere(refused);
      await this.refuse(refused, fields);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Shows a refusal and moves the focus there. */
  protected async refuse(refused: Refused, fields: readonly string[] = []): Promise<void> {
    this.refused = refused;
    this.errors = fieldErrors(refused, fields, this.fieldPrefix);
    await this.focusOn(this.errors.size > 0 ? "#summary" : ".usa-alert--error");
  }

  /** Shows what is missing before anything is sent; says whether nothing is. */
  protected async complete(errors: FieldErrors): Promise<boolean> {
    this.refused = undefined;
    this.errors = errors;
    if (errors.size > 0) await this.focusOn("#summary");
    return errors.size === 0;
  }

  /** Takes back what was said of the attempt before. */
  protected forget(): void {
    this.refused = undefined;
    this.errors = new Map();
  }

  /** What is wrong, above the form: with links to the fields, or in the words of the API where it is about no field. */
  protected complaint(title: string, labels: Record<string, string> = {}) {
    if (this.errors.size > 0) return errorSummary(title, this.errors, labels);
    return this.refused ? refusal(this.refused) : nothing;
  }
}

/** Which of these fields are empty, and what to say there. */
export function missing(values: Record<string, string>, words: Record<string, string>): ReadonlyMap<string, string> {
  return new Map(Object.entries(words).filter(([name]) => !values[name]));
}
