import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { next } from "../../shared/common/addresses";
import { type Schemas, answer, api, body } from "../../shared/common/api";
import { loading, message } from "../../shared/common/messages";
import { moment } from "../../shared/common/times";
import { markdown } from "../../shared/markdown";
import { WorkPart } from "../../shared/work-part";

/** What people call a program. */
const PROGRAMS: Record<string, string> = { caaspp: "CAASPP", elpac: "ELPAC" };

/** The security affidavits of the administration year: read and sign. */
@customElement("ot-own-affidavits")
export class OwnAffidavits extends WorkPart {
  @state() private found: Schemas["OwnAffidavits"] | undefined;
  @state() private signed = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(() => this.#read());
  }

  async #read(): Promise<void> {
    this.found = await body(api.GET("/v1/account/affidavits"));
  }

  override render() {
    if (!this.found) return this.refused ? this.complaint("") : loading("the affidavits");
    const { year, affidavits } = this.found;
    return html`
      <p>Who gives tests signs once an administration year; before that, no student is shown.</p>
      ${this.complaint("")} ${this.signed ? this.#done() : nothing}
      ${affidavits.map((affidavit) => this.#affidavit(affidavit, year))}
    `;
  }

  #done() {
    return message(
      "success",
      undefined,
      html`${this.signed}
      ${next() === "/" ? nothing : html`<a class="usa-link" href=${next()}>Go on to the page you came from</a>`}`,
    );
  }

  #affidavit(affidavit: Schemas["OwnAffidavit"], year: string) {
    const { program, asked_for, signed_at, text } = affidavit;
    const name = `${PROGRAMS[program] ?? program}, ${year}`;
    const open = asked_for && !signed_at;
    return html`
      <h3 id="affidavit-${program}">${name}</h3>
      ${
        signed_at
          ? html`<p><span class="usa-tag">Signed</span> ${moment(signed_at)}</p>`
          : html`<p>
              ${asked_for ? html`<strong>Not signed yet.</strong>` : "None of your roles asks for it this year."}
            </p>`
      }
      ${
        open
          ? html`<div class="ot-text">${markdown(text, 2)}</div>`
          : html`<details>
              <summary>Read the affidavit</summary>
              <div class="ot-text">${markdown(text, 2)}</div>
            </details>`
      }
      ${
        open
          ? html`<div class="ot-actions">
              <button
                type="button"
                class="usa-button"
                ?disabled=${this.busy}
                @click=${() => this.#sign(affidavit, name)}
              >
                I have read it and sign it for ${year}
              </button>
            </div>`
          : nothing
      }
    `;
  }

  async #sign({ program, version }: Schemas["OwnAffidavit"], name: string): Promise<void> {
    const done = await this.attempt(async () => {
      await answer(api.POST("/v1/account/affidavits", { body: { program, version } }));
      await this.#read();
    });
    if (!done) return;
    this.signed = `The affidavit ${name} is signed. It counts at once.`;
    await this.focusOn(".usa-alert--success");
  }
}
