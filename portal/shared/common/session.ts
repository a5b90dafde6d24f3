import { here, leaveFor, thenBackTo } from "./addresses";
import { type Schemas, answer, api, body } from "./api";
import { Refused } from "./problem";

export type Session = Schemas["Session"];

type Listener = (session: Session | undefined) => void;

const listeners = new Set<Listener>();
let current: Session | undefined;

/** Tells `listener` of the session now and whenever it changes. */
export function watchSession(listener: Listener): () => void {
  listeners.add(listener);
  listener(current);
  return () => listeners.delete(listener);
}

/** Makes `session` the one that header and watch show. */
export function setSession(session: Session | undefined): void {
  current = session;
  for (const listener of listeners) listener(session);
}

/** The session, if there is one. */
export async function sessionIfAny(): Promise<Session | undefined> {
  try {
    const session = await body(api.GET("/v1/session"));
    setSession(session);
    return session;
  } catch (thrown) {
    if (thrown instanceof Refused && thrown.is("session.not-signed-in")) return undefined;
    throw thrown;
  }
}

/**
 * The session of a page that needs one. Whoever is not signed in, has not accepted the terms or has not chosen a role is led
 * there first and comes back.
 */
export async function signedIn(needs: "session" | "role" = "role"): Promise<Session> {
  const session = await sessionIfAny();
  if (!session) return leaveFor(thenBackTo("/sign-in", here()));
  const first = stepBefore(session, needs);
  return first === undefined ? session : leaveFor(thenBackTo(first, here()));
}

/** The page that comes before a page that needs this much of a session, if there is one. */
export function stepBefore(session: Session, needs: "session" | "role" = "role"): string | undefined {
  if (!session.terms.accepted) return "/terms";
  return needs === "role" && !session.role ? "/choose-role" : undefined;
}

/** Goes on to `address` once signed in, by way of the steps that come before every page. */
export function goOnTo(session: Session, address: string): Promise<never> {
  const first = stepBefore(session);
  return leaveFor(first === undefined ? address : thenBackTo(first, address));
}

/**
 * Goes where a refusal can be mended: signing in, terms, role, affidavit, second factor. Returns for every other refusal, which
 * the page shows.
 */
export async function mendElsewhere(refused: Refused): Promise<void> {
  if (refused.is("session.not-signed-in")) {
    setSession(undefined);
    await leaveFor(thenBackTo("/sign-in", here()));
  }
  if (refused.is("session.terms-not-accepted")) await leaveFor(thenBackTo("/terms", here()));
  if (refused.is("session.role-not-chosen")) await leaveFor(thenBackTo("/choose-role", here()));
}

/** Thirty minutes more. */
export async function extendSession(): Promise<void> {
  const { data } = await answer(api.POST("/v1/session/extension"));
  if (current) setSession({ ...current, ...data });
}

/** Ends the session and goes to the sign-in page. */
export async function signOut(): Promise<void> {
  await answer(api.DELETE("/v1/session"));
  setSession(undefined);
  await leaveFor("/sign-in?signed-out");
}
