import { type Schemas, api, body } from "./api";

export type Status = Schemas["Status"];
export type StatusNotice = Schemas["StatusNotice"];

/** How the systems are, as last read. */
export interface StatusRead {
  status: Status;
  /** The service could not be reached: this is a copy, or what it said before. */
  isOld: boolean;
}

/** What is known of the systems; nothing before it was read. */
export type StatusNow = StatusRead | "unknown" | undefined;

const EVERY = 30_000;
/** Written beside the portal's files every minute, so that it is there when the service is not. */
const COPY = "/status.json";

const listeners = new Set<(now: StatusNow) => void>();
let current: StatusNow;
let clock: ReturnType<typeof setInterval> | undefined;

/** Tells `listener` how the systems are, now and whenever it was read again: every 30 seconds while the page is in sight. */
export function watchStatus(listener: (now: StatusNow) => void): () => void {
  listeners.add(listener);
  listener(current);
  if (listeners.size === 1) begin();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) end();
  };
}

/** Reads the status anew, past what the browser keeps of it. */
export function refreshStatus(): Promise<void> {
  return read("reload");
}

function begin(): void {
  document.addEventListener("visibilitychange", readInSight);
  clock = setInterval(readInSight, EVERY);
  void read();
}

function end(): void {
  document.removeEventListener("visibilitychange", readInSight);
  clearInterval(clock);
}

function readInSight(): void {
  if (document.visibilityState === "visible") void read();
}

async function read(cache: RequestCache = "default"): Promise<void> {
  current = (await fromService(cache)) ?? (await fromCopy()) ?? before(current);
  for (const listener of listeners) listener(current);
}

async function fromService(cache: RequestCache): Promise<StatusRead | undefined> {
  try {
    return { status: await body(api.GET("/v1/status", { cache })), isOld: false };
  } catch {
    return undefined;
  }
}

async function fromCopy(): Promise<StatusRead | undefined> {
  try {
    const answer = await fetch(COPY);
    if (!answer.ok) return undefined;
    return { status: asOf((await answer.json()) as Status, new Date()), isOld: true };
  } catch {
    return undefined;
  }
}

function before(known: StatusNow): StatusNow {
  return known === undefined || known === "unknown" ? "unknown" : { ...known, isOld: true };
}

/** A status that was written earlier, as its notices stand `now`: what was planned may have begun, or be over. */
export function asOf(status: Status, now: Date): Status {
  const still = (notices: readonly StatusNotice[]): StatusNotice[] =>
    notices
      .filter(({ to }) => !to || Date.parse(to) > now.getTime())
      .map((notice) => ({ ...notice, state: Date.parse(notice.from) > now.getTime() ? "planned" : "active" }));
  const downtimes = still(status.downtimes);
  const issues = still(status.known_issues);
  const state = active(downtimes) > 0 ? "downtime" : active(issues) > 0 ? "known-issue" : "ok";
  return { ...status, state, downtimes, known_issues: issues };
}

/** How many of these are so now. */
export function active(notices: readonly StatusNotice[]): number {
  return notices.filter(({ state }) => state === "active").length;
}

/** What holds for one system now: the worst of its notices. */
export function ofSystem(status: Status, id: string): { state: string; effect: string | undefined } {
  const concerns = ({ state, systems }: StatusNotice) => state === "active" && systems.some((one) => one.id === id);
  const downtime = status.downtimes.find(concerns);
  if (downtime) return { state: "downtime", effect: downtime.effect };
  const issue = status.known_issues.find(concerns);
  return issue ? { state: "known-issue", effect: issue.effect } : { state: "ok", effect: undefined };
}
