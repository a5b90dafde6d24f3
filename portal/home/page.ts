import { html } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../frame/frame";
import { Part } from "../shared/common/part";
import { type Session, signedIn } from "../shared/common/session";
import { loading } from "../shared/common/messages";

@customElement("ot-home")
export class Home extends Part {
  @state() private session: Session | undefined;

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    this.session = await signedIn();
  }

  override render() {
    return this.session ? html`<h1>Welcome</h1>` : loading("your home page");
  }
}
