import { type TemplateResult, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { type FieldErrors, describedBy, field, select } from "../../shared/common/form";
import { Part } from "../../shared/common/part";
import { sentence } from "../../shared/words";
import { SECTIONS, heading } from "../words";
import { type Section, inOrder } from "./content";

const LONGEST = 10_000;

/** What to look at again in a section, and the text that this was said of. */
export interface Advice {
  text: string;
  advice: readonly string[];
}

/**
 * The sections of a bulletin, each a field for Markdown. They stand in the order of the communication, each at most once. Sends
 * `write` with all of them.
 */
@customElement("ot-section-fields")
export class SectionFields extends Part {
  @property({ attribute: false }) sections: readonly Section[] = [];
  @property({ attribute: false }) errors: FieldErrors = new Map();
  /** By kind of section. */
  @property({ attribute: false }) advice: ReadonlyMap<string, Advice> = new Map();

  override render() {
    const left = SECTIONS.filter(([kind]) => !this.sections.some((section) => section.kind === kind));
    return html`
      ${
        this.sections.length === 0
          ? html`<p>There is no section yet. Add the first one below.</p>`
          : repeat(
              this.sections,
              ({ kind }) => kind,
              (section, place) => this.#section(section, place),
            )
      }
      ${left.length === 0 ? nothing : this.#add(left)}
    `;
  }

  #section({ kind, text }: Section, place: number): TemplateResult {
    const name = `sections-${place}-text`;
    const advice = this.#adviceOf(kind, text);
    const words = {
      name,
      label: heading(kind),
      hint: `Markdown, at most ${LONGEST.toLocaleString("en-US")} characters`,
    };
    const wrong = this.errors.has(name);
    const ids = [describedBy(words, this.errors), advice.length > 0 ? `${name}-advice` : ""].join(" ").trim();
    return html`
      <div class="ot-write">
        ${field(
          words,
          this.errors,
          html`<textarea
              class="usa-textarea ${wrong ? "usa-input--error" : ""}"
              id=${name}
              rows=${Math.min(24, Math.max(6, text.split("\n").length + 2))}
              maxlength=${LONGEST}
              spellcheck="true"
              aria-describedby=${ids}
              aria-invalid=${wrong ? "true" : nothing}
              .value=${text}
              @input=${({ target }: Event) => this.#write(kind, (target as HTMLTextAreaElement).value)}
            ></textarea>
            ${
              advice.length === 0
                ? nothing
                : html`<div class="ot-advice" id="${name}-advice">
                    <p>Look again:</p>
                    <ul class="usa-list">
                      ${advice.map((line) => html`<li>${sentence(line)}</li>`)}
                    </ul>
                  </div>`
            }`,
        )}
        <button
          type="button"
          class="usa-button usa-button--unstyled"
          aria-label="Remove the section ${heading(kind)}"
          @click=${() => this.#remove(kind, place)}
        >
          Remove
        </button>
      </div>
    `;
  }

  /** What was said of another text is out of date. */
  #adviceOf(kind: string, text: string): readonly string[] {
    const said = this.advice.get(kind);
    return said && said.text === text.trim() ? said.advice : [];
  }

  #add(left: readonly (readonly [string, string])[]) {
    return html`
      <div class="ot-find ot-narrow">
        ${select({ name: "new-section", label: "Section to add", options: left }, new Map())}
        <button type="button" class="usa-button usa-button--outline" @click=${this.#begin}>Add the section</button>
      </div>
    `;
  }

  readonly #begin = async (): Promise<void> => {
    const kind = this.querySelector<HTMLSelectElement>("#new-section")?.value;
    if (kind === undefined) return;
    this.#send(inOrder([...this.sections, { kind, text: "" }]));
    await this.focusOn(`#sections-${this.sections.findIndex((section) => section.kind === kind)}-text`);
  };

  async #remove(kind: string, place: number): Promise<void> {
    this.#send(this.sections.filter((section) => section.kind !== kind));
    const next = Math.min(place, this.sections.length - 1);
    await this.focusOn(next < 0 ? "#new-section" : `#sections-${next}-text`);
  }

  #write(kind: string, text: string): void {
    this.#send(this.sections.map((section) => (section.kind === kind ? { kind, text } : section)));
  }

  #send(sections: readonly Section[]): void {
    this.sections = sections;
    this.dispatchEvent(new CustomEvent<readonly Section[]>("write", { detail: sections }));
  }
}
