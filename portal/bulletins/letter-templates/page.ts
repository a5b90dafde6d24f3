import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { type Schemas, api, body } from "../../shared/common/api";
import { input, select } from "../../shared/common/form";
import { loading } from "../../shared/common/messages";
import { today } from "../../shared/common/times";
import { OpenPart, query } from "../open-part";
import { years } from "../second-scoring/years";
import { leaName } from "./lea-name";

/** The yearly notices to parents and guardians, as documents that an LEA fills in and sends. */
@customElement("ot-letter-templates")
export class LetterTemplates extends OpenPart {
  @state() private templates: readonly Schemas["LetterTemplate"][] | undefined;
  @state() private year: string = years(today())[0];
  @state() private lea = "";

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    const session = await this.sessionIfAny();
    this.lea = leaName(session?.role ?? undefined);
    await this.attempt(async () => {
      this.templates = (await body(api.GET("/v1/letter-templates"))).templates;
    });
  }

  override render() {
    const { templates } = this;
    return html`
      <h1>Letter templates</h1>
      <p class="ot-lead">The notices about the state tests that an LEA sends to parents and guardians every year.</p>
      <p>
        Education Code 60604 and 5 CCR 852 ask for the notice about the CAASPP, and that it tells of Education Code
        60615. The letters inform and ask for nothing: an LEA may not solicit or encourage requests to excuse a child,
        so keep it like this when you change the text.
      </p>
      ${this.complaint("The templates cannot be shown")}
      ${templates ? this.#all(templates) : this.refused ? nothing : loading("the templates")}
    `;
  }

  #all(templates: readonly Schemas["LetterTemplate"][]) {
    const [now, , following] = years(today());
    return html`
      <form class="ot-narrow" @submit=${(event: Event) => event.preventDefault()} novalidate>
        ${input(
          {
            name: "lea",
            label: "Name of the LEA",
            hint: "Stands under the letter. Left blank, its place is marked.",
            value: this.lea,
            maxlength: 100,
            oninput: (event) => (this.lea = (event.target as HTMLInputElement).value),
          },
          this.errors,
        )}
        ${select(
          {
            name: "year",
            label: "Administration year",
            value: this.year,
            options: [now, following].map((year) => [year, year] as const),
            onchange: (event) => (this.year = (event.target as HTMLSelectElement).value),
          },
          this.errors,
        )}
      </form>
      <p>What you are to write stands in [brackets] and is marked yellow in the document.</p>
      <ul class="ot-contacts">
        ${templates.map(
          ({ id, name, about, document }) => html`
            <li>
              <h2>${name}</h2>
              <p>${about}</p>
              <p>
                <a
                  class="usa-button"
                  id="template-${id}"
                  href="${document}${query({ year: this.year, lea: this.lea.trim() })}"
                  download
                  aria-label="Download ${name}, Word document"
                  >Download (Word)</a
                >
              </p>
            </li>
          `,
        )}
      </ul>
    `;
  }
}
