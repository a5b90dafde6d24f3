import type { Schemas } from "../../shared/common/api";
import type { Program } from "../../shared/programs";

/** The roles that open reviews. The API decides; this only spares a form that leads nowhere. */
export function opens(role: string | undefined): boolean {
  return role === "compliance-monitor" || role === "compliance-administrator";
}

/** The programs that a role opens reviews of: a monitor those with instruments assigned, and of them these. */
export function programsOf(role: Pick<Schemas["Role"], "role" | "instruments">, all: readonly Program[]): Program[] {
  if (role.role === "compliance-administrator") return [...all];
  const assigned = new Set((role.instruments ?? []).map(({ instrument }) => instrument));
  return all
    .map((program) => ({
      ...program,
      instruments: program.instruments.filter(({ instrument }) => assigned.has(instrument)),
    }))
    .filter(({ instruments }) => instruments.length > 0);
}
