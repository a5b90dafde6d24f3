import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { type Schemas, answer, api } from "../../shared/common/api";
import { type FieldErrors, input, values } from "../../shared/common/form";
import { loading, message } from "../../shared/common/messages";
import { type Session, signedIn } from "../../shared/common/session";
import "../../shared/role-fields";
import type { RoleFields } from "../../shared/role-fields";
import { givenBy, heldRole } from "../../shared/roles";
import { WorkPart, missing } from "../../shared/work-part";

const LABELS = {
  first_name: "First name",
  last_name: "Last name",
  email: "E-mail address",
  telephone: "Telephone",
  organization: "Organization",
  roles: "Role",
  instruments: "Program instruments",
};
const MISSING = { first_name: "must be filled in", last_name: "must be filled in", email: "must be filled in" };

/** What is to be saved, as it is shown before. */
interface Draft {
  person: { first_name: string; last_name: string; email: string; telephone: string };
  roles: RoleFields["roles"];
  /** Names the attempt, so that a repeat after a lost answer adds nobody twice. */
  key: string;
}

/** Adding a user, in the order of TOMS: name and contact, organization, role, administration year, confirm and save. */
@customElement("ot-add-user")
export class AddUser extends WorkPart {
  @state() private session: Session | undefined;
  @state() private draft: Draft | undefined;
  @state() private added: Schemas["User"] | undefined;

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    this.session = await signedIn();
  }

  override render() {
    const { session, draft, added } = this;
    if (!session) return loading("the form");
    if (givenBy(session.role?.role).length === 0) {
      return html`<h1>Add a user</h1>
        ${message("info", undefined, "Your role gives no roles, so it adds no users.")}`;
    }
    return html`
      <h1>Add a user</h1>
      ${added ? this.#success(added) : nothing} ${this.complaint("The user is not added yet", LABELS)}
      ${draft ? this.#review(draft) : nothing}
      <form class="ot-narrow" @submit=${this.#check} ?hidden=${Boolean(draft) || Boolean(added)} novalidate>
        ${this.#person()}
        <h2>Organization, role and administration year</h2>
        <ot-role-fields .session=${session} .wrong=${this.errors}></ot-role-fields>
        <div class="ot-actions">
          <button type="submit" class="usa-button">Continue</button>
        </div>
      </form>
    `;
  }

  #person() {
    return html`
      <h2>Name and contact</h2>
      ${input({ name: "first_name", label: LABELS.first_name, maxlength: 35, required: true }, this.errors)}
      ${input({ name: "last_name", label: LABELS.last_name, maxlength: 100, required: true }, this.errors)}
      ${input(
        {
          name: "email",
          label: LABELS.email,
          hint: "It becomes the user name and cannot be changed later",
          type: "email",
          inputmode: "email",
          maxlength: 254,
          required: true,
        },
        this.errors,
      )}
      ${input(
        {
          name: "telephone",
          label: LABELS.telephone,
          hint: "With extension, as people write it",
          type: "tel",
          maxlength: 40,
        },
        this.errors,
      )}
    `;
  }

  readonly #check = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { first_name = "", last_name = "", email = "", telephone = "" } = values(event.target as HTMLFormElement);
    const person = { first_name, last_name, email, telephone };
    const fields = this.querySelector<RoleFields>("ot-role-fields");
    const gaps: FieldErrors = new Map([...missing(person, MISSING), ...(fields?.gaps ?? [])]);
    if (!fields || !(await this.complete(gaps))) return;
    this.draft = { person, roles: fields.roles, key: crypto.randomUUID() };
    await this.focusOn("#review-title");
  };

  #review({ person, roles }: Draft) {
    return html`
      <section class="ot-narrow" aria-labelledby="review-title">
        <h2 id="review-title" tabindex="-1">Confirm and save</h2>
        <dl class="ot-facts">
          <dt>Name</dt>
          <dd>${person.first_name} ${person.last_name}</dd>
          <dt>E-mail address</dt>
          <dd>${person.email}</dd>
          <dt>Telephone</dt>
          <dd>${person.telephone || "None"}</dd>
          <dt>${roles.length === 1 ? "Role" : "Roles"}</dt>
          <dd>
            <ul class="ot-plain">
              ${roles.map((role) => html`<li>${heldRole(role)}</li>`)}
            </ul>
          </dd>
        </dl>
        <p>A letter with a link to activate the account goes to this address.</p>
        <div class="ot-actions">
          <button type="button" class="usa-button" ?disabled=${this.busy} @click=${this.#save}>
            ${this.busy ? "Saving …" : "Save"}
          </button>
          <button type="button" class="usa-button usa-button--outline" ?disabled=${this.busy} @click=${this.#back}>
            Back
          </button>
        </div>
      </section>
    `;
  }

  readonly #back = async (): Promise<void> => {
    this.draft = undefined;
    this.forget();
    await this.focusOn("#first_name");
  };

  readonly #save = async (): Promise<void> => {
    const { draft } = this;
    if (!draft) return;
    const { telephone, ...person } = draft.person;
    const roles = draft.roles.map(({ role, organization, year, instruments }) => ({
      ...{ role, organization, year },
      ...(instruments ? { instruments } : {}),
    }));
    const done = await this.attempt(async () => {
      const { data } = await answer(
        api.POST("/v1/users", {
          params: { header: { "Idempotency-Key": draft.key } },
          body: { ...person, roles, ...(telephone ? { telephone } : {}) },
        }),
      );
      this.added = data;
    }, Object.keys(LABELS));
    if (done) {
      this.draft = undefined;
      await this.focusOn(".usa-alert--success");
    } else if (this.errors.size > 0) {
      // What is wrong can be mended only in the form.
      this.draft = undefined;
      await this.focusOn("#summary");
    }
  };

  #success({ id, first_name, last_name, email, state: of }: Schemas["User"]) {
    return html`
      ${message(
        "success",
        `${first_name} ${last_name} is added`,
        of === "added"
          ? html`The activation letter was sent to ${email}. Its link can be used for 72 hours; you can have it sent
            again from the user’s page.`
          : html`${email} had an account already. It has the roles now, keeps its own name and telephone, and its owner
            is told by letter.`,
      )}
      <div class="ot-actions">
        <button type="button" class="usa-button" @click=${this.#another}>Add another user</button>
        <a class="usa-button usa-button--outline" href="/user?id=${id}">Open the user</a>
      </div>
    `;
  }

  readonly #another = async (): Promise<void> => {
    this.added = undefined;
    this.querySelector("form")?.reset();
    this.querySelector<RoleFields>("ot-role-fields")?.clear();
    await this.focusOn("#first_name");
  };
}
