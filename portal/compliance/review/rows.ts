import { type TemplateResult, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";

/** The rows of a form: keys that stay with what is typed when a row above is taken away. */
export type Rows = readonly number[];

let last = 0;

/** One more row below. */
export function anotherRow(rows: Rows): Rows {
  last += 1;
  return [...rows, last];
}

interface RowsText {
  /** What a row is called, as `Item`. */
  one: string;
  rows: Rows;
  /** The most rows at once. */
  most: number;
  fields: (index: number) => unknown;
  onrows: (rows: Rows) => void;
}

/** Rows of fields, at least one, with buttons for another and for taking one away. */
export function rowsOf({ one, rows, most, fields, onrows }: RowsText): TemplateResult {
  return html`
    ${repeat(
      rows,
      (key) => key,
      (key, index) => html`
        <fieldset class="usa-fieldset ot-row" tabindex="-1">
          <legend class="usa-legend">${one} ${rows.length > 1 ? index + 1 : nothing}</legend>
          ${fields(index)}
          ${
            rows.length === 1
              ? nothing
              : html`<button
                  type="button"
                  class="usa-button usa-button--unstyled"
                  @click=${() => onrows(rows.filter((other) => other !== key))}
                >
                  Take away ${one.toLowerCase()} ${index + 1}
                </button>`
          }
        </fieldset>
      `,
    )}
    ${
      rows.length < most
        ? html`<p>
            <button type="button" class="usa-button usa-button--outline" @click=${() => onrows(anotherRow(rows))}>
              Another ${one.toLowerCase()}
            </button>
          </p>`
        : nothing
    }
  `;
}
