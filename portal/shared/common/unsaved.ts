/** Asks whoever holds something unsaved before `leave` is done. They do it later, or never. */
const EVENT = "ot-leave";

/** Does `leave`, unless a page has something unsaved: then it asks first and does it when the person says so. */
export function leaveUnlessUnsaved(leave: () => void): void {
  if (dispatchEvent(new CustomEvent(EVENT, { cancelable: true, detail: leave }))) leave();
}

/** Has `ask` called with every way to leave that the page itself offers: its links, and signing out. */
export function guardLeaving(ask: (leave: () => void) => void): () => void {
  const onLeave = (event: Event): void => {
    event.preventDefault();
    ask((event as CustomEvent<() => void>).detail);
  };
  const onClick = (event: MouseEvent): void => {
    const link = event.target instanceof Element ? event.target.closest("a") : undefined;
    const opensElsewhere = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link?.href || link.target || opensElsewhere) return;
    const to = new URL(link.href);
    if (to.pathname === location.pathname && to.search === location.search) return;
    event.preventDefault();
    event.stopPropagation();
    ask(() => link.click());
  };
  // Closing, loading again and the back button are the browser's: it asks in its own words.
  const onUnload = (event: BeforeUnloadEvent): void => event.preventDefault();
  addEventListener(EVENT, onLeave);
  addEventListener("click", onClick, { capture: true });
  addEventListener("beforeunload", onUnload);
  return () => {
    removeEventListener(EVENT, onLeave);
    removeEventListener("click", onClick, { capture: true });
    removeEventListener("beforeunload", onUnload);
  };
}
