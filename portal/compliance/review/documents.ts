import { type TemplateResult, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { moment } from "../../shared/common/times";
import { counted } from "../../shared/words";
import { WorkPart } from "../../shared/work-part";
import { document as readDocument } from "../calls";
import type { Document, ReviewPage, Target } from "../types";
import { fileSize, signed } from "../words";
import { type Allowance, allowance, allowedOr } from "./actions";
import { type Shelf, failedLast, shelf } from "./editions";
import { ACCEPT, KINDS } from "./file-kinds";
import { isSame, keyOf } from "./targets";
import { uploadRow } from "./upload-rows";
import { uploads } from "./uploads";

/** The documents for an item, an evidence request or a finding: uploading them, and what became of them. */
@customElement("ot-documents")
export class Documents extends WorkPart {
  @property({ attribute: false }) review!: ReviewPage;
  @property({ attribute: false }) target!: Target;
  /** What they are for, in a few words: for the names of buttons and fields. */
  @property({ attribute: false }) label = "";
  /** Why nothing can be uploaded here although it can elsewhere in the review. */
  @property({ attribute: false }) closed: string | undefined;
  @state() private isOver = false;
  #unwatch: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unwatch = uploads.watch((changed) => {
      if (isSame(changed.target, this.target)) this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
  }

  get #allowance(): Allowance {
    const allowed = allowance(this.review, "upload-evidence");
    return allowed?.may && this.closed !== undefined ? { may: false, reason: this.closed } : allowed;
  }

  override render() {
    const found = shelf(this.review.documents, this.target);
    const mine = uploads.uploads.filter(({ target }) => isSame(target, this.target));
    const allowed = this.#allowance;
    const may = allowed?.may === true;
    return html`
      ${this.complaint("The document cannot be downloaded")} ${this.#list(found, may)}
      ${allowedOr(allowed, "Upload documents", `upload-${keyOf(this.target)}`, () => this.#drop())}
      ${
        mine.length > 0
          ? html`<ul class="ot-uploads">
              ${mine.map(uploadRow)}
            </ul>`
          : nothing
      }
    `;
  }

  #list(found: Shelf, may: boolean) {
    const { current } = found;
    // What this page itself sent stands further below, with what became of it.
    const own = new Set(uploads.uploads.map(({ ticket }) => ticket?.document_id));
    const [elsewhere, failed] = [found.underWay, found.failed].map((list) => list.filter(({ id }) => !own.has(id)));
    return html`
      ${
        current.length === 0
          ? html`<p class="ot-none">No document yet.</p>`
          : html`<ul class="ot-documents">
              ${current.map(({ document, older }) => this.#current(document, older, may))}
            </ul>`
      }
      ${
        elsewhere?.length
          ? html`<ul class="ot-documents">
              ${elsewhere.map(onItsWay)}
            </ul>`
          : nothing
      }
      ${
        failed?.length
          ? html`<details class="ot-fold" ?open=${failedLast(found)}>
              <summary>${counted(failed.length, "file")} not accepted</summary>
              <ul class="ot-documents">
                ${failed.map(notAccepted)}
              </ul>
            </details>`
          : nothing
      }
    `;
  }

  #current(document: Document, older: readonly Document[], may: boolean) {
    return html`
      <li>
        <div class="ot-document">
          ${about(document)}
          <div class="ot-document__actions">
            ${this.#download(document)}
            ${
              may
                ? html`<button
                    type="button"
                    class="usa-button usa-button--unstyled"
                    aria-label="Upload a new edition of ${document.file_name}"
                    @click=${() => this.#replace(document)}
                  >
                    Upload a new edition
                  </button>`
                : nothing
            }
          </div>
        </div>
        ${
          older.length > 0
            ? html`<details class="ot-fold">
                <summary>${counted(older.length, "older edition")} of ${document.file_name}</summary>
                <ul class="ot-documents">
                  ${older.map(
                    (edition) =>
                      html`<li class="ot-document">
                        ${about(edition)}
                        <div class="ot-document__actions">${this.#download(edition)}</div>
                      </li>`,
                  )}
                </ul>
              </details>`
            : nothing
        }
      </li>
    `;
  }

  #download(document: Document) {
    return html`<button
      type="button"
      class="usa-button usa-button--unstyled"
      aria-label="Download ${document.file_name}, edition ${document.edition}"
      ?disabled=${this.busy}
      @click=${() => this.#open(document)}
    >
      Download
    </button>`;
  }

  async #open({ id }: Document): Promise<void> {
    await this.attempt(async () => {
      const { download } = await readDocument(id);
      if (!download) return;
      const link = globalThis.document.createElement("a");
      link.href = download.url;
      link.rel = "noopener noreferrer";
      // In this tab the browser would ask whether to leave the uploads.
      if (uploads.underWay > 0) link.target = "_blank";
      link.click();
    });
  }

  #drop() {
    const id = `files-${keyOf(this.target)}`;
    const over = (isOver: boolean) => (event: DragEvent) => {
      event.preventDefault();
      this.isOver = isOver;
    };
    return html`
      <div
        class="ot-drop ${this.isOver ? "ot-drop--over" : ""}"
        @dragover=${over(true)}
        @dragleave=${over(false)}
        @drop=${this.#dropped}
      >
        <label class="usa-label" for=${id}>Upload documents<span class="usa-sr-only"> for ${this.label}</span></label>
        <input
          class="ot-files"
          type="file"
          multiple
          id=${id}
          accept=${ACCEPT}
          aria-describedby="${id}-hint"
          @change=${this.#chosen}
        />
        <p class="usa-hint" id="${id}-hint">Choose files or drop them here: ${KINDS}</p>
      </div>
    `;
  }

  readonly #dropped = (event: DragEvent): void => {
    event.preventDefault();
    this.isOver = false;
    uploads.add([...(event.dataTransfer?.files ?? [])], this.target);
  };

  readonly #chosen = (event: Event): void => {
    const field = event.target as HTMLInputElement;
    uploads.add([...(field.files ?? [])], this.target);
    // The same file can be chosen again.
    field.value = "";
  };

  #replace({ id }: Document): void {
    const field = globalThis.document.createElement("input");
    field.type = "file";
    field.accept = ACCEPT;
    field.onchange = () => uploads.add([...(field.files ?? [])], this.target, id);
    field.click();
  }
}

/** What a document is, and who uploaded it when. */
function about({ file_name, type_name, size, edition, uploaded_by, uploaded_at }: Document): TemplateResult {
  return html`
    <div class="ot-document__about">
      <strong class="ot-long">${file_name}</strong>
      ${edition > 1 ? html`<span class="usa-tag">Edition ${edition}</span>` : nothing}
      <span class="ot-document__by"
        >${type_name}, ${fileSize(size)}. Uploaded by ${signed(uploaded_by, uploaded_at)}</span
      >
    </div>
  `;
}

function onItsWay({ file_name, state, uploaded_by, uploaded_at }: Document): TemplateResult {
  return html`<li class="ot-document">
    <div class="ot-document__about">
      <strong class="ot-long">${file_name}</strong>
      <span class="usa-tag">${state === "checking" ? "Being checked" : "On its way"}</span>
      <span class="ot-document__by">${signed(uploaded_by, uploaded_at)}</span>
    </div>
  </li>`;
}

function notAccepted({ file_name, state, reason, uploaded_by, uploaded_at }: Document): TemplateResult {
  return html`<li class="ot-document">
    <div class="ot-document__about">
      <strong class="ot-long">${file_name}</strong>
      <span class="usa-tag">${state === "refused" ? "Not accepted" : "Never arrived"}</span>
      ${reason ? html`<span class="ot-document__reason">${reason}</span>` : nothing}
      <span class="ot-document__by">${uploaded_by.name}, ${moment(uploaded_at)}</span>
    </div>
  </li>`;
}
