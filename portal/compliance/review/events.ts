import { day } from "../../shared/common/times";
import { counted, sentence, spelled } from "../../shared/words";
import type { Author, ReviewPage } from "../types";
import { reviewState } from "../words";

/** What happened in a review, as the history keeps it: `what`, and the members of that kind. */
export interface ReviewEvent {
  at: string;
  /** Nobody where the service itself did it. */
  by?: Author | null;
  what: string;
  state?: string;
  fields?: string[];
  added?: string[];
  removed?: string[];
  instrument?: string;
  count?: number;
  request?: string;
  due?: string;
  document?: string;
  reason?: string;
  findings?: string[];
  notified_on?: string;
  finding?: string;
  until?: string;
}

/** What was done, in a sentence; what it was done to by the names that the review has for it. */
export function whatHappened(event: ReviewEvent, review: ReviewPage): string {
  const until = event.until === undefined ? "" : ` until ${day(event.until)}`;
  const item = (id: string | undefined) => review.items.find((one) => one.id === id)?.number;
  const found = review.findings.find(({ id }) => id === event.finding);
  const finding = found ? `the finding on ${item(found.item) ?? "an item"}` : "a finding";
  const file = review.documents.find(({ id }) => id === event.document)?.file_name ?? "a document";
  const asked = review.evidence_requests.find(({ id }) => id === event.request);
  const at = item(asked?.item);
  const forItem = at === undefined ? "" : ` for ${at}`;
  const due = event.due === undefined ? "" : `, due ${day(event.due)}`;
  const name = (id: string) => review.contributors.find((one) => one.id === id)?.name;
  switch (event.what) {
    case "made":
      return event.state === "open" ? "Opened the review." : "Planned the review.";
    case "changed":
      return `Changed ${(event.fields ?? []).map((field) => spelled(field).toLowerCase()).join(", ")}.`;
    case "state-changed":
      return `The review is ${reviewState(event.state ?? "").toLowerCase()} now.`;
    case "contributors-changed":
      return [people("Let in", event.added ?? [], name), people("Took out", event.removed ?? [], name)]
        .filter(Boolean)
        .join(" ");
    case "items-added": {
      const instrument = review.instruments.find((one) => one.instrument === event.instrument);
      return `Added ${counted(event.count ?? 0, "item")} to ${instrument?.name ?? "a program instrument"}.`;
    }
    case "evidence-requested":
      return `Asked for evidence${forItem}${due}.`;
    case "evidence-request-changed":
      return `Changed the evidence request${forItem}${due}.`;
    case "ticket-given":
      return `Began to upload ${file}.`;
    case "document-checked":
      return checked(file, event);
    case "document-opened":
      return `Opened ${file}.`;
    case "commented":
      return "Wrote a comment.";
    case "findings-issued":
      return `Issued ${counted(event.findings?.length ?? 0, "finding")}${
        event.notified_on === undefined ? "" : `, notified on ${day(event.notified_on)}`
      }.`;
    case "resolution-submitted":
      return `Submitted a resolution of ${finding}.`;
    case "resolution-returned":
      return `Returned the resolution of ${finding}.`;
    case "finding-resolved":
      return sentence(`${finding} is resolved`);
    case "agreement-requested":
      return `Asked for a resolution agreement${until} for ${finding}.`;
    case "agreement-approved":
      return `Approved a resolution agreement${until} for ${finding}.`;
    case "agreement-denied":
      return `Denied the resolution agreement for ${finding}.`;
    default:
      return `${spelled(event.what)}.`;
  }
}

function checked(file: string, { state, reason }: ReviewEvent): string {
  switch (state) {
    case "clean":
      return `Checked ${file}: accepted.`;
    case "refused":
      return `Checked ${file}: not accepted. ${reason ? sentence(reason) : ""}`.trim();
    case "expired":
      return sentence(`${file} never arrived`);
    default:
      return sentence(`${file} arrived`);
  }
}

/** Those who are still in the review by name, the rest by number: of whom left, only the user's page tells the name. */
function people(did: string, ids: readonly string[], name: (id: string) => string | undefined): string {
  if (ids.length === 0) return "";
  const names = ids.flatMap((id) => name(id) ?? []);
  return names.length === ids.length ? `${did}: ${names.join(", ")}.` : `${did} ${counted(ids.length, "contributor")}.`;
}
