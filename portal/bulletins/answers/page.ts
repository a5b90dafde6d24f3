import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { parameter } from "../../shared/common/addresses";
import { type Schemas, api, body } from "../../shared/common/api";
import { input, select, values } from "../../shared/common/form";
import { loading } from "../../shared/common/messages";
import { OpenPart, showInAddress } from "../open-part";
import { results } from "./results";

const LABELS = { query: "Words", topic: "Topic" };
/** As many as the API gives at once. */
const SHOWN = 100;

/** Answers to the questions that coordinators ask most. */
@customElement("ot-answers")
export class Answers extends OpenPart {
  @state() private found: Schemas["Answers"] | undefined;
  @state() private query = parameter("query") ?? "";
  @state() private topic = parameter("topic") ?? "";

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    void this.sessionIfAny();
    await this.#find();
    // The browser looked for the place before it was there.
    const id = location.hash.slice(1);
    if (id) await this.focusOn(`[id="${CSS.escape(id)}"]`);
  }

  override render() {
    return html`
      <h1>Answers</h1>
      <p class="ot-lead">Answers to the questions that coordinators ask most.</p>
      ${this.complaint("Nothing was looked for", LABELS)}
      <form class="ot-filter" role="search" @submit=${this.#search} @reset=${this.#clear} novalidate>
        ${input(
          {
            name: "query",
            label: LABELS.query,
            hint: html`Several words find answers that hold <strong>all</strong> of them: <em>sign affidavit</em>. Words
              joined with + find answers that hold <strong>any</strong> of them: <em>cast+csa</em>.`,
            type: "search",
            value: this.query,
            maxlength: 100,
          },
          this.errors,
        )}
        ${select({ name: "topic", label: LABELS.topic, value: this.topic, options: this.#topics() }, this.errors)}
        <div class="ot-actions">
          <button type="submit" class="usa-button" ?disabled=${this.busy}>Search</button>
          <button type="reset" class="usa-button usa-button--outline" ?disabled=${this.busy}>Clear</button>
        </div>
      </form>
      ${this.busy ? loading("the answers") : this.found ? results(this.found) : nothing}
    `;
  }

  #topics(): (readonly [string, string])[] {
    const topics = this.found?.topics ?? [];
    return [["", "All topics"], ...topics.map(({ name, answers }) => [name, `${name} (${answers})`] as const)];
  }

  readonly #search = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { query = "", topic = "" } = values(event.target as HTMLFormElement);
    this.query = query;
    this.topic = topic;
    await this.#find();
    showInAddress({ query, topic });
  };

  readonly #clear = async (): Promise<void> => {
    this.query = "";
    this.topic = "";
    await this.#find();
    showInAddress({});
    await this.focusOn("#query");
  };

  async #find(): Promise<void> {
    const { query, topic } = this;
    const asked = { limit: SHOWN, ...(query ? { query } : {}), ...(topic ? { topic } : {}) };
    await this.attempt(async () => {
      this.found = await body(api.GET("/v1/answers", { params: { query: asked } }));
    }, Object.keys(LABELS));
  }
}
