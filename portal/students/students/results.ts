import { type TemplateResult, html, svg } from "lit";
import { fromSearch } from "../back-to-search";
import { counted } from "../../shared/words";
import { type Found, requestOf, submittedOn } from "./found";

const MAGNIFYING_GLASS = svg`<path d="M10 2a8 8 0 1 0 4.9 14.3l5.4 5.4 1.4-1.4-5.4-5.4A8 8 0 0 0 10 2zm0 2a6 6 0 1 1 0 12 6 6 0 0 1 0-12z" />`;

/** How many were found, as far as is known: the API counts no further than the page. */
export function countOf({ students, next }: Found, first: number): string {
  if (students.length === 0) return first === 0 ? "No students found" : "No more students found";
  const last = first + students.length;
  if (first === 0 && next === undefined) return `${counted(last, "student")} found`;
  const shown = `Students ${(first + 1).toLocaleString("en-US")} to ${last.toLocaleString("en-US")}`;
  return next === undefined ? `${shown} of ${last.toLocaleString("en-US")} found` : `${shown}; there are more`;
}

/** The table of students found, as TOMS has it; the name leads to the student. */
export function results(found: Found, first: number): TemplateResult {
  return html`
    <div class="ot-scroll">
      <table
        class="usa-table usa-table--striped usa-table--compact usa-table--stacked ot-records"
        aria-labelledby="found"
      >
        <thead>
          <tr>
            <th scope="col"><abbr title="Number">No.</abbr></th>
            <th scope="col">Name</th>
            <th scope="col">SSID</th>
            <th scope="col">School</th>
            <th scope="col">Grade</th>
            <th scope="col"><abbr title="English Language Acquisition Status">ELAS</abbr></th>
            <th scope="col">Unlisted Resources</th>
            <th scope="col"><abbr title="Unlisted Resources">UR</abbr> Submitted Date</th>
          </tr>
        </thead>
        <tbody>
          ${found.students.map(
            (student, index) => html`
              <tr>
                <td data-label="No.">${first + index + 1}</td>
                <th scope="row" data-label="Name">
                  <a class="usa-link ot-student-link" href=${fromSearch(student.id)}>
                    <svg class="ot-icon" viewBox="0 0 24 24" aria-hidden="true">${MAGNIFYING_GLASS}</svg
                    >${student.name}</a
                  >
                </th>
                <td data-label="SSID" class="ot-number">${student.ssid}</td>
                <td data-label="School">${student.school.name} (${student.school.cds_code})</td>
                <td data-label="Grade">${student.grade}</td>
                <td data-label="ELAS">${student.elas}</td>
                <td data-label="Unlisted Resources">${requestOf(student) || "None"}</td>
                <td data-label="UR Submitted Date" class="ot-date">${submittedOn(student) || "–"}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}
