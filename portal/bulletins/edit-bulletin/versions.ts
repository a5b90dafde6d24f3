import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { loading } from "../../shared/common/messages";
import { day, moment } from "../../shared/common/times";
import { WorkPart } from "../../shared/work-part";
import { versions } from "../calls";
import type { Draft } from "../types";
import { heading, recipients } from "../words";
import { type Content, contentOf } from "./content";

/** The earlier versions of a bulletin, to be read and taken back. Sends `takeback` with the content of one. */
@customElement("ot-versions")
export class Versions extends WorkPart {
  /** The bulletin as it is now: with each version there is one more before it. */
  @property({ attribute: false }) draft!: Draft;
  /** Nothing can be written at the moment. */
  @property({ attribute: false }) locked = false;
  @state() private versions: readonly Draft[] | undefined;
  #read = 0;

  override render() {
    if (this.draft.version === 1) return nothing;
    return html`
      <details class="ot-fold" @toggle=${this.#toggled}>
        <summary>Earlier versions</summary>
        ${this.complaint("The earlier versions cannot be shown")} ${this.#list()}
      </details>
    `;
  }

  #list() {
    if (!this.versions) return this.refused ? nothing : loading("the earlier versions");
    return this.versions.map((version) => this.#version(version));
  }

  #version(version: Draft) {
    const { version: number, headline, dated, changed_by: who, changed_at: at, sections } = version;
    return html`
      <details class="ot-fold">
        <summary>Version ${number}: ${who}, ${moment(at)}</summary>
        <p><strong>${headline}</strong>, ${day(dated)}, for ${recipients(contentOf(version).audience)}</p>
        ${sections.map(
          ({ kind, text }) => html`
            <h3 id="version-${number}-${kind}">${heading(kind)}</h3>
            <pre class="ot-source" tabindex="0" role="group" aria-labelledby="version-${number}-${kind}">${text}</pre>
          `,
        )}
        ${
          this.locked
            ? nothing
            : html`<button type="button" class="usa-button usa-button--outline" @click=${() => this.#takeBack(version)}>
                Take version ${number} back
              </button>`
        }
      </details>
    `;
  }

  protected override updated(): void {
    const isOpen = this.querySelector("details")?.open ?? false;
    if (isOpen && this.#read !== this.draft.version) void this.#load();
  }

  readonly #toggled = (): void => this.requestUpdate();

  async #load(): Promise<void> {
    const { id, version } = this.draft;
    this.#read = version;
    await this.attempt(async () => {
      this.versions = await versions(id);
    });
  }

  #takeBack(version: Draft): void {
    this.dispatchEvent(new CustomEvent<Content>("takeback", { detail: contentOf(version) }));
  }
}
