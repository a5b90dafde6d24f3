import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { type Schemas, api, body } from "../../shared/common/api";
import { input, select, values } from "../../shared/common/form";
import { loading } from "../../shared/common/messages";
import { signedIn } from "../../shared/common/session";
import type { ListPage } from "../../shared/all-pages";
import { ListPart } from "../../shared/list-part";
import type { ChosenOrganization } from "../../shared/organization-choice";
import "../../shared/organization-choice";
import { givenBy, heldRole, seenBy } from "../../shared/roles";
import { STATE_CHOICES, stateName } from "../../shared/states";

type Listed = Schemas["ListedUser"];
type Criteria = Omit<Schemas["UserSearch"], "cursor" | "limit">;

const LABELS = { name: "Last name", email: "E-mail address", organization: "Organization" };

/** The users whose roles one's own role gives: find, list, save, print. */
@customElement("ot-users")
export class Users extends ListPart<Listed, Criteria> {
  @state() private organization = "";
  protected readonly words = ["user", "users"] as const;
  protected readonly fields = ["name", "email", "organization", "role", "state"];
  protected readonly csv = {
    name: "users",
    columns: ["Last name", "First name", "E-mail address", "State", "Roles"],
    cells: ({ last_name, first_name, email, state: of, roles }: Listed) => [
      last_name,
      first_name,
      email,
      stateName(of),
      roles.map(heldRole).join("; "),
    ],
  };

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    this.session = await signedIn();
    await this.find({});
  }

  protected async page(criteria: Criteria, cursor: string | undefined, limit: number): Promise<ListPage<Listed>> {
    // Names and addresses are personal: in the body, never in an address.
    const asked = { ...criteria, limit, ...(cursor === undefined ? {} : { cursor }) };
    const { users, next_cursor } = await body(api.POST("/v1/users/search", { body: asked }));
    return { entries: users, next: next_cursor ?? undefined };
  }

  override render() {
    const role = this.session?.role;
    if (!role) return loading("the users");
    return html`
      <div class="ot-bar">
        <h1>Users</h1>
        ${
          givenBy(role.role).length > 0
            ? html`<div class="ot-actions">
                <a class="usa-button" href="/add-user">Add a user</a>
                <a class="usa-button usa-button--outline" href="/upload-users">Upload users</a>
              </div>`
            : nothing
        }
      </div>
      ${this.complaint("The search is not complete", LABELS)} ${this.isRefused ? nothing : this.#form(role)}
      ${this.list(this.#table())}
    `;
  }

  #form(role: { role: string; organization: string }) {
    return html`
      <form class="ot-filter" role="search" @submit=${this.#search} @reset=${this.#clear} novalidate>
        ${input({ name: "name", label: LABELS.name, hint: "The beginning is enough", type: "search" }, this.errors)}
        ${input({ name: "email", label: LABELS.email, hint: "The whole address", type: "search", inputmode: "email" }, this.errors)}
        <ot-organization-choice
          .label=${LABELS.organization}
          .own=${role.organization}
          .value=${this.organization}
          .fieldErrors=${this.errors}
          @choose=${({ detail }: CustomEvent<ChosenOrganization | undefined>) => (this.organization = detail?.code ?? "")}
        ></ot-organization-choice>
        ${select(
          {
            name: "role",
            label: "Role",
            options: [["", "All"], ...seenBy(role.role).map(({ code, name }) => [code, name] as const)],
          },
          this.errors,
        )}
        ${select({ name: "state", label: "State", options: [["", "All"], ...STATE_CHOICES] }, this.errors)}
        <div class="ot-actions">
          <button type="submit" class="usa-button" ?disabled=${this.busy}>Search</button>
          <button type="reset" class="usa-button usa-button--outline" ?disabled=${this.busy}>Clear</button>
        </div>
      </form>
    `;
  }

  readonly #search = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const typed = values(event.target as HTMLFormElement);
    await this.find(Object.fromEntries(this.fields.flatMap((name) => (typed[name] ? [[name, typed[name]]] : []))));
  };

  readonly #clear = async (): Promise<void> => {
    this.organization = "";
    await this.find({});
    await this.focusOn("#name");
  };

  #table() {
    return html`
      <table class="usa-table usa-table--borderless usa-table--stacked ot-table">
        <caption class="usa-sr-only">
          Users
        </caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">E-mail address</th>
            <th scope="col">Roles</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          ${this.entries?.map(
            (user) => html`
              <tr>
                <th scope="row" data-label="Name">
                  <a class="usa-link" href="/user?id=${user.id}">${user.last_name}, ${user.first_name}</a>
                </th>
                <td data-label="E-mail address">${user.email}</td>
                <td data-label="Roles">
                  <ul class="ot-plain">
                    ${user.roles.map((held) => html`<li>${heldRole(held)}</li>`)}
                  </ul>
                </td>
                <td data-label="State">${stateName(user.state)}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    `;
  }
}
