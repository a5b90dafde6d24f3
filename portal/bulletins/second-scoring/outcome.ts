import { html, nothing } from "lit";
import type { Schemas } from "../../shared/common/api";
import { message } from "../../shared/common/messages";

type Found = Schemas["SecondScoring"];

/** What the list says. */
export function outcome(found: Found) {
  const { year, required, schools, found: count } = found;
  if (required === null) {
    return message(
      "info",
      `The list of ${year} is not here yet`,
      "Coordinators of the schools on it are told by letter. Look again later.",
    );
  }
  if (!required) {
    return message(
      "success",
      "Not listed: not required",
      html`No school on the list of ${year} has this name or code. Did you look by name? Look by the code too, to be
      sure.`,
    );
  }
  const listed = count === 1 ? "Listed: second scoring is required" : `${count} schools are listed: required there`;
  return html`
    ${message("warning", listed, `On the list of ${year}.${exemption(found)}`)}
    <table class="usa-table usa-table--borderless usa-table--stacked ot-table">
      <caption class="usa-sr-only">
        Schools on the list of ${year}
      </caption>
      <thead>
        <tr>
          <th scope="col">School</th>
          <th scope="col">Code</th>
          <th scope="col">LEA</th>
          <th scope="col">Form</th>
        </tr>
      </thead>
      <tbody>
        ${schools.map(
          ({ name, code, lea_name, form }) => html`
            <tr>
              <th scope="row" data-label="School">${name}</th>
              <td data-label="Code">${code}</td>
              <td data-label="LEA">${lea_name}</td>
              <td data-label="Form">${form}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
    ${
      schools.length < count
        ? html`<p>These are the first ${schools.length}. Enter more of the name to see the others.</p>`
        : nothing
    }
  `;
}

function exemption({ exempt_grades: grades }: Found): string {
  return grades.length > 0 ? " Grades three through five are exempt." : "";
}
