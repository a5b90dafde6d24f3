import type { components } from "./schema";

/** A refusal as the API words it (RFC 9457). Decide by `type`; `title` and `detail` are written for people. */
export type Problem = components["schemas"]["Problem"] & { [member: string]: unknown };

/** A request that was refused, or that got no answer. */
export class Refused extends Error {
  constructor(
    readonly problem: Problem,
    /** Seconds to wait, where the answer names them. */
    readonly retryAfter?: number,
  ) {
    super(problem.type);
  }

  /** What is wrong with each field, by JSON pointer. */
  get fields(): ReadonlyMap<string, string> {
    return new Map((this.problem.errors ?? []).map((error) => [error.pointer, error.detail]));
  }

  is(type: string): boolean {
    return this.problem.type === `/problems/${type}`;
  }
}

/** No answer came. What was asked may have been done all the same. */
export const UNREACHABLE: Problem = {
  type: "/problems/portal.unreachable",
  title: "The service cannot be reached",
  detail: "Check your connection and try again. What you entered is still on this page.",
  status: 0,
};

/** What stands in front of the API answers in its own words: as on too many requests. */
export function problemOf(status: number, body: unknown): Problem {
  if (typeof body === "object" && body !== null && "type" in body && "title" in body) return body as Problem;
  if (status === 429) {
    return {
      type: "/problems/portal.too-many-requests",
      title: "The service has too many requests at the moment",
      detail: "Wait a minute and try again.",
      status,
    };
  }
  return {
    type: "/problems/portal.no-answer",
    title: "The service did not answer as it should",
    detail: "Try again in a minute. If it happens again, tell the help desk.",
    status,
  };
}
