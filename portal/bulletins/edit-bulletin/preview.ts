import { html } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Part } from "../../shared/common/part";
import type { Preview } from "../types";
import { forFrame, styled } from "./markup";

type View = "page" | "letter" | "text";

const VIEWS: readonly (readonly [View, string])[] = [
  ["page", "Page"],
  ["letter", "Letter"],
  ["text", "Letter as text"],
];

/** A bulletin as it will look: its page, and its letter as HTML and as text. */
@customElement("ot-bulletin-preview")
export class BulletinPreview extends Part {
  @property({ attribute: false }) preview!: Preview;
  @state() private view: View = "page";
  #resized: ResizeObserver | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized?.disconnect();
  }

  override render() {
    return html`
      <div class="ot-actions" role="group" aria-label="Show">
        ${VIEWS.map(
          ([view, words]) => html`
            <button
              type="button"
              class="usa-button usa-button--outline"
              aria-pressed=${this.view === view ? "true" : "false"}
              @click=${() => (this.view = view)}
            >
              ${words}
            </button>
          `,
        )}
      </div>
      ${this.#shown()}
    `;
  }

  #shown() {
    const { page, letter } = this.preview;
    switch (this.view) {
      case "page":
        return this.#frame(page, "Preview of the page");
      case "letter":
        return html`${this.#subject()} ${this.#frame(letter.html, "Preview of the letter")}`;
      case "text":
        return html`${this.#subject()}
          <pre class="ot-letter-text">${letter.text}</pre>`;
    }
  }

  #subject() {
    return html`<p>Subject: <strong>${this.preview.letter.subject}</strong></p>`;
  }

  /** No script runs there, so that it may count as of the portal's own origin: its style sheet loads, and it can be measured. */
  #frame(markup: string, title: string) {
    return html`<iframe
      class="ot-preview"
      title=${title}
      sandbox="allow-same-origin"
      .srcdoc=${forFrame(markup)}
      @load=${this.#loaded}
    ></iframe>`;
  }

  readonly #loaded = ({ target }: Event): void => {
    const frame = target as HTMLIFrameElement;
    const shown = frame.contentDocument;
    if (!shown?.body) return;
    styled(shown);
    shown.addEventListener("click", followOutside);
    // As high as what it shows: nobody scrolls in a box within the page.
    const fit = (): void => {
      frame.style.height = `${shown.documentElement.scrollHeight + FRAME_BORDER}px`;
    };
    this.#resized?.disconnect();
    this.#resized = new ResizeObserver(fit);
    this.#resized.observe(shown.body);
    fit();
  };
}

const FRAME_BORDER = 2;

/** A link leads on in a window of its own, so that an editor can try it: the frame shows the bulletin and nothing else. */
function followOutside(event: MouseEvent): void {
  const link = (event.target as Element).closest("a");
  const address = link?.getAttribute("href") ?? "";
  if (!link || address.startsWith("#")) return;
  event.preventDefault();
  if (/^(https:|\/)/.test(address)) open(link.href, "_blank", "noopener");
}
