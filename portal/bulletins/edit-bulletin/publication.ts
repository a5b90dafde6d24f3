import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { input, values } from "../../shared/common/form";
import { message } from "../../shared/common/messages";
import { exactMoment, localTime } from "../../shared/common/times";
import { confirmed } from "../../shared/confirm";
import { WorkPart, missing } from "../../shared/work-part";
import { publish, unschedule } from "../calls";
import type { Draft } from "../types";
import { recipients } from "../words";
import { contentOf } from "./content";

/** What became of a bulletin, and in words what was done. */
export interface Done {
  draft: Draft;
  words: string;
}

const LABEL = "Time of publication";

/**
 * Publishing a bulletin: now, at a time, at another time, or not. Sends `done` with what became of it, and `overtaken` when
 * somebody else was faster.
 */
@customElement("ot-publication")
export class Publication extends WorkPart {
  @property({ attribute: false }) draft!: Draft;
  /** Something on the page is not saved. */
  @property({ attribute: false }) unsaved = false;
  /** The names of places that are known, by their codes. */
  @property({ attribute: false }) names: ReadonlyMap<string, string> = new Map();

  override render() {
    const { publish_at: at } = this.draft;
    return html`
      <h2>Publish</h2>
      ${at ? html`<p><strong>It is published on ${exactMoment(at)}.</strong> Until then this can be changed.</p>` : nothing}
      <p>
        Once it is published, everybody can read it in the archive. It is mailed to ${this.#recipients}. What is
        published is not taken back; it can be corrected.
      </p>
      ${this.unsaved ? this.#unsavedFirst(at ?? undefined) : this.#form(at ?? undefined)}
    `;
  }

  get #recipients(): string {
    return recipients(contentOf(this.draft).audience, (code) => this.names.get(code) ?? code);
  }

  #unsavedFirst(at: string | undefined) {
    return html`
      ${message("info", undefined, "Save your changes first: what is published is what was saved.")}
      ${this.complaint("It is still scheduled")}
      ${at ? html`<div class="ot-actions">${this.#offSchedule()}</div>` : nothing}
    `;
  }

  #offSchedule() {
    return html`<button
      type="button"
      class="usa-button usa-button--outline"
      ?disabled=${this.busy}
      @click=${this.#unschedule}
    >
      Take off the schedule
    </button>`;
  }

  #form(at: string | undefined) {
    return html`
      ${this.complaint("It is not published or scheduled", { at: LABEL })}
      <form class="ot-narrow" @submit=${this.#schedule} novalidate>
        ${input(
          {
            name: "at",
            label: at ? "Another time" : LABEL,
            hint: "On the clocks of California. In the hour that comes twice in November, the first is meant.",
            type: "datetime-local",
            value: at ? localTime(at) : "",
          },
          this.errors,
        )}
        <div class="ot-actions">
          <button type="submit" class="usa-button" ?disabled=${this.busy}>
            ${at ? "Change the time" : "Schedule"}
          </button>
          <button type="button" class="usa-button usa-button--outline" ?disabled=${this.busy} @click=${this.#now}>
            Publish now
          </button>
          ${at ? this.#offSchedule() : nothing}
        </div>
      </form>
    `;
  }

  readonly #schedule = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { at = "" } = values(event.target as HTMLFormElement);
    if (!(await this.complete(missing({ at }, { at: "must be filled in" })))) return;
    await this.#change(
      () => publish(this.draft, at),
      ({ publish_at }) => `Scheduled: it is published on ${exactMoment(publish_at ?? "")}.`,
    );
  };

  readonly #now = async (): Promise<void> => {
    const question = {
      title: "Publish this bulletin now?",
      text: html`<p>
          <strong>${this.draft.headline}</strong> is mailed to ${this.#recipients}, and everybody can read it at once.
        </p>
        <p>This cannot be taken back.</p>`,
      action: "Publish now",
    };
    if (!(await confirmed(question))) return;
    await this.#change(
      () => publish(this.draft, undefined),
      () => "Published. The letters to its audience are on their way.",
    );
  };

  readonly #unschedule = (): Promise<void> =>
    this.#change(
      () => unschedule(this.draft),
      () => "Taken off the schedule. It is a draft again.",
    );

  async #change(work: () => Promise<Draft>, words: (draft: Draft) => string): Promise<void> {
    const done = await this.attempt(async () => {
      const draft = await work();
      this.dispatchEvent(new CustomEvent<Done>("done", { detail: { draft, words: words(draft) } }));
    }, ["at"]);
    if (done || this.refused?.problem.status !== 412) return;
    const current = this.refused.problem["current"] as Draft | undefined;
    this.forget();
    this.dispatchEvent(new CustomEvent<Draft | undefined>("overtaken", { detail: current }));
  }
}
