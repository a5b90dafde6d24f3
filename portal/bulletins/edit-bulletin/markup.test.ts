import { expect, test } from "vitest";
import { keepStyles, styled } from "./markup";

test("the styles of a letter are kept under another name, and its words as they are", () => {
  const letter = `<body style="margin:0"><p class="x" style="color:red">Write style="bold" &lt;p style="x"&gt;</p></body>`;
  expect(keepStyles(letter)).toBe(
    `<body data-style="margin:0"><p class="x" data-style="color:red">Write style="bold" &lt;p style="x"&gt;</p></body>`,
  );
});

test("the frame's elements get their styles back", () => {
  document.body.innerHTML = `<p data-style="color: red">Words</p><p>Plain</p>`;
  styled(document);
  const [first, second] = document.querySelectorAll("p");
  expect([first?.style.color, second?.style.color]).toEqual(["red", ""]);
});
