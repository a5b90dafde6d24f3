import { html } from "lit";
import { expect, test } from "vitest";
import { page } from "../../shared/common/testing";
import { type Rows, anotherRow, rowsOf } from "./rows";

function shown(rows: Rows): { main: HTMLElement; asked: Rows[] } {
  const asked: Rows[] = [];
  const fields = (index: number) => html`<input name="row-${index}" />`;
  const main = page(rowsOf({ one: "Item", rows, most: 2, fields, onrows: (now) => asked.push(now) }));
  return { main, asked };
}

test("a single row cannot be taken away, and another can be added", () => {
  const { main, asked } = shown(anotherRow([]));
  const [button, ...more] = main.querySelectorAll("button");
  expect([button?.textContent.trim(), more]).toEqual(["Another item", []]);
  button?.click();
  expect(asked[0]).toHaveLength(2);
});

test("of two rows each can be taken away, and the other keeps its key; beyond the most there is no other", () => {
  const rows = anotherRow(anotherRow([]));
  const { main, asked } = shown(rows);
  const words = [...main.querySelectorAll("button")].map((button) => button.textContent.trim().replace(/\s+/g, " "));
  expect(words).toEqual(["Take away item 1", "Take away item 2"]);
  main.querySelector("button")?.click();
  expect(asked).toEqual([[rows[1]]]);
});
