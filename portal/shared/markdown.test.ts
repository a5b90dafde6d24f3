import { render } from "lit";
import { expect, test } from "vitest";
import { markdown } from "./markdown";

function rendered(text: string): HTMLElement {
  const page = document.createElement("div");
  render(markdown(text), page);
  return page;
}

/** Without the marks that lit leaves in the page. */
const htmlOf = (page: HTMLElement) => page.innerHTML.replaceAll(/<!--.*?-->/gs, "").replaceAll(/\s+/g, " ");

test("headings, paragraphs, lists and emphasis become the page's own elements", () => {
  const page = rendered(
    "# Terms\n\nYou **state** that _you_ may.\n\n3. First.\n4. Second, `code`.\n\n- a\n  - b\n\n> said\n\n---",
  );
  expect(page.querySelector("h2")?.textContent.trim()).toBe("Terms");
  expect(page.querySelector("h1")).toBeNull();
  expect(page.querySelector("p strong")?.textContent).toBe("state");
  expect(page.querySelector("p em")?.textContent).toBe("you");
  expect(page.querySelector("ol")?.getAttribute("start")).toBe("3");
  expect(page.querySelectorAll("ol > li")).toHaveLength(2);
  expect(page.querySelector("ol code")?.textContent).toBe("code");
  expect(page.querySelector("ul ul li")?.textContent.trim()).toBe("b");
  expect(page.querySelector("blockquote p")?.textContent).toBe("said");
  expect(page.querySelector("hr")).not.toBeNull();
});

test.each([
  "<script>alert(1)</script>",
  "before <img src=x onerror=alert(1)> after",
  "<iframe src='https://evil.example'></iframe>",
  "<a href='javascript:alert(1)'>x</a>",
  "<svg/onload=alert(1)>",
  "<style>*{display:none}</style>",
  "<!-- --><b onmouseover=alert(1)>x",
])("HTML in the text is shown and never obeyed: %s", (hostile) => {
  const page = rendered(hostile);
  expect(page.textContent).toContain(hostile.slice(0, 10));
  expect(page.querySelector("script, img, iframe, a, svg, style, b")).toBeNull();
});

test.each([
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "&#106;avascript:alert(1)",
  "java%0ascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:x",
  "//evil.example",
  "/\\evil.example",
  "http://plain.example",
  "blob:https://x",
])("an address that is not this portal's, https or mailto becomes no link: %s", (address) => {
  for (const text of [`[words](${address})`, `[words](<${address}>)`, `[words][1]\n\n[1]: ${address}`]) {
    const page = rendered(text);
    expect(page.querySelector("a")).toBeNull();
    expect(page.textContent).toContain("words");
  }
});

test.each(["https://www.cde.ca.gov/", "mailto:help@example.org", "/terms"])("%s becomes a link", (address) => {
  const link = rendered(`[words](${address} "a title")`).querySelector("a");
  expect(link?.getAttribute("href")).toBe(address);
  expect(link?.textContent).toBe("words");
  expect(link?.hasAttribute("title")).toBe(false);
});

test("an image is only its words, and nothing is fetched", () => {
  const page = rendered("![a chart](https://evil.example/pixel.png)");
  expect(page.querySelector("img")).toBeNull();
  expect(page.textContent).toContain("a chart");
});

test("quotes and angle brackets in code and in attributes stay text", () => {
  const page = rendered('`"><img src=x>`\n\n```"><script>\n</code></pre><script>alert(1)</script>\n```');
  expect(page.querySelector("img, script")).toBeNull();
  expect(htmlOf(page)).toContain("&lt;/code&gt;&lt;/pre&gt;&lt;script&gt;");
});

test("what is not known here, as a table, is shown as it was written", () => {
  const page = rendered("| a | b |\n|---|---|\n| 1 | 2 |");
  expect(page.querySelector("table")).toBeNull();
  expect(page.textContent).toContain("| 1 | 2 |");
});
