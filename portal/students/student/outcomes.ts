import { type TemplateResult, html, nothing } from "lit";
import { here, thenBackTo } from "../../shared/common/addresses";
import type { Schemas } from "../../shared/common/api";
import { errorSummary } from "../../shared/common/form";
import { message } from "../../shared/common/messages";
import type { Refused } from "../../shared/common/problem";
import { moment } from "../../shared/common/times";
import { studentRefusal } from "../refusals";
import { counted, sentence } from "../../shared/words";
import { isUnsettled } from "./saving";
import { type RowErrors, type Staged, nameOf, wasDone } from "./staging";

/** A save that was made. */
export interface SavedChanges {
  staged: Staged;
  student: Schemas["Student"];
  by: string;
  at: string;
}

/** The lasting confirmation: what was saved, by whom and when, and where it stands in the history. */
export function saved({ staged, student, by, at }: SavedChanges, historyOf: string | undefined): TemplateResult {
  return html`<div class="ot-outcome">
    ${message(
      "success",
      `${counted(staged.size, "change")} saved`,
      html`
        <ul class="usa-list">
          ${[...staged].map(([program, change]) => html`<li>${nameOf(student, program)}: ${sentence(wasDone(change))}</li>`)}
        </ul>
        <p>Saved by ${by}, ${moment(at)}.</p>
        ${
          historyOf === undefined
            ? nothing
            : html`<p><a class="usa-link" href="/student-history?id=${historyOf}">See it in the history</a></p>`
        }
      `,
    )}
  </div>`;
}

/** A save that was refused, or whose answer did not come. All changes are still on the page. */
export function refusedSave(refused: Refused, errors: RowErrors, student: Schemas["Student"]): TemplateResult {
  return html`<div class="ot-outcome">${told(refused, errors, student)}</div>`;
}

function told(refused: Refused, errors: RowErrors, student: Schemas["Student"]): TemplateResult {
  if (errors.size > 0) {
    const rows = [...errors].map(
      ([program, wrong]) => [`code-button-${program}`, sentence([...wrong.values()].join("; "))] as const,
    );
    const labels = [...errors.keys()].map((program) => [`code-button-${program}`, nameOf(student, program)] as const);
    return errorSummary(`Nothing was saved: ${refused.problem.title}`, new Map(rows), Object.fromEntries(labels));
  }
  if (refused.is("test-assignments.busy") || !isUnsettled(refused.problem.status)) return studentRefusal(refused);
  return message(
    "error",
    "It is not known whether your changes were saved",
    html`<p>${refused.problem.title}. Your changes are still on this page.</p>
      <p>Click SAVE again: the same save is never made twice.</p>
      ${refused.problem.instance ? html`<p>If you call the help desk, tell them this number: <code>${refused.problem.instance}</code></p>` : nothing}`,
  );
}

/** A save that was refused because the right to it is gone. */
export interface Ending {
  refused: Refused;
  /** How many changes were not saved. */
  lost: number;
}

/** What is left of the page then: nothing of the student. */
export function ended({ refused, lost }: Ending): TemplateResult {
  return html`
    <div class="ot-ended">
      <h1 tabindex="-1">Nothing was saved</h1>
      <p>
        ${counted(lost, "change")} could not be saved, because your access to this student has ended: your session may
        be over, your account or role may have been changed, or the student may have moved.
      </p>
      ${studentRefusal(refused)}
      <ul class="ot-links">
        ${
          refused.problem.status === 401
            ? html`<li><a class="usa-link" href=${thenBackTo("/sign-in", here())}>Sign in again</a></li>`
            : html`<li><a class="usa-link" href="/choose-role">Choose a role</a></li>
                <li><a class="usa-link" href="/students">Search for students</a></li>`
        }
      </ul>
    </div>
  `;
}
