import { html } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../frame/frame";
import { loading } from "../../shared/common/messages";
import { Part } from "../../shared/common/part";
import { type Session, signedIn } from "../../shared/common/session";
import "./open-work";
import "./submissions";

/** Reports over all reviews that a role sees: for the CDE what was submitted, for an LEA what is open and when due. */
@customElement("ot-review-reports")
export class ReviewReports extends Part {
  @state() private session: Session | undefined;

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    this.session = await signedIn();
  }

  override render() {
    const role = this.session?.role;
    if (!role) return loading("the reports");
    return html`
      <h1>Review reports</h1>
      ${
        ["compliance-monitor", "compliance-administrator"].includes(role.role)
          ? html`<ot-submissions></ot-submissions>`
          : html`<ot-open-work></ot-open-work>`
      }
    `;
  }
}
