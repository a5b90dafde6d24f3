import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { loading } from "../../shared/common/messages";
import { WorkPart } from "../../shared/work-part";
import { type ThreadTarget, comments, writeComment } from "../calls";
import type { Comment, ReviewPage } from "../types";
import { signed } from "../words";
import { allowance, allowedOr } from "./actions";
import { keyOf } from "./targets";

const LENGTH = 4000;

/** The comments at a program instrument, an item or an evidence request. They are read whenever they are opened. */
@customElement("ot-thread")
export class Thread extends WorkPart {
  @property({ attribute: false }) review!: ReviewPage;
  @property({ attribute: false }) target!: ThreadTarget;
  /** What the comments are about, in a few words. */
  @property({ attribute: false }) label = "";
  @state() private entries: readonly Comment[] | undefined;
  @state() private next: string | undefined;
  @state() private text = "";
  @state() private done = false;
  @state() private empty = false;
  /** Kept until the comment is written, so that sending it again writes it once. */
  #key: string | undefined;

  /** What is wrong with the text. */
  get #wrong(): string | undefined {
    return this.empty ? "A comment must say something." : this.refused?.fields.get("/text");
  }

  get #id(): string {
    return keyOf(this.target);
  }

  override render() {
    return html`
      <details class="ot-fold ot-thread" @toggle=${this.#toggle}>
        <summary>Comments<span class="usa-sr-only"> on ${this.label}</span></summary>
        <p class="usa-hint">
          A comment is addressed to no person: everyone who sees ${this.label} reads it. Those concerned get one letter
          a day with what is new.
        </p>
        ${this.refused && !this.#wrong ? this.complaint("") : nothing}
        ${allowedOr(allowance(this.review, "comment"), "Write a comment", `comment-${this.#id}`, () => this.#form())}
        <div role="status">${this.done ? html`<p class="ot-done">Your comment is written.</p>` : nothing}</div>
        ${this.entries ? this.#list(this.entries) : this.refused ? nothing : loading("the comments")}
      </details>
    `;
  }

  #form() {
    const id = `comment-${this.#id}`;
    const error = this.#wrong;
    return html`
      <form @submit=${this.#write} novalidate>
        <label class="usa-label" for=${id}>Write a comment<span class="usa-sr-only"> on ${this.label}</span></label>
        ${error ? html`<span class="usa-error-message" id="${id}-error">${error}</span>` : nothing}
        <textarea
          class="usa-textarea ot-comment-text ${error ? "usa-input--error" : ""}"
          id=${id}
          name="text"
          rows="3"
          maxlength=${LENGTH}
          aria-invalid=${error ? "true" : nothing}
          aria-describedby=${error ? `${id}-error` : nothing}
          .value=${this.text}
          @input=${this.#typed}
        ></textarea>
        <div class="ot-actions">
          <button type="submit" class="usa-button" ?disabled=${this.busy}>Write the comment</button>
        </div>
      </form>
    `;
  }

  #list(entries: readonly Comment[]) {
    if (entries.length === 0) return html`<p class="ot-none">No comment yet.</p>`;
    return html`
      <ol class="ot-comments" aria-label="Comments on ${this.label}, the newest first">
        ${entries.map(
          ({ by, at, text }) => html`
            <li tabindex="-1">
              <p class="ot-comment-by">${signed(by, at)}</p>
              <p class="ot-written">${text}</p>
            </li>
          `,
        )}
      </ol>
      ${
        this.next === undefined
          ? nothing
          : html`<button
              type="button"
              class="usa-button usa-button--outline"
              ?disabled=${this.busy}
              aria-label="Show older comments on ${this.label}"
              @click=${this.#more}
            >
              Show older comments
            </button>`
      }
    `;
  }

  readonly #toggle = async (event: Event): Promise<void> => {
    if (!(event.target as HTMLDetailsElement).open) return;
    await this.attempt(async () => {
      const { entries, next } = await comments(this.review.id, this.target, undefined);
      this.entries = [...entries];
      this.next = next;
    });
  };

  readonly #more = async (): Promise<void> => {
    const before = this.entries?.length ?? 0;
    const done = await this.attempt(async () => {
      const { entries, next } = await comments(this.review.id, this.target, this.next);
      this.entries = [...(this.entries ?? []), ...entries];
      this.next = next;
    });
    if (done) await this.focusOn(`.ot-comments li:nth-child(${before + 1})`);
  };

  readonly #typed = (event: Event): void => {
    this.text = (event.target as HTMLTextAreaElement).value;
    this.empty = false;
    this.#key = undefined;
  };

  readonly #write = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const text = this.text.trim();
    this.done = false;
    this.empty = text === "";
    if (this.empty) return this.focusOn("textarea");
    const key = (this.#key ??= crypto.randomUUID());
    this.done = await this.attempt(async () => {
      const written = await writeComment(this.review.id, this.target, text, key);
      this.entries = [written, ...(this.entries ?? [])];
      this.text = "";
      this.#key = undefined;
    });
    if (this.#wrong) await this.focusOn("textarea");
  };
}
