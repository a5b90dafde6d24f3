import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { next } from "../../shared/common/addresses";
import { type Schemas, answer, api, body, refusalOf } from "../../shared/common/api";
import { loading, message, refusal } from "../../shared/common/messages";
import { Part } from "../../shared/common/part";
import type { Refused } from "../../shared/common/problem";
import { type Session, goOnTo, sessionIfAny, signOut } from "../../shared/common/session";
import { day } from "../../shared/common/times";
import { markdown } from "../../shared/markdown";

/** The terms: to be read by everybody, to be accepted by whoever is signed in and has not. */
@customElement("ot-terms")
export class Terms extends Part {
  @state() private terms: Schemas["TermsText"] | undefined;
  @state() private session: Session | undefined;
  @state() private refused: Refused | undefined;
  @state() private busy = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override render() {
    return html`
      <h1>Terms and conditions of use</h1>
      ${this.refused ? refusal(this.refused) : nothing}
      ${this.terms ? this.#text(this.terms) : this.refused ? nothing : loading("the terms")}
    `;
  }

  #text({ text, version }: Schemas["TermsText"]) {
    const accepted = this.session?.terms.accepted;
    return html`
      ${accepted ? message("success", undefined, "You have accepted these terms.") : nothing}
      ${accepted === false ? message("info", undefined, "Read and accept these terms to go on.") : nothing}
      ${markdown(text)}
      <p class="ot-note">Version of ${day(version)}</p>
      ${accepted === false ? this.#decision() : nothing}
    `;
  }

  #decision() {
    return html`
      <div class="ot-actions">
        <button type="button" class="usa-button" ?disabled=${this.busy} @click=${this.#accept}>Accept</button>
        <button
          type="button"
          class="usa-button usa-button--outline"
          aria-describedby="decline-means"
          ?disabled=${this.busy}
          @click=${this.#decline}
        >
          Decline
        </button>
      </div>
      <p class="usa-hint" id="decline-means">If you decline, you are signed out. You can accept another time.</p>
    `;
  }

  async #load(): Promise<void> {
    await this.#try(async () => {
      const [terms, session] = await Promise.all([body(api.GET("/v1/session/terms")), sessionIfAny()]);
      this.terms = terms;
      this.session = session;
    });
  }

  readonly #accept = (): Promise<void> =>
    this.#try(async () => {
      const { version = "" } = this.terms ?? {};
      await answer(api.POST("/v1/session/terms", { body: { version } }));
      const session = await sessionIfAny();
      if (session) await goOnTo(session, next());
    });

  readonly #decline = (): Promise<void> => this.#try(signOut);

  async #try(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.refused = undefined;
    try {
      await work();
    } catch (thrown) {
      this.refused = refusalOf(thrown);
      await this.focusOn(".usa-alert--error");
    } finally {
      this.busy = false;
    }
  }
}
