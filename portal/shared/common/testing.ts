import { render } from "lit";

/** The page with nothing but `content` on it: for tests of components. */
export function page(content: unknown): HTMLElement {
  const main = document.createElement("main");
  document.body.replaceChildren(main);
  render(content, main);
  return main;
}
