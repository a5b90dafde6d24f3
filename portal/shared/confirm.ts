import { type TemplateResult, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { Part } from "./common/part";

/** What is asked before something is done that cannot simply be taken back. */
export interface Question {
  title: string;
  /** What happens, and what happens at once. */
  text: TemplateResult | string;
  /** What the button that does it says. */
  action: string;
}

/** Asks in a dialog and says whether to go on. The focus returns to where it was. */
export async function confirmed(question: Question): Promise<boolean> {
  const part = new Confirm();
  part.question = question;
  const answer = await part.ask();
  part.remove();
  return answer;
}

@customElement("ot-confirm")
export class Confirm extends Part {
  @property({ attribute: false }) question: Question = { title: "", text: "", action: "" };
  #answered: (answer: boolean) => void = () => {};

  /** Opens the dialog; what was answered, once it is closed. */
  ask(): Promise<boolean> {
    document.body.append(this);
    return new Promise((resolve) => {
      this.#answered = resolve;
    });
  }

  protected override firstUpdated(): void {
    this.querySelector("dialog")?.showModal();
  }

  override render() {
    const { title, text, action } = this.question;
    return html`
      <dialog
        class="ot-dialog"
        aria-labelledby="confirm-title"
        aria-describedby="confirm-text"
        @close=${() => this.#answered(false)}
      >
        <h2 id="confirm-title">${title}</h2>
        <div id="confirm-text">${text}</div>
        <div class="ot-actions">
          <button type="button" class="usa-button" @click=${() => this.#close(true)}>${action}</button>
          <button type="button" class="usa-button usa-button--outline" autofocus @click=${() => this.#close(false)}>
            Cancel
          </button>
        </div>
      </dialog>
    `;
  }

  #close(answer: boolean): void {
    this.#answered(answer);
    this.querySelector("dialog")?.close();
  }
}
