import { type TemplateResult, html, nothing } from "lit";

/** The tabs of a student's page, as TOMS has them. */
export const TABS = [
  ["demographic", "Demographic"],
  ["test-assignments", "Test Assignments"],
  ["test-settings", "Test Settings"],
  ["unlisted-resources", "Unlisted Resources"],
  ["score-status", "Score Status"],
  ["reporting", "Reporting"],
] as const;

export type Tab = (typeof TABS)[number][0];

/** The tab that the address names; the first where it names none. */
export function tabOf(hash: string): Tab {
  return TABS.find(([tab]) => `#${tab}` === hash)?.[0] ?? "demographic";
}

/** Which tab a key leads to. Source: ARIA Authoring Practices Guide, tabs. */
export function tabByKey(key: string, from: Tab): Tab | undefined {
  const at = TABS.findIndex(([tab]) => tab === from);
  const places: Record<string, number> = {
    ArrowRight: (at + 1) % TABS.length,
    ArrowLeft: (at + TABS.length - 1) % TABS.length,
    Home: 0,
    End: TABS.length - 1,
  };
  const place = places[key];
  return place === undefined ? undefined : TABS[place]?.[0];
}

/**
 * The row of tabs. They are links: each has an address, so that the back button and loading again work. `onKey` is told of a tab
 * that was reached by the arrow keys, which leaves no trace in the browser's history.
 */
export function tabList(selected: Tab, onKey: (tab: Tab) => void): TemplateResult {
  const key = (event: KeyboardEvent): void => {
    const tab = tabByKey(event.key, selected);
    if (tab) {
      event.preventDefault();
      onKey(tab);
    } else if (event.key === " ") {
      event.preventDefault();
      (event.target as HTMLElement).click();
    }
  };
  return html`
    <div class="ot-tabs" role="tablist" aria-label="Student Profile" @keydown=${key}>
      ${TABS.map(
        ([tab, name]) => html`
          <a
            class="ot-tabs__tab"
            role="tab"
            id="tab-${tab}"
            href="#${tab}"
            aria-selected=${tab === selected ? "true" : "false"}
            aria-controls=${tab === selected ? `panel-${tab}` : nothing}
            tabindex=${tab === selected ? 0 : -1}
            >${name}</a
          >
        `,
      )}
    </div>
  `;
}

/** The selected tab's panel. */
export function tabPanel(selected: Tab, content: TemplateResult): TemplateResult {
  return html`
    <div class="ot-panel" role="tabpanel" id="panel-${selected}" aria-labelledby="tab-${selected}" tabindex="0">
      ${content}
    </div>
  `;
}
