import type { Schemas } from "../shared/common/api";
import { day } from "../shared/common/times";
import { counted } from "../shared/words";

export type CalendarEvent = Schemas["CalendarEvent"];
export type KeptEvent = Schemas["KeptCalendarEvent"];
export type NewEvent = Schemas["NewCalendarEvent"];

const ZONE = "America/Los_Angeles";
const LONG_DAY = new Intl.DateTimeFormat("en-US", { dateStyle: "full", timeZone: ZONE });
const CLOCK = new Intl.DateTimeFormat("en-US", { timeStyle: "short", timeZone: ZONE });
const MONTH = new Intl.DateTimeFormat("en-US", { month: "long", year: "numeric", timeZone: "UTC" });
/** Sweden writes `2026-12-08 14:00`. */
const FIELD = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: ZONE });

/** The kinds of events in words. */
export const KINDS = [
  ["training", "Trainings"],
  ["opportunity", "Opportunities"],
  ["test-window", "Test windows"],
] as const;

/** When an event is: `Tuesday, December 8, 2026, 2:00 PM to 3:00 PM`, in California. */
export function when({ training, opportunity, test_window: tests }: CalendarEvent): string {
  if (training) {
    const { starts, ends } = training;
    const [first, last] = [LONG_DAY.format(new Date(starts)), LONG_DAY.format(new Date(ends))];
    const until = CLOCK.format(new Date(ends));
    return `${first}, ${CLOCK.format(new Date(starts))} to ${first === last ? until : `${last}, ${until}`}`;
  }
  if (opportunity) return `Applications close on ${day(opportunity.closes_on)}`;
  return tests ? `${day(tests.first_day)} to ${day(tests.last_day)}` : "";
}

/** How it is with an event, in words. */
export function standing(event: CalendarEvent): string {
  const { training, opportunity, over, withdrawn } = event;
  if (withdrawn) return "Withdrawn: this does not take place";
  if (opportunity) return over ? "Applications are closed" : "Applications are open";
  if (!training) return "";
  if (training.state === "recording-posted") return "The recording is posted";
  if (over) return "This training is over";
  if (training.state === "closed") return "Registration is closed";
  if (training.state === "full") return "Every place is taken";
  if (training.registration === "none") return "Open to all: no registration is needed";
  const { places_left: left } = training;
  return left === null ? "Registration is open" : `Registration is open: ${counted(left, "place")} left`;
}

/** Events by the month in which they begin, as they came: `["2026-12", events]`. */
export function byMonth(events: readonly CalendarEvent[]): [month: string, events: CalendarEvent[]][] {
  const months = new Map<string, CalendarEvent[]>();
  for (const event of events) {
    const month = event.first_day.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), event]);
  }
  return [...months];
}

/** A month (`2026-12`) in words: `December 2026`. */
export function monthName(month: string): string {
  return MONTH.format(new Date(`${month}-01T00:00:00Z`));
}

/** The month so many after `month`. */
export function monthAfter(month: string, months: number): string {
  const first = new Date(`${month}-01T00:00:00Z`);
  first.setUTCMonth(first.getUTCMonth() + months);
  return first.toISOString().slice(0, 7);
}

/** The last day of a month. */
export function lastDay(month: string): string {
  const next = new Date(`${monthAfter(month, 1)}-01T00:00:00Z`);
  return new Date(next.getTime() - 86_400_000).toISOString().slice(0, 10);
}

/** A moment as a field for local times has it, on the clocks of California: `2026-12-08T14:00`. */
export function localTime(iso: string | null | undefined): string {
  return iso ? FIELD.format(new Date(iso)).replace(" ", "T") : "";
}
