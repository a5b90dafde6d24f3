import { html, nothing } from "lit";
import { type CalendarEvent, when } from "../bulletins/events";

/** How many trainings are shown. */
const SHOWN = 3;

/** The next trainings that this person is registered for. */
export function nextTrainings(own: readonly CalendarEvent[]): CalendarEvent[] {
  return own.filter(({ over, withdrawn }) => !over && !withdrawn).slice(0, SHOWN);
}

/** What is next in the calendar for this person. */
export function trainings(own: readonly CalendarEvent[]) {
  const next = nextTrainings(own);
  return html`
    <section aria-labelledby="trainings">
      <h2 id="trainings">Your next trainings</h2>
      ${
        next.length === 0
          ? html`<p>You are not registered for a training to come.</p>`
          : html`<ul class="usa-list">
              ${next.map((event) => {
                const join = event.training?.join_address;
                return html`<li>
                  <a class="usa-link" href="/calendar?event=${event.id}">${event.title}</a>, ${when(event)}.
                  ${join ? html`<a class="usa-link" href=${join} aria-label="Join ${event.title}">Join</a>` : nothing}
                </li>`;
              })}
            </ul>`
      }
      <p><a class="usa-link" href="/calendar">See the calendar</a></p>
    </section>
  `;
}
