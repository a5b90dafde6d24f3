import { type TemplateResult, html } from "lit";
import { parameter } from "../shared/common/addresses";

/** The part of the browser's Navigation API that is used here; not every browser has it, and TypeScript does not know it. */
interface Navigation {
  currentEntry: { index: number } | null;
  /** Addresses of other documents are not told: ours send no referrer. */
  entries(): readonly { index: number; key: string; url: string | null }[];
  traverseTo(key: string): unknown;
}

/** The address of a student opened from the search's results: says that the search is what lies before it. */
export function fromSearch(id: string): string {
  return `/student?id=${id}&from=search`;
}

/**
 * A link back to the search. For whoever came from its results it goes back in the browser's history, past the tabs of the
 * student, to the page that the browser kept with form and results. Else, or in a browser that cannot tell, it opens an empty
 * search.
 */
export function toSearch(): TemplateResult {
  return html`<a class="usa-link" href="/students" @click=${back}>Back to the search</a>`;
}

function back(event: MouseEvent): void {
  const { navigation } = window as { navigation?: Navigation };
  const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
  if (!navigation || isElsewhere || parameter("from") !== "search") return;
  const now = navigation.currentEntry?.index ?? 0;
  const isThisPage = (url: string | null) => url !== null && new URL(url).pathname === location.pathname;
  const search = navigation.entries().findLast(({ index, url }) => index < now && !isThisPage(url));
  if (!search) return;
  event.preventDefault();
  navigation.traverseTo(search.key);
}
