import { randomUUID } from "node:crypto";
import { expect, inject } from "vitest";
import { PASSWORD, letterTo } from "./browser";

/** A program that calls the API: what tests need beside the pages. */
export class Caller {
  #cookie = "";

  static async signedIn(username: string): Promise<Caller> {
    const caller = new Caller();
    await caller.send("POST", "/v1/session", { username, password: PASSWORD });
    const { version } = (await caller.send("GET", "/v1/session/terms")) as { version: string };
    await caller.send("POST", "/v1/session/terms", { version });
    return caller;
  }

  /** The body of an answer that is no refusal. */
  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<unknown> {
    const answer = await this.ask(method, path, body, headers);
    const text = await answer.text();
    expect(answer.ok, `${method} ${path}: ${answer.status} ${text}`).toBe(true);
    return text ? (JSON.parse(text) as unknown) : undefined;
  }

  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const answer = await fetch(`${inject("url")}${path}`, {
      method,
      headers: {
        Cookie: this.#cookie,
        "Idempotency-Key": randomUUID(),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const cookie = answer.headers.get("Set-Cookie")?.split(";")[0];
    if (cookie !== undefined) this.#cookie = cookie;
    return answer;
  }
}

/** An address that nobody has. */
export function freshAddress(): string {
  return `${randomUUID().slice(0, 8)}@poppy.test`;
}

const YEAR = new Date(Date.now() - 8 * 3600_000);
const FIRST = YEAR.getUTCMonth() >= 6 ? YEAR.getUTCFullYear() : YEAR.getUTCFullYear() - 1;

/** An administration year: this one, or so many years later. */
export function year(later = 0): string {
  return `${FIRST + later}-${String((FIRST + later + 1) % 100).padStart(2, "0")}`;
}

export const CEDAR_HIGH = "99000010000103";
export const DUNE_HIGH = "99000010000104";

interface HeldRole {
  role: string;
  organization: string;
  year: string;
}

const SITE_COORDINATOR: HeldRole = { role: "site-caaspp-coordinator", organization: CEDAR_HIGH, year: year() };

/** Adds somebody who was never there, as Poppy Valley's coordinator does. Their letter is on its way. */
export async function add(roles: HeldRole[] = [SITE_COORDINATOR]): Promise<string> {
  const email = freshAddress();
  const coordinator = await Caller.signedIn("lea.coordinator@poppy.test");
  await coordinator.send("POST", "/v1/users", { first_name: "Noor", last_name: "Haddad", email, roles });
  return email;
}

/** Somebody new who has set their password and done nothing else. */
export async function activated(roles?: HeldRole[]): Promise<string> {
  const email = await add(roles);
  const token = tokenOf((await letterTo(email, /Set up your/)).links);
  await new Caller().send("PUT", `/v1/activations/${token}`, { password: PASSWORD });
  return email;
}

/** The path of a letter's link that ends in a token, as a browser opens it. */
export function pathOf(links: string[]): string {
  const link = links.find((address) => address.includes("#"));
  if (link === undefined) throw new Error("the letter has no link with a token");
  const { pathname, hash } = new URL(link);
  return pathname + hash;
}

function tokenOf(links: string[]): string {
  return pathOf(links).split("#")[1] ?? "";
}
