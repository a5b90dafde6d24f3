import { type TemplateResult, html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { input, select, values } from "../../shared/common/form";
import { loading, message } from "../../shared/common/messages";
import { type Session, signedIn } from "../../shared/common/session";
import type { ChosenOrganization } from "../../shared/organization-choice";
import "../../shared/organization-choice";
import { type Program, programs } from "../../shared/programs";
import { WorkPart, missing } from "../../shared/work-part";
import { type NewReview, makeReview } from "../changes";
import { checkboxes } from "../../shared/checkboxes";
import "../site-choice";
import type { Site } from "../site-choice";
import type { ReviewPage } from "../types";
import { MODES, reviewState, schedule } from "../words";
import { opens, programsOf } from "./offered";

const LABELS = {
  organization: "LEA",
  program: "Program",
  instruments: "Program instruments",
  mode: "Mode",
  first_day: "First day",
  last_day: "Last day",
  state: "State",
};
const MISSING = {
  organization: "must be chosen",
  program: "must be chosen",
  instruments: "choose at least one",
  first_day: "must be filled in",
  last_day: "must be filled in",
};

/** The CDE makes a review of an LEA, planned or open at once. */
@customElement("ot-open-review")
export class OpenReview extends WorkPart {
  @state() private session: Session | undefined;
  @state() private programs: readonly Program[] | undefined;
  @state() private lea: ChosenOrganization | undefined;
  @state() private program = "";
  @state() private instruments: ReadonlySet<string> = new Set();
  @state() private sites: readonly Site[] = [];
  @state() private made: ReviewPage | undefined;
  #key: string | undefined;

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    this.session = await signedIn();
    const { role } = this.session;
    if (!role || !opens(role.role)) return;
    await this.attempt(async () => {
      this.programs = programsOf(role, await programs());
    });
  }

  override render() {
    const role = this.session?.role;
    if (!role) return loading("the form");
    if (!opens(role.role)) {
      return html`<h1>Open a review</h1>
        ${message("info", undefined, "Reviews are opened by the CDE: by its compliance monitors and the compliance administrator.")}`;
    }
    return html`
      <nav aria-label="Compliance" class="ot-trail">
        <a class="usa-link" href="/reviews">All compliance reviews</a>
      </nav>
      <h1>Open a review</h1>
      ${this.made ? this.#success(this.made) : nothing} ${this.complaint("The review is not made yet", LABELS)}
      ${this.programs ? this.#form(role.organization, this.programs) : this.refused ? nothing : loading("the programs")}
    `;
  }

  #form(own: string, offered: readonly Program[]) {
    if (offered.length === 0) {
      return message(
        "info",
        undefined,
        "No program instrument is assigned to you. The compliance administrator assigns them with your role.",
      );
    }
    const { errors } = this;
    const day = (name: "first_day" | "last_day") =>
      input({ name, label: LABELS[name], type: "date", required: true }, errors);
    return html`
      <form class="ot-narrow" @submit=${this.#send} @input=${this.#touched} ?hidden=${Boolean(this.made)} novalidate>
        <ot-organization-choice
          .label=${LABELS.organization}
          .own=${own}
          .none=${"Choose"}
          .required=${true}
          .value=${this.lea?.code ?? ""}
          .fieldErrors=${errors}
          .offers=${isLea}
          @choose=${this.#chooseLea}
        ></ot-organization-choice>
        ${select(
          {
            name: "program",
            label: LABELS.program,
            required: true,
            value: this.program,
            options: [["", "Choose"], ...offered.map(({ program, name }) => [program, name] as const)],
            onchange: (event) => this.#chooseProgram((event.target as HTMLSelectElement).value),
          },
          errors,
        )}
        ${this.#instruments(offered)}
        ${select({ name: "mode", label: LABELS.mode, required: true, options: MODES }, errors)} ${day("first_day")}
        ${day("last_day")}
        <ot-site-choice
          .lea=${this.lea?.code ?? ""}
          .chosen=${this.sites}
          @choose=${({ detail }: CustomEvent<Site[]>) => (this.sites = detail)}
        ></ot-site-choice>
        ${this.#state()}
        <div class="ot-actions">
          <button type="submit" class="usa-button" ?disabled=${this.busy}>
            ${this.busy ? "Saving …" : "Save the review"}
          </button>
        </div>
      </form>
    `;
  }

  #instruments(offered: readonly Program[]) {
    const instruments = offered.find(({ program }) => program === this.program)?.instruments ?? [];
    if (instruments.length === 0) return nothing;
    return checkboxes(
      {
        name: "instruments",
        legend: LABELS.instruments,
        required: true,
        options: instruments.map(({ instrument, name }) => [instrument, name] as const),
        chosen: this.instruments,
        onchange: (chosen) => (this.instruments = chosen),
      },
      this.errors,
    );
  }

  #state(): TemplateResult {
    const choice = (value: string, words: string, hint: string, checked: boolean) => html`
      <div class="usa-radio">
        <input
          class="usa-radio__input"
          type="radio"
          name="state"
          value=${value}
          id="state-${value}"
          ?checked=${checked}
        />
        <label class="usa-radio__label" for="state-${value}"
          >${words} <span class="usa-radio__label-description">${hint}</span></label
        >
      </div>
    `;
    return html`
      <fieldset class="usa-fieldset usa-form-group">
        <legend class="usa-legend">${LABELS.state}</legend>
        ${choice("planned", "Planned", "The LEA sees the schedule and what is asked, and does not answer yet.", true)}
        ${choice("open", "Open", "The LEA is told by letter and answers at once.", false)}
      </fieldset>
    `;
  }

  readonly #touched = (): void => {
    this.#key = undefined;
  };

  readonly #chooseLea = ({ detail }: CustomEvent<ChosenOrganization | undefined>): void => {
    this.lea = detail;
    this.sites = [];
    this.#touched();
  };

  #chooseProgram(program: string): void {
    this.program = program;
    const found = this.programs?.find(({ program: code }) => code === program)?.instruments ?? [];
    // The one instrument of a program needs no choice.
    this.instruments = new Set(found.length === 1 ? found.map(({ instrument }) => instrument) : []);
  }

  readonly #send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const typed = values(form);
    // Without a program there is nothing to choose from yet.
    const instruments = this.program === "" || this.instruments.size > 0 ? "chosen" : "";
    const gaps = missing({ ...typed, organization: this.lea?.code ?? "", instruments }, MISSING);
    if (!(await this.complete(gaps)) || !this.lea) return;
    const review: NewReview = {
      organization: this.lea.code,
      instruments: [...this.instruments],
      mode: typed["mode"] ?? "",
      sites: this.sites.map(({ cds_code }) => cds_code),
      first_day: typed["first_day"] ?? "",
      last_day: typed["last_day"] ?? "",
      open: typed["state"] === "open",
    };
    const key = (this.#key ??= crypto.randomUUID());
    const done = await this.attempt(async () => {
      this.made = await makeReview(review, key);
    }, Object.keys(LABELS));
    if (!done) return;
    this.#key = undefined;
    await this.focusOn(".usa-alert--success");
  };

  #success(review: ReviewPage) {
    const { id, organization, program, state } = review;
    return html`
      ${message(
        "success",
        `The review of ${organization.name} is ${reviewState(state).toLowerCase()}`,
        html`${program.name}, ${schedule(review)}.
        ${state === "open" ? "The LEA is told by letter." : "The LEA is told when you open it."} Add its items and
        request evidence next.`,
      )}
      <div class="ot-actions">
        <a class="usa-button" href="/review?id=${id}">Go to the review</a>
        <button type="button" class="usa-button usa-button--outline" @click=${this.#another}>Another review</button>
      </div>
    `;
  }

  readonly #another = async (): Promise<void> => {
    this.made = undefined;
    this.lea = undefined;
    this.program = "";
    this.instruments = new Set();
    this.sites = [];
    this.querySelector("form")?.reset();
    await this.focusOn("form input, form select");
  };
}

function isLea({ kind }: ChosenOrganization): boolean {
  return kind === "district" || kind === "directly-funded-charter";
}
