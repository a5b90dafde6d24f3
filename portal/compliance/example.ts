import type { Author, Document, EvidenceRequest, Finding, Item, ReviewPage } from "./types";

export const INES: Author = {
  name: "Ines Moreau",
  role: "LEA review coordinator",
  organization_name: "Poppy Valley Unified",
};
export const HANA: Author = { name: "Hana Sato", role: "compliance monitor", organization_name: "California" };

/** A document for unit tests: accepted, for item `i`, but for what is said. */
export function document(id: string, more: Partial<Document> = {}): Document {
  return {
    id,
    version: 2,
    target: { item: "i" },
    instrument: "english-learner",
    file_name: `${id}.pdf`,
    content_type: "application/pdf",
    type_name: "PDF document",
    size: 2048,
    sha256: "ab".repeat(32),
    uploaded_by: INES,
    uploaded_at: "2026-11-20T18:00:00Z",
    edition: 1,
    current: true,
    state: "clean",
    ...more,
  };
}

/** An item for unit tests. */
export function item(id: string, more: Partial<Item> = {}): Item {
  return {
    id,
    version: 1,
    instrument: "english-learner",
    number: "I-EL 01",
    kind: "core",
    citation: "EC 313; 5 CCR 11307",
    text: "Each English learner receives a program of instruction.",
    ...more,
  };
}

/** An evidence request for unit tests: of item `i`, neither answered nor overdue, but for what is said. */
export function request(id: string, more: Partial<EvidenceRequest> = {}): EvidenceRequest {
  return {
    id,
    version: 1,
    item: "i",
    instrument: "english-learner",
    text: "Board minutes of the adoption.",
    due: "2026-12-15",
    overdue: false,
    answered: false,
    requested_by: HANA,
    requested_at: "2026-11-10T18:00:00Z",
    ...more,
  };
}

/** A finding for unit tests: issued on item `i` on the last day of the review, but for what is said. */
export function finding(id: string, more: Partial<Finding> = {}): Finding {
  return {
    id,
    version: 1,
    item: "i",
    instrument: "english-learner",
    text: "No board adopted the program.",
    notified_on: "2026-12-11",
    last_day: "2026-12-11",
    due: "2027-01-25",
    overdue: false,
    clocks: { resolution_due: "2027-01-25", agreement_latest: "2027-07-24" },
    state: "issued",
    issued_by: HANA,
    issued_at: "2026-12-11T22:00:00Z",
    allowed: [],
    blocked: [],
    ...more,
  };
}

/** An open review for unit tests, with one item and whatever is said. */
export function review(more: Partial<ReviewPage> = {}): ReviewPage {
  return {
    id: "r".repeat(26),
    version: 1,
    program: { program: "federal-program-monitoring", name: "Federal Program Monitoring (FPM)" },
    organization: { cds_code: "99000010000000", name: "Poppy Valley Unified" },
    year: "2026-27",
    mode: "on-site",
    state: "open",
    first_day: "2026-12-07",
    last_day: "2026-12-11",
    instruments: [{ instrument: "english-learner", name: "English Learner" }],
    sites: [],
    contributors: [],
    is_whole: true,
    items: [item("i")],
    evidence_requests: [],
    documents: [],
    findings: [],
    allowed: [],
    blocked: [],
    ...more,
  };
}
