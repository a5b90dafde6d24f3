import { html, nothing } from "lit";
import { type StatusNow, ofSystem } from "../shared/common/status";
import { SIGN_IN_SYSTEMS } from "../shared/common/systems";
import { systemState } from "../shared/system-state";
import type { Published } from "../bulletins/types";
import { bulletins } from "./bulletins";

/** What somebody finds who is not signed in. */
export function start(now: StatusNow, latest: readonly Published[] | undefined) {
  return html`
    <h1>OpenTOMS</h1>
    <p class="ot-lead">
      Where California's LEA and site coordinators prepare and follow the state tests: students, test assignments and
      condition codes, users and their roles, security affidavits.
    </p>
    <p><a class="usa-button" href="/sign-in">Sign in</a></p>
    <ul class="ot-links">
      <li><a class="usa-link" href="/first-time-user">First-time user: request an activation link</a></li>
      <li><a class="usa-link" href="/forgot">Forgot user name or password</a></li>
      <li><a class="usa-link" href="/calendar">Calendar of trainings and test windows</a></li>
      <li><a class="usa-link" href="/terms">Terms and Conditions of Use</a></li>
    </ul>
    ${bulletins(latest)}
    <section aria-labelledby="systems">
      <h2 id="systems">Sign in to one of the systems</h2>
      <p>One user name opens them all. Select where to go, and you are led there once signed in.</p>
      <ul class="ot-systems">
        ${SIGN_IN_SYSTEMS.map(
          ([id, name]) =>
            html`<li>
              <a class="usa-link" href="/sign-in?system=${id}">${name}</a>
              ${typeof now === "object" ? systemState(ofSystem(now.status, id).state) : nothing}
            </li>`,
        )}
      </ul>
    </section>
  `;
}
