import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Schemas } from "../shared/common/api";
import { Part } from "../shared/common/part";
import { day } from "../shared/common/times";

export type Notification = Schemas["Notification"];

const KEPT = "dismissed-notifications";

/** What names a notification as it is: one that is changed shows again. */
function nameOf({ id, version }: Notification): string {
  return `${id}:${version}`;
}

/** Those that were not dismissed in this window. */
export function undismissed(found: readonly Notification[], dismissed: ReadonlySet<string>): readonly Notification[] {
  return found.filter((one) => !dismissed.has(nameOf(one)));
}

function remembered(): ReadonlySet<string> {
  return new Set((sessionStorage.getItem(KEPT) ?? "").split(" ").filter(Boolean));
}

/** The notifications of today, each until it is dismissed. */
@customElement("ot-notifications")
export class Notifications extends Part {
  @property({ attribute: false }) found: readonly Notification[] = [];
  @state() private dismissed = remembered();

  override render() {
    const shown = undismissed(this.found, this.dismissed);
    if (shown.length === 0) return nothing;
    return html`
      <section aria-labelledby="notifications">
        <h2 id="notifications" tabindex="-1">Notifications</h2>
        ${shown.map((one) => this.#callout(one))}
      </section>
    `;
  }

  #callout(one: Notification) {
    return html`
      <div class="usa-alert usa-alert--info ot-notification">
        <div class="usa-alert__body">
          <h3 class="usa-alert__heading">${one.subject}</h3>
          <p class="usa-alert__text ot-lines">${one.text}</p>
          <p class="ot-why">For ${one.organization_name}, until ${day(one.ends)}. ${one.by}.</p>
          <button
            type="button"
            class="usa-button usa-button--unstyled"
            aria-label="Dismiss “${one.subject}”"
            @click=${() => this.#dismiss(one)}
          >
            Dismiss
          </button>
        </div>
      </div>
    `;
  }

  async #dismiss(one: Notification): Promise<void> {
    this.dismissed = new Set([...this.dismissed, nameOf(one)]);
    sessionStorage.setItem(KEPT, [...this.dismissed].join(" "));
    await this.focusOn("#notifications");
    const title = document.querySelector("h1");
    if (this.querySelector("#notifications") || !title) return;
    title.tabIndex = -1;
    title.focus();
  }
}
