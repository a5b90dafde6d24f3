import { html } from "lit";
import { customElement } from "lit/decorators.js";
import "../../frame/frame";
import { answer, api } from "../../shared/common/api";
import { Part } from "../../shared/common/part";
import type { Purpose } from "../links/set-password";
import "../links/set-password";

const ANOTHER_PASSWORD: Purpose = {
  heading: "Choose another password",
  intro:
    "The new password signs you out everywhere. If you only needed your user name, close this page: the password stays as it is.",
  field: "new_password",
  button: "Set password",
  save: (token, password) =>
    answer(api.PUT("/v1/password-resets/{token}", { params: { path: { token } }, body: { new_password: password } })),
  notValid: "password-resets.link-not-valid",
  renewal: "/forgot",
};

/** Setting another password in place of a forgotten one. */
@customElement("ot-reset-password")
export class ResetPassword extends Part {
  override render() {
    return html`<ot-set-password .purpose=${ANOTHER_PASSWORD}></ot-set-password>`;
  }
}
