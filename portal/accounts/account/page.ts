import { html } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { type Schemas, api, body } from "../../shared/common/api";
import { loading } from "../../shared/common/messages";
import { sessionIfAny, signedIn } from "../../shared/common/session";
import { WorkPart } from "../../shared/work-part";
import "./affidavits";
import "./authenticator";
import "./passkeys";
import "./password";
import "./recovery-codes";
import "./sessions";

/** One's own account: who one is, and everything that has to do with signing in. */
@customElement("ot-account")
export class Account extends WorkPart {
  @state() private account: Schemas["OwnAccount"] | undefined;
  /** Recovery codes that were just made. They are shown this once. */
  @state() private codes: readonly string[] = [];

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    await signedIn("session");
    if (await this.attempt(() => this.#read())) await this.#toAnchor();
  }

  async #read(): Promise<void> {
    this.account = await body(api.GET("/v1/account"));
  }

  /** The part that the address names was not there when the browser looked for it. */
  async #toAnchor(): Promise<void> {
    if (!location.hash) return;
    await this.updateComplete;
    const heading = document.getElementById(`${location.hash.slice(1)}-title`);
    heading?.scrollIntoView();
    heading?.focus();
  }

  /** How one signs in was changed: what is shown is read again, and the header's session too. */
  readonly #changed = async ({ detail }: CustomEvent<readonly string[] | undefined>): Promise<void> => {
    if (detail && detail.length > 0) this.codes = detail;
    await this.attempt(async () => {
      await Promise.all([this.#read(), sessionIfAny()]);
    });
  };

  override render() {
    const { account } = this;
    if (!account)
      return html`<h1>My account</h1>
        ${this.refused ? this.complaint("") : loading("your account")}`;
    const { second_factors } = account;
    return html`
      <h1>My account</h1>
      ${this.complaint("")}
      <nav aria-label="On this page" class="ot-noprint">
        <ul class="ot-contents">
          <li><a class="usa-link" href="#change-password">Password</a></li>
          <li><a class="usa-link" href="#second-factor">Second factors</a></li>
          <li><a class="usa-link" href="#sessions">Sessions</a></li>
          <li><a class="usa-link" href="#affidavits">Security affidavits</a></li>
        </ul>
      </nav>
      ${this.#profile(account)}
      <section class="ot-section" id="change-password" aria-labelledby="change-password-title">
        <h2 id="change-password-title" tabindex="-1">Password</h2>
        <ot-password .account=${account} @changed=${this.#changed}></ot-password>
      </section>
      <section class="ot-section" id="second-factor" aria-labelledby="second-factor-title" @changed=${this.#changed}>
        <h2 id="second-factor-title" tabindex="-1">Second factors</h2>
        <p>
          With a second factor nobody can sign in with your password alone. Your role may ask for one. Have two, so that
          you can still sign in when one is lost.
        </p>
        <ot-authenticator .addedAt=${second_factors.totp_added_at ?? undefined}></ot-authenticator>
        <ot-passkeys .passkeys=${second_factors.passkeys}></ot-passkeys>
        <ot-recovery-codes
          .left=${second_factors.recovery_codes_left}
          .possible=${Boolean(second_factors.totp_added_at) || second_factors.passkeys.length > 0}
          .codes=${this.codes}
          .username=${account.username}
          @kept=${() => (this.codes = [])}
        ></ot-recovery-codes>
      </section>
      <section class="ot-section" id="sessions" aria-labelledby="sessions-title">
        <h2 id="sessions-title" tabindex="-1">Sessions</h2>
        <ot-sessions .account=${account}></ot-sessions>
      </section>
      <section class="ot-section" id="affidavits" aria-labelledby="affidavits-title">
        <h2 id="affidavits-title" tabindex="-1">Security affidavits</h2>
        <ot-own-affidavits></ot-own-affidavits>
      </section>
    `;
  }

  #profile({ first_name, last_name, username, telephone }: Schemas["OwnAccount"]) {
    return html`
      <dl class="ot-facts ot-noprint">
        <dt>Name</dt>
        <dd>${first_name} ${last_name}</dd>
        <dt>User name</dt>
        <dd>${username}</dd>
        <dt>Telephone</dt>
        <dd>${telephone ?? html`<span class="usa-hint">None</span>`}</dd>
      </dl>
      <p class="usa-hint ot-noprint">
        If name or telephone is wrong, whoever gave you your role can change it. The user name cannot be changed: with a
        new e-mail address you are added as a new user.
      </p>
    `;
  }
}
