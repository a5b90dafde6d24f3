import { expect, test } from "vitest";
import { type AskPage, allPages } from "./all-pages";

/** Answers with pages of these sizes, one after the other. */
function answering(...sizes: number[]): { page: AskPage<number>; asked: (string | undefined)[] } {
  const asked: (string | undefined)[] = [];
  const page: AskPage<number> = (cursor) => {
    asked.push(cursor);
    const entries = Array.from({ length: sizes[asked.length - 1] ?? 0 }, (_, index) => index);
    return Promise.resolve({ entries, next: asked.length < sizes.length ? `after-${asked.length}` : undefined });
  };
  return { page, asked };
}

test("every page is asked for once, also an empty one that has a next", async () => {
  const { page, asked } = answering(2, 0, 1);
  const told: number[] = [];
  const all = await allPages(page, { progress: (count) => told.push(count) });
  expect(all).toEqual({ entries: [0, 1, 0], cut: false });
  expect(asked).toEqual([undefined, "after-1", "after-2"]);
  expect(told).toEqual([2, 2, 3]);
});

test("it stops where no more may be taken, and says so", async () => {
  const { page, asked } = answering(...Array.from({ length: 200 }, () => 100));
  const { entries, cut } = await allPages(page, { most: 10_000 });
  expect([entries.length, cut]).toEqual([10_000, true]);
  expect(asked).toHaveLength(100);
});

test("a last page that goes beyond is cut; one that fits is not", async () => {
  expect(await allPages(answering(2, 2).page, { most: 3 })).toEqual({ entries: [0, 1, 0], cut: true });
  expect(await allPages(answering(2, 1).page, { most: 3 })).toEqual({ entries: [0, 1, 0], cut: false });
});

test("it gives nothing once it is cancelled", async () => {
  const { page, asked } = answering(100, 100);
  await expect(allPages(page, { signal: AbortSignal.abort() })).rejects.toThrow();
  expect(asked).toHaveLength(1);
});
