import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type FieldErrors, input, textarea, values } from "../../shared/common/form";
import { message } from "../../shared/common/messages";
import { moment, today } from "../../shared/common/times";
import { checkboxes } from "../../shared/checkboxes";
import { WorkPart, missing } from "../../shared/work-part";
import { type NewNotification, type Posted, change, post } from "./calls";
import "./school-choice";
import { addressed, audience, days, left } from "./words";

const LABELS = {
  subject: "Subject",
  text: "Text",
  organization: "For",
  roles: "Roles",
  starts: "First day",
  ends: "Last day",
};
const MUST = {
  subject: "must be filled in",
  text: "must be filled in",
  starts: "must be filled in",
  ends: "must be filled in",
};
/** How long somebody must stop typing until a screen reader is told how many characters are left. */
const PAUSE = 1000;

/** A notification to be posted or changed. Sends `posted` with what it is then, or `cancel`. */
@customElement("ot-notification-form")
export class NotificationForm extends WorkPart {
  /** The code of the LEA. */
  @property({ attribute: false }) lea = "";
  /** The one that is changed; none for a new one. */
  @property({ attribute: false }) posted: Posted | undefined;
  @state() private organization = "";
  @state() private roles: ReadonlySet<string> = new Set();
  @state() private mail: ReadonlySet<string> = new Set();
  /** What was typed otherwise than the notification had it: it outlasts somebody else's change. */
  @state() private typed: Readonly<Record<string, string>> = {};
  @state() private count = left("");
  /** The same, as a screen reader is told it. */
  @state() private told = "";
  /** The notification as the page showed it before somebody else's change. */
  @state() private was: Posted | undefined;
  #key: string | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.organization = this.posted?.organization ?? this.lea;
    this.roles = new Set(this.posted?.roles);
    this.mail = new Set(this.posted?.mail ? ["yes"] : []);
    this.count = left(this.posted?.text ?? "");
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#pause);
  }

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>("h2")?.focus();
  }

  override render() {
    const { posted: before, errors, was } = this;
    const title = before ? `Change “${before.subject}”` : "New notification";
    return html`
      <section aria-labelledby="form-title">
        <h2 id="form-title" tabindex="-1">${title}</h2>
        ${was && before ? overtaken(was, before) : this.complaint("The notification is not saved", LABELS)}
        <form class="ot-narrow" @submit=${this.#send} @input=${this.#touched} novalidate>
          ${input({ name: "subject", label: LABELS.subject, value: this.#value("subject"), maxlength: 80, required: true }, errors)}
          ${textarea(
            {
              name: "text",
              label: LABELS.text,
              hint: html`At most 255 characters. <span class="ot-count">${this.count}</span>`,
              value: this.#value("text"),
              required: true,
            },
            errors,
          )}
          <p class="usa-sr-only" role="status">${this.told}</p>
          <ot-school-choice
            .lea=${this.lea}
            .value=${this.organization}
            .valueName=${before?.organization_name ?? ""}
            .fieldErrors=${errors}
            @choose=${({ detail }: CustomEvent<string>) => this.#choose(detail)}
          ></ot-school-choice>
          ${this.#roles(errors)} ${this.#day("starts")} ${this.#day("ends")} ${this.#mail()}
          <div class="ot-actions">
            <button type="submit" class="usa-button" ?disabled=${this.busy}>${this.busy ? "Saving …" : "Save"}</button>
            <button
              type="button"
              class="usa-button usa-button--outline"
              @click=${() => this.dispatchEvent(new CustomEvent("cancel"))}
            >
              Cancel
            </button>
          </div>
        </form>
      </section>
    `;
  }

  #roles(errors: FieldErrors) {
    return checkboxes(
      {
        name: "roles",
        legend: LABELS.roles,
        hint: "Leave all empty for all roles",
        options: addressed(this.organization === this.lea ? "lea" : "school"),
        chosen: this.roles,
        onchange: (chosen) => (this.roles = chosen),
      },
      errors,
    );
  }

  #day(name: "starts" | "ends") {
    const hint = name === "starts" ? "It shows from the beginning of this day" : "It shows until the end of this day";
    return input(
      { name, label: LABELS[name], hint, type: "date", value: this.#value(name), required: true },
      this.errors,
    );
  }

  #value(name: keyof typeof MUST): string {
    return this.typed[name] ?? this.posted?.[name] ?? (name === "starts" ? today() : "");
  }

  #mail() {
    const at = this.posted?.mailed_at;
    if (at)
      return html`<p class="usa-hint">Its readers were told by mail on ${moment(at)}. A change is not mailed.</p>`;
    return checkboxes(
      {
        name: "mail",
        legend: "Mail",
        options: [["yes", "Also tell them by mail, on the first day"]],
        chosen: this.mail,
        onchange: (chosen) => (this.mail = chosen),
      },
      this.errors,
    );
  }

  #choose(code: string): void {
    this.organization = code;
    const offered = new Set(addressed(code === this.lea ? "lea" : "school").map(([role]) => role));
    this.roles = new Set([...this.roles].filter((role) => offered.has(role)));
  }

  readonly #touched = (event: InputEvent): void => {
    this.#key = undefined;
    const { target } = event;
    if (!(target instanceof HTMLTextAreaElement)) return;
    this.count = left(target.value);
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => (this.told = this.count), PAUSE);
  };

  readonly #send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { subject = "", text = "", starts = "", ends = "" } = values(event.target as HTMLFormElement);
    const { posted: before } = this;
    this.was = undefined;
    if (!(await this.complete(missing({ subject, text, starts, ends }, MUST)))) return;
    this.typed = otherwise({ subject, text, starts, ends }, before);
    const { organization } = this;
    const notification: NewNotification = {
      subject,
      text,
      organization,
      roles: [...this.roles],
      starts,
      ends,
      mail: this.mail.has("yes"),
    };
    const isDone = await this.attempt(async () => {
      const saved = before ? await change(before, notification) : await post(notification, this.#once());
      this.dispatchEvent(new CustomEvent<Posted>("posted", { detail: saved }));
    }, Object.keys(LABELS));
    const current = this.refused?.problem["current"] as Posted | undefined;
    if (!isDone && before && this.refused?.problem.status === 412 && current) {
      this.was = before;
      this.posted = current;
      // What was not touched shows the notification as it is now.
      if (organization === before.organization) this.organization = current.organization;
      if (same(this.roles, before.roles)) this.roles = new Set(current.roles);
      if (this.mail.has("yes") === before.mail) this.mail = new Set(current.mail ? ["yes"] : []);
      this.count = left(this.#value("text"));
      await this.focusOn(".usa-alert--warning");
    }
  };

  /** Names what is sent, so that a repeat after a lost answer posts it once. */
  #once(): string {
    return (this.#key ??= crypto.randomUUID());
  }
}

/** What of the typed is otherwise than `before` has it. */
export function otherwise(
  typed: Readonly<Record<string, string>>,
  before: Posted | undefined,
): Readonly<Record<string, string>> {
  const had = { ...before } as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(typed).filter(([name, value]) => value !== had[name]));
}

function same(chosen: ReadonlySet<string>, roles: readonly string[]): boolean {
  return chosen.size === roles.length && roles.every((role) => chosen.has(role));
}

/** What somebody else changed while the form was open. */
function overtaken(before: Posted, now: Posted) {
  const changes = [
    ["Subject", before.subject, now.subject],
    ["Text", before.text, now.text],
    ["For", audience(before), audience(now)],
    ["Days", days(before), days(now)],
  ].filter(([, was, is]) => was !== is);
  const mailed = now.mailed_at && !before.mailed_at;
  return message(
    "warning",
    "Somebody changed this notification after you opened the page",
    html`<p>Nothing of yours was saved. What changed:</p>
      <ul class="usa-list">
        ${changes.map(([name, was, is]) => html`<li>${name}: ${is}, before: ${was}</li>`)}
        ${mailed ? html`<li>Its readers were told by mail on ${moment(now.mailed_at ?? "")}</li>` : nothing}
      </ul>
      <p>If you still want what you entered, save it again.</p>`,
  );
}
