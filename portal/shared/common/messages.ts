import { type TemplateResult, html, nothing } from "lit";
import type { Refused } from "./problem";
import "./wait";

type Tone = "success" | "info" | "warning" | "error";

/** A message of the page: an error interrupts a screen reader, the rest waits for its turn. */
export function message(
  tone: Tone,
  title: string | undefined,
  text: TemplateResult | string | typeof nothing = nothing,
): TemplateResult {
  return html`
    <div
      class="usa-alert usa-alert--${tone} ${title ? "" : "usa-alert--slim"}"
      role=${tone === "error" ? "alert" : "status"}
      tabindex="-1"
    >
      <div class="usa-alert__body">
        ${title ? html`<h2 class="usa-alert__heading">${title}</h2>` : nothing}
        <div class="usa-alert__text">${text}</div>
      </div>
    </div>
  `;
}

/** A refusal in the API's words, with what the help desk would ask for. */
export function refusal(refused: Refused): TemplateResult {
  const { title, detail, instance, status } = refused.problem;
  return message(
    "error",
    title,
    html`${detail ?? nothing}
    ${refused.retryAfter === undefined ? nothing : html`<ot-wait .seconds=${refused.retryAfter}></ot-wait>`}
    ${status >= 500 && instance ? html`<p>If you call the help desk, tell them this number: <code>${instance}</code></p>` : nothing}`,
  );
}

/** While something loads. Says so to a screen reader too. */
export function loading(what: string): TemplateResult {
  return html`<p class="ot-loading" role="status">Loading ${what} …</p>`;
}
