import { html } from "lit";
import { customElement, state } from "lit/decorators.js";
import { Part } from "../shared/common/part";
import { type Status, type StatusNow, active, watchStatus } from "../shared/common/status";
import { moment } from "../shared/common/times";

/** How the systems are, in a few words at the top of every page; leads to all of it. */
@customElement("ot-status-badge")
export class StatusBadge extends Part {
  @state() private now: StatusNow;
  #unwatch: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unwatch = watchStatus((now) => {
      this.now = now;
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
  }

  override render() {
    const { now } = this;
    if (now === undefined) return html`<a class="ot-badge" href="/status">System Status</a>`;
    if (now === "unknown") return html`<a class="ot-badge ot-badge--old" href="/status">System Status not known</a>`;
    const { status, isOld } = now;
    return html`<a class="ot-badge ot-badge--${isOld ? "old" : status.state}" href="/status"
      >${badge(status)}${isOld ? html` <span>as of ${moment(status.as_of)}</span>` : ""}</a
    >`;
  }
}

/** `System Status OK`, or what is not: `System Downtime 1, Known Issues 2`. Source: the header of the communication page. */
export function badge({ downtimes, known_issues }: Status): string {
  const [down, issues] = [active(downtimes), active(known_issues)];
  if (down + issues === 0) return "System Status OK";
  return [down > 0 ? `System Downtime ${down}` : "", issues > 0 ? `Known Issues ${issues}` : ""]
    .filter(Boolean)
    .join(", ");
}
