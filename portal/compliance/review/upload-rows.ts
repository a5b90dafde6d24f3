import { type TemplateResult, html, nothing } from "lit";
import { fileSize } from "../words";
import type { Stage, Upload } from "./upload-queue";
import { uploads } from "./uploads";

/** How far a file came, in words. */
export function stageInWords(stage: Stage): string {
  switch (stage.at) {
    case "waiting":
      return "Waits for the files before it";
    case "reading":
      return "Being read";
    case "sending":
      return `${Math.floor(stage.share * 100)} % sent`;
    case "checking":
      return "Arrived, being checked";
    case "accepted":
      return "Accepted";
    case "refused":
      return `Not accepted. ${stage.reason}`;
    case "failed":
      return `Not sent. ${stage.reason}`;
    case "unsettled":
      return stage.reason;
    case "cancelled":
      return "Cancelled";
  }
}

/** What is said aloud when a file comes to an end; nothing while it is on its way. */
export function outcome({ file, stage }: Upload): string | undefined {
  return ["accepted", "refused", "failed", "unsettled"].includes(stage.at)
    ? `${file.name}: ${stageInWords(stage)}`
    : undefined;
}

const STYLES: Partial<Record<Stage["at"], string>> = {
  accepted: "ot-upload--accepted",
  refused: "ot-upload--refused",
  failed: "ot-upload--refused",
};

/** A file on its way, or what became of it, with what can be done about it. */
export function uploadRow(upload: Upload): TemplateResult {
  const { file, stage } = upload;
  const { at } = stage;
  const button = (words: string, action: (upload: Upload) => void) =>
    html`<button
      type="button"
      class="usa-button usa-button--unstyled"
      aria-label="${words}: ${file.name}"
      @click=${() => action(upload)}
    >
      ${words}
    </button>`;
  return html`
    <li class="ot-upload ${STYLES[at] ?? ""}">
      <div class="ot-upload__about">
        <strong class="ot-long">${file.name}</strong> ${fileSize(file.size)}
        ${
          at === "sending"
            ? html`<progress max="1" value=${stage.share} aria-label="Sending ${file.name}"></progress>`
            : nothing
        }
        <span class="ot-upload__stage">${stageInWords(stage)}</span>
      </div>
      <div class="ot-document__actions">
        ${["waiting", "reading", "sending"].includes(at) ? button("Cancel", (one) => uploads.cancel(one)) : nothing}
        ${["failed", "cancelled"].includes(at) ? button("Try again", (one) => uploads.retry(one)) : nothing}
        ${
          ["accepted", "refused", "failed", "unsettled", "cancelled"].includes(at)
            ? button("Dismiss", (one) => uploads.dismiss(one))
            : nothing
        }
      </div>
    </li>
  `;
}
