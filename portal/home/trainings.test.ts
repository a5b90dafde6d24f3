import { expect, test } from "vitest";
import { aTraining } from "../bulletins/example";
import { nextTrainings } from "./trainings";

test("the next three trainings are shown, and none that is over", () => {
  const own = [{ ...aTraining(), over: true }, ...[1, 2, 3, 4].map((number) => ({ ...aTraining(), id: `${number}` }))];
  expect(nextTrainings(own).map(({ id }) => id)).toEqual(["1", "2", "3"]);
  expect(nextTrainings([])).toEqual([]);
});
