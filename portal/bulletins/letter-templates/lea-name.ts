import type { Session } from "../../shared/common/session";

/** The LEA that somebody works for in this role; blank for the state and for schools, whose letters their LEA sends. */
export function leaName(role: NonNullable<Session["role"]> | undefined): string {
  return role && /^\d{7}0{7}$/.test(role.organization) ? role.organization_name : "";
}
