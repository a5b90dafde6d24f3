import { sessionIfAny } from "../shared/common/session";
import type { Session } from "../shared/common/session";
import { WorkPart } from "../shared/work-part";

/** A page for everybody: who is signed in sees it in the own frame, and nobody has to be. */
export abstract class OpenPart extends WorkPart {
  /** The session, if there is one. The page is there without it too, so what goes wrong with it does not matter here. */
  protected async sessionIfAny(): Promise<Session | undefined> {
    return sessionIfAny().catch(() => undefined);
  }
}

/** Makes what was looked for the address of this page, so that it can be shared and gone back to. Blank values are left out. */
export function showInAddress(values: Readonly<Record<string, string>>): void {
  history.replaceState(null, "", location.pathname + query(values));
}

/** `values` as the query of an address; blank ones are left out. */
export function query(values: Readonly<Record<string, string>>): string {
  const given = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== ""));
  return given.size > 0 ? `?${given.toString()}` : "";
}
