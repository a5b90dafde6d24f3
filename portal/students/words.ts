import { sentence } from "../shared/words";

/** Grades as CALPADS writes them, and in words. */
export const GRADES: readonly (readonly [code: string, words: string])[] = [
  ["TK", "Transitional kindergarten"],
  ["KN", "Kindergarten"],
  ...Array.from({ length: 12 }, (_, index) => {
    const code = String(index + 1).padStart(2, "0");
    return [code, code] as const;
  }),
  ["UE", "Ungraded elementary"],
  ["US", "Ungraded secondary"],
];

/** English language acquisition status, as CALPADS codes it, and in words. */
export const ELAS: readonly (readonly [code: string, words: string])[] = [
  ["EO", "English only"],
  ["IFEP", "Initial fluent English proficient"],
  ["EL", "English learner"],
  ["RFEP", "Reclassified fluent English proficient"],
  ["TBD", "To be determined"],
];

/** The two condition codes that coordinators set, in the words of the seed's code key. */
export const CODES = {
  PGE: "Parent/Guardian exemption",
  NTE: "Not tested medical emergency",
} as const;

export type SettableCode = keyof typeof CODES;

/** Whether it is one of the two; all others are determined from data and responses. */
export function isSettable(code: string | null | undefined): code is SettableCode {
  return typeof code === "string" && code in CODES;
}

/** What a code does to participation. Source: CDE, participation rate (Dashboard). It says what is so and advises nothing. */
export const PARTICIPATION: Record<SettableCode, string> = {
  PGE: "Participation rate: the student stays in the number enrolled for this test and does not count as tested.",
  NTE: "Participation rate: the student is left out of the number enrolled for this test and does not count as tested.",
};

const UR_STATES: Record<string, string> = {
  submitted: "Submitted",
  approved: "Approved",
  "approved-construct-change": "Approved, test construct change",
  "not-approved": "Not approved",
};

/** Where a request for unlisted resources stands, in words. */
export function unlistedResources(status: string): string {
  return UR_STATES[status] ?? sentence(status);
}
