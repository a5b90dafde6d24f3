import { type TemplateResult, html, nothing } from "lit";
import { message } from "./common/messages";
import type { ListFile } from "./list-file";

export interface ListHead {
  /** How many there are, in words, where no heading says it. */
  count?: string | undefined;
  /** What else can be done with the list. */
  actions?: unknown;
  /** Nothing can be saved or printed: there is nothing, or it is not there yet. */
  disabled?: boolean;
  file?: ListFile;
  onsave: () => void;
  /** Prints the page as it stands, unless it says otherwise. */
  onprint?: () => void;
  /** What the button says, where it does not print all. */
  print?: string;
}

/** The head of a list: how many there are, and saving and printing them. */
export function listHead(head: ListHead): TemplateResult {
  const { count, actions = nothing, disabled = false, file, onsave, onprint = () => print() } = head;
  const reading = file?.isReading ?? false;
  return html`
    <div class="ot-bar">
      ${count === undefined ? nothing : html`<p role="status"><strong>${count}</strong></p>`}
      <div class="ot-actions">
        ${actions}
        <button
          type="button"
          class="usa-button usa-button--outline ot-save-list"
          ?disabled=${disabled}
          aria-disabled=${reading ? "true" : nothing}
          @click=${() => (reading ? undefined : onsave())}
        >
          Save as CSV
        </button>
        ${reading ? cancelling(() => file?.cancel()) : nothing}
        <button type="button" class="usa-button usa-button--outline" ?disabled=${disabled} @click=${onprint}>
          ${head.print ?? "Print"}
        </button>
      </div>
    </div>
    ${file === undefined ? nothing : html`<div role="status">${reading ? html`<p>${file.progress}</p>` : nothing}</div>`}
    ${file?.end ? html`<div class="ot-noprint">${message("info", undefined, file.end)}</div>` : nothing}
  `;
}

/** The button goes away with what it cancels: the focus goes on to the one beside it. */
function cancelling(cancel: () => void): TemplateResult {
  const onclick = ({ target }: Event): void => {
    (target as Element).closest(".ot-bar")?.querySelector<HTMLElement>(".ot-save-list")?.focus();
    cancel();
  };
  return html`<button type="button" class="usa-button usa-button--unstyled" @click=${onclick}>Cancel the file</button>`;
}
