import type { Csv } from "../../shared/list-file";
import type { InstrumentCounts, OpenWork, Submissions } from "../types";
import { reviewState } from "../words";

/** What was submitted for a program instrument, over reviews. */
export interface Sums extends InstrumentCounts {
  /** In how many reviews. */
  reviews: number;
}

const COUNTS = ["requested", "answered", "overdue", "findings", "unresolved", "overdue_findings"] as const;

/** The sums of each program instrument, by name. */
export function sums(found: readonly Submissions[]): Sums[] {
  const all = new Map<string, Sums>();
  for (const counts of found.flatMap(({ instruments }) => instruments)) {
    const before = all.get(counts.instrument);
    const now: Sums = { ...counts, reviews: (before?.reviews ?? 0) + 1 };
    for (const name of COUNTS) now[name] = (before?.[name] ?? 0) + counts[name];
    all.set(counts.instrument, now);
  }
  return [...all.values()].sort((one, other) => one.name.localeCompare(other.name));
}

/** All sums in one, for the foot of the table. */
export function total(of: readonly Sums[]): Omit<Sums, "instrument" | "name" | "reviews"> {
  const sum = (name: (typeof COUNTS)[number]) => of.reduce((so, one) => so + one[name], 0);
  return {
    requested: sum("requested"),
    answered: sum("answered"),
    overdue: sum("overdue"),
    findings: sum("findings"),
    unresolved: sum("unresolved"),
    overdue_findings: sum("overdue_findings"),
  };
}

/** `198 of 228 (86.8%)`, as the CDE reports it. */
export function answeredOf({ answered, requested }: Pick<InstrumentCounts, "answered" | "requested">): string {
  if (requested === 0) return "–";
  const share = (answered / requested) * 100;
  return `${answered} of ${requested} (${share.toFixed(1).replace(/\.0$/, "")}%)`;
}

/** A program instrument of one review. */
export interface SubmissionRow {
  review: Submissions["review"];
  counts: InstrumentCounts;
}

/** One row for each program instrument of each review: those that lack most first. */
export function rows(found: readonly Submissions[]): SubmissionRow[] {
  const lacks = ({ counts }: SubmissionRow) => counts.requested - counts.answered;
  return found
    .flatMap(({ review, instruments }) => instruments.map((counts) => ({ review, counts })))
    .sort(
      (one, other) =>
        lacks(other) - lacks(one) || one.review.organization.name.localeCompare(other.review.organization.name),
    );
}

export const SUBMISSIONS_CSV: Csv<SubmissionRow> = {
  name: "review-submissions",
  columns: [
    "LEA",
    "CDS code",
    "Program",
    "Program instrument",
    "Year",
    "Last day",
    "State",
    "Requests",
    "Requests answered",
    "Requests overdue",
    "Findings",
    "Findings not resolved",
    "Findings overdue",
  ],
  cells: ({ review, counts }) => [
    review.organization.name,
    review.organization.cds_code,
    review.program.name,
    counts.name,
    review.year,
    review.last_day,
    reviewState(review.state),
    ...COUNTS.map((name) => String(counts[name])),
  ],
};

const KINDS: Record<string, string> = { "evidence-request": "Evidence request", finding: "Finding" };

/** What people call a kind of open work. */
export function kindName(kind: string): string {
  return KINDS[kind] ?? kind;
}

export const OPEN_WORK_CSV: Csv<OpenWork> = {
  name: "review-open-work",
  columns: ["Due", "Overdue", "Kind", "Item", "What", "Program instrument", "Program", "LEA"],
  cells: (row) => [
    row.due,
    row.overdue ? "Yes" : "No",
    kindName(row.kind),
    row.number,
    row.text,
    row.instrument.name,
    row.program.name,
    row.organization.name,
  ],
};
