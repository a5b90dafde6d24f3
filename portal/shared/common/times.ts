const ZONE = "America/Los_Angeles";
const DAY = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" });
const TIME = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "short", timeZone: ZONE });
const EXACT = new Intl.DateTimeFormat("en-US", {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "numeric",
  minute: "2-digit",
  timeZoneName: "short",
  timeZone: ZONE,
});
const CLOCK = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: ZONE });
const TODAY = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE });

/** A day (`2026-11-22`) in words: `November 22, 2026`. */
export function day(iso: string): string {
  return DAY.format(new Date(`${iso}T00:00:00Z`));
}

/** A moment in California's time: `Nov 22, 2026, 12:00 PM`. */
export function moment(iso: string): string {
  return TIME.format(new Date(iso));
}

/** A moment that must not be mistaken, even in the hour that comes twice: `Nov 1, 2026, 1:30 AM PDT`. */
export function exactMoment(iso: string): string {
  return EXACT.format(new Date(iso));
}

/** A moment as a field for a time on the clocks of California has it: `2026-11-30T07:00`. */
export function localTime(iso: string): string {
  return CLOCK.format(new Date(iso)).replace(" ", "T");
}

/** Today in California, `2026-11-22`. */
export function today(now = new Date()): string {
  return TODAY.format(now);
}
