import { html } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Schemas } from "../../shared/common/api";
import { Part } from "../../shared/common/part";

/** The second step of signing in. */
@customElement("ot-second-factor")
export class SecondFactor extends Part {
  @property({ attribute: false }) awaited: Schemas["AwaitedFactor"] | undefined;
  @property({ attribute: false }) system: string | undefined;

  override render() {
    return html`<h1>Second factor</h1>`;
  }
}
