// @vitest-environment node
import { expect, test, vi } from "vitest";
import { Refused, UNREACHABLE } from "../../shared/common/problem";
import type { Ticket } from "../types";
import { AT_ONCE, NotSent, type Steps, type Upload, UploadQueue } from "./upload-queue";

const TARGET = { item: "i" };
const refused = (status: number, detail: string, errors?: { pointer: string; detail: string }[]) =>
  new Refused({ type: "/problems/x", title: "No", status, detail, ...(errors ? { errors } : {}) });

function file(name = "plan.pdf", size = 4): File {
  const made = new File(["%PDF"], name);
  Object.defineProperty(made, "size", { value: size });
  return made;
}

function ticketOf(documentId: string, expiresAt = "2027-01-01T00:15:00Z"): Ticket {
  const upload = { method: "PUT", url: "https://storage.test/x", headers: {}, expires_at: expiresAt };
  return { document_id: documentId, upload };
}

/** A queue whose outside does what is said, and else what it should; with every stage each file came to. */
function queue(more: Partial<Steps> = {}) {
  let keys = 0;
  const steps = {
    hash: vi.fn(() => Promise.resolve("ab".repeat(32))),
    ticket: vi.fn((_: unknown, key: string) => Promise.resolve(ticketOf(`document-${key}`))),
    send: vi.fn(async () => {}),
    check: vi.fn(() => Promise.resolve({ state: "clean" })),
    pause: vi.fn(async () => {}),
    newKey: () => `key-${(keys += 1)}`,
    now: () => Date.parse("2027-01-01T00:00:00Z"),
    ...more,
  } as unknown as { [Step in keyof Steps]: Steps[Step] & ReturnType<typeof vi.fn> };
  const made = new UploadQueue(steps);
  const stages = new Map<string, string[]>();
  made.watch(({ file: { name }, stage }) => stages.set(name, [...(stages.get(name) ?? []), stage.at]));
  const only = (): Upload => {
    const [upload] = made.uploads;
    if (!upload) throw new Error("nothing is there");
    return upload;
  };
  const reaches = (at: string) => vi.waitFor(() => expect(only().stage.at).toBe(at));
  return { steps, made, stages, only, reaches };
}

const forever = () => new Promise<never>(() => {});

test("a file is read, given a ticket, sent and checked until it is accepted", async () => {
  const looks = ["awaiting", "checking", "clean"];
  const { steps, made, stages, reaches } = queue({ check: () => Promise.resolve({ state: looks.shift() ?? "" }) });
  made.add([file()], TARGET, "older");
  expect(made.underWay).toBe(1);
  await reaches("accepted");
  expect(stages.get("plan.pdf")).toEqual(["waiting", "reading", "sending", "checking", "accepted"]);
  expect(steps.ticket).toHaveBeenCalledWith(
    {
      target: TARGET,
      file_name: "plan.pdf",
      content_type: "application/pdf",
      size: 4,
      sha256: "ab".repeat(32),
      replaces: "older",
    },
    "key-1",
  );
  expect(made.underWay).toBe(0);
});

test("what is no document, empty or too large is refused before anything is sent", () => {
  const { steps, made } = queue();
  made.add([file("setup.exe"), file("empty.pdf", 0), file("film.pdf", 100 * 1024 * 1024 + 1)], TARGET);
  expect(made.uploads.map(({ stage }) => stage)).toEqual([
    { at: "refused", reason: expect.stringContaining("not accepted") as string },
    { at: "refused", reason: "The file is empty." },
    { at: "refused", reason: expect.stringContaining("larger than 100 MB") as string },
  ]);
  expect(steps.hash).not.toHaveBeenCalled();
});

test("the reason of a refused file is kept until it is dismissed, and cannot be tried again", async () => {
  const { made, only, reaches } = queue({
    check: () => Promise.resolve({ state: "refused", reason: "The file is a program." }),
  });
  made.add([file()], TARGET);
  await reaches("refused");
  expect(only().stage).toEqual({ at: "refused", reason: "The file is a program." });
  made.retry(only());
  expect(only().stage.at).toBe("refused");
  made.dismiss(only());
  expect(made.uploads).toEqual([]);
});

test("only so many files are sent at once; the next begins when one has arrived, not when it is checked", async () => {
  const arrived: (() => void)[] = [];
  const { made } = queue({
    send: () => new Promise((resolve) => arrived.push(resolve)),
    check: forever,
  });
  made.add([file("a.pdf"), file("b.pdf"), file("c.pdf")], TARGET);
  const at = () => made.uploads.map(({ stage }) => stage.at);
  await vi.waitFor(() => expect(at()).toEqual(["sending", "sending", "waiting"]));
  expect(AT_ONCE).toBe(2);
  arrived[1]?.();
  await vi.waitFor(() => expect(at()).toEqual(["sending", "checking", "sending"]));
  expect(made.underWay).toBe(2);
});

test("progress is told while a file is sent", async () => {
  const { made, only } = queue({
    send: (_ticket, _file, progress) => {
      progress(0.25);
      return forever();
    },
  });
  made.add([file()], TARGET);
  await vi.waitFor(() => expect(only().stage).toEqual({ at: "sending", share: 0.25 }));
  expect(() => made.dismiss(only())).not.toThrow();
  expect(made.uploads).toHaveLength(1);
});

test("a cancelled file stops being sent, makes room, and can be tried again", async () => {
  const signals: AbortSignal[] = [];
  const { made, only, reaches, steps } = queue({
    send: (_ticket, _file, _progress, stop) => {
      signals.push(stop);
      return signals.length > 1
        ? Promise.resolve()
        : new Promise((_, reject) => stop.addEventListener("abort", () => reject(new NotSent(0))));
    },
  });
  made.add([file()], TARGET);
  await reaches("sending");
  made.cancel(only());
  expect(only().stage.at).toBe("cancelled");
  expect(signals[0]?.aborted).toBe(true);
  made.retry(only());
  await reaches("accepted");
  expect(steps.hash).toHaveBeenCalledTimes(1);
});

test("a file that waits is cancelled without a question to anybody", () => {
  const { made, steps } = queue({ hash: forever });
  made.add([file("a.pdf"), file("b.pdf"), file("c.pdf")], TARGET);
  const [, , third] = made.uploads;
  if (third) made.cancel(third);
  expect(third?.stage.at).toBe("cancelled");
  expect(steps.ticket).not.toHaveBeenCalled();
});

test("after a broken connection the same ticket is used again, and no second document is made", async () => {
  const send = vi.fn().mockRejectedValueOnce(new NotSent(0)).mockResolvedValue(undefined);
  const { made, only, reaches, steps } = queue({ send });
  made.add([file()], TARGET);
  await reaches("failed");
  expect(only().stage).toEqual({ at: "failed", reason: "The connection broke off." });
  made.retry(only());
  await reaches("accepted");
  expect(steps.ticket).toHaveBeenCalledTimes(1);
});

test("a ticket that is refused or nearly over is asked for anew, under a new key", async () => {
  const send = vi.fn().mockRejectedValueOnce(new NotSent(403)).mockResolvedValue(undefined);
  const first = queue({ send });
  first.made.add([file()], TARGET);
  await first.reaches("failed");
  first.made.retry(first.only());
  await first.reaches("accepted");
  expect(first.steps.ticket.mock.calls.map(([, key]) => key as string)).toEqual(["key-1", "key-2"]);

  const late = queue({
    send: vi.fn().mockRejectedValueOnce(new NotSent(0)).mockResolvedValue(undefined),
    ticket: vi.fn(() => Promise.resolve(ticketOf("d", "2027-01-01T00:00:59Z"))),
  });
  late.made.add([file()], TARGET);
  await late.reaches("failed");
  late.made.retry(late.only());
  await late.reaches("accepted");
  expect(late.steps.ticket).toHaveBeenCalledTimes(2);
});

test("a ticket whose answer was lost is asked for again under the same key", async () => {
  const ticket = vi.fn().mockRejectedValueOnce(new Refused(UNREACHABLE)).mockResolvedValue(ticketOf("d"));
  const { made, only, reaches } = queue({ ticket });
  made.add([file()], TARGET);
  await reaches("failed");
  made.retry(only());
  await reaches("accepted");
  expect(ticket.mock.calls.map(([, key]) => key as string)).toEqual(["key-1", "key-1"]);
});

test("a file that arrived although the answer was lost is checked and not sent again", async () => {
  const { made, reaches } = queue({ send: () => Promise.reject(new NotSent(412)) });
  made.add([file()], TARGET);
  await reaches("accepted");
});

test("a refused ticket is told in the API's words, those of the field where there are some", async () => {
  const errors = [{ pointer: "/replaces", detail: "can be replaced only once" }];
  const { made, only, reaches } = queue({ ticket: () => Promise.reject(refused(422, "See errors.", errors)) });
  made.add([file()], TARGET);
  await reaches("refused");
  expect(only().stage).toEqual({ at: "refused", reason: "can be replaced only once" });
});

test("a file that cannot be read, and whoever is signed out, can try again", async () => {
  const folder = queue({ hash: () => Promise.reject(new Error("NotReadableError")) });
  folder.made.add([file()], TARGET);
  await folder.reaches("failed");
  const signedOut = queue({ ticket: () => Promise.reject(refused(401, "Sign in.")) });
  signedOut.made.add([file()], TARGET);
  await signedOut.reaches("failed");
});

test("a check goes on through a broken connection, and says so when it does not come to an end", async () => {
  const check = vi.fn().mockRejectedValueOnce(new Refused(UNREACHABLE)).mockResolvedValue({ state: "checking" });
  const { made, only, reaches, steps } = queue({ check });
  made.add([file()], TARGET);
  await reaches("unsettled");
  expect(only().stage).toMatchObject({ reason: expect.stringContaining("longer than usual") as string });
  expect(steps.pause.mock.calls.slice(0, 4).flat()).toEqual([1, 1, 2, 2]);
  const gone = queue({ check: () => Promise.reject(refused(404, "There is no such record.")) });
  gone.made.add([file()], TARGET);
  await gone.reaches("unsettled");
  expect(gone.only().stage).toMatchObject({ reason: "There is no such record." });
});
