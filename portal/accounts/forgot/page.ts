import { html } from "lit";
import { customElement } from "lit/decorators.js";
import "../../frame/frame";
import { api, body } from "../../shared/common/api";
import { Part } from "../../shared/common/part";
import type { LinkRequest } from "../links/request-link";
import "../links/request-link";

const FORGOTTEN: LinkRequest = {
  heading: "Forgot user name or password",
  intro: "We mail you your user name and a link to choose another password.",
  field: "identifier",
  label: "E-mail address or user name",
  missing: "Enter your e-mail address or user name.",
  button: "Send the letter",
  send: (identifier) => body(api.POST("/v1/password-resets", { body: { identifier } })),
  noLetter: html`If you have never signed in,
    <a class="usa-link" href="/first-time-user">request an activation link</a> instead. If you have, your access may
    have been stopped: ask your coordinator.`,
};

/** Forgot user name or password. */
@customElement("ot-forgot")
export class Forgot extends Part {
  override render() {
    return html`<ot-request-link .request=${FORGOTTEN}></ot-request-link>`;
  }
}
