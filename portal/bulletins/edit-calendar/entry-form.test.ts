import { expect, test } from "vitest";
import { aTraining, anOpportunity, aWindow } from "../example";
import { LABELS, REQUIRED, differing, eventOf, fieldsOf } from "./entry-form";

test("an event that is shown and sent again unchanged is the same", () => {
  const training = aTraining({ join_address: "https://meet.example.org/coffee" });
  expect(eventOf("training", fieldsOf(training))).toEqual({
    title: "Coffee Session",
    training: {
      series: "Coffee Sessions",
      number: 5,
      host: "CDE",
      audience: "LEA coordinators",
      starts: "2026-12-08T14:00",
      ends: "2026-12-08T15:00",
      place: "Online",
      join_address: "https://meet.example.org/coffee",
      registration: "series",
    },
  });
  expect(eventOf("opportunity", fieldsOf(anOpportunity()))).toEqual({
    title: "Item review meeting",
    opportunity: anOpportunity().opportunity,
  });
  expect(eventOf("test-window", fieldsOf(aWindow()))).toEqual({
    title: "Summative ELPAC",
    test_window: aWindow().test_window,
  });
});

test("places and closing are sent for a training of its own alone", () => {
  const fields = { ...fieldsOf(aTraining()), "training-capacity": "20", "training-closes_at": "2026-12-07T17:00" };
  const own = eventOf("training", { ...fields, "training-registration": "own", "training-series": "" });
  expect(own.training).toMatchObject({ registration: "own", capacity: 20, closes_at: "2026-12-07T17:00" });
  const series = eventOf("training", fields).training;
  expect(series).not.toHaveProperty("capacity");
  expect(series).not.toHaveProperty("closes_at");
});

test("a closing that is the beginning needs not be typed", () => {
  const own = { registration: "own", closes_at: "2026-12-08T22:00:00Z" };
  expect(fieldsOf(aTraining(own))["training-closes_at"]).toBe("");
  expect(fieldsOf(aTraining({ ...own, closes_at: "2026-12-08T01:00:00Z" }))["training-closes_at"]).toBe(
    "2026-12-07T17:00",
  );
});

test("what another editor has differently is named", () => {
  const mine = fieldsOf(aTraining());
  const theirs = { ...mine, "training-place": "Sacramento" };
  expect(differing("training", mine, theirs)).toEqual([
    { name: "training-place", label: "Place", theirs: "Sacramento" },
  ]);
});

test("every field that must be filled in has a label", () => {
  for (const kind of ["training", "opportunity", "test-window"] as const) {
    for (const name of REQUIRED[kind]) expect(LABELS[kind][name]).toBeDefined();
  }
});
