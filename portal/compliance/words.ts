import { day, moment } from "../shared/common/times";
import type { Author } from "./types";

const MODE_NAMES: Record<string, string> = { "on-site": "On-site", online: "Online" };

/** How a review can be held, with what people call it. */
export const MODES: readonly (readonly [string, string])[] = Object.entries(MODE_NAMES);

/** How a review is held, in words. */
export function modeName(mode: string): string {
  return MODE_NAMES[mode] ?? mode;
}

const STATES: Record<string, string> = {
  planned: "Planned",
  open: "Open",
  completed: "Completed",
  cancelled: "Cancelled",
};

/** The states of a review, with what people call them. */
export const REVIEW_STATES: readonly (readonly [string, string])[] = Object.entries(STATES);

/** What people call the state of a review. */
export function reviewState(state: string): string {
  return STATES[state] ?? state;
}

/** `March 2, 2027 to March 5, 2027`; one day is said once. */
export function schedule({ first_day, last_day }: { first_day: string; last_day: string }): string {
  return first_day === last_day ? day(first_day) : `${day(first_day)} to ${day(last_day)}`;
}

/** Who did something and when: `Ines Moreau, LEA review coordinator, Poppy Valley, Nov 29, 2026, 9:00 AM`. */
export function signed({ name, role, organization_name }: Author, at: string): string {
  return [name, role, organization_name, moment(at)].filter(Boolean).join(", ");
}

const UNITS = ["KB", "MB", "GB"];

/** The size of a file as people say it: `812 bytes`, `60 MB`. */
export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`;
  let size = bytes;
  let unit = -1;
  do {
    size /= 1024;
    unit += 1;
  } while (size >= 1023.5 && unit < UNITS.length - 1);
  return `${size < 10 ? size.toFixed(1).replace(/\.0$/, "") : Math.round(size)} ${UNITS[unit] ?? ""}`;
}

/** How long until `due`, counted in calendar days: `today`, `in 3 days`, `2 days ago`. */
export function fromToday(due: string, today: string): string {
  const days = Math.round((Date.parse(due) - Date.parse(today)) / 86_400_000);
  if (days === 0) return "today";
  const count = `${Math.abs(days)} ${Math.abs(days) === 1 ? "day" : "days"}`;
  return days > 0 ? `in ${count}` : `${count} ago`;
}
