import { html } from "lit";
import { customElement } from "lit/decorators.js";
import { day, today } from "../../shared/common/times";
import { listHead } from "../../shared/list-head";
import { counted } from "../../shared/words";
import { openWorkPage } from "../changes";
import type { OpenWork } from "../types";
import { fromToday } from "../words";
import { OPEN_WORK_CSV, kindName } from "./counts";
import { Walk } from "./walk";

/** What an LEA still has to do in its reviews and when it is due, what is due first above. */
@customElement("ot-open-work")
export class OpenWorkReport extends Walk<OpenWork> {
  protected readonly words = ["line", "lines"] as const;
  protected readonly page = openWorkPage;

  override render() {
    const rows = [...(this.found ?? [])].sort((one, other) => one.due.localeCompare(other.due));
    const overdue = rows.filter((row) => row.overdue).length;
    return html`
      <h2>What is open and when it is due</h2>
      ${this.progress()}
      ${
        this.found === undefined
          ? ""
          : html`
              ${listHead({
                count:
                  rows.length === 0
                    ? "Nothing is open"
                    : `${counted(rows.length, "evidence request or finding", "evidence requests and findings")}${overdue > 0 ? `, ${overdue} overdue` : ""}`,
                disabled: rows.length === 0,
                onsave: () => void this.save(rows, OPEN_WORK_CSV),
              })}
              ${rows.length === 0 ? html`<p>Everything that was asked for is answered.</p>` : this.#table(rows)}
            `
      }
    `;
  }

  #table(rows: readonly OpenWork[]) {
    return html`
      <table class="usa-table usa-table--borderless usa-table--stacked ot-table">
        <caption class="usa-sr-only">
          What is open
        </caption>
        <thead>
          <tr>
            <th scope="col">Due</th>
            <th scope="col">What</th>
            <th scope="col">Program instrument</th>
            <th scope="col">Review</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) => html`
              <tr>
                <td data-label="Due" class="ot-when">
                  ${day(row.due)}
                  <span class="ot-small">
                    ${row.overdue ? html`<span class="usa-tag ot-tag--late">Overdue</span>` : fromToday(row.due, today())}
                  </span>
                </td>
                <th scope="row" data-label="What">
                  <a class="usa-link" href="/review?id=${row.review}#${row.kind}-${row.id}"
                    >${kindName(row.kind)}, ${row.number}</a
                  >
                  <span class="ot-small">${row.text}</span>
                </th>
                <td data-label="Program instrument">${row.instrument.name}</td>
                <td data-label="Review">${row.organization.name}, ${row.program.name}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    `;
  }
}
