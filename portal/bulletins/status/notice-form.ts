import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { checkboxes } from "../../shared/checkboxes";
import { input, select, textarea, values } from "../../shared/common/form";
import { message } from "../../shared/common/messages";
import { type StatusNotice, refreshStatus } from "../../shared/common/status";
import { ALL_SYSTEMS } from "../../shared/common/systems";
import { exactMoment, localTime } from "../../shared/common/times";
import { WorkPart, missing } from "../../shared/work-part";
import { type NewNotice, changeNotice, postNotice } from "./calls";

export type Kind = "downtime" | "known-issue";

const KINDS: readonly (readonly [Kind, string])[] = [
  ["known-issue", "Known issue"],
  ["downtime", "Planned downtime"],
];
const LABELS = { kind: "Kind", systems: "Systems", from: "From", to: "To", effect: "Effect" };
const MISSING = { systems: "choose at least one", from: "must be filled in", effect: "must be filled in" };
const LONGEST = 500;

/** A notice as it is posted or changed. Sends `done` with what was done in words, or with nothing when it was given up. */
@customElement("ot-notice-form")
export class NoticeForm extends WorkPart {
  /** The notice to change; none for a new one. */
  @property({ attribute: false }) notice: StatusNotice | undefined;
  @property({ attribute: false }) kind: Kind = "known-issue";
  @state() private systems: ReadonlySet<string> = new Set();
  /** The notice as somebody else changed it meanwhile. */
  @state() private current: StatusNotice | undefined;
  #from = localTime(new Date().toISOString());
  #key: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.notice) return;
    this.systems = new Set(this.notice.systems.map(({ id }) => id));
    this.#from = localTime(this.notice.from);
  }

  override render() {
    const { notice, errors } = this;
    const california = "On the clocks of California";
    return html`
      <h2 id="notice" tabindex="-1">${notice ? "Change the notice" : "Post a notice"}</h2>
      ${this.current ? overtaken(this.current) : this.complaint("The notice is not posted", LABELS)}
      <form class="ot-manage-form" @submit=${this.#send} @input=${this.#touched} novalidate>
        ${select({ name: "kind", label: LABELS.kind, value: this.kind, options: KINDS, required: true }, errors)}
        ${checkboxes(
          {
            name: "systems",
            legend: LABELS.systems,
            required: true,
            options: ALL_SYSTEMS,
            chosen: this.systems,
            onchange: (chosen) => (this.systems = chosen),
          },
          errors,
        )}
        ${input({ name: "from", label: LABELS.from, hint: california, type: "datetime-local", value: this.#from, required: true }, errors)}
        ${input(
          {
            name: "to",
            label: LABELS.to,
            hint: "Likewise. A downtime needs it; leave it empty while nobody knows when an issue is mended.",
            type: "datetime-local",
            value: notice?.to ? localTime(notice.to) : "",
          },
          errors,
        )}
        ${textarea(
          {
            name: "effect",
            label: LABELS.effect,
            hint: `What it means for people, and what they can do: at most ${LONGEST} characters`,
            value: notice?.effect ?? "",
            maxlength: LONGEST,
            required: true,
          },
          errors,
        )}
        <div class="ot-actions">
          <button type="submit" class="usa-button" ?disabled=${this.busy}>
            ${this.busy ? "Saving …" : notice ? "Save the notice" : "Post the notice"}
          </button>
          <button type="button" class="usa-button usa-button--outline" @click=${() => this.#end("")}>Cancel</button>
        </div>
      </form>
    `;
  }

  readonly #touched = (): void => {
    this.#key = undefined;
  };

  readonly #send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const typed = values(event.target as HTMLFormElement);
    const { kind = "", from = "", to = "", effect = "" } = typed;
    const systems = this.systems.size > 0 ? "chosen" : "";
    const before = this.current ?? this.notice;
    if (!(await this.complete(missing({ systems, from, effect }, MISSING)))) return;
    const notice: NewNotice = { kind, systems: [...this.systems], from, effect, ...(to ? { to } : {}) };
    const key = (this.#key ??= crypto.randomUUID());
    const done = await this.attempt(async () => {
      await (before ? changeNotice(before, notice) : postNotice(notice, key));
      await refreshStatus();
    }, Object.keys(LABELS));
    if (done)
      this.#end(before ? "The notice is changed." : "The notice is posted. Everybody sees it within 30 seconds.");
    else if (this.refused?.problem.status === 412) await this.#overtaken(this.refused.problem["current"]);
  };

  async #overtaken(current: unknown): Promise<void> {
    const { systems, ...rest } = current as Omit<StatusNotice, "systems"> & { systems: string[] };
    const named = ALL_SYSTEMS.filter(([id]) => systems.includes(id)).map(([id, name]) => ({ id, name }));
    this.forget();
    this.current = { ...rest, systems: named };
    await this.focusOn(".usa-alert--warning");
  }

  #end(words: string): void {
    this.dispatchEvent(new CustomEvent<string>("done", { detail: words }));
  }
}

/** What somebody else made of the notice. What was typed stays for the person to decide about. */
function overtaken({ systems, from, to, effect }: StatusNotice) {
  return message(
    "warning",
    "Somebody changed this notice after you opened it",
    html`<p>Nothing of yours was saved. It is now:</p>
      <ul class="usa-list">
        <li>${LABELS.systems}: ${systems.map(({ name }) => name).join(", ")}</li>
        <li>${LABELS.from}: ${exactMoment(from)}</li>
        ${to ? html`<li>${LABELS.to}: ${exactMoment(to)}</li>` : nothing}
        <li>${LABELS.effect}: ${effect}</li>
      </ul>
      <p>If you still want what you entered, save it again.</p>`,
  );
}
