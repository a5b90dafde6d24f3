/** The address of this page, for coming back to it. Never holds anything personal: ids in addresses are opaque. */
export function here(): string {
  return location.pathname + location.search;
}

/** `path` with where to go on afterwards. */
export function thenBackTo(path: string, next: string): string {
  if (next === "/" || next === path) return path;
  return `${path}${path.includes("?") ? "&" : "?"}next=${encodeURIComponent(next)}`;
}

/** Where to go on: a page of this portal and nothing else, whatever the address says. */
export function next(search = location.search, origin = location.origin): string {
  const wanted = new URLSearchParams(search).get("next") ?? "/";
  if (!wanted.startsWith("/") || !URL.canParse(wanted, origin)) return "/";
  const address = new URL(wanted, origin);
  // `/.//evil.example` is of this origin, and its path would lead away when it is read as an address by itself.
  if (address.origin !== origin || address.pathname.startsWith("//")) return "/";
  return address.pathname + address.search;
}

/** The value of a parameter of this page's address. */
export function parameter(name: string): string | undefined {
  return new URLSearchParams(location.search).get(name) ?? undefined;
}

/** Leaves this page; what waits for it waits for ever, so that nothing happens any more here. */
export function leaveFor(address: string, { replace = true } = {}): Promise<never> {
  if (replace) location.replace(address);
  else location.assign(address);
  return new Promise(() => {});
}
