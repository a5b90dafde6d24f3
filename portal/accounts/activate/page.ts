import { html } from "lit";
import { customElement } from "lit/decorators.js";
import "../../frame/frame";
import { answer, api } from "../../shared/common/api";
import { Part } from "../../shared/common/part";
import type { Purpose } from "../links/set-password";
import "../links/set-password";

const FIRST_PASSWORD: Purpose = {
  heading: "Set up your account",
  intro: "Choose a password. Your user name is the e-mail address that the letter came to.",
  field: "password",
  button: "Set password",
  save: (token, password) =>
    answer(api.PUT("/v1/activations/{token}", { params: { path: { token } }, body: { password } })),
  notValid: "activations.link-not-valid",
  renewal: "/first-time-user",
};

/** Setting the first password. */
@customElement("ot-activate")
export class Activate extends Part {
  override render() {
    return html`<ot-set-password .purpose=${FIRST_PASSWORD}></ot-set-password>`;
  }
}
