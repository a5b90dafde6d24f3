/**
 * The systems behind the one sign-in by their ids, as people call them. Source: the sign-in pages and the API's list. Their
 * addresses, and who may launch which, only the API knows.
 */
const SYSTEMS: ReadonlyMap<string, string> = new Map([
  ["toms", "Test Operations Management System (TOMS)"],
  ["cais", "California Accountability & Improvement System (CAIS)"],
  ["cers", "California Educator Reporting System (CERS)"],
  ["completion-status", "Completion Status System"],
  ["dei", "Data Entry Interface (DEI)"],
  ["interim-viewing", "Interim Assessment Viewing System"],
  ["ta-interface", "Test Administrator Interface"],
  ["thss", "Teacher Hand Scoring System (THSS)"],
  ["tools-for-teachers", "Tools for Teachers"],
  ["moodle", "Moodle Training Site"],
]);

/** Those one signs in to: id and name. */
export const SIGN_IN_SYSTEMS = [...SYSTEMS];

/** All systems whose status is told: with those that need no sign-in. */
export const ALL_SYSTEMS: readonly (readonly [id: string, name: string])[] = [
  ...SYSTEMS,
  ["student-testing", "Web-based Student Testing Interface"],
  ["content-explorer", "Smarter Balanced Content Explorer"],
  ["practice-tests", "Practice and Training Tests"],
];

/** The name of a system one signs in to; nothing for any other text. */
export function systemName(id: string | undefined): string | undefined {
  return id === undefined ? undefined : SYSTEMS.get(id);
}
