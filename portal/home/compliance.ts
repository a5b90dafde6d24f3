import type { OpenWork } from "../compliance/types";
import { counted } from "../shared/words";
import type { Attention } from "./attention";

/** Due days within so many days are told. Source: the reminders' first letter, 14 days before. */
const SOON = 14;

/** The roles that decide; all others answer. */
const DECIDERS = ["compliance-monitor", "compliance-administrator"];

/** What waits in the reviews: for the LEA what is late or due soon, for the CDE what is to be decided. Review by review. */
export function openReviews(role: string, rows: readonly OpenWork[], today: string): Attention[] {
  const decides = DECIDERS.includes(role);
  const soon = addDays(today, SOON);
  const told = rows.filter((row) => (decides ? awaitsDecision(row) : row.overdue || row.due <= soon));
  const reviews = new Map<string, OpenWork[]>();
  for (const row of told.filter((one) => decides || !awaitsDecision(one))) {
    reviews.set(row.review, [...(reviews.get(row.review) ?? []), row]);
  }
  return [...reviews].map(([review, waiting]) => {
    const [first] = waiting;
    const overdue = waiting.filter((row) => row.overdue).length;
    const where = `${first?.organization.name ?? ""}, ${first?.program.name ?? ""}`;
    return {
      what: decides
        ? `${counted(waiting.length, "finding")} to decide`
        : [count(overdue, "overdue"), count(waiting.length - overdue, `due within ${SOON} days`)]
            .filter(Boolean)
            .join(", "),
      why: `${where}: ${kinds(waiting)}.`,
      address:
        waiting.length === 1 && first ? `/review?id=${review}#${first.kind}-${first.id}` : `/review?id=${review}`,
      action: "Open the review",
      urgent: !decides && overdue > 0,
    };
  });
}

/** Whether the LEA has done its part and the CDE decides. */
function awaitsDecision({ kind, state }: OpenWork): boolean {
  return kind === "finding" && ["submitted", "agreement-requested"].includes(state);
}

function count(number: number, words: string): string {
  return number === 0 ? "" : `${number} ${words}`;
}

function kinds(rows: readonly OpenWork[]): string {
  const findings = rows.filter(({ kind }) => kind === "finding").length;
  const requests = rows.length - findings;
  return [requests > 0 ? counted(requests, "evidence request") : "", findings > 0 ? counted(findings, "finding") : ""]
    .filter(Boolean)
    .join(", ");
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}
