import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { parameter } from "../../shared/common/addresses";
import { type Schemas, answer, api } from "../../shared/common/api";
import { loading, message } from "../../shared/common/messages";
import { Refused } from "../../shared/common/problem";
import { type Session, signedIn } from "../../shared/common/session";
import { confirmed } from "../../shared/confirm";
import { givenBy } from "../../shared/roles";
import { stateName } from "../../shared/states";
import { WorkPart } from "../../shared/work-part";
import "./access";
import "./details";
import { differences } from "./differences";
import "./roles";

type User = Schemas["User"];

/** What a part of this page asks for: the change, and what to say when it is made. */
export interface AskedChange {
  change: Schemas["UserChange"];
  done: string;
  /** The fields of the part that asks. */
  fields?: readonly string[];
}

/** One user: name and telephone, roles, access. */
@customElement("ot-user")
export class UserPage extends WorkPart {
  @state() private session: Session | undefined;
  @state() private user: User | undefined;
  @state() private done = "";
  /** What somebody else changed while this page was open. */
  @state() private meanwhile: readonly string[] | undefined;
  @state() private gone = false;
  #etag = "";
  readonly #id = parameter("id") ?? "";

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    this.session = await signedIn();
    await this.attempt(() => this.#read());
  }

  async #read(): Promise<void> {
    const { data, headers } = await answer(api.GET("/v1/users/{id}", { params: { path: { id: this.#id } } }));
    this.#show(data, headers.get("ETag") ?? "");
  }

  #show(user: User, etag: string): void {
    this.user = user;
    this.#etag = etag;
    document.title = `${user.first_name} ${user.last_name} | OpenTOMS`;
  }

  override render() {
    if (this.gone) return this.#goneMessage();
    const { user, session } = this;
    if (!user || !session)
      return html`<h1>User</h1>
        ${
          this.refused
            ? html`${this.complaint("")}
                <p><a class="usa-link" href="/users">All users</a></p>`
            : loading("the user")
        }`;
    const own = user.id === session.user.id;
    const changes = givenBy(session.role?.role).length > 0;
    return html`
      <p class="ot-noprint"><a class="usa-link" href="/users">All users</a></p>
      <h1>${user.first_name} ${user.last_name}</h1>
      <p>${user.email} <span class="usa-tag">${stateName(user.state)}</span></p>
      ${this.done ? message("success", undefined, this.done) : nothing}
      ${this.meanwhile ? this.#conflict(this.meanwhile) : nothing}
      ${this.refused?.is("users.stale") ? nothing : this.complaint("The user is not changed", LABELS)}
      ${
        own
          ? message(
              "info",
              undefined,
              html`This is your own account. Nobody changes their own roles, state or sessions here; your password and
                sessions are under <a class="usa-link" href="/account">My account</a>.`,
            )
          : nothing
      }
      ${changes || own ? nothing : message("info", undefined, "Your role sees users and helps them to sign in; it changes none.")}
      ${user.changeable || !changes ? nothing : this.#elsewhere()}
      <ot-user-details
        .user=${user}
        .errors=${this.errors}
        .busy=${this.busy}
        .open=${changes && user.changeable && !own}
        @ask=${this.#ask}
      ></ot-user-details>
      <ot-user-roles
        .user=${user}
        .session=${session}
        .errors=${this.errors}
        .busy=${this.busy}
        .open=${changes && !own}
        @ask=${this.#ask}
      ></ot-user-roles>
      <ot-user-access
        .user=${user}
        .busy=${this.busy}
        .own=${own}
        .changes=${changes}
        @ask=${this.#ask}
        @help=${this.#help}
      ></ot-user-access>
      <p class="usa-hint">Every change of a user is recorded: who made it, when, in which role.</p>
    `;
  }

  #elsewhere() {
    return message(
      "info",
      "This user also works elsewhere",
      "Beside the roles shown here there are others that your role does not see. So name, telephone and state are not yours alone to change. You can give roles, and take away those that you see.",
    );
  }

  #conflict(meanwhile: readonly string[]) {
    return message(
      "warning",
      "The user was changed after you opened the page",
      html`
        <p>Nothing of yours was saved. What you entered is still here; it now stands against the current state:</p>
        <ul class="usa-list">
          ${meanwhile.map((line) => html`<li>${line}</li>`)}
        </ul>
        <p>If you still want your change, save it again.</p>
      `,
    );
  }

  #goneMessage() {
    return html`
      <h1>User</h1>
      ${message("success", "Done", html`You see no role of this user any more. <a class="usa-link" href="/users">All users</a>`)}
    `;
  }

  readonly #ask = async ({ detail }: CustomEvent<AskedChange>): Promise<void> => {
    this.done = "";
    this.meanwhile = undefined;
    const done = await this.attempt(() => this.#change(detail.change), detail.fields);
    if (done) return this.#tell(detail.done);
    const { refused } = this;
    if (refused?.is("users.stale")) await this.#overtaken(refused);
    if (refused?.is("users.last-coordinator") && (await this.#evenTheLast(refused))) {
      const change = { ...detail.change, confirm_last_coordinator: true };
      if (await this.attempt(() => this.#change(change), detail.fields)) await this.#tell(detail.done);
    }
  };

  async #change(change: Schemas["UserChange"]): Promise<void> {
    const asked = api.PATCH("/v1/users/{id}", {
      params: { path: { id: this.#id }, header: { "If-Match": this.#etag } },
      body: change,
    });
    const { data, headers, status } = await answer(asked);
    if (status === 204 || !data) this.gone = true;
    else this.#show(data, headers.get("ETag") ?? "");
  }

  async #overtaken({ problem }: Refused): Promise<void> {
    const { current, etag } = problem as unknown as { current: User; etag: string };
    this.meanwhile = this.user ? differences(this.user, current) : [];
    this.#show(current, etag);
    await this.focusOn(".usa-alert--warning");
  }

  #evenTheLast({ problem }: Refused): Promise<boolean> {
    const { offices = [] } = problem as unknown as { offices?: string[] };
    return confirmed({
      title: "Nobody else coordinates these tests for the LEA",
      text: html`
        <p>After this change there would be no one as:</p>
        <ul class="usa-list">
          ${offices.map((office) => html`<li>${office}</li>`)}
        </ul>
        <p>It is better to name a successor first.</p>
      `,
      action: "Go on all the same",
    });
  }

  async #tell(done: string): Promise<void> {
    this.done = done;
    await this.focusOn(".usa-alert--success");
  }

  readonly #help = async ({ detail }: CustomEvent<"activation" | "sessions">): Promise<void> => {
    this.done = "";
    this.meanwhile = undefined;
    const params = { path: { id: this.#id } };
    const done = await this.attempt(async () => {
      if (detail === "activation") await answer(api.POST("/v1/users/{id}/activation", { params }));
      else await answer(api.DELETE("/v1/users/{id}/sessions", { params }));
      // Ending sessions makes another version of the user.
      await this.#read();
    });
    if (!done) return;
    await this.#tell(
      detail === "activation"
        ? "The activation letter is on its way again. Its link can be used for 72 hours and ends the one before."
        : "All sessions of the user have ended. They can sign in again.",
    );
  };
}

const LABELS = { first_name: "First name", last_name: "Last name", telephone: "Telephone" };
