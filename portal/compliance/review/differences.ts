import { counted } from "../../shared/words";
import type { ReviewPage } from "../types";
import { modeName, reviewState, schedule } from "../words";

/** What of a review is otherwise than when the page was read, in words. */
export function differences(before: ReviewPage, now: ReviewPage): string[] {
  const field = (name: string, was: string, is: string) =>
    was === is ? [] : [`${name}: ${is || "none"}, before: ${was || "none"}`];
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).join(", ");
  const added = (one: string, was: readonly { id: string }[], is: readonly { id: string }[]) => {
    const known = new Set(was.map(({ id }) => id));
    const count = is.filter(({ id }) => !known.has(id)).length;
    return count === 0 ? [] : [`Added: ${counted(count, one)}`];
  };
  const versions = ({ items, evidence_requests, documents, findings }: ReviewPage) =>
    [items, evidence_requests, documents, findings].flat().map(({ id, version }) => `${id} ${version}`);
  const known = new Set(versions(before));
  const found = [
    ...field("State", reviewState(before.state), reviewState(now.state)),
    ...field("Mode", modeName(before.mode), modeName(now.mode)),
    ...field("Schedule", schedule(before), schedule(now)),
    ...field("Sites", names(before.sites), names(now.sites)),
    ...field("Program instruments", names(before.instruments), names(now.instruments)),
    ...field("Contributors", names(before.contributors), names(now.contributors)),
    ...added("item", before.items, now.items),
    ...added("evidence request", before.evidence_requests, now.evidence_requests),
    ...added("document", before.documents, now.documents),
    ...added("finding", before.findings, now.findings),
  ];
  if (found.length > 0) return found;
  const changed = versions(now).filter((version) => !known.has(version)).length;
  return [
    changed > 0
      ? `Changed: ${counted(changed, "item, request, document or finding", "items, requests, documents or findings")}`
      : "Something that you do not see here",
  ];
}
