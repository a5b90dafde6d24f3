import { ROLES, roleName } from "../shared/roles";
import type { Audience } from "./edit-bulletin/content";

/** The sections of a bulletin in their order, with their headings. Source: the coordinator communication. */
export const SECTIONS: readonly (readonly [kind: string, heading: string])[] = [
  ["notice", "Notice"],
  ["test-security", "Test Security"],
  ["reminders", "Reminders"],
  ["upcoming-trainings", "Upcoming Trainings"],
  ["educator-meeting-opportunities", "Educator Meeting Opportunities"],
  ["available-now", "Available Now!"],
  ["previous", "Previous Communications"],
  ["additional-help", "Additional Help"],
];

/** The heading of a section. */
export function heading(kind: string): string {
  return SECTIONS.find(([code]) => code === kind)?.[1] ?? kind;
}

/** The roles that bulletins are mailed to: those of LEAs and schools, without the ones of compliance reviews. */
export const AUDIENCE_ROLES: readonly (readonly [string, string])[] = ROLES.filter(
  ({ code, level }) => level !== "state" && !["lea-review-coordinator", "lea-compliance-contributor"].includes(code),
).map(({ code, name }) => [code, begun(name)]);

/** Which tests a bulletin is about. */
export const PROGRAMS: readonly (readonly [string, string])[] = [
  ["", "Both, or neither"],
  ["caaspp", "CAASPP"],
  ["elpac", "ELPAC"],
];

/** So many places are named; of more it is said how many there are. */
export const NAMED = 5;

/** Whom a bulletin is mailed to: `LEA CAASPP coordinators and superintendents in all of California`. */
export function recipients({ roles, places, counties, leas }: Audience, name = (code: string) => code): string {
  const where = {
    california: "in all of California",
    counties: `in ${named(counties.map(name), "county", "counties")}`,
    leas: `in ${named(leas.map(name), "LEA", "LEAs")}`,
  };
  return `${listed(roles.map((role) => `${roleName(role)}s`))} ${where[places]}`;
}

function named(places: readonly string[], one: string, many: string): string {
  if (places.length > NAMED) return `${places.length} ${many}`;
  return `the ${places.length === 1 ? one : many} ${listed(places)}`;
}

/** `a`, `a and b`, `a, b, and c`. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "nobody";
  if (names.length <= 1) return last;
  return names.length === 2 ? `${names[0] ?? ""} and ${last}` : `${names.slice(0, -1).join(", ")}, and ${last}`;
}

/** As at the beginning of a line. */
function begun(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
