import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { allPages } from "../../shared/all-pages";
import { type Schemas, api, body } from "../../shared/common/api";
import { select, values } from "../../shared/common/form";
import { confirmed } from "../../shared/confirm";
import { changeContributors } from "../calls";
import { allowance, allowedOr } from "./actions";
import { ReviewPart } from "./review-part";

type Candidate = Pick<Schemas["ListedUser"], "id" | "first_name" | "last_name" | "email">;

/** The LEA's users who work on this review: the review coordinator lets them in and takes them out. Source: fact sheet 1. */
@customElement("ot-contributors")
export class Contributors extends ReviewPart {
  /** Who may be let in; nothing until it is asked for. */
  @state() private candidates: readonly Candidate[] | undefined;

  override render() {
    const { contributors } = this.review;
    const allowed = allowance(this.review, "assign-contributors");
    return html`
      ${this.outcome("The contributors are not changed", { contributor: "Contributor" })}
      ${
        contributors.length === 0
          ? html`<p class="ot-none">No contributor yet: the LEA's review coordinator works alone.</p>`
          : html`<ul class="ot-people">
              ${contributors.map(
                ({ id, name }) =>
                  html`<li>
                    ${name}
                    ${
                      allowed?.may
                        ? html`<button
                            type="button"
                            class="usa-button usa-button--unstyled"
                            aria-label="Take out ${name}"
                            ?disabled=${this.busy}
                            @click=${() => this.#takeOut(id, name)}
                          >
                            Take out
                          </button>`
                        : nothing
                    }
                  </li>`,
              )}
            </ul>`
      }
      ${allowedOr(allowed, "Let in a contributor", "contributors", () => this.#letIn())}
    `;
  }

  #letIn() {
    if (!this.candidates) {
      return html`<div class="ot-actions">
        <button type="button" class="usa-button usa-button--outline" ?disabled=${this.busy} @click=${this.#begin}>
          Let in a contributor
        </button>
      </div>`;
    }
    const inside = new Set(this.review.contributors.map(({ id }) => id));
    const outside = this.candidates.filter(({ id }) => !inside.has(id));
    const another = html`<a class="usa-link" href="/add-user">Add a user</a> as LEA compliance contributor first if
      somebody is missing here.`;
    if (outside.length === 0) {
      return html`<p id="contributor" tabindex="-1">
        Every LEA compliance contributor of the LEA is in this review. ${another}
      </p>`;
    }
    return html`
      <form class="ot-narrow" @submit=${this.#add} novalidate>
        ${select(
          {
            name: "contributor",
            label: "Contributor",
            hint: html`Active LEA compliance contributors of the LEA. ${another}`,
            required: true,
            options: [
              ["", "Choose"],
              ...outside.map((user) => [user.id, `${user.last_name}, ${user.first_name} (${user.email})`] as const),
            ],
          },
          this.errors,
        )}
        <div class="ot-actions">
          <button type="submit" class="usa-button" ?disabled=${this.busy}>Let in</button>
        </div>
      </form>
    `;
  }

  readonly #begin = async (): Promise<void> => {
    const done = await this.attempt(async () => {
      // Names and addresses are personal: the search is a body, never an address.
      const { entries } = await allPages(async (cursor) => {
        const asked = { role: "lea-compliance-contributor", state: "active", limit: 100 };
        const search = cursor === undefined ? asked : { ...asked, cursor };
        const { users, next_cursor } = await body(api.POST("/v1/users/search", { body: search }));
        return { entries: users, next: next_cursor ?? undefined };
      });
      this.candidates = entries;
    });
    if (done) await this.focusOn("#contributor");
  };

  readonly #add = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { contributor = "" } = values(event.target as HTMLFormElement);
    if (!(await this.complete(contributor ? new Map() : new Map([["contributor", "Choose somebody."]])))) return;
    const name = this.candidates?.find(({ id }) => id === contributor);
    const words = name ? `${name.first_name} ${name.last_name} is in this review now, and is told by letter.` : "";
    await this.change(
      () => changeContributors(this.review, { add: [contributor] }),
      () => words,
    );
  };

  async #takeOut(id: string, name: string): Promise<void> {
    const sure = await confirmed({
      title: `Take ${name} out of this review?`,
      text: "They see the review no more. What they uploaded and wrote stays.",
      action: "Take out",
    });
    if (!sure) return;
    await this.change(
      () => changeContributors(this.review, { remove: [id] }),
      () => `${name} is no longer in this review.`,
    );
  }
}
