import { html } from "lit";
import { customElement } from "lit/decorators.js";
import "../../frame/frame";
import { Part } from "../../shared/common/part";
import { sessionIfAny } from "../../shared/common/session";

/** What every address without a page shows. */
@customElement("ot-not-found")
export class NotFound extends Part {
  override connectedCallback(): void {
    super.connectedCallback();
    // For the header alone; this page needs nobody.
    void sessionIfAny().catch(() => undefined);
  }

  override render() {
    return html`
      <h1>Page not found</h1>
      <p>
        There is no page at this address. If you typed it, check its spelling; if a link brought you here, the page may
        have moved.
      </p>
      <p><a class="usa-link" href="/">Go to the home page</a></p>
    `;
  }
}
