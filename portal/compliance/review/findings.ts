import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { Part } from "../../shared/common/part";
import { counted } from "../../shared/words";
import type { Finding, ReviewPage } from "../types";
import "./finding";

/** The findings of a review, those that wait longest first. What is done with one sends `changed` with the review. */
@customElement("ot-findings")
export class Findings extends Part {
  @property({ attribute: false }) review!: ReviewPage;

  override render() {
    const { findings } = this.review;
    return html`
      <p>${inShort(findings)}</p>
      ${
        findings.length === 0
          ? nothing
          : repeat(
              [...findings].sort(byUrgency),
              ({ id }) => id,
              (finding) => html`<ot-finding .review=${this.review} .finding=${finding}></ot-finding>`,
            )
      }
    `;
  }
}

/** What is not resolved first, and of that what is due first. */
export function byUrgency(one: Finding, other: Finding): number {
  const resolved = (finding: Finding) => Number(finding.state === "resolved");
  return resolved(one) - resolved(other) || one.due.localeCompare(other.due) || one.id.localeCompare(other.id);
}

/** How many there are and where they stand. */
export function inShort(findings: readonly Finding[]): string {
  if (findings.length === 0) return "No finding was issued.";
  const count = (of: (finding: Finding) => boolean) => findings.filter(of).length;
  const parts = [
    [count(({ state }) => state === "issued" || state === "returned"), "to resolve"],
    [count(({ overdue }) => overdue), "overdue"],
    [count(({ state }) => state === "submitted"), "submitted"],
    [
      count(({ agreement, state }) => agreement?.state === "requested" && state !== "resolved"),
      "with an agreement requested",
    ],
    [count(({ state }) => state === "resolved"), "resolved"],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`);
  return `${counted(findings.length, "finding")}: ${said.join(", ")}.`;
}
