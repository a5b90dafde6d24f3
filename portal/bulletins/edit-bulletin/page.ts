import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { parameter } from "../../shared/common/addresses";
import { input, values } from "../../shared/common/form";
import { loading, message } from "../../shared/common/messages";
import { type Session, signedIn, watchSession } from "../../shared/common/session";
import { exactMoment, moment, today } from "../../shared/common/times";
import { guardLeaving } from "../../shared/common/unsaved";
import { confirmed } from "../../shared/confirm";
import { WorkPart } from "../../shared/work-part";
import { changeDraft, correct, draft as readDraft, preview, writeDraft } from "../calls";
import type { Draft, Preview } from "../types";
import { heading, recipients } from "../words";
import type { Named } from "./audience-fields";
import "./audience-fields";
import "./conflict-view";
import "./deliveries";
import { type Audience, type Content, type Section, changesOf, contentOf, emptyOn, isUnchanged } from "./content";
import { correctionFields, corrections } from "./correction";
import { fieldsOf, gapsIn, labelsOf } from "./fields";
import { differences } from "./merge";
import { namesOf } from "./places";
import "./preview";
import type { Done } from "./publication";
import "./publication";
import type { Advice } from "./section-fields";
import "./section-fields";
import "./versions";

/** One bulletin: written, previewed, published or scheduled, and put right afterwards. */
@customElement("ot-edit-bulletin")
export class EditBulletin extends WorkPart {
  @state() private session: Session | undefined;
  /** As last read or saved; nothing for a new bulletin. */
  @state() private draft: Draft | undefined;
  /** As it stands on the page. */
  @state() private content: Content = emptyOn(today());
  /** What another editor saved meanwhile, while something here is not saved. */
  @state() private theirs: Draft | undefined;
  /** What another editor changed, while nothing here was unsaved. */
  @state() private meanwhile: readonly string[] | undefined;
  @state() private advice: ReadonlyMap<string, Advice> = new Map();
  /** A preview, and what it is of. */
  @state() private preview: { shown: Preview; of: Content } | undefined;
  @state() private names: ReadonlyMap<string, string> = new Map();
  @state() private correcting = false;
  @state() private done = "";
  readonly #id = parameter("id");
  /** A new bulletin is compared with this. */
  readonly #empty = this.content;
  #key: string | undefined;
  #unguard: (() => void) | undefined;

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    this.session = await signedIn();
    // Whoever's session has ended is led to sign in, and not asked whether to stay.
    watchSession((session) => {
      if (!session) this.#disarm();
    });
    const id = this.#id;
    if (id === undefined || !this.#isEditor) return;
    await this.attempt(async () => this.#show(await readDraft(id)));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#disarm();
  }

  get #isEditor(): boolean {
    return this.session?.role?.role === "bulletin-editor";
  }

  get #before(): Content {
    return this.draft ? contentOf(this.draft) : this.#empty;
  }

  get #isUnsaved(): boolean {
    return !isUnchanged(this.#before, this.content);
  }

  protected override updated(): void {
    if (!this.#isUnsaved) this.#disarm();
    else this.#unguard ??= guardLeaving((leave) => void this.#askToLeave(leave));
  }

  #disarm(): void {
    this.#unguard?.();
    this.#unguard = undefined;
  }

  async #askToLeave(leave: () => void): Promise<void> {
    const question = {
      title: "Your changes are not saved",
      text: "If you leave this page now, they are lost.",
      action: "Leave without saving",
    };
    if (!(await confirmed(question))) return;
    this.#disarm();
    leave();
  }

  override render() {
    if (!this.session) return loading("the bulletin");
    if (!this.#isEditor) {
      return html`<h1>Bulletin</h1>
        ${message("info", undefined, html`Bulletins are written by the bulletin editor. <a class="usa-link" href="/bulletins">Read those that are published</a>.`)}`;
    }
    if (this.#id !== undefined && !this.draft) {
      return html`<h1>Bulletin</h1>
        ${this.refused ? this.complaint("The bulletin cannot be shown") : loading("the bulletin")}`;
    }
    const { draft } = this;
    return html`
      <nav aria-label="Bulletins" class="ot-trail"><a class="usa-link" href="/edit-bulletins">All bulletins</a></nav>
      <h1 tabindex="-1">${draft ? draft.headline : "New bulletin"}</h1>
      ${draft ? this.#standing(draft) : nothing} ${this.done ? message("success", undefined, this.done) : nothing}
      ${this.meanwhile ? overtaken(this.meanwhile) : nothing}
      ${
        this.theirs
          ? html`<ot-bulletin-conflict
              .opened=${this.#before}
              .now=${this.theirs}
              .mine=${this.content}
              @decided=${this.#decided}
            ></ot-bulletin-conflict>`
          : nothing
      }
      ${this.complaint("It is not saved yet", labelsOf(this.content))} ${this.#work(draft)}
      ${
        this.preview
          ? html`<section aria-labelledby="preview" class="ot-section">
              <h2 id="preview" tabindex="-1">Preview</h2>
              ${
                isUnchanged(this.preview.of, this.content)
                  ? nothing
                  : message("info", undefined, "It was changed after this preview. Preview it again to see the change.")
              }
              <ot-bulletin-preview .preview=${this.preview.shown}></ot-bulletin-preview>
            </section>`
          : nothing
      }
      ${
        draft && draft.state !== "published"
          ? html`<div class="ot-section">
              <ot-publication
                .draft=${draft}
                .unsaved=${this.#isUnsaved}
                .names=${this.names}
                @done=${this.#publicationDone}
                @overtaken=${this.#publicationOvertaken}
              ></ot-publication>
            </div>`
          : nothing
      }
      ${
        draft
          ? html`<ot-versions
              .draft=${draft}
              .locked=${draft.state === "scheduled"}
              @takeback=${this.#takeBack}
            ></ot-versions>`
          : nothing
      }
    `;
  }

  #standing({ state, publish_at, published_at, changed_by, changed_at }: Draft) {
    const words =
      state === "published"
        ? html`<strong>Published</strong> ${moment(published_at ?? "")}`
        : state === "scheduled"
          ? html`<strong>Scheduled</strong> for ${exactMoment(publish_at ?? "")}`
          : html`<strong>Draft</strong>`;
    return html`<p>${words} · changed last by ${changed_by}, ${moment(changed_at)}</p>`;
  }

  /** What can be written now: all of a draft, nothing of what is scheduled, the sections of what is published. */
  #work(draft: Draft | undefined) {
    const isWriting = !draft || draft.state === "draft" || this.#isUnsaved;
    if (draft?.state === "published") {
      return this.correcting || this.#isUnsaved ? this.#correction(draft) : this.#published(draft);
    }
    if (!isWriting) return this.#scheduled();
    return html`
      ${
        draft?.state === "scheduled"
          ? message(
              "warning",
              undefined,
              "It is scheduled. Take it off the schedule below, then save: what you changed stays here.",
            )
          : nothing
      }
      <form @submit=${this.#save} novalidate>
        <div class="ot-narrow">
          ${input(
            {
              name: "headline",
              label: "Headline",
              hint: "As in CAASPP Communication: November 2026",
              value: this.content.headline,
              maxlength: 150,
              required: true,
              oninput: (event) => this.#write({ headline: (event.target as HTMLInputElement).value }),
            },
            this.errors,
          )}
          ${input(
            {
              name: "dated",
              label: "Date it bears",
              type: "date",
              value: this.content.dated,
              required: true,
              oninput: (event) => this.#write({ dated: (event.target as HTMLInputElement).value }),
            },
            this.errors,
          )}
        </div>
        <h2>Audience</h2>
        <ot-audience-fields
          .audience=${this.content.audience}
          .fieldErrors=${this.errors}
          .names=${this.names}
          @write=${({ detail }: CustomEvent<Audience>) => this.#write({ audience: detail })}
          @named=${({ detail }: CustomEvent<Named>) => (this.names = new Map(this.names).set(...detail))}
        ></ot-audience-fields>
        ${this.#sections()} ${this.#bar("Save")}
      </form>
    `;
  }

  #sections() {
    const wrong = this.errors.get("sections");
    return html`
      <h2 id="sections" tabindex="-1">Sections</h2>
      ${wrong ? html`<span class="usa-error-message">${wrong}</span>` : nothing}
      <ot-section-fields
        .sections=${this.content.sections}
        .errors=${this.errors}
        .advice=${this.advice}
        @write=${({ detail }: CustomEvent<readonly Section[]>) => this.#write({ sections: detail })}
      ></ot-section-fields>
    `;
  }

  #bar(action: string) {
    const unsaved = this.#isUnsaved;
    return html`
      <div class="ot-save-bar ${unsaved ? "ot-save-bar--staged" : ""}">
        <p role="status">
          ${this.busy ? "Saving …" : unsaved ? "Not saved yet." : this.draft ? "Everything is saved." : ""}
        </p>
        <div class="ot-save-bar__actions">
          ${
            unsaved || this.correcting
              ? html`<button
                  type="button"
                  class="usa-button usa-button--outline"
                  ?disabled=${this.busy}
                  @click=${this.#discard}
                >
                  Discard changes
                </button>`
              : nothing
          }
          <button type="button" class="usa-button usa-button--outline" ?disabled=${this.busy} @click=${this.#look}>
            Preview
          </button>
          <button type="submit" class="usa-button" ?disabled=${this.busy || this.theirs !== undefined}>
            ${action}
          </button>
        </div>
      </div>
    `;
  }

  #scheduled() {
    const { audience, sections } = this.content;
    return html`
      <p>For ${recipients(audience, (code) => this.names.get(code) ?? code)}.</p>
      <p>To change it, take it off the schedule first.</p>
      <ul class="usa-list">
        ${sections.map(({ kind }) => html`<li>${heading(kind)}</li>`)}
      </ul>
      <button type="button" class="usa-button usa-button--outline" ?disabled=${this.busy} @click=${this.#look}>
        Preview
      </button>
    `;
  }

  #published(draft: Draft) {
    return html`
      <p>
        Mailed to ${recipients(this.content.audience, (code) => this.names.get(code) ?? code)}.
        <a class="usa-link" href="/bulletins/${draft.id}">Read it in the archive</a>
      </p>
      ${corrections(draft)}
      <button type="button" class="usa-button usa-button--outline" @click=${this.#beginCorrection}>Correct it</button>
      <ot-deliveries .draft=${draft}></ot-deliveries>
    `;
  }

  #correction(draft: Draft) {
    return html`
      ${corrections(draft)}
      <form @submit=${this.#correct} novalidate>
        ${this.#sections()} ${correctionFields(this.errors)} ${this.#bar("Publish the correction")}
      </form>
    `;
  }

  #write(change: Partial<Content>): void {
    this.content = { ...this.content, ...change };
    this.done = "";
    this.#key = undefined;
  }

  /** Shows a bulletin as it was saved; `keeps` what was written on the page since it was sent. */
  #show(saved: Draft, keeps = false): void {
    if (!keeps) this.content = contentOf(saved);
    this.draft = saved;
    this.theirs = undefined;
    this.meanwhile = undefined;
    this.advice = new Map(saved.sections.map(({ kind, text, advice }) => [kind, { text, advice }]));
    void this.#findNames();
  }

  async #findNames(): Promise<void> {
    this.names = new Map([...this.names, ...(await namesOf(this.content.audience, this.names))]);
  }

  readonly #save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { draft, content } = this;
    this.done = "";
    if (!(await this.complete(gapsIn(content)))) return;
    // Kept until the answer came: a repeat after a lost one drafts nothing twice.
    const key = (this.#key ??= crypto.randomUUID());
    const done = await this.attempt(async () => {
      const saved = draft
        ? await changeDraft(draft, changesOf(contentOf(draft), content))
        : await writeDraft(content, key);
      this.#show(saved, this.content !== content);
      history.replaceState(null, "", `/edit-bulletin?id=${saved.id}`);
    }, fieldsOf(content));
    await this.#after(done, "Saved.");
  };

  readonly #correct = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { draft, content } = this;
    const typed = values(event.target as HTMLFormElement);
    if (!draft) return;
    const note = typed["note"] ?? "";
    const mail = "mail" in typed;
    this.done = "";
    if (!(await this.complete(gapsIn(content, note)))) return;
    const who = recipients(content.audience, (code) => this.names.get(code) ?? code);
    const question = {
      title: "Publish this correction?",
      text: mail
        ? `The page says what was corrected, and it is mailed to ${who}.`
        : "The page says what was corrected. Nobody is told by mail.",
      action: "Publish the correction",
    };
    if (!(await confirmed(question))) return;
    const sections = [...content.sections];
    const done = await this.attempt(async () => {
      const saved = await correct(draft, { note, mail, sections });
      this.#show(saved, this.content !== content);
      this.correcting = false;
    }, fieldsOf(content));
    await this.#after(done, mail ? "Corrected. The letters are on their way." : "Corrected.");
  };

  async #after(done: boolean, words: string): Promise<void> {
    if (done) {
      this.done = words;
      await this.focusOn(".usa-alert--success");
    } else if (this.refused?.problem.status === 412) {
      await this.#overtaken(this.refused.problem["current"] as Draft | undefined);
    }
  }

  /** Another editor was faster: what is unsaved here stands beside what they saved. */
  async #overtaken(current: Draft | undefined): Promise<void> {
    const { draft } = this;
    if (!draft) return;
    const now = current ?? (await readDraft(draft.id));
    this.forget();
    if (this.#isUnsaved) {
      this.theirs = now;
      await this.focusOn("#conflict-title");
      return;
    }
    const changed = differences(contentOf(draft), contentOf(now), contentOf(draft)).map(({ name }) => name);
    this.#show(now);
    this.meanwhile = changed;
    await this.focusOn(".usa-alert--warning");
  }

  readonly #decided = async ({ detail }: CustomEvent<Content>): Promise<void> => {
    if (!this.theirs) return;
    this.#show(this.theirs);
    this.content = detail;
    await this.focusOn("#sections");
  };

  readonly #publicationDone = async ({ detail }: CustomEvent<Done>): Promise<void> => {
    this.#show(detail.draft, this.#isUnsaved);
    await this.#after(true, detail.words);
  };

  readonly #publicationOvertaken = ({ detail }: CustomEvent<Draft | undefined>): Promise<void> =>
    this.#overtaken(detail);

  readonly #look = async (): Promise<void> => {
    const { content } = this;
    if (!(await this.complete(gapsIn(content)))) return;
    const done = await this.attempt(async () => {
      const shown = await preview(content);
      this.preview = { shown, of: content };
      const said = new Map(shown.advice.map(({ kind, advice }) => [kind, advice]));
      this.advice = new Map(
        content.sections.map(({ kind, text }) => [kind, { text: text.trim(), advice: said.get(kind) ?? [] }]),
      );
    }, fieldsOf(content));
    if (done) await this.focusOn("#preview");
  };

  readonly #discard = async (): Promise<void> => {
    const question = { title: "Discard your changes?", text: "Nothing of them was saved.", action: "Discard changes" };
    if (this.#isUnsaved && !(await confirmed(question))) return;
    this.forget();
    this.content = this.#before;
    this.theirs = undefined;
    this.correcting = false;
    await this.focusOn("h1");
  };

  /** An earlier version is written anew: the present one stays as a version before it. */
  readonly #takeBack = async ({ detail }: CustomEvent<Content>): Promise<void> => {
    if (this.#isUnsaved && !(await confirmed(REPLACE))) return;
    // Of what is published only the sections are put right.
    this.content = this.draft?.state === "published" ? { ...this.content, sections: detail.sections } : detail;
    await this.focusOn("#sections");
  };

  readonly #beginCorrection = async (): Promise<void> => {
    this.correcting = true;
    await this.focusOn("#sections");
  };
}

const REPLACE = {
  title: "Replace what is not saved?",
  text: "What you changed on this page is not saved. The earlier version takes its place.",
  action: "Replace it",
};

/** What another editor changed while nothing of this page was unsaved: the page shows it already. */
function overtaken(changed: readonly string[]) {
  return message(
    "warning",
    "Another editor saved this bulletin after you opened it",
    html`<p>The page shows it as it is now. Nothing of yours was done; if you still want it, do it again.</p>
      ${
        changed.length === 0
          ? nothing
          : html`<p>What changed:</p>
              <ul class="usa-list">
                ${changed.map((name) => html`<li>${name}</li>`)}
              </ul>`
      }`,
  );
}
