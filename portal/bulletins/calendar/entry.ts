import { html, nothing } from "lit";
import { type CalendarEvent, standing, when } from "../events";

/** Who can register for trainings. */
export interface Registrar {
  readonly mayRegister: boolean;
  /** What is to be done before one can register, and where. */
  readonly firstStep: readonly [address: string, words: string];
  readonly busyNow: boolean;
  /** The training as one who registered sees it. */
  registered(id: string): CalendarEvent | undefined;
  register(event: CalendarEvent): Promise<void>;
  end(event: CalendarEvent): Promise<void>;
}

/** An event in the calendar, with what can be done. */
export function entry(event: CalendarEvent, registrar: Registrar) {
  const { id, title, details, training, opportunity, ics, over, withdrawn } = event;
  const own = registrar.registered(id);
  return html`
    <article class="ot-event" aria-labelledby="event-${id}">
      <h3 id="event-${id}">${title}</h3>
      <p><strong>${when(event)}</strong></p>
      ${training ? facts(training) : nothing} ${opportunity ? html`<p>The meeting: ${opportunity.dates}</p>` : nothing}
      ${details === null ? nothing : html`<p class="ot-lines">${details}</p>`}
      <p>
        ${own && !over ? html`<span class="usa-tag ot-tag--done">You are registered</span>` : nothing}
        ${standing(event)}
      </p>
      <div class="ot-actions">
        ${withdrawn ? nothing : actions(event, own, registrar)}
        ${withdrawn || over ? nothing : html`<a class="usa-link" href=${ics} aria-label="Add to calendar: ${title}">Add to calendar</a>`}
      </div>
    </article>
  `;
}

function facts({ series, number, host, audience, place }: NonNullable<CalendarEvent["training"]>) {
  return html`
    <dl class="ot-facts">
      ${series === null ? nothing : fact("Series", number === null ? series : `${series}, no. ${number}`)}
      ${fact("Host", host)} ${fact("For", audience)} ${fact("Place", place)}
    </dl>
  `;
}

function fact(name: string, value: string) {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function actions(event: CalendarEvent, own: CalendarEvent | undefined, registrar: Registrar) {
  const { title, training, opportunity, over } = event;
  if (opportunity) {
    return over
      ? nothing
      : html`<a class="usa-button" href=${opportunity.apply_address} aria-label="Apply for ${title}">Apply</a>`;
  }
  if (!training) return nothing;
  if (over) {
    return training.recording === null
      ? nothing
      : html`<a class="usa-button" href=${training.recording} aria-label="Recording of ${title}">Recording</a>`;
  }
  const join = own?.training?.join_address ?? training.join_address;
  return html`
    ${join === null ? nothing : html`<a class="usa-button" href=${join} aria-label="Join ${title}">Join</a>`}
    ${training.registration === "none" ? nothing : registering(event, own, registrar)}
  `;
}

function registering(event: CalendarEvent, own: CalendarEvent | undefined, registrar: Registrar) {
  const { title } = event;
  if (own) {
    return html`<button
      type="button"
      class="usa-button usa-button--outline"
      aria-label="End registration for ${title}"
      ?disabled=${registrar.busyNow}
      @click=${() => void registrar.end(event)}
    >
      End registration
    </button>`;
  }
  if (event.training?.state !== "open") return nothing;
  if (!registrar.mayRegister) {
    const [address, words] = registrar.firstStep;
    return html`<a class="usa-button usa-button--outline" href=${address} aria-label="${words} for ${title}"
      >${words}</a
    >`;
  }
  return html`<button
    type="button"
    class="usa-button"
    aria-label="Register for ${title}"
    ?disabled=${registrar.busyNow}
    @click=${() => void registrar.register(event)}
  >
    Register
  </button>`;
}
