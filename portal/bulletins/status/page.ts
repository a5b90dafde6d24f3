import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { loading, message } from "../../shared/common/messages";
import { type Session, sessionIfAny } from "../../shared/common/session";
import {
  type Status,
  type StatusNotice,
  type StatusNow,
  ofSystem,
  refreshStatus,
  watchStatus,
} from "../../shared/common/status";
import { ALL_SYSTEMS } from "../../shared/common/systems";
import { exactMoment } from "../../shared/common/times";
import { confirmed } from "../../shared/confirm";
import { systemState } from "../../shared/system-state";
import { WorkPart } from "../../shared/work-part";
import { closeNotice } from "./calls";
import type { Kind } from "./notice-form";
import "./notice-form";

/** The roles that post notices. The API decides; this only spares buttons that lead nowhere. */
const POSTERS = ["bulletin-editor", "state-administrator"];

/** What is being posted or changed. */
interface Form {
  kind: Kind;
  notice: StatusNotice | undefined;
}

/** How the systems are: planned downtimes and known issues, for everybody; and for those who may, posting them. */
@customElement("ot-status")
export class SystemStatus extends WorkPart {
  @state() private session: Session | undefined;
  @state() private now: StatusNow;
  @state() private form: Form | undefined;
  @state() private done = "";
  #unwatch: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unwatch = watchStatus((now) => {
      this.now = now;
    });
    // Everybody may see this, whether there is a session or the service that would know.
    void sessionIfAny()
      .then((session) => (this.session = session))
      .catch(() => undefined);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
  }

  get #mayPost(): boolean {
    return POSTERS.includes(this.session?.role?.role ?? "");
  }

  override render() {
    const { now } = this;
    return html`
      <div class="ot-bar">
        <h1>System status</h1>
        ${
          this.#mayPost && !this.form
            ? html`<div class="ot-actions">
                <button
                  type="button"
                  class="usa-button"
                  id="post"
                  @click=${() => this.#begin("known-issue", undefined)}
                >
                  Post a notice
                </button>
              </div>`
            : nothing
        }
      </div>
      ${this.done ? message("success", undefined, this.done) : nothing} ${this.complaint("The notice is not closed")}
      ${
        this.form
          ? html`<ot-notice-form
              .kind=${this.form.kind}
              .notice=${this.form.notice}
              @done=${this.#formDone}
            ></ot-notice-form>`
          : nothing
      }
      ${
        now === undefined
          ? loading("the status")
          : now === "unknown"
            ? message(
                "warning",
                "The status cannot be read at the moment",
                "The service cannot be reached. This page tries again every 30 seconds.",
              )
            : this.#status(now.status, now.isOld)
      }
    `;
  }

  #status(status: Status, isOld: boolean) {
    const { downtimes, known_issues: issues, as_of: at } = status;
    return html`
      ${
        isOld
          ? message(
              "warning",
              "The service cannot be reached",
              html`This is what was known as of ${exactMoment(at)}. This page tries again every 30 seconds.`,
            )
          : html`<p>As of ${exactMoment(at)}. This page is kept up to date.</p>`
      }
      <h2>Downtimes</h2>
      ${downtimes.length === 0 ? html`<p>No downtime, and none is planned.</p>` : this.#notices("downtime", downtimes)}
      <h2>Known issues</h2>
      ${issues.length === 0 ? html`<p>No issue is known.</p>` : this.#notices("known-issue", issues)}
      <h2>Systems</h2>
      <ul class="ot-systems">
        ${ALL_SYSTEMS.map(([id, name]) => html`<li><span>${name}</span>${systemState(ofSystem(status, id).state)}</li>`)}
      </ul>
    `;
  }

  #notices(kind: Kind, notices: readonly StatusNotice[]) {
    return html`
      <ul class="ot-notices">
        ${notices.map((notice) => this.#notice(kind, notice))}
      </ul>
    `;
  }

  #notice(kind: Kind, notice: StatusNotice) {
    const { systems, from, to, effect, state: standing } = notice;
    const names = systems.map(({ name }) => name).join(", ");
    return html`
      <li class=${standing === "active" ? "ot-notice--active" : ""}>
        <h3>${names}</h3>
        <p>
          <strong>${standing === "active" ? "Now" : "Planned"}:</strong>
          ${to ? `${exactMoment(from)} to ${exactMoment(to)}` : `${standing === "active" ? "since" : "from"} ${exactMoment(from)}`}
        </p>
        <p class="ot-written">${effect}</p>
        ${
          this.#mayPost
            ? html`<div class="ot-actions">
                <button
                  type="button"
                  class="usa-button usa-button--outline"
                  aria-label="Change the notice of ${names}"
                  ?disabled=${this.busy}
                  @click=${() => this.#begin(kind, notice)}
                >
                  Change
                </button>
                <button
                  type="button"
                  class="usa-button usa-button--outline"
                  aria-label="Close the notice of ${names}"
                  ?disabled=${this.busy}
                  @click=${() => this.#close(notice, names)}
                >
                  Close
                </button>
              </div>`
            : nothing
        }
      </li>
    `;
  }

  async #begin(kind: Kind, notice: StatusNotice | undefined): Promise<void> {
    this.done = "";
    this.forget();
    // Another notice is another form, not the same one with something typed in it.
    this.form = undefined;
    await this.updateComplete;
    this.form = { kind, notice };
    await this.focusOn("#notice");
  }

  readonly #formDone = async ({ detail }: CustomEvent<string>): Promise<void> => {
    this.form = undefined;
    this.done = detail;
    await this.focusOn(detail ? ".usa-alert--success" : "#post");
  };

  async #close(notice: StatusNotice, names: string): Promise<void> {
    const question = {
      title: "Close this notice?",
      text: `${names}: the issue is mended, or the downtime is over or does not take place. What is closed is not opened again.`,
      action: "Close the notice",
    };
    this.done = "";
    if (!(await confirmed(question))) return;
    const done = await this.attempt(() => closeNotice(notice));
    await refreshStatus();
    if (!done) return;
    this.done = "The notice is closed.";
    await this.focusOn(".usa-alert--success");
  }
}
