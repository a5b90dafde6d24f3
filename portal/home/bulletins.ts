import { html, nothing } from "lit";
import type { Published } from "../bulletins/types";
import { api, body } from "../shared/common/api";
import { day } from "../shared/common/times";

/** So many are shown. */
const SHOWN = 3;

/** The latest bulletins: of this year and, while it is young, of the one before. */
export async function latestBulletins(year: number): Promise<readonly Published[]> {
  const now = await of(year);
  return now.length < SHOWN ? [...now, ...(await of(year - 1))].slice(0, SHOWN) : now;
}

async function of(year: number): Promise<readonly Published[]> {
  return (await body(api.GET("/v1/bulletins", { params: { query: { year, limit: SHOWN } } }))).bulletins;
}

/** The latest bulletins, which everybody may read. Without them, and where they cannot be read, the way to the archive. */
export function bulletins(latest: readonly Published[] | undefined) {
  return html`
    <section aria-labelledby="bulletins">
      <h2 id="bulletins">Bulletins</h2>
      ${
        latest && latest.length > 0
          ? html`<ul class="ot-latest">
              ${latest.map(
                ({ page, headline, dated, corrected_at }) => html`
                  <li>
                    <a class="usa-link" href=${page}>${headline}</a>
                    <span class="ot-small">${day(dated)}${corrected_at ? ", corrected" : nothing}</span>
                  </li>
                `,
              )}
            </ul>`
          : nothing
      }
      <p><a class="usa-link" href="/bulletins">All bulletins</a></p>
    </section>
  `;
}
