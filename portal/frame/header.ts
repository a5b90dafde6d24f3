import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { Part } from "../shared/common/part";
import { type Session, signOut, watchSession } from "../shared/common/session";
import { leaveUnlessUnsaved } from "../shared/common/unsaved";
import { destinations, isAt } from "./navigation";
import "./status-badge";
import { publicNavigation, showsPublicNavigation } from "./public-navigation";
import "./session-watch";

/** The top of every page: the name, and for who is signed in the navigation, the role in force and the way out. */
@customElement("ot-header")
export class Header extends Part {
  @state() private session: Session | undefined;
  #unwatch: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unwatch = watchSession((session) => {
      this.session = session;
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
  }

  override render() {
    return html`
      <header class="ot-header">
        <div class="ot-header__bar">
          <a class="ot-header__name" href="/">OpenTOMS</a>
          <ot-status-badge></ot-status-badge>
          ${this.session ? this.#account(this.session) : nothing}
        </div>
        ${this.session ? this.#navigation(this.session) : nothing}
        ${showsPublicNavigation(this.session !== undefined, location.pathname) ? publicNavigation(location.pathname) : nothing}
      </header>
      ${this.session ? html`<ot-session-watch></ot-session-watch>` : nothing}
    `;
  }

  #account(session: Session) {
    const { role, roles, user } = session;
    return html`
      <div class="ot-header__account">
        <p class="ot-header__who">
          <strong>${user.name}</strong>
          ${role ? html`<span>${role.name}, ${role.organization_name}, ${role.year}</span>` : nothing}
        </p>
        <ul class="ot-header__links">
          ${roles.length > 1 ? html`<li><a href="/choose-role">Change role</a></li>` : nothing}
          <li><a href="/account">My account</a></li>
          <li>
            <button type="button" class="ot-header__out" @click=${() => leaveUnlessUnsaved(() => void signOut())}>
              Sign out
            </button>
          </li>
        </ul>
      </div>
    `;
  }

  #navigation(session: Session) {
    const found = destinations(session);
    if (found.length === 0) return nothing;
    return html`
      <nav aria-label="Main" class="ot-nav">
        <ul>
          ${found.map(
            (destination) =>
              html`<li>
                <a href=${destination.address} aria-current=${isAt(destination, location.pathname) ?? nothing}
                  >${destination.name}</a
                >
              </li>`,
          )}
        </ul>
      </nav>
    `;
  }
}
