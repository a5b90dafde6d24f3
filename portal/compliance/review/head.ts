import { type TemplateResult, html, nothing } from "lit";
import { counted } from "../../shared/words";
import type { ReviewPage } from "../types";
import { modeName, reviewState, schedule } from "../words";

/** Which review this is and where it stands. */
export function head(review: ReviewPage): TemplateResult {
  const { organization, program, sites, state } = review;
  return html`
    <h1 tabindex="-1">${organization.name} <span class="ot-review-program">${program.name}, ${review.year}</span></h1>
    <p><span class="usa-tag ot-tag--${state}">${reviewState(state)}</span> ${inShort(review)}</p>
    <dl class="ot-facts">
      <dt>LEA</dt>
      <dd>${organization.name} (${organization.cds_code})</dd>
      <dt>Schedule</dt>
      <dd>${schedule(review)}, ${modeName(review.mode).toLowerCase()}</dd>
      <dt>Sites</dt>
      <dd>
        ${
          sites.length === 0
            ? "The LEA as a whole"
            : html`<ul class="ot-plain">
                ${sites.map(({ name, cds_code }) => html`<li>${name} (${cds_code})</li>`)}
              </ul>`
        }
      </dd>
    </dl>
    ${
      review.is_whole
        ? nothing
        : html`<p>You see the program instruments that are assigned to you. The review has others.</p>`
    }
  `;
}

/** What is open, in one sentence. */
export function inShort({ evidence_requests: requests, findings }: ReviewPage): string {
  const open = requests.filter(({ answered }) => !answered);
  const overdue = [...open, ...findings].filter((one) => one.overdue).length;
  const unresolved = findings.filter(({ state }) => state !== "resolved").length;
  const parts = [
    requests.length === 0
      ? "No evidence is requested yet"
      : open.length === 0
        ? `${counted(requests.length, "evidence request")}, all answered`
        : `${open.length} of ${counted(requests.length, "evidence request")} not answered`,
    ...(findings.length === 0
      ? []
      : [
          unresolved === 0
            ? `${counted(findings.length, "finding")}, all resolved`
            : `${unresolved} of ${counted(findings.length, "finding")} not resolved`,
        ]),
    ...(overdue === 0 ? [] : [`${overdue} overdue`]),
  ];
  return `${parts.join("; ")}.`;
}
