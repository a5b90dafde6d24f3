import { html } from "lit";
import { SIGN_IN_SYSTEMS } from "../shared/common/systems";

/** What somebody finds who is not signed in. */
export function start() {
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
      <li><a class="usa-link" href="/terms">Terms and Conditions of Use</a></li>
    </ul>
    <section aria-labelledby="systems">
      <h2 id="systems">Sign in to one of the systems</h2>
      <p>One user name opens them all. Select where to go, and you are led there once signed in.</p>
      <ul class="ot-systems">
        ${SIGN_IN_SYSTEMS.map(
          ([id, name]) => html`<li><a class="usa-link" href="/sign-in?system=${id}">${name}</a></li>`,
        )}
      </ul>
    </section>
  `;
}
