import TABLE from "../../shared/domain/src/access/conferral.csv?raw";
import type { Schemas } from "./common/api";

/** The kind of organization that a role is held at. */
export type Level = "state" | "lea" | "school";

/** A role as the service's own table has it. */
export interface Role {
  code: string;
  name: string;
  level: Level;
  /** The codes of the roles that it gives and takes. */
  gives: readonly string[];
}

/** Every role. The table is the one that the service is tested against. */
export const ROLES: readonly Role[] = rolesOf(TABLE);

/** Reads the table of conferral: `role,name,level`, then a column for each role that may be given. */
export function rolesOf(table: string): Role[] {
  const [head = [], ...rows] = table
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  return rows.map(([code = "", name = "", level = "", ...cells]) => ({
    code,
    name,
    level: level as Level,
    gives: head.slice(3).filter((_, column) => cells[column] === "yes"),
  }));
}

/** What people call a role. */
export function roleName(code: string): string {
  return ROLES.find((role) => role.code === code)?.name ?? code;
}

/** The roles that whoever works in `role` gives and takes. */
export function givenBy(role: string | undefined): readonly Role[] {
  const gives = ROLES.find(({ code }) => code === role)?.gives ?? [];
  return ROLES.filter(({ code }) => gives.includes(code));
}

/** The roles whose holders are seen in `role`: the help desk sees all. */
export function seenBy(role: string | undefined): readonly Role[] {
  return role === "help-desk" ? ROLES : givenBy(role);
}

const KINDS: Record<Level, readonly string[]> = {
  state: ["state"],
  lea: ["district", "directly-funded-charter"],
  school: ["school", "directly-funded-charter", "non-public-school", "district-level-program"],
};

/** Whether `role` can be held at an organization of this kind. A directly funded charter is an LEA and a school. */
export function fits(role: Role, kind: string): boolean {
  return KINDS[role.level].includes(kind);
}

/** A role that somebody holds, in one line. */
export function heldRole({ role, organization_name, year }: Schemas["HeldRole"]): string {
  return `${roleName(role)}, ${organization_name}, ${year}`;
}

/** This administration year and the next, for which roles are given. */
export function years(year: string): readonly string[] {
  const first = Number(year.slice(0, 4)) + 1;
  return [year, `${first}-${String((first + 1) % 100).padStart(2, "0")}`];
}
