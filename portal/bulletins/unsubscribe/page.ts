import { html } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { answer, api } from "../../shared/common/api";
import { message, refusal } from "../../shared/common/messages";
import { takeToken } from "../../shared/common/token";
import { WorkPart } from "../../shared/work-part";

/**
 * Ending bulletins by mail by the link of a letter. Opening the page ends nothing: programs that look through mail open links
 * too.
 */
@customElement("ot-unsubscribe")
export class Unsubscribe extends WorkPart {
  @state() private token = takeToken();
  @state() private ended: boolean | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("hashchange", this.#anotherLink);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("hashchange", this.#anotherLink);
  }

  override render() {
    return html`
      <div class="ot-narrow">
        <h1>Bulletins by mail</h1>
        ${this.token === undefined ? noLink() : this.#choice(this.token)}
      </div>
    `;
  }

  #choice(token: string) {
    if (this.refused?.is("record.not-found")) return html`${notValid()} ${others()}`;
    return html`
      ${this.refused ? refusal(this.refused) : ""}
      ${
        this.ended === undefined
          ? html`<p>
              You get bulletins by mail because of your role. If you end them, you can still read them in the
              <a class="usa-link" href="/bulletins">archive</a>. Letters about your account and your work go on.
            </p>`
          : this.ended
            ? message("success", "You get no more bulletins by mail", "One that is on its way may still come.")
            : message("success", "You get bulletins by mail again")
      }
      <button
        type="button"
        class="usa-button ${this.ended ? "usa-button--outline" : ""}"
        ?disabled=${this.busy}
        @click=${() => this.#settle(token, !this.ended)}
      >
        ${this.busy ? "One moment …" : this.ended ? "Undo: send them again" : "Do not send me bulletins by mail"}
      </button>
      ${this.ended === undefined ? "" : others()}
    `;
  }

  async #settle(token: string, end: boolean): Promise<void> {
    const params = { path: { token } };
    const done = await this.attempt(async () => {
      await answer(
        end
          ? api.POST("/v1/unsubscriptions/{token}", { params })
          : api.DELETE("/v1/unsubscriptions/{token}", { params }),
      );
      this.ended = end;
    });
    if (done) await this.focusOn(".usa-alert--success");
  }

  readonly #anotherLink = (): void => {
    this.token = takeToken();
    this.ended = undefined;
    this.forget();
  };
}

function noLink() {
  return html`
    ${message("info", "Open the link in your letter", "Each bulletin that is mailed has a link at its end by which you get no more of them. It is your own: nobody else can end your letters. If you have loaded this page again, open the link once more.")}
    ${others()}
  `;
}

function notValid() {
  return message(
    "error",
    "This link cannot be used",
    "It may be incomplete. Open it from the letter, or copy all of it. The link of any other bulletin does the same.",
  );
}

function others() {
  return html`
    <ul class="ot-links">
      <li><a class="usa-link" href="/bulletins">Read bulletins in the archive</a></li>
      <li><a class="usa-link" href="/">Go to the home page</a></li>
    </ul>
  `;
}
