import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { type Schemas, api, body } from "../../shared/common/api";
import { select, values } from "../../shared/common/form";
import { loading, message } from "../../shared/common/messages";
import { signedIn } from "../../shared/common/session";
import { moment } from "../../shared/common/times";
import type { ListPage } from "../../shared/all-pages";
import { ListPart } from "../../shared/list-part";
import type { ChosenOrganization } from "../../shared/organization-choice";
import "../../shared/organization-choice";
import { heldRole, years } from "../../shared/roles";

type Signatory = Schemas["Signatory"];
interface Criteria {
  program: string;
  year: string;
  organization?: string;
  signed?: boolean;
}

/** Who has signed the year's security affidavit of a program, and who has not. */
@customElement("ot-affidavits")
export class Affidavits extends ListPart<Signatory, Criteria> {
  @state() private organization = "";
  @state() private copied: number | undefined;
  protected readonly words = ["person", "people"] as const;
  protected readonly fields = ["program", "year", "organization", "signed"];
  protected readonly csv = {
    name: "affidavits",
    columns: ["Last name", "First name", "E-mail address", "Roles", "Signed"],
    cells: ({ last_name, first_name, email, roles, signed_at }: Signatory) => [
      last_name,
      first_name,
      email,
      roles.map(heldRole).join("; "),
      signed_at ? moment(signed_at) : "",
    ],
  };

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    this.session = await signedIn();
    await this.find({ program: "caaspp", year: this.session.role?.year ?? "" });
  }

  protected async page(criteria: Criteria, cursor: string | undefined, limit: number): Promise<ListPage<Signatory>> {
    const query = { ...criteria, limit, ...(cursor === undefined ? {} : { cursor }) };
    const { signatories, next_cursor } = await body(api.GET("/v1/affidavits", { params: { query } }));
    return { entries: signatories, next: next_cursor ?? undefined };
  }

  override render() {
    const role = this.session?.role;
    if (!role) return loading("the affidavits");
    return html`
      <h1>Security affidavits</h1>
      <p>
        Test administrators and examiners sign once an administration year, under “My account”. Until then they see no
        student.
      </p>
      ${this.complaint("The list is not complete")} ${this.isRefused ? nothing : this.#form(role)}
      ${this.copied === undefined ? nothing : this.#copiedMessage(this.copied)}
      ${this.list(
        this.#table(),
        html`<button type="button" class="usa-button usa-button--outline" ?disabled=${this.busy} @click=${this.#copy}>
          Copy e-mail addresses of those who have not signed
        </button>`,
      )}
    `;
  }

  #copiedMessage(count: number) {
    return count === 0
      ? message("info", undefined, "Everybody here has signed: there is no address to copy.")
      : message(
          "success",
          undefined,
          `${count} e-mail ${count === 1 ? "address is" : "addresses are"} copied. Paste into the blind-copy line of a letter.`,
        );
  }

  #form(role: { organization: string; year: string }) {
    return html`
      <form class="ot-filter" @submit=${this.#search} novalidate>
        ${select(
          {
            name: "program",
            label: "Program",
            options: [
              ["caaspp", "CAASPP"],
              ["elpac", "ELPAC"],
            ],
          },
          this.errors,
        )}
        ${select({ name: "year", label: "Administration year", options: years(role.year).map((year) => [year, year]) }, this.errors)}
        <ot-organization-choice
          .own=${role.organization}
          .value=${this.organization}
          .fieldErrors=${this.errors}
          @choose=${({ detail }: CustomEvent<ChosenOrganization | undefined>) => (this.organization = detail?.code ?? "")}
        ></ot-organization-choice>
        ${select(
          {
            name: "signed",
            label: "Signed",
            options: [
              ["", "All"],
              ["false", "Not signed"],
              ["true", "Signed"],
            ],
          },
          this.errors,
        )}
        <div class="ot-actions">
          <button type="submit" class="usa-button" ?disabled=${this.busy}>Show</button>
        </div>
      </form>
    `;
  }

  readonly #search = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { program = "caaspp", year = "", organization, signed } = values(event.target as HTMLFormElement);
    this.copied = undefined;
    await this.find({
      program,
      year,
      ...(organization ? { organization } : {}),
      ...(signed ? { signed: signed === "true" } : {}),
    });
  };

  readonly #copy = async (): Promise<void> => {
    const { criteria } = this;
    if (!criteria) return;
    const done = await this.attempt(async () => {
      const waiting = await this.all({ ...criteria, signed: false });
      if (waiting.length > 0) await navigator.clipboard.writeText(waiting.map(({ email }) => email).join("; "));
      this.copied = waiting.length;
    });
    if (done) await this.focusOn(".usa-alert");
  };

  #table() {
    return html`
      <table class="usa-table usa-table--borderless usa-table--stacked ot-table">
        <caption class="usa-sr-only">
          Who has signed and who has not
        </caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">E-mail address</th>
            <th scope="col">Roles</th>
            <th scope="col">Signed</th>
          </tr>
        </thead>
        <tbody>
          ${this.entries?.map(
            ({ id, first_name, last_name, email, roles, signed_at }) => html`
              <tr>
                <th scope="row" data-label="Name">
                  <a class="usa-link" href="/user?id=${id}">${last_name}, ${first_name}</a>
                </th>
                <td data-label="E-mail address">${email}</td>
                <td data-label="Roles">
                  <ul class="ot-plain">
                    ${roles.map((held) => html`<li>${heldRole(held)}</li>`)}
                  </ul>
                </td>
                <td data-label="Signed">${signed_at ? moment(signed_at) : html`<strong>Not signed</strong>`}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    `;
  }
}
