import { expect, inject } from "vitest";
import type { Schemas } from "../shared/common/api";
import { PASSWORD } from "./browser";

/** Somebody who works with the API itself: prepares what a test needs, or does what another person does meanwhile. */
export class ApiClient {
  private constructor(private readonly cookie: string) {}

  static async signIn(username: string): Promise<ApiClient> {
    const answer = await send("POST", "/v1/session", "", { username, password: PASSWORD });
    expect(answer.status, `${username} signs in`).toBe(200);
    const [cookie = ""] = (answer.headers.get("Set-Cookie") ?? "").split(";");
    const { terms } = (await answer.json()) as Schemas["Session"];
    const client = new ApiClient(cookie);
    if (!terms.accepted) await client.ask("POST", "/v1/session/terms", { version: terms.version });
    return client;
  }

  /** A request that must not be refused. */
  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const answer = await send(method, path, this.cookie, body, headers);
    const text = await answer.text();
    expect(answer.ok, `${method} ${path}: ${text}`).toBe(true);
    return { body: (text ? JSON.parse(text) : undefined) as unknown, etag: answer.headers.get("ETag") ?? "" };
  }

  /** The opaque id of the student with this SSID. */
  async studentId(ssid: string): Promise<string> {
    const { body } = await this.ask("POST", "/v1/students/search", { ssid });
    const { students } = body as Schemas["FoundStudents"];
    expect(students, `student ${ssid}`).not.toEqual([]);
    return students[0]?.id ?? "";
  }

  /** Saves changes of a student as they stand now. */
  async save(id: string, changes: Schemas["TestAssignmentChange"][]): Promise<void> {
    const { etag } = await this.ask("GET", `/v1/students/${id}`);
    const headers = { "If-Match": etag, "Idempotency-Key": crypto.randomUUID() };
    await this.ask("PATCH", `/v1/students/${id}/test-assignments`, { changes }, headers);
  }

  /** Changes a user as they stand now. */
  async changeUser(email: string, change: Schemas["UserChange"]): Promise<void> {
    const found = await this.ask("POST", "/v1/users/search", { email });
    const id = (found.body as Schemas["FoundUsers"]).users[0]?.id ?? "";
    const { etag } = await this.ask("GET", `/v1/users/${id}`);
    await this.ask("PATCH", `/v1/users/${id}`, { ...change, confirm_last_coordinator: true }, { "If-Match": etag });
  }

  /** Gives a role to somebody who has an account, even if they hold no other. */
  async giveRole(email: string, role: { role: string; organization: string; year: string }): Promise<void> {
    const user = { first_name: "Known", last_name: "Already", email, roles: [role] };
    await this.ask("POST", "/v1/users", user, { "Idempotency-Key": crypto.randomUUID() });
  }

  /** Brings a student back to no condition code and the tests of grade 11, whatever earlier tests left. */
  async reset(id: string): Promise<void> {
    const { body } = await this.ask("GET", `/v1/students/${id}`);
    const student = body as Schemas["Student"];
    const codes = student.test_assignments
      .filter((test) => test.allowed.includes("remove-condition-code"))
      .map(({ program }) => ({ program, condition_code: null, reason: "Prepared for a test." }));
    if (codes.length > 0) await this.save(id, codes);
    const added = student.test_assignments
      .filter(({ program }) => !["sb-ela", "sb-math"].includes(program))
      .map(({ program }) => ({ program, assigned: false }));
    const removed = student.assignable
      .filter(({ program }) => ["sb-ela", "sb-math"].includes(program))
      .map(({ program }) => ({ program, assigned: true }));
    if (added.length + removed.length > 0) await this.save(id, [...added, ...removed]);
  }
}

function send(method: string, path: string, cookie: string, body?: unknown, headers: Record<string, string> = {}) {
  return fetch(`${inject("url")}${path}`, {
    method,
    headers: {
      ...headers,
      ...(cookie ? { Cookie: cookie } : {}),
      ...(body ? { "Content-Type": "application/json" } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}
