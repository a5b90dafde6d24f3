import { allPages } from "../shared/all-pages";
import { type Schemas, answer, api, body, refusalOf } from "../shared/common/api";
import type { CalendarEvent, KeptEvent, NewEvent } from "./events";

/** What the calendar holds from one day to another. */
export interface Stretch {
  events: CalendarEvent[];
  windows: CalendarEvent[];
}

/** Reads the calendar from day to day, of one kind or all; `anew` where the browser may have what it was a minute ago. */
export async function calendar(from: string, to: string, kind: string | undefined, anew = false): Promise<Stretch> {
  const windows: CalendarEvent[] = [];
  const { entries } = await allPages<CalendarEvent>(async (cursor) => {
    const optional = { ...(kind === undefined ? {} : { kind }), ...(cursor === undefined ? {} : { cursor }) };
    const params = { query: { from, to, limit: 100, ...optional } };
    const read = await body(api.GET("/v1/calendar", { params, ...(anew ? { cache: "reload" as const } : {}) }));
    windows.push(...read.test_windows);
    return { entries: read.events, next: read.next_cursor ?? undefined };
  });
  return { events: entries, windows };
}

/** Reads one event as it is now. */
export function event(id: string): Promise<CalendarEvent> {
  return body(api.GET("/v1/calendar/{id}", { params: { path: { id } }, cache: "reload" }));
}

/** The trainings that this person is registered for, with where to join; nothing where the role works with a second factor alone. */
export async function ownTrainings(): Promise<CalendarEvent[] | undefined> {
  try {
    return (await body(api.GET("/v1/training-registrations"))).trainings;
  } catch (thrown) {
    const refused = refusalOf(thrown);
    if (refused.is("session.second-factor-not-enrolled")) return undefined;
    throw refused;
  }
}

/** Registers for a training, or for its series. */
export function register(id: string): Promise<CalendarEvent> {
  return body(api.PUT("/v1/calendar/{id}/registration", { params: { path: { id } } }));
}

/** Ends a registration. */
export async function endRegistration(id: string): Promise<void> {
  await answer(api.DELETE("/v1/calendar/{id}/registration", { params: { path: { id } } }));
}

/** Reads an event to change it. */
export function entered(id: string): Promise<KeptEvent> {
  return body(api.GET("/v1/calendar/{id}/entry", { params: { path: { id } } }));
}

/** Enters an event. The same key never enters it twice. */
export function enter(text: NewEvent, key: string): Promise<KeptEvent> {
  return body(api.POST("/v1/calendar", { params: { header: { "Idempotency-Key": key } }, body: text }));
}

/** Changes an event, if nobody changed it meanwhile. */
export function change({ id, version }: KeptEvent, text: NewEvent): Promise<KeptEvent> {
  const params = { path: { id }, header: { "If-Match": `"${version}"` } };
  return body(api.PUT("/v1/calendar/{id}", { params, body: text }));
}

/** Withdraws an event, if nobody changed it meanwhile. */
export function withdraw({ id, version }: KeptEvent): Promise<KeptEvent> {
  const params = { path: { id }, header: { "If-Match": `"${version}"` } };
  return body(api.DELETE("/v1/calendar/{id}", { params }));
}

/** Who registered for a training. */
export function registrations(id: string): Promise<Schemas["TrainingRegistrations"]> {
  return body(api.GET("/v1/calendar/{id}/registrations", { params: { path: { id } } }));
}
