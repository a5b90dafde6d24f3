import { html, nothing } from "lit";
import type { Schemas } from "../../shared/common/api";
import { message } from "../../shared/common/messages";

type Contact = Schemas["HelpContact"];

/** Contacts, each with all the ways to reach it. */
export function cards(contacts: readonly Contact[]) {
  return html`
    <ul class="ot-contacts">
      ${contacts.map(
        ({ name, about, telephone, email, hours }) => html`
          <li>
            <h3>${name}</h3>
            <p>${about}</p>
            ${telephone ? html`<p>Telephone: <a class="usa-link" href=${dialled(telephone)}>${telephone}</a></p>` : nothing}
            ${email ? html`<p>E-mail: <a class="usa-link" href="mailto:${email}">${email}</a></p>` : nothing}
            ${hours ? html`<p>${hours}</p>` : nothing}
          </li>
        `,
      )}
    </ul>
  `;
}

/** The success agents of a county, or whom to ask instead. */
export function countyAgents({ success_agents: agents, otherwise }: Schemas["CountySuccessAgents"]) {
  return html`${agents.length > 0 ? cards(agents) : nothing}
  ${otherwise ? message("info", undefined, otherwise) : nothing}`;
}

/** The county of an organization's code; none for the state. */
export function countyOf(organization: string | undefined): string {
  return /^\d{2}/.exec(organization ?? "")?.[0] ?? "";
}

/** A telephone number as it is dialled: an extension is for the person who calls. */
export function dialled(telephone: string): string {
  const number = telephone.split(/[a-z,]/i)[0] ?? "";
  return `tel:${number.replaceAll(/[^+\d]/g, "")}`;
}
