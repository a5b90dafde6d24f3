import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { parameter } from "../../shared/common/addresses";
import { type Schemas, api, body } from "../../shared/common/api";
import { select } from "../../shared/common/form";
import { loading } from "../../shared/common/messages";
import { OpenPart, showInAddress } from "../open-part";
import { cards, countyAgents, countyOf } from "./cards";

/** Whom to ask: help desks, offices, and the success agent of a county. */
@customElement("ot-contacts")
export class Contacts extends OpenPart {
  @state() private contacts: Schemas["Contacts"] | undefined;
  @state() private county = parameter("county") ?? "";

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    const session = await this.sessionIfAny();
    this.county ||= countyOf(session?.role?.organization);
    await this.#read();
  }

  override render() {
    const { contacts } = this;
    return html`
      <h1>Contacts</h1>
      <p class="ot-lead">
        Whom to ask. The most common questions are answered at once on the page
        <a class="usa-link" href="/answers">Answers</a>.
      </p>
      ${this.complaint("The contacts cannot be shown", { county: "County" })}
      ${contacts ? this.#all(contacts) : this.refused ? nothing : loading("the contacts")}
    `;
  }

  #all(contacts: Schemas["Contacts"]) {
    const { help_desks: desks, programs, counties, county } = contacts;
    const options = counties.map(({ code, name }) => [code, name] as const);
    return html`
      <section aria-labelledby="desks">
        <h2 id="desks">Help desks</h2>
        ${desks.length > 0 ? cards(desks) : html`<p>No help desk is listed.</p>`}
      </section>
      <section aria-labelledby="agents">
        <h2 id="agents">Success agent of your county</h2>
        <p>A success agent helps the LEAs of some counties with all of testing.</p>
        <form class="ot-narrow" @submit=${(event: Event) => event.preventDefault()}>
          ${select(
            {
              name: "county",
              label: "County",
              value: this.county,
              options: [["", "Choose a county"], ...options],
              onchange: this.#choose,
            },
            this.errors,
          )}
        </form>
        <div aria-live="polite">${county ? countyAgents(county) : nothing}</div>
      </section>
      ${
        programs.length > 0
          ? html`<section aria-labelledby="programs">
              <h2 id="programs">Offices</h2>
              ${cards(programs)}
            </section>`
          : nothing
      }
    `;
  }

  readonly #choose = async (event: Event): Promise<void> => {
    this.county = (event.target as HTMLSelectElement).value;
    await this.#read();
    showInAddress({ county: this.county });
  };

  async #read(): Promise<void> {
    const query = this.county ? { county: this.county } : {};
    await this.attempt(async () => {
      this.contacts = await body(api.GET("/v1/contacts", { params: { query } }));
    }, ["county"]);
    if (this.refused && !this.contacts && this.county) {
      // An address with a county that there is not: the rest of the page is there all the same.
      this.county = "";
      await this.#read();
    }
  }
}
