import type { CalendarEvent } from "./events";

const NOTHING = { details: null, over: false, withdrawn: false, training: null, opportunity: null, test_window: null };

/** A session of a series, for tests. */
export function aTraining(more: Partial<NonNullable<CalendarEvent["training"]>> = {}): CalendarEvent {
  return {
    ...NOTHING,
    id: "a".repeat(26),
    version: 1,
    kind: "training",
    title: "Coffee Session",
    first_day: "2026-12-08",
    last_day: "2026-12-08",
    ics: `/v1/calendar/${"a".repeat(26)}/event.ics`,
    training: {
      series: "Coffee Sessions",
      number: 5,
      host: "CDE",
      audience: "LEA coordinators",
      starts: "2026-12-08T22:00:00Z",
      ends: "2026-12-08T23:00:00Z",
      place: "Online",
      join_address: null,
      registration: "series",
      capacity: null,
      places_left: null,
      closes_at: "2026-12-08T22:00:00Z",
      state: "open",
      recording: null,
      ...more,
    },
  };
}

/** An opportunity, for tests. */
export function anOpportunity(): CalendarEvent {
  return {
    ...NOTHING,
    id: "b".repeat(26),
    version: 1,
    kind: "opportunity",
    title: "Item review meeting",
    first_day: "2026-12-01",
    last_day: "2026-12-01",
    ics: `/v1/calendar/${"b".repeat(26)}/event.ics`,
    opportunity: {
      dates: "March 10, 11, and 17, 2027",
      closes_on: "2026-12-01",
      apply_address: "https://apply.example.org/",
    },
  };
}

/** A test window, for tests. */
export function aWindow(): CalendarEvent {
  return {
    ...NOTHING,
    id: "c".repeat(26),
    version: 1,
    kind: "test-window",
    title: "Summative ELPAC",
    first_day: "2027-02-01",
    last_day: "2027-05-31",
    ics: `/v1/calendar/${"c".repeat(26)}/event.ics`,
    test_window: { program: "elpac", first_day: "2027-02-01", last_day: "2027-05-31" },
  };
}
