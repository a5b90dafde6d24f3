import { html } from "lit";
import { customElement } from "lit/decorators.js";
import "../../frame/frame";
import { api, body } from "../../shared/common/api";
import { Part } from "../../shared/common/part";
import type { LinkRequest } from "../links/request-link";
import "../links/request-link";

const FIRST_TIME: LinkRequest = {
  heading: "First-time user",
  intro:
    "When a coordinator adds you, a letter with an activation link is mailed to you. If it did not come, or the link has expired, request a new one.",
  field: "email",
  label: "E-mail address",
  missing: "Enter your e-mail address.",
  button: "Request a new link",
  send: (email) => body(api.POST("/v1/activations", { body: { email } })),
  noLetter: html`Ask your site or LEA coordinator whether you were added, and with which address.`,
};

/** Asking for a new activation link. */
@customElement("ot-first-time-user")
export class FirstTimeUser extends Part {
  override render() {
    return html`<ot-request-link .request=${FIRST_TIME}></ot-request-link>`;
  }
}
