import { expect, test } from "vitest";
import { aTraining, anOpportunity, aWindow } from "./example";
import { byMonth, lastDay, localTime, monthAfter, monthName, standing, when } from "./events";

test("a time is told on the clocks of California, in winter and in summer", () => {
  expect(when(aTraining())).toBe("Tuesday, December 8, 2026, 2:00 PM to 3:00 PM");
  const summer = { starts: "2027-07-06T21:00:00Z", ends: "2027-07-06T22:00:00Z" };
  expect(when(aTraining(summer))).toBe("Tuesday, July 6, 2027, 2:00 PM to 3:00 PM");
  const night = { starts: "2026-12-09T07:30:00Z", ends: "2026-12-09T08:30:00Z" };
  expect(when(aTraining(night))).toBe("Tuesday, December 8, 2026, 11:30 PM to Wednesday, December 9, 2026, 12:30 AM");
  expect(when(anOpportunity())).toBe("Applications close on December 1, 2026");
  expect(when(aWindow())).toBe("February 1, 2027 to May 31, 2027");
});

test.each([
  [{ state: "open", registration: "series" }, {}, "Registration is open"],
  [{ state: "open", registration: "own", places_left: 1 }, {}, "Registration is open: 1 place left"],
  [{ state: "open", registration: "none" }, {}, "Open to all: no registration is needed"],
  [{ state: "full", registration: "own" }, {}, "Every place is taken"],
  [{ state: "closed" }, {}, "Registration is closed"],
  [{ state: "closed" }, { over: true }, "This training is over"],
  [{ state: "recording-posted" }, { over: true }, "The recording is posted"],
  [{ state: "open" }, { withdrawn: true }, "Withdrawn: this does not take place"],
])("a training that is %j and %j is told so", (training, event, words) => {
  expect(standing({ ...aTraining(training), ...event })).toBe(words);
});

test("an opportunity is open until it closes, and a window only is", () => {
  expect(standing(anOpportunity())).toBe("Applications are open");
  expect(standing({ ...anOpportunity(), over: true })).toBe("Applications are closed");
  expect(standing(aWindow())).toBe("");
});

test("events stand in their months", () => {
  const months = byMonth([anOpportunity(), aTraining(), { ...aTraining(), first_day: "2027-01-12" }]);
  expect(months.map(([month, events]) => [monthName(month), events.length])).toEqual([
    ["December 2026", 2],
    ["January 2027", 1],
  ]);
});

test("months follow each other over the year's end, and end when they end", () => {
  expect(monthAfter("2026-11", 3)).toBe("2027-02");
  expect(monthAfter("2027-01", -3)).toBe("2026-10");
  expect([lastDay("2028-02"), lastDay("2026-12")]).toEqual(["2028-02-29", "2026-12-31"]);
});

test("a field shows the time of California", () => {
  expect(localTime("2026-12-08T22:00:00Z")).toBe("2026-12-08T14:00");
  expect(localTime("2027-07-06T21:00:00Z")).toBe("2027-07-06T14:00");
  expect(localTime(null)).toBe("");
});
