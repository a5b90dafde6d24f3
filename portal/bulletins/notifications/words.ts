import { ROLES, roleName } from "../../shared/roles";
import { day, moment } from "../../shared/common/times";
import { counted } from "../../shared/words";
import type { Posted } from "./calls";

/** The most characters of a text. */
const TEXT_MAX = 255;

const STATES: Record<string, string> = {
  scheduled: "Scheduled",
  live: "Live",
  expired: "Expired",
  withdrawn: "Withdrawn",
};

/** What people call the state of a notification. */
export function stateName(state: string): string {
  return STATES[state] ?? state;
}

/** Whether it can still be changed. */
export function isOpen({ state }: Pick<Posted, "state">): boolean {
  return state === "scheduled" || state === "live";
}

/** From when to when it shows: `November 22, 2026, to November 29, 2026`. */
export function days({ starts, ends }: Pick<Posted, "starts" | "ends">): string {
  return starts === ends ? day(starts) : `${day(starts)}, to ${day(ends)}`;
}

/** For whom it is: `Cedar High: test administrator, test examiner`. */
export function audience({ organization_name: name, roles }: Pick<Posted, "organization_name" | "roles">): string {
  return `${name}: ${roles.length === 0 ? "all roles" : roles.map(roleName).join(", ")}`;
}

/** What became of its mail. */
export function mail({ mail: wanted, mailed_at: at, starts, state }: Posted): string {
  if (at) return `Mailed on ${moment(at)}`;
  return wanted && isOpen({ state }) ? `Goes out on ${day(starts)}` : "None";
}

/** How many characters are left for a text, as the service counts them. */
export function left(text: string): string {
  const count = TEXT_MAX - Array.from(text.trim().replaceAll("\r\n", "\n")).length;
  return count < 0 ? `${counted(-count, "character")} too many` : `${counted(count, "character")} left`;
}

/** The roles that a notification for an LEA may be for, or only those of its schools. */
export function addressed(of: "lea" | "school"): readonly (readonly [code: string, name: string])[] {
  const levels = of === "lea" ? ["lea", "school"] : ["school"];
  return ROLES.filter(({ level }) => levels.includes(level)).map(({ code, name }) => [code, name] as const);
}
