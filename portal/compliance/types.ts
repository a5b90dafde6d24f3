// Written by hand until the API's own description of these is on the branch.

export interface Author {
  name: string;
  role: string;
  organization_name: string;
}

export interface Named {
  instrument: string;
  name: string;
}

export interface ReviewSummary {
  id: string;
  program: { program: string; name: string };
  organization: { cds_code: string; name: string };
  year: string;
  mode: string;
  state: string;
  first_day: string;
  last_day: string;
  instruments: Named[];
  findings?: number | null;
  unresolved?: number | null;
}

export interface Blocked {
  action: string;
  reason: string;
}

export interface Item {
  id: string;
  version: number;
  instrument: string;
  number: string;
  kind: string;
  citation: string;
  text: string;
}

export interface EvidenceRequest {
  id: string;
  version: number;
  item: string;
  instrument: string;
  text: string;
  due: string;
  overdue: boolean;
  answered: boolean;
  requested_by: Author;
  requested_at: string;
}

export type Target = { item: string } | { evidence_request: string } | { finding: string };

export interface Document {
  id: string;
  version: number;
  target: Target;
  instrument: string;
  file_name: string;
  content_type: string;
  type_name: string;
  size: number;
  sha256: string;
  uploaded_by: Author;
  uploaded_at: string;
  replaces?: string | null;
  edition: number;
  current: boolean;
  state: string;
  reason?: string | null;
}

export interface Finding {
  id: string;
  version: number;
  item: string;
  instrument: string;
  text: string;
  due: string;
  overdue: boolean;
  state: string;
}

export interface ReviewPage extends Omit<ReviewSummary, "findings" | "unresolved"> {
  version: number;
  sites: { cds_code: string; name: string }[];
  contributors: { id: string; name: string }[];
  is_whole: boolean;
  items: Item[];
  evidence_requests: EvidenceRequest[];
  documents: Document[];
  findings: Finding[];
  allowed: string[];
  blocked: Blocked[];
}

export interface Comment {
  id: string;
  by: Author;
  at: string;
  text: string;
}

export interface OpenWork {
  review: string;
  organization: { cds_code: string; name: string };
  program: { program: string; name: string };
  instrument: Named;
  kind: string;
  id: string;
  number: string;
  text: string;
  due: string;
  overdue: boolean;
  state: string;
}

export interface Ticket {
  document_id: string;
  upload: { method: string; url: string; headers: Record<string, string>; expires_at: string };
}
