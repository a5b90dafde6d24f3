import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { select } from "../../shared/common/form";
import { day } from "../../shared/common/times";
import { listHead } from "../../shared/list-head";
import { counted } from "../../shared/words";
import { submissions } from "../changes";
import type { InstrumentCounts, Submissions } from "../types";
import { REVIEW_STATES, reviewState } from "../words";
import { type SubmissionRow, SUBMISSIONS_CSV, answeredOf, rows, sums, total } from "./counts";
import { Walk } from "./walk";

/** How much of what the CDE asked for was submitted: the sums by program instrument, and each review. */
@customElement("ot-submissions")
export class SubmissionsReport extends Walk<Submissions> {
  protected readonly words = ["review", "reviews"] as const;
  protected readonly page = submissions;
  @state() private only = "open";

  override render() {
    return html`${this.progress()} ${this.found ? this.#report(this.found) : nothing}`;
  }

  #report(all: readonly Submissions[]) {
    const found = all.filter(({ review }) => this.only === "" || review.state === this.only);
    const lines = rows(found);
    return html`
      <form class="ot-filter" @submit=${(event: Event) => event.preventDefault()}>
        ${select(
          {
            name: "state",
            label: "State of the reviews",
            value: this.only,
            options: [["", "All"], ...REVIEW_STATES],
            onchange: (event) => (this.only = (event.target as HTMLSelectElement).value),
          },
          this.errors,
        )}
      </form>
      ${listHead({
        count: found.length === 0 ? "No reviews" : counted(found.length, "review"),
        disabled: lines.length === 0,
        onsave: () => void this.save(lines, SUBMISSIONS_CSV),
      })}
      ${
        found.length === 0
          ? html`<p>No review of this state has a program instrument that you see.</p>`
          : html`
              <h2>By program instrument</h2>
              ${this.#sums(found)}
              <h2>By review</h2>
              <p>Where most is missing stands first.</p>
              ${this.#lines(lines)}
            `
      }
    `;
  }

  #sums(found: readonly Submissions[]) {
    const of = sums(found);
    return html`
      <table class="usa-table usa-table--borderless usa-table--stacked ot-table">
        <caption class="usa-sr-only">
          Submissions by program instrument
        </caption>
        <thead>
          <tr>
            <th scope="col">Program instrument</th>
            <th scope="col">Reviews</th>
            ${HEAD}
          </tr>
        </thead>
        <tbody>
          ${of.map(
            (sum) => html`
              <tr>
                <th scope="row" data-label="Program instrument">${sum.name}</th>
                <td data-label="Reviews">${sum.reviews}</td>
                ${cells(sum)}
              </tr>
            `,
          )}
        </tbody>
        ${
          of.length > 1
            ? html`<tfoot>
                <tr>
                  <th scope="row" data-label="Program instrument">All</th>
                  <td data-label="Reviews">${found.length}</td>
                  ${cells(total(of))}
                </tr>
              </tfoot>`
            : nothing
        }
      </table>
    `;
  }

  #lines(lines: readonly SubmissionRow[]) {
    return html`
      <table class="usa-table usa-table--borderless usa-table--stacked ot-table">
        <caption class="usa-sr-only">
          Submissions by review
        </caption>
        <thead>
          <tr>
            <th scope="col">LEA</th>
            <th scope="col">Program instrument</th>
            <th scope="col">Last day</th>
            <th scope="col">State</th>
            ${HEAD}
          </tr>
        </thead>
        <tbody>
          ${lines.map(
            ({ review, counts }) => html`
              <tr>
                <th scope="row" data-label="LEA">
                  <a class="usa-link" href="/review?id=${review.id}">${review.organization.name}</a>
                </th>
                <td data-label="Program instrument">${counts.name}</td>
                <td data-label="Last day" class="ot-when">${day(review.last_day)}</td>
                <td data-label="State" class="ot-when">${reviewState(review.state)}</td>
                ${cells(counts)}
              </tr>
            `,
          )}
        </tbody>
      </table>
    `;
  }
}

const HEAD = html`
  <th scope="col">Requests answered</th>
  <th scope="col">Requests overdue</th>
  <th scope="col">Findings</th>
  <th scope="col">Findings not resolved</th>
  <th scope="col">Findings overdue</th>
`;

function cells(counts: Omit<InstrumentCounts, "instrument" | "name">) {
  const late = (number: number) => (number > 0 ? html`<strong class="ot-late">${number}</strong>` : 0);
  return html`
    <td data-label="Requests answered" class="ot-when">${answeredOf(counts)}</td>
    <td data-label="Requests overdue">${late(counts.overdue)}</td>
    <td data-label="Findings">${counts.findings}</td>
    <td data-label="Findings not resolved">${counts.unresolved}</td>
    <td data-label="Findings overdue">${late(counts.overdue_findings)}</td>
  `;
}
