import { type TemplateResult, html } from "lit";
import { message, refusal } from "../shared/common/messages";
import type { Refused } from "../shared/common/problem";
import type { Session } from "../shared/common/session";

/** A refusal on a page about students, with where it can be mended. */
export function studentRefusal(refused: Refused): TemplateResult {
  if (refused.is("access.affidavit-not-signed")) {
    return message(
      "warning",
      "Sign the test security affidavit first",
      html`<p>
          Test administrators and test examiners see students only after they have signed the test security affidavit of
          this administration year. Yours is not signed yet.
        </p>
        <p><a class="usa-link" href="/account#affidavits">Go to the affidavits under “My account”</a></p>`,
    );
  }
  if (refused.is("session.second-factor-not-enrolled")) {
    return message(
      "warning",
      refused.problem.title,
      html`<p>${refused.problem.detail}</p>
        <p><a class="usa-link" href="/account#second-factor">Go to the second factor under “My account”</a></p>`,
    );
  }
  return refusal(refused);
}

/** The page for a student who does not exist or is not in one's organization: which of the two is told to nobody. */
export function notFound(): TemplateResult {
  return html`
    <h1>Student not found in your organization</h1>
    <p>
      There is no such student in the organization of your role. The student may have moved to another school or LEA, or
      the address may be incomplete.
    </p>
    <ul class="ot-links">
      <li><a class="usa-link" href="/students">Search for students</a></li>
    </ul>
  `;
}

/** The roles that may see who saw and changed a student. The API decides; this only spares a link that leads nowhere. */
const HISTORY_ROLES = ["lea-caaspp-coordinator", "lea-elpac-coordinator"];

export function mayReadHistory(session: Session | undefined): boolean {
  return HISTORY_ROLES.includes(session?.role?.role ?? "");
}
