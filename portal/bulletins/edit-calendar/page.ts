import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { loading, message } from "../../shared/common/messages";
import { type Session, signedIn } from "../../shared/common/session";
import { today } from "../../shared/common/times";
import { confirmed } from "../../shared/confirm";
import { WorkPart } from "../../shared/work-part";
import { calendar, entered, withdraw } from "../calendar-calls";
import { type CalendarEvent, type KeptEvent, lastDay, monthAfter, standing, when } from "../events";
import "./event-form";
import type { EventKind } from "./entry-form";
import "./registrations";

/** How many months back and ahead are listed: what is older needs no change but a recording, and gets it soon. */
const BACK = 3;
const AHEAD = 8;

const NEW = [
  ["training", "New training"],
  ["opportunity", "New opportunity"],
  ["test-window", "New test window"],
] as const;

/** The bulletin editor keeps up the calendar. */
@customElement("ot-edit-calendar")
export class EditCalendar extends WorkPart {
  @state() private session: Session | undefined;
  @state() private events: readonly CalendarEvent[] | undefined;
  /** What is being written: an event that is there, or a new one of a kind. */
  @state() private open: KeptEvent | EventKind | undefined;
  /** Whose registrations are shown. */
  @state() private roll: CalendarEvent | undefined;
  @state() private done = "";

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    this.session = await signedIn();
    if (this.#keeps) await this.attempt(() => this.#read());
  }

  get #keeps(): boolean {
    return this.session?.role?.role === "bulletin-editor";
  }

  async #read(): Promise<void> {
    const month = today().slice(0, 7);
    const days = [`${monthAfter(month, -BACK)}-01`, lastDay(monthAfter(month, AHEAD))] as const;
    const { events, windows } = await calendar(...days, undefined, true);
    this.events = [...events, ...windows];
  }

  override render() {
    if (!this.session) return loading("the calendar");
    if (!this.#keeps) {
      return html`<h1>Edit the calendar</h1>
        ${message("info", undefined, html`The calendar is kept up by the CDE's bulletin editors. <a class="usa-link" href="/calendar">See the calendar</a>`)}`;
    }
    if (this.open !== undefined) {
      return html`<ot-event-form .subject=${this.open} @close=${this.#close}></ot-event-form>`;
    }
    if (this.roll) {
      return html`<ot-registrations .subject=${this.roll} @close=${this.#close}></ot-registrations>`;
    }
    return html`
      <h1>Edit the calendar</h1>
      <p>
        Everybody reads the <a class="usa-link" href="/calendar">calendar</a>. Who registered for a training is told by
        mail when you change its time or place, or withdraw it.
      </p>
      ${this.done ? message("success", undefined, this.done) : nothing} ${this.complaint("The event is not changed")}
      <div class="ot-actions">
        ${NEW.map(
          ([kind, words]) =>
            html`<button type="button" class="usa-button usa-button--outline" @click=${() => this.#write(kind)}>
              ${words}
            </button>`,
        )}
      </div>
      ${this.events ? this.#table(this.events) : this.refused ? nothing : loading("the calendar")}
    `;
  }

  #table(events: readonly CalendarEvent[]) {
    if (events.length === 0) return html`<p>The calendar is empty. Begin with a training.</p>`;
    return html`
      <table class="usa-table usa-table--borderless usa-table--stacked ot-table">
        <caption class="usa-sr-only">
          Events from ${BACK} months ago to ${AHEAD} months ahead
        </caption>
        <thead>
          <tr>
            <th scope="col">Event</th>
            <th scope="col">When</th>
            <th scope="col">State</th>
            <th scope="col">Action</th>
          </tr>
        </thead>
        <tbody>
          ${events.map((event) => this.#row(event))}
        </tbody>
      </table>
    `;
  }

  #row(event: CalendarEvent) {
    const { title, training } = event;
    const button = (words: string, label: string, action: () => Promise<void>) =>
      html`<button
        type="button"
        class="usa-button usa-button--unstyled"
        aria-label=${label}
        ?disabled=${this.busy}
        @click=${action}
      >
        ${words}
      </button>`;
    return html`
      <tr>
        <th scope="row" data-label="Event">${title}</th>
        <td data-label="When">${when(event)}</td>
        <td data-label="State">${standing(event) || "In the calendar"}</td>
        <td data-label="Action">
          <div class="ot-row-actions">
            ${button("Change", `Change ${title}`, () => this.#change(event))}
            ${
              training && training.registration !== "none"
                ? button("Registrations", `Registrations for ${title}`, () => this.#show(event))
                : nothing
            }
            ${button("Withdraw", `Withdraw ${title}`, () => this.#withdraw(event))}
          </div>
        </td>
      </tr>
    `;
  }

  async #write(open: KeptEvent | EventKind): Promise<void> {
    this.forget();
    this.done = "";
    this.open = open;
    await this.focusOn("ot-event-form h1");
  }

  async #change({ id }: CalendarEvent): Promise<void> {
    let kept: KeptEvent | undefined;
    await this.attempt(async () => {
      kept = await entered(id);
    });
    if (kept) await this.#write(kept);
  }

  async #show(event: CalendarEvent): Promise<void> {
    this.forget();
    this.done = "";
    this.roll = event;
    await this.focusOn("ot-registrations h1");
  }

  async #withdraw({ id, title, training, over }: CalendarEvent): Promise<void> {
    const told = training && training.registration !== "none" && !over;
    const question = {
      title: `Withdraw ${title}?`,
      text: told
        ? "It leaves the calendar for good, and who registered is told by mail that it does not take place."
        : "It leaves the calendar for good.",
      action: "Withdraw it",
    };
    if (!(await confirmed(question))) return;
    const done = await this.attempt(async () => {
      await withdraw(await entered(id));
      await this.#read();
    });
    if (!done) return;
    this.done = `${title} is withdrawn.`;
    await this.focusOn(".usa-alert--success");
  }

  /** Back to the list, with what was done. */
  readonly #close = async ({ detail: done }: CustomEvent<string | undefined>): Promise<void> => {
    this.open = undefined;
    this.roll = undefined;
    this.done = done ?? "";
    await this.attempt(() => this.#read());
    await this.focusOn(done ? ".usa-alert--success" : "h1");
  };
}
