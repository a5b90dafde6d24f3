import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import "../../frame/frame";
import { select, values } from "../../shared/common/form";
import { loading } from "../../shared/common/messages";
import { signedIn } from "../../shared/common/session";
import type { ListPage } from "../../shared/all-pages";
import { ListPart } from "../../shared/list-part";
import { counted } from "../../shared/words";
import { reviews } from "../calls";
import { opens } from "../open-review/offered";
import type { ReviewSummary } from "../types";
import { REVIEW_STATES, modeName, reviewState, schedule } from "../words";

interface Criteria {
  state?: string;
}

/** The reviews that the role sees: filter, list, save, print. */
@customElement("ot-reviews")
export class Reviews extends ListPart<ReviewSummary, Criteria> {
  protected readonly words = ["review", "reviews"] as const;
  protected readonly fields = ["state"];
  protected readonly csv = {
    name: "compliance-reviews",
    columns: [
      "LEA",
      "CDS code",
      "Program",
      "Program instruments",
      "Year",
      "Mode",
      "First day",
      "Last day",
      "State",
      "Findings",
      "Not resolved",
    ],
    cells: (review: ReviewSummary) => [
      review.organization.name,
      review.organization.cds_code,
      review.program.name,
      review.instruments.map(({ name }) => name).join("; "),
      review.year,
      modeName(review.mode),
      review.first_day,
      review.last_day,
      reviewState(review.state),
      String(review.findings ?? ""),
      String(review.unresolved ?? ""),
    ],
  };

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    this.session = await signedIn();
    await this.find({});
  }

  protected page({ state }: Criteria, cursor: string | undefined, limit: number): Promise<ListPage<ReviewSummary>> {
    return reviews(state, cursor, limit);
  }

  protected override get none() {
    if (this.criteria?.state !== undefined) return super.none;
    return this.session?.role?.role === "lea-compliance-contributor"
      ? html`<p>
          You are in no review. The LEA's review coordinator lets contributors into each review; access ends with the
          review.
        </p>`
      : html`<p>There is no review for your role yet. The CDE opens a review and tells the LEA by letter.</p>`;
  }

  override render() {
    if (!this.session) return loading("the reviews");
    return html`
      <div class="ot-bar">
        <h1>Compliance reviews</h1>
        ${
          opens(this.session.role?.role)
            ? html`<div class="ot-actions"><a class="usa-button" href="/open-review">Open a review</a></div>`
            : nothing
        }
      </div>
      ${this.complaint("The list is not complete", { state: "State" })} ${this.isRefused ? nothing : this.#form()}
      ${this.list(this.#table())}
    `;
  }

  #form() {
    return html`
      <form class="ot-filter" role="search" @submit=${this.#search} @reset=${this.#clear} novalidate>
        ${select({ name: "state", label: "State", options: [["", "All"], ...REVIEW_STATES] }, this.errors)}
        <div class="ot-actions">
          <button type="submit" class="usa-button" ?disabled=${this.busy}>Search</button>
          <button type="reset" class="usa-button usa-button--outline" ?disabled=${this.busy}>Clear</button>
        </div>
      </form>
    `;
  }

  readonly #search = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { state } = values(event.target as HTMLFormElement);
    await this.find(state ? { state } : {});
  };

  readonly #clear = async (): Promise<void> => {
    await this.find({});
    await this.focusOn("#state");
  };

  #table() {
    return html`
      <table class="usa-table usa-table--borderless usa-table--stacked ot-table">
        <caption class="usa-sr-only">
          Compliance reviews
        </caption>
        <thead>
          <tr>
            <th scope="col">LEA</th>
            <th scope="col">Program</th>
            <th scope="col">Program instruments</th>
            <th scope="col">Schedule</th>
            <th scope="col">State</th>
            <th scope="col">Findings</th>
          </tr>
        </thead>
        <tbody>
          ${this.entries?.map(
            (review) => html`
              <tr>
                <th scope="row" data-label="LEA">
                  <a class="usa-link" href="/review?id=${review.id}">${review.organization.name}, ${review.year}</a>
                </th>
                <td data-label="Program">${review.program.name}</td>
                <td data-label="Program instruments">${review.instruments.map(({ name }) => name).join(", ")}</td>
                <td data-label="Schedule">${schedule(review)}, ${modeName(review.mode).toLowerCase()}</td>
                <td data-label="State" class="ot-when">${reviewState(review.state)}</td>
                <td data-label="Findings">${findings(review)}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    `;
  }
}

/** How many findings and how many of them are open; a monitor of only some instruments is not told. */
function findings({ findings: count, unresolved }: ReviewSummary): string {
  if (count === undefined || count === null) return "–";
  if (count === 0) return "None";
  return `${counted(count, "finding")}, ${unresolved === 0 ? "all resolved" : `${unresolved ?? 0} not resolved`}`;
}
