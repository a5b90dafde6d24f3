const ZONE = "America/Los_Angeles";
const DAY = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" });
const TIME = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "short", timeZone: ZONE });
const TODAY = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE });

/** A day (`2026-11-22`) in words: `November 22, 2026`. */
export function day(iso: string): string {
  return DAY.format(new Date(`${iso}T00:00:00Z`));
}

/** A moment in California's time: `Nov 22, 2026, 12:00 PM`. */
export function moment(iso: string): string {
  return TIME.format(new Date(iso));
}

/** Today in California, `2026-11-22`. */
export function today(now = new Date()): string {
  return TODAY.format(now);
}
