import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { parameter } from "../../shared/common/addresses";
import { type Schemas, api, body } from "../../shared/common/api";
import { input, select, values } from "../../shared/common/form";
import { loading } from "../../shared/common/messages";
import { today } from "../../shared/common/times";
import { missing } from "../../shared/work-part";
import { OpenPart, showInAddress } from "../open-part";
import { outcome } from "./outcome";
import { years } from "./years";

const LABELS = { query: "School or code", year: "Administration year" };

/** Whether a school is on a year's list of those that need second scoring. */
@customElement("ot-second-scoring")
export class SecondScoring extends OpenPart {
  @state() private found: Schemas["SecondScoring"] | undefined;
  @state() private query = parameter("query") ?? "";
  @state() private year = parameter("year") ?? years(today())[0];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.sessionIfAny();
    if (this.query) void this.#find();
  }

  override render() {
    return html`
      <h1>Second scoring</h1>
      <p class="ot-lead">
        Some schools must have a second person score the California Alternate Assessment for English language
        arts/literacy, beside the student’s test examiner. Look up whether yours is one of them.
      </p>
      <p>
        A school that is not listed need not. Grades three through five have needed no second scoring since 2024–25,
        whatever the school.
      </p>
      ${this.complaint("Nothing was looked up", LABELS)}
      <form class="ot-filter" role="search" @submit=${this.#search} novalidate>
        ${input(
          {
            name: "query",
            label: LABELS.query,
            hint: "Words of the school’s name, or the code: 14 digits, or the 7 of the school or the LEA",
            type: "search",
            value: this.query,
            maxlength: 100,
            required: true,
          },
          this.errors,
        )}
        ${select(
          {
            name: "year",
            label: LABELS.year,
            value: this.year,
            options: years(today()).map((year) => [year, year] as const),
          },
          this.errors,
        )}
        <div class="ot-actions">
          <button type="submit" class="usa-button" ?disabled=${this.busy}>Look up</button>
        </div>
      </form>
      ${this.busy ? loading("the list") : this.found ? outcome(this.found) : nothing}
    `;
  }

  readonly #search = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { query = "", year = "" } = values(event.target as HTMLFormElement);
    this.query = query;
    this.year = year;
    this.found = undefined;
    if (!(await this.complete(missing({ query }, { query: "enter a school or a code" })))) return;
    showInAddress({ query, year });
    await this.#find();
  };

  async #find(): Promise<void> {
    const { query, year } = this;
    await this.attempt(async () => {
      this.found = await body(api.GET("/v1/second-scoring", { params: { query: { query, year } } }));
    }, Object.keys(LABELS));
  }
}
