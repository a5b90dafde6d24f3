import { html } from "lit";
import { customElement, state } from "lit/decorators.js";
import { type FieldErrors, input, select, values } from "../../shared/common/form";
import { programs } from "../../shared/programs";
import { missing } from "../../shared/work-part";
import { type ReviewChange, changeReview } from "../changes";
import { checkboxes } from "../../shared/checkboxes";
import "../site-choice";
import type { Site } from "../site-choice";
import type { Named, ReviewPage } from "../types";
import { MODES } from "../words";
import { ReviewPart } from "./review-part";

const LABELS = {
  "review-mode": "Mode",
  "review-first_day": "First day",
  "review-last_day": "Last day",
  "review-instruments": "Program instruments",
};

/** Changes the days, mode, sites and program instruments of a review. */
@customElement("ot-review-schedule")
export class ReviewSchedule extends ReviewPart {
  @state() private offered: readonly Named[] | undefined;
  @state() private instruments: ReadonlySet<string> | undefined;
  @state() private sites: readonly Site[] | undefined;

  protected override get fieldPrefix(): string {
    return "review-";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(async () => {
      const program = (await programs()).find(({ program: code }) => code === this.review.program.program);
      this.offered = program?.instruments;
    });
  }

  override render() {
    const { review, errors } = this;
    const now = { ...fieldsOf(review), ...this.entered };
    const day = (name: "first_day" | "last_day") =>
      input(
        {
          name: `review-${name}`,
          label: LABELS[`review-${name}`],
          type: "date",
          value: now[`review-${name}`],
          required: true,
        },
        errors,
      );
    return html`
      <h3 tabindex="-1">Change the schedule</h3>
      ${this.outcome("The schedule is not changed", LABELS)}
      <form class="ot-narrow" @submit=${this.#send} novalidate>
        ${select({ name: "review-mode", label: LABELS["review-mode"], value: now["review-mode"], options: MODES }, errors)}
        ${day("first_day")} ${day("last_day")}
        ${checkboxes(
          {
            name: "review-instruments",
            legend: LABELS["review-instruments"],
            required: true,
            options: (this.offered ?? review.instruments).map(({ instrument, name }) => [instrument, name] as const),
            chosen: this.instruments ?? new Set(review.instruments.map(({ instrument }) => instrument)),
            onchange: (chosen) => (this.instruments = chosen),
          },
          errors,
        )}
        <ot-site-choice
          .lea=${review.organization.cds_code}
          .chosen=${this.sites ?? review.sites}
          @choose=${({ detail }: CustomEvent<Site[]>) => (this.sites = detail)}
        ></ot-site-choice>
        <div class="ot-actions">
          <button type="submit" class="usa-button" ?disabled=${this.busy}>
            ${this.busy ? "Saving …" : "Save the schedule"}
          </button>
        </div>
      </form>
    `;
  }

  readonly #send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const typed = values(event.target as HTMLFormElement);
    this.done = "";
    const must = { "review-first_day": "must be filled in", "review-last_day": "must be filled in" };
    const gaps: FieldErrors = new Map([
      ...missing(typed, must),
      ...(this.instruments?.size === 0 ? [["review-instruments", "choose at least one"] as const] : []),
    ]);
    if (!(await this.complete(gaps))) return;
    this.keep(typed, fieldsOf(this.review));
    const change = changed(this.review, {
      mode: typed["review-mode"] ?? "",
      first_day: typed["review-first_day"] ?? "",
      last_day: typed["review-last_day"] ?? "",
      instruments: [...(this.instruments ?? this.review.instruments.map(({ instrument }) => instrument))],
      sites: (this.sites ?? this.review.sites).map(({ cds_code }) => cds_code),
    });
    const done = await this.change(
      () => changeReview(this.review, change),
      () => "The schedule is saved.",
      Object.keys(LABELS),
    );
    if (!done) return;
    this.instruments = undefined;
    this.sites = undefined;
  };
}

/** The fields of the form as a review has them. */
function fieldsOf({ mode, first_day, last_day }: ReviewPage) {
  return { "review-mode": mode, "review-first_day": first_day, "review-last_day": last_day };
}

type Schedule = Required<Exclude<ReviewChange, { state: string }>>;

/** What of a schedule is otherwise than the review has it: only that is sent. */
export function changed(review: ReviewPage, wanted: Schedule): ReviewChange {
  const before: Schedule = {
    mode: review.mode,
    first_day: review.first_day,
    last_day: review.last_day,
    instruments: review.instruments.map(({ instrument }) => instrument),
    sites: review.sites.map(({ cds_code }) => cds_code),
  };
  const text = (value: string | string[]) => [value].flat().sort().join();
  return Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => text(value) !== text(before[name as keyof Schedule])),
  );
}
