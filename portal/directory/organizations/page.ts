import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { here, parameter } from "../../shared/common/addresses";
import { type Schemas, api, body } from "../../shared/common/api";
import { input, values } from "../../shared/common/form";
import { loading, message } from "../../shared/common/messages";
import { type Session, signedIn } from "../../shared/common/session";
import { saveCsv } from "../../shared/files";
import { listHead } from "../../shared/list-head";
import { WorkPart } from "../../shared/work-part";
import { fundingName, isAbove, kindName } from "./words";

/** Counties, LEAs and schools of one's own scope: by what they lie in, or by name. */
@customElement("ot-organizations")
export class Organizations extends WorkPart {
  @state() private session: Session | undefined;
  @state() private found: Schemas["Organizations"] | undefined;
  @state() private query = "";
  readonly #parent = parameter("parent");

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    this.session = await signedIn();
    await this.#find("");
  }

  async #find(query: string): Promise<void> {
    await this.attempt(async () => {
      const asked = {
        limit: 100,
        ...(query ? { query } : {}),
        ...(this.#parent === undefined ? {} : { parent: this.#parent }),
      };
      this.found = await body(api.GET("/v1/organizations", { params: { query: asked } }));
      this.query = query;
    }, ["query"]);
  }

  override render() {
    if (!this.session) return loading("the organizations");
    return html`
      <h1>Organizations</h1>
      ${
        this.#parent === undefined
          ? html`<p>What lies in ${this.session.role?.organization_name ?? ""}, as the CDE’s directory has it.</p>`
          : html`<p>
              What lies directly in <strong>${this.#parent}</strong>.
              <a class="usa-link" href="/organizations">All of your organizations</a>
            </p>`
      }
      ${this.complaint("Nothing was looked for", { query: "Name" })}
      <form class="ot-filter" role="search" @submit=${this.#search} @reset=${this.#clear} novalidate>
        ${input({ name: "query", label: "Name", hint: "The beginning of its words is enough", type: "search" }, this.errors)}
        <div class="ot-actions">
          <button type="submit" class="usa-button" ?disabled=${this.busy}>Search</button>
          <button type="reset" class="usa-button usa-button--outline" ?disabled=${this.busy}>Clear</button>
        </div>
      </form>
      ${this.found ? this.#list(this.found) : this.refused ? nothing : loading("the organizations")}
    `;
  }

  readonly #search = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    await this.#find(values(event.target as HTMLFormElement)["query"] ?? "");
  };

  readonly #clear = async (): Promise<void> => {
    await this.#find("");
    await this.focusOn("#query");
  };

  #list({ organizations, more }: Schemas["Organizations"]) {
    const count = `${organizations.length} ${organizations.length === 1 ? "organization" : "organizations"}`;
    return html`
      ${listHead({
        count: organizations.length === 0 ? "No organizations" : count,
        disabled: organizations.length === 0,
        onsave: () => void this.#save(organizations),
      })}
      ${
        more
          ? message("info", undefined, "There are more than these. Type more of the name, or go into a county or LEA.")
          : nothing
      }
      ${
        organizations.length === 0
          ? html`<p>${this.query ? "No name has words that begin like this." : "Nothing lies below it."}</p>`
          : this.#table(organizations)
      }
    `;
  }

  async #save(organizations: readonly Schemas["Organization"][]): Promise<void> {
    await saveCsv(
      "organizations",
      ["Name", "CDS code", "Kind", "LEA code", "Charter funding"],
      organizations.map(({ name, code, kind, lea_code, charter_funding }) => [
        name,
        code,
        kindName(kind),
        lea_code ?? "",
        fundingName(charter_funding),
      ]),
    );
  }

  #table(organizations: readonly Schemas["Organization"][]) {
    return html`
      <table class="usa-table usa-table--borderless usa-table--stacked ot-table">
        <caption class="usa-sr-only">
          Organizations
        </caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Code</th>
            <th scope="col">Kind</th>
            <th scope="col">Charter funding</th>
          </tr>
        </thead>
        <tbody>
          ${organizations.map(
            ({ name, code, kind, charter_funding }) => html`
              <tr>
                <th scope="row" data-label="Name">
                  ${
                    isAbove(kind) && `/organizations?parent=${code}` !== here()
                      ? html`<a class="usa-link" href="/organizations?parent=${code}">${name}</a>`
                      : name
                  }
                </th>
                <td data-label="Code">${code}</td>
                <td data-label="Kind">${kindName(kind)}</td>
                <td data-label="Charter funding">${fundingName(charter_funding) || "–"}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    `;
  }
}
