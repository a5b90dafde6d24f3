import { html, nothing } from "lit";

/** Pages for everybody, signed in or not, under the menus that the website of the tests has. */
const MENUS: readonly (readonly [menu: string, pages: readonly (readonly [address: string, name: string])[]])[] = [
  [
    "Resources",
    [
      ["/second-scoring", "Second scoring"],
      ["/letter-templates", "Letter templates"],
    ],
  ],
  [
    "Help",
    [
      ["/answers", "Answers"],
      ["/contacts", "Contacts"],
    ],
  ],
];

/** The addresses of these pages. */
export const PUBLIC_PAGES: readonly string[] = MENUS.flatMap(([, pages]) => pages.map(([address]) => address));

/** Whether the page at `path` shows the menus: not on the way to signing in, where they would only be passed over. */
export function showsPublicNavigation(isSignedIn: boolean, path: string): boolean {
  return isSignedIn || path === "/" || PUBLIC_PAGES.includes(path);
}

/** The menus, with the page at `path` marked. */
export function publicNavigation(path: string) {
  return html`
    <nav aria-label="Help and resources" class="ot-public-nav">
      ${MENUS.map(
        ([menu, pages]) => html`
          <div>
            <p id="menu-${menu.toLowerCase()}">${menu}</p>
            <ul aria-labelledby="menu-${menu.toLowerCase()}">
              ${pages.map(
                ([address, name]) =>
                  html`<li><a href=${address} aria-current=${path === address ? "page" : nothing}>${name}</a></li>`,
              )}
            </ul>
          </div>
        `,
      )}
    </nav>
  `;
}
