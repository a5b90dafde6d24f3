import { type Schemas, answer, api, refusalOf } from "../../shared/common/api";
import { asBody, type Staged } from "./staging";

/** One save of the page. Sent again after no answer it keeps its key, so that it is never made twice. */
export interface Attempt {
  key: string;
  etag: string;
  changes: Schemas["TestAssignmentChange"][];
}

/** The attempt for these changes: `last` again where it asked for the very same, else a new one. */
export function attemptFor(
  last: Attempt | undefined,
  etag: string,
  staged: Staged,
  newKey: () => string = () => crypto.randomUUID(),
): Attempt {
  const changes = asBody(staged);
  const isSame = last?.etag === etag && JSON.stringify(last.changes) === JSON.stringify(changes);
  return isSame ? last : { key: newKey(), etag, changes };
}

interface Saved {
  student: Schemas["Student"];
  etag: string;
  /** When the API answered. */
  at: string;
}

/** Sends a save once. */
type Send = (id: string, attempt: Attempt) => Promise<Saved>;

const send: Send = async (id, { key, etag, changes }) => {
  const { data, headers } = await answer(
    api.PATCH("/v1/students/{id}/test-assignments", {
      params: { path: { id }, header: { "If-Match": etag, "Idempotency-Key": key } },
      body: { changes },
    }),
  );
  const at = new Date(headers.get("Date") ?? Date.now()).toISOString();
  return { student: data, etag: headers.get("ETag") ?? "", at };
};

const wait = (seconds: number): Promise<void> => new Promise((done) => setTimeout(done, seconds * 1000));

/** How often a save that met another one at the same moment is sent again before the person is asked. */
const BUSY_REPEATS = 3;

/** Sends the save, and again when the student is being changed at this very moment. */
export async function save(id: string, attempt: Attempt, sendOnce = send, pause = wait): Promise<Saved> {
  for (let repeats = 0; ; repeats += 1) {
    try {
      return await sendOnce(id, attempt);
    } catch (thrown) {
      const refused = refusalOf(thrown);
      if (!refused.is("test-assignments.busy") || repeats === BUSY_REPEATS) throw refused;
      await pause(refused.retryAfter ?? 1);
    }
  }
}

/** Whether what was asked may have been done although no good answer came: it is safe, and right, to send it again. */
export function isUnsettled(status: number): boolean {
  return status === 0 || status === 429 || status >= 500;
}
