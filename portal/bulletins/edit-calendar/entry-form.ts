import { type CalendarEvent, type NewEvent, localTime } from "../events";

export type EventKind = "training" | "opportunity" | "test-window";

/** The labels of a form's fields, by name; a field is named as its place in the body. */
export const LABELS: Record<EventKind, Record<string, string>> = {
  training: {
    title: "Title",
    "training-series": "Series",
    "training-number": "Number in the series",
    "training-host": "Host",
    "training-audience": "For whom",
    "training-starts": "Begins",
    "training-ends": "Ends",
    "training-place": "Place",
    "training-join_address": "Where to join",
    "training-registration": "Registration",
    "training-capacity": "Places",
    "training-closes_at": "Registration closes",
    "training-recording": "Recording",
    details: "Details",
  },
  opportunity: {
    title: "Title",
    "opportunity-dates": "Dates of the meeting",
    "opportunity-closes_on": "Last day to apply",
    "opportunity-apply_address": "Where to apply",
    details: "Details",
  },
  "test-window": {
    title: "Title",
    "test_window-program": "Tests",
    "test_window-first_day": "First day",
    "test_window-last_day": "Last day",
    details: "Details",
  },
};

/** Which fields must be filled in. */
export const REQUIRED: Record<EventKind, readonly string[]> = {
  training: [
    "title",
    "training-host",
    "training-audience",
    "training-starts",
    "training-ends",
    "training-place",
    "training-registration",
  ],
  opportunity: ["title", "opportunity-dates", "opportunity-closes_on", "opportunity-apply_address"],
  "test-window": ["title", "test_window-program", "test_window-first_day", "test_window-last_day"],
};

export const REGISTRATIONS = [
  ["series", "Once for the whole series"],
  ["own", "For this training alone"],
  ["none", "Nobody registers"],
] as const;

/** What is in the fields of an event that is there. */
export function fieldsOf(event: CalendarEvent): Record<string, string> {
  const { title, details, training, opportunity, test_window: tests } = event;
  const fields: Record<string, string> = { title, details: details ?? "" };
  if (training) {
    const own = training.registration === "own";
    Object.assign(fields, {
      "training-series": training.series ?? "",
      "training-number": training.number === null ? "" : String(training.number),
      "training-host": training.host,
      "training-audience": training.audience,
      "training-starts": localTime(training.starts),
      "training-ends": localTime(training.ends),
      "training-place": training.place,
      "training-join_address": training.join_address ?? "",
      "training-registration": training.registration,
      "training-capacity": training.capacity === null ? "" : String(training.capacity),
      "training-closes_at": own && training.closes_at !== training.starts ? localTime(training.closes_at) : "",
      "training-recording": training.recording ?? "",
    });
  }
  if (opportunity) {
    Object.assign(fields, {
      "opportunity-dates": opportunity.dates,
      "opportunity-closes_on": opportunity.closes_on,
      "opportunity-apply_address": opportunity.apply_address,
    });
  }
  if (tests) {
    Object.assign(fields, {
      "test_window-program": tests.program,
      "test_window-first_day": tests.first_day,
      "test_window-last_day": tests.last_day,
    });
  }
  return fields;
}

/** The event that these fields make. What is empty is left out. */
export function eventOf(kind: EventKind, fields: Record<string, string>): NewEvent {
  const text = (name: string): string => fields[name] ?? "";
  const given = <K extends string>(part: string, names: readonly K[]): Partial<Record<K, string>> =>
    Object.fromEntries(
      names.map((name) => [name, text(`${part}-${name}`)]).filter(([, value]) => value !== ""),
    ) as Partial<Record<K, string>>;
  const head = { title: text("title"), ...(text("details") === "" ? {} : { details: text("details") }) };
  if (kind === "opportunity") {
    return {
      ...head,
      opportunity: {
        dates: text("opportunity-dates"),
        closes_on: text("opportunity-closes_on"),
        apply_address: text("opportunity-apply_address"),
      },
    };
  }
  if (kind === "test-window") {
    return {
      ...head,
      test_window: {
        program: text("test_window-program"),
        first_day: text("test_window-first_day"),
        last_day: text("test_window-last_day"),
      },
    };
  }
  const registration = text("training-registration");
  const own = registration === "own";
  const capacity = own ? text("training-capacity") : "";
  const number = text("training-number");
  return {
    ...head,
    training: {
      host: text("training-host"),
      audience: text("training-audience"),
      starts: text("training-starts"),
      ends: text("training-ends"),
      place: text("training-place"),
      registration,
      ...given("training", ["series", "join_address", "recording"]),
      ...(own ? given("training", ["closes_at"]) : {}),
      // What is no number is for the API to refuse.
      ...(number === "" ? {} : { number: Number(number) }),
      ...(capacity === "" ? {} : { capacity: Number(capacity) }),
    },
  };
}

/** The labels of what two editors have differently. */
export function differing(
  kind: EventKind,
  mine: Record<string, string>,
  theirs: Record<string, string>,
): { name: string; label: string; theirs: string }[] {
  return Object.entries(LABELS[kind])
    .filter(([name]) => (mine[name] ?? "") !== (theirs[name] ?? ""))
    .map(([name, label]) => ({ name, label, theirs: theirs[name] ?? "" }));
}
