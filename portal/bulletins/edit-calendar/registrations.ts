import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Schemas } from "../../shared/common/api";
import { loading } from "../../shared/common/messages";
import { moment } from "../../shared/common/times";
import { counted } from "../../shared/words";
import { WorkPart } from "../../shared/work-part";
import { registrations } from "../calendar-calls";
import type { CalendarEvent } from "../events";

/** How many rows are shown; the file has all. */
const SHOWN = 200;

/** Who registered for a training, or for its series. */
@customElement("ot-registrations")
export class Registrations extends WorkPart {
  @property({ attribute: false }) subject: CalendarEvent | undefined;
  @state() private found: Schemas["TrainingRegistrations"] | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const { subject } = this;
    if (!subject) return;
    void this.attempt(async () => {
      this.found = await registrations(subject.id);
    });
  }

  override render() {
    const { subject, found } = this;
    if (!subject) return nothing;
    const { training } = subject;
    const of = training?.registration === "series" ? `the series ${training.series ?? ""}` : subject.title;
    return html`
      <h1 tabindex="-1">Registrations for ${of}</h1>
      <p>
        <button type="button" class="usa-button usa-button--unstyled" @click=${this.#back}>Back to the calendar</button>
      </p>
      ${this.complaint("The registrations cannot be shown")}
      ${found ? this.#list(subject, found) : this.refused ? nothing : loading("the registrations")}
    `;
  }

  #list({ id }: CalendarEvent, { registrations: people, more }: Schemas["TrainingRegistrations"]) {
    if (people.length === 0) return html`<p>Nobody has registered yet.</p>`;
    const shown = people.slice(0, SHOWN);
    const rest = people.length - shown.length;
    return html`
      <div class="ot-bar">
        <p role="status"><strong>${counted(people.length, "person", "people")}${more ? " and more" : ""}</strong></p>
        <a class="usa-button usa-button--outline" href="/v1/calendar/${id}/registrations.csv" download>Save as CSV</a>
      </div>
      <table class="usa-table usa-table--borderless usa-table--stacked ot-table">
        <caption class="usa-sr-only">
          Who registered
        </caption>
        <thead>
          <tr>
            <th scope="col">Organization</th>
            <th scope="col">Name</th>
            <th scope="col">Role</th>
            <th scope="col">Registered</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            ({ organization_name: organization, name, role_name: role, registered_at: at }) =>
              html`<tr>
                <td data-label="Organization">${organization}</td>
                <th scope="row" data-label="Name">${name}</th>
                <td data-label="Role">${role}</td>
                <td data-label="Registered">${moment(at)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${rest > 0 ? html`<p>${counted(rest, "person", "people")} more in the file.</p>` : nothing}
    `;
  }

  readonly #back = (): void => {
    this.dispatchEvent(new CustomEvent("close"));
  };
}
