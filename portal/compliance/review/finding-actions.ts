import { day } from "../../shared/common/times";
import { decideAgreement, decideResolution, requestAgreement, submitResolution } from "../changes";
import type { Finding, ReviewPage } from "../types";

/** A field of a form about a finding. */
interface ActionField {
  name: string;
  label: string;
  hint?: string;
  kind: "text" | "day";
  /** What it holds at first. */
  value?: string;
}

/** Something that is done with a finding. */
export interface FindingAction {
  /** As the API names it. */
  action: string;
  /** What the button says that begins it, and the one that does it. */
  begin: string;
  send: string;
  fields: (finding: Finding) => readonly ActionField[];
  /** What is asked before it is done, where there is nothing to fill in. */
  question?: { title: string; text: string };
  /** Above the form when it was not done. */
  notDone: string;
  done: (finding: Finding) => string;
  change: (finding: Finding, values: Readonly<Record<string, string>>) => Promise<ReviewPage>;
}

const text = (name: string, label: string, hint: string): ActionField => ({ name, label, hint, kind: "text" });

/** Everything that is done with a finding, in the order of the page. The API says which of it a role may, and when. */
export const FINDING_ACTIONS: readonly FindingAction[] = [
  {
    action: "submit-resolution",
    begin: "Submit a resolution",
    send: "Submit the resolution",
    fields: () => [text("text", "What was done", "Upload the documents that show it before you submit")],
    notDone: "The resolution is not submitted",
    done: () => "The resolution is submitted. The CDE is told by letter, and decides whether the finding is resolved.",
    change: (finding, { text: what = "" }) => submitResolution(finding, what),
  },
  {
    action: "request-agreement",
    begin: "Request a resolution agreement",
    send: "Request the agreement",
    fields: ({ clocks }) => [
      {
        name: "until",
        label: "Until when the finding will be resolved",
        // Both clocks, beside the field that they limit.
        hint: `Without an agreement it is due by ${day(clocks.resolution_due)}. An agreement may name a day up to ${day(clocks.agreement_latest)}.`,
        kind: "day",
      },
      text("actions", "What will be done by then", "The steps, who takes them and when"),
      text("justification", "Why it takes longer", "Why it cannot be done within 45 days of the notification"),
    ],
    notDone: "The resolution agreement is not requested",
    done: ({ agreement }) =>
      `A resolution agreement until ${day(agreement?.until ?? "")} is requested. The CDE is told by letter; until it decides, the due day stays.`,
    change: (finding, { until = "", actions = "", justification = "" }) =>
      requestAgreement(finding, { until, actions, justification }),
  },
  {
    action: "resolve",
    begin: "Resolve the finding",
    send: "Resolve the finding",
    fields: () => [],
    question: {
      title: "Take this finding as resolved?",
      text: "The LEA is told by letter. This cannot be taken back.",
    },
    notDone: "The finding is not resolved",
    done: () => "The finding is resolved. The LEA is told by letter.",
    change: (finding) => decideResolution(finding, { decision: "resolved" }),
  },
  {
    action: "return-resolution",
    begin: "Return the resolution",
    send: "Return the resolution",
    fields: () => [text("comment", "What is missing", "The LEA reads it with the finding")],
    notDone: "The resolution is not returned",
    done: () => "The resolution is returned. The LEA is told by letter what is missing.",
    change: (finding, { comment = "" }) => decideResolution(finding, { decision: "returned", comment }),
  },
  {
    action: "approve-agreement",
    begin: "Approve the agreement",
    send: "Approve the agreement",
    fields: ({ agreement, clocks }) => [
      {
        name: "until",
        label: "Until when the finding is to be resolved",
        hint: `Asked for: ${day(agreement?.until ?? clocks.resolution_due)}. An agreement may name a day up to ${day(clocks.agreement_latest)}.`,
        kind: "day",
        ...(agreement ? { value: agreement.until } : {}),
      },
    ],
    notDone: "The resolution agreement is not approved",
    done: ({ due }) =>
      `The resolution agreement is approved: the finding is due by ${day(due)}. The LEA is told by letter.`,
    change: (finding, { until = "" }) => decideAgreement(finding, { decision: "approved", until }),
  },
  {
    action: "deny-agreement",
    begin: "Deny the agreement",
    send: "Deny the agreement",
    fields: () => [text("reason", "Why it is denied", "The LEA reads it with the finding")],
    notDone: "The resolution agreement is not denied",
    done: ({ due }) =>
      `The resolution agreement is denied: the finding stays due by ${day(due)}. The LEA is told by letter.`,
    change: (finding, { reason = "" }) => decideAgreement(finding, { decision: "denied", reason }),
  },
];
