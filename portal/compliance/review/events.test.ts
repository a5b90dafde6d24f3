// @vitest-environment node
import { expect, test } from "vitest";
import { HANA, document, item, request, review } from "../example";
import { type ReviewEvent, whatHappened } from "./events";

const REVIEW = review({
  items: [item("i")],
  evidence_requests: [request("e")],
  documents: [document("d", { file_name: "Minutes.pdf" })],
  contributors: [{ id: "u", name: "Dev Patel-Ruiz" }],
});

test.each<[string, Partial<ReviewEvent>, string]>([
  ["made", { state: "open" }, "Opened the review."],
  ["made", { state: "planned" }, "Planned the review."],
  ["changed", { fields: ["first_day", "mode"] }, "Changed first day, mode."],
  ["state-changed", { state: "completed" }, "The review is completed now."],
  ["contributors-changed", { added: ["u"], removed: [] }, "Let in: Dev Patel-Ruiz."],
  ["contributors-changed", { added: [], removed: ["gone"] }, "Took out 1 contributor."],
  ["items-added", { instrument: "english-learner", count: 2 }, "Added 2 items to English Learner."],
  ["evidence-requested", { request: "e", due: "2026-12-15" }, "Asked for evidence for I-EL 01, due December 15, 2026."],
  [
    "evidence-request-changed",
    { request: "e", due: "2026-12-31" },
    "Changed the evidence request for I-EL 01, due December 31, 2026.",
  ],
  ["ticket-given", { document: "d" }, "Began to upload Minutes.pdf."],
  ["document-checked", { document: "d", state: "clean" }, "Checked Minutes.pdf: accepted."],
  [
    "document-checked",
    { document: "d", state: "refused", reason: "The file is a program." },
    "Checked Minutes.pdf: not accepted. The file is a program.",
  ],
  ["document-checked", { document: "d", state: "checking" }, "Minutes.pdf arrived."],
  ["document-checked", { document: "hidden", state: "expired" }, "A document never arrived."],
  ["document-opened", { document: "d" }, "Opened Minutes.pdf."],
  ["commented", {}, "Wrote a comment."],
  [
    "findings-issued",
    { findings: ["f"], notified_on: "2026-12-11" },
    "Issued 1 finding, notified on December 11, 2026.",
  ],
  ["resolution-submitted", { finding: "f" }, "Submitted a resolution of a finding."],
  ["resolution-returned", { finding: "f" }, "Returned the resolution of a finding."],
  ["finding-resolved", { finding: "f" }, "A finding is resolved."],
  [
    "agreement-requested",
    { finding: "f", until: "2027-07-24" },
    "Asked for a resolution agreement until July 24, 2027 for a finding.",
  ],
  [
    "agreement-approved",
    { finding: "f", until: "2027-07-24" },
    "Approved a resolution agreement until July 24, 2027 for a finding.",
  ],
  ["agreement-denied", { finding: "f" }, "Denied the resolution agreement for a finding."],
  ["something-new", {}, "Something new."],
])("%s is told in words", (what, more, words) => {
  expect(whatHappened({ at: "2026-11-29T18:00:00Z", by: HANA, what, ...more }, REVIEW)).toBe(words);
});
