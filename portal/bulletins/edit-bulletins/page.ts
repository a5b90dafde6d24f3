import { type TemplateResult, html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { select } from "../../shared/common/form";
import { loading, message } from "../../shared/common/messages";
import { type Session, signedIn } from "../../shared/common/session";
import { day, exactMoment, moment, today } from "../../shared/common/times";
import { WorkPart } from "../../shared/work-part";
import { drafts, publishedIn } from "../calls";
import type { DraftSummary, Published } from "../types";

/** The years that can be looked back to, as in the public archive. */
const YEARS = 6;

/** What the bulletin editor works on: drafts, what waits for its time, and what was published. */
@customElement("ot-edit-bulletins")
export class EditBulletins extends WorkPart {
  @state() private session: Session | undefined;
  @state() private drafts: readonly DraftSummary[] | undefined;
  @state() private published: readonly Published[] | undefined;
  @state() private year = Number(today().slice(0, 4));
  readonly #thisYear = this.year;

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    this.session = await signedIn();
    if (!this.#isEditor) return;
    await this.attempt(async () => {
      [this.drafts, this.published] = await Promise.all([drafts(), publishedIn(this.year)]);
    });
  }

  get #isEditor(): boolean {
    return this.session?.role?.role === "bulletin-editor";
  }

  override render() {
    if (!this.session) return loading("the bulletins");
    if (!this.#isEditor) {
      return html`<h1>Bulletins</h1>
        ${message("info", undefined, html`Bulletins are written by the bulletin editor. <a class="usa-link" href="/bulletins">Read those that are published</a>.`)}`;
    }
    return html`
      <div class="ot-bar">
        <h1>Bulletins</h1>
        <div class="ot-actions">
          <a class="usa-button usa-button--outline" href="/bulletins">Public archive</a>
          <a class="usa-button" href="/edit-bulletin">New bulletin</a>
        </div>
      </div>
      ${this.complaint("The bulletins cannot be listed")}
      ${this.drafts ? this.#unpublished(this.drafts) : this.refused ? nothing : loading("the bulletins")}
      ${this.published ? this.#archive(this.published) : nothing}
    `;
  }

  #unpublished(all: readonly DraftSummary[]) {
    const scheduled = all
      .filter(({ state: where }) => where === "scheduled")
      .sort((one, other) => (one.publish_at ?? "").localeCompare(other.publish_at ?? ""));
    const writing = all.filter(({ state: where }) => where === "draft");
    return html`
      <h2>Scheduled</h2>
      ${scheduled.length === 0 ? html`<p>Nothing is scheduled.</p>` : table("Scheduled", "To be published", scheduled, when)}
      <h2>Drafts</h2>
      ${
        writing.length === 0
          ? html`<p>There is no draft. Begin one with New bulletin.</p>`
          : table("Drafts", "Changed last", writing, changed)
      }
    `;
  }

  #archive(found: readonly Published[]) {
    const years = Array.from({ length: YEARS }, (_, ago) => String(this.#thisYear - ago));
    return html`
      <h2>Published</h2>
      <div class="ot-narrow">
        ${select(
          {
            name: "year",
            label: "Year",
            value: String(this.year),
            options: years.map((year) => [year, year] as const),
            onchange: ({ target }) => void this.#read(Number((target as HTMLSelectElement).value)),
          },
          this.errors,
        )}
      </div>
      <p role="status">
        ${this.busy ? "Loading …" : found.length === 0 ? `Nothing was published in ${this.year}.` : ""}
      </p>
      ${found.length === 0 ? nothing : table("Published", "Published on", found, published)}
    `;
  }

  async #read(year: number): Promise<void> {
    await this.attempt(async () => {
      this.published = await publishedIn(year);
      this.year = year;
    });
  }
}

function when({ publish_at }: DraftSummary): string {
  return publish_at ? exactMoment(publish_at) : "";
}

function changed({ changed_at, changed_by }: DraftSummary): string {
  return `${moment(changed_at)}, by ${changed_by}`;
}

function published({ published_at, corrected_at }: Published): string {
  const corrected = corrected_at ? `, corrected ${moment(corrected_at)}` : "";
  return `${published_at ? moment(published_at) : ""}${corrected}`;
}

function table<T extends DraftSummary | Published>(
  caption: string,
  column: string,
  rows: readonly T[],
  cell: (row: T) => string,
): TemplateResult {
  return html`
    <table class="usa-table usa-table--borderless usa-table--stacked ot-table">
      <caption class="usa-sr-only">
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">Headline</th>
          <th scope="col">Date it bears</th>
          <th scope="col">${column}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) => html`
            <tr>
              <th scope="row" data-label="Headline">
                <a class="usa-link" href="/edit-bulletin?id=${row.id}">${row.headline}</a>
              </th>
              <td data-label="Date it bears" class="ot-when">${day(row.dated)}</td>
              <td data-label=${column}>${cell(row)}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}
