import { refusalOf } from "../../shared/common/api";
import type { NewDocument } from "../calls";
import type { Target, Ticket } from "../types";
import { contentType, whyNot } from "./file-kinds";

/** How far a file came. The last five are ends; from `failed` it goes on when the person says so. */
export type Stage =
  | { at: "waiting" }
  | { at: "reading" }
  | { at: "sending"; share: number }
  | { at: "checking" }
  | { at: "accepted" }
  | { at: "refused"; reason: string }
  | { at: "failed"; reason: string }
  | { at: "unsettled"; reason: string }
  | { at: "cancelled" };

/** A file on its way. */
export interface Upload {
  readonly file: File;
  readonly target: Target;
  /** The document that it is a new edition of. */
  readonly replaces: string | undefined;
  readonly stage: Stage;
  readonly ticket?: Ticket | undefined;
}

/** What the queue is told of a check. */
interface Checked {
  state: string;
  reason?: string | null;
}

/** What an upload does outside of the queue. */
export interface Steps {
  /** The SHA-256 of a file, in hexadecimal digits. */
  hash(file: File): Promise<string>;
  ticket(asked: NewDocument, key: string): Promise<Ticket>;
  /** Sends the bytes. Rejects with `NotSent`. */
  send(ticket: Ticket, file: File, progress: (share: number) => void, stop: AbortSignal): Promise<void>;
  check(documentId: string): Promise<Checked>;
  pause(seconds: number): Promise<void>;
  newKey(): string;
  /** Now, in milliseconds. */
  now(): number;
}

/** The storage did not take a file: with its status, or 0 where no answer came. */
export class NotSent extends Error {
  constructor(readonly status: number) {
    super(`storage answered ${status}`);
  }
}

/** How many files are read or sent at the same moment. Our choice: more only share the line. */
export const AT_ONCE = 2;
/** A ticket that ends sooner is not begun with. */
const TICKET_MARGIN = 60_000;
/** The seconds between looks at a check; the last one again and again. */
const LOOKS = [1, 1, 2, 2, 4, 5, 10];
/** How often a check is looked at: for ten minutes. */
const LOOKS_MAX = 64;

interface Entry extends Upload {
  stage: Stage;
  stop: AbortController;
  sha256?: string;
  ticket?: Ticket | undefined;
  /** Kept until the ticket is there, so that a question without an answer makes no second document. */
  key?: string | undefined;
}

type Listener = (changed: Upload) => void;

/**
 * The files on their way: each is read, given a ticket, sent and checked. What fails on the way can be tried again from where it
 * stands; what the service refuses cannot.
 */
export class UploadQueue {
  #entries: Entry[] = [];
  readonly #listeners = new Set<Listener>();
  readonly #steps: Steps;

  constructor(steps: Steps) {
    this.#steps = steps;
  }

  get uploads(): readonly Upload[] {
    return this.#entries;
  }

  /** How many would be lost if the page were left now. */
  get underWay(): number {
    return this.#entries.filter(({ stage }) => ["waiting", "reading", "sending"].includes(stage.at)).length;
  }

  /** Has `listener` told of every file that comes further. */
  watch(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes files in. `replaces` is the document that the file is a new edition of. */
  add(files: Iterable<File>, target: Target, replaces?: string): void {
    for (const file of files) {
      const reason = whyNot(file);
      const stage: Stage = reason === undefined ? { at: "waiting" } : { at: "refused", reason };
      const entry = { file, target, replaces, stage, stop: new AbortController() };
      this.#entries.push(entry);
      this.#tell(entry);
    }
    this.#begin();
  }

  /** Stops a file that has not arrived. */
  cancel(upload: Upload): void {
    const entry = this.#of(upload);
    if (!entry || !["waiting", "reading", "sending"].includes(entry.stage.at)) return;
    entry.stop.abort();
    this.#move(entry, { at: "cancelled" });
    this.#begin();
  }

  /** Tries again what failed or was cancelled. */
  retry(upload: Upload): void {
    const entry = this.#of(upload);
    if (!entry || !["failed", "cancelled"].includes(entry.stage.at)) return;
    entry.stop = new AbortController();
    this.#move(entry, { at: "waiting" });
    this.#begin();
  }

  /** Takes what has come to an end from the list. */
  dismiss(upload: Upload): void {
    if (["waiting", "reading", "sending", "checking"].includes(upload.stage.at)) return;
    this.#entries = this.#entries.filter((entry) => entry !== upload);
    this.#tell(upload);
  }

  #of(upload: Upload): Entry | undefined {
    return this.#entries.find((entry) => entry === upload);
  }

  #tell(changed: Upload): void {
    for (const listener of this.#listeners) listener(changed);
  }

  #move(entry: Entry, stage: Stage): void {
    entry.stage = stage;
    this.#tell(entry);
  }

  #begin(): void {
    const sending = this.#entries.filter(({ stage }) => ["reading", "sending"].includes(stage.at)).length;
    const waiting = this.#entries.filter(({ stage }) => stage.at === "waiting");
    for (const entry of waiting.slice(0, Math.max(0, AT_ONCE - sending))) void this.#run(entry);
  }

  async #run(entry: Entry): Promise<void> {
    const { stop } = entry;
    // Whoever cancels and tries again at once has two runs for a moment: only the later one counts.
    const isOver = () => stop.signal.aborted;
    this.#move(entry, { at: "reading" });
    try {
      const ticket = await this.#ticket(entry);
      if (isOver()) return;
      this.#move(entry, { at: "sending", share: 0 });
      await this.#send(entry, ticket, isOver);
      if (isOver()) return;
      this.#move(entry, { at: "checking" });
    } catch (thrown) {
      if (!isOver()) this.#move(entry, ending(thrown, entry));
    } finally {
      this.#begin();
    }
    if (entry.stage.at === "checking" && entry.ticket) await this.#check(entry, entry.ticket.document_id);
  }

  async #ticket(entry: Entry): Promise<Ticket> {
    const { file, target, replaces, ticket } = entry;
    if (ticket && Date.parse(ticket.upload.expires_at) - this.#steps.now() > TICKET_MARGIN) return ticket;
    entry.sha256 ??= await this.#steps.hash(file).catch((): never => {
      throw new Unreadable();
    });
    entry.key ??= this.#steps.newKey();
    const asked: NewDocument = {
      target,
      file_name: file.name,
      content_type: contentType(file.name) ?? "",
      size: file.size,
      sha256: entry.sha256,
      ...(replaces === undefined ? {} : { replaces }),
    };
    entry.ticket = await this.#steps.ticket(asked, entry.key);
    entry.key = undefined;
    return entry.ticket;
  }

  async #send(entry: Entry, ticket: Ticket, isOver: () => boolean): Promise<void> {
    const progress = (share: number): void => {
      if (!isOver()) this.#move(entry, { at: "sending", share });
    };
    try {
      await this.#steps.send(ticket, entry.file, progress, entry.stop.signal);
    } catch (thrown) {
      // It arrived with the attempt before, whose answer was lost.
      if (thrown instanceof NotSent && thrown.status === 412) return;
      throw thrown;
    }
  }

  async #check(entry: Entry, documentId: string): Promise<void> {
    for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
      await this.#steps.pause(LOOKS[looks] ?? LOOKS.at(-1) ?? 0);
      const found = await this.#look(documentId);
      if (found.state === "clean") return this.#move(entry, { at: "accepted" });
      if (found.state === "refused")
        return this.#move(entry, { at: "refused", reason: found.reason ?? "It was not accepted." });
      if (found.state === "lost") return this.#move(entry, { at: "unsettled", reason: found.reason ?? "" });
    }
    this.#move(entry, { at: "unsettled", reason: "The check takes longer than usual. It goes on without this page." });
  }

  /** One look. A connection that fails for a moment ends nothing. */
  async #look(documentId: string): Promise<Checked> {
    try {
      return await this.#steps.check(documentId);
    } catch (thrown) {
      const { problem } = refusalOf(thrown);
      return isPassing(problem.status)
        ? { state: "checking" }
        : { state: "lost", reason: problem.detail ?? problem.title };
    }
  }
}

class Unreadable extends Error {}

/** Whether to ask again may help: no answer, too many requests, a fault of the service. */
function isPassing(status: number): boolean {
  return status === 0 || status === 429 || status >= 500;
}

/** What an upload that went wrong comes to. */
function ending(thrown: unknown, entry: Entry): Stage {
  if (thrown instanceof Unreadable) {
    return { at: "failed", reason: "The file cannot be read. It may have been moved or changed, or it is a folder." };
  }
  if (thrown instanceof NotSent) {
    if (thrown.status === 0) return { at: "failed", reason: "The connection broke off." };
    // Its time is over, or the file has changed since it was read: both begin anew.
    entry.ticket = undefined;
    delete entry.sha256;
    return { at: "failed", reason: "The storage did not take the file." };
  }
  const { problem } = refusalOf(thrown);
  const reasons = (problem.errors ?? []).map(({ detail }) => detail);
  const reason = reasons.length > 0 ? reasons.join("; ") : (problem.detail ?? problem.title);
  if (isPassing(problem.status) || problem.status === 401) return { at: "failed", reason };
  return { at: "refused", reason };
}
