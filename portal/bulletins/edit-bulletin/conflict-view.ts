import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Part } from "../../shared/common/part";
import { moment } from "../../shared/common/times";
import type { Draft } from "../types";
import { type Content, contentOf } from "./content";
import { type Choice, type Difference, canKeepBoth, differences, merged } from "./merge";

const CHOICES: readonly (readonly [Choice, string])[] = [
  ["both", "Take both, theirs first"],
  ["mine", "Take mine"],
  ["theirs", "Take theirs"],
];

const BY = { them: "Only they changed this: theirs is taken.", me: "Only you changed this: yours is taken." };

/** What another editor saved beside one's own, part by part. Sends `decided` with the content that takes from both. */
@customElement("ot-bulletin-conflict")
export class BulletinConflict extends Part {
  /** As it was when the page read it. */
  @property({ attribute: false }) opened!: Content;
  /** As the other editor saved it. */
  @property({ attribute: false }) now!: Draft;
  /** As it stands on this page. */
  @property({ attribute: false }) mine!: Content;
  @state() private choices: ReadonlyMap<string, Choice> = new Map();

  override render() {
    const rows = differences(this.opened, contentOf(this.now), this.mine);
    const { changed_by: who, changed_at: at } = this.now;
    return html`
      <section class="usa-alert usa-alert--warning ot-conflict" aria-labelledby="conflict-title">
        <div class="usa-alert__body">
          <h2 class="usa-alert__heading" id="conflict-title" tabindex="-1">
            ${who} saved this bulletin after you opened it
          </h2>
          <p>
            Saved ${moment(at)}. Yours is not saved yet and nothing is lost: see both below, choose where both of you
            changed the same, then save.
          </p>
          ${rows.map((row) => this.#row(row))}
          <div class="ot-actions">
            <button type="button" class="usa-button" @click=${this.#decide}>Go on with this</button>
          </div>
        </div>
      </section>
    `;
  }

  #row(row: Difference) {
    const { key, name, theirs, mine, by } = row;
    return html`
      <div class="ot-both">
        <h3>${name}</h3>
        ${by === "both" ? this.#choice(row) : html`<p>${BY[by]}</p>`}
        <div class="ot-side-by-side">
          ${by === "me" ? nothing : version(`theirs-${key}`, "Theirs", theirs)}
          ${by === "them" ? nothing : version(`mine-${key}`, "Yours", mine)}
        </div>
      </div>
    `;
  }

  #choice(row: Difference) {
    const { key, name } = row;
    const offered = CHOICES.filter(([choice]) => choice !== "both" || canKeepBoth(row));
    return html`
      <fieldset class="usa-fieldset">
        <legend class="usa-legend">Both of you changed this<span class="usa-sr-only">: ${name}</span></legend>
        ${offered.map(
          ([choice, words]) => html`
            <div class="usa-radio">
              <input
                class="usa-radio__input"
                type="radio"
                name="choice-${key}"
                id="${choice}-${key}"
                .checked=${this.#chosen(row) === choice}
                @change=${() => (this.choices = new Map(this.choices).set(key, choice))}
              />
              <label class="usa-radio__label" for="${choice}-${key}">${words}</label>
            </div>
          `,
        )}
      </fieldset>
    `;
  }

  /** What loses least, until something else is chosen. */
  #chosen(row: Difference): Choice {
    return this.choices.get(row.key) ?? (canKeepBoth(row) ? "both" : row.mine === undefined ? "theirs" : "mine");
  }

  readonly #decide = (): void => {
    const theirs = contentOf(this.now);
    const chosen = differences(this.opened, theirs, this.mine).map((row) => [row.key, this.#chosen(row)] as const);
    const detail = merged(this.opened, theirs, this.mine, new Map(chosen));
    this.dispatchEvent(new CustomEvent<Content>("decided", { detail }));
  };
}

function version(id: string, whose: string, text: string | undefined) {
  return html`
    <div>
      <h4 id=${id}>${whose}</h4>
      ${
        text === undefined
          ? html`<p><em>Removed, or never there.</em></p>`
          : html`<pre class="ot-source" tabindex="0" role="group" aria-labelledby=${id}>${text}</pre>`
      }
    </div>
  `;
}
