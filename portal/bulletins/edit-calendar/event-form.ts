import { type TemplateResult, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { input, select, textarea, values } from "../../shared/common/form";
import { message } from "../../shared/common/messages";
import { guardLeaving } from "../../shared/common/unsaved";
import { confirmed } from "../../shared/confirm";
import { WorkPart, missing } from "../../shared/work-part";
import { change, enter, entered } from "../calendar-calls";
import type { KeptEvent } from "../events";
import { type EventKind, LABELS, REGISTRATIONS, REQUIRED, differing, eventOf, fieldsOf } from "./entry-form";

const NAMES: Record<EventKind, string> = {
  training: "training",
  opportunity: "opportunity",
  "test-window": "test window",
};
const PROGRAMS = [
  ["", "Choose"],
  ["caaspp", "CAASPP"],
  ["elpac", "ELPAC"],
] as const;

/** The form of an event, new or there. Tells its page when it is done with. */
@customElement("ot-event-form")
export class EventForm extends WorkPart {
  /** An event that is there, or the kind of a new one. */
  @property({ attribute: false }) subject: KeptEvent | EventKind = "training";
  /** The event as the form was filled from it last; none for a new one. */
  @state() private kept: KeptEvent | undefined;
  @state() private fields: Record<string, string> = {};
  /** The event as somebody else changed it meanwhile. */
  @state() private theirs: KeptEvent | undefined;
  #touched = false;
  #key: string = crypto.randomUUID();
  #unguard: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    if (typeof this.subject === "string")
      this.fields = { "training-registration": "series", "training-place": "Online" };
    else {
      this.kept = this.subject;
      this.fields = fieldsOf(this.subject);
    }
    this.#unguard = guardLeaving((leave) => void this.#leave(leave));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unguard?.();
  }

  get #kind(): EventKind {
    return typeof this.subject === "string" ? this.subject : (this.subject.kind as EventKind);
  }

  override render() {
    const kind = this.#kind;
    return html`
      <h1 tabindex="-1">${this.kept ? `Change ${this.kept.title}` : `New ${NAMES[kind]}`}</h1>
      ${this.theirs ? this.#overtaken(this.theirs) : this.complaint("The event is not saved", LABELS[kind])}
      <form class="ot-narrow" @submit=${this.#send} @input=${this.#typed} novalidate>
        ${this.#line("title", "As people know it: Coffee Session")}
        ${kind === "training" ? this.#training() : kind === "opportunity" ? this.#opportunity() : this.#window()}
        ${textarea({ ...this.#text("details", "Plain text, shown below the facts."), maxlength: 2000 }, this.errors)}
        <div class="ot-actions">
          <button type="submit" class="usa-button" ?disabled=${this.busy}>${this.busy ? "Saving …" : "Save"}</button>
          <button
            type="button"
            class="usa-button usa-button--outline"
            @click=${() => void this.#leave(() => this.#end())}
          >
            Cancel
          </button>
        </div>
      </form>
    `;
  }

  #training(): TemplateResult {
    const registration = this.fields["training-registration"];
    return html`
      ${this.#line("training-series", "If it belongs to one. Trainings of one series have the same name here.")}
      ${this.#line("training-number", "As in Webinar #7.", "numeric")} ${this.#line("training-host")}
      ${this.#line("training-audience", "As in: LEA coordinators")} ${this.#time("training-starts", "Pacific Time.")}
      ${this.#time("training-ends", "Pacific Time.")} ${this.#line("training-place", "Online, or a room.")}
      ${this.#line("training-join_address", "Begins with https://. Told to those alone who register, where people register.")}
      ${select(
        {
          ...this.#text("training-registration"),
          options: REGISTRATIONS,
          onchange: ({ target }) => {
            this.fields = { ...this.fields, "training-registration": (target as HTMLSelectElement).value };
          },
        },
        this.errors,
      )}
      ${
        registration === "own"
          ? html`${this.#line("training-capacity", "Leave it empty where any number can come.", "numeric")}
            ${this.#time("training-closes_at", "Pacific Time. Leave it empty to take registrations until it begins.")}`
          : nothing
      }
      ${this.kept?.over ? this.#line("training-recording", "Begins with https://.") : nothing}
    `;
  }

  #opportunity(): TemplateResult {
    return html`
      ${this.#line("opportunity-dates", "As in: March 10, 11, and 17, 2027")}
      ${input({ ...this.#text("opportunity-closes_on"), type: "date" }, this.errors)}
      ${this.#line("opportunity-apply_address", "Begins with https://.")}
    `;
  }

  #window(): TemplateResult {
    return html`
      ${select({ ...this.#text("test_window-program"), options: PROGRAMS }, this.errors)}
      ${input({ ...this.#text("test_window-first_day"), type: "date" }, this.errors)}
      ${input({ ...this.#text("test_window-last_day"), type: "date" }, this.errors)}
    `;
  }

  #text(name: string, hint?: string) {
    const [kind, value] = [this.#kind, this.fields[name] ?? ""];
    const required = REQUIRED[kind].includes(name);
    return { name, label: LABELS[kind][name] ?? name, value, required, ...(hint === undefined ? {} : { hint }) };
  }

  #line(name: string, hint?: string, inputmode: "text" | "numeric" = "text"): TemplateResult {
    return input({ ...this.#text(name, hint), inputmode }, this.errors);
  }

  #time(name: string, hint: string): TemplateResult {
    return input({ ...this.#text(name, hint), type: "datetime-local" }, this.errors);
  }

  readonly #typed = (): void => {
    this.#touched = true;
  };

  readonly #send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const kind = this.#kind;
    // A field that is not shown keeps what it has.
    this.fields = { ...this.fields, ...values(event.target as HTMLFormElement) };
    this.theirs = undefined;
    const words = Object.fromEntries(REQUIRED[kind].map((name) => [name, "must be filled in"]));
    if (!(await this.complete(missing(this.fields, words)))) return;
    const { kept: before } = this;
    const text = eventOf(kind, this.fields);
    const done = await this.attempt(async () => {
      await (before ? change(before, text) : enter(text, this.#key));
    }, Object.keys(LABELS[kind]));
    if (done) this.#end(`${text.title} is ${before ? "changed" : "in the calendar"}.`);
    else if (this.refused?.problem.status === 412 && before) await this.#meet(before);
    // What was corrected is another attempt.
    else this.#key = crypto.randomUUID();
  };

  /** Somebody else was faster: shows what they changed, and lets what was typed be saved over it. */
  async #meet({ id }: KeptEvent): Promise<void> {
    await this.attempt(async () => {
      this.theirs = await entered(id);
      this.kept = this.theirs;
    });
    await this.focusOn(".usa-alert--warning");
  }

  #overtaken(theirs: KeptEvent): TemplateResult {
    const rows = differing(this.#kind, this.fields, fieldsOf(theirs));
    return message(
      "warning",
      `${theirs.changed_by} changed this event after you opened it`,
      html`<p>Nothing of yours was saved, and it is still in the form. There it is now:</p>
        <ul class="usa-list">
          ${rows.map((row) => html`<li>${row.label}: ${row.theirs === "" ? "nothing" : row.theirs}</li>`)}
        </ul>
        <p>If you still want what you entered, save it again.</p>`,
    );
  }

  async #leave(leave: () => void): Promise<void> {
    const question = {
      title: "Leave without saving?",
      text: "What you entered is lost.",
      action: "Leave",
    };
    if (this.#touched && !(await confirmed(question))) return;
    this.#unguard?.();
    leave();
  }

  #end(done?: string): void {
    this.dispatchEvent(new CustomEvent("close", { detail: done }));
  }
}
