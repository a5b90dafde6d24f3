import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { parameter } from "../../shared/common/addresses";
import { type Schemas, answer, api, refusalOf } from "../../shared/common/api";
import { loading } from "../../shared/common/messages";
import { Part } from "../../shared/common/part";
import type { Refused } from "../../shared/common/problem";
import { type Session, mendElsewhere, setSession, signedIn, watchSession } from "../../shared/common/session";
import { toSearch } from "../back-to-search";
import { mayReadHistory, notFound, studentRefusal } from "../refusals";
import { counted } from "../../shared/words";
import "./assignments";
import "./conflict-view";
import { type Ending, ended, refusedSave, saved, type SavedChanges } from "./outcomes";
import { demographic, reporting, scoreStatus, testSettings, unlisted } from "./panels";
import { type Attempt, attemptFor, save } from "./saving";
import { type Change, NOTHING, type RowErrors, type Staged, rowErrors, stage, undo } from "./staging";
import { type Tab, tabList, tabOf, tabPanel } from "./tabs";
import "./unsaved-dialog";
import type { UnsavedDialog } from "./unsaved-dialog";

type Student = Schemas["Student"];

/** One student: six tabs, and one SAVE for all that was changed on the page. */
@customElement("ot-student")
export class StudentPage extends Part {
  @state() private session: Session | undefined;
  @state() private student: Student | undefined;
  @state() private tab: Tab = tabOf(location.hash);
  @state() private staged: Staged = NOTHING;
  @state() private errors: RowErrors = new Map();
  @state() private refused: Refused | undefined;
  @state() private saved: SavedChanges | undefined;
  /** The student as the page showed them before somebody else's save. */
  @state() private opened: Student | undefined;
  @state() private ending: Ending | undefined;
  @state() private busy = false;
  readonly #id = parameter("id") ?? "";
  #etag = "";
  #attempt: Attempt | undefined;

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    addEventListener("hashchange", () => {
      this.tab = tabOf(location.hash);
    });
    this.session = await signedIn();
    if (!this.#id) return;
    // Whoever's session ends leaves nothing of the student on the screen, and no question about unsaved changes.
    watchSession((session) => {
      if (!session) this.#clear();
    });
    try {
      await this.#load();
    } catch (thrown) {
      const refused = refusalOf(thrown);
      await mendElsewhere(refused);
      this.refused = refused;
    }
  }

  async #load(): Promise<void> {
    const { data, headers } = await answer(api.GET("/v1/students/{id}", { params: { path: { id: this.#id } } }));
    this.student = data;
    this.#etag = headers.get("ETag") ?? "";
  }

  #clear(): void {
    this.querySelector<UnsavedDialog>("ot-unsaved-dialog")?.disarm();
    this.student = undefined;
    this.opened = undefined;
    this.staged = NOTHING;
    this.errors = new Map();
    this.saved = undefined;
    this.#attempt = undefined;
  }

  override render() {
    if (!this.#id) return notFound();
    if (this.ending) return ended(this.ending);
    if (this.student) return this.#page(this.student);
    if (!this.refused) return loading("the student");
    if (this.refused.is("record.not-found")) return notFound();
    return html`<h1>Student</h1>
      ${studentRefusal(this.refused)}`;
  }

  #page(student: Student) {
    const { name, ssid, enrollment, grade, elas } = student.demographic;
    return html`
      <nav aria-label="Student" class="ot-trail">
        ${toSearch()}
        ${
          mayReadHistory(this.session)
            ? html`<a class="usa-link" href="/student-history?id=${this.#id}">History of this student</a>`
            : nothing
        }
      </nav>
      <h1>${name}</h1>
      <p class="ot-student-line">
        SSID ${ssid} · ${enrollment.name} (${enrollment.cds_code}) · Grade ${grade} · ELAS ${elas}
      </p>
      ${tabList(this.tab, this.#reach)} ${tabPanel(this.tab, this.#panel(student))} ${this.#bar()}
      <ot-unsaved-dialog .count=${this.staged.size} .ondiscard=${this.#discard}></ot-unsaved-dialog>
    `;
  }

  #panel(student: Student) {
    switch (this.tab) {
      case "demographic":
        return demographic(student);
      case "test-assignments":
        return this.#assignments(student);
      case "test-settings":
        return testSettings(student);
      case "unlisted-resources":
        return unlisted(student);
      case "score-status":
        return scoreStatus(student);
      case "reporting":
        return reporting(student);
    }
  }

  #assignments(student: Student) {
    return html`
      ${this.saved ? saved(this.saved, mayReadHistory(this.session) ? this.#id : undefined) : nothing}
      ${this.refused ? refusedSave(this.refused, this.errors, student) : nothing}
      ${
        this.opened
          ? html`<ot-conflict
              .opened=${this.opened}
              .now=${student}
              .staged=${this.staged}
              .busy=${this.busy}
              .ondecided=${this.#decided}
            ></ot-conflict>`
          : nothing
      }
      <ot-test-assignments
        .student=${student}
        .staged=${this.staged}
        .errors=${this.errors}
        .busy=${this.busy || this.opened !== undefined}
        .onstage=${this.#stage}
        .onundo=${this.#undo}
      ></ot-test-assignments>
    `;
  }

  /** The bottom of the page: how much is not saved, and the one SAVE. */
  #bar() {
    const count = this.staged.size;
    if (count === 0 && this.tab !== "test-assignments") return nothing;
    const text =
      count === 0 ? "No changes to save." : `${counted(count, "change")} not saved yet. SAVE records all of them.`;
    return html`
      <div class="ot-save-bar ${count > 0 && !this.opened ? "ot-save-bar--staged" : ""}">
        <p id="save-count" role="status">${this.busy ? "Saving …" : text}</p>
        <div class="ot-save-bar__actions">
          ${
            count > 0
              ? html`<button
                  type="button"
                  class="usa-button usa-button--outline"
                  ?disabled=${this.busy}
                  @click=${() => this.querySelector<UnsavedDialog>("ot-unsaved-dialog")?.askToDiscard()}
                >
                  Discard changes
                </button>`
              : nothing
          }
          <button
            type="button"
            class="usa-button"
            id="save"
            aria-describedby=${this.opened ? "save-blocked" : "save-count"}
            aria-disabled=${count === 0 || this.busy || this.opened ? "true" : "false"}
            @click=${() => (count === 0 || this.busy || this.opened ? undefined : this.#save())}
          >
            SAVE
          </button>
          ${
            this.opened
              ? html`<span class="ot-why" id="save-blocked">Decide first about the changes above.</span>`
              : nothing
          }
        </div>
      </div>
    `;
  }

  readonly #reach = (tab: Tab): void => {
    history.replaceState(null, "", `#${tab}`);
    this.tab = tab;
    void this.focusOn(`#tab-${tab}`);
  };

  readonly #stage = (program: string, change: Change): void => {
    if (this.student) this.#restage(stage(this.student, this.staged, program, change), program);
  };

  readonly #undo = (program: string): void => {
    this.#restage(undo(this.staged, program), program);
    void this.focusOn(`#code-button-${program}, #assigned-${program}`);
  };

  /** What is staged anew has not been refused yet. */
  #restage(staged: Staged, program: string): void {
    this.staged = staged;
    this.errors = new Map([...this.errors].filter(([known]) => known !== program));
    if (this.errors.size === 0) this.refused = undefined;
    this.saved = undefined;
  }

  readonly #discard = (): void => {
    this.staged = NOTHING;
    this.errors = new Map();
    this.refused = undefined;
    this.opened = undefined;
    void this.focusOn(".ot-panel");
  };

  readonly #decided = (staged: Staged): void => {
    this.opened = undefined;
    this.staged = staged;
    if (staged.size > 0) void this.#save();
    else void this.focusOn(".ot-panel");
  };

  async #save(): Promise<void> {
    const { staged } = this;
    this.#attempt = attemptFor(this.#attempt, this.#etag, staged);
    this.busy = true;
    this.refused = undefined;
    this.errors = new Map();
    this.saved = undefined;
    try {
      const { student, etag, at } = await save(this.#id, this.#attempt);
      const by = `${this.session?.user.name ?? ""}, ${this.session?.role?.name ?? ""}`;
      this.saved = { staged, student, by, at };
      this.#show(student, etag);
      this.staged = NOTHING;
    } catch (thrown) {
      this.#refuse(refusalOf(thrown), staged);
    } finally {
      this.busy = false;
    }
    await this.#toOutcome();
  }

  #show(student: Student, etag: string): void {
    this.student = student;
    this.#etag = etag;
    this.#attempt = undefined;
  }

  #refuse(refused: Refused, staged: Staged): void {
    if (refused.is("test-assignments.stale")) {
      this.opened = this.student;
      this.#show(refused.problem["current"] as Student, refused.problem["etag"] as string);
      return;
    }
    this.errors = rowErrors(this.#attempt?.changes ?? [], refused.fields);
    // Without the right to save, or without a session, nobody goes on looking at the student.
    if ([401, 403, 404].includes(refused.problem.status) && this.errors.size === 0) {
      this.#clear();
      if (refused.problem.status === 401) setSession(undefined);
      this.ending = { refused, lost: staged.size };
      return;
    }
    this.refused = refused;
  }

  /** The outcome stands at the top of the tab: leads there. */
  async #toOutcome(): Promise<void> {
    if (this.student && this.tab !== "test-assignments") location.hash = "test-assignments";
    this.tab = "test-assignments";
    await this.updateComplete;
    await this.querySelector<Part>("ot-conflict")?.updateComplete;
    this.querySelector<HTMLElement>("#conflict-title, .ot-outcome .usa-alert, .ot-ended h1")?.focus();
  }
}
