import { html, nothing } from "lit";
import { destinations } from "../frame/navigation";
import type { Schemas } from "../shared/common/api";
import { loading } from "../shared/common/messages";
import type { Session } from "../shared/common/session";
import { type StatusNow, ofSystem } from "../shared/common/status";
import { systemState } from "../shared/system-state";
import type { Attention } from "./attention";

/** Who is signed in, as what, and for which year. */
export function welcome({ user, role, roles }: Session) {
  return html`
    <h1>Welcome, ${user.name}</h1>
    ${
      role
        ? html`<p class="ot-lead">
            You work as <strong>${role.name}</strong> for <strong>${role.organization_name}</strong> in the
            administration year <strong>${role.year}</strong>.
            ${roles.length > 1 ? html`<a class="usa-link" href="/choose-role">Change role</a>` : nothing}
          </p>`
        : nothing
    }
  `;
}

/** What needs attention; nothing is said twice. */
export function toDo(found: readonly Attention[] | undefined) {
  if (!found) return loading("what needs attention");
  return html`
    <section aria-labelledby="attention">
      <h2 id="attention">Needs attention</h2>
      ${
        found.length === 0
          ? html`<p>Nothing at the moment.</p>`
          : html`<ul class="ot-attention">
              ${found.map(
                ({ what, why, address, action, urgent }) => html`
                  <li class=${urgent ? "ot-attention__urgent" : nothing}>
                    <div>
                      <strong>${what}</strong>
                      <p>${why}</p>
                    </div>
                    <a class="usa-button ${urgent ? "" : "usa-button--outline"}" href=${address}>${action}</a>
                  </li>
                `,
              )}
            </ul>`
      }
    </section>
  `;
}

/** The way to the students, for roles that see them. What is looked for is typed there: it must stand in no address. */
export function students(session: Session) {
  const found = destinations(session).find(({ address }) => address === "/students");
  if (!found) return nothing;
  return html`
    <section aria-labelledby="students">
      <h2 id="students">Students</h2>
      <p>Find a student by name, SSID, school or grade, and see or change what is assigned.</p>
      <p><a class="usa-button" href=${found.address}>Find a student</a></p>
    </section>
  `;
}

/** Whether the role reads compliance reviews. */
export function readsReviews(session: Session): boolean {
  return destinations(session).some(({ address }) => address === "/reviews");
}

/** The way to the reviews, for roles that read them. */
export function reviews(session: Session) {
  if (!readsReviews(session)) return nothing;
  return html`
    <section aria-labelledby="reviews">
      <h2 id="reviews">Compliance reviews</h2>
      <p>What is asked of the LEA and when it is due, documents, comments, findings and how they are resolved.</p>
      <p><a class="usa-button" href="/reviews">See the reviews</a></p>
    </section>
  `;
}

/** The systems this person may launch, and how each is: as last read, or as the session told. */
export function systems(found: readonly Schemas["LaunchableSystem"][], now: StatusNow) {
  return html`
    <section aria-labelledby="systems">
      <h2 id="systems">Systems</h2>
      <ul class="ot-systems">
        ${found.map(({ id, address, name, ...told }) => {
          const read = typeof now === "object" ? ofSystem(now.status, id) : undefined;
          const effect = read ? read.effect : told.effect;
          return html`<li>
            <a class="usa-link" href=${address}>${name}</a>
            ${systemState(read?.state ?? told.status)} ${effect ? html`<p>${effect}</p>` : nothing}
          </li>`;
        })}
      </ul>
      <p><a class="usa-link" href="/status">System status: downtimes and known issues</a></p>
    </section>
  `;
}
