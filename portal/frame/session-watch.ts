import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { here, leaveFor, thenBackTo } from "../shared/common/addresses";
import { Part } from "../shared/common/part";
import { type Session, extendSession, sessionIfAny, setSession, signOut, watchSession } from "../shared/common/session";

const SECOND = 1000;
/** Whoever works is not interrupted: after input the session is extended, at most this often. */
const EXTEND_EVERY = 5 * 60 * SECOND;

/**
 * Keeps the session of somebody who works, warns who does not before it ends, and clears the page when it has ended. Tabs of one
 * browser tell each other.
 */
@customElement("ot-session-watch")
export class SessionWatch extends Part {
  @state() private secondsLeft: number | undefined;
  #session: Session | undefined;
  #extendedAt = Date.now();
  #clock: ReturnType<typeof setInterval> | undefined;
  #unwatch: (() => void) | undefined;
  #channel: BroadcastChannel | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#channel = new BroadcastChannel("session");
    this.#channel.onmessage = ({ data }: MessageEvent<Pick<Session, "warn_at" | "expires_at" | "ends_at">>) => {
      if (this.#session) setSession({ ...this.#session, ...data });
    };
    this.#unwatch = watchSession((session) => {
      this.#session = session;
      this.#tick();
    });
    this.#clock = setInterval(() => this.#tick(), SECOND);
    addEventListener("input", this.#worked);
    addEventListener("pointerdown", this.#worked);
    addEventListener("keydown", this.#worked);
    addEventListener("pagehide", this.#keptAway);
    addEventListener("pageshow", this.#shownAgain);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
    this.#channel?.close();
    clearInterval(this.#clock);
    removeEventListener("input", this.#worked);
    removeEventListener("pointerdown", this.#worked);
    removeEventListener("keydown", this.#worked);
    removeEventListener("pagehide", this.#keptAway);
    removeEventListener("pageshow", this.#shownAgain);
  }

  readonly #worked = (): void => {
    const due = Date.now() - this.#extendedAt > EXTEND_EVERY;
    if (due && this.secondsLeft === undefined) void this.#extend();
  };

  /** The browser may keep a page that is left and show it again on going back: it keeps it covered. */
  readonly #keptAway = (event: PageTransitionEvent): void => {
    if (event.persisted) cover(true);
  };

  /** A kept page is shown again only to whom it was shown before, in the same role; anybody else gets it anew. */
  readonly #shownAgain = async (event: PageTransitionEvent): Promise<void> => {
    if (!event.persisted) return;
    const before = this.#session;
    const now = await sessionIfAny().catch(() => undefined);
    if (before && now && whoseAndWhat(before) === whoseAndWhat(now)) cover(false);
    else location.reload();
  };

  async #extend(): Promise<void> {
    this.#extendedAt = Date.now();
    try {
      await extendSession();
    } catch {
      // The next request says what is the matter; the clock goes on.
      return;
    }
    if (this.#session) {
      const { warn_at, expires_at, ends_at } = this.#session;
      this.#channel?.postMessage({ warn_at, expires_at, ends_at });
    }
  }

  #tick(): void {
    if (!this.#session) return;
    const now = Date.now();
    const left = Math.ceil((Date.parse(this.#session.expires_at) - now) / SECOND);
    if (left <= 0) {
      setSession(undefined);
      // Nothing of what was shown stays behind: a page that the browser kept is covered and asks for the session first.
      void leaveFor(thenBackTo("/sign-in?ended", here()));
      return;
    }
    this.secondsLeft = now >= Date.parse(this.#session.warn_at) ? left : undefined;
  }

  protected override updated(): void {
    const dialog = this.querySelector("dialog");
    if (dialog && !dialog.open) dialog.showModal();
  }

  override render() {
    if (this.secondsLeft === undefined || !this.#session) return nothing;
    const final = this.#session.expires_at === this.#session.ends_at;
    return html`
      <dialog
        class="ot-dialog"
        aria-labelledby="session-title"
        aria-describedby="session-text"
        @cancel=${(event: Event) => event.preventDefault()}
      >
        <h2 id="session-title">You will be signed out soon</h2>
        <p id="session-text">
          ${
            final
              ? "A session ends 12 hours after signing in. Save what you are working on, then sign in again."
              : "Nothing has been done here for a while. What is not saved is lost when you are signed out."
          }
        </p>
        <p aria-live="off">Time left: <strong>${clock(this.secondsLeft)}</strong></p>
        <div class="ot-actions">
          ${
            final
              ? html`<button type="button" class="usa-button" @click=${this.#dismiss}>Go on for now</button>`
              : html`<button type="button" class="usa-button" @click=${() => this.#extend()}>Stay signed in</button>`
          }
          <button type="button" class="usa-button usa-button--outline" @click=${signOut}>Sign out</button>
        </div>
      </dialog>
    `;
  }

  readonly #dismiss = (): void => {
    if (this.#session) setSession({ ...this.#session, warn_at: this.#session.expires_at });
  };
}

function cover(covered: boolean): void {
  document.documentElement.classList.toggle("ot-covered", covered);
}

function whoseAndWhat({ user, role }: Session): string {
  return JSON.stringify([user.id, role]);
}

/** Minutes and seconds: `1:59`. */
export function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
