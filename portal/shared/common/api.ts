import createClient from "openapi-fetch";
import { Refused, UNREACHABLE, problemOf } from "./problem";
import type { components, paths } from "./schema";

/** The shapes of the API's bodies. */
export type Schemas = components["schemas"];

/** The typed client of the API. Wrap each call in `answer`. */
export const api = createClient<paths>({ baseUrl: "/" });

type Answered<T> = { data?: T; error?: unknown; response: Response };

/**
 * The body and headers of an answer.
 *
 * Rejects with `Refused` for every refusal and when no answer came.
 */
export async function answer<T>(call: Promise<Answered<T>>): Promise<{ data: T; headers: Headers; status: number }> {
  const { data, error, response } = await call.catch((): never => {
    throw new Refused(UNREACHABLE);
  });
  if (!response.ok) {
    const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
    throw new Refused(problemOf(response.status, error), Number.isFinite(seconds) ? seconds : undefined);
  }
  return { data: data as T, headers: response.headers, status: response.status };
}

/** The body alone. */
export async function body<T>(call: Promise<Answered<T>>): Promise<T> {
  return (await answer(call)).data;
}

/** The refusal behind anything that was thrown; what is no refusal is a fault of the page and goes on. */
export function refusalOf(thrown: unknown): Refused {
  if (thrown instanceof Refused) return thrown;
  throw thrown;
}
