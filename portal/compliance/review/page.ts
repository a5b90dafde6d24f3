import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import "../../frame/frame";
import { parameter } from "../../shared/common/addresses";
import { loading } from "../../shared/common/messages";
import type { Part } from "../../shared/common/part";
import { signedIn, watchSession } from "../../shared/common/session";
import { guardLeaving } from "../../shared/common/unsaved";
import { confirmed } from "../../shared/confirm";
import { saveFile } from "../../shared/files";
import { counted } from "../../shared/words";
import { WorkPart } from "../../shared/work-part";
import { calendar, review as readReview } from "../calls";
import type { Named, ReviewPage } from "../types";
import "./contributors";
import "./findings";
import { head } from "./head";
import "./history";
import "./item";
import "./manage";
import { manages } from "./manage";
import type { ReviewItem } from "./item";
import { openAtFirst } from "./open-at-first";
import "./thread";
import type { Upload } from "./upload-queue";
import { outcome } from "./upload-rows";
import { uploads } from "./uploads";

/** One review: its program instruments with items, evidence, documents and comments; findings; contributors; history. */
@customElement("ot-review")
export class Review extends WorkPart {
  @state() private review: ReviewPage | undefined;
  @state() private underWay = 0;
  /** What became of the files, for who does not see it. */
  @state() private outcomes: readonly string[] = [];
  readonly #id = parameter("id") ?? "";
  #readings = 0;
  #unguard: (() => void) | undefined;
  /** The items that were shown open at first; later answers do not fold them. */
  #first: ReadonlySet<string> = new Set();

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    uploads.watch((changed) => this.#uploaded(changed));
    await signedIn();
    watchSession((session) => {
      if (!session) this.#clear();
    });
    if (!(await this.attempt(() => this.#read())) || !this.review) return;
    this.#first = openAtFirst(this.review);
    this.requestUpdate();
    await this.#toHash();
    addEventListener("hashchange", () => void this.#toHash());
  }

  async #read(): Promise<void> {
    this.#show(await readReview(this.#id));
  }

  #show(review: ReviewPage): void {
    this.review = review;
    document.title = `${review.organization.name}, ${review.program.name} | OpenTOMS`;
  }

  #clear(): void {
    this.#unguard?.();
    this.#unguard = undefined;
    this.review = undefined;
  }

  override render() {
    const { review } = this;
    if (!this.#id || this.refused?.is("record.not-found")) return notFound();
    if (!review) {
      return html`<h1>Compliance review</h1>
        ${this.refused ? this.complaint("") : loading("the review")}`;
    }
    return html`
      <nav aria-label="Compliance" class="ot-trail">
        <a class="usa-link" href="/reviews">All compliance reviews</a>
      </nav>
      ${head(review)} ${this.complaint("")}
      <div class="ot-actions">
        <button
          type="button"
          class="usa-button usa-button--outline"
          ?disabled=${this.busy}
          @click=${() => this.attempt(() => this.#saveCalendar())}
        >
          Save the due days for your calendar
        </button>
        <button type="button" class="usa-button usa-button--outline" @click=${() => print()}>Print</button>
      </div>
      ${this.#contents(review)}
      ${
        manages(review)
          ? html`<section class="ot-section ot-noprint" id="manage" aria-labelledby="manage-title" tabindex="-1">
              <h2 id="manage-title">Manage the review</h2>
              <ot-manage-review .review=${review} @changed=${this.#changed}></ot-manage-review>
            </section>`
          : nothing
      }
      <section class="ot-section" id="findings" aria-labelledby="findings-title" tabindex="-1">
        <h2 id="findings-title">Findings</h2>
        <ot-findings .review=${review} @changed=${this.#changed}></ot-findings>
      </section>
      ${review.instruments.map((instrument) => this.#instrument(review, instrument))}
      <section class="ot-section" id="contributors" aria-labelledby="contributors-title" tabindex="-1">
        <h2 id="contributors-title">Contributors</h2>
        <ot-contributors .review=${review} @changed=${this.#changed}></ot-contributors>
      </section>
      <section class="ot-section" id="history" aria-labelledby="history-title" tabindex="-1">
        <h2 id="history-title">History</h2>
        <ot-review-history .review=${review}></ot-review-history>
      </section>
      ${this.#uploading()}
    `;
  }

  #contents(review: ReviewPage) {
    const { instruments, items, evidence_requests: requests, findings } = review;
    const unresolved = findings.filter(({ state }) => state !== "resolved").length;
    const open = (instrument: string) =>
      requests.filter((request) => request.instrument === instrument && !request.answered).length;
    return html`
      <nav aria-label="On this page" class="ot-jump">
        <ul>
          ${manages(review) ? html`<li><a class="usa-link" href="#manage">Manage the review</a></li>` : nothing}
          <li>
            <a class="usa-link" href="#findings">Findings</a>
            (${unresolved > 0 ? `${unresolved} not resolved` : findings.length > 0 ? "all resolved" : "none"})
          </li>
          ${instruments.map(
            ({ instrument, name }) =>
              html`<li>
                <a class="usa-link" href="#instrument-${instrument}">${name}</a>
                (${counted(items.filter((item) => item.instrument === instrument).length, "item")}${
                  open(instrument) > 0 ? `, ${open(instrument)} to answer` : nothing
                })
              </li>`,
          )}
          <li><a class="usa-link" href="#contributors">Contributors</a></li>
          <li><a class="usa-link" href="#history">History</a></li>
        </ul>
      </nav>
    `;
  }

  #instrument(review: ReviewPage, { instrument, name }: Named) {
    const items = review.items.filter((item) => item.instrument === instrument);
    const id = `instrument-${instrument}`;
    return html`
      <section class="ot-section" id=${id} aria-labelledby="${id}-title" tabindex="-1">
        <div class="ot-bar">
          <h2 id="${id}-title">${name}</h2>
          ${
            items.length > 1
              ? html`<div class="ot-actions">
                  <button
                    type="button"
                    class="usa-button usa-button--unstyled"
                    aria-label="Open all items of ${name}"
                    @click=${() => this.#unfold(id, true)}
                  >
                    Open all
                  </button>
                  <button
                    type="button"
                    class="usa-button usa-button--unstyled"
                    aria-label="Fold all items of ${name}"
                    @click=${() => this.#unfold(id, false)}
                  >
                    Fold all
                  </button>
                </div>`
              : nothing
          }
        </div>
        ${items.length === 0 ? html`<p class="ot-none">No item of this program instrument yet.</p>` : nothing}
        ${repeat(
          items,
          ({ id: key }) => key,
          (item) =>
            html`<ot-review-item .review=${review} .item=${item} .first=${this.#first.has(item.id)}></ot-review-item>`,
        )}
        <ot-thread .review=${review} .target=${{ instrument }} .label=${name}></ot-thread>
      </section>
    `;
  }

  /** What is on its way, in sight wherever the page is scrolled to; and what became of it, aloud. */
  #uploading() {
    return html`
      ${
        this.underWay > 0
          ? html`<p class="ot-under-way">
              ${counted(this.underWay, "file")} on the way. Stay on this page until
              ${this.underWay === 1 ? "it has" : "they have"} arrived.
            </p>`
          : nothing
      }
      <div class="usa-sr-only" role="log" aria-label="Uploads">
        ${this.outcomes.map((line) => html`<p>${line}</p>`)}
      </div>
    `;
  }

  #unfold(section: string, open: boolean): void {
    for (const item of this.querySelectorAll<ReviewItem>(`#${section} ot-review-item`)) item.unfold(open);
  }

  /** Goes to what the address names: an item is opened first. */
  async #toHash(): Promise<void> {
    const name = location.hash.slice(1);
    if (!name || !this.review) return;
    const request = this.review.evidence_requests.find(({ id }) => name === `evidence-request-${id}`);
    const item = request?.item ?? this.review.items.find(({ id }) => name === `item-${id}`)?.id;
    await this.updateComplete;
    for (const name of ["ot-findings", "ot-finding"]) await this.querySelector<Part>(name)?.updateComplete;
    const part = item === undefined ? null : this.querySelector(`#item-${item}`)?.closest<ReviewItem>("ot-review-item");
    part?.unfold(true);
    await part?.updateComplete;
    const place = document.getElementById(name);
    place?.scrollIntoView();
    (place?.querySelector<HTMLElement>(":scope > summary") ?? place)?.focus();
  }

  readonly #changed = ({ detail }: CustomEvent<ReviewPage>): void => {
    this.#readings += 1;
    this.#show(detail);
  };

  async #saveCalendar(): Promise<void> {
    saveFile("review-due-days.ics", await calendar(this.#id), "text/calendar;charset=utf-8");
  }

  #uploaded(changed: Upload): void {
    const { underWay } = uploads;
    this.underWay = underWay;
    if (underWay === 0) {
      this.#unguard?.();
      this.#unguard = undefined;
    } else {
      this.#unguard ??= guardLeaving((leave) => void this.#ask(leave));
    }
    const told = outcome(changed);
    if (told === undefined || !uploads.uploads.includes(changed)) return;
    this.outcomes = [...this.outcomes, told];
    if (["accepted", "refused"].includes(changed.stage.at) && changed.ticket) void this.#readAgain();
  }

  /** The documents as they are now. What cannot be read now is read with the next change. */
  async #readAgain(): Promise<void> {
    const reading = (this.#readings += 1);
    try {
      const now = await readReview(this.#id);
      // Of answers that overtake each other the one that was asked for last is shown.
      if (reading === this.#readings) this.#show(now);
    } catch {
      // The upload came to its end and says so; a page that cannot be reached says it on the next click.
    }
  }

  async #ask(leave: () => void): Promise<void> {
    const sure = await confirmed({
      title: `${counted(uploads.underWay, "file")} not uploaded yet`,
      text: "Leaving this page stops them. What has arrived already is kept.",
      action: "Leave and stop them",
    });
    if (!sure) return;
    this.#unguard?.();
    this.#unguard = undefined;
    leave();
  }
}

/** The page for a review that does not exist or is not seen in one's role: which of the two is told to nobody. */
function notFound() {
  return html`
    <h1>Review not found</h1>
    <p>
      There is no such review for your role. Access to a review may have ended with it, or the address may be
      incomplete.
    </p>
    <ul class="ot-links">
      <li><a class="usa-link" href="/reviews">All compliance reviews</a></li>
    </ul>
  `;
}
