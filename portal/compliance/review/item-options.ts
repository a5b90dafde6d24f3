import type { ReviewPage } from "../types";

/** The items of a review to choose from, with the program instrument where there are several. */
export function itemOptions({ items, instruments }: ReviewPage): (readonly [id: string, words: string])[] {
  const name = (code: string) => instruments.find(({ instrument }) => instrument === code)?.name ?? code;
  return items.map(({ id, number, instrument }) => [
    id,
    instruments.length > 1 ? `${number}, ${name(instrument)}` : number,
  ]);
}
