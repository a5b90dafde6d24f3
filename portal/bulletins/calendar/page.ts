import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { here, parameter, thenBackTo } from "../../shared/common/addresses";
import { select, values } from "../../shared/common/form";
import { loading, message } from "../../shared/common/messages";
import { type Session, sessionIfAny, stepBefore } from "../../shared/common/session";
import { day, today } from "../../shared/common/times";
import { confirmed } from "../../shared/confirm";
import { WorkPart } from "../../shared/work-part";
import { type Stretch, calendar, endRegistration, event as oneEvent, ownTrainings, register } from "../calendar-calls";
import { type CalendarEvent, KINDS, byMonth, lastDay, monthAfter, monthName } from "../events";
import { type Registrar, entry } from "./entry";

/** How many months are shown at once. */
const MONTHS = 3;
/** How many months back and ahead can be chosen. */
const REACH = 12;

/** The calendar: everybody reads it, who is signed in registers. */
@customElement("ot-calendar")
export class Calendar extends WorkPart implements Registrar {
  @state() session: Session | undefined;
  @state() private month = parameter("month") ?? today().slice(0, 7);
  @state() private kind = parameter("kind");
  @state() private shown: Stretch | undefined;
  @state() private one: CalendarEvent | undefined;
  /** The trainings that this person is registered for, by id; nothing where they cannot register yet. */
  @state() private own: ReadonlyMap<string, CalendarEvent> | undefined;
  @state() private done = "";
  readonly #wanted = parameter("event");

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    await this.attempt(async () => {
      const session = await sessionIfAny();
      this.session = session;
      await Promise.all([this.#read(), this.#readOwn()]);
    });
  }

  async #read(): Promise<void> {
    if (this.#wanted !== undefined) {
      this.one = await oneEvent(this.#wanted);
      return;
    }
    this.shown = undefined;
    this.shown = await calendar(`${this.month}-01`, lastDay(monthAfter(this.month, MONTHS - 1)), this.kind);
  }

  async #readOwn(): Promise<void> {
    if (!this.session || stepBefore(this.session) !== undefined) return;
    const own = await ownTrainings();
    this.own = own && new Map(own.map((training) => [training.id, training]));
  }

  get mayRegister(): boolean {
    return this.own !== undefined;
  }

  get busyNow(): boolean {
    return this.busy;
  }

  get firstStep(): readonly [address: string, words: string] {
    if (!this.session) return [thenBackTo("/sign-in", here()), "Sign in to register"];
    const before = stepBefore(this.session);
    if (before === "/terms") return [thenBackTo(before, here()), "Accept the terms to register"];
    if (before !== undefined) return [thenBackTo(before, here()), "Choose a role to register"];
    return ["/account", "Use a second factor to register"];
  }

  registered(id: string): CalendarEvent | undefined {
    return this.own?.get(id);
  }

  override render() {
    return html`
      <h1>Calendar</h1>
      ${this.done ? message("success", undefined, this.done) : nothing}
      ${this.complaint("The calendar is not complete")} ${this.#wanted === undefined ? this.#all() : this.#single()}
    `;
  }

  #single() {
    return html`
      <p><a class="usa-link" href="/calendar">See the whole calendar</a></p>
      ${this.one ? entry(this.one, this) : this.refused ? nothing : loading("the event")}
    `;
  }

  #all() {
    return html`
      <p class="ot-lead">
        Trainings for coordinators, meetings that educators can apply for, and when tests are given. All times are
        Pacific Time.
      </p>
      <p>
        <a class="usa-link" href="/v1/calendar.ics">Save all as a calendar file</a>. A calendar program that is given
        the address of this link keeps itself up to date.
      </p>
      ${this.#form()} ${this.shown ? this.#months(this.shown) : this.refused ? nothing : loading("the calendar")}
    `;
  }

  #form() {
    const first = monthAfter(today().slice(0, 7), -REACH);
    const months = Array.from({ length: 2 * REACH + 1 }, (_, at) => monthAfter(first, at));
    if (!months.includes(this.month)) months.push(this.month);
    return html`
      <form class="ot-filter" role="search" @submit=${this.#search} novalidate>
        ${select(
          {
            name: "month",
            label: "From",
            value: this.month,
            options: months.map((month) => [month, monthName(month)]),
          },
          this.errors,
        )}
        ${select({ name: "kind", label: "Kind", value: this.kind ?? "", options: [["", "All"], ...KINDS] }, this.errors)}
        <div class="ot-actions">
          <button type="submit" class="usa-button" ?disabled=${this.busy}>Show</button>
        </div>
      </form>
    `;
  }

  #months({ events, windows }: Stretch) {
    const last = monthAfter(this.month, MONTHS - 1);
    return html`
      <nav class="ot-actions" aria-label="Other months">
        <button
          type="button"
          class="usa-button usa-button--outline"
          ?disabled=${this.busy}
          @click=${() => this.#go(-MONTHS)}
        >
          Earlier
        </button>
        <p role="status"><strong>${monthName(this.month)} to ${monthName(last)}</strong></p>
        <button
          type="button"
          class="usa-button usa-button--outline"
          ?disabled=${this.busy}
          @click=${() => this.#go(MONTHS)}
        >
          Later
        </button>
      </nav>
      ${windows.length === 0 ? nothing : this.#windows(windows)}
      ${byMonth(events).map(
        ([month, found]) => html`
          <section aria-labelledby="month-${month}">
            <h2 id="month-${month}">${monthName(month)}</h2>
            <ul class="ot-events">
              ${found.map((event) => html`<li>${entry(event, this)}</li>`)}
            </ul>
          </section>
        `,
      )}
      ${events.length + windows.length === 0 ? html`<p>Nothing is in the calendar for these months yet.</p>` : nothing}
    `;
  }

  #windows(windows: readonly CalendarEvent[]) {
    return html`
      <section aria-labelledby="windows">
        <h2 id="windows">Test windows</h2>
        <ul class="usa-list">
          ${windows.map(
            ({ title, first_day: first, last_day: last, ics }) =>
              html`<li>
                <strong>${title}</strong>: ${day(first)} to ${day(last)}.
                <a class="usa-link" href=${ics} aria-label="Add to calendar: ${title}">Add to calendar</a>
              </li>`,
          )}
        </ul>
      </section>
    `;
  }

  readonly #search = async (submitted: SubmitEvent): Promise<void> => {
    submitted.preventDefault();
    const { month = this.month, kind = "" } = values(submitted.target as HTMLFormElement);
    this.month = month;
    this.kind = kind === "" ? undefined : kind;
    await this.#show();
  };

  async #go(months: number): Promise<void> {
    this.month = monthAfter(this.month, months);
    await this.#show();
  }

  /** Shows what is asked for, at an address of its own. */
  async #show(): Promise<void> {
    const asked = new URLSearchParams({ month: this.month, ...(this.kind === undefined ? {} : { kind: this.kind }) });
    history.replaceState(undefined, "", `/calendar?${asked.toString()}`);
    this.done = "";
    await this.attempt(() => this.#read(), ["month", "kind"]);
  }

  async register({ id, title, training }: CalendarEvent): Promise<void> {
    this.done = "";
    const done = await this.attempt(async () => {
      const registered = await register(id);
      await this.#readOwn();
      this.#replace(registered);
    });
    if (!done) return;
    const series = training?.registration === "series" ? ` and all of the series ${training.series ?? ""}` : "";
    this.done = `You are registered for ${title}${series}. A letter confirms it.`;
    await this.focusOn(".usa-alert--success");
  }

  async end({ id, title, training }: CalendarEvent): Promise<void> {
    const series = training?.registration === "series" ? (training.series ?? "") : undefined;
    const question = {
      title: "End your registration?",
      text:
        series === undefined
          ? `You leave your place in ${title} to others.`
          : `You are registered for all trainings of the series ${series}. All of it ends.`,
      action: "End it",
    };
    if (!(await confirmed(question))) return;
    this.done = "";
    const done = await this.attempt(async () => {
      await endRegistration(id);
      await this.#readOwn();
      this.#replace(await oneEvent(id));
    });
    if (!done) return;
    this.done = `You are not registered for ${series ?? title} any more.`;
    await this.focusOn(".usa-alert--success");
  }

  /** What changed of an event by registering shows at once. */
  #replace(changed: CalendarEvent): void {
    if (this.one?.id === changed.id) this.one = changed;
    if (!this.shown) return;
    const events = this.shown.events.map((event) => (event.id === changed.id ? changed : event));
    this.shown = { ...this.shown, events };
  }
}
