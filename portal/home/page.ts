import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../frame/frame";
import { leaveFor, parameter } from "../shared/common/addresses";
import { api, body, refusalOf } from "../shared/common/api";
import { loading, message, refusal } from "../shared/common/messages";
import { Part } from "../shared/common/part";
import type { Refused } from "../shared/common/problem";
import { type Session, mendElsewhere, sessionIfAny, stepBefore } from "../shared/common/session";
import { type StatusNow, watchStatus } from "../shared/common/status";
import { systemName } from "../shared/common/systems";
import type { Published } from "../bulletins/types";
import { ownTrainings } from "../bulletins/calendar-calls";
import type { CalendarEvent } from "../bulletins/events";
import { openWork } from "../compliance/calls";
import { today } from "../shared/common/times";
import { type Attention, attention, byUrgency } from "./attention";
import { bulletins, latestBulletins } from "./bulletins";
import { openReviews } from "./compliance";
import "./notifications";
import type { Notification } from "./notifications";
import { readsReviews, reviews, students, systems, toDo, welcome } from "./glance";
import { start } from "./start";
import { trainings } from "./trainings";

/** The first page: what this is, or at a glance what needs attention and where to go. */
@customElement("ot-home")
export class Home extends Part {
  @state() private session: Session | "none" | undefined;
  @state() private attention: Attention[] | undefined;
  @state() private notifications: readonly Notification[] = [];
  @state() private own: readonly CalendarEvent[] | undefined;
  @state() private refused: Refused | undefined;
  @state() private latest: readonly Published[] | undefined;
  @state() private now: StatusNow;
  #unwatch: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unwatch = watchStatus((now) => {
      this.now = now;
    });
    void this.#readBulletins();
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
  }

  override render() {
    if (this.session === "none") return start(this.now, this.latest);
    return html`
      ${this.session ? welcome(this.session) : html`<h1>Home</h1>`} ${this.refused ? refusal(this.refused) : nothing}
      ${this.session ? this.#glance(this.session) : this.refused ? nothing : loading("your home page")}
    `;
  }

  #glance(session: Session) {
    return html`
      ${this.#notLaunched(session)}
      <ot-notifications .found=${this.notifications}></ot-notifications>
      <div class="ot-glance">
        <div>
          ${this.refused ? nothing : toDo(this.attention)} ${bulletins(this.latest)} ${students(session)}
          ${reviews(session)} ${this.own ? trainings(this.own) : nothing}
        </div>
        ${systems(session.systems, this.now)}
      </div>
    `;
  }

  /** A system was selected at sign-in which this person may not launch. */
  #notLaunched({ systems: launchable }: Session) {
    const selected = parameter("system");
    const name = systemName(selected);
    if (name === undefined || launchable.some(({ id }) => id === selected)) return nothing;
    return message(
      "info",
      undefined,
      `Your role does not open ${name}. These are the systems it opens; your LEA coordinator can give you another role.`,
    );
  }

  /** News for everybody; where it cannot be read, the rest of the page stands without. */
  async #readBulletins(): Promise<void> {
    this.latest = await latestBulletins(Number(today().slice(0, 4))).catch(() => []);
  }

  async #load(): Promise<void> {
    try {
      const session = await sessionIfAny();
      if (!session) {
        this.session = "none";
        return;
      }
      const first = stepBefore(session, "session");
      if (first !== undefined) await leaveFor(first);
      this.session = session;
      const [affidavits, account, sessions, work, told, own] = await Promise.all([
        body(api.GET("/v1/account/affidavits")),
        body(api.GET("/v1/account")),
        body(api.GET("/v1/account/sessions")),
        // Closed until the second factor is settled, which is named by itself.
        readsReviews(session) && session.second_factor_settled ? openWork() : [],
        session.role && session.second_factor_settled ? body(api.GET("/v1/notifications")) : { notifications: [] },
        // Whoever works in a role registers for trainings.
        stepBefore(session) === undefined ? ownTrainings() : undefined,
      ]);
      this.notifications = told.notifications;
      this.own = own;
      const waiting = openReviews(session.role?.role ?? "", work, today());
      this.attention = byUrgency([...attention(session, { affidavits, account, sessions }), ...waiting]);
    } catch (thrown) {
      const refused = refusalOf(thrown);
      if (this.session !== undefined) await mendElsewhere(refused);
      this.refused = refused;
    }
  }
}
