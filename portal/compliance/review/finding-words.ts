import { day } from "../../shared/common/times";
import { counted } from "../../shared/words";
import type { Agreement, Finding } from "../types";
import { signed } from "../words";

const STATES: Record<string, string> = {
  issued: "Issued",
  submitted: "Resolution submitted",
  returned: "Returned",
  resolved: "Resolved",
};

/** What people call the state of a finding. */
export function findingState(state: string): string {
  return STATES[state] ?? state;
}

/** The calendar days from one day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** The first clock: until when the finding is to be resolved. */
export function dueInWords({ state, due, agreement }: Finding, today: string): string {
  const by = agreement?.state === "approved" ? `${day(due)}, the day of the resolution agreement` : day(due);
  if (state === "resolved") return `Resolved; it was due by ${by}.`;
  if (state === "submitted") return `The resolution is submitted and waits for the CDE; it is due by ${by}.`;
  const left = daysBetween(today, due);
  if (left < 0) return `Resolution overdue since ${by}: ${counted(-left, "day")} late.`;
  return `Resolution due ${left === 0 ? "today" : `in ${counted(left, "day")}`}, by ${by}.`;
}

/** The second clock: until when a resolution agreement may last. */
export function latestInWords({ clocks, last_day }: Finding, today: string): string {
  const latest = day(clocks.agreement_latest);
  const from = `225 calendar days after the last day of the review (${day(last_day)})`;
  return today >= clocks.agreement_latest
    ? `No agreement can name a day any more: the last was ${latest}, ${from}.`
    : `An agreement may name a day up to ${latest}, ${from}.`;
}

/** Where a resolution agreement stands. */
export function agreementState({ state, until, approved_until: granted, reason }: Agreement): string {
  switch (state) {
    case "approved":
      return granted && granted !== until
        ? `Approved until ${day(granted)}; until ${day(until)} was asked for.`
        : `Approved until ${day(until)}.`;
    case "denied":
      return `Denied: ${reason ?? ""}`;
    default:
      return `Asked for until ${day(until)}; it waits for the CDE.`;
  }
}

/** What of a finding is otherwise than when the page was read. */
export function findingDifferences(before: Finding, now: Finding | undefined): string[] {
  if (!now) return ["You do not see this finding any more"];
  const field = (name: string, was: string, is: string) =>
    was === is ? [] : [`${name}: ${is || "none"}, before: ${was || "none"}`];
  const resolution = ({ resolution: one }: Finding) => (one ? `submitted by ${signed(one.by, one.at)}` : "");
  const agreement = ({ agreement: one }: Finding) => (one ? agreementState(one) : "");
  return [
    ...field("State", findingState(before.state), findingState(now.state)),
    ...field("Due", day(before.due), day(now.due)),
    ...field("Resolution", resolution(before), resolution(now)),
    ...field("What was missing", before.comment ?? "", now.comment ?? ""),
    ...field("Resolution agreement", agreement(before), agreement(now)),
  ];
}
